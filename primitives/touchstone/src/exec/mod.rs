//! The interpreter: one workgroup, all lanes of an instruction before the next instruction.

mod fault;
mod flow;
mod links;
mod mask;
mod race;
mod registers;
mod store;

pub use fault::{Fault, RunError, Void};

use crate::{
	fuel::Fuel,
	isa::{
		header::Header,
		instr::Instr,
		operand::{Address, Buffer, Reg, Space, Width},
	},
	limits::{MAX_TILE_WORDS, MAX_WORKGROUP_FUEL},
	memory::Memory,
	ops::Builtin,
	program::Program,
	tile::{Output, Tile},
};
use alloc::vec::Vec;
use flow::Flow;
use links::{links, Link};
use registers::{Registers, CHUNK};
use store::{gather, in_bounds, scatter, Private, Shared, TileMemory};

/// What a pass gives to its workgroups, inputs aside.
#[derive(Clone, Copy, Debug)]
pub struct Launch<'a> {
	/// The words of the uniform block, as many as the header announces.
	pub params: &'a [u32],
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// One for each output that the header announces.
	pub outputs: &'a [Output],
	/// The static fuel beyond which a workgroup isn't even begun.
	pub limit: Fuel,
}

impl<'a> Launch<'a> {
	/// A pass with the chain's limit of fuel.
	pub const fn new(params: &'a [u32], grid: [u32; 3], outputs: &'a [Output]) -> Self {
		Self { params, grid, outputs, limit: Fuel(MAX_WORKGROUP_FUEL) }
	}
}

/// What a workgroup made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
	/// The words of its tile of each output, rows one after the other.
	pub tiles: Vec<Vec<u32>>,
	/// What it took. Never more than the static fuel.
	pub fuel: Fuel,
}

/// Executes workgroups of a program, one after the other.
///
/// ```
/// use assay_touchstone::{
///     BinaryOp, Builder, Builtin, FloatMode, Header, Interpreter, Launch, Output, Program, Reg,
///     Space, TileShape, WholeInputs,
/// };
///
/// let mut header = Header::new(FloatMode::Strict);
/// (header.workgroup_size, header.inputs, header.outputs) = ([4, 1, 1], 1, 1);
/// let bytecode = Builder::new(header)
///     .builtin(Reg(0), Builtin::GlobalX)
///     .load(Space::Input(0), Reg(1), Reg(0))
///     .binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
///     .store(Space::Output(0), Reg(0), Reg(1))
///     .finish();
/// let program = Program::parse(&bytecode).unwrap();
///
/// let outputs = [Output { words: 8, tiles: TileShape::flat(4) }];
/// let launch = Launch::new(&[], [2, 1, 1], &outputs);
/// let input: Vec<u8> = (0..8u32).flat_map(u32::to_le_bytes).collect();
/// let mut inputs = WholeInputs { inputs: &[&input] };
/// let made = Interpreter::new(&program).run(&launch, [1, 0, 0], &mut inputs).unwrap();
/// assert_eq!(made.tiles, [[12, 15, 18, 21]]);
/// ```
#[derive(Clone, Debug)]
pub struct Interpreter<'p> {
	program: &'p Program,
	links: Vec<Link>,
	lanes: usize,
	places: Vec<[u32; 3]>,
	registers: Registers,
	flow: Flow,
	private: Private,
	workgroup: Shared,
	tiles: Vec<TileMemory>,
}

/// What the instructions of one workgroup see that doesn't change.
struct Scene<'a> {
	launch: &'a Launch<'a>,
	group: [u32; 3],
}

impl<'p> Interpreter<'p> {
	/// Prepares a program.
	pub fn new(program: &'p Program) -> Self {
		let header = program.header();
		let lanes = header.lanes();
		let chunks = (lanes as usize).div_ceil(CHUNK);
		Self {
			program,
			links: links(program.code()),
			lanes: lanes as usize,
			places: places(header),
			registers: Registers::new(header.registers, chunks),
			flow: Flow::new(lanes, chunks),
			private: Private::new(header.private_words, chunks * CHUNK),
			workgroup: Shared::new(usize::from(header.workgroup_words)),
			tiles: Vec::new(),
		}
	}

	/// Executes one workgroup.
	pub fn run(
		&mut self,
		launch: &Launch<'_>,
		group: [u32; 3],
		memory: &mut impl Memory,
	) -> Result<Execution, RunError> {
		self.check(launch, group)?;
		self.start(launch, group);
		let fuel = self.execute(&Scene { launch, group }, memory)?;
		let tiles = self.tiles.iter_mut().map(|tile| tile.shared.take()).collect();
		Ok(Execution { tiles, fuel })
	}

