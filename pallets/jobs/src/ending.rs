//! How attempts and jobs end: payment, setback, slash, the next attempt, the last word.

use crate::{
	stage::{Run, Stage},
	traits::OnSettled,
	Commitments, Config, EndRecord, Ended, Ending, Error, Event, Fault, JobId, JobRecordOf, Jobs,
	Orders, Pallet, Passes, Royalties, Setback, Specs, WeightInfo, Work,
};
use alloc::collections::BTreeSet;
use assay_kernels::traits::Kernels;
use assay_market::{limits::MAX_PASSES, Balance};
use assay_providers::{conduct::Outcome, traits::Outcomes};
use assay_stake::traits::Collateral;
use frame_support::{pallet_prelude::*, traits::Imbalance};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// So many futile attempts of one kind end a job.
pub(crate) const MAX_FUTILE: u8 = 3;

impl<T: Config> Pallet<T> {
	/// Does what is due for a job in block `now`, if anything is. What it took is returned.
	pub(crate) fn step(id: JobId, now: BlockNumberFor<T>) -> Result<Weight, DispatchError> {
		let Some(job) = Jobs::<T>::get(id) else {
			return Ok(Self::forget(id, now));
		};
		// Entries of stages that are over come to nothing.
		if job.stage.due().unwrap_or(job.expires_at) > now {
			return Ok(T::WeightInfo::nothing_due());
		}
		let passes = Passes::<T>::decode_len(id).unwrap_or_default();
		match job.stage.clone() {
			Stage::Queued(_) => Self::end(id, job, Ending::Expired)?,
			Stage::Assigned(_) => Self::set_back(id, job, Setback::Late)?,
			Stage::Committed(_) => Self::sample(id, job, now)?,
			Stage::Sampled(_) => Self::slash(id, job, Fault::NotOpened, None)?,
			Stage::Opened(opened) => match opened.demand {
				Some(_) => Self::slash(id, job, Fault::NotDelivered, None)?,
				None => Self::settle(id, job, Ending::Settled)?,
			},
		}
		Ok(T::WeightInfo::step(u32::try_from(passes).unwrap_or(MAX_PASSES)))
	}

	/// Forgets a job that has been over for long enough.
	fn forget(id: JobId, now: BlockNumberFor<T>) -> Weight {
		let due = Ended::<T>::get(id).is_some_and(|ended| ended.forget_at <= now);
		if due {
			Ended::<T>::remove(id);
			Commitments::<T>::remove(id);
		}
		T::WeightInfo::nothing_due()
	}

	/// Pays the provider and ends the job.
	pub(crate) fn settle(id: JobId, mut job: JobRecordOf<T>, ending: Ending) -> DispatchResult {
		let run = job.stage.run().cloned().ok_or(Error::<T>::NotAssigned)?;
		let payment = run.payment.min(job.escrow.payment);
		let division = job.terms.divide(payment);

		let credit = Self::spend(&job.requester, payment)?;
		job.escrow.payment = job.escrow.payment.saturating_sub(payment);
		let (burned, credit) = Self::cut(credit, division.burned);
		let (treasury, credit) = Self::cut(credit, division.treasury);
		let (validators, mut credit) = Self::cut(credit, division.validators);
		let mut royalties: Balance = 0;
		for royalty in Royalties::<T>::get(id) {
			let amount = royalty.part.mul_floor(division.provider);
			let (due, rest) = Self::cut(credit, amount);
			royalties = royalties.saturating_add(due.peek());
			Self::pay(&royalty.author, due);
			credit = rest;
		}
		let earned = credit.peek();
		Self::pay(&run.operator, credit);
		Self::pay_treasury(treasury);
		Self::pay_validators(validators);
		Self::burn(burned);

		T::Collateral::release(&run.operator, id)?;
		Self::end_run(id, &run, Outcome::Settled)?;
		T::OnSettled::on_settled(&run.operator, division.burned);
		Self::deposit_event(Event::Paid {
			job: id,
			operator: run.operator.clone(),
			earned,
			royalties,
			burned: division.burned,
		});
		Self::finish(id, job, ending, Some(run), payment)
	}

	/// Ends a job that nobody is paid for.
	pub(crate) fn end(id: JobId, mut job: JobRecordOf<T>, ending: Ending) -> DispatchResult {
		let fee = match ending {
			Ending::InputUnavailable | Ending::Irreproducible => {
				job.terms.futile(job.escrow.payment)
			},
			// Or who withholds an input would take the job back before the last attempt at it.
			Ending::Cancelled if job.futile.is_any() => job.terms.futile(job.escrow.payment),
			Ending::Settled | Ending::Void | Ending::Cancelled | Ending::Expired => 0,
		};
		let fee = fee.min(job.escrow.payment);
		let credit = Self::spend(&job.requester, fee)?;
		Self::pay_treasury(credit);
		job.escrow.payment = job.escrow.payment.saturating_sub(fee);
		Self::finish(id, job, ending, None, fee)
	}

