//! What other programs find on a node.

use assay_tests_network::Scene;

/// One method of every namespace that wallets, explorers and validators' tools rely on.
const EXPECTED: [&str; 14] = [
	"author_rotateKeysWithOwner",
	"author_submitAndWatchExtrinsic",
	"babe_epochAuthorship",
	"chainHead_v1_follow",
	"chainSpec_v1_genesisHash",
	"chain_getFinalizedHead",
	"chain_subscribeFinalizedHeads",
	"grandpa_roundState",
	"payment_queryInfo",
	"state_getMetadata",
	"sync_state_genSyncSpec",
	"system_accountNextIndex",
	"system_health",
	"transactionWatch_v1_submitAndWatch",
];

#[test]
fn node_should_offer_the_usual_methods_when_it_runs() {
	let scene = Scene::new("interfaces");
	let node = scene.dev().arg("--no-gpu").start();
	let methods = node.rpc().methods().unwrap();
	let missing: Vec<_> =
		EXPECTED.iter().filter(|method| !methods.iter().any(|m| m == *method)).collect();
	assert!(missing.is_empty(), "the node doesn't offer {missing:?}");
}
