//! Short words that providers and jobs are matched by.

use crate::limits::MAX_TAG;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::ops::Deref;
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, BoundedVec};

/// A short lower-case word that is true of a provider, such as `eu-west` or `ecc-memory`: letters,
/// digits and `-._:/`.
#[derive(
	Clone,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
#[scale_info(capture_docs = "always")]
pub struct Tag(
	#[cfg_attr(feature = "std", serde(with = "crate::json::text"))]
	pub  BoundedVec<u8, ConstU32<MAX_TAG>>,
);

impl Tag {
	/// Whether it is a word that a provider may have.
	pub fn is_well_formed(&self) -> bool {
		!self.0.is_empty()
			&& self.0.iter().all(|byte| {
				byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:/".contains(byte)
			})
	}
}

impl Deref for Tag {
	type Target = [u8];

	fn deref(&self) -> &[u8] {
		&self.0
	}
}

impl TryFrom<Vec<u8>> for Tag {
	type Error = TagTooLong;

	fn try_from(bytes: Vec<u8>) -> Result<Self, TagTooLong> {
		BoundedVec::try_from(bytes).map(Self).map_err(|_| TagTooLong)
	}
}

/// A word of more bytes than a tag may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TagTooLong;

impl core::fmt::Display for TagTooLong {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "a tag has at most {MAX_TAG} bytes")
	}
}

impl core::error::Error for TagTooLong {}
