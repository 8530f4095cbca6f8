//! From what a job asks for and what its provider committed to, to what a judge has to know.

use crate::spec::{InputSource, JobSpec, PassSpec};
use alloc::vec::Vec;
use assay_proof::{BlobHash, BlobRef};
use assay_touchstone::{Fuel, Program, Rule};
use assay_witness::{Pass, Target};

/// What one pass read and what its provider says that it wrote.
#[derive(Clone, Debug)]
pub struct Evidence<'a> {
	spec: &'a PassSpec,
	inputs: Vec<BlobRef>,
	outputs: Vec<Target>,
}

impl Evidence<'_> {
	/// The pass as witnesses are recorded and judged by. `limit` is what a workgroup takes at most.
	pub fn pass<'b>(&'b self, program: &'b Program, limit: Fuel) -> Pass<'b> {
		Pass {
			program,
			params: &self.spec.params,
			grid: self.spec.grid.0,
			limit,
			inputs: &self.inputs,
			outputs: &self.outputs,
		}
	}
}

impl JobSpec {
	/// The evidence of a pass. `commitment` are the hashes of all outputs of all passes; `None` if the
	/// job has no such pass, or they aren't its.
	pub fn evidence(&self, pass: usize, commitment: &[BlobHash]) -> Option<Evidence<'_>> {
		let spec = self.passes.get(pass)?;
		let inputs = spec.inputs.iter().map(|source| self.source_blob(*source, commitment));
		let committed = commitment.get(self.outputs_before(pass)..)?;
		if committed.len() < spec.outputs.len() {
			return None;
		}
		let outputs = spec.outputs.iter().zip(committed).map(|(output, hash)| {
			Some(Target {
				output: output.output(),
				rule: Rule::try_from(output.rule).ok()?,
				hash: *hash,
			})
		});
		Some(Evidence {
			spec,
			inputs: inputs.collect::<Option<_>>()?,
			outputs: outputs.collect::<Option<_>>()?,
		})
	}

	/// The blob that an input of a pass is.
	pub fn source_blob(&self, source: InputSource, commitment: &[BlobHash]) -> Option<BlobRef> {
		match source {
			InputSource::Job(input) => Some(self.inputs.get(usize::from(input))?.blob),
			InputSource::Pass { .. } => self.output_blob(self.output_number(source)?, commitment),
		}
	}

	/// An output, counted over all passes, as a blob.
	pub fn output_blob(&self, output: usize, commitment: &[BlobHash]) -> Option<BlobRef> {
		let words = self.outputs().nth(output)?.words;
		BlobRef::of_words(*commitment.get(output)?, words)
	}

	/// All outputs as blobs; `None` if there aren't as many hashes as outputs.
	pub fn output_blobs(&self, commitment: &[BlobHash]) -> Option<Vec<BlobRef>> {
		if commitment.len() != self.outputs().count() {
			return None;
		}
		let outputs = self.outputs().zip(commitment);
		outputs.map(|(output, hash)| BlobRef::of_words(*hash, output.words)).collect()
	}

	/// Whether a pass reads what earlier passes made.
	pub fn reads_results(&self, pass: u8) -> bool {
		self.passes.get(usize::from(pass)).is_some_and(|pass| {
			pass.inputs.iter().any(|source| match source {
				InputSource::Job(_) => false,
				InputSource::Pass { .. } => true,
			})
		})
	}
}
