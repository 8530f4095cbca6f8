//! A job with its kernels, checked and ready to be run and proven.

use crate::{
	bad_spec::BadSpec,
	grid::Place,
	kernel::KernelId,
	plan::Plan,
	spec::{InputSource, JobSpec},
};
use alloc::vec::Vec;
use assay_proof::{BlobHash, BlobRef};
use assay_touchstone::{Fuel, Invalid, Program};

/// A job with its kernels, known to mean something: nothing of it can be changed any more.
#[derive(Debug)]
pub struct Work {
	spec: JobSpec,
	kernels: Vec<Vec<u8>>,
	programs: Vec<Program>,
	/// The index in `programs` of what each pass runs.
	of_pass: Vec<usize>,
	plan: Plan,
}

/// Why a job can't be run by anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWork {
	/// A kernel isn't valid bytecode.
	#[error("kernel {number} isn't valid: {error}")]
	Kernel {
		/// Counted from 0, in the order in which the kernels are given.
		number: usize,
		/// What is wrong with it.
		#[source]
		error: Invalid,
	},
	/// A pass runs a kernel that isn't among those given.
	#[error("the kernel of pass {pass} isn't there")]
	NoKernel {
		/// Counted from 0.
		pass: usize,
	},
	/// The specification is wrong.
	#[error(transparent)]
	Spec(#[from] BadSpec),
}

impl Work {
	/// Checks a job as the chain does. `kernels` are the bytecodes of its kernels, in any order.
	pub fn new(spec: JobSpec, kernels: Vec<Vec<u8>>) -> Result<Self, BadWork> {
		let parse = |(number, bytecode): (usize, &Vec<u8>)| {
			Program::parse(bytecode).map_err(|error| BadWork::Kernel { number, error })
		};
		let programs = kernels.iter().enumerate().map(parse).collect::<Result<Vec<_>, _>>()?;
		let ids: Vec<KernelId> = kernels.iter().map(|code| KernelId::of(code)).collect();
		let mut of_pass = Vec::new();
		let mut by_pass = Vec::new();
		for (number, pass) in spec.passes.iter().enumerate() {
			let place = ids.iter().position(|id| *id == pass.kernel);
			let found = place.and_then(|at| Some((at, programs.get(at)?)));
			let (at, program) = found.ok_or(BadWork::NoKernel { pass: number })?;
			of_pass.push(at);
			by_pass.push(program);
		}
		let plan = spec.plan(&by_pass)?;
		Ok(Self { spec, kernels, programs, of_pass, plan })
	}

	/// What is computed.
	pub fn spec(&self) -> &JobSpec {
		&self.spec
	}

	/// The bytecode of each kernel, in the order in which they were given.
	pub fn kernels(&self) -> &[Vec<u8>] {
		&self.kernels
	}

	/// What it takes.
	pub fn plan(&self) -> &Plan {
		&self.plan
	}

	/// The kernel of a pass.
	pub fn program(&self, pass: usize) -> Option<&Program> {
		self.programs.get(*self.of_pass.get(pass)?)
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

	/// The outputs of all passes as blobs, with these hashes. `None` if they aren't as many.
	pub fn outputs(&self, hashes: &[BlobHash]) -> Option<Vec<BlobRef>> {
		self.spec.output_blobs(hashes)
	}

	/// The blob that a pass reads from a source; `made` are the outputs of all passes.
	pub fn blob(&self, source: InputSource, made: &[BlobRef]) -> Option<BlobRef> {
		match source {
			InputSource::Job(input) => Some(self.spec.inputs.get(usize::from(input))?.blob),
			InputSource::Pass { .. } => made.get(self.spec.output_number(source)?).copied(),
		}
	}
}
