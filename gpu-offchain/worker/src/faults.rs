//! Where a service can be made to fail on purpose, for tests and the demo.
//!
//! A node is given [`NoFaults`]. What fails is in the crate `assay-faults`, which nothing that is
//! released links.

use assay_engine::Device;
use assay_mailbox::Attempt;
use assay_market::Work;
use std::{io, path::PathBuf};

/// A point in the life of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
	/// The order was read, and nothing else done.
	Assigned,
	/// The runner has made its first progress.
	Running,
	/// The chain has the commitment.
	Committed,
	/// A sample is to be opened.
	Opening,
}

/// What goes wrong.
pub trait Faults: Send + Sync + 'static {
	/// An attempt has come to a point.
	fn at(&self, point: Point, attempt: &Attempt);

	/// Changes outputs before they are hashed; whether it did.
	fn tamper(&self, attempt: &Attempt, work: &Work, outputs: &[PathBuf]) -> io::Result<bool>;

	/// Whether results are checked against the interpreter.
	fn checks(&self, attempt: &Attempt) -> bool;

	/// Whether samples are opened.
	fn opens(&self, attempt: &Attempt) -> bool;

	/// For how many blocks results are held back.
	fn late(&self, attempt: &Attempt) -> u32;

	/// A runner has made progress with a job, on this device or on the interpreter.
	fn running(&self, attempt: &Attempt, device: Option<&Device>);
}

/// Nothing goes wrong on purpose.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFaults;

impl Faults for NoFaults {
	fn at(&self, _: Point, _: &Attempt) {}

	fn tamper(&self, _: &Attempt, _: &Work, _: &[PathBuf]) -> io::Result<bool> {
		Ok(false)
	}

	fn checks(&self, _: &Attempt) -> bool {
		true
	}

	fn opens(&self, _: &Attempt) -> bool {
		true
	}

	fn late(&self, _: &Attempt) -> u32 {
		0
	}

	fn running(&self, _: &Attempt, _: Option<&Device>) {}
}
