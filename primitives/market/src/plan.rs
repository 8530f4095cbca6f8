//! What a specification means with its kernels at hand, known before anything runs.

use crate::{
	capability::Capability,
	grid::{Grid, PassWork},
	limits::{MAX_JOB_BYTES, MAX_JOB_FUEL, MAX_JOB_OUTPUTS},
	spec::{InputSource, JobSpec, PassSpec},
};
use alloc::vec::Vec;
use assay_proof::{ChunkCount, CHUNK_LEN};
use assay_touchstone::{
	limits::MAX_WORKGROUP_FUEL, BadTiles, CostError, FloatMode, Fuel, Program, Rule,
};
use assay_witness::{tile_chunks_at_most, MAX_READ_CHUNKS, MAX_TILE_CHUNKS};
use core::fmt;

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

/// Why a specification can't be a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadSpec {
	/// There is no pass.
	NoPasses,
	/// Not as many kernels as passes were given.
	KernelCount,
	/// The passes have more outputs together than a job may have.
	TooManyOutputs,
	/// A job that makes nothing proves nothing.
	NoOutputs {
		/// Of which pass.
		pass: u8,
	},
	/// The grid has no workgroups.
	EmptyGrid {
		/// Of which pass.
		pass: u8,
	},
	/// The kernel has other inputs, outputs or parameters than the pass.
	Interface {
		/// Of which pass.
		pass: u8,
	},
	/// An input is none of the job's, or no output of an earlier pass.
	Source {
		/// Of which pass.
		pass: u8,
		/// Which of its inputs.
		input: u8,
	},
	/// An output has no words.
	EmptyOutput {
		/// Of which pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
	},
	/// An output can't be divided like that.
	Tiles {
		/// Of which pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
		/// Why.
		error: BadTiles,
	},
	/// A tile lies in more chunks than can be shown.
	Scattered {
		/// Of which pass.
		pass: u8,
	},
	/// A tolerance is no finite number, or stands where a strict kernel leaves no room for it.
	Rule {
		/// Of which pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
	},
	/// The kernel has no cost with these parameters.
	Cost {
		/// Of which pass.
		pass: u8,
		/// Why.
		error: CostError,
	},
	/// A workgroup takes more fuel than the chain would execute.
	WorkgroupTooLong {
		/// Of which pass.
		pass: u8,
	},
	/// The job takes more fuel than a job may.
	TooLong,
	/// The job has more bytes than a job may have.
	TooLarge,
}

impl fmt::Display for BadSpec {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NoPasses => f.write_str("the job has no pass"),
			Self::KernelCount => f.write_str("not as many kernels as passes were given"),
			Self::TooManyOutputs => {
				write!(f, "the passes have more than {MAX_JOB_OUTPUTS} outputs together")
			},
			Self::NoOutputs { pass } => write!(f, "pass {pass} has no output"),
			Self::EmptyGrid { pass } => write!(f, "the grid of pass {pass} has no workgroups"),
			Self::Interface { pass } => write!(
				f,
				"the kernel of pass {pass} has other inputs, outputs or parameters than the pass"
			),
			Self::Source { pass, input } => write!(
				f,
				"input {input} of pass {pass} is no input of the job and no output of an earlier pass"
			),
			Self::EmptyOutput { pass, output } => {
				write!(f, "output {output} of pass {pass} has no words")
			},
			Self::Tiles { pass, output, error } => {
				write!(f, "output {output} of pass {pass}: {error}")
			},
			Self::Scattered { pass } => write!(
				f,
				"a tile of pass {pass} lies in more than {MAX_TILE_CHUNKS} chunks of its outputs"
			),
			Self::Rule { pass, output } => write!(
				f,
				"the tolerance of output {output} of pass {pass} is no finite number, or its kernel is strict"
			),
			Self::Cost { pass, error } => write!(f, "pass {pass}: {error}"),
			Self::WorkgroupTooLong { pass } => write!(
				f,
				"a workgroup of pass {pass} takes more than {MAX_WORKGROUP_FUEL} lane-operations"
			),
			Self::TooLong => write!(f, "the job takes more than {MAX_JOB_FUEL} lane-operations"),
			Self::TooLarge => {
				write!(f, "the job has more than {MAX_JOB_BYTES} bytes of inputs and outputs")
			},
		}
	}
}

