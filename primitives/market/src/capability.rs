//! What a device can do, and what a job needs of one.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What a device can do, or what a job needs of a device.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Capability {
	/// Sizes.
	pub limits: DeviceLimits,
	/// Float modes whose self-test the device passed, or that kernels of the job have.
	pub floats: FloatModes,
}

/// Sizes that a device bounds.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Default,
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
pub struct DeviceLimits {
	/// Bytes of all inputs and outputs of a job together.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub memory: u64,
	/// Bytes of one buffer.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub buffer: u64,
	/// Lanes of a workgroup.
	pub lanes: u32,
	/// Bytes of workgroup memory.
	pub workgroup_memory: u32,
}

/// Ways of calculating with floats. Integers need none.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct FloatModes {
	/// One result everywhere, bit by bit.
	pub strict: bool,
	/// Results within a tolerance.
	pub relaxed: bool,
}

impl Capability {
	/// Whether a device that can do this can run what needs `needs`.
	pub fn covers(&self, needs: &Self) -> bool {
		// Taken apart so that a new field is compared or doesn't compile.
		let Self { limits, floats } = needs;
		self.limits.covers(limits) && self.floats.covers(floats)
	}
}

impl DeviceLimits {
	/// Whether all of `needs` are within these.
	pub fn covers(&self, needs: &Self) -> bool {
		let Self { memory, buffer, lanes, workgroup_memory } = *needs;
		self.memory >= memory
			&& self.buffer >= buffer
			&& self.lanes >= lanes
			&& self.workgroup_memory >= workgroup_memory
	}
}

impl FloatModes {
	/// Whether all of `needs` are among these.
	pub fn covers(&self, needs: &Self) -> bool {
		let Self { strict, relaxed } = *needs;
		(self.strict || !strict) && (self.relaxed || !relaxed)
	}
}