	/// Gives the rest back, lets go of the kernels, and keeps only a record of the end.
	fn finish(
		id: JobId,
		job: JobRecordOf<T>,
		ending: Ending,
		run: Option<Run<T::AccountId>>,
		paid: Balance,
	) -> DispatchResult {
		Self::release_demanded(&job)?;
		Self::return_escrow(&job.requester, &job.escrow)?;
		Self::release_kernels(id)?;
		Jobs::<T>::remove(id);
		Orders::<T>::remove(id);
		Specs::<T>::remove(id);
		Passes::<T>::remove(id);
		Royalties::<T>::remove(id);
		let now = frame_system::Pallet::<T>::block_number();
		let forget_at = now.saturating_add(T::Retention::get());
		Ended::<T>::insert(
			id,
			EndRecord {
				requester: job.requester,
				operator: run.map(|run| run.operator),
				paid,
				ending,
				forget_at,
			},
		);
		Self::schedule(id, forget_at);
		Self::deposit_event(Event::Ended { job: id, ending });
		Ok(())
	}

	fn release_kernels(id: JobId) -> DispatchResult {
		let spec = Specs::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let kernels: BTreeSet<_> = spec.passes.iter().map(|pass| pass.kernel).collect();
		kernels.iter().try_for_each(T::Kernels::release)
	}

	/// Ends an attempt that nobody is slashed for.
	pub(crate) fn set_back(id: JobId, mut job: JobRecordOf<T>, setback: Setback) -> DispatchResult {
		use assay_market::DeclineReason::{InputUnavailable, NotReproducible, Unable};
		let run = job.stage.run().cloned().ok_or(Error::<T>::NotAssigned)?;
		let (outcome, futile) = match setback {
			Setback::Declined(InputUnavailable) => {
				(Outcome::Declined, Some(&mut job.futile.unavailable))
			},
			Setback::Declined(NotReproducible) | Setback::Inaccurate | Setback::Void => {
				(Outcome::Declined, Some(&mut job.futile.irreproducible))
			},
			Setback::Declined(Unable) => (Outcome::Declined, None),
			Setback::Late => (Outcome::Late, None),
			Setback::Slashed(_) => (Outcome::Slashed, None),
		};
		if let Some(count) = futile {
			*count = count.saturating_add(1);
		}
		T::Collateral::release(&run.operator, id)?;
		Self::end_run(id, &run, outcome)?;
		Self::try_again(id, job, run, setback)
	}

	/// Slashes the provider, makes the requester whole, pays who proved it, and burns the rest.
	pub(crate) fn slash(
		id: JobId,
		mut job: JobRecordOf<T>,
		fault: Fault,
		challenger: Option<&T::AccountId>,
	) -> DispatchResult {
		let run = job.stage.run().cloned().ok_or(Error::<T>::NotAssigned)?;
		let credit = T::Collateral::slash(&run.operator, id, run.collateral)?;
		let slashed = credit.peek();
		let forfeit = job.terms.forfeit(slashed, job.spent, run.payment, challenger.is_some());

		let (refilled, credit) = Self::cut(credit, forfeit.refilled);
		let (compensation, credit) = Self::cut(credit, forfeit.compensation);
		let (bounty, burned) = Self::cut(credit, forfeit.bounty);
		Self::pay(&job.requester, refilled);
		if Self::add_to_escrow(&job.requester, forfeit.refilled).is_ok() {
			job.escrow.verification = job.escrow.verification.saturating_add(forfeit.refilled);
		}
		Self::pay(&job.requester, compensation);
		if let Some(challenger) = challenger {
			Self::pay(challenger, bounty);
		}
		Self::burn(burned);
		Self::end_run(id, &run, Outcome::Slashed)?;
		Self::deposit_event(Event::Slashed {
			job: id,
			operator: run.operator.clone(),
			fault,
			slashed,
			compensation: forfeit.compensation,
			bounty: forfeit.bounty,
			burned: forfeit.burned,
		});
		Self::try_again(id, job, run, Setback::Slashed(fault))
	}

	/// The provider doesn't run the job any more.
	fn end_run(id: JobId, run: &Run<T::AccountId>, outcome: Outcome) -> DispatchResult {
		Work::<T>::remove(&run.operator, id);
		T::Outcomes::note(&run.operator, outcome)
	}

	/// Puts the job back into the queue, or ends it if there is no sense in that.
	fn try_again(
		id: JobId,
		mut job: JobRecordOf<T>,
		run: Run<T::AccountId>,
		setback: Setback,
	) -> DispatchResult {
		Commitments::<T>::remove(id);
		Self::deposit_event(Event::SetBack {
			job: id,
			attempt: job.attempt,
			operator: run.operator,
			setback,
		});
		let now = frame_system::Pallet::<T>::block_number();
		let spent = job.escrow.verification < job.attempt_fee;
		if job.futile.unavailable >= MAX_FUTILE {
			return Self::end(id, job, Ending::InputUnavailable);
		}
		if job.futile.irreproducible >= MAX_FUTILE {
			return Self::end(id, job, Ending::Irreproducible);
		}
		if job.attempt >= T::MaxAttempts::get() || now >= job.expires_at || spent {
			return Self::end(id, job, Ending::Expired);
		}
		Self::release_demanded(&job)?;
		job.stage = Self::enqueue(id).into();
		job.spent = 0;
		Jobs::<T>::insert(id, job);
		Ok(())
	}

	/// Gives back what was left for chunks that nobody delivered.
	fn release_demanded(job: &JobRecordOf<T>) -> DispatchResult {
		match job.stage.demanded() {
			0 => Ok(()),
			demanded => Self::release_from_escrow(&job.requester, demanded),
		}
	}
}
