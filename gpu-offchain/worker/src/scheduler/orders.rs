//! What is done for an order.

use super::Scheduler;
use crate::{
	device_queue::Assignment,
	entry::{Activity, Entry, Wanted},
	faults::Point,
	fetch::Fetch,
	ledger::Record,
	prover::Proof,
	tag::Tag,
};
use assay_mailbox::{Answer, Attempt, DeclineReason, Order, Roll, Task};
use assay_market::Work;
use sp_core::offchain::OffchainStorage;
use std::{
	sync::Arc,
	time::{Duration, Instant},
};

impl<S: OffchainStorage> Scheduler<S> {
	/// Does the next thing for an order. Doing it again does no harm.
	pub(super) fn serve(&mut self, attempt: Attempt, order: &Order, roll: &Roll) {
		if !self.know(attempt, roll) {
			return;
		}
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		let before = entry.order.replace(order.clone());
		(entry.at, entry.record.seen) = (roll.at, roll.at);
		match &order.task {
			Task::Run => self.run(attempt),
			Task::AwaitSamples | Task::Keep => {
				if before.is_none_or(|before| before.task != order.task) {
					self.keep(&attempt);
					if order.task == Task::AwaitSamples {
						self.context.faults.at(Point::Committed, &attempt);
					}
				}
			},
			Task::Open(samples) => {
				for (sample, place) in samples {
					self.show(attempt, Wanted::sample(*sample, place));
				}
			},
			Task::Deliver(output, first, count) => {
				let (output, first, count) = (*output, *first, *count);
				self.show(attempt, Wanted::Delivery { output, first, count });
			},
		}
	}

	/// Makes sure that an attempt is known for what it is now: on another fork, the same number may
	/// be another job.
	fn know(&mut self, attempt: Attempt, roll: &Roll) -> bool {
		let tag = Tag(&attempt);
		let brief = self.mail.brief(&attempt);
		if let Some(entry) = self.entries.get(&attempt) {
			let same = brief.as_ref().is_none_or(|brief| *brief == entry.record.brief);
			if same && entry.record.genesis == roll.genesis {
				return true;
			}
			if entry.activity != Activity::None {
				// It is replaced when what runs has ended.
				entry.cancel();
				return false;
			}
			log::info!(target: "gpu", "{tag}: is another job now");
			self.mail.unanswer(&attempt);
			self.entries.remove(&attempt);
		}
		let Some(brief) = brief else {
			log::warn!(target: "gpu", "{tag}: ordered, but nobody wrote what it computes");
			return false;
		};
		if self.stopping.is_some() {
			return false;
		}
		self.context.faults.at(Point::Assigned, &attempt);
		let work = Work::new(brief.spec.clone(), brief.kernels.clone());
		let answer = work.as_ref().err().map(|error| {
			log::error!(target: "gpu", "{tag}: can't be run by anybody: {error}");
			Answer::Decline(DeclineReason::Unable)
		});
		let record = Record {
			attempt,
			genesis: roll.genesis,
			brief,
			answer,
			seen: roll.at,
			shown: Vec::new(),
		};
		let work = work.ok().map(Arc::new);
		if let Some(work) = &work {
			log::info!(target: "gpu", "{tag}: accepted: {} fuel, {} inputs",
				work.plan().fuel().0, work.spec().inputs.len());
		}
		self.entries.insert(attempt, Entry::new(record, work));
		self.keep(&attempt);
		true
	}

