//! A node comes to the wrong network.

use assay_tests_network::{other_dev_chain, secs, Chain, Scene};

/// What the stranger's log says, once per boot node that turned it away.
const REFUSAL: &str = "is on a different chain";

#[test]
fn node_should_be_refused_when_it_has_another_genesis() {
	let scene = Scene::new("wrong_genesis");
	let home = scene.dev().start();
	home.wait_for_finalised(1, secs(60));

	let stranger = scene
		.launch("stranger", Chain::Spec(other_dev_chain(&scene)))
		.base_path(scene.data("stranger"))
		.bootnodes(vec![home.address()])
		.start();
	assert_ne!(
		stranger.rpc().hash_at(0).unwrap(),
		home.rpc().hash_at(0).unwrap()
	);

	let line = stranger.wait_for_log(REFUSAL, secs(60));
	let home_genesis = home
		.rpc()
		.hash_at(0)
		.unwrap()
		.expect("a chain has a genesis block");
	assert!(
		line.contains(&home_genesis),
		"the refusal doesn't name the other genesis: {line}"
	);

	// Had it been taken in, it would have followed the chain by the time that two more blocks are
	// finalised.
	let later = home.rpc().finalised().unwrap().number + 2;
	home.wait_for_finalised(later, secs(60));
	assert_eq!(stranger.rpc().peers().unwrap(), 0);
	assert_eq!(stranger.rpc().best().unwrap().number, 0);
	assert_eq!(home.rpc().peers().unwrap(), 0);
}
