//! How an attempt at a job can fail, and how a job ends.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why a provider gives a job back.
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
pub enum DeclineReason {
	/// It can't get an input.
	InputUnavailable,
	/// Its own device disagrees with the interpreter.
	NotReproducible,
	/// It can't run the job: its device failed, or it has no room.
	Unable,
}

/// What a provider is slashed for.
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
pub enum Fault {
	/// A tile was wrong.
	Mismatch,
	/// It didn't open a sample in time.
	NotOpened,
	/// It didn't deliver demanded chunks in time.
	NotDelivered,
}

/// Why an attempt ended without a result. In JSON this is one word: a reason to decline, a fault, or
/// one of the others.
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
pub enum Setback {
	/// The provider didn't commit to results in time.
	Late,
	/// A tile was outside of the tolerance, but not grossly.
	Inaccurate,
	/// The kernel of a later pass is at fault, or the results that it was fed with.
	Void,
	/// The provider gave it back.
	#[cfg_attr(feature = "std", serde(untagged))]
	Declined(DeclineReason),
	/// The provider was slashed.
	#[cfg_attr(feature = "std", serde(untagged))]
	Slashed(Fault),
}

/// How a job ended.
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
pub enum Ending {
	/// With a result that nobody proved wrong.
	Settled,
	/// The kernel itself is at fault, on inputs of the job. The provider is paid.
	Void,
	/// The requester took it back.
	Cancelled,
	/// No provider was found to run it, or to run it again.
	Expired,
	/// Three providers couldn't get an input.
	InputUnavailable,
	/// Three providers couldn't make an accurate result.
	Irreproducible,
}
