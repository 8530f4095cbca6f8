//! How a job stands, and what happened to it, in words for people. Programs get the same as from
//! the node's JSON-RPC.

use assay_client::{
	account::{address, printable},
	evidence::title,
	format_amount,
};
use assay_market::{
	At, DeclineReason, Ending, Fault, Job, JobDetails, JobEvent, JobId, JobState, Run, Setback,
	VerdictKind,
};
use assay_terminal::Failure;
use sp_core::crypto::AccountId32;

/// How a job stands.
pub fn text(found: &At<JobDetails>) -> String {
	let job = &found.answer.job;
	let mut text = format!(
		"job {}: {} (block {})\n  requester  {}\n",
		job.id,
		headline(job),
		found.at.number,
		address(&job.requester)
	);
	let mut line = |name: &str, value: String| {
		text += &format!("  {name:<11}{value}\n");
	};
	if let Some(progress) = &job.progress {
		line("work", format!("{} fuel, attempt {}", progress.fuel, progress.attempt));
		line(
			"on hold",
			format!(
				"{} for the provider, {} for verification",
				format_amount(progress.escrow.payment),
				format_amount(progress.escrow.verification)
			),
		);
	}
	if let Some(run) = run_of(&job.state) {
		line("provider", format!("{}, for {}", address(&run.operator), format_amount(run.payment)));
	}
	match &job.state {
		JobState::Over { operator, paid, forget_at, .. } => {
			if let Some(operator) = operator {
				line("provider", address(operator));
			}
			line("paid", format_amount(*paid));
			line("forgotten", format!("in block {forget_at}"));
		},
		state => {
			let expires_at = job.progress.as_ref().map_or(0, |progress| progress.expires_at);
			line("next", next(state, expires_at));
		},
	}
	for (number, hash) in job.results.iter().flatten().enumerate() {
		line(&format!("output {number}"), hash.to_string());
	}
	text
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
		JobState::Opened { .. } => "verified, and chunks are demanded".into(),
		JobState::Over { ending: how, .. } => ending(*how).into(),
	}
}

/// Who runs a job that isn't over.
fn run_of(state: &JobState) -> Option<&Run> {
	match state {
		JobState::Queued { .. } | JobState::Over { .. } => None,
		JobState::Assigned { run, .. }
		| JobState::Committed { run, .. }
		| JobState::Sampled { run, .. }
		| JobState::Opened { run, .. } => Some(run),
	}
}

/// Who runs or ran a job.
pub fn operator(job: &Job) -> Option<&AccountId32> {
	match &job.state {
		JobState::Over { operator, .. } => operator.as_ref(),
		state => run_of(state).map(|run| &run.operator),
	}
}

fn next(state: &JobState, expires_at: u32) -> String {
	match state {
		JobState::Queued { .. } => format!("a provider, or its end in block {expires_at}"),
		JobState::Assigned { until, .. } => format!("results, before block {until}"),
		JobState::Committed { sample_at, .. } => format!("samples, in block {sample_at}"),
		JobState::Sampled { until, .. } => {
			format!("its provider opens the samples, before block {until}")
		},
		JobState::Opened { settle_at, demand: None, .. } => {
			format!("challenges, until it is settled in block {settle_at}")
		},
		JobState::Opened { demand: Some(demand), .. } => {
			let (first, count) = (u64::from(demand.first), u64::from(demand.count));
			format!(
				"chunks {first} to {} of output {}, before block {}",
				first + count - u64::from(count > 0),
				demand.output,
				demand.until
			)
		},
		JobState::Over { .. } => "nothing".into(),
	}
}

/// How a job ended.
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
pub fn verdict(verdict: VerdictKind) -> &'static str {
	match verdict {
		VerdictKind::Match => "right",
		VerdictKind::Inaccurate => "outside of the tolerance",
		VerdictKind::Mismatch => "wrong",
		VerdictKind::Void => "void",
	}
}

