//! What a specification means with its kernels at hand, known before anything runs.

use crate::{
	bad_spec::BadSpec,
	capability::Capability,
	grid::{Grid, PassWork},
	limits::{MAX_JOB_BYTES, MAX_JOB_FUEL, MAX_JOB_OUTPUTS},
	spec::{InputSource, JobSpec, PassSpec},
};
use alloc::vec::Vec;
use assay_proof::{ChunkCount, CHUNK_LEN};
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, FloatMode, Fuel, Program, Rule};
use assay_witness::{tile_chunks_at_most, MAX_READ_CHUNKS, MAX_TILE_CHUNKS};

/// A job's fuel, needs, and what verifying it can take.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
	passes: Vec<PassPlan>,
	fuel: Fuel,
	needs: Capability,
}

/// What one pass takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PassPlan {
	/// The workgroups of the pass, which can be counted.
	pub grid: Grid,
	/// Fuel that one workgroup takes at most.
	pub workgroup_fuel: Fuel,
	/// The most that one witness shows of the inputs.
	pub read_chunks: ChunkCount,
	/// The most that one witness shows of the outputs.
	pub tile_chunks: ChunkCount,
}

impl PassPlan {
	/// How much work the pass is.
	pub fn work(&self) -> PassWork {
		PassWork { grid: self.grid, workgroup_fuel: self.workgroup_fuel.0 }
	}

	/// How many workgroups there are.
	pub fn workgroups(&self) -> u64 {
		self.work().workgroups()
	}

	/// Fuel of all workgroups: no more than a job may have.
	pub fn fuel(&self) -> Fuel {
		Fuel(self.work().fuel())
	}
}

/// Storage buffers that every device can bind: inputs that find no place of their own are joined.
const STORAGE_BINDINGS: usize = 8;

impl JobSpec {
	/// Checks the specification against the kernels of its passes, one per pass.
	pub fn plan(&self, kernels: &[&Program]) -> Result<Plan, BadSpec> {
		if self.passes.is_empty() {
			return Err(BadSpec::NoPasses);
		}
		if kernels.len() != self.passes.len() {
			let (passes, kernels) = (self.passes.len(), kernels.len());
			return Err(BadSpec::KernelCount { passes, kernels });
		}
		let outputs = self.outputs().count();
		if outputs > MAX_JOB_OUTPUTS as usize {
			return Err(BadSpec::TooManyOutputs { outputs });
		}
		let mut needs = Capability::default();
		needs.limits.memory = self.bytes()?;
		let mut fuel = 0u64;
		let mut passes = Vec::new();
		for (number, (pass, kernel)) in (0u8..).zip(self.passes.iter().zip(kernels)) {
			self.check_pass(number, pass, kernel)?;
			let planned = self.plan_pass(number, pass, kernel)?;
			fuel = planned
				.workgroup_fuel
				.0
				.checked_mul(planned.workgroups())
				.and_then(|pass| fuel.checked_add(pass))
				.filter(|sum| *sum <= MAX_JOB_FUEL)
				.ok_or(BadSpec::TooLong { pass: number })?;
			self.add_needs(&mut needs, pass, kernel);
			passes.push(planned);
		}
		Ok(Plan { passes, fuel: Fuel(fuel), needs })
	}

	/// Bytes of all inputs and outputs.
	fn bytes(&self) -> Result<u64, BadSpec> {
		let inputs = self.inputs.iter().map(|input| input.blob.len.get());
		let outputs = self.outputs().map(|output| output_bytes(output.words));
		let bytes = inputs.chain(outputs).fold(0u64, u64::saturating_add);
		if bytes > MAX_JOB_BYTES {
			return Err(BadSpec::TooLarge { bytes });
		}
		Ok(bytes)
	}

	/// Bytes of what a source names, if there is such a thing.
	pub fn source_bytes(&self, source: InputSource) -> Option<u64> {
		match source {
			InputSource::Job(input) => Some(self.inputs.get(usize::from(input))?.blob.len.get()),
			InputSource::Pass { pass, output } => {
				let outputs = &self.passes.get(usize::from(pass))?.outputs;
				Some(output_bytes(outputs.get(usize::from(output))?.words))
			},
		}
	}

	/// Checks that a pass reads what is there before it.
	fn check_source(&self, pass: u8, input: u8, source: InputSource) -> Result<(), BadSpec> {
		match source {
			InputSource::Job(asked) if usize::from(asked) >= self.inputs.len() => {
				let inputs = self.inputs.len();
				Err(BadSpec::NoSuchJobInput { pass, input, asked, inputs })
			},
			InputSource::Pass { pass: asked, .. } if asked >= pass => {
				Err(BadSpec::NotEarlier { pass, input, asked })
			},
			InputSource::Pass { pass: from, output: asked } => {
				let earlier = self.passes.get(usize::from(from));
				let outputs = earlier.map_or(0, |earlier| earlier.outputs.len());
				if usize::from(asked) >= outputs {
					return Err(BadSpec::NoSuchOutput { pass, input, from, asked, outputs });
				}
				Ok(())
			},
			InputSource::Job(_) => Ok(()),
		}
	}

