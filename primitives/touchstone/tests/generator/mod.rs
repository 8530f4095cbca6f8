//! Makes valid programs, and workgroups to run them on, from a seed.

use crate::reference::Scene;
use assay_touchstone::*;

/// A sequence of numbers that a seed decides.
pub struct Numbers(u64);

impl Numbers {
	pub fn new(seed: u64) -> Self {
		Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x9e37_79b9_7f4a_7c15)
	}

	pub fn next(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ z >> 31
	}

	pub fn below(&mut self, end: u32) -> u32 {
		(self.next() % u64::from(end.max(1))) as u32
	}

	pub fn one_in(&mut self, n: u32) -> bool {
		self.below(n) == 0
	}

	pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
		from[self.below(from.len() as u32) as usize]
	}

	/// A word of the kind that finds mistakes.
	pub fn word(&mut self) -> u32 {
		match self.below(8) {
			0 | 1 => self.below(8),
			2 => self.pick(EDGES),
			3 => self.pick(EDGES) ^ 1 << 31,
			4 => self.pick(EDGES).wrapping_add(self.below(5)).wrapping_sub(2),
			5 => (self.below(2000) as f32 / 8.0 - 100.0).to_bits(),
			6 => 1 << self.below(32),
			_ => self.next() as u32,
		}
	}
}

/// Edges of integers, floats, halves and conversions.
pub const EDGES: &[u32] = &[
	0,
	1,
	31,
	32,
	33,
	0x7fff_ffff,
	0x8000_0000,
	0xffff_ffff,
	0xffff_fffe,
	0x0000_ffff,
	0x7f80_0000, // infinity
	0x7fc0_0000, // NaN
	0x7f80_0001, // signalling NaN
	0x7fff_ffff, // NaN with all bits
	0x7f7f_ffff, // largest
	0x0080_0000, // smallest normal
	0x007f_ffff, // largest subnormal
	0x0000_0001, // smallest subnormal
	0x3f80_0000, // 1
	0x3f7f_ffff, // below 1
	0x3f00_0000, // 1/2
	0x3fc0_0000, // 3/2
	0x4020_0000, // 5/2
	0x4b00_0000, // 2^23
	0x4aff_ffff, // 2^23 - 1/2
	0x4b80_0000, // 2^24
	0x4f00_0000, // 2^31
	0x4eff_ffff, // below 2^31
	0x4f80_0000, // 2^32
	0x4f7f_ffff, // below 2^32
	0x477f_e000, // largest half
	0x477f_efff, // rounds to it
	0x477f_f000, // rounds to infinity
	0x3880_0000, // smallest normal half
	0x387f_f000, // rounds to it
	0x3300_0000, // half of the smallest half
	0x3300_0001, // more than that
	0x2000_0000, // 2^-63
	0x1fff_ffff, // with it, a product that rounds to the smallest normal
	0x0c00_7c00, // halves
	0x8001_0001,
	0x03ff_fc00,
];

/// A program and a workgroup to run it on.
#[derive(Clone, Debug)]
pub struct Case {
	pub header: Header,
	pub code: Vec<Instr>,
	pub scene: Scene,
}

impl Case {
	pub fn bytecode(&self) -> Vec<u8> {
		encode(&self.header, &self.code)
	}
}

/// How control got to where the next instruction is put.
#[derive(Clone, Copy)]
struct Place {
	depth: u32,
	/// All lanes get here together, unless one has exited.
	together: bool,
	in_loop: bool,
	/// What the innermost loop allows.
	jumps: Jumps,
	/// In a loop, whichever, that keeps its lanes together.
	in_kept_loop: bool,
	/// In the continuing part of the innermost loop.
	continuing: bool,
	/// In the continuing part of any loop.
	in_any_continuing: bool,
}

/// How lanes may leave a loop, or go to its continuing part.
#[derive(Clone, Copy)]
enum Jumps {
	/// Each lane as it likes.
	Separate,
	/// All lanes, or none.
	Together,
	/// Each lane goes to the continuing part as it likes, and there all are together again.
	Rejoining,
}

