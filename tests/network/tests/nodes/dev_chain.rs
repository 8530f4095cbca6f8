//! What a person sees who types `assay --dev`.

use assay_tests_network::{secs, Scene};
use std::time::Duration;

/// The promise, from the start of the process.
const TIME_TO_FIRST_BLOCK: Duration = secs(10);

#[test]
fn dev_chain_should_make_a_block_within_ten_seconds_and_finalise_when_started_without_other_flags()
{
	let scene = Scene::new("first_block");
	let node = scene.dev().arg("--no-gpu").start();
	node.wait_for_best(1, secs(60));
	let (age, held_up) = (node.age(), node.held_up());
	println!("first block after {age:.1?}, of which it was held up for {held_up:.1?}");
	assert!(
		age <= TIME_TO_FIRST_BLOCK + held_up,
		"the first block took {age:.1?} and others took {held_up:.1?} of that"
	);
	node.wait_for_finalised(3, secs(60));
}
