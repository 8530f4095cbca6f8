//! The numbers of the encoding.
//!
//! An instruction is one word, `opcode | x << 8 | y << 16 | z << 24`, and up to three more.

/// On an opcode that has such a form: the last operand of a binary operation, a multiply-add or a
/// bit field stands in the program; an offset follows a memory access.
pub const IMMEDIATE: u8 = 0x80;

/// In `z` of a memory access: there is no base register.
pub const ABSOLUTE: u8 = 0x80;

numbered! {
	/// Opcodes that stand for one instruction, or name the operation in another byte.
	Opcode {
		Const = 0x01;
		Copy = 0x02;
		Builtin = 0x03;
		Param = 0x04;
		ParamAt = 0x05;
		Length = 0x06;
		Select = 0x07;
		MulAdd = 0x08;
		MulAddFloat = 0x09;
		ExtractU = 0x0a;
		ExtractS = 0x0b;
		Insert = 0x0c;
		Unary = 0x0d;
		Atomic = 0x0e;
		UniformLoad = 0x0f;
		If = 0x10;
		Else = 0x11;
		End = 0x12;
		Loop = 0x13;
		LoopParam = 0x14;
		Continuing = 0x15;
		EndLoop = 0x16;
		Break = 0x17;
		Continue = 0x18;
		Exit = 0x19;
		Barrier = 0x1a;
	}
}

impl Opcode {
	/// Whether the opcode may have the [`IMMEDIATE`] bit.
	pub const fn has_immediate_form(self) -> bool {
		match self {
			Self::ParamAt
			| Self::MulAdd
			| Self::MulAddFloat
			| Self::ExtractU
			| Self::ExtractS
			| Self::Insert
			| Self::Atomic
			| Self::UniformLoad => true,
			Self::Const
			| Self::Copy
			| Self::Builtin
			| Self::Param
			| Self::Length
			| Self::Select
			| Self::Unary
			| Self::If
			| Self::Else
			| Self::End
			| Self::Loop
			| Self::LoopParam
			| Self::Continuing
			| Self::EndLoop
			| Self::Break
			| Self::Continue
			| Self::Exit
			| Self::Barrier => false,
		}
	}
}

// Families of opcodes, from these numbers on. Each opcode of them has an immediate form.

/// Plus four times the [`SpaceCode`], plus the width.
pub const LOAD: u8 = 0x20;
/// Plus four times the [`SpaceCode`], plus the width.
pub const STORE: u8 = 0x30;
/// Plus the operation.
pub const BINARY: u8 = 0x40;

numbered! {
	/// Which memory is loaded from, stored to, or measured.
	SpaceCode {
		Input = 0;
		Output = 1;
		Workgroup = 2;
		Private = 3;
	}
}

numbered! {
	/// When a branch happens.
	WhenCode {
		Never = 0;
		If = 1;
		Unless = 2;
		Always = 3;
	}
}