	fn check(&self, launch: &Launch<'_>, group: [u32; 3]) -> Result<(), RunError> {
		let fuel = self.program.workgroup_fuel(launch.params).map_err(RunError::Cost)?;
		if fuel > launch.limit {
			return Err(RunError::OverLimit { fuel });
		}
		if launch.outputs.len() != usize::from(self.program.header().outputs) {
			return Err(RunError::WrongOutputCount);
		}
		let too_large = |output: &Output| output.tiles.words() > u64::from(MAX_TILE_WORDS);
		if launch.outputs.iter().any(too_large) {
			return Err(RunError::TileTooLarge);
		}
		if group.iter().zip(launch.grid).any(|(&place, size)| place >= size) {
			return Err(RunError::OutsideGrid);
		}
		Ok(())
	}

	fn start(&mut self, launch: &Launch<'_>, group: [u32; 3]) {
		self.registers.clear();
		self.private.clear();
		self.workgroup.start(self.workgroup.len() as usize);
		self.flow.start();
		self.tiles.truncate(launch.outputs.len());
		for (index, output) in launch.outputs.iter().enumerate() {
			let tile = output.tile(group);
			let words = tile.words() as usize;
			match self.tiles.get_mut(index) {
				Some(memory) => {
					memory.tile = tile;
					memory.shared.start(words);
				},
				None => self.tiles.push(TileMemory { tile, shared: Shared::new(words) }),
			}
		}
	}

	fn execute(&mut self, scene: &Scene<'_>, memory: &mut impl Memory) -> Result<Fuel, RunError> {
		let program = self.program;
		let code = program.code();
		let mut per_lane = 0u64;
		let mut at = 0u32;
		while let Some(instr) = code.get(at as usize) {
			per_lane += u64::from(instr.cost());
			at = self.step(at, instr, scene, memory)?;
		}
		let spent = per_lane.saturating_mul(program.charged_lanes());
		Ok(Fuel(spent.saturating_add(program.start_fuel())))
	}

	/// Executes one instruction and says which is next.
	#[inline(always)]
	fn step(
		&mut self,
		at: u32,
		instr: &Instr,
		scene: &Scene<'_>,
		memory: &mut impl Memory,
	) -> Result<u32, RunError> {
		let next = at + 1;
		let link = self.links.get(at as usize).copied().unwrap_or_default();
		let void = |fault| RunError::Void(Void { instruction: at, fault });
		let Self { registers, flow, .. } = self;
		let all = flow.all();
		let active = &flow.active;
		match *instr {
			Instr::Const { dst, value } => registers.fill(dst, active, all, |_| value),
			Instr::Copy { dst, src } => registers.copy(dst, src, active, all),
			Instr::Builtin { dst, which } => self.builtin(dst, which, scene),
			Instr::Param { dst, index } => {
				let value = scene.launch.params.get(usize::from(index)).copied().unwrap_or(0);
				registers.fill(dst, active, all, |_| value);
			},
			Instr::ParamAt { dst, address } => {
				let params = scene.launch.params;
				gather(registers, (active, self.lanes), (dst, address), |_, element| {
					Ok::<_, RunError>([params.get(element as usize).copied().unwrap_or(0)])
				})?;
			},
			Instr::Length { dst, buffer } => {
				let words = match buffer {
					Buffer::Input(index) => memory.length(index),
					Buffer::Output(index) => {
						scene.launch.outputs.get(usize::from(index)).map_or(0, |out| out.words)
					},
				};
				registers.fill(dst, active, all, |_| words);
			},
			Instr::Unary { op, dst, a } => registers.unary(op, dst, a, active, all),
			Instr::Binary { op, dst, a, b } => registers.binary(op, dst, a, b, active, all),
			Instr::MulAdd { op, dst, a, b, c } => {
				registers.mul_add(op, dst, (a, b, c), active, all);
			},
			Instr::Select { dst, cond, on_true, on_false } => {
				registers.select(dst, [cond, on_true, on_false], active, all);
			},
			Instr::Extract { signed, dst, a, field } => {
				registers.extract(signed, dst, a, field, active, all);
			},
			Instr::Insert { dst, base, bits, field } => {
				registers.insert(dst, (base, bits), field, active, all);
			},
			Instr::Load { space, width, dst, address } => match width {
				Width::One => self.load::<1>(at, space, dst, address, memory)?,
				Width::Two => self.load::<2>(at, space, dst, address, memory)?,
				Width::Four => self.load::<4>(at, space, dst, address, memory)?,
			},
			Instr::Store { space, width, src, address } => match width {
				Width::One => self.store::<1>(space, src, address).map_err(void)?,
				Width::Two => self.store::<2>(space, src, address).map_err(void)?,
				Width::Four => self.store::<4>(space, src, address).map_err(void)?,
			},
			Instr::UniformLoad { dst, address } => {
				self.barrier().map_err(void)?;
				self.uniform_load(dst, address).map_err(void)?;
			},
			Instr::Atomic { op, address, value } => {
				let workgroup = &mut self.workgroup;
				scatter(
					registers,
					(active, self.lanes),
					(value, address),
					|lane, element, [value]| workgroup.atomic(op, lane, element, value),
				)
				.map_err(void)?;
			},
			Instr::If { when } => return Ok(flow.enter_if(when, registers, next, link)),
			Instr::Else => return Ok(flow.enter_else(next, link)),
			Instr::End => return Ok(flow.end_if(next, link)),
			Instr::Loop { bound } => {
				// The fuel was computed, so the bound is one.
				let bound = bound.iterations(scene.launch.params).unwrap_or(0);
				return Ok(flow.enter_loop(bound, next, link));
			},
			Instr::Continuing => return Ok(flow.enter_continuing(next, link)),
			Instr::EndLoop { leave } => return Ok(flow.end_loop(leave, registers, next, link)),
			Instr::Break { when } => return Ok(flow.leave_loop(when, registers, next, link)),
			Instr::Continue { when } => {
				return Ok(flow.continue_loop(when, registers, next, link));
			},
			Instr::Exit { when } => return Ok(flow.exit(when, registers, next, link)),
			Instr::Barrier => self.barrier().map_err(void)?,
		}
		Ok(next)
	}