struct Maker {
	numbers: Numbers,
	header: Header,
	code: Vec<Instr>,
	budget: i32,
	/// Some lanes may have exited.
	exited: bool,
}

const SIZES: &[[u16; 3]] =
	&[[1, 1, 1], [3, 1, 1], [4, 2, 1], [17, 1, 1], [2, 3, 5], [16, 1, 1], [32, 1, 1], [5, 8, 1]];

pub fn case(seed: u64) -> Case {
	let mut numbers = Numbers::new(seed);
	let mut header = Header::new(numbers.pick(&[FloatMode::Strict, FloatMode::Relaxed]));
	header.workgroup_size = numbers.pick(SIZES);
	header.registers = 8 + numbers.below(6) as u16;
	header.uniform = numbers.below(4) as u16;
	header.private_words = numbers.below(10) as u16;
	header.workgroup_words = numbers.pick(&[0, 7, 64, 200]);
	header.inputs = numbers.below(3) as u8;
	header.outputs = 1 + numbers.below(2) as u8;
	header.params = numbers.below(4) as u16;
	let budget = 4 + numbers.below(60) as i32;
	let mut maker = Maker { numbers, header, code: Vec::new(), budget, exited: false };
	maker.begin();
	let top = Place {
		depth: 0,
		together: true,
		in_loop: false,
		jumps: Jumps::Separate,
		in_kept_loop: false,
		continuing: false,
		in_any_continuing: false,
	};
	maker.block(top);
	while maker.budget > 0 {
		maker.block(top);
	}
	maker.end();
	let scene = maker.scene();
	Case { header, code: maker.code, scene }
}

impl Maker {
	fn emit(&mut self, instr: Instr) {
		self.budget -= 1;
		self.code.push(instr);
	}

	fn reg(&mut self) -> Reg {
		Reg(self.numbers.below(self.header.registers.into()) as u8)
	}

	/// The register that usually holds the lane's number: the first that isn't uniform.
	fn me(&self) -> Reg {
		Reg(self.header.uniform as u8)
	}

	/// A register to write that isn't uniform: seldom the one with the lane's number.
	fn dst(&mut self) -> Reg {
		let first = u32::from(self.header.uniform) + u32::from(!self.numbers.one_in(8));
		Reg((first + self.numbers.below(u32::from(self.header.registers) - first)) as u8)
	}

	/// A register that holds the same in all lanes.
	fn uniform(&mut self) -> Reg {
		Reg(self.numbers.below(self.header.uniform.into()) as u8)
	}

	/// Whether all lanes get here together.
	fn together(&self, place: Place) -> bool {
		place.together && !self.exited
	}

	/// The first of as many registers as an access needs.
	fn run(&mut self, width: Width, write: bool) -> Reg {
		let first = match write {
			true => u32::from(self.header.uniform) + u32::from(!self.numbers.one_in(8)),
			false => 0,
		};
		let room = u32::from(self.header.registers) - width.words() + 1 - first;
		Reg((first + self.numbers.below(room)) as u8)
	}

	fn operand(&mut self) -> Operand {
		if self.numbers.one_in(2) {
			self.reg().into()
		} else {
			self.numbers.word().into()
		}
	}

	fn when(&mut self) -> When {
		let reg = self.reg();
		self.numbers.pick(&[When::If(reg), When::Unless(reg)])
	}

	/// A condition on which all lanes agree.
	fn uniform_when(&mut self) -> When {
		if self.header.uniform == 0 {
			return When::Always;
		}
		let reg = self.uniform();
		self.numbers.pick(&[When::If(reg), When::Unless(reg)])
	}

	fn field(&mut self) -> Field {
		if self.numbers.one_in(2) {
			Field::Dynamic { offset: self.reg(), count: self.reg() }
		} else {
			let offset = self.numbers.below(33) as u8;
			let count = self.numbers.below(33 - u32::from(offset)) as u8;
			Field::Fixed { offset, count }
		}
	}

	/// Mostly a place of the lane's own.
	fn address(&mut self) -> Address {
		match self.numbers.below(16) {
			0 => Address::at(self.numbers.below(64)),
			1 => Address { base: Some(self.reg()), offset: self.numbers.below(4) },
			2 => Address { base: Some(self.me()), offset: self.numbers.below(20) },
			3 => Address { base: Some(self.reg()), offset: self.numbers.word() },
			_ => Address::reg(self.me()),
		}
	}

