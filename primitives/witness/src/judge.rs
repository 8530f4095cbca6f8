//! The verifier: proofs, execution from what is shown, comparison.

use crate::{
	pass::{Pass, Target},
	tiles::{tile_chunks, MAX_TILE_CHUNKS},
	witness::{Part, Witness, MAX_READ_CHUNKS},
};
use alloc::vec::Vec;
use assay_proof::{BlobRef, ChunkIndex, RangeProof, VerifiedChunks, VerifyError};
use assay_touchstone::{
	BadChunks, BadTiles, Comparison, Execution, Fault, Interpreter, Recorder, RunError,
	SparseInput, SparseInputs, Void,
};
use core::fmt;

/// What comes of judging a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
	/// The tile is what the kernel makes.
	Match,
	/// It is outside of the tolerance, but not grossly.
	Inaccurate,
	/// It is wrong.
	Mismatch,
	/// The kernel itself is at fault.
	Void(Cause),
}

/// What is wrong with a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
	/// A barrier that not all lanes reached together.
	DivergentBarrier,
	/// A uniform load whose place differs between lanes.
	NonUniformLoad,
	/// Accesses of different lanes to one word without a barrier in between.
	Race,
	/// A workgroup reads more than [`MAX_READ_CHUNKS`] chunks of its inputs.
	ReadsTooMuch,
}

impl From<Fault> for Cause {
	fn from(fault: Fault) -> Self {
		match fault {
			Fault::DivergentBarrier => Self::DivergentBarrier,
			Fault::NonUniformLoad => Self::NonUniformLoad,
			Fault::Race => Self::Race,
		}
	}
}

/// Why a witness says nothing about the tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
	/// Not as many inputs as the pass has.
	InputCount {
		/// Inputs of the pass.
		expected: usize,
		/// Inputs of the witness.
		found: usize,
	},
	/// Not as many outputs as the pass has.
	OutputCount {
		/// Outputs of the pass.
		expected: usize,
		/// Outputs of the witness.
		found: usize,
	},
	/// More chunks of inputs than a workgroup may read.
	TooManyChunks {
		/// Chunks shown.
		found: u64,
	},
	/// The pass has tiles that lie in more chunks than can be shown.
	TilesTooScattered {
		/// Chunks that the tiles lie in.
		chunks: u64,
	},
	/// The chunks shown of an output aren't those of the tile.
	NotTheTile {
		/// Which output.
		output: u8,
	},
	/// An output can't be divided as the pass says.
	Tiles {
		/// Which output.
		output: u8,
		/// Why.
		error: BadTiles,
	},
	/// A proof is wrong.
	Proof {
		/// Of what.
		part: Part,
		/// What is wrong.
		error: VerifyError,
	},
	/// What is shown of an input can't be read.
	Chunks {
		/// Which input.
		input: u8,
		/// Why.
		error: BadChunks,
	},
	/// A chunk is read that isn't shown.
	NotShown {
		/// Which input.
		input: u8,
		/// Which chunk.
		chunk: ChunkIndex,
	},
	/// A chunk is shown that isn't read.
	NotRead {
		/// Which input.
		input: u8,
		/// Which chunk.
		chunk: ChunkIndex,
	},
	/// The pass can't be executed.
	Run(RunError),
}

impl fmt::Display for Refused {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::InputCount { expected, found } => {
				write!(f, "the witness has {found} inputs, the pass {expected}")
			},
			Self::OutputCount { expected, found } => {
				write!(f, "the witness has {found} outputs, the pass {expected}")
			},
			Self::TooManyChunks { found } => {
				write!(f, "{found} chunks of inputs are shown, {MAX_READ_CHUNKS} are the most")
			},
			Self::TilesTooScattered { chunks } => {
				write!(f, "the tiles lie in {chunks} chunks, {MAX_TILE_CHUNKS} are the most")
			},
			Self::NotTheTile { output } => {
				write!(f, "the chunks shown of output {output} aren't those of the tile")
			},
			Self::Tiles { output, error } => write!(f, "output {output}: {error}"),
			Self::Proof { part, error } => write!(f, "{part}: {error}"),
			Self::Chunks { input, error } => {
				write!(f, "the chunks of input {input} don't fit it: {error:?}")
			},
			Self::NotShown { input, chunk } => {
				write!(f, "{chunk} of input {input} is read and not shown")
			},
			Self::NotRead { input, chunk } => {
				write!(f, "{chunk} of input {input} is shown and not read")
			},
			Self::Run(error) => error.fmt(f),
		}
	}
}

impl core::error::Error for Refused {}

/// Executes the workgroup again on what the witness shows, and compares its tiles.
///
/// Sizes are checked before anything is hashed, and proofs before anything is executed.
pub fn judge(pass: &Pass<'_>, group: [u32; 3], witness: Witness) -> Result<Verdict, Refused> {
	check_sizes(pass, group, &witness)?;
	let inputs = verified(pass.inputs.iter().copied(), witness.inputs, Part::Input)?;
	let blobs = (0u8..).zip(pass.outputs).map(|(output, target)| {
		let blob = target.blob();
		blob.ok_or(Refused::Tiles { output, error: BadTiles::OutputTooLong })
	});
	let blobs = blobs.collect::<Result<Vec<BlobRef>, _>>()?;
	let outputs = verified(blobs.into_iter(), witness.outputs, Part::Output)?;

	match execute(pass, group, &inputs)? {
		Ok(execution) => Ok(compare(pass, group, &execution, &outputs)),
		Err(cause) => Ok(Verdict::Void(cause)),
	}
}