	fn builtin(&mut self, dst: Reg, which: Builtin, scene: &Scene<'_>) {
		let [sx, sy, sz] = self.program.header().workgroup_size.map(u32::from);
		let places = &self.places;
		let ([gx, gy, gz], [nx, ny, nz]) = (scene.group, scene.launch.grid);
		let at = |lane: u32| places.get(lane as usize).copied().unwrap_or_default();
		let (x, y, z) = (|lane| at(lane)[0], |lane| at(lane)[1], |lane| at(lane)[2]);
		let global =
			|group: u32, size: u32, local: u32| group.wrapping_mul(size).wrapping_add(local);
		let (all, active) = (self.flow.all(), &self.flow.active);
		let value = |lane| match which {
			Builtin::LocalIndex => lane,
			Builtin::LocalX => x(lane),
			Builtin::LocalY => y(lane),
			Builtin::LocalZ => z(lane),
			Builtin::GroupX => gx,
			Builtin::GroupY => gy,
			Builtin::GroupZ => gz,
			Builtin::GlobalX => global(gx, sx, x(lane)),
			Builtin::GlobalY => global(gy, sy, y(lane)),
			Builtin::GlobalZ => global(gz, sz, z(lane)),
			Builtin::GroupsX => nx,
			Builtin::GroupsY => ny,
			Builtin::GroupsZ => nz,
		};
		self.registers.fill(dst, active, all, value);
	}

	fn load<const N: usize>(
		&mut self,
		at: u32,
		space: Space,
		dst: Reg,
		address: Address,
		memory: &mut impl Memory,
	) -> Result<(), RunError> {
		let Self { registers, flow, lanes, private, workgroup, tiles, .. } = self;
		let (who, place) = ((&flow.active, *lanes), (dst, address));
		let void = |fault| RunError::Void(Void { instruction: at, fault });
		match space {
			Space::Input(input) => {
				let len = memory.length(input);
				gather(registers, who, place, |_, element| {
					let Some(word) = in_bounds(element, N as u32, len) else {
						return Ok([0; N]);
					};
					memory.read::<N>(input, word).ok_or(RunError::MissingInput { input, word })
				})
			},
			Space::Output(index) => match tiles.get_mut(usize::from(index)) {
				Some(tile) => gather(registers, who, place, |lane, element| {
					let first = tile.locate(element, N as u32);
					tile.shared.load::<N>(lane, first).map_err(void)
				}),
				None => Ok(()),
			},
			Space::Workgroup => {
				let len = workgroup.len();
				gather(registers, who, place, |lane, element| {
					workgroup.load::<N>(lane, in_bounds(element, N as u32, len)).map_err(void)
				})
			},
			Space::Private => {
				gather(registers, who, place, |lane, element| Ok(private.load::<N>(lane, element)))
			},
		}
	}

