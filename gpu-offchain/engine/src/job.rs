//! What is to be run.

use assay_market::{InputSource, PassSpec, Work};
use assay_touchstone::{words_of_bytes, Fuel, Output, Program};
use std::sync::Arc;

/// A job that is known to mean something, and the bytes that it reads.
#[derive(Clone, Debug)]
pub struct Job<'a> {
	work: Arc<Work>,
	inputs: Vec<&'a [u8]>,
}

/// Why bytes aren't the inputs of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongInputs {
	/// Not as many as the job has.
	#[error("the job reads {needed} inputs, not the {given} that are given")]
	Count {
		/// How many the job has.
		needed: usize,
		/// How many are given.
		given: usize,
	},
	/// An input has another length than its blob.
	#[error("job input {input} is a blob of {needed} bytes, not the {given} that are given")]
	Length {
		/// Which input of the job.
		input: usize,
		/// Bytes of the blob.
		needed: u64,
		/// Bytes that are given.
		given: u64,
	},
}

impl<'a> Job<'a> {
	/// A job on these inputs. They aren't hashed: whoever has them knows that they are the blobs
	/// which the job names.
	pub fn new(work: impl Into<Arc<Work>>, inputs: Vec<&'a [u8]>) -> Result<Self, WrongInputs> {
		let work = work.into();
		let blobs = &work.spec().inputs;
		let (needed, given) = (blobs.len(), inputs.len());
		if needed != given {
			return Err(WrongInputs::Count { needed, given });
		}
		for (input, (blob, bytes)) in blobs.iter().zip(&inputs).enumerate() {
			let (needed, given) = (blob.blob.len.get(), bytes.len() as u64);
			if needed != given {
				return Err(WrongInputs::Length { input, needed, given });
			}
		}
		Ok(Self { work, inputs })
	}

	/// What is computed.
	pub fn work(&self) -> &Work {
		&self.work
	}

	/// The bytes of each input.
	pub(crate) fn inputs(&self) -> &[&'a [u8]] {
		&self.inputs
	}

	/// How many passes there are.
	pub(crate) fn pass_count(&self) -> usize {
		self.work.spec().passes.len()
	}

	/// A pass that the job has.
	pub(crate) fn pass(&self, number: usize) -> Pass<'_> {
		let spec = &self.work.spec().passes[number];
		let plan = &self.work.plan().passes()[number];
		Pass {
			number,
			spec,
			program: self.work.program(number).expect("work has a program for each pass"),
			outputs: spec.outputs.iter().map(|output| output.output()).collect(),
			workgroup_fuel: plan.workgroup_fuel,
			workgroups: plan.workgroups(),
		}
	}

	/// The passes, in the order in which they run.
	pub(crate) fn passes(&self) -> impl Iterator<Item = Pass<'_>> {
		(0..self.pass_count()).map(|number| self.pass(number))
	}

	/// Words of what a source names.
	pub(crate) fn source_words(&self, source: InputSource) -> u32 {
		// A blob has at most 2^30 bytes.
		self.work.spec().source_bytes(source).map_or(0, |bytes| words_of_bytes(bytes) as u32)
	}

	/// The last pass that reads what a source names, if any does.
	pub(crate) fn last_reader(&self, source: InputSource) -> Option<usize> {
		self.work.spec().passes.iter().rposition(|pass| pass.inputs.contains(&source))
	}

	/// The first pass that reads what a source names, if any does.
	pub(crate) fn first_reader(&self, source: InputSource) -> Option<usize> {
		self.work.spec().passes.iter().position(|pass| pass.inputs.contains(&source))
	}
}

/// A pass as backends need it.
#[derive(Clone, Debug)]
pub(crate) struct Pass<'j> {
	/// Counted from 0.
	pub number: usize,
	pub spec: &'j PassSpec,
	pub program: &'j Program,
	pub outputs: Vec<Output>,
	/// What a workgroup of it may take.
	pub workgroup_fuel: Fuel,
	pub workgroups: u64,
}

impl Pass<'_> {
	/// The source that names an output of this pass.
	pub fn output(&self, output: usize) -> InputSource {
		// A job has at most 64 passes, and a pass 4 outputs.
		InputSource::Pass { pass: self.number as u8, output: output as u8 }
	}
}
