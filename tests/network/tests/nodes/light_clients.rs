//! What light clients start from.

use assay_tests_network::{secs, Scene};
use serde_json::{json, Value};

/// Bytes of a specification with the root of genesis. With all of genesis it is a thousand times as
/// long.
const MAX_BYTES: usize = 8 * 1024;

#[test]
fn light_spec_should_be_small_name_the_node_and_be_told_to_anybody() {
	let scene = Scene::new("light_spec");
	let node = scene.dev().arg("--no-gpu").arg("--rpc-methods").arg("safe");
	let node = node.arg("--light-client-port").arg("0").start();
	let url = format!("ws://{}", node.rpc().address());

	let printed = scene.run("export-light-spec", &["export-light-spec", "--url", &url]).succeeded();
	assert!(printed.len() < MAX_BYTES, "{} bytes: {printed}", printed.len());
	let spec: Value = serde_json::from_str(&printed).expect("it is printed as JSON");
	let genesis = node.rpc().hash_at(0).unwrap().unwrap();
	let header = node.rpc().call("chain_getHeader", json!([genesis])).unwrap();
	assert_eq!(spec["genesis"], json!({ "stateRootHash": header["stateRoot"] }));
	assert_eq!((&spec["id"], &spec["name"]), (&json!("dev"), &json!("Assay Development")));
	let boot_nodes = spec["bootNodes"].as_array().expect("there are some");
	let peer = node.rpc().call("system_localPeerId", json!([])).unwrap();
	let peer = peer.as_str().unwrap();
	assert!(!boot_nodes.is_empty());
	for address in boot_nodes {
		let address = address.as_str().unwrap();
		assert!(address.ends_with(&format!("/ws/p2p/{peer}")), "{address}");
	}

	let refused = node.rpc().call("sync_state_genSyncSpec", json!([true])).unwrap_err().to_string();
	assert!(refused.contains("call sync_state_genLightSpec instead"), "{refused}");
	assert!(refused.contains("--rpc-methods unsafe"), "{refused}");
}

#[test]
fn whole_spec_should_be_told_on_the_nodes_own_machine() {
	let scene = Scene::new("whole_spec");
	let node = scene.dev().arg("--no-gpu").start();
	node.wait_for_finalised(1, secs(60));
	let spec = node.rpc().call("sync_state_genSyncSpec", json!([false])).unwrap();
	assert!(spec["lightSyncState"]["finalizedBlockHeader"].is_string(), "it has no block");
	assert!(spec["genesis"]["runtimeGenesis"]["code"].is_string(), "it has no code");

	// It listens for no light client, since the harness chose its addresses.
	let url = format!("ws://{}", node.rpc().address());
	scene
		.run("export-light-spec", &["export-light-spec", "--url", &url])
		.assert_refusal(&["listens for no light client", "--light-client-port 30433"]);
}
