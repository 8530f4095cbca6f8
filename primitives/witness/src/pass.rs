//! What everybody knows of a pass.

use assay_proof::{BlobHash, BlobRef};
use assay_touchstone::{Fuel, Launch, Output, Program, Rule};

/// An output, and what its runner committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
	/// How long it is and how it is divided.
	pub output: Output,
	/// How its words are compared.
	pub rule: Rule,
	/// The hash of its bytes.
	pub hash: BlobHash,
}

impl Target {
	/// The output as a blob. `None` when it is longer than a blob can be.
	pub fn blob(&self) -> Option<BlobRef> {
		BlobRef::of_words(self.hash, self.output.words)
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
	pub inputs: &'a [BlobRef],
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
