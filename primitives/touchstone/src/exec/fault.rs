//! Why an execution gives no tiles.

use crate::fuel::{CostError, Fuel};
use thiserror::Error;

/// What a kernel did that has no single meaning on a GPU.
///
/// Of a valid program the interpreter finds races only. It looks for the others all the same, so
/// that a gap in the rules of validity would show as a verdict instead of a wrong result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Fault {
	/// A barrier that not all lanes reached together.
	#[error("not all lanes reached the barrier together")]
	DivergentBarrier,
	/// A uniform load whose place differs between lanes.
	#[error("lanes disagree about the place of a uniform load")]
	NonUniformLoad,
	/// Accesses of different lanes to one word without a barrier in between.
	#[error("lanes access the same word without a barrier in between")]
	Race,
}

/// A fault and where it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("void at instruction {instruction}: {fault}")]
pub struct Void {
	/// The instruction's number.
	pub instruction: u32,
	/// The rule that it broke.
	pub fault: Fault,
}

/// Why an execution gives no tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RunError {
	/// The kernel is at fault.
	#[error(transparent)]
	Void(Void),
	/// A word of an input that is needed isn't at hand.
	#[error("word {word} of input {input} is missing")]
	MissingInput {
		/// Its number among the program's inputs.
		input: u8,
		/// The word's number in that input.
		word: u32,
	},
	/// The fuel can't be computed.
	#[error(transparent)]
	Cost(CostError),
	/// The program may take more than it is allowed to.
	#[error("a workgroup may take {} fuel, over the limit", .fuel.0)]
	OverLimit {
		/// Its static fuel.
		fuel: Fuel,
	},
	/// Not as many outputs as the program announces.
	#[error("not as many outputs as the kernel has")]
	WrongOutputCount,
	/// A tile with more words than a tile may have.
	#[error("the tile is larger than 64 KiB")]
	TileTooLarge,
	/// The workgroup isn't in the grid.
	#[error("the workgroup is not in the grid")]
	OutsideGrid,
}
