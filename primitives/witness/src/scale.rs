//! SCALE encoding: lists are no longer than a pass can have inputs and outputs.

use crate::witness::Witness;
use alloc::vec::Vec;
use assay_proof::RangeProof;
use assay_touchstone::limits::{MAX_INPUTS, MAX_OUTPUTS};
use codec::{Compact, Decode, DecodeWithMemTracking, Error, Input};

/// Reads a list, and refuses its length before anything of it is read.
fn decode_parts<I: Input>(
	input: &mut I,
	limit: u32,
	too_long: &'static str,
) -> Result<Vec<Option<RangeProof>>, Error> {
	let Compact(count) = Compact::<u32>::decode(input)?;
	if count > limit {
		return Err(too_long.into());
	}
	let mut parts = Vec::with_capacity(count as usize);
	for _ in 0..count {
		parts.push(Option::<RangeProof>::decode(input)?);
	}
	Ok(parts)
}

impl Decode for Witness {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		Ok(Self {
			inputs: decode_parts(input, MAX_INPUTS, "more inputs than a pass may have")?,
			outputs: decode_parts(input, MAX_OUTPUTS, "more outputs than a pass may have")?,
		})
	}
}

impl DecodeWithMemTracking for Witness {}
