//! How a job stands, for people and for programs.

use crate::{account::address, amount::format_amount, node::Job};
use assay_jobs::{DeclineReason, Ending, Fault, JobId, Setback, VerdictKind};
use assay_market::{BlobHash, JobState, Place, Progress, Run};
use assay_runtime::{AccountId, BlockNumber};
use assay_terminal::Failure;
use serde_json::{json, Value};

type State = JobState<AccountId, BlockNumber>;

/// For people.
pub fn text(id: JobId, job: &Job, now: BlockNumber) -> String {
	let mut text = format!(
		"job {id}: {} (block {now})\n  requester  {}\n",
		headline(job),
		address(&job.requester)
	);
	let mut line = |name: &str, value: String| {
		text += &format!("  {name:<11}{value}\n");
	};
	if let Some(Progress { fuel, attempt, expires_at, escrow }) = &job.progress {
		line("work", format!("{fuel} lane-operations, attempt {attempt}"));
		line(
			"on hold",
			format!(
				"{} for the provider, {} for verification",
				format_amount(escrow.payment),
				format_amount(escrow.verification)
			),
		);
		if let Some(Run { operator, payment }) = runner(&job.state) {
			line("provider", format!("{}, for {}", address(operator), format_amount(*payment)));
		}
		line("next", next(&job.state, *expires_at));
	}
	if let JobState::Over { operator, paid, forget_at, .. } = &job.state {
		if let Some(operator) = operator {
			line("provider", address(operator));
		}
		line("paid", format_amount(*paid));
		line("forgotten", format!("in block {forget_at}"));
	}
	for (number, hash) in job.results.iter().flatten().enumerate() {
		line(&format!("output {number}"), hex(hash));
	}
	text
}

/// For programs.
pub fn json(id: JobId, job: &Job) -> Value {
	let results = job.results.as_ref().map(|results| results.iter().map(hex).collect::<Vec<_>>());
	let mut told = json!({
		"job": id,
		"requester": address(&job.requester),
		"results": results,
	});
	let more = match (&job.state, &job.progress) {
		(JobState::Over { ending, operator, paid, forget_at }, _) => json!({
			"stage": "over",
			"ending": ending_name(*ending),
			"provider": operator.as_ref().map(address),
			"paid": paid.to_string(),
			"forgetAt": forget_at,
		}),
		(state, Some(Progress { fuel, attempt, expires_at, escrow })) => json!({
			"stage": name(state),
			"fuel": fuel.to_string(),
			"attempt": attempt,
			"expiresAt": expires_at,
			"payment": escrow.payment.to_string(),
			"verification": escrow.verification.to_string(),
			"provider": runner(state).map(|run| address(&run.operator)),
			"ask": runner(state).map(|run| run.payment.to_string()),
		}),
		(state, None) => json!({ "stage": name(state) }),
	};
	if let (Value::Object(told), Value::Object(more)) = (&mut told, more) {
		told.extend(more);
	}
	told
}

/// In a few words.
pub fn headline(job: &Job) -> String {
	match &job.state {
		JobState::Queued { before: 0 } => "queued, first in line".into(),
		JobState::Queued { before } => format!("queued, {before} before it"),
		JobState::Assigned { .. } => "running".into(),
		JobState::Committed { .. } => "committed".into(),
		JobState::Sampled { samples, .. } => {
			let opened = samples.iter().filter(|sample| sample.opened).count();
			format!("{opened} of {} samples re-executed", samples.len())
		},
		JobState::Opened { demand: None, .. } => "verified, in its challenge window".into(),
		JobState::Opened { demand: Some(_), .. } => "verified, and chunks are demanded".into(),
		JobState::Over { ending: how, .. } => ending(*how).into(),
	}
}

/// What a job is waiting for, in a word.
fn name(state: &State) -> &'static str {
	match state {
		JobState::Queued { .. } => "queued",
		JobState::Assigned { .. } => "assigned",
		JobState::Committed { .. } => "committed",
		JobState::Sampled { .. } => "sampled",
		JobState::Opened { .. } => "opened",
		JobState::Over { .. } => "over",
	}
}

/// Who runs a job, and for how much.
pub fn runner(state: &State) -> Option<&Run<AccountId>> {
	match state {
		JobState::Queued { .. } | JobState::Over { .. } => None,
		JobState::Assigned { run, .. }
		| JobState::Committed { run, .. }
		| JobState::Sampled { run, .. }
		| JobState::Opened { run, .. } => Some(run),
	}
}

