//! One validator of three crashes.

use assay_tests_network::{secs, wait::Seen, Key, Scene, Validators};

/// How far the best block runs ahead of the last finalised one before finality has stalled for
/// certain: votes that were under way when the validator died still finalise a block or two.
const STALLED: u64 = 4;

/// A validator of three is killed with SIGKILL, blocks go on, it comes back and finality goes on.
///
/// GRANDPA finalises with more than two thirds of the votes: of `n` validators it needs
/// `n - floor((n - 1) / 3)`, and of three that is all three. So two validators make blocks that
/// none of them may finalise, and when the third is back all those blocks are finalised too.
#[test]
fn three_validators_should_go_on_when_one_is_killed_and_comes_back() {
	let scene = Scene::new("validator_crash");
	let mut validators = Validators::start(&scene);
	validators.wait_for_finalised(3, secs(90));

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