impl core::error::Error for BadSpec {}

/// Storage buffers that every device can bind: inputs that find no place of their own are joined.
const STORAGE_BINDINGS: usize = 8;

impl JobSpec {
	/// Checks the specification against the kernels of its passes, one per pass.
	pub fn plan(&self, kernels: &[&Program]) -> Result<Plan, BadSpec> {
		if self.passes.is_empty() {
			return Err(BadSpec::NoPasses);
		}
		if kernels.len() != self.passes.len() {
			return Err(BadSpec::KernelCount);
		}
		if self.outputs().count() > MAX_JOB_OUTPUTS as usize {
			return Err(BadSpec::TooManyOutputs);
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
				.ok_or(BadSpec::TooLong)?;
			self.add_needs(&mut needs, pass, kernel);
			passes.push(planned);
		}
		Ok(Plan { passes, fuel: Fuel(fuel), needs })
	}

	/// Bytes of all inputs and outputs.
	fn bytes(&self) -> Result<u64, BadSpec> {
		let inputs = self.inputs.iter().map(|input| input.blob.len.get());
		let outputs = self.outputs().map(|output| output_bytes(output.words));
		inputs
			.chain(outputs)
			.try_fold(0u64, |sum, bytes| sum.checked_add(bytes))
			.filter(|sum| *sum <= MAX_JOB_BYTES)
			.ok_or(BadSpec::TooLarge)
	}

	/// Bytes of what an input of a pass comes from, if there is such a thing before that pass.
	fn source_bytes(&self, before: u8, source: InputSource) -> Option<u64> {
		match source {
			InputSource::Job(input) => {
				self.inputs.get(usize::from(input)).map(|input| input.blob.len.get())
			},
			InputSource::Pass { pass, output } if pass < before => self
				.passes
				.get(usize::from(pass))?
				.outputs
				.get(usize::from(output))
				.map(|output| output_bytes(output.words)),
			InputSource::Pass { .. } => None,
		}
	}

	fn check_pass(&self, number: u8, pass: &PassSpec, kernel: &Program) -> Result<(), BadSpec> {
		let header = kernel.header();
		let same = pass.inputs.len() == usize::from(header.inputs)
			&& pass.outputs.len() == usize::from(header.outputs)
			&& pass.params.len() == usize::from(header.params);
		if !same {
			return Err(BadSpec::Interface { pass: number });
		}
		if pass.outputs.is_empty() {
			return Err(BadSpec::NoOutputs { pass: number });
		}
		if pass.grid.count() == Some(0) {
			return Err(BadSpec::EmptyGrid { pass: number });
		}
		for (input, source) in (0u8..).zip(&pass.inputs) {
			if self.source_bytes(number, *source).is_none() {
				return Err(BadSpec::Source { pass: number, input });
			}
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
			match (Rule::try_from(spec.rule), header.float_mode) {
				(Ok(Rule::Exact), _) | (Ok(Rule::Within(_)), FloatMode::Relaxed) => {},
				_ => return Err(BadSpec::Rule { pass: number, output }),
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
			return Err(BadSpec::WorkgroupTooLong { pass: number });
		}
		pass.grid.count().ok_or(BadSpec::TooLong)?;
		let tile_chunks = pass
			.outputs
			.iter()
			.fold(0u64, |sum, output| sum.saturating_add(tile_chunks_at_most(&output.output())));
		let tile_chunks = u32::try_from(tile_chunks)
			.ok()
			.filter(|chunks| *chunks <= MAX_TILE_CHUNKS)
			.ok_or(BadSpec::Scattered { pass: number })?;
		let read_chunks = pass.inputs.iter().fold(0u64, |sum, source| {
			let bytes = self.source_bytes(number, *source).unwrap_or(0);
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
		let input = |source: &InputSource| self.source_bytes(u8::MAX, *source).unwrap_or(0);
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
