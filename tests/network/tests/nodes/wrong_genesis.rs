//! A node comes to the wrong network.

use assay_tests_network::{other_dev_chain, secs, Chain, Node, Scene};
use serde_json::json;

/// A stranger knows a node of the network, but its own chain has another genesis.
///
/// Who is asked first sees the difference and hangs up without a word. So when the stranger asks,
/// it is the network's node that can tell why, in its debug log; and once that node asks the
/// stranger, the stranger can tell as well, and tells as an error.
#[test]
fn node_should_be_refused_when_it_has_another_genesis() {
	let scene = Scene::new("wrong_genesis");
	let home = scene.dev().arg("--no-gpu").arg("-lsync=debug").start();
	home.wait_for_finalised(1, secs(60));

	let stranger = scene
		.launch("stranger", Chain::Spec(other_dev_chain(&scene)))
		.base_path(scene.data("stranger"))
		.bootnodes(vec![home.address()])
		.start();
	let (ours, theirs) = (genesis(&home), genesis(&stranger));
	assert_ne!(ours, theirs);
	let (ours, theirs) = (as_logged(&ours), as_logged(&theirs));

	let refusal = home.wait_for_log("Peer is on different chain", secs(60));
	assert!(refusal.contains(&format!("(our genesis: {ours} theirs: {theirs})")), "{refusal}");

	home.rpc().call("system_addReservedPeer", json!([stranger.address()])).unwrap();
	let refusal = stranger.wait_for_log("is on a different chain", secs(60));
	assert!(refusal.contains(&format!("(our genesis: {theirs} theirs: {ours})")), "{refusal}");

	// Had it been taken in, it would have blocks by the time that the network finalised two more.
	let later = home.rpc().finalised().unwrap().number + 2;
	home.wait_for_finalised(later, secs(60));
	assert_eq!(stranger.rpc().peers().unwrap(), 0);
	assert_eq!(stranger.rpc().best().unwrap().number, 0);
	assert_eq!(home.rpc().peers().unwrap(), 0);
}

/// The hash of the node's genesis block.
fn genesis(node: &Node<'_>) -> String {
	node.rpc().hash_at(0).unwrap().expect("every chain has a genesis block")
}

/// A hash as it stands in a log: its two ends.
fn as_logged(hash: &str) -> String {
	format!("{}…{}", &hash[..6], &hash[hash.len() - 4..])
}
