//! Which tiles the chain executes again.

use crate::{
	beacon::Draws, stage::Stage, Config, Error, Event, JobId, JobRecordOf, Jobs, Orders, Pallet,
	Passes,
};
use assay_market::draw_samples;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// Sets these draws apart from others.
const PURPOSE: &[u8] = b"assay/sample";

impl<T: Config> Pallet<T> {
	/// Draws the samples of a commitment.
	pub(crate) fn sample(
		id: JobId,
		mut job: JobRecordOf<T>,
		now: BlockNumberFor<T>,
	) -> DispatchResult {
		let Stage::Committed(committed) = job.stage else {
			return Err(Error::<T>::NotCommitted.into());
		};
		let order = Orders::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let passes = Passes::<T>::get(id);
		let seed = Self::seed_after(committed.at, PURPOSE, id, job.attempt);
		let mut draws = Draws::new(seed);
		let samples = draw_samples(&passes, order.offer.samples, |limit| draws.below(limit));
		let until = now.saturating_add(job.terms.open_within);
		Self::schedule(id, until);
		Self::deposit_event(Event::Sampled {
			job: id,
			attempt: job.attempt,
			samples: samples.clone(),
			until,
		});
		job.stage = committed.sample(samples, until).into();
		Jobs::<T>::insert(id, job);
		Ok(())
	}
}
