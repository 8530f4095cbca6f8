//! Why a command didn't do what it was asked to: what is wrong, what to do next, and an exit code.

use assay_touchstone_tool::{
	failure::{Failure as ToolFailure, CANCELLED},
	report::of_failure,
};
use serde_json::{json, Value};
use std::fmt;

/// What kind of failure it is, which is what the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// The job ended without a result, or what was fetched isn't what the chain says: exit code 1.
	Ended,
	/// What was given is wrong: exit code 2.
	Input,
	/// No node answers, or it runs another chain or release; no device: exit code 3.
	Node,
	/// A disk, a gateway or a connection failed on the way: exit code 4.
	Broke,
	/// The chain refuses it, or would: exit code 5.
	Refused,
	/// Ended by Ctrl-C: exit code 130, as shells have it.
	Left,
}

impl Kind {
	/// The exit code.
	pub fn code(self) -> u8 {
		match self {
			Self::Ended => 1,
			Self::Input => 2,
			Self::Node => 3,
			Self::Broke => 4,
			Self::Refused => 5,
			Self::Left => CANCELLED,
		}
	}
}

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
	/// Said by this crate.
	Reported {
		/// Its kind.
		kind: Kind,
		/// What is wrong.
		what: String,
		/// What to do next.
		advice: String,
	},
	/// Said by what the tool `touchstone` shares with it, kernels above all.
	Tool(ToolFailure),
}

impl Failure {
	fn told(kind: Kind, what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::Reported { kind, what: what.into(), advice: advice.into() }
	}

	/// The job ended without a result.
	pub fn ended(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Ended, what, advice)
	}

	/// What was given is wrong.
	pub fn input(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Input, what, advice)
	}

	/// The node can't be used.
	pub fn node(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Node, what, advice)
	}

	/// Something failed on the way.
	pub fn broke(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Broke, what, advice)
	}

	/// The chain refuses it.
	pub fn refused(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Refused, what, advice)
	}

	/// Ended by Ctrl-C.
	pub fn left(what: impl Into<String>, advice: impl Into<String>) -> Self {
		Self::told(Kind::Left, what, advice)
	}

	/// The exit code.
	pub fn code(&self) -> u8 {
		match self {
			Self::Reported { kind, .. } => kind.code(),
			Self::Tool(failure) => failure.code(),
		}
	}

	/// For programs.
	pub fn json(&self) -> Value {
		match self {
			Self::Reported { what, advice, .. } => {
				json!({ "error": what, "advice": advice, "code": self.code() })
			},
			Self::Tool(failure) => {
				let mut told = of_failure(failure);
				told["code"] = self.code().into();
				told
			},
		}
	}
}

impl From<ToolFailure> for Failure {
	fn from(failure: ToolFailure) -> Self {
		Self::Tool(failure)
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Reported { what, advice, .. } => {
				write!(f, "error: {what}\n  what to do: {advice}")
			},
			Self::Tool(failure) => write!(f, "{failure}"),
		}
	}
}

impl std::error::Error for Failure {}
