//! Orders out: what a worker key has to do, and what running it takes.

use super::{read, write};
use crate::{
	stage::{Opened, Sampled, Stage},
	Config, Pallet, Specs,
};
use alloc::{collections::BTreeSet, vec::Vec};
use assay_kernels::traits::Kernels;
use assay_mailbox::{keys, Attempt, Brief, Order, Task};

impl<AccountId, BlockNumber: Copy> Stage<AccountId, BlockNumber> {
	/// What whoever runs the job has to do next; nothing if nobody does.
	pub fn task(&self) -> Option<Task> {
		match self {
			Self::Queued(_) => None,
			Self::Assigned(_) => Some(Task::Run),
			Self::Committed(_) => Some(Task::AwaitSamples),
			Self::Sampled(stage) => Some(Task::Open(unopened(stage))),
			Self::Opened(stage) => Some(demanded(stage)),
		}
	}
}

fn unopened<AccountId, BlockNumber: Copy>(
	stage: &Sampled<AccountId, BlockNumber>,
) -> Vec<(u8, assay_market::Place)> {
	let samples = (0u8..).map_while(|index| Some((index, stage.sample(index)?)));
	let closed = samples.filter(|(_, (_, opened))| !opened);
	closed.map(|(index, (place, _))| (index, place)).collect()
}

fn demanded<AccountId, BlockNumber>(stage: &Opened<AccountId, BlockNumber>) -> Task {
	match &stage.demand {
		Some(demand) => Task::Deliver(demand.output, demand.first, demand.count),
		None => Task::Keep,
	}
}

impl<T: Config> Pallet<T> {
	/// Writes down what an attempt computes, unless that was done or isn't needed.
	pub(super) fn brief(attempt: &Attempt, order: &Order) {
		if order.task != Task::Run {
			return;
		}
		let key = keys::brief(attempt);
		if read::<Brief>(&key).is_some() {
			return;
		}
		if let Some(brief) = Self::brief_of(order.job) {
			write(&key, &brief);
		}
	}

	fn brief_of(job: crate::JobId) -> Option<Brief> {
		let spec = Specs::<T>::get(job)?;
		let named: BTreeSet<_> = spec.passes.iter().map(|pass| pass.kernel).collect();
		let kernels: Option<Vec<Vec<u8>>> = named.iter().map(T::Kernels::bytecode).collect();
		Some(Brief { spec, kernels: kernels? })
	}
}
