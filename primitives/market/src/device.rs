//! What a device of a node is, and what it is doing.

use codec::{Decode, Encode};
use core::fmt;

/// What a device is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, Decode)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
pub enum DeviceKind {
	/// A GPU with memory of its own.
	Discrete,
	/// A GPU that shares the processor's memory.
	Integrated,
	/// A part of a GPU that a virtual machine was given.
	Virtual,
	/// A Vulkan driver that runs kernels on the processor.
	Software,
	/// The interpreter on all cores.
	Interpreter,
	/// Something else that Vulkan drives.
	Other,
}

/// What a device is doing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Encode, Decode)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
pub enum DeviceState {
	/// Its runner starts.
	Starting,
	/// Its self-test runs.
	Testing,
	/// It waits for a job.
	Idle,
	/// It runs a job.
	Running,
	/// It is lost or failed its self-test, and is opened again after a while.
	Failed,
	/// The service has ended.
	Stopped,
}

impl fmt::Display for DeviceKind {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Discrete => "discrete GPU",
			Self::Integrated => "integrated GPU",
			Self::Virtual => "virtual GPU",
			Self::Software => "software",
			Self::Interpreter => "interpreter",
			Self::Other => "other",
		})
	}
}

/// What may be expected of a device in some state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Readiness {
	/// It isn't known yet whether it can be used.
	Unknown,
	/// It takes jobs.
	Ready,
	/// It takes no jobs.
	Unusable,
}

impl DeviceState {
	/// All of them.
	pub const ALL: [Self; 6] =
		[Self::Starting, Self::Testing, Self::Idle, Self::Running, Self::Failed, Self::Stopped];

	/// Its name in JSON and in metrics.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Starting => "starting",
			Self::Testing => "testing",
			Self::Idle => "idle",
			Self::Running => "running",
			Self::Failed => "failed",
			Self::Stopped => "stopped",
		}
	}

	/// What may be expected of the device.
	pub const fn readiness(self) -> Readiness {
		match self {
			Self::Starting | Self::Testing => Readiness::Unknown,
			Self::Idle | Self::Running => Readiness::Ready,
			Self::Failed | Self::Stopped => Readiness::Unusable,
		}
	}
}

impl fmt::Display for DeviceState {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(self.name())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn no_state_should_be_missing_from_all() {
		for (number, state) in (0u8..).zip(DeviceState::ALL) {
			assert_eq!(DeviceState::decode(&mut &[number][..]), Ok(state));
		}
		assert!(DeviceState::decode(&mut &[DeviceState::ALL.len() as u8][..]).is_err());
	}
}