fn check_sizes(pass: &Pass<'_>, group: [u32; 3], witness: &Witness) -> Result<(), Refused> {
	let (expected, found) = (pass.inputs.len(), witness.inputs.len());
	if expected != found {
		return Err(Refused::InputCount { expected, found });
	}
	let (expected, found) = (pass.outputs.len(), witness.outputs.len());
	if expected != found {
		return Err(Refused::OutputCount { expected, found });
	}
	let shown = witness.inputs.iter().flatten();
	let found =
		shown.fold(0u64, |sum, proof| sum.saturating_add(u64::from(proof.ranges.count().0)));
	if found > u64::from(MAX_READ_CHUNKS) {
		return Err(Refused::TooManyChunks { found });
	}
	let mut chunks = 0u64;
	for (output, (target, proof)) in (0u8..).zip(pass.outputs.iter().zip(&witness.outputs)) {
		let tiles = target.output.check(pass.grid);
		tiles.map_err(|error| Refused::Tiles { output, error })?;
		let ranges = tile_chunks(&target.output, group);
		chunks = chunks.saturating_add(u64::from(ranges.count().0));
		let is_tile = match proof {
			Some(proof) => !ranges.is_empty() && proof.ranges == ranges,
			None => ranges.is_empty(),
		};
		if !is_tile {
			return Err(Refused::NotTheTile { output });
		}
	}
	if chunks > u64::from(MAX_TILE_CHUNKS) {
		return Err(Refused::TilesTooScattered { chunks });
	}
	Ok(())
}

/// The chunks that are shown of blobs, once their proofs are checked.
fn verified(
	blobs: impl Iterator<Item = BlobRef>,
	proofs: Vec<Option<RangeProof>>,
	part: fn(u8) -> Part,
) -> Result<Vec<VerifiedChunks>, Refused> {
	let pairs = (0u8..).zip(blobs.zip(proofs));
	let each = pairs.map(|(number, (blob, proof))| match proof {
		None => Ok(VerifiedChunks::none(blob.len)),
		Some(proof) => proof.verify(&blob.hash, blob.len).map_err(|error| {
			let part = part(number);
			Refused::Proof { part, error }
		}),
	});
	each.collect()
}

/// Runs the workgroup on exactly the chunks that are shown.
fn execute(
	pass: &Pass<'_>,
	group: [u32; 3],
	shown: &[VerifiedChunks],
) -> Result<Result<Execution, Cause>, Refused> {
	let inputs = (0u8..).zip(shown).map(|(input, shown)| {
		let chunks = shown.chunks().map(|(chunk, bytes)| (chunk.0, bytes));
		SparseInput::new(shown.blob_len().get(), chunks.collect())
			.map_err(|error| Refused::Chunks { input, error })
	});
	let inputs = SparseInputs { inputs: inputs.collect::<Result<_, _>>()? };
	let mut memory = Recorder::new(inputs, MAX_READ_CHUNKS);
	let outcome =
		pass.launched(|launch| Interpreter::new(pass.program).run(launch, group, &mut memory));
	let outcome = match outcome {
		Ok(execution) => Ok(execution),
		Err(RunError::Void(Void { fault, .. })) => Err(fault.into()),
		Err(RunError::MissingInput { .. }) if memory.is_over() => Err(Cause::ReadsTooMuch),
		Err(RunError::MissingInput { input, word }) => {
			let chunk = assay_proof::WordIndex(word).chunk();
			return Err(Refused::NotShown { input, chunk });
		},
		Err(error) => return Err(Refused::Run(error)),
	};
	// Both ascend, and what was read was shown, so the first difference is a chunk not read.
	let all = (0u8..)
		.zip(shown)
		.flat_map(|(input, shown)| shown.ranges().chunks().map(move |chunk| (input, chunk)));
	let mut read = memory.chunks();
	for (input, chunk) in all {
		if read.next() != Some((input, chunk.0)) {
			return Err(Refused::NotRead { input, chunk });
		}
	}
	Ok(outcome)
}

fn compare(
	pass: &Pass<'_>,
	group: [u32; 3],
	execution: &Execution,
	shown: &[VerifiedChunks],
) -> Verdict {
	let tiles = pass.outputs.iter().zip(&execution.tiles).zip(shown);
	let worst = tiles.map(|((target, tile), shown)| compare_tile(target, group, tile, shown)).max();
	match worst {
		None | Some(Comparison::Match) => Verdict::Match,
		Some(Comparison::Inaccurate) => Verdict::Inaccurate,
		Some(Comparison::Mismatch) => Verdict::Mismatch,
	}
}

/// Compares the words of one tile that lie in the output.
fn compare_tile(
	target: &Target,
	group: [u32; 3],
	reference: &[u32],
	shown: &VerifiedChunks,
) -> Comparison {
	let tile = target.output.tile(group);
	let mut worst = Comparison::Match;
	for run in tile.runs() {
		for index in 0..run.words {
			let want = reference.get(run.in_tile.saturating_add(index) as usize);
			let place = assay_proof::WordIndex(run.in_output.saturating_add(index));
			let word = match (want, shown.word(place)) {
				(Some(want), assay_proof::WordRead::Word(got)) => {
					target.rule.compare_word(got, *want)
				},
				// Every word of the tile was shown and made.
				_ => Comparison::Mismatch,
			};
			worst = worst.max(word);
		}
	}
	worst
}
