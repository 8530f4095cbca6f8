//! What other pallets do with the providers: draw them, give them jobs, judge them.

use crate::{
	conduct::Outcome,
	traits::{Bid, Candidates, Needs, Outcomes, Workers},
	Active, ActiveCount, Activity, Conducts, Config, Error, Event, Pallet, Providers, WorkerKey,
	WorkerOf,
};
use assay_market::Ask;
use assay_stake::traits::Bonds;
use frame_support::pallet_prelude::*;
use sp_runtime::{DispatchError, Permill};

impl<T: Config> Candidates<T::AccountId> for Pallet<T> {
	fn count() -> u32 {
		ActiveCount::<T>::get()
	}

	fn at(index: u32) -> Option<T::AccountId> {
		Active::<T>::get(index)
	}

	fn ask(operator: &T::AccountId, needs: &Needs) -> Option<Bid> {
		if !Self::is_active(operator) {
			return None;
		}
		let provider = Providers::<T>::get(operator)?;
		let spare = provider.offer.capacity.checked_sub(Activity::<T>::get(operator).running)?;
		let able =
			provider.devices.iter().any(|device| device.capability.covers(&needs.capability));
		if spare == 0 || !able || !matches(&provider.offer, needs) {
			return None;
		}
		// The list is swept a few positions per block: it may still have who went offline.
		if !Self::is_online(operator) || !T::Bonds::is_backed(operator) {
			return None;
		}
		Some(Bid { price: provider.offer.price, reliability: Self::reliability(operator), spare })
	}
}

impl<T: Config> Pallet<T> {
	/// How much of what a provider was given lately it settled.
	pub fn reliability(operator: &T::AccountId) -> Permill {
		let mut conduct = Conducts::<T>::get(operator);
		conduct.fade(frame_system::Pallet::<T>::block_number(), T::ConductHalfLife::get());
		conduct.reliability()
	}
}

/// Whether price, region and attributes are what a job needs.
fn matches(offer: &Ask, needs: &Needs) -> bool {
	offer.price <= needs.price_limit
		&& needs.region.is_none_or(|region| offer.region == *region)
		&& needs.attributes.iter().all(|needed| offer.attributes.binary_search(needed).is_ok())
}

impl<T: Config> Outcomes<T::AccountId> for Pallet<T> {
	fn begin(operator: &T::AccountId) -> DispatchResult {
		let capacity = Self::provider(operator)?.offer.capacity;
		Activity::<T>::try_mutate(operator, |activity| -> Result<(), DispatchError> {
			ensure!(activity.running < capacity, Error::<T>::CapacityUsedUp);
			activity.running = activity.running.saturating_add(1);
			Ok(())
		})
	}

	fn note(operator: &T::AccountId, outcome: Outcome) -> DispatchResult {
		Activity::<T>::try_mutate_exists(operator, |stored| -> Result<(), DispatchError> {
			let activity = stored.as_mut().ok_or(Error::<T>::ProviderUnknown)?;
			activity.running = activity.running.checked_sub(1).ok_or(Error::<T>::NoJobRunning)?;
			Ok(())
		})?;
		let now = frame_system::Pallet::<T>::block_number();
		Conducts::<T>::mutate(operator, |conduct| {
			conduct.note(outcome, now, T::ConductHalfLife::get())
		});
		Self::deposit_event(Event::OutcomeNoted { operator: operator.clone(), outcome });
		Ok(())
	}
}

impl<T: Config> Workers<T::AccountId> for Pallet<T> {
	fn worker_of(operator: &T::AccountId) -> Option<WorkerKey> {
		Providers::<T>::get(operator).map(|provider| provider.worker)
	}

	fn operator_of(worker: &WorkerKey) -> Option<T::AccountId> {
		WorkerOf::<T>::get(worker)
	}
}
