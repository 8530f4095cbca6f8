//! What the node of a provider does by itself after each block: orders out, reports in.
//!
//! For every worker key in the node's keystore the [roll](roll) of what it has to do is written into
//! the node's offchain database, where the GPU service reads it; what the service wrote there is
//! [sent](send) to the chain. See [`assay_mailbox`] for who writes what.
//!
//! Nothing here waits for anything. All of it may be repeated, left out or cut short at any point:
//! what is wanted is read from the chain each time, so a fork, a restart, a full pool or a dropped
//! transaction only means that the same is tried again some blocks later.

mod roll;
mod send;

pub use send::NotSent;

use crate::{reports::Report, Config, JobId, Jobs, Pallet, Specs, Work};
use alloc::vec::Vec;
use assay_mailbox::{keys, Attempt, Order, Roll, WorkerId};
use assay_providers::{traits::Workers, WorkerKey};
use codec::{Decode, Encode};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{offchain::storage::StorageValueRef, SaturatedConversion};

/// The most reports that are sent after one block. Pools verify openings, and that takes time.
const MAX_REPORTS: usize = 8;

/// A report that wasn't sent, and why.
pub type Unsent = (JobId, NotSent);

impl<T: Config> Pallet<T> {
	/// Serves all worker keys of this node. Returns what couldn't be sent.
	pub fn serve_workers(now: BlockNumberFor<T>) -> Vec<Unsent> {
		let mut left = MAX_REPORTS;
		let mut unsent = Vec::new();
		for worker in WorkerKey::all() {
			Self::serve_worker(&worker, now, &mut left, &mut unsent);
		}
		unsent
	}

	fn serve_worker(
		worker: &WorkerKey,
		now: BlockNumberFor<T>,
		left: &mut usize,
		unsent: &mut Vec<Unsent>,
	) {
		let Ok(id) = WorkerId::try_from(worker.as_ref()) else {
			return;
		};
		let operator = T::Workers::operator_of(worker);
		let mut orders: Vec<Order> = operator
			.iter()
			.flat_map(Work::<T>::iter_key_prefix)
			.filter_map(Self::order_for)
			.collect();
		orders.sort_by_key(|order| order.job);
		for order in &orders {
			Self::brief(&Self::attempt_of(id, order), order);
		}
		let roll = Roll {
			genesis: Self::genesis().as_ref().try_into().unwrap_or_default(),
			at: now.saturated_into(),
			operator: operator.map(|operator| operator.encode()).unwrap_or_default(),
			orders,
		};
		write(&keys::roll(&id), &roll);

		for order in &roll.orders {
			let report = Report { job: order.job, attempt: order.attempt, sent_at: now };
			Self::send_reports(worker, &Self::attempt_of(id, order), order, report, left, unsent);
		}
	}

	fn attempt_of(worker: WorkerId, order: &Order) -> Attempt {
		Attempt { worker, job: order.job, attempt: order.attempt, work: order.work }
	}

	/// What a job asks of who runs it.
	fn order_for(id: JobId) -> Option<Order> {
		let job = Jobs::<T>::get(id)?;
		Some(Order {
			job: id,
			attempt: job.attempt,
			work: Specs::<T>::get(id)?.using_encoded(sp_io::hashing::blake2_256),
			task: job.stage.task()?,
			until: job.stage.due()?.saturated_into(),
		})
	}
}

/// Reads from the node's offchain database. What doesn't decode counts as not there.
fn read<Value: Decode>(key: &[u8]) -> Option<Value> {
	StorageValueRef::persistent(key).get().ok().flatten()
}

fn write(key: &[u8], value: &impl Encode) {
	StorageValueRef::persistent(key).set(value);
}
