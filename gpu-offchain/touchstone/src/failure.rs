//! Why a command didn't do what it was asked to, and the exit code that says so.

use assay_compiler::Diagnostics;
use assay_engine::Error;
use std::{fmt, io, path::Path};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
	/// What was given is wrong: exit code 2.
	Input(String),
	/// The kernel's source is wrong: exit code 2.
	Source(Diagnostics),
	/// There is no such device, or it doesn't do for this: exit code 3.
	Device(String),
	/// The device or a disk failed on the way: exit code 4.
	Broke(String),
	/// Ended by Ctrl-C: exit code 130, as shells have it.
	Cancelled,
}

/// The exit code of a command that Ctrl-C ended.
pub const CANCELLED: u8 = 130;

impl Failure {
	/// What was given is wrong.
	pub fn input(message: impl fmt::Display) -> Self {
		Self::Input(message.to_string())
	}

	/// A file that can't be written.
	pub fn write(path: &Path, error: &io::Error) -> Self {
		let path = path.display();
		match error.kind() {
			io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Broke(format!(
				"can't write {path}: the disk is full; make room, or write elsewhere"
			)),
			_ => Self::Input(format!("can't write {path}: {error}")),
		}
	}

	/// The exit code.
	pub fn code(&self) -> u8 {
		match self {
			Self::Input(_) | Self::Source(_) => 2,
			Self::Device(_) => 3,
			Self::Broke(_) => 4,
			Self::Cancelled => CANCELLED,
		}
	}
}

impl From<Error> for Failure {
	fn from(error: Error) -> Self {
		match error {
			// The pass that the command line describes is the only one.
			Error::Kernel { group, error, .. } => {
				let [x, y, z] = group;
				Self::Input(format!("workgroup {x},{y},{z}: {error}"))
			},
			Error::Misfit(misfit) => Self::Device(format!(
				"it doesn't fit the device: {misfit}; the interpreter takes it"
			)),
			Error::NoVulkan { .. }
			| Error::NoDevice
			| Error::NoSuchDevice { .. }
			| Error::TooSmall { .. }
			| Error::Open { .. } => Self::Device(error.to_string()),
			Error::Raise { .. }
			| Error::Lost { .. }
			| Error::OutOfMemory { .. }
			| Error::Driver { .. }
			| Error::Stuck { .. }
			| Error::NoThread { .. }
			| Error::Sink { .. } => Self::Broke(error.to_string()),
			Error::Cancelled => Self::Cancelled,
		}
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Input(message) | Self::Device(message) | Self::Broke(message) => {
				write!(f, "error: {message}")
			},
			Self::Source(diagnostics) => f.write_str(diagnostics.to_string().trim_end()),
			Self::Cancelled => f.write_str("cancelled: nothing was written"),
		}
	}
}
