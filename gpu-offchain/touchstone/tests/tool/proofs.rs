//! `prove`, then `verify` by somebody who has the hashes only.

use crate::bench::{b3sum, bytes, Bench};
use serde_json::json;

const PASS: &str = "scale.wgsl --grid 2,2,1 --params 0300000008000000 --output 32,4x2@8";

/// What `verify` is told of the image, with the hash of this output.
fn told(output: &[u8]) -> String {
	let input = b3sum(&bytes(0..32));
	format!(
		"verify {PASS} --input-hash {input}:128 --output-hash {} --proof tile.proof",
		b3sum(output)
	)
}

fn image() -> Vec<u8> {
	bytes((0..32).map(|n| 3 * n))
}

#[test]
fn proof_should_be_verified_from_the_hashes_alone() {
	let bench = Bench::with_image();
	let out =
		bench.good(&format!("prove {PASS} --input pixels.bin --tile 1,1,0 --proof tile.proof"));
	assert!(out.contains(&format!("--input-hash {}:128", b3sum(&bytes(0..32)))), "{out}");
	assert!(out.contains(&format!("--output-hash {}", b3sum(&image()))), "{out}");
	let verify = format!("{} --tile 1,1,0", told(&image()));
	assert_eq!(bench.good(&verify), "match\n");
	assert_eq!(bench.json(&verify), json!({ "verdict": "match", "detail": null }));
}

#[test]
fn wrong_tile_should_be_a_mismatch_and_the_others_match() {
	let bench = Bench::with_image();
	let mut wrong = image();
	wrong[4 * 31] ^= 1;
	bench.write("image.bin", &wrong);
	for (tile, code, out) in [("0,0,0", 0, "match\n"), ("1,1,0", 1, "mismatch\n")] {
		bench.good(&format!(
			"prove {PASS} --input pixels.bin --result image.bin --tile {tile} --proof tile.proof"
		));
		let ran = bench.run(&format!("{} --tile {tile}", told(&wrong)));
		assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (code, out, ""));
	}
}

#[test]
fn proof_should_be_refused_when_any_byte_of_it_was_changed() {
	let bench = Bench::with_image();
	bench.good(&format!("prove {PASS} --input pixels.bin --tile 0,1,0 --proof tile.proof"));
	let proof = bench.read("tile.proof");
	let verify = format!("{} --tile 0,1,0", told(&image()));
	for place in (0..proof.len()).step_by(7) {
		let mut changed = proof.clone();
		changed[place] ^= 0x10;
		bench.write("tile.proof", &changed);
		let ran = bench.run(&verify);
		assert_eq!(ran.code, 1, "byte {place}: {}", ran.out);
		assert!(ran.out.starts_with("refused: "), "byte {place}: {}", ran.out);
	}
	for (bytes, reason) in [
		(&proof[..proof.len() - 1], "refused: not a proof: "),
		(&[&proof[..], b"x"].concat(), "refused: 1 bytes behind the proof"),
		(b"", "refused: the file doesn't begin as a proof does"),
	] {
		bench.write("tile.proof", bytes);
		let ran = bench.run(&verify);
		assert_eq!(ran.code, 1);
		assert!(ran.out.starts_with(reason), "{}", ran.out);
	}
}

#[test]
fn tolerance_should_decide_about_relaxed_outputs() {
	let bench = Bench::new();
	let kernel = "// assay: relaxed
		@group(0) @binding(0) var<storage, read_write> out: array<f32>;
		@compute @workgroup_size(1) fn main() { out[0] = 2.0; }";
	bench.write("k.wgsl", kernel.as_bytes());
	let off = 2.25f32.to_le_bytes();
	bench.write("out.bin", &off);
	let pass = "k.wgsl --grid 1,1,1 --output 1 --tile 0,0,0 --proof p";
	bench.good(&format!("prove {pass} --result out.bin"));
	let verify = format!("verify {pass} --output-hash {}", b3sum(&off));
	for (tolerance, code, verdict) in [
		("", 1, "mismatch\n"),
		("--tolerance exact", 1, "mismatch\n"),
		("--tolerance 0.25,0", 0, "match\n"),
		("--tolerance 0,0.125", 0, "match\n"),
		("--tolerance 0.125,0", 1, "inaccurate\n"),
		("--tolerance 0.015,0", 1, "mismatch\n"),
	] {
		let ran = bench.run(&format!("{verify} {tolerance}"));
		assert_eq!((ran.code, ran.out.as_str()), (code, verdict), "{tolerance}");
	}
}

#[test]
fn void_kernel_should_be_said_to_be_one() {
	let bench = Bench::new();
	let kernel = "var<workgroup> board: array<u32, 4>;
		@group(0) @binding(0) var<storage, read_write> out: array<u32>;
		@compute @workgroup_size(4) fn main(@builtin(local_invocation_index) lane: u32) {
			board[lane / 2u] = lane;
			out[lane] = lane;
		}";
	bench.write("k.wgsl", kernel.as_bytes());
	bench.write("out.bin", &[0; 16]);
	let pass = "k.wgsl --grid 1,1,1 --output 4 --tile 0,0,0 --proof p";
	let out = bench.good(&format!("prove {pass} --result out.bin"));
	let reason = "lanes access the same word without a barrier in between";
	assert!(out.contains(&format!("The kernel is void here: {reason}")), "{out}");
	let ran = bench.run(&format!("verify {pass} --output-hash {}", b3sum(&[0; 16])));
	assert_eq!((ran.code, ran.out), (1, format!("void: {reason}\n")));
	let refused = bench.refused(2, "run k.wgsl --grid 1,1,1 --output 4");
	assert!(refused.contains("workgroup 0,0,0: void at instruction"), "{refused}");
}
