//! Why bytes are not a program.

use thiserror::Error;

/// Why bytes are not a program, and where they stop being one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("byte {offset}: {reason}")]
pub struct Invalid {
	/// The byte at which the instruction, or the word of the header, begins.
	pub offset: u32,
	/// What is wrong with it.
	pub reason: Reason,
}

/// What can be wrong with a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Reason {
	/// More bytes than a program may have.
	#[error("the program is longer than 32 KiB")]
	TooLong,
	/// The number of bytes is not a multiple of four, or an instruction lacks words.
	#[error("the program ends inside a word or an instruction")]
	Truncated,
	/// The first word is not that of a program of this version.
	#[error("this is not a Touchstone program of version 1")]
	BadMagic,
	/// A float mode that doesn't exist.
	#[error("unknown float mode")]
	UnknownFloatMode,
	/// A workgroup without lanes, or with too many.
	#[error("a workgroup must have 1 to 1024 lanes")]
	BadWorkgroupSize,
	/// More registers than can be named.
	#[error("more than 256 registers")]
	TooManyRegisters,
	/// More uniform registers than registers.
	#[error("more uniform registers than registers")]
	TooManyUniform,
	/// More private memory than a lane, or all lanes together, may have.
	#[error("more than 4096 words of private memory, or 1 MiB over all lanes")]
	TooMuchPrivateMemory,
	/// More workgroup memory than allowed.
	#[error("more than 16 KiB of workgroup memory")]
	TooMuchWorkgroupMemory,
	/// More inputs than allowed.
	#[error("more than 8 inputs")]
	TooManyInputs,
	/// More outputs than allowed.
	#[error("more than 4 outputs")]
	TooManyOutputs,
	/// More parameters than allowed.
	#[error("more than 256 words of parameters")]
	TooManyParams,
	/// Bits that have no meaning are set, or something is written longer than need be.
	#[error("meaningless bits are set, or a shorter form exists")]
	NotCanonical,
	/// An opcode that doesn't exist.
	#[error("unknown opcode")]
	UnknownOpcode,
	/// An operation, builtin value, condition or buffer kind that doesn't exist.
	#[error("unknown operation")]
	UnknownOperation,
	/// A register that the header doesn't announce.
	#[error("register out of range")]
	RegisterOutOfRange,
	/// An input or output that the header doesn't announce.
	#[error("input or output out of range")]
	BufferOutOfRange,
	/// A parameter that the header doesn't announce.
	#[error("parameter out of range")]
	ParamOutOfRange,
	/// A bit field that doesn't fit in a word.
	#[error("the bit field does not fit in a word")]
	FieldTooWide,
	/// A loop bound that divides by zero.
	#[error("the loop bound divides by zero")]
	BoundDividesByZero,
	/// An operation that has no exact result, in a strict kernel.
	#[error("this operation has no exact result: it needs relaxed floats")]
	NotStrict,
	/// Blocks within blocks, too deep.
	#[error("more than 64 blocks inside each other")]
	TooDeep,
	/// `else` without `if`, or a second one.
	#[error("`else` without `if`")]
	ElseWithoutIf,
	/// `end` without `if`.
	#[error("`end` without `if`")]
	EndWithoutIf,
	/// `continuing` or `end_loop` that doesn't belong to a loop, or a second `continuing`.
	#[error("`continuing` or `end_loop` does not belong to a loop")]
	NotInLoopBody,
	/// `break` or `continue` outside of a loop.
	#[error("`break` or `continue` outside of a loop")]
	OutsideLoop,
	/// `break` or `continue` of a loop in its own continuing part, or `exit` in any.
	#[error("the continuing part of a loop must not be left")]
	LeavesContinuing,
	/// A barrier, or uniform load, that some lanes may not reach together with the others.
	#[error("some lanes may not reach this barrier together with the others")]
	DivergentBarrier,
	/// A write to a uniform register that some lanes may not reach together with the others.
	#[error("some lanes may not reach this write to a uniform register together with the others")]
	DivergentWrite,
	/// A uniform register, or the place of a uniform load, made of what may differ between lanes.
	#[error("this is to be the same in all lanes, but may differ")]
	NotUniform,
	/// The code ends inside a block.
	#[error("the code ends inside a block")]
	UnclosedBlock,
}
