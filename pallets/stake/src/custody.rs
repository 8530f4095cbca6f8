//! Where the money is: the only file of this pallet that moves any.
//!
//! Each pool has an account of its own, derived from the operator's, without a key. All stake of the
//! pool is on hold there, under one reason per fund, and each hold equals the fund's balance. Free
//! balance there is the operator's deposit, and whatever somebody sent without being asked: it
//! belongs to no share, so presents don't move the price.

use crate::{shares::Balance, Config, CreditOf, Error, HoldReason, Pallet};
use codec::{Decode, Encode};
use frame_support::{
	defensive,
	pallet_prelude::*,
	traits::{
		fungible::{Balanced, BalancedHold, Inspect, InspectHold, Mutate, MutateHold},
		tokens::{
			Fortitude::Polite,
			Precision::Exact,
			Preservation::{Expendable, Preserve},
			Restriction::Free,
		},
		Imbalance,
	},
};
use sp_runtime::traits::TrailingZeroInput;

/// Sets the derived accounts apart from those of other pallets.
const ACCOUNT_DOMAIN: &[u8; 16] = b"assay/stake/pool";

impl<T: Config> Pallet<T> {
	/// The account that keeps the money of an operator's pool.
	pub fn account_of(operator: &T::AccountId) -> T::AccountId {
		let hash = (ACCOUNT_DOMAIN, operator).using_encoded(sp_io::hashing::blake2_256);
		T::AccountId::decode(&mut TrailingZeroInput::new(&hash))
			.expect("endless input decodes to an account; qed")
	}

	/// What the pool's account has on hold for `reason`.
	pub(crate) fn on_hold(operator: &T::AccountId, reason: HoldReason) -> Balance {
		T::Currency::balance_on_hold(&reason.into(), &Self::account_of(operator))
	}

	/// Takes the deposit that keeps the pool's account alive, and returns how much it is.
	pub(crate) fn take_deposit(operator: &T::AccountId) -> Result<Balance, DispatchError> {
		let deposit = T::PoolDeposit::get().max(T::Currency::minimum_balance());
		T::Currency::transfer(operator, &Self::account_of(operator), deposit, Preserve)
	}

	/// Gives the deposit back, and with it whatever else was sent to the pool's account.
	pub(crate) fn return_deposit(operator: &T::AccountId) -> DispatchResult {
		let account = Self::account_of(operator);
		let left = T::Currency::balance(&account);
		T::Currency::transfer(&account, operator, left, Expendable).map(|_| ())
	}

	/// Moves `amount` from who joins a pool into its bonded stake. The payer's account stays alive.
	pub(crate) fn take_stake(
		operator: &T::AccountId,
		from: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::transfer_and_hold(
			&HoldReason::Bonded.into(),
			from,
			&Self::account_of(operator),
			amount,
			Exact,
			Preserve,
			Polite,
		)
		.map(|_| ())
	}

	/// Moves `amount` of a pool from the bonded to the unbonding stake.
	pub(crate) fn stake_starts_to_leave(
		operator: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		let account = Self::account_of(operator);
		T::Currency::release(&HoldReason::Bonded.into(), &account, amount, Exact)?;
		T::Currency::hold(&HoldReason::Unbonding.into(), &account, amount)
	}

	/// Pays `amount` of a pool's unbonding stake out to `to`.
	pub(crate) fn pay_out(
		operator: &T::AccountId,
		to: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::transfer_on_hold(
			&HoldReason::Unbonding.into(),
			&Self::account_of(operator),
			to,
			amount,
			Exact,
			Free,
			Polite,
		)
		.map(|_| ())
	}

	/// Takes stake out of a pool for good. What isn't there can't be taken, and is an error.
	pub(crate) fn confiscate(
		operator: &T::AccountId,
		bonded: Balance,
		unbonding: Balance,
	) -> Result<CreditOf<T>, DispatchError> {
		ensure!(
			Self::on_hold(operator, HoldReason::Bonded) >= bonded
				&& Self::on_hold(operator, HoldReason::Unbonding) >= unbonding,
			Error::<T>::AccountBelowLedger
		);
		let account = Self::account_of(operator);
		let (from_bonded, _) = T::Currency::slash(&HoldReason::Bonded.into(), &account, bonded);
		let (from_unbonding, _) =
			T::Currency::slash(&HoldReason::Unbonding.into(), &account, unbonding);
		Ok(from_bonded.merge(from_unbonding))
	}

	/// Pays a commission to the operator; gives it back if the operator's account can't take it.
	pub(crate) fn pay_commission(
		operator: &T::AccountId,
		commission: CreditOf<T>,
	) -> Result<(), CreditOf<T>> {
		T::Currency::resolve(operator, commission)
	}

	/// Adds a reward to a pool's bonded stake; gives it back if that is impossible.
	pub(crate) fn add_to_stake(
		operator: &T::AccountId,
		reward: CreditOf<T>,
	) -> Result<(), CreditOf<T>> {
		let amount = reward.peek();
		let account = Self::account_of(operator);
		T::Currency::resolve(&account, reward)?;
		// The account has its deposit, so all that came on top can be held.
		if T::Currency::hold(&HoldReason::Bonded.into(), &account, amount).is_err() {
			defensive!("the account has its deposit and can hold what came on top");
		}
		Ok(())
	}
}