	fn store<const N: usize>(
		&mut self,
		space: Space,
		src: Reg,
		address: Address,
	) -> Result<(), Fault> {
		let Self { registers, flow, lanes, private, workgroup, tiles, .. } = self;
		let (who, place) = ((&flow.active, *lanes), (src, address));
		match space {
			Space::Input(_) => Ok(()),
			Space::Output(index) => match tiles.get_mut(usize::from(index)) {
				Some(tile) => scatter(registers, who, place, |lane, element, value| {
					let first = tile.locate(element, N as u32);
					tile.shared.store::<N>(lane, first, value)
				}),
				None => Ok(()),
			},
			Space::Workgroup => {
				let len = workgroup.len();
				scatter(registers, who, place, |lane, element, value| {
					workgroup.store::<N>(lane, in_bounds(element, N as u32, len), value)
				})
			},
			Space::Private => scatter(registers, who, place, |lane, element, value| {
				private.store::<N>(lane, element, value);
				Ok(())
			}),
		}
	}

	fn barrier(&mut self) -> Result<(), Fault> {
		if !self.flow.all() {
			return Err(Fault::DivergentBarrier);
		}
		self.workgroup.barrier();
		self.tiles.iter_mut().for_each(|tile| tile.shared.barrier());
		Ok(())
	}

	/// The load between the two barriers of a uniform load: all lanes are here.
	fn uniform_load(&mut self, dst: Reg, address: Address) -> Result<(), Fault> {
		let element = match address.base {
			None => address.offset,
			Some(base) => {
				let places = &self.registers.lanes_of(base)[..self.lanes];
				let first = places[0];
				if places.iter().any(|&place| place != first) {
					return Err(Fault::NonUniformLoad);
				}
				first.wrapping_add(address.offset)
			},
		};
		let value = self.workgroup.peek(element);
		self.registers.fill(dst, &self.flow.active, true, |_| value);
		Ok(())
	}
}

/// Each lane's x, y and z in the workgroup.
fn places(header: &Header) -> Vec<[u32; 3]> {
	let [size_x, size_y, size_z] = header.workgroup_size.map(u32::from);
	(0..size_z)
		.flat_map(|z| (0..size_y).flat_map(move |y| (0..size_x).map(move |x| [x, y, z])))
		.collect()
}

impl Output {
	/// The tile of a workgroup together with the words that it made of it.
	pub fn tile_words<'a>(
		&self,
		group: [u32; 3],
		words: &'a [u32],
	) -> impl Iterator<Item = (u32, &'a [u32])> {
		let tile: Tile = self.tile(group);
		let runs: Vec<_> = tile.runs().collect();
		runs.into_iter().filter_map(move |run| {
			let from = run.in_tile as usize;
			Some((run.in_output, words.get(from..from + run.words as usize)?))
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		isa::{header::FloatMode, operand::When},
		memory::WholeInputs,
	};

	/// What is found in two lanes, where nothing was checked before.
	fn fault(code: &[Instr]) -> Option<Void> {
		let mut header = Header::new(FloatMode::Strict);
		(header.workgroup_size, header.registers) = ([2, 1, 1], 2);
		let lane = Instr::Builtin { dst: Reg(0), which: Builtin::LocalIndex };
		let program = Program::unchecked(header, [&[lane], code].concat());
		let launch = Launch::new(&[], [1, 1, 1], &[]);
		match Interpreter::new(&program).run(&launch, [0; 3], &mut WholeInputs { inputs: &[] }) {
			Err(RunError::Void(void)) => Some(void),
			_ => None,
		}
	}

	#[test]
	fn what_validation_rules_out_should_be_found_all_the_same() {
		let when = When::If(Reg(0));
		let load = |address| Instr::UniformLoad { dst: Reg(1), address };
		let at = |instruction, fault| Some(Void { instruction, fault });
		let branch = |inner| [Instr::If { when }, inner, Instr::End];
		assert_eq!(fault(&branch(Instr::Barrier)), at(2, Fault::DivergentBarrier));
		assert_eq!(fault(&branch(load(Address::at(0)))), at(2, Fault::DivergentBarrier));
		assert_eq!(fault(&[Instr::Exit { when }, Instr::Barrier]), at(2, Fault::DivergentBarrier));
		assert_eq!(fault(&[load(Address::reg(Reg(0)))]), at(1, Fault::NonUniformLoad));
		assert_eq!(fault(&[load(Address::reg(Reg(1))), Instr::Barrier]), None);
	}
}
