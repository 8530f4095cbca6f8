//! Grids in several dispatches.

use crate::{
	jobs::{agrees, job, kernel, noise, run},
	machine::device_with,
};
use assay_engine::{Control, DeviceOptions, Discard};
use assay_market::{PassBuilder, Shape};
use assay_touchstone::Fuel;
use std::{cell::RefCell, time::Duration};

/// Writes down who writes, where in the grid, next to a word of the input.
const WHO: &str = "
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> written: array<u32>;
@compute @workgroup_size(8)
fn main(
	@builtin(workgroup_id) group: vec3<u32>,
	@builtin(num_workgroups) groups: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
	@builtin(global_invocation_id) id: vec3<u32>,
) {
	let number = (group.z * groups.y + group.y) * groups.x + group.x;
	let at = number * 8u + lane;
	written[at] = words[at] ^ (id.x + 256u * id.y + 65536u * id.z);
}";

/// Takes about a million fuel per workgroup.
const SLOW: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	var x = id.x;
	for (var i = 0u; i < 4000u; i++) {
		x = x * 1664525u + 1013904223u;
	}
	words[id.x] = x;
}";

fn options(largest_dispatch: u64) -> DeviceOptions {
	DeviceOptions { largest_dispatch, ..DeviceOptions::default() }
}

#[test]
fn any_split_should_give_the_same() {
	let who = kernel(WHO);
	let input = noise(8 * 30, 2);
	// Tiles of all 30 workgroups follow each other.
	let tiles = Shape { rows: 1, row_words: 8, pitch: 5 * 8, plane: 15 * 8 };
	let pass = PassBuilder::new(&who, [5, 3, 2]).read_job_inputs(1).write(8 * 30, tiles);
	let job = job(&[&input], [pass]);
	// All single, three and two of a row, rows, two rows and one, planes, all at once.
	for (largest, dispatches) in [(1, 30), (3, 12), (7, 6), (14, 4), (15, 2), (29, 2), (30, 1)] {
		let Some(device) = device_with(&options(largest)) else {
			return;
		};
		let report = agrees(&device, &job);
		assert_eq!(report.dispatches, dispatches, "at most {largest}");
	}
}

#[test]
fn a_grid_should_be_split_when_it_takes_long() {
	let options =
		DeviceOptions { dispatch_time: Duration::from_millis(1), ..DeviceOptions::default() };
	let Some(device) = device_with(&options) else {
		return;
	};
	let slow = kernel(SLOW);
	let groups = 256;
	let pass = PassBuilder::new(&slow, [groups, 1, 1]).write(64 * groups, Shape::flat(64));
	let job = job(&[], [pass]);
	let each = job.work().workgroup_fuel(0).expect("there is a pass");
	let told = RefCell::new(Vec::new());
	let tell = |progress| told.borrow_mut().push(progress);
	let control = Control { progress: Some(&tell), ..Control::default() };
	let report = device.run(&job, &mut Discard, &control).expect("runs");
	let told = told.into_inner();
	let total = Fuel(each.0 * u64::from(groups));
	assert_eq!((report.fuel, told.len() as u64), (total, report.dispatches));
	// 256 workgroups don't take less than a millisecond anywhere that a test runs on.
	assert!(report.dispatches > 1, "{report:?}");
	// The first dispatch goes by fuel, since nothing else is known.
	assert_eq!(told[0].done, Fuel(16_000_000 / each.0 * each.0));
	assert!(told.is_sorted_by_key(|progress| progress.done));
	let last = told.last().expect("several");
	assert_eq!((last.pass, last.done, last.total), (0, total, total));
	let (made, again) = run(&device, &job);
	assert_eq!(again.hashes, report.hashes);
	assert_eq!(made.passes[0][0].len(), 64 * 256 * 4);
	agrees(&device, &job);
}
