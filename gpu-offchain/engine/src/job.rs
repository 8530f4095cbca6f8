//! What is to be run, and whether it can be run at all.

use assay_proof::MAX_BLOB_LEN;
use assay_touchstone::{
	limits::MAX_WORKGROUP_FUEL, words_of_bytes, BadTiles, CostError, Fuel, Output, Program,
};
use std::{error::Error, fmt};

/// The most passes of a job.
pub const MAX_PASSES: usize = 64;

/// Bytes that come from outside, and the passes that make outputs of them.
#[derive(Clone, Debug, Default)]
pub struct Job<'a> {
	/// The job's inputs.
	pub inputs: Vec<&'a [u8]>,
	/// What is run, one after the other.
	pub passes: Vec<Pass<'a>>,
}

/// One kernel over one grid.
#[derive(Clone, Debug)]
pub struct Pass<'a> {
	/// The kernel.
	pub program: &'a Program,
	/// Workgroups in x, y and z.
	pub grid: [u32; 3],
	/// The kernel's parameters.
	pub params: Vec<u32>,
	/// Where each of the kernel's inputs comes from.
	pub inputs: Vec<Source>,
	/// The kernel's outputs.
	pub outputs: Vec<Output>,
}

/// Where an input of a pass comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
	/// An input of the job.
	Input(usize),
	/// What an earlier pass made.
	Output {
		/// The pass, counted from 0.
		pass: usize,
		/// Its output, counted from 0.
		output: usize,
	},
}

/// Which output of which pass, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
	/// The pass.
	pub pass: usize,
	/// Its output.
	pub output: usize,
}

impl fmt::Display for Place {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "pass {}, output {}", self.pass, self.output)
	}
}

/// Why a job can't be run on anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobError {
	/// More passes than a job may have.
	TooManyPasses {
		/// How many there are.
		passes: usize,
	},
	/// An input is longer than a blob may be.
	InputTooLong {
		/// Which input of the job.
		input: usize,
		/// Its bytes.
		bytes: u64,
	},
	/// A pass is wrong.
	Pass {
		/// Which one.
		pass: usize,
		/// What is wrong with it.
		fault: PassFault,
	},
}

/// What is wrong with a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassFault {
	/// Not as many inputs as the kernel has.
	InputCount {
		/// How many the kernel has.
		needed: usize,
		/// How many are given.
		given: usize,
	},
	/// Not as many outputs as the kernel has.
	OutputCount {
		/// How many the kernel has.
		needed: usize,
		/// How many are described.
		given: usize,
	},
	/// An input comes from an input that the job doesn't have.
	NoSuchInput {
		/// Which input of the pass.
		input: usize,
		/// Which input of the job it asks for.
		asked: usize,
	},
	/// An input comes from this pass or a later one.
	NotEarlier {
		/// Which input of the pass.
		input: usize,
		/// The pass that it asks for.
		asked: usize,
	},
	/// An input comes from an output that the pass doesn't have.
	NoSuchOutput {
		/// Which input of the pass.
		input: usize,
		/// The output that it asks for.
		asked: Place,
	},
	/// An output isn't divided into tiles as it must be.
	Tiles {
		/// Which output.
		output: usize,
		/// What is wrong.
		error: BadTiles,
	},
	/// The fuel can't be computed.
	Cost(CostError),
	/// A workgroup may take more than it is allowed to.
	OverLimit {
		/// What it may take.
		fuel: Fuel,
	},
}

