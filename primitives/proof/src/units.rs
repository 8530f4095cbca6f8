//! The units of this crate: bytes of a blob, chunks, words.

use core::fmt;
use thiserror::Error;

/// Bytes in a chunk, the leaf of a BLAKE3 tree.
pub const CHUNK_LEN: u64 = 1024;

/// Words of 32 bits in a chunk.
pub const CHUNK_WORDS: u32 = 256;

/// Bytes in the longest blob: 1 GiB. It keeps every tree within 20 levels.
pub const MAX_BLOB_LEN: u64 = 1 << 30;

/// Chunks that one proof may show: 1 MiB, the largest witness of a tile.
pub const MAX_PROOF_CHUNKS: u32 = 1024;

/// Hashes that one proof can need: 1,024 chunks, each alone under its own subtree of 1,024
/// chunks of the longest blob, with 10 siblings on its way up.
pub const MAX_PROOF_HASHES: u32 = 10_240;

/// Bytes in a blob, at most [`MAX_BLOB_LEN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobLen(u32);

impl BlobLen {
	/// No bytes.
	pub const EMPTY: BlobLen = BlobLen(0);

	/// The longest blob.
	pub const MAX: BlobLen = BlobLen(MAX_BLOB_LEN as u32);

	/// The length of a blob of `bytes` bytes.
	pub fn new(bytes: u64) -> Result<Self, BlobTooLong> {
		match u32::try_from(bytes) {
			Ok(short) if bytes <= MAX_BLOB_LEN => Ok(BlobLen(short)),
			_ => Err(BlobTooLong { bytes }),
		}
	}

	/// The number of bytes.
	pub fn get(self) -> u64 {
		u64::from(self.0)
	}

	/// The chunks of the tree. An empty blob has one, empty, chunk.
	pub fn chunks(self) -> ChunkCount {
		ChunkCount(self.0.div_ceil(CHUNK_LEN as u32).max(1))
	}

	/// The last chunk, the only one that can be short.
	pub fn last_chunk(self) -> ChunkIndex {
		ChunkIndex(self.chunks().0.saturating_sub(1))
	}

	/// Whole words of 32 bits; up to three trailing bytes belong to none.
	pub fn words(self) -> u32 {
		self.0 / 4
	}
}

/// A blob longer than [`MAX_BLOB_LEN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a blob of {bytes} bytes is over the limit of {MAX_BLOB_LEN} bytes")]
pub struct BlobTooLong {
	/// How many bytes it has, as far as they were counted.
	pub bytes: u64,
}

/// The place of a chunk in its blob, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkIndex(pub u32);

impl ChunkIndex {
	/// Where the chunk starts in its blob, in bytes.
	pub fn byte_offset(self) -> u64 {
		u64::from(self.0).saturating_mul(CHUNK_LEN)
	}
}

impl fmt::Display for ChunkIndex {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "chunk {}", self.0)
	}
}

/// A number of chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkCount(pub u32);

/// The place of a 32-bit word in its blob, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordIndex(pub u32);

impl WordIndex {
	/// The chunk that holds the word; no word lies in two.
	pub fn chunk(self) -> ChunkIndex {
		ChunkIndex(self.0 / CHUNK_WORDS)
	}
}
