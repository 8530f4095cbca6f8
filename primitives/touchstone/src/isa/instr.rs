//! One instruction.

use super::{
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
	ops::{AtomicOp, BinaryOp, Builtin, MulAddOp, UnaryOp},
};

/// One instruction, executed by every active lane before the next one starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Instr {
	/// `dst = value`.
	Const {
		/// Where the value goes.
		dst: Reg,
		/// The value.
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
		/// Which value.
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
		/// Which buffer.
		buffer: Buffer,
	},
	/// `dst = op(a)`.
	Unary {
		/// What is computed.
		op: UnaryOp,
		/// Where the result goes.
		dst: Reg,
		/// The operand.
		a: Reg,
	},
	/// `dst = op(a, b)`.
	Binary {
		/// What is computed.
		op: BinaryOp,
		/// Where the result goes.
		dst: Reg,
		/// The first operand.
		a: Reg,
		/// The second operand.
		b: Operand,
	},
	/// `dst = a * b + c`.
	MulAdd {
		/// On integers or floats.
		op: MulAddOp,
		/// Where the result goes.
		dst: Reg,
		/// The first factor.
		a: Reg,
		/// The second factor.
		b: Operand,
		/// The summand.
		c: Reg,
	},
	/// `dst = cond != 0 ? on_true : on_false`.
	Select {
		/// Where the result goes.
		dst: Reg,
		/// The condition.
		cond: Reg,
		/// The result where the condition is true.
		on_true: Reg,
		/// The result where it is false.
		on_false: Reg,
	},
	/// `dst` = bits of `a`, moved down to bit 0.
	Extract {
		/// Whether the field's highest bit fills what is above it; zeros do otherwise.
		signed: bool,
		/// Where the result goes.
		dst: Reg,
		/// The word.
		a: Reg,
		/// Which bits of it.
		field: Field,
	},
	/// `dst` = `base` with some bits replaced by the lowest bits of `bits`.
	Insert {
		/// Where the result goes.
		dst: Reg,
		/// The word.
		base: Reg,
		/// The new bits.
		bits: Reg,
		/// Which bits are replaced.
		field: Field,
	},
	/// Registers from `dst` on = words of memory; 0 out of bounds.
	Load {
		/// The memory.
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
		/// Which word.
		address: Address,
		/// The second operand.
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

impl Instr {
	/// Whether it works on or makes floats.
	pub fn is_float(&self) -> bool {
		match self {
			Self::Unary { op, .. } => op.is_float(),
			Self::Binary { op, .. } => op.is_float(),
			Self::MulAdd { op, .. } => *op == MulAddOp::Float,
			_ => false,
		}
	}
}
