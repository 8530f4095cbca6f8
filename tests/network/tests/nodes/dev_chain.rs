//! What a person sees who types `assay --dev`.

use assay_tests_network::{secs, Scene};
use std::time::Duration;

/// The promise, from the start of the process.
const TIME_TO_FIRST_BLOCK: Duration = secs(10);

/// How often the chain is started before the promise counts as broken: a machine that is busy with
/// something else is slow once, a node that got slower is slow every time.
const STARTS: usize = 3;

#[test]
fn dev_chain_should_make_its_first_block_within_ten_seconds_when_started_without_other_flags() {
	let scene = Scene::new("first_block");
	let mut times = Vec::new();
	for _ in 0..STARTS {
		let node = scene.dev().arg("--no-gpu").start();
		node.wait_for_best(1, secs(60));
		times.push(node.age());
		println!("first block after {:.1?}", node.age());
		if node.age() <= TIME_TO_FIRST_BLOCK {
			return;
		}
	}
	panic!("the first block took {times:.1?} in {STARTS} starts, never {TIME_TO_FIRST_BLOCK:?}");
}

#[test]
fn dev_chain_should_finalise_when_started_without_other_flags() {
	let scene = Scene::new("dev_chain");
	let node = scene.dev().arg("--no-gpu").start();
	node.wait_for_finalised(3, secs(60));
}
