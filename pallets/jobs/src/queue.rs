//! Jobs that wait for a provider, and how they find one.
//!
//! The queue is a line without gaps in its numbers. Each block looks at so many of its first jobs;
//! who finds nobody goes to the end. The cost of a block doesn't depend on how many wait.

use crate::{
	beacon::{Draws, Seed},
	stage::{Queued, Run, Stage},
	Config, Ending, Error, Event, JobId, JobRecordOf, Jobs, OrderRecordOf, Orders, Pallet,
	QueueHead, QueueSlots, QueueTail, WeightInfo, Work,
};
use alloc::vec::Vec;
use assay_market::{limits::MAX_ALLOWED, Balance};
use assay_providers::traits::{Bid, Candidates, Outcomes};
use assay_stake::traits::Collateral;
use assay_touchstone::Fuel;
use core::cmp::Reverse;
use frame_support::{pallet_prelude::*, storage::with_storage_layer, weights::WeightMeter};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// Providers that are drawn for one job in one block.
const CANDIDATES: u32 = 8;

/// Blocks between queueing and the first draw: the value that decides it belongs to a block that
/// hadn't begun when the job was queued.
const DRAW_DELAY: u32 = 2;

/// Sets these draws apart from others.
const PURPOSE: &[u8] = b"assay/assign";

impl<T: Config> Pallet<T> {
	/// Puts a job at the end of the queue.
	pub(crate) fn enqueue(id: JobId) -> Queued<BlockNumberFor<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		Self::enqueue_from(id, now.saturating_add(DRAW_DELAY.into()))
	}

	fn enqueue_from(id: JobId, from: BlockNumberFor<T>) -> Queued<BlockNumberFor<T>> {
		let slot = QueueTail::<T>::get();
		QueueSlots::<T>::insert(slot, id);
		QueueTail::<T>::put(slot.saturating_add(1));
		Queued { slot, from }
	}

	/// Looks at the first jobs of the queue.
	pub(crate) fn serve_queue(now: BlockNumberFor<T>, meter: &mut WeightMeter) {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		let waiting = tail.saturating_sub(head);
		let turns = waiting.min(T::AssignmentsPerBlock::get().into());
		// All who are named are looked at.
		let candidates = MAX_ALLOWED.max(CANDIDATES);
		let mut at = head;
		for _ in 0..turns {
			if meter.try_consume(T::WeightInfo::assign(candidates)).is_err() {
				break;
			}
			if let Some(id) = QueueSlots::<T>::take(at) {
				Self::serve(id, at, now);
			}
			at = at.saturating_add(1);
		}
		if at != head {
			QueueHead::<T>::put(at);
		}
	}

	/// Serves the job that stood at the head of the queue. One that was cancelled only leaves.
	fn serve(id: JobId, slot: u64, now: BlockNumberFor<T>) {
		let Some(job) = Jobs::<T>::get(id) else {
			return;
		};
		let Stage::Queued(queued) = &job.stage else {
			return;
		};
		if queued.slot != slot {
			return;
		}
		let from = queued.from;
		let served = with_storage_layer(|| {
			if now >= job.expires_at {
				return Self::end(id, job.clone(), Ending::Expired).map(|_| true);
			}
			Ok::<_, DispatchError>(now >= from && Self::assign(id, job.clone(), now)?)
		});
		if let Err(error) = &served {
			log::error!(target: "runtime::jobs", "job {id} can't be assigned: {error:?}");
		}
		if served != Ok(true) {
			Self::queue_again(id, job, from);
		}
	}

	fn queue_again(id: JobId, mut job: JobRecordOf<T>, from: BlockNumberFor<T>) {
		job.stage = Self::enqueue_from(id, from).into();
		Jobs::<T>::insert(id, job);
	}

	/// Gives a job to the best of those who are drawn, if one of them fits.
	fn assign(
		id: JobId,
		mut job: JobRecordOf<T>,
		now: BlockNumberFor<T>,
	) -> Result<bool, DispatchError> {
		let Stage::Queued(queued) = job.stage.clone() else {
			return Err(Error::<T>::NotQueued.into());
		};
		let mut order = Orders::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let seed = Self::seed_now(PURPOSE, id, job.attempt);
		let Some(run) = Self::choose(&job, &order, seed) else {
			return Ok(false);
		};
		T::Collateral::reserve(&run.operator, id, run.collateral)?;
		T::Outcomes::begin(&run.operator)?;
		order.tried.try_push(run.operator.clone()).map_err(|_| Error::<T>::AttemptsUsedUp)?;
		Work::<T>::insert(&run.operator, id, ());
		let until = now.saturating_add(order.offer.deadline);
		job.attempt = job.attempt.saturating_add(1);
		job.spent = 0;
		Self::schedule(id, until);
		Self::deposit_event(Event::Assigned {
			job: id,
			attempt: job.attempt,
			operator: run.operator.clone(),
			payment: run.payment,
			until,
		});
		job.stage = queued.assign(run, until).into();
		Orders::<T>::insert(id, order);
		Jobs::<T>::insert(id, job);
		Ok(true)
	}

	/// The cheapest of those who are drawn and fit; of equals the most reliable, then the one with
	/// the most room, then who was drawn first.
	fn choose(
		job: &JobRecordOf<T>,
		order: &OrderRecordOf<T>,
		seed: Seed,
	) -> Option<Run<T::AccountId>> {
		let needs = order.needs();
		let mut best: Option<(Bid, Run<T::AccountId>)> = None;
		let mut seen = Vec::new();
		for operator in Self::candidates(order, seed) {
			if seen.contains(&operator) || order.tried.contains(&operator) {
				continue;
			}
			seen.push(operator.clone());
			let Some(bid) = T::Candidates::ask(&operator, &needs) else {
				continue;
			};
			let Some(run) = Self::run_of(job, operator, &bid) else {
				continue;
			};
			let better = best.as_ref().is_none_or(|(other, _)| order_of(&bid) < order_of(other));
			if better {
				best = Some((bid, run));
			}
		}
		best.map(|(_, run)| run)
	}

	/// Who comes into question: all who are named, or else some of the active providers at random.
	fn candidates(order: &OrderRecordOf<T>, seed: Seed) -> Vec<T::AccountId> {
		if !order.offer.allowed.is_empty() {
			return order.offer.allowed.to_vec();
		}
		let count = T::Candidates::count();
		let mut draws = Draws::new(seed);
		(0..CANDIDATES)
			.filter_map(|_| {
				let index = u32::try_from(draws.below(count.into())).ok()?;
				T::Candidates::at(index)
			})
			.collect()
	}

	/// What a bid would mean for a job, if the provider's stake can back it.
	fn run_of(
		job: &JobRecordOf<T>,
		operator: T::AccountId,
		bid: &Bid,
	) -> Option<Run<T::AccountId>> {
		let payment: Balance = bid.price.cost_of(Fuel(job.fuel))?;
		let collateral = job.terms.collateral(payment, job.attempt_fee)?;
		(T::Collateral::free(&operator) >= collateral).then_some(Run {
			operator,
			payment,
			collateral,
		})
	}
}

/// What the best has the least of.
fn order_of(bid: &Bid) -> impl Ord {
	(bid.price, Reverse(bid.reliability), Reverse(bid.spare))
}