	fn space(&mut self) -> Space {
		match self.numbers.below(5) {
			0 if self.header.inputs > 0 => {
				Space::Input(self.numbers.below(self.header.inputs.into()) as u8)
			},
			1 => Space::Output(self.numbers.below(self.header.outputs.into()) as u8),
			2 | 3 => Space::Workgroup,
			_ => Space::Private,
		}
	}

	/// Fills some registers with values that differ between lanes.
	fn begin(&mut self) {
		for _ in 0..2 * self.header.uniform {
			self.compute_uniform();
		}
		let me = self.me();
		self.emit(Instr::Builtin { dst: me, which: Builtin::LocalIndex });
		for reg in me.0 + 1..self.header.registers as u8 {
			let dst = Reg(reg);
			let value = self.numbers.word();
			match self.numbers.below(5) {
				0 => self.emit(Instr::Const { dst, value }),
				1 => {
					let which = self.numbers.pick(Builtin::ALL);
					self.emit(Instr::Builtin { dst, which });
				},
				2 => self.emit(Instr::Binary { op: BinaryOp::Mul, dst, a: me, b: value.into() }),
				3 if self.header.inputs > 0 => self.emit(Instr::Load {
					space: Space::Input(0),
					width: Width::One,
					dst,
					address: Address { base: Some(me), offset: reg.into() },
				}),
				_ => self.emit(Instr::Binary { op: BinaryOp::RemU, dst, a: me, b: 3u32.into() }),
			}
		}
	}

	/// Stores all registers but two in the first output.
	fn end(&mut self) {
		let (lanes, kept) = (self.header.lanes(), u32::from(self.header.registers) - 2);
		let (to, t) = (Reg(kept as u8), Reg(kept as u8 + 1));
		if !self.exited && self.numbers.one_in(2) {
			self.emit(Instr::Barrier);
		}
		self.emit(Instr::Builtin { dst: to, which: Builtin::GroupX });
		self.emit(Instr::Builtin { dst: t, which: Builtin::LocalIndex });
		self.emit(Instr::MulAdd { op: MulAddOp::Int, dst: to, a: to, b: lanes.into(), c: t });
		self.emit(Instr::Binary { op: BinaryOp::Mul, dst: to, a: to, b: kept.into() });
		for reg in 0..kept {
			self.emit(Instr::Store {
				space: Space::Output(0),
				width: Width::One,
				src: Reg(reg as u8),
				address: Address { base: Some(to), offset: reg },
			});
		}
	}

	fn block(&mut self, place: Place) {
		for _ in 0..1 + self.numbers.below(6) {
			match self.numbers.below(16) {
				0 | 1 if place.depth < 5 && self.budget > 0 => self.branch(place),
				2 | 3 if place.depth < 5 && self.budget > 0 => self.repeat(place),
				4 => self.jump(place),
				5 | 14 if self.together(place) => self.synchronise(),
				15 if self.together(place) && self.header.uniform > 0 => self.compute_uniform(),
				6..=8 => self.memory(place),
				_ => self.compute(),
			}
		}
	}

	fn branch(&mut self, place: Place) {
		let same = self.together(place) && self.header.uniform > 0 && self.numbers.one_in(2);
		let when = match same {
			true => self.uniform_when(),
			false => self.when(),
		};
		self.emit(Instr::If { when });
		let inner = Place { depth: place.depth + 1, together: same, ..place };
		self.block(inner);
		if self.numbers.one_in(2) {
			self.emit(Instr::Else);
			self.block(inner);
		}
		self.emit(Instr::End);
	}

