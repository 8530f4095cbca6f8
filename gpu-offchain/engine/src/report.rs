//! What is known of a job that was run.

use assay_proof::RootHash;
use assay_touchstone::Fuel;
use std::time::Duration;

/// What is known of a job that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
	/// The BLAKE3 hash of each output of each pass: the commitment.
	pub hashes: Vec<Vec<RootHash>>,
	/// The most that the job could take, which is what it is paid by.
	pub fuel: Fuel,
	/// What it took. Only the interpreter counts.
	pub took: Option<Fuel>,
	/// How often the device was given work. The interpreter does a pass in one go.
	pub dispatches: u64,
	/// How long the workgroups ran, without uploads and reading back.
	pub computing: Duration,
}
