//! A slow, obvious reading of the specification: one lane after the other, from barrier to barrier.
//!
//! It shares no evaluation code with the interpreter.

pub mod operations;
pub mod softfloat;

use assay_touchstone::*;
use std::collections::BTreeMap;

/// A pass and one of its workgroups.
#[derive(Clone, Debug)]
pub struct Scene {
	pub params: Vec<u32>,
	pub grid: [u32; 3],
	pub group: [u32; 3],
	pub inputs: Vec<Vec<u32>>,
	pub outputs: Vec<Output>,
}

/// What one lane is doing.
struct Lane {
	number: u32,
	place: [u32; 3],
	at: usize,
	registers: Vec<u32>,
	private: Vec<u32>,
	/// For each open loop: where its body begins, iterations begun, the bound.
	loops: Vec<(usize, u32, u32)>,
	done: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
	Workgroup,
	Output(usize),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
	Load,
	Store,
	Atomic(AtomicOp),
}

struct Machine<'a> {
	header: &'a Header,
	code: &'a [Instr],
	scene: &'a Scene,
	workgroup: Vec<u32>,
	outputs: Vec<BTreeMap<u32, u32>>,
	/// Who did what to each shared word since the last barrier.
	acts: BTreeMap<(Shared, u32), Vec<(u32, Act)>>,
}

/// The tiles, or the faults of the interval in which the first happened.
pub fn run(program: &Program, scene: &Scene) -> Result<Vec<Vec<u32>>, Vec<Fault>> {
	let header = program.header();
	let [sx, sy, sz] = header.workgroup_size.map(u32::from);
	let mut lanes = Vec::new();
	for z in 0..sz {
		for y in 0..sy {
			for x in 0..sx {
				lanes.push(Lane {
					number: lanes.len() as u32,
					place: [x, y, z],
					at: 0,
					registers: vec![0; header.registers.into()],
					private: vec![0; header.private_words.into()],
					loops: Vec::new(),
					done: false,
				});
			}
		}
	}
	let mut machine = Machine {
		header,
		code: program.code(),
		scene,
		workgroup: vec![0; header.workgroup_words.into()],
		outputs: vec![BTreeMap::new(); header.outputs.into()],
		acts: BTreeMap::new(),
	};
	loop {
		for lane in &mut lanes {
			machine.until_barrier(lane);
		}
		let mut faults = Vec::new();
		if machine.acts.values().any(|acts| races(acts)) {
			faults.push(Fault::Race);
		}
		machine.acts.clear();
		let together = |lane: &Lane| {
			let iterations: Vec<_> = lane.loops.iter().map(|open| open.1).collect();
			(lane.done, lane.at, iterations)
		};
		let first = together(&lanes[0]);
		if lanes.iter().any(|lane| together(lane) != first) {
			faults.push(Fault::DivergentBarrier);
		} else if let Some(Instr::UniformLoad { dst, address }) = machine.code.get(first.1) {
			let places: Vec<u32> = lanes.iter().map(|lane| lane.element(*address)).collect();
			if places.iter().any(|place| *place != places[0]) {
				faults.push(Fault::NonUniformLoad);
			}
			let word = machine.workgroup.get(places[0] as usize).copied().unwrap_or(0);
			for lane in &mut lanes {
				lane.registers[usize::from(dst.0)] = word;
			}
		}
		if !faults.is_empty() {
			return Err(faults);
		}
		if first.0 {
			return Ok(machine.tiles());
		}
		for lane in &mut lanes {
			lane.at += 1;
		}
	}
}

fn races(acts: &[(u32, Act)]) -> bool {
	acts.iter().any(|&(lane, act)| {
		acts.iter().any(|&(other_lane, other)| {
			let harmless = act == other && act != Act::Store;
			lane != other_lane && !harmless
		})
	})
}

impl Lane {
	fn get(&self, reg: Reg) -> u32 {
		self.registers[usize::from(reg.0)]
	}

