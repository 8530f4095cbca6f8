//! What everybody knows of a pass.

use assay_proof::{BlobLen, RootHash};
use assay_touchstone::{Fuel, Launch, Output, Program, Rule};

/// A blob that is known by its hash and its length.
///
/// Both have to be settled before anybody makes a witness: see
/// [`assay_proof`](assay_proof#who-vouches-for-the-length).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
	/// What `b3sum` prints.
	pub hash: RootHash,
	/// Its bytes.
	pub len: BlobLen,
}

/// An output, and what its runner committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
	/// How long it is and how it is divided.
	pub output: Output,
	/// How its words are compared.
	pub rule: Rule,
	/// The hash of its bytes.
	pub hash: RootHash,
}

impl Target {
	/// The output as a blob. `None` when it is longer than a blob can be.
	pub fn blob(&self) -> Option<Blob> {
		let bytes = u64::from(self.output.words).checked_mul(4)?;
		Some(Blob { hash: self.hash, len: BlobLen::new(bytes).ok()? })
	}
}

/// A pass that was run.
#[derive(Clone, Copy, Debug)]
pub struct Pass<'a> {
	/// The kernel.
	pub program: &'a Program,
	/// Its parameters.
	pub params: &'a [u32],
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// What a workgroup may take.
	pub limit: Fuel,
	/// What it read.
	pub inputs: &'a [Blob],
	/// What it wrote.
	pub outputs: &'a [Target],
}

impl Pass<'_> {
	/// Passes `then` the launch of this pass.
	pub(crate) fn launched<T>(&self, then: impl FnOnce(&Launch<'_>) -> T) -> T {
		let outputs: alloc::vec::Vec<Output> = self.outputs.iter().map(|t| t.output).collect();
		then(&Launch { params: self.params, grid: self.grid, outputs: &outputs, limit: self.limit })
	}
}