fn next(state: &State, expires_at: BlockNumber) -> String {
	match state {
		JobState::Queued { .. } => {
			format!("a provider, or its end in block {expires_at}")
		},
		JobState::Assigned { until, .. } => format!("results, before block {until}"),
		JobState::Committed { sample_at, .. } => format!("samples, in block {sample_at}"),
		JobState::Sampled { until, .. } => {
			format!("its provider opens the samples, before block {until}")
		},
		JobState::Opened { settle_at, demand: None, .. } => {
			format!("challenges, until it is settled in block {settle_at}")
		},
		JobState::Opened { demand: Some(demand), .. } => format!(
			"chunks {} to {} of output {}, before block {}",
			demand.first,
			u64::from(demand.first) + u64::from(demand.count) - u64::from(demand.count > 0),
			demand.output,
			demand.until
		),
		JobState::Over { forget_at, .. } => {
			format!("nothing: it is forgotten in block {forget_at}")
		},
	}
}

/// How a job ended, for people.
pub fn ending(ending: Ending) -> &'static str {
	match ending {
		Ending::Settled => "settled",
		Ending::Void => "void: the kernel itself is at fault",
		Ending::Cancelled => "cancelled",
		Ending::Expired => "expired: nobody was found to run it",
		Ending::InputUnavailable => "ended: three providers couldn't get an input",
		Ending::Irreproducible => "ended: three providers couldn't make an accurate result",
	}
}

/// The same for programs.
pub fn ending_name(ending: Ending) -> &'static str {
	match ending {
		Ending::Settled => "settled",
		Ending::Void => "void",
		Ending::Cancelled => "cancelled",
		Ending::Expired => "expired",
		Ending::InputUnavailable => "inputUnavailable",
		Ending::Irreproducible => "irreproducible",
	}
}

/// What to do after an ending without a result.
pub fn after(ending: Ending) -> &'static str {
	match ending {
		Ending::Settled => "`assay job result ID` gets the outputs",
		Ending::Void => {
			"look for a data race or a barrier that not all lanes reach: `touchstone run` names \
			 the place. The provider was paid"
		},
		Ending::Cancelled => "nothing was paid; submit it again whenever you like",
		Ending::Expired => {
			"nothing was paid. Offer a higher --price or a longer --patience; `assay job run` says \
			 who could run it"
		},
		Ending::InputUnavailable => {
			"upload the inputs to a gateway that providers reach (--gateway), and submit it again. \
			 A small fee was taken"
		},
		Ending::Irreproducible => {
			"widen --tolerance, or use strict floats; `touchstone diff` shows where devices \
			 differ. A small fee was taken"
		},
	}
}

/// What came of a tile.
pub fn verdict(told: VerdictKind) -> &'static str {
	match told {
		VerdictKind::Match => "right",
		VerdictKind::Inaccurate => "outside of the tolerance",
		VerdictKind::Mismatch => "wrong",
		VerdictKind::Void => "void",
	}
}

/// The same for programs.
pub fn verdict_name(told: VerdictKind) -> &'static str {
	match told {
		VerdictKind::Match => "match",
		VerdictKind::Inaccurate => "inaccurate",
		VerdictKind::Mismatch => "mismatch",
		VerdictKind::Void => "void",
	}
}

/// Why an attempt ended.
pub fn setback(setback: Setback) -> &'static str {
	match setback {
		Setback::Declined(DeclineReason::InputUnavailable) => "it couldn't get an input",
		Setback::Declined(DeclineReason::NotReproducible) => {
			"its device and the chain's interpreter disagree about this kernel"
		},
		Setback::Declined(DeclineReason::Unable) => "its device failed, or it has no room",
		Setback::Late => "no results in time",
		Setback::Inaccurate => "a tile was outside of the tolerance",
		Setback::Slashed(_) => "it was slashed",
		Setback::Void => "a later pass is void, or what it was fed with",
	}
}

/// What a provider is slashed for.
pub fn fault(fault: Fault) -> &'static str {
	match fault {
		Fault::Mismatch => "a wrong tile",
		Fault::NotOpened => "a sample that wasn't opened in time",
		Fault::NotDelivered => "chunks that weren't delivered in time",
	}
}

/// A workgroup, for people.
pub fn place(place: &Place) -> String {
	let [x, y, z] = place.group;
	format!("workgroup {x},{y},{z} of pass {}", place.pass)
}

/// The same for programs.
pub fn place_json(place: &Place) -> Value {
	json!({ "pass": place.pass, "workgroup": place.group })
}

/// A blob's hash, as `b3sum` prints it.
pub fn hex(hash: &BlobHash) -> String {
	assay_proof::RootHash(hash.0).to_string()
}

/// Only a job that nobody runs can be taken back.
pub fn ensure_cancellable(id: JobId, job: &Job) -> Result<(), Failure> {
	match &job.state {
		JobState::Queued { .. } => Ok(()),
		JobState::Assigned { .. }
		| JobState::Committed { .. }
		| JobState::Sampled { .. }
		| JobState::Opened { .. } => {
			Err(Failure::refused(format!("job {id} can't be taken back: it is {}", headline(job)))
				.advice(format!("follow it with `assay job watch {id}`. Nothing was spent")))
		},
		JobState::Over { ending: how, .. } => {
			Err(Failure::refused(format!("job {id} is over: {}", ending(*how)))
				.advice("nothing is left to take back. Nothing was spent"))
		},
	}
}
