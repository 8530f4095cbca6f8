//! The deposits: the only file of this pallet that moves money.
//!
//! What an author has on hold equals the sum of the deposits in the records of its kernels.

use crate::{BalanceOf, Config, HoldReason, Pallet};
use frame_support::{
	pallet_prelude::*,
	traits::{fungible::MutateHold, tokens::Precision::Exact},
};

impl<T: Config> Pallet<T> {
	/// Puts a deposit on hold.
	pub(crate) fn take_deposit(author: &T::AccountId, deposit: BalanceOf<T>) -> DispatchResult {
		T::Currency::hold(&HoldReason::Kernels.into(), author, deposit)
	}

	/// Gives a deposit back.
	pub(crate) fn return_deposit(author: &T::AccountId, deposit: BalanceOf<T>) -> DispatchResult {
		T::Currency::release(&HoldReason::Kernels.into(), author, deposit, Exact).map(|_| ())
	}
}
