//! `touchstone prove`: the witness of one tile, as a file.

use crate::{args::Prove, execute, report::Report, setup::Setup};
use assay_engine::Backend;
use assay_proof::Outboard;
use assay_terminal::{files, Failure, ProgressBar};
use assay_touchstone::{limits::MAX_WORKGROUP_FUEL, Fuel, Rule};
use assay_witness::{record, Blob, Cause, Pass, Source, Target};
use codec::Encode;
use serde_json::json;

/// The first bytes of a proof's file: what it is, and the version.
pub const MAGIC: &[u8; 8] = b"assaywt1";

pub fn run(args: &Prove) -> Result<Report, Failure> {
	let setup = Setup::new(&args.shape)?;
	let inputs = setup.read_inputs(&args.inputs)?;
	let outputs = match args.results.is_empty() {
		true => {
			let watch = ProgressBar::start("running");
			let job = setup.job(&inputs)?;
			execute::collect(&Backend::Interpreter, &job, &watch)?.0
		},
		false => setup.read_outputs(&args.results)?,
	};
	let (read, made) = (outboards(&inputs)?, outboards(&outputs)?);
	let blob = |outboard: &Outboard| Blob { hash: outboard.root(), len: outboard.len() };
	let targets = setup.outputs.iter().zip(&made).map(|(output, outboard)| Target {
		output: *output,
		rule: Rule::Exact,
		hash: outboard.root(),
	});
	let pass = Pass {
		program: &setup.kernel.program,
		params: &setup.params,
		grid: setup.grid.0,
		limit: Fuel(MAX_WORKGROUP_FUEL),
		inputs: &read.iter().map(blob).collect::<Vec<_>>(),
		outputs: &targets.collect::<Vec<_>>(),
	};
	let recorded = record(&pass, args.tile, &sources(&inputs, &read), &sources(&outputs, &made))
		.map_err(|error| Failure::input(format!("the tile can't be proven: {error}")))?;

	let proof = [&MAGIC[..], &recorded.witness.encode()].concat();
	files::write(&args.proof, &proof)?;
	let shown = |proof: &Option<assay_proof::RangeProof>| {
		proof.as_ref().map_or(0, |proof| proof.ranges.count().0)
	};
	let chunks: u32 = recorded.witness.inputs.iter().map(shown).sum();
	let mut text =
		format!("{}: {} bytes, {chunks} chunks of inputs\n", args.proof.display(), proof.len());
	// What `verify` has to be told, in the words in which it is told.
	for blob in pass.inputs {
		text += &format!("  --input-hash {}:{}\n", blob.hash, blob.len.get());
	}
	for target in pass.outputs {
		text += &format!("  --output-hash {}\n", target.hash);
	}
	if let Err(cause) = recorded.outcome {
		text += &format!("The kernel is void here: {}\n", reason(cause));
	}
	let json = json!({
		"file": args.proof.display().to_string(),
		"bytes": proof.len(),
		"input_chunks": chunks,
		"inputs": pass.inputs.iter().map(|blob| json!({
			"hash": blob.hash.to_string(),
			"bytes": blob.len.get(),
		})).collect::<Vec<_>>(),
		"outputs": pass.outputs.iter().map(|target| target.hash.to_string()).collect::<Vec<_>>(),
		"void": recorded.outcome.err().map(reason),
	});
	Ok(Report::fine(text, json))
}

fn outboards(blobs: &[Vec<u8>]) -> Result<Vec<Outboard>, Failure> {
	blobs.iter().map(|blob| Outboard::of(blob).map_err(Failure::input)).collect()
}

fn sources<'a>(blobs: &'a [Vec<u8>], outboards: &'a [Outboard]) -> Vec<Source<'a>> {
	let pairs = blobs.iter().zip(outboards);
	pairs.map(|(bytes, outboard)| Source { bytes, outboard }).collect()
}

/// What is wrong with a kernel, in words.
pub fn reason(cause: Cause) -> &'static str {
	match cause {
		Cause::DivergentBarrier => "not all lanes reach a barrier together",
		Cause::NonUniformLoad => "lanes disagree about the place of a uniform load",
		Cause::Race => "lanes access the same word without a barrier in between",
		Cause::ReadsTooMuch => "a workgroup reads more than 1 MiB of its inputs",
	}
}
