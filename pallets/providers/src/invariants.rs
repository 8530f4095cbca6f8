//! What always holds, one function per sentence. Run after every test and by `try-runtime`.

#![cfg(any(feature = "std", feature = "try-runtime"))]

use crate::{
	Active, ActiveCount, Activity, Config, HoldReason, Pallet, Profiles, Providers, Slots, WorkerOf,
};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_list_has_no_gaps()?;
		Self::try_state_positions_are_a_bijection()?;
		Self::try_state_active_providers_want_jobs()?;
		Self::try_state_records_belong_together()?;
		Self::try_state_workers_speak_for_one_operator()?;
		Self::try_state_deposits_are_held()
	}

	/// The list of active providers is filled from 0 to its count, and no further.
	fn try_state_list_has_no_gaps() -> Result<(), TryRuntimeError> {
		let count = ActiveCount::<T>::get();
		ensure!(
			(0..count).all(Active::<T>::contains_key),
			"the list of active providers has a gap"
		);
		ensure!(
			Active::<T>::iter_keys().count() == count as usize,
			"the list of active providers is longer than its count"
		);
		Ok(())
	}

	/// Positions and active operators belong to each other, one to one.
	fn try_state_positions_are_a_bijection() -> Result<(), TryRuntimeError> {
		for (slot, operator) in Active::<T>::iter() {
			ensure!(Slots::<T>::get(&operator) == Some(slot), "a position isn't its operator's");
		}
		for (operator, slot) in Slots::<T>::iter() {
			ensure!(
				Active::<T>::get(slot).as_ref() == Some(&operator),
				"an operator isn't at its position"
			);
		}
		Ok(())
	}

	/// Who is active is registered, not draining, and was heard at least once.
	fn try_state_active_providers_want_jobs() -> Result<(), TryRuntimeError> {
		for operator in Slots::<T>::iter_keys() {
			let provider =
				Providers::<T>::get(&operator).ok_or("an active provider isn't registered")?;
			ensure!(!provider.draining, "an active provider is draining");
			ensure!(
				Activity::<T>::get(&operator).heard.is_some(),
				"an active provider was never heard"
			);
		}
		Ok(())
	}

	/// A provider has a record, a profile and an activity, and neither of these without the others.
	fn try_state_records_belong_together() -> Result<(), TryRuntimeError> {
		for operator in Providers::<T>::iter_keys() {
			ensure!(Profiles::<T>::contains_key(&operator), "a provider has no profile");
			ensure!(Activity::<T>::contains_key(&operator), "a provider has no activity");
		}
		let count = Providers::<T>::iter_keys().count();
		ensure!(Profiles::<T>::iter_keys().count() == count, "a profile has no provider");
		ensure!(Activity::<T>::iter_keys().count() == count, "an activity has no provider");
		Ok(())
	}

	/// Every provider has one worker key, and every worker key one provider.
	fn try_state_workers_speak_for_one_operator() -> Result<(), TryRuntimeError> {
		for (operator, provider) in Providers::<T>::iter() {
			ensure!(
				WorkerOf::<T>::get(&provider.worker) == Some(operator),
				"a worker key speaks for another operator"
			);
		}
		ensure!(
			WorkerOf::<T>::iter_keys().count() == Providers::<T>::iter_keys().count(),
			"a worker key has no provider"
		);
		Ok(())
	}

	/// What an operator has on hold for its registration is the deposit in its record.
	fn try_state_deposits_are_held() -> Result<(), TryRuntimeError> {
		for (operator, provider) in Providers::<T>::iter() {
			let held = T::Currency::balance_on_hold(&HoldReason::Registration.into(), &operator);
			ensure!(held == provider.deposit, "a deposit and its hold differ");
		}
		Ok(())
	}
}