/// Why an attempt ended.
fn setback(setback: Setback) -> &'static str {
	match setback {
		Setback::Declined(DeclineReason::InputUnavailable) => "it couldn't get an input",
		Setback::Declined(DeclineReason::NotReproducible) => {
			"its device and the chain's interpreter disagree about this kernel"
		},
		Setback::Declined(DeclineReason::Unable) => "its device failed, or it has no room",
		Setback::Late => "no results in time",
		Setback::Inaccurate => "a tile was outside of the tolerance",
		Setback::Slashed(Fault::Mismatch | Fault::NotOpened | Fault::NotDelivered) => {
			"it was slashed"
		},
		Setback::Void => "a later pass is void, or what it was fed with",
	}
}

/// What a provider is slashed for.
fn fault(fault: Fault) -> &'static str {
	match fault {
		Fault::Mismatch => "a wrong tile",
		Fault::NotOpened => "a sample that wasn't opened in time",
		Fault::NotDelivered => "chunks that weren't delivered in time",
	}
}

/// What happened to a job.
pub fn event(id: JobId, event: &JobEvent) -> String {
	match event {
		JobEvent::Submitted { fuel, .. } => format!("job {id} is queued: {fuel} fuel"),
		JobEvent::Assigned { operator, payment, until, .. } => format!(
			"running at provider {} for {}, due before block {until}",
			address(operator),
			format_amount(*payment)
		),
		JobEvent::Committed { sample_at, .. } => {
			format!("committed to its results; samples are drawn in block {sample_at}")
		},
		JobEvent::Sampled { samples, until, .. } => {
			let places: Vec<_> = samples.iter().map(title).collect();
			format!("the chain drew {}; to be opened before block {until}", places.join(" and "))
		},
		JobEvent::Opened { place, verdict: found, .. } => {
			format!("{} re-executed on chain: {}", title(place), verdict(*found))
		},
		JobEvent::WindowBegan { settle_at } => {
			format!("all samples are right; it can be challenged until block {settle_at}")
		},
		JobEvent::Challenged { challenger, place, verdict: found } => {
			format!(
				"{} challenged {}: it is {}",
				address(challenger),
				title(place),
				verdict(*found)
			)
		},
		JobEvent::Demanded { output, first, count, until } => format!(
			"{count} chunks of output {output} are demanded from chunk {first} on, before block \
			 {until}"
		),
		JobEvent::Delivered { output, first, count } => {
			format!("{count} chunks of output {output} are delivered from chunk {first} on")
		},
		JobEvent::SetBack { attempt, operator, reason } => {
			format!("attempt {attempt} at {} is over: {}", address(operator), setback(*reason))
		},
		JobEvent::Slashed { operator, fault: what, slashed, compensation, .. } => format!(
			"provider {} is slashed {} for {}; you get {}",
			address(operator),
			format_amount(*slashed),
			fault(*what),
			format_amount(*compensation)
		),
		JobEvent::Paid { operator, earned, .. } => {
			format!("provider {} is paid {}", address(operator), format_amount(*earned))
		},
		JobEvent::Ended { ending: how } => format!("job {id} is over: {}", ending(*how)),
		JobEvent::Stuck { error } => format!(
			"what was due failed ({}): a fault of the chain; `poke` tries it again",
			printable(error.as_bytes())
		),
	}
}

/// Only a job that nobody runs can be taken back.
pub fn ensure_cancellable(job: &Job) -> Result<(), Failure> {
	let id = job.id;
	match &job.state {
		JobState::Queued { .. } => Ok(()),
		JobState::Over { ending: how, .. } => {
			Err(Failure::refused(format!("job {id} is over: {}", ending(*how)))
				.advice("nothing is left to take back. Nothing was spent"))
		},
		JobState::Assigned { .. }
		| JobState::Committed { .. }
		| JobState::Sampled { .. }
		| JobState::Opened { .. } => {
			Err(Failure::refused(format!("job {id} can't be taken back: it is {}", headline(job)))
				.advice(format!("follow it with `assay job watch {id}`. Nothing was spent")))
		},
	}
}
