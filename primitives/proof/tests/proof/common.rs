//! What several tests need: blobs, sets of chunks, proofs of them.

use assay_proof::{
	BlobHash, BlobLen, ChunkIndex, ChunkRanges, Outboard, ProveError, RangeProof, CHUNK_LEN,
};
use std::io::Cursor;

/// Lengths at which the shape of a tree or of an outboard changes.
pub fn boundary_lengths() -> Vec<usize> {
	let mut lengths = vec![0, 1, 63, 64, 65];
	for chunks in [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 96, 128, 129] {
		let bytes = chunks * CHUNK_LEN as usize;
		lengths.extend([bytes - 1, bytes, bytes + 1]);
	}
	lengths
}

/// Bytes of which no two chunks are alike.
pub fn blob(len: usize) -> Vec<u8> {
	let mut state = 0x9E37_79B9_7F4A_7C15u64 ^ len as u64;
	let mut next = || {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		state as u8
	};
	(0..len).map(|_| next()).collect()
}

pub fn len(blob: &[u8]) -> BlobLen {
	BlobLen::new(blob.len() as u64).unwrap()
}

pub fn chunks(indices: impl IntoIterator<Item = u32>) -> ChunkRanges {
	indices.into_iter().map(ChunkIndex).collect()
}

pub fn prove(blob: &[u8], ranges: &ChunkRanges) -> Result<RangeProof, ProveError> {
	Outboard::of(blob).unwrap().prove(Cursor::new(blob), ranges)
}

/// A blob, some of its chunks, and the proof of them.
#[derive(Clone, Debug)]
pub struct Case {
	pub blob: Vec<u8>,
	pub root: BlobHash,
	pub len: BlobLen,
	pub proof: RangeProof,
}

impl Case {
	pub fn new(bytes: usize, indices: impl IntoIterator<Item = u32>) -> Self {
		let blob = blob(bytes);
		let proof = prove(&blob, &chunks(indices)).unwrap();
		Case { root: BlobHash::of(&blob), len: len(&blob), proof, blob }
	}
}
