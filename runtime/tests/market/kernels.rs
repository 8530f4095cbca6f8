//! Kernels for these tests, each as small as its purpose allows.

use assay_touchstone::{BinaryOp, Bound, Builder, Builtin, FloatMode, Header, Program, Reg, Space};

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
		body.binary(BinaryOp::Xor, Reg(1), Reg(1), 7u32)
			.binary(BinaryOp::Xor, Reg(1), Reg(1), 7u32)
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

fn checked(builder: Builder) -> Vec<u8> {
	let bytecode = builder.finish();
	Program::parse(&bytecode).expect("the kernel is valid");
	bytecode
}
