//! Connections that are lost, and taken up again.

use crate::{
	fake::{account, line, Fake, Script, Submission},
	ran::assay_in_background,
};
use assay_market::{Ending, Escrow, Job, JobEvent, JobState, Progress};

fn job() -> Job {
	let one = 1;
	Job {
		id: 7,
		requester: account("//Alice"),
		results: None,
		state: JobState::Queued { before: 0 },
		progress: Some(Progress {
			fuel: 1,
			attempt: 0,
			expires_at: 99,
			escrow: Escrow { payment: one, verification: one, deposit: one },
		}),
	}
}

#[test]
fn following_should_survive_a_restarted_node() {
	let mut script = Script::default();
	script.jobs.insert(7, job());
	let mut node = Fake::start(script.clone());
	let watching = assay_in_background(&["job", "watch", "7", "--json", "--url", &node.url]);
	watching.wait_for("\"status\"");

	// While the node was away the job expired, two blocks later.
	script.blocks = vec![Vec::new(), vec![JobEvent::Ended { ending: Ending::Expired }]];
	node.restart(script);
	let ran = watching.end();
	assert_eq!(ran.code, 1, "{}", ran.err);
	let events: Vec<_> = ran.out.lines().map(line).map(|line| line["event"].clone()).collect();
	assert_eq!(events[..4], ["status", "reconnecting", "reconnected", "ended"]);
	assert!(ran.err.contains(&format!("the connection to {} broke", node.url)), "{}", ran.err);
}

#[test]
fn a_transaction_should_be_found_and_not_sent_again() {
	// The node takes it, and goes away before it says what became of it.
	let mut script = Script { submission: Submission::Vanishes, ..Script::default() };
	script.jobs.insert(7, job());
	let mut node = Fake::start(script.clone());
	let cancelling = assay_in_background(&[
		"job",
		"cancel",
		"7",
		"--dev-key",
		"Alice",
		"--yes",
		"--url",
		&node.url,
	]);
	node.wait_for_submission();
	script.submission = Submission::Does(Vec::new());
	node.restart(script);
	let ran = cancelling.end();
	assert_eq!(ran.code, 0, "{}", ran.err);
	assert!(ran.out.starts_with("block 10: job 7 is cancelled"), "{}", ran.out);
	assert_eq!(node.submissions(), 1);
}
