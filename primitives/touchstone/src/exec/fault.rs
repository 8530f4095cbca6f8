//! Why an execution gives no tiles.

use crate::fuel::{CostError, Fuel};
use core::fmt;

/// What a kernel did that has no single meaning on a GPU.
///
/// Of a valid program the interpreter finds races only. It looks for the others all the same, so
/// that a gap in the rules of validity would show as a verdict instead of a wrong result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
	/// A barrier that not all lanes reached together.
	DivergentBarrier,
	/// A uniform load whose place differs between lanes.
	NonUniformLoad,
	/// Accesses of different lanes to one word without a barrier in between.
	Race,
}

/// A fault and where it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Void {
	/// The instruction's number.
	pub instruction: u32,
	/// The rule that it broke.
	pub fault: Fault,
}

/// Why an execution gives no tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunError {
	/// The kernel is at fault.
	Void(Void),
	/// A word of an input that is needed isn't at hand.
	MissingInput {
		/// Its number among the program's inputs.
		input: u8,
		/// The word's number in that input.
		word: u32,
	},
	/// The fuel can't be computed.
	Cost(CostError),
	/// The program may take more than it is allowed to.
	OverLimit {
		/// Its static fuel.
		fuel: Fuel,
	},
	/// Not as many outputs as the program announces.
	WrongOutputCount,
	/// A tile with more words than a tile may have.
	TileTooLarge,
	/// The workgroup isn't in the grid.
	OutsideGrid,
}

impl fmt::Display for Fault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::DivergentBarrier => "not all lanes reached the barrier together",
			Self::NonUniformLoad => "lanes disagree about the place of a uniform load",
			Self::Race => "lanes access the same word without a barrier in between",
		})
	}
}

impl fmt::Display for RunError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Void(Void { instruction, fault }) => {
				write!(f, "void at instruction {instruction}: {fault}")
			},
			Self::MissingInput { input, word } => {
				write!(f, "word {word} of input {input} is missing")
			},
			Self::Cost(error) => error.fmt(f),
			Self::OverLimit { fuel } => {
				write!(f, "a workgroup may take {} fuel, over the limit", fuel.0)
			},
			Self::WrongOutputCount => f.write_str("not as many outputs as the kernel has"),
			Self::TileTooLarge => f.write_str("the tile is larger than 64 KiB"),
			Self::OutsideGrid => f.write_str("the workgroup is not in the grid"),
		}
	}
}

impl core::error::Error for RunError {}
