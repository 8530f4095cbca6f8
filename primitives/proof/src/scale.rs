//! SCALE encoding: what is decoded is canonical, and bounded before memory is set aside.

use crate::{
	hash::ChainingValue,
	ranges::{ChunkRange, ChunkRanges},
	units::{BlobLen, ChunkIndex, CHUNK_LEN, MAX_PROOF_CHUNKS, MAX_PROOF_HASHES},
	verify::RangeProof,
};
use alloc::vec::Vec;
use codec::{
	decode_vec_with_len, Compact, Decode, DecodeWithMemTracking, Encode, Error, Input,
	MaxEncodedLen, Output,
};
use scale_info::{build::Fields, Path, Type, TypeInfo};

/// How a range is written: by its distance from the range before, both usually one byte.
#[derive(Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[scale_info(capture_docs = "always")]
struct Run {
	/// Chunks left out since the end of the run before.
	#[codec(compact)]
	skipped: u32,
	/// Chunks in the range.
	#[codec(compact)]
	taken: u32,
}

/// Reads the length of a list, and refuses it before anything is set aside for the list.
fn decode_bounded<T: Decode, I: Input>(
	input: &mut I,
	limit: u32,
	too_long: &'static str,
) -> Result<Vec<T>, Error> {
	let Compact(count) = Compact::<u32>::decode(input)?;
	if count > limit {
		return Err(too_long.into());
	}
	decode_vec_with_len(input, count as usize)
}

impl Encode for ChunkRanges {
	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		// A list can't be longer than u32 counts, since every range has chunks of its own.
		Compact(self.as_slice().len() as u32).encode_to(output);
		let mut end = ChunkIndex(0);
		for range in self.as_slice() {
			let skipped = range.start().0.saturating_sub(end.0);
			Run { skipped, taken: range.count().0 }.encode_to(output);
			end = range.end();
		}
	}
}

impl Decode for ChunkRanges {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let runs: Vec<Run> =
			decode_bounded(input, MAX_PROOF_CHUNKS, "more ranges than a proof may show")?;
		input.on_before_alloc_mem(runs.len().saturating_mul(size_of::<ChunkRange>()))?;
		let mut ranges = Vec::with_capacity(runs.len());
		let mut at = 0u32;
		for run in runs {
			let start = at.checked_add(run.skipped).ok_or("chunk index overflows")?;
			at = start.checked_add(run.taken).ok_or("chunk index overflows")?;
			let range = ChunkRange::new(ChunkIndex(start), ChunkIndex(at));
			ranges.push(range.ok_or("a range without chunks")?);
		}
		ChunkRanges::new(ranges).map_err(|_| "two ranges that touch".into())
	}
}

impl DecodeWithMemTracking for ChunkRanges {}

impl TypeInfo for ChunkRanges {
	type Identity = Self;

	fn type_info() -> Type {
		Type::builder()
			.path(Path::new("ChunkRanges", module_path!()))
			.docs_always(&["Ranges of chunks, as how many are skipped and how many are taken."])
			.composite(Fields::unnamed().field(|field| field.ty::<Vec<Run>>()))
	}
}

impl Decode for RangeProof {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		let ranges = ChunkRanges::decode(input)?;
		let hashes: Vec<ChainingValue> =
			decode_bounded(input, MAX_PROOF_HASHES, "more hashes than a proof can need")?;
		let data_limit = MAX_PROOF_CHUNKS.saturating_mul(CHUNK_LEN as u32);
		let data = decode_bounded(input, data_limit, "more bytes than a proof may show")?;
		Ok(RangeProof { ranges, hashes, data })
	}
}

impl DecodeWithMemTracking for RangeProof {}

impl Encode for BlobLen {
	fn encode_to<O: Output + ?Sized>(&self, output: &mut O) {
		self.get().encode_to(output);
	}

	fn size_hint(&self) -> usize {
		u64::max_encoded_len()
	}
}

impl Decode for BlobLen {
	fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
		BlobLen::new(u64::decode(input)?).map_err(|_| "a blob over the limit of 1 GiB".into())
	}
}

impl DecodeWithMemTracking for BlobLen {}

impl MaxEncodedLen for BlobLen {
	fn max_encoded_len() -> usize {
		u64::max_encoded_len()
	}
}

impl TypeInfo for BlobLen {
	type Identity = Self;

	fn type_info() -> Type {
		Type::builder()
			.path(Path::new("BlobLen", module_path!()))
			.docs_always(&["The length of a blob in bytes, at most 1 GiB."])
			.composite(Fields::unnamed().field(|field| field.ty::<u64>()))
	}
}
