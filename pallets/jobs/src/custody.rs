//! Where the money is: the only file of this pallet that moves any.
//!
//! A requester's escrow and deposits are on hold in its own account, under a reason each. Each hold
//! equals the sum over its jobs.

use crate::{Config, CreditOf, Error, Escrow, HoldReason, Pallet};
use assay_market::Balance;
use frame_support::{
	pallet_prelude::*,
	traits::{
		fungible::{Balanced, BalancedHold, InspectHold, Mutate, MutateHold},
		tokens::{Precision::Exact, Preservation::Preserve},
		Imbalance, OnUnbalanced,
	},
};

impl<T: Config> Pallet<T> {
	/// Puts all that a job takes on hold.
	pub(crate) fn take_escrow(requester: &T::AccountId, escrow: &Escrow) -> DispatchResult {
		let amount = escrow.payment.checked_add(escrow.verification).ok_or(Error::<T>::Overflow)?;
		T::Currency::hold(&HoldReason::Escrow.into(), requester, amount)?;
		T::Currency::hold(&HoldReason::Deposit.into(), requester, escrow.deposit)
	}

	/// Gives back all that is left of a job's escrow.
	pub(crate) fn return_escrow(requester: &T::AccountId, escrow: &Escrow) -> DispatchResult {
		let amount = escrow.payment.saturating_add(escrow.verification);
		T::Currency::release(&HoldReason::Escrow.into(), requester, amount, Exact)?;
		T::Currency::release(&HoldReason::Deposit.into(), requester, escrow.deposit, Exact)
			.map(|_| ())
	}

	/// Puts more of the requester's money on hold.
	pub(crate) fn add_to_escrow(requester: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&HoldReason::Escrow.into(), requester, amount)
	}

	/// Gives a part of the escrow back.
	pub(crate) fn release_from_escrow(requester: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Escrow.into(), requester, amount, Exact).map(|_| ())
	}

	/// Takes money out of the escrow to be placed. What isn't there can't be taken, and is an error.
	pub(crate) fn spend(
		requester: &T::AccountId,
		amount: Balance,
	) -> Result<CreditOf<T>, DispatchError> {
		let reason = HoldReason::Escrow.into();
		ensure!(
			T::Currency::balance_on_hold(&reason, requester) >= amount,
			Error::<T>::EscrowBelowLedger
		);
		Ok(T::Currency::slash(&reason, requester, amount).0)
	}

	/// Pays somebody. Who can't receive forfeits to the treasury.
	pub(crate) fn pay(who: &T::AccountId, credit: CreditOf<T>) {
		if let Err(unpaid) = T::Currency::resolve(who, credit) {
			Self::pay_treasury(unpaid);
		}
	}

	/// Pays the treasury.
	pub(crate) fn pay_treasury(credit: CreditOf<T>) {
		T::Treasury::on_unbalanced(credit);
	}

	/// Pays the validators.
	pub(crate) fn pay_validators(credit: CreditOf<T>) {
		T::Validators::on_unbalanced(credit);
	}

	/// Pays for verification.
	pub(crate) fn pay_for_verification(credit: CreditOf<T>) {
		T::VerificationFees::on_unbalanced(credit);
	}

	/// Burns money. Issuance falls by it.
	pub(crate) fn burn(credit: CreditOf<T>) {
		drop(credit);
	}

	/// Divides a credit: `amount`, at most all of it, and the rest.
	pub(crate) fn cut(credit: CreditOf<T>, amount: Balance) -> (CreditOf<T>, CreditOf<T>) {
		credit.split(amount)
	}

	/// Whether somebody could pay a bond.
	pub(crate) fn ensure_bond(challenger: &T::AccountId, bond: Balance) -> DispatchResult {
		use frame_support::traits::{fungible::Inspect, tokens::Fortitude::Polite};
		ensure!(
			T::Currency::reducible_balance(challenger, Preserve, Polite) >= bond,
			Error::<T>::BondInsufficient
		);
		Ok(())
	}

	/// Gives a challenger's bond to the provider.
	pub(crate) fn forfeit_bond(
		challenger: &T::AccountId,
		operator: &T::AccountId,
		bond: Balance,
	) -> DispatchResult {
		T::Currency::transfer(challenger, operator, bond, Preserve).map(|_| ())
	}
}
