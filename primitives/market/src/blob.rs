//! Blobs: bytes that are named by their hash.

use assay_proof::{BlobLen, RootHash};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The BLAKE3 hash of a blob: what `b3sum` prints.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub struct BlobHash(pub [u8; 32]);

/// A blob that is known by its hash and its length.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub struct BlobRef {
	/// Its hash.
	pub hash: BlobHash,
	/// Its bytes.
	pub len: BlobLen,
}

impl From<BlobRef> for assay_witness::Blob {
	fn from(blob: BlobRef) -> Self {
		Self { hash: RootHash(blob.hash.0), len: blob.len }
	}
}