	fn value(&self, operand: Operand) -> u32 {
		match operand {
			Operand::Reg(reg) => self.get(reg),
			Operand::Imm(value) => value,
		}
	}

	fn element(&self, address: Address) -> u32 {
		let base = address.base.map_or(0, |reg| self.get(reg));
		(u64::from(base) + u64::from(address.offset)) as u32
	}

	fn field(&self, field: Field) -> (u32, u32) {
		match field {
			Field::Fixed { offset, count } => (offset.into(), count.into()),
			Field::Dynamic { offset, count } => (self.get(offset), self.get(count)),
		}
	}

	fn holds(&self, when: When) -> bool {
		match when {
			When::Always => true,
			When::If(reg) => self.get(reg) != 0,
			When::Unless(reg) => self.get(reg) == 0,
		}
	}
}

impl Machine<'_> {
	/// Runs a lane until a barrier, which it doesn't pass, or its end.
	fn until_barrier(&mut self, lane: &mut Lane) {
		while !lane.done {
			match self.code.get(lane.at) {
				None => lane.done = true,
				Some(Instr::Barrier | Instr::UniformLoad { .. }) => return,
				Some(instr) => self.step(lane, *instr),
			}
		}
		// Where a lane ends doesn't matter.
		lane.at = self.code.len();
		lane.loops.clear();
	}

	/// The next place from `at` on, outside of inner blocks, where `stop` holds.
	fn find(&self, at: usize, stop: fn(&Instr) -> bool) -> usize {
		let mut depth = 0;
		for (index, instr) in self.code.iter().enumerate().skip(at) {
			if depth == 0 && stop(instr) {
				return index;
			}
			match instr {
				Instr::If { .. } | Instr::Loop { .. } => depth += 1,
				Instr::End | Instr::EndLoop { .. } => depth -= 1,
				_ => {},
			}
		}
		self.code.len()
	}

	/// The innermost loop's continuing part or end, whichever comes first.
	fn end_of_body(&self, begin: usize, end_only: bool) -> usize {
		if end_only {
			self.find(begin, |instr| matches!(instr, Instr::EndLoop { .. }))
		} else {
			self.find(begin, |instr| matches!(instr, Instr::EndLoop { .. } | Instr::Continuing))
		}
	}

	fn step(&mut self, lane: &mut Lane, instr: Instr) {
		let set =
			|lane: &mut Lane, dst: Reg, value: u32| lane.registers[usize::from(dst.0)] = value;
		lane.at += 1;
		match instr {
			Instr::Const { dst, value } => set(lane, dst, value),
			Instr::Copy { dst, src } => set(lane, dst, lane.get(src)),
			Instr::Builtin { dst, which } => set(lane, dst, self.builtin(lane, which)),
			Instr::Param { dst, index } => set(lane, dst, self.scene.params[usize::from(index)]),
			Instr::ParamAt { dst, address } => {
				let word = self.scene.params.get(lane.element(address) as usize);
				set(lane, dst, word.copied().unwrap_or(0));
			},
			Instr::Length { dst, buffer } => {
				let length = match buffer {
					Buffer::Input(index) => self.scene.inputs[usize::from(index)].len() as u32,
					Buffer::Output(index) => self.scene.outputs[usize::from(index)].words,
				};
				set(lane, dst, length);
			},
			Instr::Unary { op, dst, a } => set(lane, dst, operations::unary(op, lane.get(a))),
			Instr::Binary { op, dst, a, b } => {
				set(lane, dst, operations::binary(op, lane.get(a), lane.value(b)));
			},
			Instr::MulAdd { op, dst, a, b, c } => {
				let result = operations::mul_add(op, lane.get(a), lane.value(b), lane.get(c));
				set(lane, dst, result);
			},
			Instr::Select { dst, cond, on_true, on_false } => {
				let chosen = if lane.get(cond) != 0 { on_true } else { on_false };
				set(lane, dst, lane.get(chosen));
			},
			Instr::Extract { signed, dst, a, field } => {
				let (offset, count) = lane.field(field);
				set(lane, dst, operations::extract(signed, lane.get(a), offset, count));
			},
			Instr::Insert { dst, base, bits, field } => {
				let (offset, count) = lane.field(field);
				let result = operations::insert(lane.get(base), lane.get(bits), offset, count);
				set(lane, dst, result);
			},
			Instr::Load { space, width, dst, address } => {
				let element = lane.element(address);
				for index in 0..width.words() {
					let word = self.load(lane, space, element, width.words(), index);
					set(lane, Reg(dst.0 + index as u8), word);
				}
			},
			Instr::Store { space, width, src, address } => {
				let element = lane.element(address);
				for index in 0..width.words() {
					let value = lane.get(Reg(src.0 + index as u8));
					self.store(lane, space, element, width.words(), index, value);
				}
			},
			Instr::Atomic { op, address, value } => {
				let word = lane.element(address);
				if u64::from(word) < self.workgroup.len() as u64 {
					self.note(Shared::Workgroup, word, lane, Act::Atomic(op));
					let slot = &mut self.workgroup[word as usize];
					*slot = operations::atomic(op, *slot, lane.get(value));
				}
			},
			Instr::If { when } => {
				if !lane.holds(when) {
					lane.at = 1 + self.find(lane.at, |i| matches!(i, Instr::Else | Instr::End));
				}
			},
			Instr::Else => lane.at = 1 + self.find(lane.at, |i| matches!(i, Instr::End)),
			Instr::End | Instr::Continuing => {},
			Instr::Loop { bound } => {
				let bound = match bound {
					Bound::Constant(bound) => bound,
					Bound::Param { param, mul, div, add } => {
						let exact =
							u128::from(self.scene.params[usize::from(param)]) * u128::from(mul);
						let (whole, rest) = (exact / u128::from(div), exact % u128::from(div));
						(whole + u128::from(rest > 0) + u128::from(add)) as u32
					},
				};
				if bound == 0 {
					lane.at = 1 + self.end_of_body(lane.at, true);
				} else {
					lane.loops.push((lane.at, 1, bound));
				}
			},
			Instr::EndLoop { leave } => {
				let (begin, iterations, bound) = lane.loops.pop().unwrap();
				let leaves = leave.is_some_and(|when| lane.holds(when));
				if !leaves && iterations < bound {
					lane.loops.push((begin, iterations + 1, bound));
					lane.at = begin;
				}
			},
			Instr::Break { when } => {
				if lane.holds(when) {
					let (begin, ..) = lane.loops.pop().unwrap();
					lane.at = 1 + self.end_of_body(begin, true);
				}
			},
			Instr::Continue { when } => {
				if lane.holds(when) {
					lane.at = self.end_of_body(lane.loops.last().unwrap().0, false);
				}
			},
			Instr::Exit { when } => lane.done |= lane.holds(when),
			Instr::Barrier | Instr::UniformLoad { .. } => unreachable!("lanes stop before them"),
		}
	}

	fn builtin(&self, lane: &Lane, which: Builtin) -> u32 {
		let size = self.header.workgroup_size.map(u64::from);
		let global = |axis: usize| {
			(u64::from(self.scene.group[axis]) * size[axis] + u64::from(lane.place[axis])) as u32
		};
		match which {
			Builtin::LocalIndex => lane.number,
			Builtin::LocalX => lane.place[0],
			Builtin::LocalY => lane.place[1],
			Builtin::LocalZ => lane.place[2],
			Builtin::GroupX => self.scene.group[0],
			Builtin::GroupY => self.scene.group[1],
			Builtin::GroupZ => self.scene.group[2],
			Builtin::GlobalX => global(0),
			Builtin::GlobalY => global(1),
			Builtin::GlobalZ => global(2),
			Builtin::GroupsX => self.scene.grid[0],
			Builtin::GroupsY => self.scene.grid[1],
			Builtin::GroupsZ => self.scene.grid[2],
		}
	}

	fn note(&mut self, memory: Shared, word: u32, lane: &Lane, act: Act) {
		self.acts.entry((memory, word)).or_default().push((lane.number, act));
	}

	/// The place of a word of an element, if the element is in bounds of so many words.
	fn place(element: u32, width: u32, index: u32, length: usize) -> Option<u32> {
		let first = u64::from(element) * u64::from(width);
		(first + u64::from(width) <= length as u64).then(|| (first + u64::from(index)) as u32)
	}

	/// The place of a word of an element, if the element is in one row of this workgroup's tile.
	fn place_in_tile(&self, output: u8, element: u32, width: u32, index: u32) -> Option<u32> {
		let Output { words, tiles } = self.scene.outputs[usize::from(output)];
		let i = i128::from(element) * i128::from(width);
		let width = i128::from(width);
		let in_a_row = (0..tiles.rows).any(|row| {
			let start = self.row_start(output, row);
			start <= i && i + width <= start + i128::from(tiles.row_words)
		});
		(in_a_row && i + width <= i128::from(words)).then_some(i as u32 + index)
	}

	fn row_start(&self, output: u8, row: u32) -> i128 {
		let tiles = self.scene.outputs[usize::from(output)].tiles;
		let [x, y, z] = self.scene.group.map(i128::from);
		z * i128::from(tiles.plane)
			+ (y * i128::from(tiles.rows) + i128::from(row)) * i128::from(tiles.pitch)
			+ x * i128::from(tiles.row_words)
	}

	fn load(&mut self, lane: &Lane, space: Space, element: u32, width: u32, index: u32) -> u32 {
		match space {
			Space::Input(input) => {
				let words = &self.scene.inputs[usize::from(input)];
				Self::place(element, width, index, words.len())
					.map_or(0, |place| words[place as usize])
			},
			Space::Output(output) => {
				let Some(place) = self.place_in_tile(output, element, width, index) else {
					return 0;
				};
				self.note(Shared::Output(output.into()), place, lane, Act::Load);
				self.outputs[usize::from(output)].get(&place).copied().unwrap_or(0)
			},
			Space::Workgroup => {
				let length = self.workgroup.len();
				let Some(place) = Self::place(element, width, index, length) else {
					return 0;
				};
				self.note(Shared::Workgroup, place, lane, Act::Load);
				self.workgroup[place as usize]
			},
			Space::Private => Self::place(element, width, index, lane.private.len())
				.map_or(0, |place| lane.private[place as usize]),
		}
	}

	fn store(
		&mut self,
		lane: &mut Lane,
		space: Space,
		element: u32,
		width: u32,
		index: u32,
		value: u32,
	) {
		match space {
			Space::Input(_) => unreachable!("there are no stores to inputs"),
			Space::Output(output) => {
				if let Some(place) = self.place_in_tile(output, element, width, index) {
					self.note(Shared::Output(output.into()), place, lane, Act::Store);
					self.outputs[usize::from(output)].insert(place, value);
				}
			},
			Space::Workgroup => {
				let length = self.workgroup.len();
				if let Some(place) = Self::place(element, width, index, length) {
					self.note(Shared::Workgroup, place, lane, Act::Store);
					self.workgroup[place as usize] = value;
				}
			},
			Space::Private => {
				let length = lane.private.len();
				if let Some(place) = Self::place(element, width, index, length) {
					lane.private[place as usize] = value;
				}
			},
		}
	}

	/// The tiles, rows one after the other; words beyond the output are 0.
	fn tiles(&self) -> Vec<Vec<u32>> {
		(0..self.header.outputs)
			.map(|output| {
				let tiles = self.scene.outputs[usize::from(output)].tiles;
				let words = &self.outputs[usize::from(output)];
				(0..tiles.rows)
					.flat_map(|row| {
						let start = self.row_start(output, row);
						(0..tiles.row_words).map(move |column| {
							let place = u32::try_from(start + i128::from(column)).ok();
							place.and_then(|place| words.get(&place).copied()).unwrap_or(0)
						})
					})
					.collect()
			})
			.collect()
	}
}
