//! What a person sees who types `assay --dev`.

use assay_tests_network::{secs, Scene};
use std::time::Duration;

/// The promise of the README, from the start of the process.
const TIME_TO_FIRST_BLOCK: Duration = secs(10);

#[test]
fn dev_chain_should_make_its_first_block_and_finalise_when_started_without_other_flags() {
	let scene = Scene::new("dev_chain");
	let node = scene.dev().start();

	node.wait_for_best(1, secs(60));
	let first_block_after = node.age();
	println!("first block after {:.1} s", first_block_after.as_secs_f64());
	assert!(
		first_block_after <= TIME_TO_FIRST_BLOCK,
		"the first block took {first_block_after:.1?}, more than {TIME_TO_FIRST_BLOCK:?}"
	);

	node.wait_for_finalised(3, secs(60));
}
