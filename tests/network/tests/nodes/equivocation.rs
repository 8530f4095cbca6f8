//! A validator signs two blocks of one slot.

use assay_tests_network::{secs, wait::Seen, Chain, Key, Node, Rpc, RpcError, Scene, Validators};
use serde_json::json;

/// Where the runtime keeps the offences that it has seen proven, by kind: twox128 of `Offences`, of
/// `ConcurrentReportsIndex`.
const REPORTS: &str = "0xd5c41b52a371aa36c9254ce34324f2a560dc8ef000cdbdc859dd352229ce16fb";

/// The kind of two blocks in one slot, `babe:equivocatio`, as it stands in a key.
const TWO_BLOCKS: &str = "626162653a65717569766f636174696f";

/// Two nodes with Alice's keys is how equivocation happens in life: a stand-by that was started
/// while the first node still ran.
#[test]
fn validator_should_be_reported_on_chain_when_two_nodes_use_its_keys() {
	let scene = Scene::new("equivocation");
	let validators = Validators::start(&scene);
	validators.wait_for_finalised(1, secs(90));
	let bob = validators.node(Key::Bob);
	assert_eq!(reports(bob.rpc()).unwrap(), 0);

	let _twin = scene
		.launch("twin", Chain::Local)
		.key(Key::Alice)
		.base_path(scene.data("twin"))
		.bootnodes(validators.nodes().iter().map(Node::address).collect())
		.start();
	bob.wait_for("have an offence on its chain", secs(180), |rpc| match reports(rpc)? {
		0 => Err(Seen::not_yet("no report")),
		_ => Ok(()),
	});

	// Those who are honest go on.
	let later = bob.rpc().best().unwrap().number + 3;
	bob.wait_for_best(later, secs(60));
}

/// In how many slots the best block knows that somebody signed two blocks.
fn reports(rpc: &Rpc) -> Result<usize, RpcError> {
	rpc.read("state_getKeysPaged", json!([REPORTS, 100]), |keys| {
		let keys = keys.as_array()?.iter().filter_map(|key| key.as_str());
		Some(keys.filter(|key| key.contains(TWO_BLOCKS)).count())
	})
}
