//! What came of executing a workgroup again, and what follows from it.

use assay_witness::Verdict;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// A verdict without its cause, as events and answers have it.
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
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub enum VerdictKind {
	/// The tile is right.
	Match,
	/// It is outside of the tolerance, but not grossly.
	Inaccurate,
	/// It is wrong.
	Mismatch,
	/// The kernel itself is at fault.
	Void,
}

impl From<Verdict> for VerdictKind {
	fn from(verdict: Verdict) -> Self {
		match verdict {
			Verdict::Match => Self::Match,
			Verdict::Inaccurate => Self::Inaccurate,
			Verdict::Mismatch => Self::Mismatch,
			Verdict::Void(_) => Self::Void,
		}
	}
}
