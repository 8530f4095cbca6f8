//! The pallet's events, flat for explorers, as the market tells them of one job.

use crate::{Config, Event, JobId};
use alloc::{
	format,
	string::{String, ToString},
};
use assay_market::JobEvent;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, ModuleError};

impl<T: Config> Event<T> {
	/// Which job this is about, and what happened to it.
	pub fn into_job_event(self) -> Option<(JobId, JobEvent<T::AccountId, BlockNumberFor<T>>)> {
		Some(match self {
			Self::Submitted { job, requester, fuel, escrow } => {
				(job, JobEvent::Submitted { requester, fuel, escrow })
			},
			Self::Assigned { job, attempt, operator, payment, until } => {
				(job, JobEvent::Assigned { attempt, operator, payment, until })
			},
			Self::Committed { job, attempt, sample_at } => {
				(job, JobEvent::Committed { attempt, sample_at })
			},
			Self::Sampled { job, attempt, samples, until } => {
				(job, JobEvent::Sampled { attempt, samples: samples.into(), until })
			},
			Self::Opened { job, attempt, place, verdict } => {
				(job, JobEvent::Opened { attempt, place, verdict })
			},
			Self::WindowBegan { job, settle_at } => (job, JobEvent::WindowBegan { settle_at }),
			Self::Challenged { job, challenger, place, verdict } => {
				(job, JobEvent::Challenged { challenger, place, verdict })
			},
			Self::Demanded { job, output, first, count, until } => {
				(job, JobEvent::Demanded { output, first, count, until })
			},
			Self::Delivered { job, output, first, count } => {
				(job, JobEvent::Delivered { output, first, count })
			},
			Self::SetBack { job, attempt, operator, setback } => {
				(job, JobEvent::SetBack { attempt, operator, reason: setback })
			},
			Self::Slashed { job, operator, fault, slashed, compensation, bounty, burned } => {
				(job, JobEvent::Slashed { operator, fault, slashed, compensation, bounty, burned })
			},
			Self::Paid { job, operator, earned, royalties, burned } => {
				(job, JobEvent::Paid { operator, earned, royalties, burned })
			},
			Self::Ended { job, ending } => (job, JobEvent::Ended { ending }),
			Self::Stuck { job, error } => (job, JobEvent::Stuck { error: name_of(error) }),
			Self::__Ignore(..) => return None,
		})
	}
}

/// The name of an error. One that comes out of storage has lost it, and is told by its numbers.
pub fn name_of(error: DispatchError) -> String {
	match error {
		DispatchError::Module(ModuleError { message: Some(message), .. }) => message.to_string(),
		DispatchError::Module(ModuleError { index, error, message: None }) => {
			let [number, ..] = error;
			format!("error {number} of pallet {index}")
		},
		other => <&'static str>::from(other).to_string(),
	}
}
