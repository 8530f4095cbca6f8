//! Why a specification can't be a job.

use crate::limits::{MAX_JOB_BYTES, MAX_JOB_FUEL, MAX_JOB_INPUTS, MAX_JOB_OUTPUTS, MAX_PASSES};
use assay_proof::MAX_BLOB_LEN;
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, BadTiles, BadTolerance, CostError, Fuel};
use assay_witness::MAX_TILE_CHUNKS;
use core::fmt;

/// Why a specification can't be a job. Passes, inputs and outputs are counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadSpec {
	/// There is no pass.
	#[error("the job has no pass")]
	NoPasses,
	/// More passes than a job may have.
	#[error("the job has {passes} passes and {MAX_PASSES} are the most")]
	TooManyPasses {
		/// Passes that were given.
		passes: usize,
	},
	/// More blobs than a job may read.
	#[error("the job has {inputs} inputs and {MAX_JOB_INPUTS} are the most")]
	TooManyJobInputs {
		/// Blobs that were given.
		inputs: usize,
	},
	/// A blob is longer than a blob may be.
	#[error("job input {input} has {bytes} bytes and {MAX_BLOB_LEN} are the most")]
	JobInputTooLong {
		/// Which blob.
		input: usize,
		/// Its length.
		bytes: u64,
	},
	/// Not as many kernels as passes were given.
	#[error("kernels: the job has {} and {}", Count(*passes, "pass", "passes"), Given(*kernels))]
	KernelCount {
		/// Passes of the job.
		passes: usize,
		/// Kernels that were given.
		kernels: usize,
	},
	/// The passes have more outputs together than a job may have.
	#[error("the passes have {outputs} outputs together and {MAX_JOB_OUTPUTS} are the most")]
	TooManyOutputs {
		/// Outputs of all passes.
		outputs: usize,
	},
	/// A job that makes nothing proves nothing.
	#[error("the kernel of pass {pass} has no output: a job that makes nothing proves nothing")]
	NoOutputs {
		/// The number of the pass.
		pass: u8,
	},
	/// The grid has no workgroups.
	#[error("the grid of pass {pass} has no workgroups")]
	EmptyGrid {
		/// The number of the pass.
		pass: u8,
	},
	/// The pass has other inputs than its kernel.
	#[error("inputs of pass {pass}: the kernel reads {needed} and {}", Given(*given))]
	InputCount {
		/// The number of the pass.
		pass: u8,
		/// Inputs of the kernel.
		needed: usize,
		/// Inputs of the pass.
		given: usize,
	},
	/// The pass has other outputs than its kernel.
	#[error("outputs of pass {pass}: the kernel writes {needed} and {}", Given(*given))]
	OutputCount {
		/// The number of the pass.
		pass: u8,
		/// Outputs of the kernel.
		needed: usize,
		/// Outputs of the pass.
		given: usize,
	},
	/// The pass has other parameters than its kernel.
	#[error(
		"params of pass {pass}: the kernel takes {} and {}",
		Count(*needed, "word", "words"),
		Given(*given)
	)]
	ParamCount {
		/// The number of the pass.
		pass: u8,
		/// Words that the kernel takes.
		needed: usize,
		/// Words of the pass.
		given: usize,
	},
	/// An input comes from a blob that the job doesn't have.
	#[error(
		"input {input} of pass {pass} is job input {asked}, but the job has {}",
		Count(*inputs, "input", "inputs")
	)]
	NoSuchJobInput {
		/// The number of the pass.
		pass: u8,
		/// Which of its inputs.
		input: u8,
		/// The blob that it asks for.
		asked: u8,
		/// Blobs of the job.
		inputs: usize,
	},
	/// An input comes from the pass itself, or a later one.
	#[error("input {input} of pass {pass} comes from pass {asked}, which isn't earlier")]
	NotEarlier {
		/// The number of the pass.
		pass: u8,
		/// Which of its inputs.
		input: u8,
		/// The pass that it asks for.
		asked: u8,
	},
	/// An input comes from an output that the earlier pass doesn't have.
	#[error(
		"input {input} of pass {pass} is output {asked} of pass {from}, which has {}",
		Count(*outputs, "output", "outputs")
	)]
	NoSuchOutput {
		/// The number of the pass.
		pass: u8,
		/// Which of its inputs.
		input: u8,
		/// The pass that it asks for.
		from: u8,
		/// The output that it asks for.
		asked: u8,
		/// Outputs of the pass that it asks for.
		outputs: usize,
	},
	/// An output has no words.
	#[error("output {output} of pass {pass} has no words")]
	EmptyOutput {
		/// The number of the pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
	},
	/// An output can't be divided like that.
	#[error("output {output} of pass {pass}: {error}")]
	Tiles {
		/// The number of the pass.
		pass: u8,
		/// Which of its outputs.
		output: u8,
		/// What is wrong with it.
		#[source]
		error: BadTiles,
	},
	/// A workgroup's tiles lie in more chunks than can be shown.
	#[error(
		"the tiles of a workgroup of pass {pass} lie in {chunks} chunks of its outputs and \
		 {MAX_TILE_CHUNKS} are the most"
	)]
	Scattered {
		/// The number of the pass.
		pass: u8,
		/// Chunks that they can lie in.
		chunks: u64,
	},
	/// A tolerance is none.
	#[error("the tolerance of output {output} of pass {pass}: {error}")]
	Tolerance {
		/// The number of the pass.
		pass: u8,
		/// Of which of its outputs.
		output: u8,
		/// What is wrong with it.
		#[source]
		error: BadTolerance,
	},
	/// A tolerance stands where a strict kernel leaves no room for it.
	#[error(
		"output {output} of pass {pass} has a tolerance, but its kernel is strict: it is compared \
		 bit by bit"
	)]
	ToleranceOfStrict {
		/// The number of the pass.
		pass: u8,
		/// Of which of its outputs.
		output: u8,
	},
	/// The kernel has no cost with these parameters.
	#[error("the fuel of pass {pass} can't be computed: {error}")]
	Cost {
		/// The number of the pass.
		pass: u8,
		/// What is wrong with it.
		#[source]
		error: CostError,
	},
	/// A workgroup takes more fuel than the chain would execute.
	#[error(
		"a workgroup of pass {pass} may take {} fuel and {MAX_WORKGROUP_FUEL} is the most",
		fuel.0
	)]
	WorkgroupTooLong {
		/// The number of the pass.
		pass: u8,
		/// What a workgroup of it may take.
		fuel: Fuel,
	},
	/// The job takes more fuel than a job may.
	#[error("with pass {pass} the job may take more than {MAX_JOB_FUEL} fuel, which is the most")]
	TooLong {
		/// The pass with which it does.
		pass: u8,
	},
	/// The job has more bytes than a job may have.
	#[error(
		"the job's inputs and outputs have {bytes} bytes together and {MAX_JOB_BYTES} are \
		 the most"
	)]
	TooLarge {
		/// Bytes of all inputs and outputs.
		bytes: u64,
	},
}

/// So many of something.
struct Count(usize, &'static str, &'static str);

impl fmt::Display for Count {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self(1, one, _) => write!(f, "1 {one}"),
			Self(count, _, many) => write!(f, "{count} {many}"),
		}
	}
}

/// So many that were given.
struct Given(usize);

impl fmt::Display for Given {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.0 {
			1 => f.write_str("1 is given"),
			count => write!(f, "{count} are given"),
		}
	}
}
