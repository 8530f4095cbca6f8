//! What other programs find on a node.

use assay_tests_network::{Node, Scene};
use std::{
	io::{Read, Write},
	net::TcpStream,
};

/// One method of every namespace that wallets, explorers and validators' tools rely on.
const EXPECTED: [&str; 15] = [
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
	"sync_state_genLightSpec",
	"sync_state_genSyncSpec",
	"system_accountNextIndex",
	"system_health",
	"transactionWatch_v1_submitAndWatch",
];

#[test]
fn dev_chain_should_offer_the_usual_methods_and_let_no_foreign_page_in() {
	let scene = Scene::new("interfaces");
	let node = scene.dev().arg("--no-gpu").start();
	let methods = node.rpc().methods().unwrap();
	let missing: Vec<_> =
		EXPECTED.iter().filter(|method| !methods.iter().any(|m| m == *method)).collect();
	assert!(missing.is_empty(), "the node doesn't offer {missing:?}");

	let host = node.rpc().address().to_string();
	let foreign = answer(&node, &host, "https://page.example");
	assert!(!foreign.contains("access-control-allow-origin"), "{foreign}");
	let ours = answer(&node, &host, "http://localhost");
	assert!(ours.contains("access-control-allow-origin: http://localhost\r\n"), "{ours}");
	// A page whose own name was made to stand for this machine.
	let disguised = answer(&node, "page.example", "http://page.example");
	assert!(disguised.starts_with("http/1.1 403 "), "{disguised}");
}

/// What the node answers to a page of an origin that calls it by a name, in small letters.
fn answer(node: &Node<'_>, host: &str, origin: &str) -> String {
	let body = r#"{"jsonrpc":"2.0","id":1,"method":"system_health","params":[]}"#;
	let mut stream = TcpStream::connect(node.rpc().address()).unwrap();
	write!(
		stream,
		"POST / HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nContent-Type: application/json\r\n\
		 Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
		body.len()
	)
	.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	answer.to_ascii_lowercase()
}
