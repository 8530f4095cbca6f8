//! Jobs that there are not, or not yet, or not any more.

use super::told;
use crate::{
	fake::{account, line, Fake, Script},
	ran::assay,
};
use assay_market::{Ending, Escrow, Job, JobState, Progress, Run};
use assay_runtime::{currency::ASY, AccountId};

#[test]
fn an_unknown_job() {
	let node = Fake::start(Script::default());
	told(
		&assay(&["job", "watch", "7", "--url", &node.url]),
		2,
		"error: the chain knows no job 7\n  what to do: look at the number: `assay job run` printed \
		 it. Jobs that are over are forgotten after a week\n",
	);
}

fn on(requester: AccountId, state: JobState) -> Job {
	let one = ASY;
	Job {
		id: 7,
		requester,
		results: None,
		state,
		progress: Some(Progress {
			fuel: 1_000,
			attempt: 1,
			expires_at: 99,
			escrow: Escrow { payment: one, verification: one, deposit: one },
		}),
	}
}

#[test]
fn somebody_elses_job() {
	let mut script = Script::default();
	script.jobs.insert(7, on(account("//Bob"), JobState::Queued { before: 3 }));
	let node = Fake::start(script);
	told(
		&assay(&["job", "cancel", "7", "--url", &node.url, "--dev-key", "Alice", "--yes"]),
		5,
		"error: job 7 was submitted by 5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty, and this \
		 key is that of 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\n  what to do: sign with \
		 the key that submitted it. Nothing was spent\n",
	);
	assert_eq!(node.submissions(), 0);
}

#[test]
fn a_job_that_runs_already() {
	let mut script = Script::default();
	let run = Run { operator: account("//Bob"), payment: ASY };
	let running = JobState::Assigned { run, until: 30 };
	script.jobs.insert(7, on(account("//Alice"), running));
	let node = Fake::start(script);
	told(
		&assay(&["job", "cancel", "7", "--url", &node.url, "--dev-key", "Alice", "--yes"]),
		5,
		"error: job 7 can't be taken back: it is running\n  what to do: follow it with `assay job \
		 watch 7`. Nothing was spent\n",
	);
	told(
		&assay(&["job", "result", "7", "--url", &node.url]),
		1,
		"error: job 7 has no verified result yet: running\n  what to do: wait with `assay job watch \
		 7`; --unverified takes what is committed to\n",
	);
}

#[test]
fn a_result_of_a_job_that_has_none() {
	let mut script = Script::default();
	let expired = Job {
		id: 7,
		requester: account("//Alice"),
		results: None,
		state: JobState::Over {
			ending: Ending::Irreproducible,
			operator: None,
			paid: 0,
			forget_at: 1,
		},
		progress: None,
	};
	script.jobs.insert(7, expired);
	let node = Fake::start(script);
	told(
		&assay(&["job", "result", "7", "--url", &node.url]),
		1,
		"error: job 7 has no result: ended: three providers couldn't make an accurate result\n  what \
		 to do: widen --tolerance, or use strict floats; `touchstone diff` shows where devices \
		 differ. A small fee was taken\n",
	);
}

#[test]
fn errors_should_be_json_where_programs_listen() {
	let node = Fake::start(Script::default());
	let ran = assay(&["job", "status", "7", "--url", &node.url, "--json"]);
	assert_eq!(ran.code, 2);
	assert_eq!(
		line(&ran.out),
		serde_json::json!({
			"error": "the chain knows no job 7",
			"advice": "look at the number: `assay job run` printed it. Jobs that are over are \
					   forgotten after a week",
			"code": 2,
		})
	);
}
