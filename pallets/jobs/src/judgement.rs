//! Openings and challenges: what follows from a verdict.

use crate::{
	cost::VerificationCost, reports::Report, stage::Stage, Config, Ending, Error, Event, Fault,
	JobId, JobRecordOf, Jobs, Pallet, Setback, Specs, WeightInfo,
};
use assay_market::{Place, VerdictKind};
use assay_witness::{Verdict, Witness};
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open(
		report: Report<BlockNumberFor<T>>,
		index: u8,
		fuel: u64,
		witness: Witness,
	) -> Result<VerdictKind, DispatchError> {
		let id = report.job;
		let mut job = Self::job_of(&report)?;
		let Stage::Sampled(sampled) = job.stage.clone() else {
			return Err(Error::<T>::NotSampled.into());
		};
		let (place, opened) = sampled.sample(index).ok_or(Error::<T>::SampleUnknown)?;
		ensure!(!opened, Error::<T>::OpenedAlready);
		let cost = VerificationCost::of_witness(&witness, fuel);
		let verdict = Self::judge_place(id, place, fuel, witness)?;

		Self::charge_verification(&mut job, T::WeightInfo::open(&cost), cost.bytes)?;
		Self::deposit_event(Event::Opened {
			job: id,
			attempt: job.attempt,
			place,
			verdict: verdict.into(),
		});
		if verdict != Verdict::Match {
			return Self::condemn(id, job, place, verdict, None).map(|()| verdict.into());
		}
		let now = frame_system::Pallet::<T>::block_number();
		let settle_at = now.saturating_add(job.terms.challenge_window);
		let stage = sampled.open(index, settle_at);
		if matches!(stage, Stage::Opened(_)) {
			Self::schedule(id, settle_at);
			Self::deposit_event(Event::WindowBegan { job: id, settle_at });
		}
		job.stage = stage;
		Jobs::<T>::insert(id, job);
		Ok(VerdictKind::Match)
	}

	/// All that a challenge needs but a right witness, which is dearer to check.
	pub(crate) fn ensure_challengeable(
		challenger: &T::AccountId,
		id: JobId,
		attempt: u32,
		place: Place,
		fuel: u64,
	) -> DispatchResult {
		let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		ensure!(job.attempt == attempt, Error::<T>::OtherAttempt);
		ensure!(job.stage.is_committed(), Error::<T>::NotCommitted);
		Self::ensure_bond(challenger, job.terms.challenge_bond)?;
		Self::pass_at(id, place, fuel).map(|_| ()).map_err(Into::into)
	}

	pub(crate) fn do_challenge(
		challenger: T::AccountId,
		id: JobId,
		place: Place,
		fuel: u64,
		witness: Witness,
	) -> Result<VerdictKind, DispatchError> {
		let job = Jobs::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let run = job.stage.run().cloned().ok_or(Error::<T>::NotAssigned)?;
		let bond = job.terms.challenge_bond;
		let verdict = Self::judge_place(id, place, fuel, witness)?;
		Self::deposit_event(Event::Challenged {
			job: id,
			challenger: challenger.clone(),
			place,
			verdict: verdict.into(),
		});
		if verdict == Verdict::Match {
			Self::forfeit_bond(&challenger, &run.operator, bond)?;
			return Ok(VerdictKind::Match);
		}
		Self::condemn(id, job, place, verdict, Some(&challenger)).map(|()| verdict.into())
	}

	/// What follows from a tile that isn't right.
	fn condemn(
		id: JobId,
		job: JobRecordOf<T>,
		place: Place,
		verdict: Verdict,
		challenger: Option<&T::AccountId>,
	) -> DispatchResult {
		match verdict {
			Verdict::Match => Ok(()),
			Verdict::Inaccurate => Self::set_back(id, job, Setback::Inaccurate),
			Verdict::Mismatch => Self::slash(id, job, Fault::Mismatch, challenger),
			// The provider made what this pass reads: with made-up results it could bring a fault about,
			// and be paid for nothing.
			Verdict::Void(_) if Self::reads_results(id, place) => {
				Self::set_back(id, job, Setback::Void)
			},
			Verdict::Void(_) => Self::settle(id, job, Ending::Void),
		}
	}

	/// Whether the pass of a place reads what earlier passes made.
	fn reads_results(id: JobId, place: Place) -> bool {
		Specs::<T>::get(id).is_some_and(|spec| spec.reads_results(place.pass))
	}
}
