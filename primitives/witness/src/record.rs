//! The prover: runs a workgroup, remembers what it read, and proves it.

use crate::{
	judge::Cause,
	pass::Pass,
	tiles::tile_chunks,
	witness::{Part, Witness, MAX_READ_CHUNKS},
};
use assay_proof::{BlobRef, ChunkIndex, ChunkRanges, Outboard, ProveError, RangeProof};
use assay_touchstone::{Execution, Interpreter, Recorder, RunError, Void, WholeInputs};
use std::{fmt, io::Cursor};

/// A blob that is at hand.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
	/// Its bytes.
	pub bytes: &'a [u8],
	/// Its tree.
	pub outboard: &'a Outboard,
}

/// A witness, and what the execution gave.
#[derive(Clone, Debug)]
pub struct Recorded {
	/// What to show.
	pub witness: Witness,
	/// The tiles, or what is wrong with the kernel.
	pub outcome: Result<Execution, Cause>,
}

/// Why there is no witness.
#[derive(Debug)]
pub enum RecordError {
	/// Not as many blobs as the pass has inputs or outputs.
	Count {
		/// Inputs and outputs of the pass.
		expected: [usize; 2],
		/// Inputs and outputs given.
		found: [usize; 2],
	},
	/// A blob isn't the one that the pass names.
	OtherBlob {
		/// Which.
		part: Part,
		/// What the pass names, unless it is an output that is too long for a blob.
		expected: Option<BlobRef>,
		/// What was given.
		found: BlobRef,
	},
	/// The pass can't be executed.
	Run(RunError),
	/// A blob can't be proven.
	Prove {
		/// Which.
		part: Part,
		/// Why.
		source: ProveError,
	},
}

impl fmt::Display for RecordError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Count { expected: [inputs, outputs], found: [given_inputs, given_outputs] } => {
				write!(
					f,
					"{given_inputs} inputs and {given_outputs} outputs were given; the pass has \
				 {inputs} and {outputs}"
				)
			},
			Self::OtherBlob { part, expected: Some(expected), found } => write!(
				f,
				"{part} is the blob {} of {} bytes, not {} of {} bytes",
				found.hash,
				found.len.get(),
				expected.hash,
				expected.len.get()
			),
			Self::OtherBlob { part, .. } => write!(f, "{part} is longer than a blob can be"),
			Self::Run(error) => error.fmt(f),
			Self::Prove { part, source } => write!(f, "{part}: {source}"),
		}
	}
}

impl std::error::Error for RecordError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Run(error) => Some(error),
			Self::Prove { source, .. } => Some(source),
			Self::Count { .. } | Self::OtherBlob { .. } => None,
		}
	}
}

/// Runs one workgroup of a pass and proves what it read, and what is committed to in its tiles.
pub fn record(
	pass: &Pass<'_>,
	group: [u32; 3],
	inputs: &[Source<'_>],
	outputs: &[Source<'_>],
) -> Result<Recorded, RecordError> {
	check(pass, inputs, outputs)?;
	let bytes: Vec<&[u8]> = inputs.iter().map(|input| input.bytes).collect();
	let mut memory = Recorder::new(WholeInputs { inputs: &bytes }, MAX_READ_CHUNKS);
	let outcome =
		pass.launched(|launch| Interpreter::new(pass.program).run(launch, group, &mut memory));
	let outcome = match outcome {
		Ok(execution) => Ok(execution),
		Err(RunError::Void(Void { fault, .. })) => Err(fault.into()),
		Err(RunError::MissingInput { .. }) if memory.is_over() => Err(Cause::ReadsTooMuch),
		Err(error) => return Err(RecordError::Run(error)),
	};

	let proven = |part: Part, source: &Source<'_>, ranges: ChunkRanges| {
		prove(source, &ranges).map_err(|source| RecordError::Prove { part, source })
	};
	let witness = Witness {
		inputs: (0u8..)
			.zip(inputs)
			.map(|(input, source)| {
				let read = memory.chunks().filter(|(of, _)| *of == input);
				let ranges = read.map(|(_, chunk)| ChunkIndex(chunk)).collect();
				proven(Part::Input(input), source, ranges)
			})
			.collect::<Result<_, _>>()?,
		outputs: (0u8..)
			.zip(outputs.iter().zip(pass.outputs))
			.map(|(output, (source, target))| {
				let ranges = tile_chunks(&target.output, group);
				proven(Part::Output(output), source, ranges)
			})
			.collect::<Result<_, _>>()?,
	};
	Ok(Recorded { witness, outcome })
}

fn prove(source: &Source<'_>, ranges: &ChunkRanges) -> Result<Option<RangeProof>, ProveError> {
	if ranges.is_empty() {
		return Ok(None);
	}
	let blob = Cursor::new(source.bytes);
	source.outboard.prove(blob, ranges).map(Some)
}

fn check(
	pass: &Pass<'_>,
	inputs: &[Source<'_>],
	outputs: &[Source<'_>],
) -> Result<(), RecordError> {
	let expected = [pass.inputs.len(), pass.outputs.len()];
	let found = [inputs.len(), outputs.len()];
	if expected != found {
		return Err(RecordError::Count { expected, found });
	}
	let of_inputs = (0u8..)
		.zip(pass.inputs.iter().zip(inputs))
		.map(|(n, (blob, source))| (Part::Input(n), Some(*blob), source));
	let of_outputs = (0u8..)
		.zip(pass.outputs.iter().zip(outputs))
		.map(|(n, (target, source))| (Part::Output(n), target.blob(), source));
	for (part, expected, source) in of_inputs.chain(of_outputs) {
		let found = BlobRef { hash: source.outboard.root(), len: source.outboard.len() };
		if expected != Some(found) || source.bytes.len() as u64 != found.len.get() {
			return Err(RecordError::OtherBlob { part, expected, found });
		}
	}
	Ok(())
}
