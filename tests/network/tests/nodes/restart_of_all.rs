//! Every validator goes down at once.

use assay_tests_network::{secs, Head, Launch, Scene, Validators};

#[test]
fn three_validators_should_lose_no_finalised_block_when_all_are_restarted() {
	let scene = Scene::new("restart_of_all");
	let (finalised, launches) = play_until_finalised(&scene, Validators::stop_all);
	check_nothing_is_lost(finalised, launches);
}

#[test]
fn three_validators_should_lose_no_finalised_block_when_all_are_killed() {
	let scene = Scene::new("crash_of_all");
	let (finalised, launches) = play_until_finalised(&scene, Validators::kill_all);
	check_nothing_is_lost(finalised, launches);
}

/// Finalises some blocks, then ends the network, and returns the last block seen finalised.
fn play_until_finalised<'scene>(
	scene: &'scene Scene,
	end: impl FnOnce(Validators<'scene>) -> Vec<Launch<'scene>>,
) -> (Head, Vec<Launch<'scene>>) {
	let validators = Validators::start(scene);
	validators.wait_for_finalised(4, secs(90));
	let finalised = validators.finalised();
	(finalised, end(validators))
}

/// Starts the network again: the block must be there, under the blocks that follow.
fn check_nothing_is_lost(finalised: Head, launches: Vec<Launch<'_>>) {
	let validators = Validators::start_from(launches);
	validators.wait_for_finalised(finalised.number + 3, secs(120));
	validators.assert_all_have(&finalised);
}
