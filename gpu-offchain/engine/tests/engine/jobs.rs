//! Kernels and jobs to run.

use assay_compiler::{compile, Options};
use assay_engine::{Backend, Collected, Control, Device, Job, Report};
use assay_market::{InputSource, JobBuilder, PassBuilder, Shape};

/// The bytecode of a kernel.
pub fn kernel(source: &str) -> Vec<u8> {
	let compiled = compile(source, "kernel.wgsl", &Options::default());
	compiled.unwrap_or_else(|errors| panic!("{errors}")).bytecode
}

/// Adds a parameter to each word.
pub const ADD: &str = "
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> sums: array<u32>;
@group(0) @binding(2) var<uniform> add: vec4<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	sums[id.x] = words[id.x] + add.x + id.y * 1000u + id.z * 1000000u;
}";

/// Fills its output with numbers that no other place has.
pub const FILL: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<uniform> seed: vec4<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	words[id.x] = (id.x + seed.x) * 2654435761u + 1u;
}";

/// Words that look like noise.
pub fn noise(count: u32, seed: u32) -> Vec<u8> {
	(0..count)
		.map(|i| (i ^ seed).wrapping_mul(0x9e37_79b9).rotate_left(i % 32) ^ seed)
		.flat_map(u32::to_le_bytes)
		.collect()
}

/// A job of these passes on these inputs.
pub fn job<'a>(inputs: &[&'a [u8]], passes: impl IntoIterator<Item = PassBuilder>) -> Job<'a> {
	let builder = inputs.iter().fold(JobBuilder::new(), |job, input| job.input(input));
	let work = builder.passes(passes).finish().unwrap_or_else(|error| panic!("{error}"));
	Job::new(work, inputs.to_vec()).unwrap_or_else(|error| panic!("{error}"))
}

/// The first output of a pass.
pub fn made(pass: u8) -> InputSource {
	InputSource::Pass { pass, output: 0 }
}

/// Workgroups in x of a kernel with four parameters, without inputs and outputs yet.
pub fn row(kernel: &[u8], groups: u32, params: [u32; 4]) -> PassBuilder {
	PassBuilder::new(kernel, [groups, 1, 1]).params(&params)
}

/// A pass of a kernel with one output and `groups` workgroups of 64 words.
pub fn line(kernel: &[u8], groups: u32, params: [u32; 4], inputs: &[InputSource]) -> PassBuilder {
	let pass = inputs.iter().fold(row(kernel, groups, params), |pass, input| pass.read(*input));
	pass.write(64 * groups, Shape::flat(64))
}

/// Runs a job and keeps everything.
pub fn run(device: &Device, job: &Job<'_>) -> (Collected, Report) {
	let mut made = Collected::default();
	let report = device.run(job, &mut made, &Control::default());
	(made, report.unwrap_or_else(|error| panic!("{error}")))
}

/// Runs a job on the interpreter and keeps everything.
pub fn interpret(job: &Job<'_>) -> (Collected, Report) {
	let mut made = Collected::default();
	let report = Backend::Interpreter.run(job, &mut made, &Control::default());
	(made, report.unwrap_or_else(|error| panic!("{error}")))
}

/// Demands the interpreter's bits and hashes.
pub fn agrees(device: &Device, job: &Job<'_>) -> Report {
	let (expected, by_interpreter) = interpret(job);
	let (got, report) = run(device, job);
	for (pass, (got, expected)) in got.passes.iter().zip(&expected.passes).enumerate() {
		for (output, (got, expected)) in got.iter().zip(expected).enumerate() {
			assert_eq!(got.len(), expected.len(), "pass {pass}, output {output}");
			let words = got.chunks_exact(4).zip(expected.chunks_exact(4));
			let different = words.enumerate().find(|(_, (got, expected))| got != expected);
			assert_eq!(different, None, "pass {pass}, output {output}");
		}
	}
	assert_eq!(got, expected);
	assert_eq!(report.hashes, by_interpreter.hashes);
	assert_eq!(report.fuel, by_interpreter.fuel);
	assert!(by_interpreter.took <= Some(by_interpreter.fuel));
	report
}
