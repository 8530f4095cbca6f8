//! Why a program can't be raised.

use thiserror::Error;

/// Why a program can't be raised.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RaiseError {
	/// The device has too few storage buffers for the program.
	#[error("the kernel needs {needed} storage buffers, and the device has {available}")]
	TooFewStorageBuffers {
		/// How many the program needs at least.
		needed: u32,
		/// How many there are.
		available: u32,
	},
	/// The frame is wrong: a defect of this crate.
	#[error("defect in the raised module's frame: {0}")]
	Frame(String),
}

impl RaiseError {
	/// Something that the body looks up in the frame isn't there.
	pub(super) fn missing(name: &str) -> Self {
		Self::Frame(format!("`{name}` is missing"))
	}
}
