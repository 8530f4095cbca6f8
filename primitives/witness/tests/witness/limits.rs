//! What a witness may show at most.

use crate::scene::{sweep, Scene};
use assay_proof::{ChunkIndex, Outboard};
use assay_touchstone::{limits, BadTiles, Output, Rule, TileShape};
use assay_witness::{Cause, Refused, Verdict, Witness, MAX_READ_CHUNKS};
use codec::{Compact, Decode, Encode};
use std::io::Cursor;

#[test]
fn kernel_should_be_judged_when_it_reads_as_much_as_it_may() {
	let scene = sweep(MAX_READ_CHUNKS, 1100).run();
	assert_eq!(scene.verdict([0; 3]), Ok(Verdict::Match));
}

#[test]
fn kernel_should_be_void_when_it_reads_more_than_it_may() {
	let mut scene = sweep(MAX_READ_CHUNKS + 1, 1100);
	let recorded = scene.record([0; 3]);
	assert_eq!(recorded.outcome, Err(Cause::ReadsTooMuch));
	assert_eq!(scene.judge([0; 3], recorded.witness), Ok(Verdict::Void(Cause::ReadsTooMuch)));

	// One chunk less shown: it is the witness that is at fault, not the kernel.
	let bytes = std::mem::take(&mut scene.inputs[0]);
	let ranges = (0..MAX_READ_CHUNKS - 1).map(ChunkIndex).collect();
	let proof = Outboard::of(&bytes).unwrap().prove(Cursor::new(&bytes), &ranges).unwrap();
	scene.inputs[0] = bytes;
	let mut short = scene.record([0; 3]).witness;
	short.inputs = vec![Some(proof)];
	assert_eq!(
		scene.judge([0; 3], short),
		Err(Refused::NotShown { input: 0, chunk: ChunkIndex(MAX_READ_CHUNKS - 1) })
	);
}

#[test]
fn inputs_should_share_the_limit() {
	let mut scene = sweep(1, 1025);
	let board = Outboard::of(&scene.inputs[0]).unwrap();
	let prove = |count: u32| {
		let ranges = (0..count).map(ChunkIndex).collect();
		Some(board.prove(Cursor::new(&scene.inputs[0]), &ranges).unwrap())
	};
	let (half, more) = (prove(512), prove(513));
	let witness = Witness { inputs: vec![half, more], outputs: vec![None] };
	scene.inputs.push(scene.inputs[0].clone());
	assert_eq!(scene.judge([0; 3], witness), Err(Refused::TooManyChunks { found: 1025 }));
}

/// A kernel without a word about its output.
fn scattered(rows: u32, row_words: u32, pitch: u32) -> Scene {
	let mut scene = sweep(0, 1);
	let tiles = TileShape { rows, row_words, pitch, plane: 0 };
	let output = Output { words: rows * pitch, tiles };
	scene.outputs = vec![(output, Rule::Exact, vec![0; 4 * output.words as usize])];
	scene
}

#[test]
fn tiles_should_be_refused_when_they_lie_in_too_many_chunks() {
	let most = scattered(1024, 1, 512);
	assert_eq!(most.verdict([0; 3]), Ok(Verdict::Match));

	let mut more = scattered(512, 1, 512);
	more.outputs.extend(scattered(513, 1, 512).outputs);
	let witness = more.record_outputs_only();
	assert_eq!(more.judge([0; 3], witness), Err(Refused::TilesTooScattered { chunks: 1025 }));
	let large = scattered(limits::MAX_TILE_WORDS + 1, 1, 1);
	let witness = Witness { inputs: vec![None], outputs: vec![None] };
	assert_eq!(
		large.judge([0; 3], witness),
		Err(Refused::Tiles { output: 0, error: BadTiles::TooLarge })
	);
}

impl Scene {
	/// The proofs of all tiles, without an execution.
	fn record_outputs_only(&self) -> Witness {
		let outputs = self.outputs.iter().map(|(output, _, bytes)| {
			let ranges = assay_witness::tile_chunks(output, [0; 3]);
			let board = Outboard::of(bytes).unwrap();
			Some(board.prove(Cursor::new(bytes), &ranges).unwrap())
		});
		Witness { inputs: vec![None], outputs: outputs.collect() }
	}
}

#[test]
fn decoding_should_refuse_long_lists_before_it_reads_them() {
	let refused = |bytes: Vec<u8>| Witness::decode(&mut &bytes[..]).unwrap_err().to_string();
	assert_eq!(refused(Compact(9u32).encode()), "more inputs than a pass may have");
	let mut outputs = Compact(0u32).encode();
	outputs.extend(Compact(5u32).encode());
	assert_eq!(refused(outputs), "more outputs than a pass may have");
	let most = [vec![8 << 2], vec![0; 8], vec![4 << 2], vec![0; 4]].concat();
	let witness = Witness::decode(&mut &most[..]).unwrap();
	assert_eq!((witness.inputs.len(), witness.outputs.len()), (8, 4));
}
