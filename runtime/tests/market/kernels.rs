//! Kernels for these tests, each as small as its purpose allows.

use assay_touchstone::{
	limits::MAX_WORKGROUP_FUEL, BinaryOp, Bound, Builder, Builtin, FloatMode, Header, Program, Reg,
	Space,
};

/// Lanes of a workgroup, and words of a tile.
pub const LANES: u32 = 4;

fn header(inputs: u8) -> Header {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([LANES as u16, 1, 1], inputs, 1);
	header
}

/// `output[i] = 3 * input[i]`.
pub fn triple() -> Vec<u8> {
	checked(
		Builder::new(header(1))
			.builtin(Reg(0), Builtin::GlobalX)
			.load(Space::Input(0), Reg(1), Reg(0))
			.binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
			.store(Space::Output(0), Reg(0), Reg(1)),
	)
}

/// `output[i] = first[i] + second[i]`, by a longer way.
pub fn add() -> Vec<u8> {
	let turn = |body: Builder| {
		body.binary(BinaryOp::Xor, Reg(1), Reg(1), 7u32).binary(BinaryOp::Xor, Reg(1), Reg(1), 7u32)
	};
	checked(
		Builder::new(header(2))
			.builtin(Reg(0), Builtin::GlobalX)
			.load(Space::Input(0), Reg(1), Reg(0))
			.load(Space::Input(1), Reg(2), Reg(0))
			.repeat(Bound::Constant(5), turn)
			.binary(BinaryOp::Add, Reg(1), Reg(1), Reg(2))
			.store(Space::Output(0), Reg(0), Reg(1)),
	)
}

/// `output[i] = i`, and all lanes of the workgroup with the parameter's number race for a word.
pub fn racy() -> Vec<u8> {
	let mut header = header(0);
	(header.params, header.workgroup_words) = (1, 1);
	checked(
		Builder::new(header)
			.builtin(Reg(0), Builtin::GlobalX)
			.store(Space::Output(0), Reg(0), Reg(0))
			.builtin(Reg(3), Builtin::GroupX)
			.param(Reg(4), 0)
			.binary(BinaryOp::Eq, Reg(3), Reg(3), Reg(4))
			.constant(Reg(5), 0)
			.if_true(Reg(3), |body| body.store(Space::Workgroup, Reg(5), Reg(0))),
	)
}

/// `output[i] = 3.0 * input[i]`, to be compared within a tolerance.
pub fn triple_floats() -> Vec<u8> {
	let mut header = header(1);
	header.float_mode = FloatMode::Relaxed;
	checked(
		Builder::new(header)
			.builtin(Reg(0), Builtin::GlobalX)
			.load(Space::Input(0), Reg(1), Reg(0))
			.constant(Reg(2), 3f32.to_bits())
			.binary(BinaryOp::MulF, Reg(1), Reg(1), Reg(2))
			.store(Space::Output(0), Reg(0), Reg(1)),
	)
}

/// `output[i] = i` in tiles of 64 KiB: 1,024 lanes write 16 words each.
pub fn wide_tiles() -> Vec<u8> {
	let mut header = header(0);
	header.workgroup_size = [1_024, 1, 1];
	checked(
		Builder::new(header)
			.builtin(Reg(0), Builtin::GlobalX)
			.binary(BinaryOp::Mul, Reg(0), Reg(0), 16u32)
			.repeat(Bound::Constant(16), |body| {
				body.store(Space::Output(0), Reg(0), Reg(0)).binary(
					BinaryOp::Add,
					Reg(0),
					Reg(0),
					1u32,
				)
			}),
	)
}

/// Every workgroup reads 1 MiB: 1,024 lanes read a word of a chunk each.
pub fn far_reads() -> Vec<u8> {
	let mut header = header(1);
	header.workgroup_size = [1_024, 1, 1];
	checked(
		Builder::new(header)
			.builtin(Reg(0), Builtin::GlobalX)
			.builtin(Reg(1), Builtin::LocalIndex)
			.binary(BinaryOp::Mul, Reg(1), Reg(1), 256u32)
			.load(Space::Input(0), Reg(1), Reg(1))
			.store(Space::Output(0), Reg(0), Reg(1)),
	)
}

/// A kernel that takes as much fuel as a workgroup may.
pub fn at_most_fuel() -> Vec<u8> {
	let with = |turns: u32| {
		Builder::new(header(0))
			.builtin(Reg(0), Builtin::GlobalX)
			.copy(Reg(1), Reg(0))
			.repeat(Bound::Constant(turns), |body| {
				body.binary(BinaryOp::Mul, Reg(1), Reg(1), 1_664_525u32)
			})
			.store(Space::Output(0), Reg(0), Reg(1))
			.finish()
	};
	let fuel = |turns: u32| {
		let program = Program::parse(&with(turns)).expect("the kernel is valid");
		program.workgroup_fuel(&[]).expect("it has a cost").0
	};
	let turn = fuel(1_001) - fuel(1_000);
	let turns = 1_000 + (MAX_WORKGROUP_FUEL - fuel(1_000)) / turn;
	with(turns as u32)
}

fn checked(builder: Builder) -> Vec<u8> {
	let bytecode = builder.finish();
	Program::parse(&bytecode).expect("the kernel is valid");
	bytecode
}
