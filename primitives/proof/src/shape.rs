//! The exact size of a proof, known before anything is hashed.

use crate::{
	ranges::{ChunkRange, ChunkRanges},
	tree::{walk, Node, Visitor},
	units::{BlobLen, ChunkCount, MAX_PROOF_CHUNKS},
};
use core::convert::Infallible;
use thiserror::Error;

/// What a proof of some chunks of a blob must consist of, and so what it costs to verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofShape {
	/// Chunks shown.
	pub chunks: ChunkCount,
	/// Bytes in those chunks.
	pub data_bytes: u32,
	/// Hashes of hidden subtrees.
	pub hashes: u32,
}

impl ProofShape {
	/// The shape of the one proof that shows `ranges` of a blob of `len` bytes.
	///
	/// Hashes nothing; takes time in proportion to the number of ranges, which it bounds first.
	///
	/// ```
	/// use assay_proof::{BlobLen, ChunkCount, ChunkIndex, ProofShape};
	///
	/// // Chunk 2 of 0..5 needs chunk 3, the pair 0 and 1, and chunk 4.
	/// let len = BlobLen::new(5 * 1024)?;
	/// let shape = ProofShape::of(len, &[ChunkIndex(2)].into_iter().collect())?;
	/// assert_eq!(shape, ProofShape { chunks: ChunkCount(1), data_bytes: 1024, hashes: 3 });
	/// // 16 blocks of 64 bytes and 3 parents.
	/// assert_eq!(shape.compressions(), 19);
	/// # Ok::<(), Box<dyn std::error::Error>>(())
	/// ```
	pub fn of(len: BlobLen, ranges: &ChunkRanges) -> Result<Self, ShapeError> {
		let chunks = ranges.count();
		if chunks.0 > MAX_PROOF_CHUNKS {
			return Err(ShapeError::TooManyChunks { chunks });
		}
		let Some(last) = ranges.as_slice().last() else {
			return Err(ShapeError::NoChunks);
		};
		if last.end().0 > len.chunks().0 {
			return Err(ShapeError::PastTheEnd { range: *last, blob: len.chunks() });
		}
		let (hashes, _) = count_hashes(len, ranges, None);
		let in_full = u64::from(chunks.0).saturating_mul(crate::CHUNK_LEN);
		let beyond = last.end().byte_offset().saturating_sub(len.get());
		// At most MAX_PROOF_CHUNKS chunks, 1 MiB.
		let data_bytes = u32::try_from(in_full.saturating_sub(beyond)).unwrap_or(u32::MAX);
		Ok(ProofShape { chunks, data_bytes, hashes })
	}

	/// Compressions of 64 bytes that verifying takes: nearly all of its cost.
	pub fn compressions(&self) -> u32 {
		// Only the blob's last chunk can be short, and an empty one takes a compression too.
		let blocks = self.data_bytes.div_ceil(64).max(1);
		// A binary tree has one parent less than leaves.
		let parents = self.chunks.0.saturating_add(self.hashes).saturating_sub(1);
		blocks.saturating_add(parents)
	}
}

/// The node whose hash comes at place `index` in a proof, if the proof has so many.
pub(crate) fn node_of_hash(len: BlobLen, ranges: &ChunkRanges, index: usize) -> Option<Node> {
	count_hashes(len, ranges, u32::try_from(index).ok()).1
}

fn count_hashes(len: BlobLen, ranges: &ChunkRanges, wanted: Option<u32>) -> (u32, Option<Node>) {
	let mut counter = Counter { hashes: 0, wanted, found: None };
	let Ok(()) = walk(Node::root(len), ranges.as_slice(), &mut counter);
	(counter.hashes, counter.found)
}

struct Counter {
	hashes: u32,
	wanted: Option<u32>,
	found: Option<Node>,
}

impl Visitor for Counter {
	type Value = ();
	type Error = Infallible;

	fn hidden(&mut self, node: Node) -> Result<(), Infallible> {
		if self.wanted == Some(self.hashes) {
			self.found = Some(node);
		}
		self.hashes = self.hashes.saturating_add(1);
		Ok(())
	}

	fn shown(&mut self, _: Node) -> Result<(), Infallible> {
		Ok(())
	}

	fn parent(&mut self, _: Node, _: (), _: ()) -> Result<(), Infallible> {
		Ok(())
	}
}

/// Why there is no proof of a set of chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShapeError {
	/// A proof that shows nothing would prove nothing.
	#[error("a proof must show at least one chunk")]
	NoChunks,
	/// More than [`MAX_PROOF_CHUNKS`].
	#[error("{} chunks are over the limit of {MAX_PROOF_CHUNKS} for one proof; split them", .chunks.0)]
	TooManyChunks {
		/// How many were asked for.
		chunks: ChunkCount,
	},
	/// A range ends after the blob.
	#[error("{range} aren't all in the blob, which has {} chunks", .blob.0)]
	PastTheEnd {
		/// The first range that does.
		range: ChunkRange,
		/// The chunks of the blob.
		blob: ChunkCount,
	},
}
