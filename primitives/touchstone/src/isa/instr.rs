//! One instruction.

use super::operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width};
use crate::ops::{AtomicOp, BinaryOp, Builtin, MulAddOp, UnaryOp};

/// One instruction, executed by every active lane before the next one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instr {
	/// `dst = value`.
	Const {
		/// Where the value goes.
		dst: Reg,
		/// All of its bits.
		value: u32,
	},
	/// `dst = src`, all 32 bits as they are.
	Copy {
		/// Where the value goes.
		dst: Reg,
		/// Where it comes from.
		src: Reg,
	},
	/// `dst` = a value that the lane is born with.
	Builtin {
		/// Where the value goes.
		dst: Reg,
		/// Which of the builtin values.
		which: Builtin,
	},
	/// `dst` = a word of the parameters.
	Param {
		/// Where the value goes.
		dst: Reg,
		/// Which word; below the header's count.
		index: u16,
	},
	/// `dst` = the word of the parameters that an address names; 0 outside of them.
	ParamAt {
		/// Where the value goes.
		dst: Reg,
		/// Which word. Has a base register: constants are `Param`'s.
		address: Address,
	},
	/// `dst` = the length of a buffer in words.
	Length {
		/// Where the value goes.
		dst: Reg,
		/// An input or output that the header announces.
		buffer: Buffer,
	},
	/// `dst = op(a)`.
	Unary {
		/// What is computed.
		op: UnaryOp,
		/// Where the result goes.
		dst: Reg,
		/// Holds the operand.
		a: Reg,
	},
	/// `dst = op(a, b)`.
	Binary {
		/// What is computed.
		op: BinaryOp,
		/// Where the result goes.
		dst: Reg,
		/// Holds the first operand.
		a: Reg,
		/// A register, or the operand itself.
		b: Operand,
	},
	/// `dst = a * b + c`.
	MulAdd {
		/// On integers or floats.
		op: MulAddOp,
		/// Where the result goes.
		dst: Reg,
		/// Holds the first factor.
		a: Reg,
		/// A register, or the second factor itself.
		b: Operand,
		/// Holds what is added to the product.
		c: Reg,
	},
	/// `dst = cond != 0 ? on_true : on_false`.
	Select {
		/// Where the result goes.
		dst: Reg,
		/// Holds the condition.
		cond: Reg,
		/// Holds the result where the condition is true.
		on_true: Reg,
		/// Holds the result where it is false.
		on_false: Reg,
	},
	/// `dst` = bits of `a`, moved down to bit 0.
	Extract {
		/// Whether the field's highest bit fills what is above it; zeros do otherwise.
		signed: bool,
		/// Where the result goes.
		dst: Reg,
		/// Holds the word that has the bits.
		a: Reg,
		/// Which bits of it.
		field: Field,
	},
	/// `dst` = `base` with some bits replaced by the lowest bits of `bits`.
	Insert {
		/// Where the result goes.
		dst: Reg,
		/// Holds the word that gets them.
		base: Reg,
		/// Holds the new bits, at bit 0.
		bits: Reg,
		/// Which bits are replaced.
		field: Field,
	},
	/// Registers from `dst` on = words of memory; 0 out of bounds.
	Load {
		/// Of an output, only the workgroup's own tile can be read.
		space: Space,
		/// How many words.
		width: Width,
		/// The first register.
		dst: Reg,
		/// Where, in units of the width.
		address: Address,
	},
	/// Words of memory = registers from `src` on; nothing happens out of bounds.
	Store {
		/// The memory; not an input.
		space: Space,
		/// How many words.
		width: Width,
		/// The first register.
		src: Reg,
		/// Where, in units of the width.
		address: Address,
	},
	/// Barrier, `dst` = a word of workgroup memory, the same for all lanes, barrier.
	UniformLoad {
		/// Where the value goes.
		dst: Reg,
		/// Where it is; the same in all lanes.
		address: Address,
	},
	/// A word of workgroup memory = `op(word, value)`, indivisibly; nothing happens out of bounds.
	Atomic {
		/// What is computed.
		op: AtomicOp,
		/// The word's number in workgroup memory.
		address: Address,
		/// Holds the second operand.
		value: Reg,
	},
	/// Lanes for which `when` holds go on here, the others at `Else` or `End`.
	If {
		/// The condition; not `Always`.
		when: When,
	},
	/// Ends the first part of an `If`, begins the second.
	Else,
	/// Ends an `If`.
	End,
	/// Begins a loop, whose body runs at most `bound` times.
	Loop {
		/// The most iterations.
		bound: Bound,
	},
	/// Begins the part of a loop's body where lanes that continued join again.
	Continuing,
	/// Ends a loop's body: lanes for which `leave` holds leave, the others go round.
	EndLoop {
		/// Who leaves; `None` is nobody.
		leave: Option<When>,
	},
	/// Leaves the innermost loop.
	Break {
		/// Who leaves.
		when: When,
	},
	/// Goes to `Continuing` of the innermost loop, or its end where there is none.
	Continue {
		/// Who goes.
		when: When,
	},
	/// The lane is done.
	Exit {
		/// Who is done.
		when: When,
	},
	/// Waits for all lanes. Memory accesses before it are ordered before those after it.
	Barrier,
}

