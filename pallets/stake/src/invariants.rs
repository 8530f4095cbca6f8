//! What always holds, one function per sentence. Run after every test and by `try-runtime`.

#![cfg(any(feature = "std", feature = "try-runtime"))]

extern crate alloc;

use crate::{
	shares::{Fund, Holding, WORTH_FLOOR_BITS},
	Config, HoldReason, Members, Pallet, Pools, Reservations,
};
use alloc::collections::BTreeMap;
use frame_support::{ensure, traits::fungible::Inspect};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_holds_equal_ledgers()?;
		Self::try_state_deposits_are_there()?;
		Self::try_state_funds_are_sound()?;
		Self::try_state_shares_belong_to_members()?;
		Self::try_state_nobody_can_take_too_much()?;
		Self::try_state_members_are_counted()?;
		Self::try_state_reserved_is_covered()?;
		Self::try_state_reservations_add_up()
	}

	/// What a pool's account has on hold equals the pool's ledger, per reason.
	fn try_state_holds_equal_ledgers() -> Result<(), TryRuntimeError> {
		for (operator, pool) in Pools::<T>::iter() {
			ensure!(
				Self::on_hold(&operator, HoldReason::Bonded) == pool.bonded.balance(),
				"bonded stake and its hold differ"
			);
			ensure!(
				Self::on_hold(&operator, HoldReason::Unbonding) == pool.unbonding.balance(),
				"unbonding stake and its hold differ"
			);
		}
		Ok(())
	}

	/// A pool's account has the operator's deposit besides the stake.
	fn try_state_deposits_are_there() -> Result<(), TryRuntimeError> {
		for (operator, pool) in Pools::<T>::iter() {
			let besides_stake = T::Currency::balance(&Self::account_of(&operator));
			ensure!(besides_stake >= pool.deposit, "a pool's deposit is gone");
		}
		Ok(())
	}

	/// A fund has shares exactly when it has money, and a share is worth more than the floor.
	fn try_state_funds_are_sound() -> Result<(), TryRuntimeError> {
		for pool in Pools::<T>::iter_values() {
			for fund in [pool.bonded, pool.unbonding, pool.reserved] {
				ensure!(
					(fund.shares() == 0) == (fund.balance() == 0),
					"a fund has shares without money or money without shares"
				);
				ensure!(
					fund.shares() == 0 || fund.shares() >> WORTH_FLOOR_BITS < fund.balance(),
					"a share is worth less than the floor"
				);
			}
		}
		Ok(())
	}

	/// The shares of a pool's funds are those of its members, no more and no fewer.
	fn try_state_shares_belong_to_members() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<T::AccountId, (u128, u128)>::new();
		for (operator, _, member) in Members::<T>::iter() {
			let pool = Self::pool(&operator).map_err(|_| "a member has no pool")?;
			let (bonded, unbonding) = held.entry(operator).or_default();
			add_shares(bonded, &pool.bonded, &member.bonded)?;
			for record in &member.unbonding {
				add_shares(unbonding, &pool.unbonding, &record.holding)?;
			}
		}
		for (operator, pool) in Pools::<T>::iter() {
			let shares = (pool.bonded.shares(), pool.unbonding.shares());
			ensure!(
				held.get(&operator).copied().unwrap_or_default() == shares,
				"shares and their holders differ"
			);
		}
		Ok(())
	}

	/// If all members left a pool at once, its money would suffice.
	fn try_state_nobody_can_take_too_much() -> Result<(), TryRuntimeError> {
		let mut worth = BTreeMap::<T::AccountId, u128>::new();
		for (operator, _, member) in Members::<T>::iter() {
			let pool = Self::pool(&operator).map_err(|_| "a member has no pool")?;
			let sum = worth.entry(operator).or_default();
			*sum = sum.saturating_add(pool.bonded.worth(&member.bonded));
			for record in &member.unbonding {
				*sum = sum.saturating_add(pool.unbonding.worth(&record.holding));
			}
		}
		for (operator, sum) in worth {
			let pool = Self::pool(&operator).map_err(|_| "a member has no pool")?;
			ensure!(sum <= pool.total(), "members are owed more than their pool has");
		}
		Ok(())
	}

	/// A pool counts its members, and every member has shares.
	fn try_state_members_are_counted() -> Result<(), TryRuntimeError> {
		let mut members = BTreeMap::<T::AccountId, u32>::new();
		for (operator, _, member) in Members::<T>::iter() {
			ensure!(!member.is_empty(), "a member has neither shares nor unbonding stake");
			let count = members.entry(operator).or_default();
			*count = count.saturating_add(1);
		}
		for (operator, pool) in Pools::<T>::iter() {
			ensure!(
				members.remove(&operator).unwrap_or_default() == pool.members,
				"a pool counts its members wrongly"
			);
		}
		ensure!(members.is_empty(), "a member has no pool");
		Ok(())
	}

	/// Reserved collateral never exceeds the pool.
	fn try_state_reserved_is_covered() -> Result<(), TryRuntimeError> {
		for pool in Pools::<T>::iter_values() {
			ensure!(pool.reserved.balance() <= pool.total(), "more is reserved than there is");
		}
		Ok(())
	}

	/// A pool's reserved fund belongs to its reservations, and the pool counts them.
	fn try_state_reservations_add_up() -> Result<(), TryRuntimeError> {
		let mut held = BTreeMap::<T::AccountId, (u128, u32)>::new();
		for (operator, _, holding) in Reservations::<T>::iter() {
			let pool = Self::pool(&operator).map_err(|_| "a reservation has no pool")?;
			let (shares, count) = held.entry(operator).or_default();
			add_shares(shares, &pool.reserved, &holding)?;
			*count = count.saturating_add(1);
		}
		for (operator, pool) in Pools::<T>::iter() {
			ensure!(
				held.get(&operator).copied().unwrap_or_default()
					== (pool.reserved.shares(), pool.reservations),
				"a pool and its reservations differ"
			);
		}
		Ok(())
	}
}

/// Adds the shares of a holding that still owns a part of its fund.
fn add_shares(sum: &mut u128, fund: &Fund, holding: &Holding) -> Result<(), TryRuntimeError> {
	ensure!(holding.generation() <= fund.generation(), "shares of a generation to come");
	if fund.owns(holding) {
		*sum = sum.checked_add(holding.shares()).ok_or("shares outgrow 128 bits")?;
	}
	Ok(())
}
