//! Where keys come from, and where they must not.

use crate::{
	fake::{Fake, Script},
	ran::{assay, Folder},
};
use assay_market::{Ending, Escrow, Job, JobState, Progress};
use std::{fs, os::unix::fs::PermissionsExt};

/// A chain with job 7 of Alice's, which is queued.
fn with_a_job() -> Script {
	let mut script = Script::default();
	let one = 1;
	let job = Job {
		id: 7,
		requester: crate::fake::account("//Alice"),
		results: None,
		state: JobState::Queued { before: 0 },
		progress: Some(Progress {
			fuel: 1,
			attempt: 0,
			expires_at: 99,
			escrow: Escrow { payment: one, verification: one, deposit: one },
		}),
	};
	script.jobs.insert(7, job);
	script
}

fn cancel(script: Script, more: &[&str]) -> (u8, String) {
	let node = Fake::start(script);
	let start = ["job", "cancel", "7", "--yes", "--url", &node.url];
	let ran = assay(&[&start, more].concat());
	assert_eq!(node.submissions(), usize::from(ran.code == 5 && ran.err.contains("scripted")));
	(ran.code, ran.err)
}

#[test]
fn a_phrase_and_a_keystore_file_should_both_sign() {
	let folder = Folder::new();
	for text in ["//Alice", "\"//Alice\"", "//Alice\n"] {
		let file = folder.file("key", text);
		fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
		// It came to the node, which refuses it since nothing else was scripted.
		let (code, err) = cancel(with_a_job(), &["--key-file", &file]);
		assert_eq!(code, 5, "{err}");
		assert!(err.contains("it isn't scripted"), "{err}");
	}
}

#[test]
fn a_file_that_others_can_read_should_be_refused() {
	let folder = Folder::new();
	let file = folder.file("key", "//Alice");
	fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
	let (code, err) = cancel(with_a_job(), &["--key-file", &file]);
	assert_eq!(code, 2);
	assert_eq!(
		folder.plain(&err),
		"error: the key file key can be read by others (mode 640)\n  what to do: keep it to \
		 yourself with `chmod 600 key`, then try again\n"
	);
}

#[test]
fn a_key_that_everybody_knows_should_do_for_development_only() {
	let (code, err) =
		cancel(Script { chain_type: "Live", ..with_a_job() }, &["--dev-key", "Alice"]);
	assert_eq!(code, 2);
	assert_eq!(
		err,
		"error: //Alice is a key that everybody knows, and this is no development chain\n  what \
		 to do: use a key of your own with --key-file. Nothing was sent\n"
	);
}

#[test]
fn a_job_that_is_over_should_not_be_taken_back() {
	let mut script = with_a_job();
	script.jobs.insert(
		7,
		Job {
			id: 7,
			requester: crate::fake::account("//Alice"),
			results: None,
			state: JobState::Over {
				ending: Ending::Expired,
				operator: None,
				paid: 0,
				forget_at: 5,
			},
			progress: None,
		},
	);
	let (code, err) = cancel(script, &["--dev-key", "Alice"]);
	assert_eq!(code, 5);
	assert_eq!(
		err,
		"error: job 7 is over: expired: nobody was found to run it\n  what to do: nothing is left \
		 to take back. Nothing was spent\n"
	);
}
