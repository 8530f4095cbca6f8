//! What the calls do, one `do_x` each: check everything, then change, then one event.

use crate::{
	shares::{Balance, Fund},
	traits::Bonds,
	Config, Error, Event, MemberRecord, Members, Pallet, PoolRecord, PoolRecordOf, Pools,
	UnbondingRecord,
};
use frame_support::pallet_prelude::*;
use sp_runtime::{
	traits::{CheckedAdd, Saturating},
	Perbill,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_bond(
		operator: T::AccountId,
		amount: Balance,
		commission: Perbill,
	) -> DispatchResult {
		ensure!(!Pools::<T>::contains_key(&operator), Error::<T>::PoolExists);
		ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);

		let deposit = Self::take_deposit(&operator)?;
		Pools::<T>::insert(
			&operator,
			PoolRecord {
				commission,
				commission_rose: frame_system::Pallet::<T>::block_number(),
				bonded: Fund::default(),
				unbonding: Fund::default(),
				reserved: Fund::default(),
				members: 0,
				reservations: 0,
				deposit,
			},
		);
		Self::deposit_event(Event::PoolOpened { operator: operator.clone(), commission, deposit });
		Self::do_bond_more(operator, amount)
	}

	pub(crate) fn do_bond_more(operator: T::AccountId, amount: Balance) -> DispatchResult {
		Self::join(&operator, &operator, amount)?;
		ensure!(Self::is_backed(&operator), Error::<T>::OwnBondBelowMinimum);
		Ok(())
	}

	pub(crate) fn do_delegate(
		operator: T::AccountId,
		delegator: T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		ensure!(operator != delegator, Error::<T>::OperatorDelegates);
		let pool = Self::pool(&operator)?;
		ensure!(Self::is_backed(&operator), Error::<T>::PoolNotBacked);
		let before = Members::<T>::get(&operator, &delegator)
			.map_or(0, |member| pool.bonded.worth(&member.bonded));
		// What was paid counts in full: rounding must not refuse who pays exactly the minimum.
		ensure!(
			before.saturating_add(amount) >= T::MinDelegation::get(),
			Error::<T>::DelegationBelowMinimum
		);
		Self::join(&operator, &delegator, amount)
	}

	pub(crate) fn do_unbond(
		operator: T::AccountId,
		who: T::AccountId,
		amount: Option<Balance>,
	) -> DispatchResult {
		let mut pool = Self::pool(&operator)?;
		let mut member = Members::<T>::get(&operator, &who).ok_or(Error::<T>::NotMember)?;
		member.forget_wiped(&pool);
		ensure!(pool.bonded.owns(&member.bonded), Error::<T>::NothingBonded);

		let worth = pool.bonded.worth(&member.bonded);
		let leaving = match amount {
			Some(amount) if amount < worth => {
				ensure!(amount >= T::MinUnbond::get().max(1), Error::<T>::UnbondBelowMinimum);
				let taken =
					pool.bonded.take_part(&mut member.bonded, amount).map_err(Error::<T>::from)?;
				Self::ensure_may_remain(&operator, &who, pool.bonded.worth(&member.bonded))?;
				taken
			},
			Some(amount) if amount > worth => return Err(Error::<T>::StakeInsufficient.into()),
			_ => pool.bonded.take_all(&mut member.bonded).map_err(Error::<T>::from)?,
		};

		let at = frame_system::Pallet::<T>::block_number()
			.checked_add(&T::UnbondingPeriod::get())
			.ok_or(Error::<T>::Overflow)?;
		// Shares that are worth nothing just go.
		if leaving > 0 {
			ensure!(member.can_unbond_at(at), Error::<T>::UnbondingFull);
			let mut record = match member.unbonding.iter().position(|record| record.at == at) {
				Some(index) => member.unbonding.remove(index),
				None => UnbondingRecord { at, holding: Default::default() },
			};
			pool.unbonding.join(&mut record.holding, leaving).map_err(Error::<T>::from)?;
			member.unbonding.try_push(record).map_err(|_| Error::<T>::UnbondingFull)?;
			Self::stake_starts_to_leave(&operator, leaving)?;
		}
		Self::put(&operator, pool, &who, member);
		Self::deposit_event(Event::Unbonding { operator, member: who, amount: leaving, at });
		Ok(())
	}

	pub(crate) fn do_withdraw(operator: T::AccountId, who: T::AccountId) -> DispatchResult {
		let mut pool = Self::pool(&operator)?;
		let stored = Members::<T>::get(&operator, &who).ok_or(Error::<T>::NotMember)?;
		let mut member = stored.clone();
		member.forget_wiped(&pool);

		let now = frame_system::Pallet::<T>::block_number();
		let mut amount: Balance = 0;
		for record in member.unbonding.iter_mut().filter(|record| record.at <= now) {
			let taken = pool.unbonding.take_all(&mut record.holding).map_err(Error::<T>::from)?;
			amount = amount.checked_add(taken).ok_or(Error::<T>::Overflow)?;
		}
		member.unbonding.retain(|record| record.at > now);
		ensure!(member != stored, Error::<T>::NothingToWithdraw);
		ensure!(pool.reserved.balance() <= pool.total(), Error::<T>::StakeReserved);

		if amount > 0 {
			Self::pay_out(&operator, &who, amount)?;
		}
		Self::put(&operator, pool, &who, member);
		Self::deposit_event(Event::Withdrawn { operator, member: who, amount });
		Ok(())
	}

	pub(crate) fn do_set_commission(operator: T::AccountId, commission: Perbill) -> DispatchResult {
		let mut pool = Self::pool(&operator)?;
		ensure!(commission <= T::MaxCommission::get(), Error::<T>::CommissionTooHigh);
		if commission > pool.commission {
			let rise = commission.saturating_sub(pool.commission);
			ensure!(rise <= T::MaxCommissionRise::get(), Error::<T>::CommissionRiseTooSteep);
			let now = frame_system::Pallet::<T>::block_number();
			let next_rise = pool.commission_rose.saturating_add(T::CommissionRisePeriod::get());
			ensure!(now >= next_rise, Error::<T>::CommissionRiseTooSoon);
			pool.commission_rose = now;
		}
		pool.commission = commission;
		Pools::<T>::insert(&operator, pool);
		Self::deposit_event(Event::CommissionSet { operator, commission });
		Ok(())
	}

	pub(crate) fn do_dissolve(operator: T::AccountId) -> DispatchResult {
		let pool = Self::pool(&operator)?;
		ensure!(pool.members == 0, Error::<T>::PoolHasMembers);
		ensure!(pool.reservations == 0, Error::<T>::PoolHasReservations);
		Self::return_deposit(&operator)?;
		Pools::<T>::remove(&operator);
		Self::deposit_event(Event::PoolDissolved { operator, deposit: pool.deposit });
		Ok(())
	}

	/// An operator's pool.
	pub(crate) fn pool(operator: &T::AccountId) -> Result<PoolRecordOf<T>, Error<T>> {
		Pools::<T>::get(operator).ok_or(Error::PoolUnknown)
	}

	/// Moves `amount` from `who` into an operator's pool, against shares.
	fn join(operator: &T::AccountId, who: &T::AccountId, amount: Balance) -> DispatchResult {
		let mut pool = Self::pool(operator)?;
		let mut member = match Members::<T>::get(operator, who) {
			Some(member) => member,
			None => {
				pool.members = pool.members.checked_add(1).ok_or(Error::<T>::Overflow)?;
				MemberRecord::default()
			},
		};
		member.forget_wiped(&pool);
		let shares = pool.bonded.join(&mut member.bonded, amount).map_err(Error::<T>::from)?;
		Self::take_stake(operator, who, amount)?;
		Self::put(operator, pool, who, member);
		Self::deposit_event(Event::Bonded {
			operator: operator.clone(),
			member: who.clone(),
			amount,
			shares,
		});
		Ok(())
	}

	/// Whether a member may keep no more than `worth` in a pool.
	fn ensure_may_remain(
		operator: &T::AccountId,
		who: &T::AccountId,
		worth: Balance,
	) -> DispatchResult {
		if operator == who {
			ensure!(worth >= T::MinOwnBond::get(), Error::<T>::OwnBondBelowMinimum);
		} else {
			ensure!(worth >= T::MinDelegation::get(), Error::<T>::DelegationBelowMinimum);
		}
		Ok(())
	}

	/// Stores a pool and one of its members; a member without stake is forgotten.
	fn put(
		operator: &T::AccountId,
		mut pool: PoolRecordOf<T>,
		who: &T::AccountId,
		member: MemberRecord<T>,
	) {
		if member.is_empty() {
			Members::<T>::remove(operator, who);
			pool.members = pool.members.saturating_sub(1);
		} else {
			Members::<T>::insert(operator, who, member);
		}
		Pools::<T>::insert(operator, pool);
	}
}
