//! The deposits: the only file of this pallet that moves money.
//!
//! A provider's deposit is on hold in the operator's own account, and equals what its record says.

use crate::{Config, HoldReason, Pallet};
use assay_market::Balance;
use frame_support::{
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision::Exact},
};

impl<T: Config> Pallet<T> {
	/// Puts the deposit of a registration on hold, and returns how much it is.
	pub(crate) fn take_deposit(operator: &T::AccountId) -> Result<Balance, DispatchError> {
		let deposit = T::ProviderDeposit::get();
		T::Currency::hold(&HoldReason::Registration.into(), operator, deposit)?;
		Ok(deposit)
	}

	/// Gives a deposit back.
	pub(crate) fn return_deposit(operator: &T::AccountId, deposit: Balance) -> DispatchResult {
		T::Currency::release(&HoldReason::Registration.into(), operator, deposit, Exact).map(|_| ())
	}
}