/// What an instruction does to the flow of control.
///
/// Whoever follows blocks and loops matches on this: instructions that only compute don't concern
/// it, and a new one that branches doesn't compile until everybody follows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
	/// Opens a branch.
	If {
		/// For which lanes.
		when: When,
	},
	/// Ends the first part of a branch and opens the second.
	Else,
	/// Ends a branch.
	End,
	/// Opens a loop.
	Loop {
		/// The most iterations.
		bound: Bound,
	},
	/// Opens the continuing part of a loop.
	Continuing,
	/// Ends a loop.
	EndLoop {
		/// Who leaves; `None` is nobody.
		leave: Option<When>,
	},
	/// Leaves the innermost loop.
	Break {
		/// Who leaves.
		when: When,
	},
	/// Goes to the continuing part of the innermost loop.
	Continue {
		/// Who goes.
		when: When,
	},
	/// Ends the lane.
	Exit {
		/// Who is done.
		when: When,
	},
}

impl Instr {
	/// Whether it works on or makes floats.
	pub const fn is_float(&self) -> bool {
		match self {
			Self::Unary { op, .. } => op.is_float(),
			Self::Binary { op, .. } => op.is_float(),
			Self::MulAdd { op, .. } => op.is_float(),
			Self::Atomic { op, .. } => op.is_float(),
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::ParamAt { .. }
			| Self::Length { .. }
			| Self::Select { .. }
			| Self::Extract { .. }
			| Self::Insert { .. }
			| Self::Load { .. }
			| Self::Store { .. }
			| Self::UniformLoad { .. }
			| Self::If { .. }
			| Self::Else
			| Self::End
			| Self::Loop { .. }
			| Self::Continuing
			| Self::EndLoop { .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. }
			| Self::Barrier => false,
		}
	}

	/// Whether it waits for all lanes of the workgroup.
	pub const fn is_barrier(&self) -> bool {
		match self {
			Self::Barrier | Self::UniformLoad { .. } => true,
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::ParamAt { .. }
			| Self::Length { .. }
			| Self::Unary { .. }
			| Self::Binary { .. }
			| Self::MulAdd { .. }
			| Self::Select { .. }
			| Self::Extract { .. }
			| Self::Insert { .. }
			| Self::Load { .. }
			| Self::Store { .. }
			| Self::Atomic { .. }
			| Self::If { .. }
			| Self::Else
			| Self::End
			| Self::Loop { .. }
			| Self::Continuing
			| Self::EndLoop { .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. } => false,
		}
	}

	/// The memory that it works on, if any, and how wide the access is.
	pub const fn access(&self) -> Option<(Space, Width)> {
		match *self {
			Self::Load { space, width, .. } | Self::Store { space, width, .. } => {
				Some((space, width))
			},
			Self::UniformLoad { .. } | Self::Atomic { .. } => Some((Space::Workgroup, Width::One)),
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::ParamAt { .. }
			| Self::Length { .. }
			| Self::Unary { .. }
			| Self::Binary { .. }
			| Self::MulAdd { .. }
			| Self::Select { .. }
			| Self::Extract { .. }
			| Self::Insert { .. }
			| Self::If { .. }
			| Self::Else
			| Self::End
			| Self::Loop { .. }
			| Self::Continuing
			| Self::EndLoop { .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. }
			| Self::Barrier => None,
		}
	}

	/// What it does to the flow of control, if anything.
	pub const fn control(&self) -> Option<Control> {
		Some(match *self {
			Self::If { when } => Control::If { when },
			Self::Else => Control::Else,
			Self::End => Control::End,
			Self::Loop { bound } => Control::Loop { bound },
			Self::Continuing => Control::Continuing,
			Self::EndLoop { leave } => Control::EndLoop { leave },
			Self::Break { when } => Control::Break { when },
			Self::Continue { when } => Control::Continue { when },
			Self::Exit { when } => Control::Exit { when },
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::ParamAt { .. }
			| Self::Length { .. }
			| Self::Unary { .. }
			| Self::Binary { .. }
			| Self::MulAdd { .. }
			| Self::Select { .. }
			| Self::Extract { .. }
			| Self::Insert { .. }
			| Self::Load { .. }
			| Self::Store { .. }
			| Self::UniformLoad { .. }
			| Self::Atomic { .. }
			| Self::Barrier => return None,
		})
	}
}
