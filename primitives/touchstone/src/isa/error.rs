//! Why bytes are not a program.

use core::fmt;

/// Why bytes are not a program, and where they stop being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid {
	/// The byte at which the instruction, or the word of the header, begins.
	pub offset: u32,
	/// What is wrong with it.
	pub reason: Reason,
}

/// What can be wrong with a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
	/// More bytes than a program may have.
	TooLong,
	/// The number of bytes is not a multiple of four, or an instruction lacks words.
	Truncated,
	/// The first word is not that of a program of this version.
	BadMagic,
	/// A float mode that doesn't exist.
	UnknownFloatMode,
	/// A workgroup without lanes, or with too many.
	BadWorkgroupSize,
	/// More registers than can be named.
	TooManyRegisters,
	/// More uniform registers than registers.
	TooManyUniform,
	/// More private memory than a lane, or all lanes together, may have.
	TooMuchPrivateMemory,
	/// More workgroup memory than allowed.
	TooMuchWorkgroupMemory,
	/// More inputs than allowed.
	TooManyInputs,
	/// More outputs than allowed.
	TooManyOutputs,
	/// More parameters than allowed.
	TooManyParams,
	/// Bits that have no meaning are set, or something is written longer than need be.
	NotCanonical,
	/// An opcode that doesn't exist.
	UnknownOpcode,
	/// An operation, builtin value, condition or buffer kind that doesn't exist.
	UnknownOperation,
	/// A register that the header doesn't announce.
	RegisterOutOfRange,
	/// An input or output that the header doesn't announce.
	BufferOutOfRange,
	/// A parameter that the header doesn't announce.
	ParamOutOfRange,
	/// A bit field that doesn't fit in a word.
	FieldTooWide,
	/// A loop bound that divides by zero.
	BoundDividesByZero,
	/// An operation that has no exact result, in a strict kernel.
	NotStrict,
	/// Blocks within blocks, too deep.
	TooDeep,
	/// `else` without `if`, or a second one.
	ElseWithoutIf,
	/// `end` without `if`.
	EndWithoutIf,
	/// `continuing` or `end_loop` that doesn't belong to a loop, or a second `continuing`.
	NotInLoopBody,
	/// `break` or `continue` outside of a loop.
	OutsideLoop,
	/// `break` or `continue` of a loop in its own continuing part, or `exit` in any.
	LeavesContinuing,
	/// A barrier, or uniform load, that some lanes may not reach together with the others.
	DivergentBarrier,
	/// A write to a uniform register that some lanes may not reach together with the others.
	DivergentWrite,
	/// A uniform register, or the place of a uniform load, made of what may differ between lanes.
	NotUniform,
	/// The code ends inside a block.
	UnclosedBlock,
}

impl fmt::Display for Invalid {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "byte {}: {}", self.offset, self.reason)
	}
}

impl fmt::Display for Reason {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::TooLong => "the program is longer than 32 KiB",
			Self::Truncated => "the program ends inside a word or an instruction",
			Self::BadMagic => "this is not a Touchstone program of version 1",
			Self::UnknownFloatMode => "unknown float mode",
			Self::BadWorkgroupSize => "a workgroup must have 1 to 1024 lanes",
			Self::TooManyRegisters => "more than 256 registers",
			Self::TooManyUniform => "more uniform registers than registers",
			Self::TooMuchPrivateMemory => {
				"more than 4096 words of private memory, or 1 MiB over all lanes"
			},
			Self::TooMuchWorkgroupMemory => "more than 16 KiB of workgroup memory",
			Self::TooManyInputs => "more than 8 inputs",
			Self::TooManyOutputs => "more than 4 outputs",
			Self::TooManyParams => "more than 256 words of parameters",
			Self::NotCanonical => "meaningless bits are set, or a shorter form exists",
			Self::UnknownOpcode => "unknown opcode",
			Self::UnknownOperation => "unknown operation",
			Self::RegisterOutOfRange => "register out of range",
			Self::BufferOutOfRange => "input or output out of range",
			Self::ParamOutOfRange => "parameter out of range",
			Self::FieldTooWide => "the bit field does not fit in a word",
			Self::BoundDividesByZero => "the loop bound divides by zero",
			Self::NotStrict => "this operation has no exact result: it needs relaxed floats",
			Self::TooDeep => "more than 64 blocks inside each other",
			Self::ElseWithoutIf => "`else` without `if`",
			Self::EndWithoutIf => "`end` without `if`",
			Self::NotInLoopBody => "`continuing` or `end_loop` does not belong to a loop",
			Self::OutsideLoop => "`break` or `continue` outside of a loop",
			Self::LeavesContinuing => "the continuing part of a loop must not be left",
			Self::DivergentBarrier => {
				"some lanes may not reach this barrier together with the others"
			},
			Self::DivergentWrite => {
				"some lanes may not reach this write to a uniform register together with the others"
			},
			Self::NotUniform => "this is to be the same in all lanes, but may differ",
			Self::UnclosedBlock => "the code ends inside a block",
		})
	}
}

impl core::error::Error for Invalid {}
