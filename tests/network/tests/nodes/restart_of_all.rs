//! Every validator goes down at once.

use assay_tests_network::{secs, Launch, Scene, Validators};

#[test]
fn three_validators_should_lose_no_finalised_block_when_all_are_restarted_and_when_all_are_killed()
{
	let scene = Scene::new("restart_of_all");
	let validators = Validators::start(&scene);
	validators.wait_for_finalised(4, secs(120));
	let validators = come_back(validators, Validators::stop_all);
	come_back(validators, Validators::kill_all);
}

/// Ends the network and starts it again: the last block that was seen finalised must be there, under
/// the blocks that follow.
fn come_back<'scene>(
	validators: Validators<'scene>,
	end: impl FnOnce(Validators<'scene>) -> Vec<Launch<'scene>>,
) -> Validators<'scene> {
	let finalised = validators.finalised();
	let validators = Validators::start_from(end(validators));
	validators.wait_for_finalised(finalised.number + 3, secs(120));
	validators.assert_all_have(&finalised);
	validators
}
