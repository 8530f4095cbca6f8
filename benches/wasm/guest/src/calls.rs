//! What the host calls.

use crate::memory::{mark, reset};
use alloc::{vec, vec::Vec};
use assay_proof::{BlobLen, RangeProof, RootHash};
use assay_touchstone::{Fuel, Interpreter, Launch, Output, Program, Rule, TileShape, WholeInputs};
use assay_witness::{judge, Blob, Pass, Target, Verdict, Witness};
use parity_scale_codec::{Decode, DecodeAll};

/// Words of each input of a kernel.
const INPUT_WORDS: u32 = 512 * 512;

/// Sets memory aside for the host to write to.
#[no_mangle]
pub extern "C" fn buffer(len: usize) -> *mut u8 {
	vec![0u8; len].leak().as_mut_ptr()
}

fn bytes<'a>(at: *const u8, len: usize) -> &'a [u8] {
	// SAFETY: the host passes what `buffer` gave it.
	unsafe { core::slice::from_raw_parts(at, len) }
}

/// Parses bytecode so many times; how many instructions it has, 0 if it is invalid.
#[no_mangle]
pub extern "C" fn parse(at: *const u8, len: usize, times: u32) -> u32 {
	let start = mark();
	let mut found = 0;
	for _ in 0..times {
		reset(start);
		found = Program::parse(bytes(at, len)).map_or(0, |program| program.code().len() as u32);
	}
	found
}

/// Runs a workgroup so many times; the fuel that it took, 0 if it failed.
#[no_mangle]
pub extern "C" fn run(at: *const u8, len: usize, is_matrix: u32, times: u32) -> u64 {
	let entry = mark();
	let Ok(program) = Program::parse(bytes(at, len)) else {
		return 0;
	};
	let words = (0..INPUT_WORDS).flat_map(|word| word.wrapping_mul(0x9e37_79b9).to_le_bytes());
	let input: Vec<u8> = words.collect();
	let (params, output) = match is_matrix {
		0 => (
			&[][..],
			Output { words: 8 * 1024, tiles: TileShape::flat(8 * program.header().lanes()) },
		),
		_ => (
			&[512][..],
			Output {
				words: INPUT_WORDS,
				tiles: TileShape { rows: 16, row_words: 16, pitch: 512, plane: 0 },
			},
		),
	};
	let outputs = [output];
	let mut launch = Launch::new(params, [1, 1, 1], &outputs);
	launch.limit = Fuel(u64::MAX);
	let mut interpreter = Interpreter::new(&program);
	let start = mark();
	let mut fuel = 0;
	for _ in 0..times {
		reset(start);
		let mut memory = WholeInputs { inputs: &[&input, &input] };
		match interpreter.run(&launch, [0; 3], &mut memory) {
			Ok(execution) => fuel += execution.fuel.0,
			Err(_) => return 0,
		}
	}
	// Nothing of it is used again.
	reset(entry);
	fuel
}

/// Decodes, and if `verify` is 1 verifies, a root hash and a proof; 0 if that fails.
#[no_mangle]
pub extern "C" fn prove(at: *const u8, len: usize, blob: u64, verify: u32, times: u32) -> u32 {
	let (root, proof) = bytes(at, len).split_at(32);
	let Ok(root) = <[u8; 32]>::try_from(root).map(RootHash) else {
		return 0;
	};
	let start = mark();
	let mut chunks = 0;
	for _ in 0..times {
		reset(start);
		let Ok(proof) = RangeProof::decode_all(&mut &proof[..]) else {
			return 0;
		};
		chunks = proof.ranges.count().0;
		if verify == 1 {
			let shown = BlobLen::new(blob).ok().and_then(|len| proof.verify(&root, len).ok());
			if shown.is_none() {
				return 0;
			}
		} else {
			core::mem::forget(proof);
		}
	}
	chunks
}

/// A pass as the host passes it: bytecode, grid, limit of fuel, inputs by hash and length, and the
/// words, words of a tile and hash of its one output.
type Described = (Vec<u8>, [u32; 3], u64, Vec<([u8; 32], u64)>, (u32, u32, [u8; 32]));

/// Parses a kernel, decodes a witness of its first workgroup and judges it, so many times; 1 if the
/// tile matches every time.
#[no_mangle]
pub extern "C" fn judge_tile(at: *const u8, len: usize, times: u32) -> u32 {
	let entry = mark();
	let mut rest = bytes(at, len);
	let Ok((bytecode, grid, limit, inputs, (words, tile, hash))) = Described::decode(&mut rest)
	else {
		return 0;
	};
	let blobs: Vec<Blob> = inputs
		.into_iter()
		.filter_map(|(hash, len)| Some(Blob { hash: RootHash(hash), len: BlobLen::new(len).ok()? }))
		.collect();
	let outputs = [Target {
		output: Output { words, tiles: TileShape::flat(tile) },
		rule: Rule::Exact,
		hash: RootHash(hash),
	}];
	let start = mark();
	for _ in 0..times {
		reset(start);
		let (Ok(program), Ok(witness)) =
			(Program::parse(&bytecode), Witness::decode_all(&mut &rest[..]))
		else {
			return 0;
		};
		let pass = Pass {
			program: &program,
			params: &[],
			grid,
			limit: Fuel(limit),
			inputs: &blobs,
			outputs: &outputs,
		};
		if judge(&pass, [0; 3], witness) != Ok(Verdict::Match) {
			return 0;
		}
	}
	reset(entry);
	1
}