	/// Runs a job, or answers what is known.
	fn run(&mut self, attempt: Attempt) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		if let Some(answer) = entry.record.answer.clone() {
			let late = match answer {
				Answer::Commit(_) => self.context.faults.late(&attempt),
				Answer::Decline(_) => 0,
			};
			if entry.at >= entry.answered_at.saturating_add(late) {
				self.mail.answer(&attempt, &answer);
			}
			return;
		}
		self.begin(attempt);
	}

	/// Begins to fetch what a job reads, unless it is begun.
	fn begin(&mut self, attempt: Attempt) {
		if self.stopping.is_some() {
			return;
		}
		let turn = self.turn();
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		let (Activity::None, Some(work)) = (entry.activity, entry.work.clone()) else {
			return;
		};
		let Some(left) = time_left(entry, &self.context.config) else {
			log::warn!(target: "gpu", "{}: no time is left to run it", Tag(&attempt));
			self.answer(attempt, Answer::Decline(DeclineReason::Unable), "late");
			return;
		};
		entry.begin(turn, Activity::Fetching);
		let fetch = Fetch {
			attempt,
			turn,
			work,
			// Half of the time is for running it.
			until: Instant::now() + left / 2,
			cancel: entry.cancel.clone(),
		};
		match fetch.start(&self.context) {
			Ok(thread) => self.fetches.push(thread),
			Err(error) => {
				entry.activity = Activity::None;
				log::error!(target: "gpu", "{}: no thread to fetch inputs: {error}", Tag(&attempt));
			},
		}
	}

	/// Gives jobs that are ready to devices.
	pub(super) fn assign(&mut self) {
		self.add_last_resort();
		let queues = self.all_queues();
		// What waits for a device that can't be used may be done by another.
		for queue in queues.iter().filter(|queue| queue.usable() == Some(false)) {
			for assignment in queue.clear() {
				if let Some(entry) = self.entries.get_mut(&assignment.attempt) {
					if entry.turn == assignment.turn {
						entry.activity = Activity::Ready;
					}
				}
			}
		}
		let ready: Vec<Attempt> = self
			.entries
			.iter()
			.filter(|(_, entry)| entry.activity == Activity::Ready)
			.map(|(attempt, _)| *attempt)
			.collect();
		for attempt in ready {
			self.assign_one(attempt);
		}
	}

	fn assign_one(&mut self, attempt: Attempt) {
		let queues = self.all_queues();
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		let Some(work) = entry.work.clone() else {
			return;
		};
		let usable: Vec<_> = queues.iter().filter(|queue| queue.usable() == Some(true)).collect();
		let fitting = usable.iter().filter(|queue| queue.lacks(&work).is_none());
		if let Some(queue) = fitting.min_by_key(|queue| queue.load()) {
			let Some(left) = time_left(entry, &self.context.config) else {
				self.answer(attempt, Answer::Decline(DeclineReason::Unable), "late");
				return;
			};
			entry.activity = Activity::InQueue(queue.number);
			queue.push(Assignment {
				attempt,
				turn: entry.turn,
				work,
				until: Instant::now() + left,
				cancel: entry.cancel.clone(),
			});
			return;
		}
		// Devices that are still tested may be better.
		if !self.listed || queues.iter().any(|queue| queue.usable().is_none()) {
			return;
		}
		for queue in usable {
			let lacks = queue.lacks(&work).unwrap_or_default();
			log::warn!(target: "gpu", "{}: doesn't fit device {}: {lacks}", Tag(&attempt), queue.number);
		}
		self.answer(attempt, Answer::Decline(DeclineReason::Unable), "unfit");
	}

	/// Proves something, unless that is done or being done.
	fn show(&mut self, attempt: Attempt, wanted: Wanted) {
		let Some(entry) = self.entries.get_mut(&attempt) else {
			return;
		};
		if entry.proving.contains(&wanted) || entry.proven.contains(&wanted) {
			return;
		}
		if let Wanted::Opening { .. } = wanted {
			self.context.faults.at(Point::Opening, &attempt);
			if !self.context.faults.opens(&attempt) {
				return;
			}
		}
		let (Some(work), Some(made)) = (entry.work.clone(), entry.made()) else {
			// Results that were lost are made again: kernels are deterministic.
			if entry.record.answer.is_none() {
				self.begin(attempt);
			}
			return;
		};
		entry.proving.insert(wanted);
		let turn = entry.turn;
		if let Some(prover) = &self.prover {
			prover.push(Proof { attempt, turn, work, made, wanted });
		}
	}
}

/// How long a job may still take, if any time is left.
fn time_left(entry: &Entry, config: &crate::Config) -> Option<Duration> {
	let until = entry.order.as_ref()?.until;
	let blocks = until.checked_sub(entry.at)?.checked_sub(config.margin)?;
	(blocks > 0).then(|| config.block_time * blocks)
}
