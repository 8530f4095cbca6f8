//! Writes a program one instruction at a time.

use super::{
	encode::encode,
	header::Header,
	instr::Instr,
	operand::{Address, Bound, Operand, Reg, Space, When, Width},
};
use crate::ops::{BinaryOp, Builtin, UnaryOp};
use alloc::vec::Vec;

/// Writes a program one instruction at a time and counts the registers it uses.
///
/// ```
/// use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
///
/// // output[i] = 3 * input[i]
/// let mut header = Header::new(FloatMode::Strict);
/// header.workgroup_size = [64, 1, 1];
/// header.inputs = 1;
/// header.outputs = 1;
/// let bytecode = Builder::new(header)
///     .builtin(Reg(0), Builtin::GlobalX)
///     .load(Space::Input(0), Reg(1), Reg(0))
///     .binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
///     .store(Space::Output(0), Reg(0), Reg(1))
///     .finish();
/// assert_eq!(bytecode.len(), 4 * (Header::WORDS + 5));
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
	header: Header,
	code: Vec<Instr>,
}

impl Builder {
	/// A program without instructions. The header's register count is raised as needed.
	pub fn new(header: Header) -> Self {
		Self { header, code: Vec::new() }
	}

	/// Adds an instruction.
	pub fn push(mut self, instr: Instr) -> Self {
		let mut highest = 0;
		instr.registers(|first, count| highest = highest.max(u16::from(first.0) + count));
		self.header.registers = self.header.registers.max(highest);
		self.code.push(instr);
		self
	}

	/// Adds `dst = value`.
	pub fn constant(self, dst: Reg, value: u32) -> Self {
		self.push(Instr::Const { dst, value })
	}

	/// Adds `dst = src`.
	pub fn copy(self, dst: Reg, src: Reg) -> Self {
		self.push(Instr::Copy { dst, src })
	}

	/// Adds a load of a value that the lane is born with.
	pub fn builtin(self, dst: Reg, which: Builtin) -> Self {
		self.push(Instr::Builtin { dst, which })
	}

	/// Adds a load of a parameter.
	pub fn param(self, dst: Reg, index: u16) -> Self {
		self.push(Instr::Param { dst, index })
	}

	/// Adds `dst = op(a)`.
	pub fn unary(self, op: UnaryOp, dst: Reg, a: Reg) -> Self {
		self.push(Instr::Unary { op, dst, a })
	}

	/// Adds `dst = op(a, b)`.
	pub fn binary(self, op: BinaryOp, dst: Reg, a: Reg, b: impl Into<Operand>) -> Self {
		self.push(Instr::Binary { op, dst, a, b: b.into() })
	}

	/// Adds a load of one word.
	pub fn load(self, space: Space, dst: Reg, address: impl Into<Address>) -> Self {
		self.push(Instr::Load { space, width: Width::One, dst, address: address.into() })
	}

	/// Adds a store of one word.
	pub fn store(self, space: Space, address: impl Into<Address>, src: Reg) -> Self {
		self.push(Instr::Store { space, width: Width::One, src, address: address.into() })
	}

	/// Adds `if cond { body }`.
	pub fn if_true(self, cond: Reg, body: impl FnOnce(Self) -> Self) -> Self {
		body(self.push(Instr::If { when: When::If(cond) })).push(Instr::End)
	}

	/// Adds a loop around `body`.
	pub fn repeat(self, bound: Bound, body: impl FnOnce(Self) -> Self) -> Self {
		body(self.push(Instr::Loop { bound })).push(Instr::EndLoop { leave: None })
	}

	/// Adds a break out of the innermost loop.
	pub fn break_when(self, when: When) -> Self {
		self.push(Instr::Break { when })
	}

	/// Adds a barrier.
	pub fn barrier(self) -> Self {
		self.push(Instr::Barrier)
	}

	/// The header so far.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// The instructions so far.
	pub fn code(&self) -> &[Instr] {
		&self.code
	}

	/// The program as bytecode; whether it is valid is for [`crate::Program::parse`] to say.
	pub fn finish(self) -> Vec<u8> {
		encode(&self.header, &self.code)
	}
}
