//! Why a command didn't do what it was asked to, and the exit code that says so.

use assay_compiler::Diagnostics;
use std::fmt;

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
	/// What was given is wrong: exit code 2.
	Input(String),
	/// The kernel's source is wrong: exit code 2.
	Source(Diagnostics),
	/// There is no such device: exit code 3.
	Device(String),
}

impl Failure {
	/// What was given is wrong.
	pub fn input(message: impl fmt::Display) -> Self {
		Self::Input(message.to_string())
	}

	/// The exit code.
	pub fn code(&self) -> u8 {
		match self {
			Self::Input(_) | Self::Source(_) => 2,
			Self::Device(_) => 3,
		}
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Input(message) | Self::Device(message) => write!(f, "error: {message}"),
			Self::Source(diagnostics) => f.write_str(diagnostics.to_string().trim_end()),
		}
	}
}
