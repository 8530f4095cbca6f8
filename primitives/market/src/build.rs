//! Jobs that are put together in memory.

use crate::{
	bad_spec::BadSpec,
	grid::Grid,
	kernel::KernelId,
	spec::{CompareRule, InputSource, JobInput, JobSpec, OutputSpec, PassSpec, Shape},
	work::{BadWork, Work},
};
use alloc::vec::Vec;
use assay_proof::{BlobHash, BlobLen, BlobRef};
use assay_touchstone::{Header, Program};
use sp_runtime::BoundedVec;

/// Puts a job together from kernels and bytes that are at hand. Nothing is checked before
/// [`finish`](Self::finish).
#[derive(Clone, Debug, Default)]
pub struct JobBuilder {
	/// The hash and the length of each input.
	inputs: Vec<(BlobHash, u64)>,
	passes: Vec<PassBuilder>,
}

/// Puts a pass together.
#[derive(Clone, Debug)]
pub struct PassBuilder {
	kernel: Vec<u8>,
	grid: Grid,
	params: Vec<u32>,
	inputs: Vec<InputSource>,
	outputs: Vec<OutputSpec>,
}

impl JobBuilder {
	/// A job without inputs and passes.
	pub fn new() -> Self {
		Self::default()
	}

	/// Adds an input with these bytes.
	pub fn input(mut self, bytes: &[u8]) -> Self {
		let hash = BlobHash(*blake3::hash(bytes).as_bytes());
		self.inputs.push((hash, bytes.len() as u64));
		self
	}

	/// Adds an input that isn't at hand.
	pub fn blob(mut self, blob: BlobRef) -> Self {
		self.inputs.push((blob.hash, blob.len.get()));
		self
	}

	/// Adds a pass behind the others.
	pub fn pass(mut self, pass: PassBuilder) -> Self {
		self.passes.push(pass);
		self
	}

	/// Adds passes behind the others.
	pub fn passes(mut self, passes: impl IntoIterator<Item = PassBuilder>) -> Self {
		self.passes.extend(passes);
		self
	}

	/// The job, checked.
	pub fn finish(self) -> Result<Work, BadWork> {
		let too_many = BadSpec::TooManyJobInputs { inputs: self.inputs.len() };
		let input = |(input, (hash, bytes)): (usize, (BlobHash, u64))| {
			let len = BlobLen::new(bytes).map_err(|_| BadSpec::JobInputTooLong { input, bytes })?;
			Ok(JobInput { blob: BlobRef { hash, len }, address: BoundedVec::new() })
		};
		let inputs = self.inputs.into_iter().enumerate().map(input);
		let inputs = inputs.collect::<Result<Vec<_>, BadSpec>>()?;
		let inputs = BoundedVec::try_from(inputs).map_err(|_| too_many)?;

		let too_many = BadSpec::TooManyPasses { passes: self.passes.len() };
		let (mut kernels, mut ids) = (Vec::new(), Vec::new());
		let mut passes = Vec::new();
		for (number, pass) in self.passes.into_iter().enumerate() {
			let id = KernelId::of(&pass.kernel);
			let program = Program::parse(&pass.kernel)
				.map_err(|error| BadWork::Kernel { number: kernels.len(), error })?;
			let number = u8::try_from(number).map_err(|_| too_many)?;
			passes.push(pass.spec(number, id, program.header())?);
			if !ids.contains(&id) {
				ids.push(id);
				kernels.push(pass.kernel);
			}
		}
		let passes = BoundedVec::try_from(passes).map_err(|_| too_many)?;
		Work::new(JobSpec { inputs, passes }, kernels)
	}
}

impl PassBuilder {
	/// A pass of the kernel with this bytecode, without parameters, inputs and outputs.
	pub fn new(kernel: &[u8], grid: impl Into<Grid>) -> Self {
		Self {
			kernel: kernel.to_vec(),
			grid: grid.into(),
			params: Vec::new(),
			inputs: Vec::new(),
			outputs: Vec::new(),
		}
	}

	/// Sets the parameters.
	pub fn params(mut self, words: &[u32]) -> Self {
		self.params = words.to_vec();
		self
	}

	/// Adds an input behind the others.
	pub fn read(mut self, source: InputSource) -> Self {
		self.inputs.push(source);
		self
	}

	/// Adds an input for each of the job's first inputs.
	pub fn read_job_inputs(mut self, count: u8) -> Self {
		self.inputs.extend((0..count).map(InputSource::Job));
		self
	}

	/// Adds an output behind the others, compared bit by bit.
	pub fn write(self, words: u32, tiles: impl Into<Shape>) -> Self {
		self.output(OutputSpec { words, tiles: tiles.into(), rule: CompareRule::Exact })
	}

	/// Adds an output behind the others.
	pub fn output(mut self, output: OutputSpec) -> Self {
		self.outputs.push(output);
		self
	}

	/// The pass as a specification has it. What is too long for one is not what its kernel has.
	fn spec(&self, pass: u8, kernel: KernelId, header: &Header) -> Result<PassSpec, BadSpec> {
		let (needed, given) = (usize::from(header.inputs), self.inputs.len());
		let inputs = BoundedVec::try_from(self.inputs.clone());
		let inputs = inputs.map_err(|_| BadSpec::InputCount { pass, needed, given })?;
		let (needed, given) = (usize::from(header.outputs), self.outputs.len());
		let outputs = BoundedVec::try_from(self.outputs.clone());
		let outputs = outputs.map_err(|_| BadSpec::OutputCount { pass, needed, given })?;
		let (needed, given) = (usize::from(header.params), self.params.len());
		let params = BoundedVec::try_from(self.params.clone());
		let params = params.map_err(|_| BadSpec::ParamCount { pass, needed, given })?;
		Ok(PassSpec { kernel, grid: self.grid, params, inputs, outputs })
	}
}
