//! What of a job doesn't fit a device.

use crate::sink::OutputPlace;
use std::fmt;

/// What of a job doesn't fit a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
	/// A kernel has more inputs and outputs than the device can give it.
	#[error("pass {pass}: the kernel needs {needed} storage buffers and the device has {limit}")]
	StorageBuffers {
		/// Counted from 0.
		pass: usize,
		/// How many the kernel needs at least.
		needed: u32,
		/// How many there are.
		limit: u32,
	},
	/// An output is longer than a buffer can be.
	#[error(
		"{place}: {bytes} bytes don't fit a storage buffer, which has {limit} at most on this device"
	)]
	Output {
		/// Counted from 0.
		place: OutputPlace,
		/// Its bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// An input is longer than a buffer can be.
	#[error(
		"input {input} of pass {pass}: {bytes} bytes don't fit a storage buffer, which has {limit} at \
		 most on this device"
	)]
	Input {
		/// Counted from 0.
		pass: usize,
		/// Which of its inputs, counted from 0.
		input: usize,
		/// Its bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// The kernel has more inputs than buffers are left for them, and those that have to share one
	/// are longer than a buffer can be.
	#[error(
		"pass {pass}: the inputs from {first} on have to share a storage buffer, and their {bytes} \
		 bytes don't fit one, which has {limit} at most on this device"
	)]
	SharedInputs {
		/// Counted from 0.
		pass: usize,
		/// The first of the inputs that share.
		first: usize,
		/// Their bytes.
		bytes: u64,
		/// The most that there can be.
		limit: u64,
	},
	/// Workgroups have too many lanes.
	#[error("pass {pass}: a workgroup has {lanes} lanes and the device runs {limit} at most")]
	Lanes {
		/// Counted from 0.
		pass: usize,
		/// Lanes of its workgroups, as the device has to run them.
		lanes: u32,
		/// The most that there can be.
		limit: u32,
	},
	/// Workgroups are too long in one dimension.
	#[error(
		"pass {pass}: a workgroup has {} lanes and the device runs {} at most",
		Size(*size),
		Size(*limit)
	)]
	WorkgroupSize {
		/// Counted from 0.
		pass: usize,
		/// Lanes of its workgroups in x, y and z, as the device has to run them.
		size: [u32; 3],
		/// The most that there can be.
		limit: [u32; 3],
	},
	/// Workgroups have too much memory.
	#[error(
		"pass {pass}: a workgroup has {bytes} bytes of memory and the device gives it {limit} at most"
	)]
	WorkgroupMemory {
		/// Counted from 0.
		pass: usize,
		/// Bytes of its workgroups' memory.
		bytes: u32,
		/// The most that there can be.
		limit: u32,
	},
	/// What has to be on the device at one time is more than it has memory.
	#[error("at pass {pass} there have to be {bytes} bytes on the device, which has {limit}")]
	Memory {
		/// The pass at which it is most.
		pass: usize,
		/// Bytes that have to be there.
		bytes: u64,
		/// Bytes that there are.
		limit: u64,
	},
}

/// Lanes in x, y and z.
struct Size([u32; 3]);

impl fmt::Display for Size {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let [x, y, z] = self.0;
		write!(f, "{x}x{y}x{z}")
	}
}
