//! What came of what was begun.

use super::Scheduler;
use crate::{
	entry::{Activity, Wanted},
	event::{Fetched, Outcome},
	tag::Tag,
};
use assay_mailbox::{Answer, Attempt, DeclineReason, Task};
use assay_results::NotShown;
use sp_core::offchain::OffchainStorage;

impl<S: OffchainStorage> Scheduler<S> {
	pub(super) fn fetched(&mut self, attempt: Attempt, turn: u64, fetched: Fetched) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		if entry.turn != turn {
			return;
		}
		entry.activity = Activity::None;
		match fetched {
			Fetched::All => {
				if self.stopping.is_none() {
					entry.activity = Activity::Ready;
					self.assign();
				}
			},
			Fetched::Missing => {
				let refusal = Answer::Decline(DeclineReason::InputUnavailable);
				self.answer(attempt, refusal, "input");
			},
			Fetched::Disk(why) => {
				log::error!(target: "gpu", "{}: inputs can't be kept: {why}", Tag(&attempt));
				self.answer(attempt, Answer::Decline(DeclineReason::Unable), "disk");
			},
			Fetched::Cancelled => self.context.metrics.job("cancelled"),
		}
	}

	pub(super) fn ran(&mut self, attempt: Attempt, turn: u64, outcome: Outcome) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		if entry.turn != turn {
			return;
		}
		entry.activity = Activity::None;
		match outcome {
			Outcome::Answered(answer) => self.settle(attempt, answer),
			Outcome::Returned => {
				if self.stopping.is_none() {
					entry.activity = Activity::Ready;
					self.assign();
				}
			},
			Outcome::Cancelled => {
				self.context.metrics.job("cancelled");
				if self.stopping.is_none() {
					// It may be wanted again by now.
					self.read_rolls();
				}
			},
		}
	}

	/// Answers where running it failed before it was begun.
	pub(super) fn answer(&mut self, attempt: Attempt, answer: Answer, reason: &str) {
		self.context.metrics.failure(reason);
		self.settle(attempt, answer);
	}

	/// Keeps an answer for good, and then tells it.
	fn settle(&mut self, attempt: Attempt, answer: Answer) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		let tag = Tag(&attempt);
		let outcome = match &answer {
			Answer::Commit(hashes) => {
				log::info!(target: "gpu", "{tag}: commits to {} outputs", hashes.len());
				"committed"
			},
			Answer::Decline(refusal) => {
				log::warn!(target: "gpu", "{tag}: declines: {refusal:?}");
				match refusal {
					DeclineReason::InputUnavailable => "input-unavailable",
					DeclineReason::NotReproducible => "not-reproducible",
					DeclineReason::Unable => "unable",
				}
			},
		};
		self.context.metrics.job(outcome);
		entry.activity = Activity::None;
		entry.answered_at = entry.at;
		entry.record.answer = Some(answer.clone());
		let late = match answer {
			Answer::Commit(_) => self.context.faults.late(&attempt),
			Answer::Decline(_) => 0,
		};
		let order = entry.order.clone();
		self.keep(&attempt);
		match order.map(|order| order.task) {
			// Results that were made again are to be shown.
			Some(Task::Open(_) | Task::Deliver(..)) => self.read_rolls(),
			_ if late == 0 => self.mail.answer(&attempt, &answer),
			_ => {},
		}
	}

	pub(super) fn proven(
		&mut self,
		attempt: Attempt,
		turn: u64,
		wanted: Wanted,
		proven: Result<Vec<u8>, NotShown>,
	) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		if entry.turn != turn {
			return;
		}
		entry.proving.remove(&wanted);
		let tag = Tag(&attempt);
		match proven {
			Ok(bytes) => {
				let shown = wanted.shown();
				entry.proven.retain(|before| before.shown() != shown);
				entry.proven.insert(wanted);
				if !entry.record.shown.contains(&shown) {
					// Kept first: what nobody remembers nobody removes.
					entry.record.shown.push(shown);
					self.keep(&attempt);
				}
				log::info!(target: "gpu", "{tag}: shows {wanted}: {} bytes", bytes.len());
				self.mail.write(&shown.key(&attempt), &bytes);
			},
			Err(error) => {
				self.context.metrics.failure("proof");
				log::error!(target: "gpu", "{tag}: can't show {wanted}: {error}");
			},
		}
	}
}
