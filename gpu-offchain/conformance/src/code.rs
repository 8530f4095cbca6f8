//! Instructions, shortly.

use assay_touchstone::{
	Address, AtomicOp, BinaryOp, Bound, Builtin, Field, Instr, MulAddOp, Operand, Reg, Space,
	UnaryOp, When, Width,
};

/// The lane's number in the grid: see [`crate::sheet::Lane`].
pub const NUMBER: Reg = Reg(4);
/// The first operand.
pub const A: Reg = Reg(5);
/// The second operand.
pub const B: Reg = Reg(6);
/// The third operand.
pub const C: Reg = Reg(7);
/// What a row stores. The three registers behind it take the rest of wide loads.
pub const RESULT: Reg = Reg(8);
/// Where the lane's word of a sheet's first row is.
pub const BASE: Reg = Reg(20);
/// Registers that are free.
pub const T: [Reg; 8] = [Reg(12), Reg(13), Reg(14), Reg(15), Reg(16), Reg(17), Reg(18), Reg(19)];

pub fn constant(dst: Reg, value: u32) -> Instr {
	Instr::Const { dst, value }
}

pub fn copy(dst: Reg, src: Reg) -> Instr {
	Instr::Copy { dst, src }
}

pub fn builtin(dst: Reg, which: Builtin) -> Instr {
	Instr::Builtin { dst, which }
}

pub fn unary(op: UnaryOp, dst: Reg, a: Reg) -> Instr {
	Instr::Unary { op, dst, a }
}

pub fn binary(op: BinaryOp, dst: Reg, a: Reg, b: impl Into<Operand>) -> Instr {
	let b = b.into();
	Instr::Binary { op, dst, a, b }
}

/// Mixes a word into a sum of several, so that each of them matters: see [`mixed`].
pub fn mix(sum: Reg, word: Reg) -> Instr {
	mad(sum, sum, MIX, word)
}

/// What [`mix`] makes of words in order, from 0 on.
pub fn mixed(words: impl IntoIterator<Item = u32>) -> u32 {
	let mix = |sum: u32, word: u32| sum.wrapping_mul(MIX).wrapping_add(word);
	words.into_iter().fold(0, mix)
}

/// Odd, so that no bit is lost.
const MIX: u32 = 0x0100_0193;

/// `dst = dst + by`.
pub fn count(dst: Reg, by: impl Into<Operand>) -> Instr {
	binary(BinaryOp::Add, dst, dst, by)
}

pub fn mad(dst: Reg, a: Reg, b: impl Into<Operand>, c: Reg) -> Instr {
	let b = b.into();
	Instr::MulAdd { op: MulAddOp::Int, dst, a, b, c }
}

pub fn mad_f(dst: Reg, a: Reg, b: impl Into<Operand>, c: Reg) -> Instr {
	let b = b.into();
	Instr::MulAdd { op: MulAddOp::Float, dst, a, b, c }
}

pub fn extract(signed: bool, dst: Reg, a: Reg, field: Field) -> Instr {
	Instr::Extract { signed, dst, a, field }
}

pub fn insert(dst: Reg, base: Reg, bits: Reg, field: Field) -> Instr {
	Instr::Insert { dst, base, bits, field }
}

pub fn load(space: Space, width: Width, dst: Reg, address: impl Into<Address>) -> Instr {
	let address = address.into();
	Instr::Load { space, width, dst, address }
}

pub fn store(space: Space, width: Width, src: Reg, address: impl Into<Address>) -> Instr {
	let address = address.into();
	Instr::Store { space, width, src, address }
}

pub fn uniform_load(dst: Reg, address: impl Into<Address>) -> Instr {
	let address = address.into();
	Instr::UniformLoad { dst, address }
}

pub fn atomic(op: AtomicOp, value: Reg, address: impl Into<Address>) -> Instr {
	let address = address.into();
	Instr::Atomic { op, address, value }
}

pub fn begin(bound: u32) -> Instr {
	let bound = Bound::Constant(bound);
	Instr::Loop { bound }
}

pub fn branch(when: When) -> Instr {
	Instr::If { when }
}

pub fn end_loop(leave: Option<When>) -> Instr {
	Instr::EndLoop { leave }
}
