//! Jobs of several passes.

use crate::{
	jobs::{agrees, interpret, job, kernel, line, made, noise, ADD, FILL},
	machine::device,
};
use assay_market::{InputSource, PassBuilder, Shape};

/// Adds two inputs word by word.
pub const PLUS: &str = "
@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> sums: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	sums[id.x] = a[id.x] + b[id.x];
}";

#[test]
fn passes_should_read_what_earlier_ones_made() {
	let Some(device) = device() else { return };
	let (fill, add, plus) = (kernel(FILL), kernel(ADD), kernel(PLUS));
	let input = noise(64 * 4, 3);
	let sum = |a, b| PassBuilder::new(&plus, [4, 1, 1]).read(a).read(b).write(256, Shape::flat(64));
	let job = job(
		&[&input],
		[
			line(&fill, 4, [5, 0, 0, 0], &[]),
			line(&add, 4, [9, 0, 0, 0], &[InputSource::Job(0)]),
			sum(made(0), made(1)),
			// The same output twice, and one that was made long before.
			sum(made(2), made(2)),
			sum(made(3), made(0)),
			sum(InputSource::Job(0), made(4)),
		],
	);
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
	let first = line(&fill, 16, [5, 0, 0, 0], &[]);
	let others = (1..64).map(|pass| line(&add, 16, [pass.into(), 0, 0, 0], &[made(pass - 1)]));
	let job = job(&[], std::iter::once(first).chain(others));
	let report = agrees(&device, &job);
	assert_eq!(report.hashes.len(), 64);
	// Two outputs at a time, the words of the pass and those of the dispatch.
	let counters = device.counters();
	assert_eq!((counters.pipelines, counters.buffers), (2, 4), "{counters:?}");
}