	fn check_pass(&self, number: u8, pass: &PassSpec, kernel: &Program) -> Result<(), BadSpec> {
		let header = kernel.header();
		let (needed, given) = (usize::from(header.inputs), pass.inputs.len());
		if needed != given {
			return Err(BadSpec::InputCount { pass: number, needed, given });
		}
		let (needed, given) = (usize::from(header.outputs), pass.outputs.len());
		if needed != given {
			return Err(BadSpec::OutputCount { pass: number, needed, given });
		}
		let (needed, given) = (usize::from(header.params), pass.params.len());
		if needed != given {
			return Err(BadSpec::ParamCount { pass: number, needed, given });
		}
		if pass.outputs.is_empty() {
			return Err(BadSpec::NoOutputs { pass: number });
		}
		if pass.grid.count() == Some(0) {
			return Err(BadSpec::EmptyGrid { pass: number });
		}
		for (input, source) in (0u8..).zip(&pass.inputs) {
			self.check_source(number, input, *source)?;
		}
		for (output, spec) in (0u8..).zip(&pass.outputs) {
			if spec.words == 0 {
				return Err(BadSpec::EmptyOutput { pass: number, output });
			}
			spec.output().check(pass.grid.0).map_err(|error| BadSpec::Tiles {
				pass: number,
				output,
				error,
			})?;
			let rule = Rule::try_from(spec.rule);
			let rule = rule.map_err(|error| BadSpec::Tolerance { pass: number, output, error })?;
			match (rule, header.float_mode) {
				(Rule::Exact, _) | (Rule::Within(_), FloatMode::Relaxed) => {},
				(Rule::Within(_), FloatMode::Strict) => {
					return Err(BadSpec::ToleranceOfStrict { pass: number, output });
				},
			}
		}
		Ok(())
	}

	fn plan_pass(
		&self,
		number: u8,
		pass: &PassSpec,
		kernel: &Program,
	) -> Result<PassPlan, BadSpec> {
		let workgroup_fuel = kernel
			.workgroup_fuel(&pass.params)
			.map_err(|error| BadSpec::Cost { pass: number, error })?;
		if workgroup_fuel.0 > MAX_WORKGROUP_FUEL {
			return Err(BadSpec::WorkgroupTooLong { pass: number, fuel: workgroup_fuel });
		}
		pass.grid.count().ok_or(BadSpec::TooLong { pass: number })?;
		let tile_chunks = pass
			.outputs
			.iter()
			.fold(0u64, |sum, output| sum.saturating_add(tile_chunks_at_most(&output.output())));
		let tile_chunks = u32::try_from(tile_chunks)
			.ok()
			.filter(|chunks| *chunks <= MAX_TILE_CHUNKS)
			.ok_or(BadSpec::Scattered { pass: number, chunks: tile_chunks })?;
		let read_chunks = pass.inputs.iter().fold(0u64, |sum, source| {
			let bytes = self.source_bytes(*source).unwrap_or(0);
			sum.saturating_add(bytes.div_ceil(CHUNK_LEN))
		});
		let read_chunks = u32::try_from(read_chunks)
			.map_or(MAX_READ_CHUNKS, |chunks| chunks.min(MAX_READ_CHUNKS));
		Ok(PassPlan {
			grid: pass.grid,
			workgroup_fuel,
			read_chunks: ChunkCount(read_chunks),
			tile_chunks: ChunkCount(tile_chunks),
		})
	}
}

fn output_bytes(words: u32) -> u64 {
	u64::from(words).saturating_mul(4)
}

impl JobSpec {
	/// Adds to what a device must have what a pass needs of it.
	fn add_needs(&self, needs: &mut Capability, pass: &PassSpec, kernel: &Program) {
		let header = kernel.header();
		let input = |source: &InputSource| self.source_bytes(*source).unwrap_or(0);
		let inputs = if pass.inputs.len().saturating_add(pass.outputs.len()) > STORAGE_BINDINGS {
			// Joined at worst into one buffer.
			pass.inputs.iter().fold(0u64, |sum, source| sum.saturating_add(input(source)))
		} else {
			pass.inputs.iter().map(input).max().unwrap_or(0)
		};
		let outputs =
			pass.outputs.iter().map(|output| output_bytes(output.words)).max().unwrap_or(0);
		let Capability { limits, floats } = needs;
		limits.buffer = limits.buffer.max(inputs).max(outputs);
		limits.lanes = limits.lanes.max(header.lanes());
		limits.workgroup_memory =
			limits.workgroup_memory.max(u32::from(header.workgroup_words).saturating_mul(4));
		match header.float_mode {
			FloatMode::Strict => floats.strict |= kernel.uses_floats(),
			FloatMode::Relaxed => floats.relaxed = true,
		}
	}
}

impl Plan {
	/// The passes.
	pub fn passes(&self) -> &[PassPlan] {
		&self.passes
	}

	/// How much work each pass is, for the draw of samples.
	pub fn work(&self) -> Vec<PassWork> {
		self.passes.iter().map(PassPlan::work).collect()
	}

	/// Fuel of the whole job.
	pub fn fuel(&self) -> Fuel {
		self.fuel
	}

	/// What a device must have.
	pub fn needs(&self) -> Capability {
		self.needs
	}

	/// Workgroups of all passes.
	pub fn workgroups(&self) -> u64 {
		self.passes.iter().fold(0, |sum, pass| sum.saturating_add(pass.workgroups()))
	}
}
