//! What the development chain remembers.

use assay_tests_network::{secs, Scene};

#[test]
fn dev_chain_should_keep_its_blocks_when_it_has_a_base_path() {
	let scene = Scene::new("dev_chain_keeps");
	let node = scene.dev().arg("--no-gpu").base_path(scene.data("dev")).start();
	let before = node.wait_for_finalised(2, secs(60));

	let node = node.stop().start();
	let again = node.wait_for_best(before.number, secs(60));
	assert_eq!(node.rpc().hash_at(before.number).unwrap(), Some(before.hash));

	node.wait_for_finalised(again.number + 2, secs(60));
}

#[test]
fn dev_chain_should_forget_its_blocks_when_it_has_no_base_path() {
	let scene = Scene::new("dev_chain_forgets");
	let node = scene.dev().arg("--no-gpu").start();
	node.wait_for_best(1, secs(60));
	let before = node.rpc().hash_at(1).unwrap();

	let node = node.stop().start();
	node.wait_for_best(1, secs(60));
	// Block 1 says when it was made, so no two chains have the same.
	assert_ne!(node.rpc().hash_at(1).unwrap(), before);
}
