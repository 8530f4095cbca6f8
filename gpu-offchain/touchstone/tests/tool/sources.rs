//! `check`, `compile`, `disasm` and `cost`.

use crate::bench::{b3sum, Bench};
use assay_touchstone::{Listing, Program};
use serde_json::json;

#[test]
fn check_should_say_what_the_kernel_needs() {
	let bench = Bench::with_image();
	bench.good("compile scale.wgsl -o scale.tsb");
	let id = b3sum(&bench.read("scale.tsb"));
	let told = bench.json("check scale.wgsl");
	for (name, value) in [
		("id", json!(id)),
		("bytes", json!(bench.read("scale.tsb").len())),
		("floats", json!("strict")),
		("workgroup_size", json!([4, 2, 1])),
		("inputs", json!(["pixels"])),
		("outputs", json!(["image"])),
		("param_words", json!(2)),
		("params", json!([{ "name": "factor", "word": 0 }, { "name": "width", "word": 1 }])),
	] {
		assert_eq!(told[name], value, "{name}");
	}
	let text = bench.good("check scale.wgsl");
	assert!(text.starts_with("scale.wgsl: fine\n"), "{text}");
	assert!(text.contains(&id) && text.contains("factor (word 0), width (word 1)"), "{text}");
	// Bytecode knows no names.
	assert_eq!(bench.json("check scale.tsb")["inputs"], json!(["in0"]));
}

#[test]
fn disasm_should_print_the_listing_of_the_bytecode() {
	let bench = Bench::with_image();
	bench.good("compile scale.wgsl -o scale.tsb");
	let program = Program::parse(&bench.read("scale.tsb")).unwrap();
	let listing = Listing(&program).to_string();
	assert_eq!(bench.good("disasm scale.wgsl"), listing);
	assert_eq!(bench.good("disasm scale.tsb"), listing);
	assert_eq!(bench.json("disasm scale.tsb")["listing"], listing);
}

#[test]
fn cost_should_be_that_of_the_program() {
	let bench = Bench::with_image();
	bench.good("compile scale.wgsl -o scale.tsb");
	let program = Program::parse(&bench.read("scale.tsb")).unwrap();
	let workgroup = program.workgroup_fuel(&[3, 8]).unwrap().0;
	let told = bench.json("cost scale.wgsl --params 0300000008000000 --grid 100,7,2");
	assert_eq!(
		told,
		json!({
			"workgroup_fuel": workgroup.to_string(),
			"pass_fuel": (1400 * workgroup).to_string(),
			"within_limit": true,
		})
	);
	let text = bench.good("cost scale.wgsl --params 0300000008000000");
	assert!(text.starts_with(&format!("workgroup  {workgroup} fuel")), "{text}");
}

#[test]
fn cost_should_say_so_when_no_job_can_be_that_expensive() {
	let bench = Bench::new();
	let kernel = "@group(0) @binding(0) var<storage, read_write> out: array<u32>;
		@group(0) @binding(1) var<uniform> n: u32;
		@compute @workgroup_size(1) fn main() {
			var sum = 0u;
			for (var i = 0u; i < n; i++) { sum = sum * 5u + i; }
			out[0] = sum;
		}";
	bench.write("k.wgsl", kernel.as_bytes());
	let text = bench.good("cost k.wgsl --params ffffff00");
	assert!(text.contains("no job with these parameters is accepted"), "{text}");
	assert_eq!(bench.json("cost k.wgsl --params 10000000")["within_limit"], true);
	let refused = bench.refused(2, "run k.wgsl --grid 1,1,1 --params ffffff00 --output 1");
	assert!(refused.contains("16000000 is the most"), "{refused}");
}
