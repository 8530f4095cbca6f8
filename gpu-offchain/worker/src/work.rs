//! A job, checked and ready to be run and proven.

use assay_engine::{Job, Pass, Source};
use assay_market::{BadSpec, BlobHash, BlobRef, InputSource, JobSpec, KernelId, Place, Plan};
use assay_proof::{BlobLen, RootHash};
use assay_touchstone::{Fuel, Program, Rule};
use assay_witness::Target;
use std::fmt;

/// A job with its kernels, known to mean something.
#[derive(Debug)]
pub struct Work {
	/// What is computed.
	pub spec: JobSpec,
	/// The bytecode of each kernel.
	pub kernels: Vec<Vec<u8>>,
	programs: Vec<Program>,
	/// Which of the programs each pass runs.
	of_pass: Vec<usize>,
	plan: Plan,
}

/// Why a job can't be run by anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadWork {
	/// A kernel isn't one.
	Kernel {
		/// Which, in the order in which they are given.
		number: usize,
		/// What is wrong with it.
		why: String,
	},
	/// A pass runs a kernel that isn't there.
	NoKernel {
		/// Which pass.
		pass: usize,
	},
	/// The specification is wrong.
	Spec(BadSpec),
}

impl fmt::Display for BadWork {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Kernel { number, why } => write!(f, "kernel {number} isn't valid: {why}"),
			Self::NoKernel { pass } => write!(f, "the kernel of pass {pass} isn't there"),
			Self::Spec(error) => error.fmt(f),
		}
	}
}

impl std::error::Error for BadWork {}

impl Work {
	/// Checks a job as the chain did.
	pub fn new(spec: JobSpec, kernels: Vec<Vec<u8>>) -> Result<Self, BadWork> {
		let parse = |(number, bytecode): (usize, &Vec<u8>)| {
			Program::parse(bytecode)
				.map_err(|error| BadWork::Kernel { number, why: error.to_string() })
		};
		let programs = kernels.iter().enumerate().map(parse);
		let programs = programs.collect::<Result<Vec<_>, _>>()?;
		let ids: Vec<KernelId> = kernels.iter().map(|code| KernelId::of(code)).collect();
		let find = |(pass, wanted): (usize, &KernelId)| {
			let place = ids.iter().position(|id| id == wanted);
			place.ok_or(BadWork::NoKernel { pass })
		};
		let wanted = spec.passes.iter().map(|pass| &pass.kernel).enumerate();
		let of_pass = wanted.map(find).collect::<Result<Vec<usize>, _>>()?;
		let by_pass: Vec<&Program> = of_pass.iter().map(|at| &programs[*at]).collect();
		let plan = spec.plan(&by_pass).map_err(BadWork::Spec)?;
		Ok(Self { spec, kernels, programs, of_pass, plan })
	}

	/// What it takes.
	pub fn plan(&self) -> &Plan {
		&self.plan
	}

	/// The kernel of a pass.
	pub fn program(&self, pass: usize) -> Option<&Program> {
		Some(&self.programs[*self.of_pass.get(pass)?])
	}

	/// The job as the engine runs it.
	pub fn job<'a>(&'a self, inputs: Vec<&'a [u8]>) -> Job<'a> {
		let passes = self.spec.passes.iter().zip(&self.of_pass);
		let passes = passes.map(|(pass, program)| Pass {
			program: &self.programs[*program],
			grid: pass.grid.0,
			params: pass.params.to_vec(),
			inputs: pass.inputs.iter().copied().map(source).collect(),
			outputs: pass.outputs.iter().map(|output| output.output()).collect(),
		});
		Job { inputs, passes: passes.collect() }
	}

	/// The outputs of all passes as blobs, with these hashes. `None` if they aren't as many.
	pub fn outputs(&self, hashes: &[BlobHash]) -> Option<Vec<BlobRef>> {
		let outputs: Vec<BlobRef> = self
			.spec
			.outputs()
			.zip(hashes)
			.map(|(output, hash)| {
				let len = BlobLen::new(u64::from(output.words) * 4).ok()?;
				Some(BlobRef { hash: *hash, len })
			})
			.collect::<Option<_>>()?;
		(outputs.len() == hashes.len() && outputs.len() == self.spec.outputs().count())
			.then_some(outputs)
	}

	/// What a pass reads, each with whether it is an input of the job, and which.
	pub fn reads(&self, pass: usize) -> Vec<Read> {
		let Some(pass) = self.spec.passes.get(pass) else {
			return Vec::new();
		};
		let read = |source: &InputSource| match *source {
			InputSource::Job(input) => Read::Input(input.into()),
			InputSource::Pass { pass, output } => {
				Read::Output(self.spec.outputs_before(pass.into()) + usize::from(output))
			},
		};
		pass.inputs.iter().map(read).collect()
	}

	/// The most that a workgroup of a pass takes.
	pub fn workgroup_fuel(&self, pass: usize) -> Option<Fuel> {
		Some(self.plan.passes().get(pass)?.workgroup_fuel)
	}

	/// Whether there is such a workgroup.
	pub fn has(&self, place: &Place) -> bool {
		let pass = self.spec.passes.get(usize::from(place.pass));
		pass.is_some_and(|pass| pass.grid.contains(place.group))
	}

	/// What a pass wrote, as others know it: `made` are all outputs of the job.
	pub(crate) fn targets(&self, pass: usize, made: &[BlobRef]) -> Option<Vec<Target>> {
		let first = self.spec.outputs_before(pass);
		let outputs = &self.spec.passes.get(pass)?.outputs;
		let targets = outputs.iter().zip(made.get(first..)?).map(|(output, blob)| {
			Some(Target {
				output: output.output(),
				rule: Rule::try_from(output.rule).ok()?,
				hash: RootHash(blob.hash.0),
			})
		});
		targets.collect()
	}
}

/// Something that a pass reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
	/// An input of the job.
	Input(usize),
	/// An output, counted over all passes.
	Output(usize),
}

fn source(source: InputSource) -> Source {
	match source {
		InputSource::Job(input) => Source::Input(input.into()),
		InputSource::Pass { pass, output } => {
			Source::Output { pass: pass.into(), output: output.into() }
		},
	}
}
