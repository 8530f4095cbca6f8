//! What always holds, one function per sentence. Run after every test and by `try-runtime`.

#![cfg(any(feature = "std", feature = "try-runtime"))]

extern crate alloc;

use crate::{BalanceOf, Bytecodes, Config, HoldReason, KernelId, KernelRecords, Pallet};
use alloc::collections::BTreeMap;
use assay_touchstone::Program;
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::{traits::Saturating, TryRuntimeError};

impl<T: Config> Pallet<T> {
	/// Checks every invariant of the pallet.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_records_have_bytecode()?;
		Self::try_state_bytecode_is_valid_and_named_by_its_hash()?;
		Self::try_state_deposits_are_held()
	}

	/// Every kernel has bytecode, and all bytecode is a kernel's.
	fn try_state_records_have_bytecode() -> Result<(), TryRuntimeError> {
		ensure!(
			KernelRecords::<T>::iter_keys().all(Bytecodes::<T>::contains_key),
			"a kernel has no bytecode"
		);
		ensure!(
			Bytecodes::<T>::iter_keys().all(KernelRecords::<T>::contains_key),
			"bytecode has no kernel"
		);
		Ok(())
	}

	/// All bytecode is valid, and its id is its hash.
	fn try_state_bytecode_is_valid_and_named_by_its_hash() -> Result<(), TryRuntimeError> {
		for (id, bytecode) in Bytecodes::<T>::iter() {
			ensure!(KernelId::of(&bytecode) == id, "an id isn't its bytecode's hash");
			ensure!(Program::parse(&bytecode).is_ok(), "bytecode isn't valid");
		}
		Ok(())
	}

	/// What an author has on hold equals the sum of the deposits for its kernels.
	fn try_state_deposits_are_held() -> Result<(), TryRuntimeError> {
		let mut deposits = BTreeMap::<T::AccountId, BalanceOf<T>>::new();
		for kernel in KernelRecords::<T>::iter_values() {
			deposits.entry(kernel.author).or_default().saturating_accrue(kernel.deposit);
		}
		for (author, deposit) in deposits {
			let held = T::Currency::balance_on_hold(&HoldReason::Kernels.into(), &author);
			ensure!(held == deposit, "deposits and their hold differ");
		}
		Ok(())
	}
}
