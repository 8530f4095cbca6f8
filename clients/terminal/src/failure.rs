//! Why a command didn't do what it was asked to: what is wrong, what to do next, and an exit code.

use serde_json::{json, Value};
use std::{fmt, io, path::Path};

/// The exit code of a command that Ctrl-C ended, as shells have it.
pub const CANCELLED: u8 = 130;

/// What kind of failure it is, which is what the exit code tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	/// The job ended without a result, or what was fetched isn't what the chain says: exit code 1.
	Ended,
	/// What was given is wrong: exit code 2.
	Input,
	/// No node answers, or it runs another chain; no device does for this: exit code 3.
	Unavailable,
	/// A disk, a device, a gateway or a connection failed on the way: exit code 4.
	Broke,
	/// The chain refuses it, or would: exit code 5.
	Refused,
	/// The chain has changed what this command needs since this program was released: exit code 6.
	Outdated,
	/// Ended by Ctrl-C, or not agreed to: exit code 130.
	Cancelled,
}

impl Kind {
	/// The exit code.
	pub fn code(self) -> u8 {
		match self {
			Self::Ended => 1,
			Self::Input => 2,
			Self::Unavailable => 3,
			Self::Broke => 4,
			Self::Refused => 5,
			Self::Outdated => 6,
			Self::Cancelled => CANCELLED,
		}
	}
}

/// Why a command failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
	kind: Kind,
	what: String,
	advice: Option<String>,
	/// The text for people, where it isn't made of the parts above.
	rendered: Option<String>,
	/// The compiler's messages, for programs.
	diagnostics: Option<Value>,
}

impl Failure {
	fn new(kind: Kind, what: impl fmt::Display) -> Self {
		Self { kind, what: what.to_string(), advice: None, rendered: None, diagnostics: None }
	}

	/// The job ended without a result.
	pub fn ended(what: impl fmt::Display) -> Self {
		Self::new(Kind::Ended, what)
	}

	/// What was given is wrong.
	pub fn input(what: impl fmt::Display) -> Self {
		Self::new(Kind::Input, what)
	}

	/// The node can't be used.
	pub fn node(what: impl fmt::Display) -> Self {
		Self::new(Kind::Unavailable, what)
	}

	/// There is no such device, or it doesn't do for this.
	pub fn device(what: impl fmt::Display) -> Self {
		Self::new(Kind::Unavailable, what)
	}

	/// Something failed on the way.
	pub fn broke(what: impl fmt::Display) -> Self {
		Self::new(Kind::Broke, what)
	}

	/// The chain refuses it.
	pub fn refused(what: impl fmt::Display) -> Self {
		Self::new(Kind::Refused, what)
	}

	/// The chain has changed what the command needs.
	pub fn outdated(what: impl fmt::Display) -> Self {
		Self::new(Kind::Outdated, what)
	}

	/// Ended by Ctrl-C, or not agreed to.
	pub fn cancelled(what: impl fmt::Display) -> Self {
		Self::new(Kind::Cancelled, what)
	}

	/// Work that writes files was ended by Ctrl-C.
	pub fn interrupted() -> Self {
		let what = "cancelled: nothing was written";
		Self { rendered: Some(what.into()), ..Self::cancelled(what) }
	}

	/// The kernel's source is wrong: the compiler's messages as it prints them, and for programs.
	pub fn source(rendered: impl Into<String>, diagnostics: Value) -> Self {
		Self {
			rendered: Some(rendered.into()),
			diagnostics: Some(diagnostics),
			..Self::input("the kernel is refused")
		}
	}

	/// A file that can't be written.
	pub fn write(path: &Path, error: &io::Error) -> Self {
		let path = path.display();
		match error.kind() {
			io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::broke(format!(
				"can't write {path}: the disk is full; make room, or write elsewhere"
			)),
			_ => Self::input(format!("can't write {path}: {error}")),
		}
	}

	/// The same, with what to do next.
	pub fn advice(self, advice: impl Into<String>) -> Self {
		Self { advice: Some(advice.into()), ..self }
	}

	/// The same, saying more of what is wrong.
	pub fn and(self, more: &str) -> Self {
		Self { what: format!("{}; {more}", self.what), ..self }
	}

	/// Its kind.
	pub fn kind(&self) -> Kind {
		self.kind
	}

	/// What is wrong.
	pub fn what(&self) -> &str {
		&self.what
	}

	/// The exit code.
	pub fn code(&self) -> u8 {
		self.kind.code()
	}

	/// For programs.
	pub fn json(&self) -> Value {
		let mut told = json!({ "error": self.what, "code": self.code() });
		if let Some(advice) = &self.advice {
			told["advice"] = advice.as_str().into();
		}
		if let Some(diagnostics) = &self.diagnostics {
			told["diagnostics"] = diagnostics.clone();
		}
		told
	}
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match (&self.rendered, &self.advice) {
			(Some(rendered), _) => f.write_str(rendered.trim_end()),
			(None, Some(advice)) => write!(f, "error: {}\n  what to do: {advice}", self.what),
			(None, None) => write!(f, "error: {}", self.what),
		}
	}
}

impl std::error::Error for Failure {}
