//! What other pallets do with the pools: back jobs, take stake, add rewards. All of it is O(1).

use crate::{
	shares::{proportion, Balance},
	traits::{Bonds, Collateral, Penalties, Rewards},
	Config, CreditOf, Error, Event, Members, Pallet, PoolRecordOf, Pools, Reservations,
};
use frame_support::{pallet_prelude::*, traits::Imbalance};
use sp_runtime::DispatchError;

impl<T: Config> Bonds<T::AccountId> for Pallet<T> {
	fn own(operator: &T::AccountId) -> Balance {
		let (Some(pool), Some(member)) =
			(Pools::<T>::get(operator), Members::<T>::get(operator, operator))
		else {
			return 0;
		};
		pool.bonded.worth(&member.bonded)
	}

	fn bonded(operator: &T::AccountId) -> Balance {
		Pools::<T>::get(operator).map_or(0, |pool| pool.bonded.balance())
	}

	fn is_backed(operator: &T::AccountId) -> bool {
		let own = Self::own(operator);
		own > 0 && own >= T::MinOwnBond::get()
	}
}

impl<T: Config> Collateral<T::AccountId> for Pallet<T> {
	type Id = T::ReservationId;
	type Credit = CreditOf<T>;

	fn free(operator: &T::AccountId) -> Balance {
		if Self::is_backed(operator) {
			Pools::<T>::get(operator).map_or(0, |pool| pool.free())
		} else {
			0
		}
	}

	fn reserve(operator: &T::AccountId, id: Self::Id, amount: Balance) -> DispatchResult {
		let mut pool = Self::pool(operator)?;
		ensure!(!Reservations::<T>::contains_key(operator, id), Error::<T>::ReservationExists);
		ensure!(amount > 0, Error::<T>::AmountZero);
		ensure!(Self::is_backed(operator), Error::<T>::PoolNotBacked);
		ensure!(amount <= pool.free(), Error::<T>::CollateralInsufficient);

		let claim = pool.reserved.claim(amount).map_err(Error::<T>::from)?;
		pool.reservations = pool.reservations.checked_add(1).ok_or(Error::<T>::Overflow)?;
		Reservations::<T>::insert(operator, id, claim);
		Pools::<T>::insert(operator, pool);
		Self::deposit_event(Event::Reserved { operator: operator.clone(), id, amount });
		Ok(())
	}

	fn reserved(operator: &T::AccountId, id: Self::Id) -> Balance {
		let (Some(pool), Some(holding)) =
			(Pools::<T>::get(operator), Reservations::<T>::get(operator, id))
		else {
			return 0;
		};
		pool.reserved.worth(&holding)
	}

	fn release(operator: &T::AccountId, id: Self::Id) -> DispatchResult {
		let mut pool = Self::pool(operator)?;
		let amount = Self::end_reservation(operator, id, &mut pool)?;
		Pools::<T>::insert(operator, pool);
		Self::deposit_event(Event::Released { operator: operator.clone(), id, amount });
		Ok(())
	}

	fn slash(
		operator: &T::AccountId,
		id: Self::Id,
		amount: Balance,
	) -> Result<CreditOf<T>, DispatchError> {
		frame_support::storage::with_storage_layer(|| {
			let mut pool = Self::pool(operator)?;
			let worth = Self::end_reservation(operator, id, &mut pool)?;
			Self::take(operator, pool, Some(id), amount.min(worth))
		})
	}
}

impl<T: Config> Penalties<T::AccountId> for Pallet<T> {
	type Credit = CreditOf<T>;

	fn penalise(operator: &T::AccountId, amount: Balance) -> Result<CreditOf<T>, DispatchError> {
		let pool = Self::pool(operator)?;
		Self::take(operator, pool, None, amount)
	}
}

impl<T: Config> Rewards<T::AccountId> for Pallet<T> {
	type Credit = CreditOf<T>;

	fn reward(operator: &T::AccountId, reward: CreditOf<T>) -> Result<(), CreditOf<T>> {
		let Some(mut pool) = Pools::<T>::get(operator) else {
			return Err(reward);
		};
		// An operator whose pool is empty has nobody to share with.
		let alone = pool.bonded.shares() == 0;
		let rate = pool.commission.min(T::MaxCommission::get());
		let commission = if alone { reward.peek() } else { rate.mul_floor(reward.peek()) };

		let (for_operator, mut for_pool) = reward.split(commission);
		let mut paid = commission;
		if let Err(unpaid) = Self::pay_commission(operator, for_operator) {
			// The operator's account is gone and this is too little to open it again.
			if alone {
				return Err(unpaid);
			}
			paid = 0;
			for_pool = for_pool.merge(unpaid);
		}
		let shared = for_pool.peek();
		if shared > 0 {
			if pool.bonded.gain(shared).is_err() {
				return Err(for_pool);
			}
			Self::add_to_stake(operator, for_pool)?;
			Pools::<T>::insert(operator, pool);
		}
		Self::deposit_event(Event::Rewarded {
			operator: operator.clone(),
			commission: paid,
			shared,
		});
		Ok(())
	}
}

impl<T: Config> Pallet<T> {
	/// Removes a reservation, and returns what it was worth.
	fn end_reservation(
		operator: &T::AccountId,
		id: T::ReservationId,
		pool: &mut PoolRecordOf<T>,
	) -> Result<Balance, DispatchError> {
		let claim = Reservations::<T>::get(operator, id).ok_or(Error::<T>::ReservationUnknown)?;
		let worth = pool.reserved.end_claim(&claim).map_err(Error::<T>::from)?;
		pool.reservations = pool.reservations.saturating_sub(1);
		Reservations::<T>::remove(operator, id);
		Ok(worth)
	}

	/// Takes `amount`, at most all, from bonded and unbonding stake in proportion, and stores the
	/// pool.
	fn take(
		operator: &T::AccountId,
		mut pool: PoolRecordOf<T>,
		id: Option<T::ReservationId>,
		amount: Balance,
	) -> Result<CreditOf<T>, DispatchError> {
		let amount = amount.min(pool.total());
		let from_unbonding = proportion(amount, pool.unbonding.balance(), pool.total());
		let from_bonded = amount.saturating_sub(from_unbonding);

		let unbonding = pool.unbonding.lose(from_unbonding);
		let bonded = pool.bonded.lose(from_bonded);
		let uncovered = pool.reserved.balance().saturating_sub(pool.total());
		if uncovered > 0 {
			pool.reserved.lose(uncovered);
		}
		let credit = Self::confiscate(operator, bonded, unbonding)?;
		Pools::<T>::insert(operator, pool);
		Self::deposit_event(Event::Slashed { operator: operator.clone(), id, bonded, unbonding });
		Ok(credit)
	}
}
