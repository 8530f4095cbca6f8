//! One validator of three crashes, and one of them is started twice.

use assay_tests_network::{secs, wait::Seen, Chain, Key, Node, Rpc, RpcError, Scene, Validators};
use serde_json::json;

/// How far the best block runs ahead of the last finalised one before finality has stalled for
/// certain: votes that were under way when the validator died still finalise a block or two.
const STALLED: u64 = 4;

/// Where the runtime keeps the offences that it has seen proven, by kind: twox128 of `Offences`, of
/// `ConcurrentReportsIndex`.
const REPORTS: &str = "0xd5c41b52a371aa36c9254ce34324f2a560dc8ef000cdbdc859dd352229ce16fb";

/// The kind of two blocks in one slot, `babe:equivocatio`, as it stands in a key.
const TWO_BLOCKS: &str = "626162653a65717569766f636174696f";

/// A validator of three is killed with SIGKILL, blocks go on, it comes back and finality goes on.
/// Then another comes that uses the keys of one of them.
#[test]
fn three_validators_should_go_on_when_one_is_killed_and_when_one_is_started_twice() {
	let scene = Scene::new("validator_crash");
	let mut validators = Validators::start(&scene);
	validators.wait_for_finalised(3, secs(120));
	kill_one_and_bring_it_back(&mut validators);
	start_one_twice(&scene, &validators);
}

/// GRANDPA finalises with more than two thirds of the votes: of `n` validators it needs
/// `n - floor((n - 1) / 3)`, and of three that is all three. So two validators make blocks that
/// none of them may finalise, and when the third is back all those blocks are finalised too.
fn kill_one_and_bring_it_back(validators: &mut Validators<'_>) {
	let charlie = validators.kill(Key::Charlie);
	let alice = validators.node(Key::Alice);
	let at_crash = alice.rpc().best().unwrap();
	let finalised_at_crash = alice.rpc().finalised().unwrap();
	alice.wait_for_best(at_crash.number + 5, secs(90));
	alice.wait_for("stop finalising", secs(60), |rpc| {
		let (finalised, best) = (rpc.finalised()?, rpc.best()?);
		if best.number >= finalised.number + STALLED {
			Ok(())
		} else {
			Err(Seen::not_yet(format!("finalised {finalised}, best {best}")))
		}
	});

	let best_without_charlie = alice.rpc().best().unwrap();
	validators.join(charlie);
	validators.wait_for_finalised(best_without_charlie.number + 1, secs(120));
	validators.assert_all_have(&finalised_at_crash);
	validators.assert_all_have(&best_without_charlie);
}

/// Two nodes with Alice's keys is how equivocation happens in life: a stand-by that was started
/// while the first node still ran.
fn start_one_twice(scene: &Scene, validators: &Validators<'_>) {
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
