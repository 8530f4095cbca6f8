//! What is shown of a pass for one workgroup.

use alloc::vec::Vec;
use assay_proof::RangeProof;
use core::fmt;

/// Chunks of inputs that one workgroup may read: 1 MiB.
pub const MAX_READ_CHUNKS: u32 = 1024;

/// The chunks that one workgroup read, and those that its tiles lie in, with proofs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(codec::Encode, scale_info::TypeInfo))]
#[cfg_attr(feature = "scale", scale_info(capture_docs = "always"))]
pub struct Witness {
	/// Of each input, what was read; `None` where nothing was.
	pub inputs: Vec<Option<RangeProof>>,
	/// Of each output, what the tile lies in; `None` where no word of the tile is in the output.
	pub outputs: Vec<Option<RangeProof>>,
}

/// A part of a witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
	/// What is shown of this input.
	Input(u8),
	/// What is shown of this output.
	Output(u8),
}

impl fmt::Display for Part {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Input(number) => write!(f, "input {number}"),
			Self::Output(number) => write!(f, "output {number}"),
		}
	}
}
