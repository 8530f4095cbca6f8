//! A witness that isn't the one is refused, and says what is wrong with it.

use crate::scene::{look_up, noise, sweep, Scene};
use assay_proof::{BlobRef, ChunkIndex, ChunkRanges, Outboard, RangeProof, VerifyError};
use assay_touchstone::{limits, CostError, Fuel, RunError};
use assay_witness::{judge, record, Part, Pass, RecordError, Refused, Source, Witness};
use codec::{Decode, Encode};
use std::io::Cursor;

fn small() -> Scene {
	look_up([16, 8], 7, 1_000, [noise(512, 3), noise(4_000, 4)])
}

/// A proof of these chunks.
fn proof(bytes: &[u8], chunks: &[u32]) -> RangeProof {
	let ranges: ChunkRanges = chunks.iter().map(|&chunk| ChunkIndex(chunk)).collect();
	let outboard = Outboard::of(bytes).unwrap();
	outboard.prove(Cursor::new(bytes), &ranges).unwrap()
}

#[test]
fn witness_should_be_refused_when_any_byte_of_it_was_changed() {
	let scene = small();
	let witness = scene.record([1, 0, 0]).witness;
	let encoded = witness.encode();
	let mut refused = 0;
	for place in 0..encoded.len() {
		let mut changed = encoded.clone();
		changed[place] ^= 1 << (place % 8);
		let mut rest = &changed[..];
		match Witness::decode(&mut rest) {
			Ok(other) if rest.is_empty() => {
				assert_ne!(other, witness, "two encodings of one witness, byte {place}");
				let verdict = scene.judge([1, 0, 0], other);
				assert!(verdict.is_err(), "byte {place}: {verdict:?}");
				refused += 1;
			},
			_ => {},
		}
	}
	// Nearly all of a witness is chunks and hashes, which any bytes may be.
	assert!(refused > encoded.len() * 9 / 10, "{refused} of {}", encoded.len());
}

#[test]
fn witness_of_another_workgroup_should_be_refused() {
	// Both tiles lie in one chunk, so it is what they read that differs.
	let scene = look_up([16, 8], 7, 1_000, [noise(512, 3), noise(4_000, 4)]);
	let other = scene.record([0, 0, 0]).witness;
	let own = scene.record([1, 0, 0]).witness;
	assert_eq!(other.outputs, own.outputs);
	if other != own {
		assert!(scene.judge([1, 0, 0], other).is_err());
	}
	let rows = look_up([200, 24], 7, 1_000, [noise(512, 3), noise(4_000, 4)]);
	let other = rows.record([0, 0, 0]).witness;
	assert_eq!(rows.judge([0, 2, 0], other), Err(Refused::NotTheTile { output: 0 }));
}

#[test]
fn witness_should_be_refused_when_a_chunk_is_missing_or_needless() {
	let scene = sweep(4, 8).run();
	let group = [0; 3];
	let good = scene.record(group).witness;
	let with = |chunks: &[u32]| Witness {
		inputs: vec![Some(proof(&scene.inputs[0], chunks))],
		outputs: good.outputs.clone(),
	};
	assert_eq!(with(&[0, 1, 2, 3]), good);
	let input = 0;
	for (chunks, refused) in [
		(&[0, 1, 3][..], Refused::NotShown { input, chunk: ChunkIndex(2) }),
		(&[0, 1, 2], Refused::NotShown { input, chunk: ChunkIndex(3) }),
		(&[0, 1, 2, 3, 4], Refused::NotRead { input, chunk: ChunkIndex(4) }),
		(&[0, 1, 2, 3, 7], Refused::NotRead { input, chunk: ChunkIndex(7) }),
	] {
		assert_eq!(scene.judge(group, with(chunks)), Err(refused));
	}
	let mut nothing = good.clone();
	nothing.inputs = vec![None];
	let refused = Refused::NotShown { input, chunk: ChunkIndex(0) };
	assert_eq!(scene.judge(group, nothing), Err(refused));
}

#[test]
fn witness_should_be_refused_when_its_counts_are_wrong() {
	let scene = small();
	let good = scene.record([0; 3]).witness;
	let mut less = good.clone();
	less.inputs.pop();
	let refused = Refused::InputCount { expected: 2, found: 1 };
	assert_eq!(scene.judge([0; 3], less), Err(refused));
	let mut more = good.clone();
	more.outputs.push(None);
	let refused = Refused::OutputCount { expected: 1, found: 2 };
	assert_eq!(scene.judge([0; 3], more), Err(refused));
	let mut bare = good;
	bare.outputs = vec![None];
	assert_eq!(scene.judge([0; 3], bare), Err(Refused::NotTheTile { output: 0 }));
}

#[test]
fn witness_should_be_refused_when_it_is_of_another_blob() {
	let scene = sweep(2, 3).run();
	let mut witness = scene.record([0; 3]).witness;
	let other = noise(3 * 1024, 8);
	witness.inputs = vec![Some(proof(&other, &[0, 1]))];
	let root = |bytes: &[u8]| Outboard::of(bytes).unwrap().root();
	let error = VerifyError::RootMismatch { expected: root(&scene.inputs[0]), found: root(&other) };
	let part = Part::Input(0);
	assert_eq!(scene.judge([0; 3], witness), Err(Refused::Proof { part, error }));
}

#[test]
fn pass_that_cannot_run_should_be_refused_and_not_judged() {
	let mut scene = sweep(2, 3).run();
	let witness = scene.record([0; 3]).witness;
	scene.params = vec![1];
	assert_eq!(
		scene.judge([0; 3], witness.clone()),
		Err(Refused::Run(RunError::Cost(CostError::WrongParamCount)))
	);
	scene.params = vec![];
	assert_eq!(scene.judge([1, 0, 0], witness), Err(Refused::NotTheTile { output: 0 }));
}

#[test]
fn record_should_refuse_when_a_blob_is_not_the_one_that_the_pass_names() {
	let scene = sweep(1, 1);
	let (ours, theirs) = (Outboard::of(b"gold").unwrap(), Outboard::of(b"lead").unwrap());
	let pass = Pass {
		program: &scene.program,
		params: &[],
		grid: [1, 1, 1],
		limit: Fuel(limits::MAX_WORKGROUP_FUEL),
		inputs: &[BlobRef { hash: ours.root(), len: ours.len() }],
		outputs: &[],
	};
	let source = [Source { bytes: b"lead", outboard: &theirs }];
	let error = record(&pass, [0; 3], &source, &[]).unwrap_err();
	assert!(matches!(error, RecordError::OtherBlob { part: Part::Input(0), .. }), "{error}");
	let error = record(&pass, [0; 3], &[], &[]).unwrap_err();
	assert_eq!(error.to_string(), "0 inputs and 0 outputs were given; the pass has 1 and 0");
	let empty = Witness { inputs: vec![None], outputs: vec![] };
	assert_eq!(judge(&pass, [0; 3], empty), Err(Refused::Run(RunError::WrongOutputCount)));
}
