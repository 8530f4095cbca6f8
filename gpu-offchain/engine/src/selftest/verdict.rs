//! What a device may be trusted with.

use crate::Error;
use assay_conformance::{Needs, Vector};
use std::fmt;

/// The most failures of a mode that are kept. The rest are counted.
const MAX_KEPT: u64 = 8;

/// What a device made of the vectors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
	/// Vectors that were run, by mode.
	pub(super) ran: [u64; 3],
	/// Vectors that failed, by mode.
	pub(super) failed: [u64; 3],
	/// The first failures of each mode.
	pub failures: Vec<Failure>,
	/// Whether the device broke down in between, rather than being wrong. Such a verdict isn't kept.
	pub broke_down: bool,
}

/// A vector of which a device made something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
	/// What kernels need for which the vector stands.
	pub needs: Needs,
	/// The vector's name.
	pub vector: String,
	/// The first case that differs, what the device has and what is right; or why it has nothing.
	pub what: String,
}

impl fmt::Display for Failure {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}: {}: {}", self.needs, self.vector, self.what)
	}
}

/// The place of a mode in counts.
pub(super) fn place(needs: Needs) -> usize {
	match needs {
		Needs::Integers => 0,
		Needs::Strict => 1,
		Needs::Relaxed => 2,
	}
}

impl Verdict {
	/// The modes that the device may offer. Without integers there are none.
	pub fn offers(&self) -> Vec<Needs> {
		let passed = |needs: Needs| {
			let place = place(needs);
			self.ran[place] > 0 && self.failed[place] == 0
		};
		let all = Needs::ALL.into_iter();
		match passed(Needs::Integers) {
			true => all.filter(|needs| passed(*needs)).collect(),
			false => Vec::new(),
		}
	}

	/// How many vectors of a mode were run, and how many of them failed.
	pub fn counts(&self, needs: Needs) -> (u64, u64) {
		(self.ran[place(needs)], self.failed[place(needs)])
	}

	/// How many vectors were run.
	pub fn vectors(&self) -> u64 {
		self.ran.iter().sum()
	}

	/// Looks at what was made of a vector.
	pub(super) fn judge(&mut self, vector: &Vector, outputs: &[Vec<u32>]) {
		self.ran[place(vector.needs)] += 1;
		if let Some(difference) = vector.difference(outputs) {
			self.fail(vector, difference.to_string());
		}
	}

	/// Takes down that nothing was made of a vector.
	pub(super) fn broke(&mut self, vector: &Vector, error: &Error) {
		self.ran[place(vector.needs)] += 1;
		self.broke_down |=
			matches!(error, Error::Lost { .. } | Error::OutOfMemory { .. } | Error::Stuck { .. });
		self.fail(vector, error.to_string());
	}

	fn fail(&mut self, vector: &Vector, what: String) {
		let failed = &mut self.failed[place(vector.needs)];
		*failed += 1;
		if *failed <= MAX_KEPT {
			self.failures.push(Failure { needs: vector.needs, vector: vector.name.clone(), what });
		}
	}
}
