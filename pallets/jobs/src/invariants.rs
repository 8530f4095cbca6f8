//! What always holds, one function per sentence. Run after every test and by `try-runtime`.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	stage::Stage, Agenda, AgendaCounts, AgendaCursor, Commitments, Config, Ended, HoldReason, Jobs,
	NextJob, Orders, Pallet, Passes, QueueHead, QueueSlots, QueueTail, Specs, Work,
};
use alloc::collections::{BTreeMap, BTreeSet};
use assay_market::Balance;
use assay_stake::traits::Collateral;
use assay_touchstone::Fuel;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_escrow_is_held()?;
		Self::try_state_escrow_is_what_the_stage_says()?;
		Self::try_state_collateral_is_reserved()?;
		Self::try_state_every_job_ends()?;
		Self::try_state_the_queue_has_no_gaps()?;
		Self::try_state_records_belong_to_jobs()?;
		Self::try_state_nobody_has_a_job_twice()
	}

	/// What a requester has on hold equals the sum over its jobs, per reason.
	fn try_state_escrow_is_held() -> Result<(), TryRuntimeError> {
		let mut sums = BTreeMap::<T::AccountId, (Balance, Balance)>::new();
		for job in Jobs::<T>::iter_values() {
			let (escrow, deposit) = sums.entry(job.requester.clone()).or_default();
			*escrow = escrow
				.saturating_add(job.escrow.payment)
				.saturating_add(job.escrow.verification)
				.saturating_add(job.stage.demanded());
			*deposit = deposit.saturating_add(job.escrow.deposit);
		}
		// Who has no job any more may have nothing on hold either.
		for ended in Ended::<T>::iter_values() {
			sums.entry(ended.requester).or_default();
		}
		for (requester, (escrow, deposit)) in sums {
			let held =
				|reason: HoldReason| T::Currency::balance_on_hold(&reason.into(), &requester);
			ensure!(held(HoldReason::Escrow) == escrow, "escrows and their hold differ");
			ensure!(held(HoldReason::Deposit) == deposit, "deposits and their hold differ");
		}
		Ok(())
	}

	/// A job that isn't over has the whole offer in escrow, enough to verify the attempt that is on,
	/// and never pays more than was offered.
	fn try_state_escrow_is_what_the_stage_says() -> Result<(), TryRuntimeError> {
		for (id, job) in Jobs::<T>::iter() {
			let order = Orders::<T>::get(id).ok_or("a job has no order")?;
			let offered = order.offer.price.cost_of(Fuel(job.fuel));
			ensure!(offered == Some(job.escrow.payment), "an escrow isn't the offer");
			ensure!(
				job.escrow.verification.saturating_add(job.spent) >= job.attempt_fee,
				"an escrow can't pay for verifying an attempt"
			);
			if let Some(run) = job.stage.run() {
				ensure!(
					run.payment <= job.escrow.payment,
					"a provider asks for more than the escrow"
				);
			}
		}
		Ok(())
	}

	/// Collateral is reserved for a job while somebody runs it, and the job is among its work.
	fn try_state_collateral_is_reserved() -> Result<(), TryRuntimeError> {
		for (id, job) in Jobs::<T>::iter() {
			if let Some(run) = job.stage.run() {
				let reserved = T::Collateral::reserved(&run.operator, id);
				ensure!(
					reserved <= run.collateral,
					"more is reserved for a job than its collateral"
				);
				ensure!(
					Work::<T>::contains_key(&run.operator, id),
					"a job isn't among the work of who runs it"
				);
			}
		}
		for (operator, id, ()) in Work::<T>::iter() {
			let job = Jobs::<T>::get(id).ok_or("work has no job")?;
			ensure!(
				job.stage.run().is_some_and(|run| run.operator == operator),
				"somebody has work that it doesn't run"
			);
		}
		Ok(())
	}

	/// Every job, over or not, stands in the agenda under the block in which something is due.
	fn try_state_every_job_ends() -> Result<(), TryRuntimeError> {
		let cursor = AgendaCursor::<T>::get();
		let mut counts = BTreeMap::new();
		let mut places = BTreeSet::new();
		for (block, index, id) in Agenda::<T>::iter() {
			ensure!(
				index < AgendaCounts::<T>::get(block),
				"an entry of the agenda is beyond its count"
			);
			ensure!(
				block > cursor.block || (block == cursor.block && index >= cursor.index),
				"an entry of the agenda was passed over"
			);
			*counts.entry(block).or_insert(0u32) =
				counts.get(&block).copied().unwrap_or(0u32).saturating_add(1);
			places.insert((block, id));
		}
		for (block, count) in AgendaCounts::<T>::iter() {
			let passed = if block == cursor.block { cursor.index } else { 0 };
			ensure!(
				counts.get(&block).copied().unwrap_or(0).saturating_add(passed) == count,
				"a count of the agenda is wrong"
			);
		}
		for (id, job) in Jobs::<T>::iter() {
			let due = job.stage.due().unwrap_or(job.expires_at);
			ensure!(places.contains(&(due, id)), "a job would never end");
			if let Stage::Opened(opened) = &job.stage {
				ensure!(
					opened.demand.is_some() || places.contains(&(opened.settle_at, id)),
					"a job would never be settled"
				);
			}
		}
		for (id, ended) in Ended::<T>::iter() {
			ensure!(places.contains(&(ended.forget_at, id)), "a job would never be forgotten");
		}
		Ok(())
	}

	/// The queue has an entry for every number from head to tail and no other, and every job that is
	/// queued stands where its record says.
	fn try_state_the_queue_has_no_gaps() -> Result<(), TryRuntimeError> {
		let (head, tail) = (QueueHead::<T>::get(), QueueTail::<T>::get());
		let mut entries = 0u64;
		for (slot, _) in QueueSlots::<T>::iter() {
			ensure!((head..tail).contains(&slot), "an entry is outside of the queue");
			entries = entries.saturating_add(1);
		}
		ensure!(entries == tail.saturating_sub(head), "the queue has gaps");
		for (id, job) in Jobs::<T>::iter() {
			if let Stage::Queued(queued) = &job.stage {
				ensure!(
					QueueSlots::<T>::get(queued.slot) == Some(id),
					"a job isn't where it stands in the queue"
				);
			}
		}
		Ok(())
	}

	/// All records belong to a job, hashes to one that was committed to, and no job is both over and
	/// not.
	fn try_state_records_belong_to_jobs() -> Result<(), TryRuntimeError> {
		let next = NextJob::<T>::get();
		for (id, job) in Jobs::<T>::iter() {
			ensure!(id < next, "a job has a number that wasn't given yet");
			ensure!(!Ended::<T>::contains_key(id), "a job is over and isn't");
			ensure!(
				Commitments::<T>::contains_key(id) == job.stage.is_committed(),
				"hashes are there without a commitment, or the other way round"
			);
			let spec = Specs::<T>::get(id).ok_or("a job has no specification")?;
			ensure!(
				Passes::<T>::get(id).len() == spec.passes.len(),
				"a job has other passes than its specification"
			);
		}
		let known = |id| Jobs::<T>::contains_key(id);
		ensure!(Orders::<T>::iter_keys().all(known), "an order has no job");
		ensure!(Specs::<T>::iter_keys().all(known), "a specification has no job");
		ensure!(Passes::<T>::iter_keys().all(known), "passes have no job");
		ensure!(crate::Royalties::<T>::iter_keys().all(known), "royalties have no job");
		ensure!(
			Commitments::<T>::iter_keys().all(|id| known(id) || Ended::<T>::contains_key(id)),
			"hashes have no job"
		);
		Ok(())
	}

	/// Nobody gets the same job twice, and a job counts its attempts.
	fn try_state_nobody_has_a_job_twice() -> Result<(), TryRuntimeError> {
		for (id, order) in Orders::<T>::iter() {
			let tried: BTreeSet<_> = order.tried.iter().collect();
			ensure!(tried.len() == order.tried.len(), "somebody had a job twice");
			let job = Jobs::<T>::get(id).ok_or("an order has no job")?;
			ensure!(
				u32::try_from(tried.len()) == Ok(job.attempt),
				"a job doesn't count its attempts"
			);
			if let Some(run) = job.stage.run() {
				ensure!(
					order.tried.last() == Some(&run.operator),
					"somebody runs a job that it wasn't given"
				);
			}
		}
		Ok(())
	}
}
