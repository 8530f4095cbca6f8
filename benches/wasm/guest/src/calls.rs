//! What the host calls.

use crate::memory::{mark, reset};
use alloc::{vec, vec::Vec};
use assay_proof::{BlobLen, RangeProof, RootHash};
use assay_touchstone::{Fuel, Interpreter, Launch, Output, Program, TileShape, WholeInputs};
use assay_witness::{judge, Pass, Verdict, Witness};
use parity_scale_codec::DecodeAll;

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
	let Ok(program) = Program::parse(bytes(at, len)) else {
		return 0;
	};
	let words = (0..INPUT_WORDS).flat_map(|word| word.wrapping_mul(0x9e37_79b9).to_le_bytes());
	let input: Vec<u8> = words.collect();
	let (params, output) = match is_matrix {
		0 => (
			&[][..],
			Output {
				words: 8 * 1024,
				tiles: TileShape::flat(8 * program.header().lanes()),
			},
		),
		_ => (
			&[512][..],
			Output {
				words: INPUT_WORDS,
				tiles: TileShape {
					rows: 16,
					row_words: 16,
					pitch: 512,
					plane: 0,
				},
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
		let mut memory = WholeInputs {
			inputs: &[&input, &input],
		};
		match interpreter.run(&launch, [0; 3], &mut memory) {
			Ok(execution) => fuel += execution.fuel.0,
			Err(_) => return 0,
		}
	}
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
			let shown = BlobLen::new(blob)
				.ok()
				.and_then(|len| proof.verify(&root, len).ok());
			if shown.is_none() {
				return 0;
			}
		} else {
			core::mem::forget(proof);
		}
	}
	chunks
}

/// Keeps the judge in the module, so that its size is counted.
#[no_mangle]
pub extern "C" fn judge_nothing(at: *const u8, len: usize) -> u32 {
	let (Ok(program), Ok(witness)) = (
		Program::parse(bytes(at, len)),
		Witness::decode_all(&mut bytes(at, len)),
	) else {
		return 0;
	};
	let pass = Pass {
		program: &program,
		params: &[],
		grid: [1; 3],
		limit: Fuel(len as u64),
		inputs: &[],
		outputs: &[],
	};
	match judge(&pass, [0; 3], witness) {
		Ok(Verdict::Match) => 1,
		Ok(verdict) => 2 + u32::from(verdict > Verdict::Mismatch),
		Err(_) => 4,
	}
}
