//! Jobs of several passes.

use crate::{
	jobs::{agrees, flat, interpret, kernel, line, noise, ADD, FILL},
	machine::device,
};
use assay_engine::{Job, Pass, Source};

/// Adds two inputs word by word.
pub const PLUS: &str = "
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> sums: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	sums[id.x] = a[id.x] + b[id.x];
}";

fn made(pass: usize) -> Source {
	Source::Output { pass, output: 0 }
}

#[test]
fn passes_should_read_what_earlier_ones_made() {
	let Some(device) = device() else { return };
	let (fill, add, plus) = (kernel(FILL), kernel(ADD), kernel(PLUS));
	let input = noise(64 * 4, 3);
	let sum = |a, b| Pass {
		program: &plus,
		grid: [4, 1, 1],
		params: vec![],
		inputs: vec![a, b],
		outputs: vec![flat(256, 64)],
	};
	let job = Job {
		inputs: vec![&input],
		passes: vec![
			line(&fill, 4, [5, 0, 0, 0], vec![]),
			line(&add, 4, [9, 0, 0, 0], vec![Source::Input(0)]),
			sum(made(0), made(1)),
			// The same output twice, and one that was made long before.
			sum(made(2), made(2)),
			sum(made(3), made(0)),
			sum(Source::Input(0), made(4)),
		],
	};
	agrees(&device, &job);
	let (all, _) = interpret(&job);
	let word = |bytes: &[u8], at: usize| {
		u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
	};
	let (filled, given) = (word(&all.passes[0][0], 40), word(&input, 40));
	let expected = given
		.wrapping_add(filled)
		.wrapping_add(filled.wrapping_add(given).wrapping_add(9).wrapping_mul(2));
	assert_eq!(word(&all.passes[5][0], 40), expected);
}

#[test]
fn a_long_chain_should_need_few_buffers() {
	let Some(device) = device() else { return };
	let (fill, add) = (kernel(FILL), kernel(ADD));
	let mut passes = vec![line(&fill, 16, [5, 0, 0, 0], vec![])];
	passes
		.extend((1..64).map(|pass| line(&add, 16, [pass, 0, 0, 0], vec![made(pass as usize - 1)])));
	let job = Job { inputs: vec![], passes };
	let report = agrees(&device, &job);
	assert_eq!(report.hashes.len(), 64);
	// Two outputs at a time, the words of the pass and those of the dispatch.
	let counters = device.counters();
	assert_eq!((counters.pipelines, counters.buffers), (2, 4), "{counters:?}");
}
