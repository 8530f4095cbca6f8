//! What the tool says when something is wrong with what it is given.

use crate::bench::{bytes, Bench};
use serde_json::Value;

const IMAGE: &str = "--grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32,4x2@8";

#[test]
fn tool_should_name_what_is_wrong_and_the_remedy() {
	let bench = Bench::with_image();
	bench.write("noise.tsb", b"not bytecode at all, but long enough for a header");
	bench.write("latin.wgsl", b"// gold\xe9");
	bench.good("compile scale.wgsl -o scale.tsb");
	for (args, words) in [
		("check nothing.wgsl", &["can't read the kernel nothing.wgsl"][..]),
		("check pixels.bin", &["pixels.bin", ".wgsl (source) or .tsb (bytecode)"]),
		("check latin.wgsl", &["latin.wgsl is not text: byte 7"]),
		("check noise.tsb", &["noise.tsb is not valid bytecode", "byte 0"]),
		("check scale.tsb --floats strict", &["fixed in bytecode: give them to `compile`"]),
		("check scale.wgsl --override size=4", &["there is no override `size`"]),
		("check scale.wgsl --override size", &["write NAME=VALUE"]),
		("compile scale.wgsl -o no/such/folder.tsb", &["can't write no/such/folder.tsb"]),
		(
			"run scale.wgsl --grid 2,2,1 --input pixels.bin --output 32",
			&["2 words of parameters and 0 are given", "16 hex digits", "factor (word 0), width (word 1)"],
		),
		(
			"run scale.wgsl --grid 2,2,1 --params 03000000080000 --input pixels.bin --output 32",
			&["14 hex digits; a word has 8"],
		),
		(
			"run scale.wgsl --grid 2,2,1 --params 0300000008000000 --output 32",
			&["1 inputs (pixels) and 0 files are given: give --input FILE once for each"],
		),
		(
			"run scale.wgsl --grid 3,2,1 --params 0300000008000000 --input pixels.bin --output 32",
			&["32 words can't be split evenly between 6 workgroups", "--output 32,16x16@1024"],
		),
		(
			"run scale.wgsl --grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32,8x2@8",
			&["output `image`: tiles overlap"],
		),
		(
			"run scale.wgsl --grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32 --output 1",
			&["1 outputs (image) and 2 are described"],
		),
		("run scale.wgsl --grid 0,1,1 --output 1", &["at least one workgroup in each direction"]),
		("run scale.wgsl --grid 1,1 --output 1", &["write three numbers"]),
		("run scale.wgsl --grid 1,1,1 --output 1,2", &["WORDS,ROW_WORDSxROWS@PITCH"]),
		("run scale.wgsl --grid 1,1,1", &["--output"]),
	] {
		let said = bench.refused(2, args);
		for word in words {
			assert!(said.contains(word), "{args}: {word:?} is not in {said}");
		}
	}
	let said = bench.refused(2, &format!("run scale.wgsl {IMAGE} --out a --out b"));
	assert!(said.contains("--out is given 2 times and the kernel has 1 outputs"), "{said}");
}

#[test]
fn verify_should_ask_for_every_hash() {
	let bench = Bench::with_image();
	let pass = "verify scale.wgsl --grid 2,2,1 --params 0300000008000000 --output 32,4x2@8 \
		--tile 0,0,0 --proof p";
	let hash = "00".repeat(32);
	let said = bench.refused(2, &format!("{pass} --output-hash {hash}"));
	assert!(said.contains("--input-hash is given 0 times and the kernel has 1"), "{said}");
	let said = bench.refused(2, &format!("{pass} --input-hash {hash}:128"));
	assert!(said.contains("--output-hash is given 0 times and the kernel has 1"), "{said}");
	let said = bench.refused(2, &format!("{pass} --input-hash {hash}:128 --output-hash {hash}"));
	assert!(said.contains("can't read the proof p"), "{said}");
	let said = bench.refused(2, &format!("{pass} --input-hash {hash} --output-hash {hash}"));
	assert!(said.contains("write HASH:BYTES"), "{said}");
}

#[test]
fn wrong_kernel_should_be_shown_with_its_line_and_as_json() {
	let bench = Bench::new();
	bench.write("k.wgsl", b"@compute @workgroup_size(1)\nfn main() {\n\tlet x = y;\n}\n");
	let said = bench.refused(2, "check k.wgsl");
	assert!(said.contains("k.wgsl:3:10\n") && said.contains("3 |     let x = y;"), "{said}");
	let ran = bench.run("check k.wgsl --json");
	assert_eq!((ran.code, ran.err.as_str()), (2, ""));
	let told: Value = serde_json::from_str(&ran.out).unwrap();
	assert_eq!(told["error"], "the kernel is refused");
	let first = &told["diagnostics"][0];
	assert_eq!((&first["line"], &first["column"]), (&3.into(), &10.into()));
	assert_eq!((&first["file"], &first["severity"]), (&"k.wgsl".into(), &"error".into()));
	let ran = bench.run("check none.wgsl --json");
	let told: Value = serde_json::from_str(&ran.out).unwrap();
	assert!(told["error"].as_str().unwrap().starts_with("can't read the kernel none.wgsl"));
}

#[test]
fn result_of_another_length_should_be_refused() {
	let bench = Bench::with_image();
	bench.write("short.bin", &bytes(0..31));
	let said = bench
		.refused(2, &format!("prove scale.wgsl {IMAGE} --tile 0,0,0 --proof p --result short.bin"));
	assert!(said.contains("output `image` has 124 bytes and its 32 words are 128"), "{said}");
	let said = bench.refused(2, &format!("prove scale.wgsl {IMAGE} --tile 2,0,0 --proof p"));
	assert!(said.contains("the workgroup is not in the grid"), "{said}");
}