impl Job<'_> {
	/// Checks that the job means something; the most that each pass may take.
	pub fn check(&self) -> Result<Vec<Fuel>, JobError> {
		let passes = self.passes.len();
		if passes > MAX_PASSES {
			return Err(JobError::TooManyPasses { passes });
		}
		for (input, bytes) in self.inputs.iter().enumerate() {
			let bytes = bytes.len() as u64;
			if bytes > MAX_BLOB_LEN {
				return Err(JobError::InputTooLong { input, bytes });
			}
		}
		let check = |pass| self.check_pass(pass).map_err(|fault| JobError::Pass { pass, fault });
		(0..passes).map(check).collect()
	}

	fn check_pass(&self, number: usize) -> Result<Fuel, PassFault> {
		let pass = &self.passes[number];
		let header = pass.program.header();
		let (needed, given) = (usize::from(header.inputs), pass.inputs.len());
		if needed != given {
			return Err(PassFault::InputCount { needed, given });
		}
		let (needed, given) = (usize::from(header.outputs), pass.outputs.len());
		if needed != given {
			return Err(PassFault::OutputCount { needed, given });
		}
		for (input, source) in pass.inputs.iter().enumerate() {
			self.check_source(number, input, *source)?;
		}
		for (output, described) in pass.outputs.iter().enumerate() {
			described.check(pass.grid).map_err(|error| PassFault::Tiles { output, error })?;
		}
		let fuel = pass.program.workgroup_fuel(&pass.params).map_err(PassFault::Cost)?;
		if fuel.0 > MAX_WORKGROUP_FUEL {
			return Err(PassFault::OverLimit { fuel });
		}
		pass.program.pass_fuel(&pass.params, pass.grid).map_err(PassFault::Cost)
	}

	fn check_source(&self, pass: usize, input: usize, source: Source) -> Result<(), PassFault> {
		match source {
			Source::Input(asked) if asked >= self.inputs.len() => {
				Err(PassFault::NoSuchInput { input, asked })
			},
			Source::Output { pass: asked, .. } if asked >= pass => {
				Err(PassFault::NotEarlier { input, asked })
			},
			Source::Output { pass: earlier, output }
				if output >= self.passes[earlier].outputs.len() =>
			{
				let asked = Place { pass: earlier, output };
				Err(PassFault::NoSuchOutput { input, asked })
			},
			_ => Ok(()),
		}
	}

	/// Words of what a source names. The job has been checked.
	pub(crate) fn source_words(&self, source: Source) -> u32 {
		match source {
			// A blob has at most 2^30 bytes.
			Source::Input(input) => words_of_bytes(self.inputs[input].len() as u64) as u32,
			Source::Output { pass, output } => self.passes[pass].outputs[output].words,
		}
	}

	/// The last pass that reads what a source names, if any does.
	pub(crate) fn last_reader(&self, source: Source) -> Option<usize> {
		self.passes.iter().rposition(|pass| pass.inputs.contains(&source))
	}
}

impl Pass<'_> {
	/// Workgroups of the grid. Its fuel fits 64 bits, so they do.
	pub(crate) fn workgroups(&self) -> u64 {
		self.grid.iter().map(|&n| u64::from(n)).product()
	}
}

impl fmt::Display for JobError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::TooManyPasses { passes } => {
				write!(f, "the job has {passes} passes and {MAX_PASSES} are the most")
			},
			Self::InputTooLong { input, bytes } => write!(
				f,
				"input {input} of the job has {bytes} bytes and {MAX_BLOB_LEN} are the most"
			),
			Self::Pass { pass, fault } => write!(f, "pass {pass}: {fault}"),
		}
	}
}

impl fmt::Display for PassFault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::InputCount { needed, given } => {
				write!(f, "the kernel has {needed} inputs and {given} are given")
			},
			Self::OutputCount { needed, given } => {
				write!(f, "the kernel has {needed} outputs and {given} are described")
			},
			Self::NoSuchInput { input, asked } => {
				write!(f, "input {input} comes from input {asked} of the job, which there isn't")
			},
			Self::NotEarlier { input, asked } => {
				write!(f, "input {input} comes from pass {asked}, which isn't earlier")
			},
			Self::NoSuchOutput { input, asked } => {
				write!(f, "input {input} comes from {asked}, which there isn't")
			},
			Self::Tiles { output, error } => write!(f, "output {output}: {error}"),
			Self::Cost(error) => write!(f, "the fuel can't be computed: {error}"),
			Self::OverLimit { fuel } => write!(
				f,
				"a workgroup may take {} lane-operations and {MAX_WORKGROUP_FUEL} are the most: \
				 give each workgroup less to do, and the grid more workgroups",
				fuel.0
			),
		}
	}
}

impl Error for JobError {}
