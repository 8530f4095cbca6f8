//! What the development chain remembers, and who may have its database.

use assay_tests_network::{other_dev_chain, secs, Chain, Scene};

/// The folder of a database carries its chain's id, so a database of another chain is met when a
/// specification keeps the id and changes the genesis, as when a test chain is started anew.
#[test]
fn database_should_keep_its_blocks_and_be_one_nodes_and_one_chains_when_it_has_a_base_path() {
	let scene = Scene::new("dev_chain_keeps");
	let data = scene.data("dev");
	let node = scene.dev().arg("--no-gpu").base_path(data.clone()).start();
	let before = node.wait_for_finalised(2, secs(60));

	let outcome = scene.launch("second", Chain::Dev).base_path(data.clone()).start_in_vain();
	outcome.assert_refusal(&["in use", "--base-path"]);
	// That didn't disturb it.
	let before_stop = node.wait_for_best(before.number + 2, secs(60));

	let node = node.stop().start();
	let again = node.wait_for_best(before_stop.number, secs(60));
	assert_eq!(node.rpc().hash_at(before.number).unwrap(), Some(before.hash));
	node.wait_for_finalised(again.number + 2, secs(60));
	node.stop();

	let other = other_dev_chain(&scene);
	let outcome = scene.launch("other", Chain::Spec(other)).base_path(data).start_in_vain();
	outcome.assert_refusal(&["genesis", "purge-chain"]);
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