	fn repeat(&mut self, place: Place) {
		let bound = if self.header.params > 0 && self.numbers.one_in(3) {
			Bound::Param {
				param: self.numbers.below(self.header.params.into()) as u16,
				mul: self.numbers.below(3),
				div: 1 + self.numbers.below(3),
				add: self.numbers.below(2),
			}
		} else {
			Bound::Constant(self.numbers.below(5))
		};
		self.emit(Instr::Loop { bound });
		let jumps = match self.together(place) {
			true => self.numbers.pick(&[
				Jumps::Separate,
				Jumps::Together,
				Jumps::Together,
				Jumps::Rejoining,
			]),
			false => Jumps::Separate,
		};
		let separate = matches!(jumps, Jumps::Separate);
		let inner = Place {
			depth: place.depth + 1,
			in_loop: true,
			continuing: false,
			together: matches!(jumps, Jumps::Together),
			jumps,
			in_kept_loop: place.in_kept_loop || !separate,
			..place
		};
		self.block(inner);
		if self.numbers.one_in(2) {
			self.emit(Instr::Continuing);
			self.block(Place {
				continuing: true,
				in_any_continuing: true,
				together: !separate,
				..inner
			});
		}
		let when = match separate {
			true => self.when(),
			false => self.uniform_when(),
		};
		let leave = self.numbers.pick(&[None, None, Some(when), Some(When::Always)]);
		self.emit(Instr::EndLoop { leave });
	}

	fn jump(&mut self, place: Place) {
		let together = self.together(place);
		let same = together && (place.in_kept_loop || self.numbers.one_in(2));
		let when = match same {
			_ if self.numbers.one_in(4) => When::Always,
			true => self.uniform_when(),
			false => self.when(),
		};
		if place.in_loop && !place.continuing {
			let (leave, again) = (Instr::Break { when }, Instr::Continue { when });
			match place.jumps {
				Jumps::Together if !together => {},
				Jumps::Rejoining => self.emit(again),
				_ => {
					let jump = self.numbers.pick(&[leave, again]);
					self.emit(jump);
				},
			}
		} else if !place.in_any_continuing && self.numbers.one_in(12) {
			let all = together && (same || when == When::Always);
			if all || !place.in_kept_loop {
				self.exited |= !all;
				self.emit(Instr::Exit { when });
			}
		}
	}

	fn synchronise(&mut self) {
		if self.numbers.one_in(3) {
			let any = self.header.uniform > 0;
			let dst = match any && self.numbers.one_in(2) {
				true => self.uniform(),
				false => self.dst(),
			};
			let offset = self.numbers.below(70);
			let base = (any && self.numbers.one_in(4)).then(|| self.uniform());
			self.emit(Instr::UniformLoad { dst, address: Address { base, offset } });
		} else {
			self.emit(Instr::Barrier);
		}
	}

	fn memory(&mut self, place: Place) {
		let (space, address) = (self.space(), self.address());
		let width = self.numbers.pick(&[Width::One, Width::One, Width::Two, Width::Four]);
		let shared = matches!(space, Space::Workgroup | Space::Output(_));
		if self.together(place) && shared && !self.numbers.one_in(4) {
			self.emit(Instr::Barrier);
		}
		match self.numbers.below(5) {
			0 | 1 => {
				let dst = self.run(width, true);
				self.emit(Instr::Load { space, width, dst, address });
			},
			2 if space == Space::Workgroup => {
				let value = self.reg();
				let offset = self.numbers.below(8);
				let op = self.numbers.pick(AtomicOp::ALL);
				let base = if self.numbers.one_in(2) { Some(self.reg()) } else { None };
				for _ in 0..1 + self.numbers.below(2) {
					self.emit(Instr::Atomic { op, address: Address { base, offset }, value });
				}
			},
			2 if self.header.params > 0 => {
				let dst = self.dst();
				let index = self.numbers.below(self.header.params.into()) as u16;
				let base = Some(self.reg());
				let address = Address { base, offset: self.numbers.below(3) };
				let load = self
					.numbers
					.pick(&[Instr::Param { dst, index }, Instr::ParamAt { dst, address }]);
				self.emit(load);
			},
			_ if !matches!(space, Space::Input(_)) => {
				let src = self.run(width, false);
				self.emit(Instr::Store { space, width, src, address });
			},
			_ => {
				let dst = self.dst();
				let output = Buffer::Output(self.numbers.below(self.header.outputs.into()) as u8);
				let buffer = match space {
					Space::Input(index) if self.numbers.one_in(2) => Buffer::Input(index),
					_ => output,
				};
				self.emit(Instr::Length { dst, buffer });
			},
		}
	}

