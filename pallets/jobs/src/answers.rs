//! What a provider answers to an assignment: results' hashes, or a refusal.

use crate::{
	beacon::DECIDING_BLOCKS, reports::Report, stage::Stage, Commitment, Commitments, Config,
	DeclineReason, Error, Event, JobId, Jobs, Pallet, Setback, Specs,
};
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// Samples are drawn at the start of the block after those whose values decide them.
const SAMPLE_DELAY: u32 = DECIDING_BLOCKS.saturating_add(1);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_commit(
		report: Report<BlockNumberFor<T>>,
		commitment: Commitment,
	) -> DispatchResult {
		let mut job = Self::job_of(&report)?;
		let Stage::Assigned(assigned) = job.stage else {
			return Err(Error::<T>::NotAssigned.into());
		};
		Self::ensure_complete(report.job, &commitment)?;
		let now = frame_system::Pallet::<T>::block_number();
		let sample_at = now.saturating_add(SAMPLE_DELAY.into());
		Self::schedule(report.job, sample_at);
		job.stage = assigned.commit(now, sample_at).into();
		Jobs::<T>::insert(report.job, job);
		Commitments::<T>::insert(report.job, commitment);
		Self::deposit_event(Event::Committed {
			job: report.job,
			attempt: report.attempt,
			sample_at,
		});
		Ok(())
	}

	/// Whether there are as many hashes as outputs.
	pub(crate) fn ensure_complete(id: JobId, commitment: &Commitment) -> Result<(), Error<T>> {
		let spec = Specs::<T>::get(id).ok_or(Error::JobUnknown)?;
		ensure!(commitment.len() == spec.outputs().count(), Error::CommitmentIncomplete);
		Ok(())
	}

	pub(crate) fn do_decline(
		report: Report<BlockNumberFor<T>>,
		reason: DeclineReason,
	) -> DispatchResult {
		let job = Self::job_of(&report)?;
		ensure!(matches!(job.stage, Stage::Assigned(_)), Error::<T>::NotAssigned);
		Self::set_back(report.job, job, Setback::Declined(reason))
	}
}
