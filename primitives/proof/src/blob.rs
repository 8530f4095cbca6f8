//! A blob as everybody knows it who doesn't have it.

use crate::{hash::BlobHash, units::BlobLen};

/// A blob that is known by its hash and its length.
///
/// Both have to be settled before anybody makes a proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(
	feature = "scale",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
#[cfg_attr(
	feature = "serde",
	derive(serde::Serialize, serde::Deserialize),
	serde(deny_unknown_fields)
)]
#[cfg_attr(feature = "scale", scale_info(capture_docs = "always"))]
pub struct BlobRef {
	/// The BLAKE3 hash of its bytes, what `b3sum` prints.
	pub hash: BlobHash,
	/// How many bytes it has, at most 1 GiB.
	pub len: BlobLen,
}

impl BlobRef {
	/// The blob of so many 32-bit words, `None` if that is longer than a blob can be.
	pub fn of_words(hash: BlobHash, words: u32) -> Option<Self> {
		let bytes = u64::from(words).checked_mul(4)?;
		Some(Self { hash, len: BlobLen::new(bytes).ok()? })
	}
}