	/// Writes a uniform register, of which there is one at least.
	fn compute_uniform(&mut self) {
		let (dst, a) = (self.uniform(), self.uniform());
		let (b, c) = (self.uniform(), self.uniform());
		let value = self.numbers.word();
		let address = Address { base: Some(a), offset: value % 4 };
		let from = |space| Instr::Load { space, width: Width::One, dst, address };
		let instr = match self.numbers.below(9) {
			0 => Instr::Const { dst, value },
			1 => Instr::Builtin {
				dst,
				which: self.numbers.pick(&[Builtin::GroupX, Builtin::GroupsY]),
			},
			2 if self.header.params > 0 => Instr::Param { dst, index: 0 },
			3 => Instr::ParamAt { dst, address },
			4 if self.header.inputs > 0 => from(Space::Input(0)),
			5 => Instr::Select { dst, cond: a, on_true: b, on_false: c },
			6 => Instr::Binary {
				op: self.numbers.pick(&[BinaryOp::LtU, BinaryOp::And]),
				dst,
				a,
				b: value.into(),
			},
			7 => Instr::Copy { dst, src: b },
			_ => Instr::Binary {
				op: self.numbers.pick(&[BinaryOp::Add, BinaryOp::RemU]),
				dst,
				a,
				b: b.into(),
			},
		};
		self.emit(instr);
	}

	fn compute(&mut self) {
		let strict = self.header.float_mode == FloatMode::Strict;
		let (dst, a, c) = (self.dst(), self.reg(), self.reg());
		let b = self.operand();
		let instr = match self.numbers.below(16) {
			0..=3 => {
				let op = self.numbers.pick(UnaryOp::ALL);
				let op = if strict && op.relaxed_only() { UnaryOp::Sqrt } else { op };
				Instr::Unary { op, dst, a }
			},
			4 => {
				let op = self.numbers.pick(MulAddOp::ALL);
				Instr::MulAdd { op, dst, a, b, c }
			},
			5 => Instr::Select { dst, cond: a, on_true: c, on_false: self.reg() },
			6 => {
				let signed = self.numbers.one_in(2);
				Instr::Extract { signed, dst, a, field: self.field() }
			},
			7 => Instr::Insert { dst, base: a, bits: c, field: self.field() },
			8 => Instr::Copy { dst, src: a },
			9 => Instr::Const { dst, value: self.numbers.word() },
			_ => {
				let op = self.numbers.pick(BinaryOp::ALL);
				let op = if strict && op.relaxed_only() { BinaryOp::DivF } else { op };
				Instr::Binary { op, dst, a, b }
			},
		};
		self.emit(instr);
	}

	fn scene(&mut self) -> Scene {
		let numbers = &mut self.numbers;
		let grid: [u32; 3] = std::array::from_fn(|_| 1 + numbers.below(3));
		let group = grid.map(|size| numbers.below(size));
		let params = (0..self.header.params).map(|_| numbers.below(4)).collect();
		let inputs = (0..self.header.inputs)
			.map(|_| (0..numbers.below(80)).map(|_| numbers.word()).collect())
			.collect();
		let own = self.header.lanes() * (u32::from(self.header.registers) - 2);
		// In y and z the tiles of the first output are on top of each other: only x is in its
		// addresses, and only one workgroup is run.
		let flat = TileShape { rows: 1, row_words: own, pitch: 0, plane: 0 };
		let mut outputs = vec![Output { words: own * grid[0] - numbers.below(2), tiles: flat }];
		if self.header.outputs > 1 {
			let row_words = 1 + numbers.below(40);
			let rows = 1 + numbers.below(4);
			let pitch = row_words * grid[0] + numbers.below(3);
			let plane = pitch * rows * grid[1] + numbers.below(3);
			let words = (plane * grid[2]).saturating_sub(numbers.below(pitch));
			outputs.push(Output { words, tiles: TileShape { rows, row_words, pitch, plane } });
		}
		Scene { params, grid, group, inputs, outputs }
	}
}
