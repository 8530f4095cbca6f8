//! Runs, against results that were computed here.

use crate::bench::{b3sum, bytes, Bench};
use serde_json::json;

/// The image in 2 x 2 tiles of 4 x 2 words, with factor 3 and width 8.
const IMAGE: &str = "--grid 2,2,1 --params 0300000008000000 --input pixels.bin --output 32,4x2@8";

#[test]
fn run_should_print_what_b3sum_prints_of_the_file_it_writes() {
	let bench = Bench::with_image();
	let out = bench.good(&format!("run scale.wgsl {IMAGE} --out image.bin"));
	let expected = bytes((0..32).map(|n| 3 * n));
	assert_eq!(bench.read("image.bin"), expected);
	assert_eq!(out, format!("{}  image.bin\n", b3sum(&expected)));
	// Without a file the output's name stands in its place.
	let out = bench.good(&format!("run scale.wgsl {IMAGE}"));
	assert_eq!(out, format!("{}  image\n", b3sum(&expected)));
}

#[test]
fn run_should_do_the_same_from_bytecode() {
	let bench = Bench::with_image();
	let line = bench.good("compile scale.wgsl -o scale.tsb");
	assert_eq!(line, format!("{}  scale.tsb\n", b3sum(&bench.read("scale.tsb"))));
	let from_source = bench.json(&format!("run scale.wgsl {IMAGE}"));
	let from_bytecode = bench.json(&format!("run scale.tsb {IMAGE}"));
	assert_eq!(from_source["outputs"][0]["hash"], from_bytecode["outputs"][0]["hash"]);
	assert_eq!(from_bytecode["outputs"][0]["name"], "out0");
	assert_eq!(from_source["fuel"], from_bytecode["fuel"]);
}

#[test]
fn run_should_tell_programs_what_it_tells_people() {
	let bench = Bench::with_image();
	let told = bench.json(&format!("run scale.wgsl {IMAGE} --out image.bin"));
	let expected = bytes((0..32).map(|n| 3 * n));
	assert_eq!(
		told["outputs"],
		json!([{ "name": "image", "hash": b3sum(&expected), "bytes": 128, "file": "image.bin" }])
	);
	assert_eq!(told["workgroups"], "4");
	let number = |name: &str| told[name].as_str().unwrap().parse::<u64>().unwrap();
	assert!(number("fuel") > 0 && number("fuel") <= number("fuel_at_most"));
	assert!(told["seconds"].as_f64().unwrap() >= 0.0);
}

#[test]
fn output_should_be_split_evenly_when_no_tile_is_given() {
	let bench = Bench::new();
	let kernel = "@group(0) @binding(0) var<storage, read_write> out: array<u32>;
		@compute @workgroup_size(2)
		fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) lane: vec3<u32>,
				@builtin(num_workgroups) grid: vec3<u32>) {
			let number = (group.z * grid.y + group.y) * grid.x + group.x;
			out[2u * number + lane.x] = 100u * number + lane.x;
		}";
	bench.write("k.wgsl", kernel.as_bytes());
	bench.good("run k.wgsl --grid 3,2,2 --output 24 --out out.bin");
	let expected = bytes((0..12).flat_map(|number| [100 * number, 100 * number + 1]));
	assert_eq!(bench.read("out.bin"), expected);
}

#[test]
fn run_should_use_every_output_every_input_and_every_override() {
	let bench = Bench::new();
	let kernel = "override scale: u32;
		override flip: bool = false;
		@group(0) @binding(0) var<storage, read> a: array<u32>;
		@group(0) @binding(3) var<storage, read> b: array<u32>;
		@group(0) @binding(1) var<storage, read_write> sum: array<u32>;
		@group(0) @binding(2) var<storage, read_write> difference: array<u32>;
		@compute @workgroup_size(8)
		fn main(@builtin(global_invocation_id) id: vec3<u32>) {
			sum[id.x] = scale * (a[id.x] + b[id.x]);
			difference[id.x] = select(a[id.x] - b[id.x], b[id.x] - a[id.x], flip);
		}";
	bench.write("k.wgsl", kernel.as_bytes());
	bench.write("a.bin", &bytes((0..16).map(|n| n * n)));
	bench.write("b.bin", &bytes(0..16));
	bench.good(
		"run k.wgsl --grid 2,1,1 --override scale=5 --override flip=true --input a.bin \
		 --input b.bin --output 16 --output 16 --out sum.bin --out difference.bin",
	);
	assert_eq!(bench.read("sum.bin"), bytes((0..16).map(|n| 5 * (n * n + n))));
	let difference = (0..16u32).map(|n| n.wrapping_sub(n * n));
	assert_eq!(bench.read("difference.bin"), bytes(difference));
}

/// Many workgroups, so that they are run on several cores and in several goes.
#[test]
fn large_run_should_put_every_tile_in_its_place() {
	let bench = Bench::new();
	let kernel = "@group(0) @binding(0) var<storage, read_write> out: array<u32>;
		@compute @workgroup_size(1)
		fn main(@builtin(global_invocation_id) id: vec3<u32>) { out[id.x] = id.x * id.x; }";
	bench.write("k.wgsl", kernel.as_bytes());
	bench.good("run k.wgsl --grid 40000,1,1 --output 40000 --out out.bin");
	let expected = bytes((0..40_000u32).map(|n| n.wrapping_mul(n)));
	assert_eq!(bench.read("out.bin"), expected);
}
