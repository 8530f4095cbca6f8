//! What the calls do, one `do_x` each: check everything, then change, then one event. And what
//! other pallets ask for.

use crate::{
	traits::{Kernels, Terms},
	Bytecode, Bytecodes, Config, Error, Event, KernelId, KernelRecord, KernelRecords, Pallet,
};
use alloc::vec::Vec;
use assay_market::KernelAbout;
use assay_touchstone::Program;
use frame_support::pallet_prelude::*;
use sp_runtime::{
	traits::{CheckedAdd, CheckedMul},
	DispatchError, Permill,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		author: T::AccountId,
		bytecode: Bytecode,
		about: KernelAbout,
		royalty: Permill,
	) -> DispatchResult {
		let id = KernelId::of(&bytecode);
		ensure!(!KernelRecords::<T>::contains_key(id), Error::<T>::KernelExists);
		ensure!(Program::parse(&bytecode).is_ok(), Error::<T>::BytecodeInvalid);
		let deposit = T::ByteDeposit::get()
			.checked_mul(&(bytecode.len() as u32).into())
			.and_then(|bytes| bytes.checked_add(&T::BaseDeposit::get()))
			.ok_or(Error::<T>::Overflow)?;

		Self::take_deposit(&author, deposit)?;
		Bytecodes::<T>::insert(id, bytecode);
		KernelRecords::<T>::insert(
			id,
			KernelRecord { author: author.clone(), about, royalty, deposit, uses: 0 },
		);
		Self::deposit_event(Event::Registered { id, author, royalty, deposit });
		Ok(())
	}

	pub(crate) fn do_set_about(
		author: T::AccountId,
		id: KernelId,
		about: KernelAbout,
	) -> DispatchResult {
		let mut kernel = Self::kernel_of(&author, &id)?;
		Self::ensure_about(&about)?;
		kernel.about = about;
		KernelRecords::<T>::insert(id, kernel);
		Self::deposit_event(Event::AboutSet { id });
		Ok(())
	}

	pub(crate) fn do_lower_royalty(
		author: T::AccountId,
		id: KernelId,
		royalty: Permill,
	) -> DispatchResult {
		let mut kernel = Self::kernel_of(&author, &id)?;
		ensure!(royalty < kernel.royalty, Error::<T>::RoyaltyNotLower);
		kernel.royalty = royalty;
		KernelRecords::<T>::insert(id, kernel);
		Self::deposit_event(Event::RoyaltyLowered { id, royalty });
		Ok(())
	}

	pub(crate) fn do_remove(author: T::AccountId, id: KernelId) -> DispatchResult {
		let kernel = Self::kernel_of(&author, &id)?;
		ensure!(kernel.uses == 0, Error::<T>::KernelInUse);
		Self::return_deposit(&author, kernel.deposit)?;
		KernelRecords::<T>::remove(id);
		Bytecodes::<T>::remove(id);
		Self::deposit_event(Event::Removed { id });
		Ok(())
	}

	/// What a registration says besides its bytecode.
	pub(crate) fn ensure_terms(about: &KernelAbout, royalty: Permill) -> DispatchResult {
		ensure!(royalty <= T::MaxRoyalty::get(), Error::<T>::RoyaltyTooHigh);
		Self::ensure_about(about)
	}

	/// A kernel, if the author is its author.
	fn kernel_of(author: &T::AccountId, id: &KernelId) -> Result<KernelRecord<T>, Error<T>> {
		let kernel = KernelRecords::<T>::get(id).ok_or(Error::KernelUnknown)?;
		ensure!(kernel.author == *author, Error::NotAuthor);
		Ok(kernel)
	}

	fn ensure_about(about: &KernelAbout) -> DispatchResult {
		let plain = about
			.name
			.iter()
			.all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/'));
		ensure!(plain && !about.name.is_empty(), Error::<T>::NameMalformed);
		Ok(())
	}

	/// Changes how many jobs need a kernel.
	fn change_uses(
		id: &KernelId,
		change: impl FnOnce(u32) -> Result<u32, Error<T>>,
	) -> DispatchResult {
		KernelRecords::<T>::try_mutate_exists(id, |stored| -> Result<(), DispatchError> {
			let kernel = stored.as_mut().ok_or(Error::<T>::KernelUnknown)?;
			kernel.uses = change(kernel.uses)?;
			Ok(())
		})
	}
}

impl<T: Config> Kernels<T::AccountId> for Pallet<T> {
	fn program(id: &KernelId) -> Option<Program> {
		Program::parse(&Bytecodes::<T>::get(id)?).ok()
	}

	fn bytecode(id: &KernelId) -> Option<Vec<u8>> {
		Bytecodes::<T>::get(id).map(Vec::from)
	}

	fn terms(id: &KernelId) -> Option<Terms<T::AccountId>> {
		KernelRecords::<T>::get(id)
			.map(|kernel| Terms { author: kernel.author, royalty: kernel.royalty })
	}

	fn acquire(id: &KernelId) -> DispatchResult {
		Self::change_uses(id, |uses| uses.checked_add(1).ok_or(Error::Overflow))
	}

	fn release(id: &KernelId) -> DispatchResult {
		Self::change_uses(id, |uses| uses.checked_sub(1).ok_or(Error::KernelNotInUse))
	}
}
