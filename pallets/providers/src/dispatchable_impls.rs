//! What the calls do, one `do_x` each: check everything, then change, then one event.

use crate::{
	worker::possession_message, Activity, ActivityRecord, Conducts, Config, Error, Event,
	InactiveReason, Pallet, Profiles, ProviderRecord, Providers, WorkerKey, WorkerOf,
	WorkerSignature,
};
use assay_market::{Ask, Profile, ProviderDevice, ProviderDevices, Tag};
use assay_stake::traits::Bonds;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::traits::Zero;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		operator: T::AccountId,
		profile: Profile,
		offer: Ask,
		devices: ProviderDevices,
		worker: WorkerKey,
		possession: WorkerSignature,
	) -> DispatchResult {
		Self::ensure_possession(&operator, &worker, &possession)?;
		let deposit = Self::take_deposit(&operator)?;
		Profiles::<T>::insert(&operator, profile);
		WorkerOf::<T>::insert(&worker, &operator);
		Providers::<T>::insert(
			&operator,
			ProviderRecord { offer, devices, worker: worker.clone(), draining: false, deposit },
		);
		Activity::<T>::insert(&operator, ActivityRecord { running: 0, heard: None });
		Self::deposit_event(Event::Registered { operator, worker, deposit });
		Ok(())
	}

	pub(crate) fn do_set_profile(operator: T::AccountId, profile: Profile) -> DispatchResult {
		ensure!(Providers::<T>::contains_key(&operator), Error::<T>::ProviderUnknown);
		Self::ensure_profile(&profile)?;
		Profiles::<T>::insert(&operator, profile);
		Self::deposit_event(Event::ProfileSet { operator });
		Ok(())
	}

	pub(crate) fn do_set_offer(operator: T::AccountId, offer: Ask) -> DispatchResult {
		let mut provider = Self::provider(&operator)?;
		Self::ensure_offer(&offer)?;
		let (price, capacity) = (offer.price, offer.capacity);
		provider.offer = offer;
		Providers::<T>::insert(&operator, provider);
		Self::deposit_event(Event::OfferSet { operator, price, capacity });
		Ok(())
	}

	pub(crate) fn do_set_devices(
		operator: T::AccountId,
		devices: ProviderDevices,
	) -> DispatchResult {
		let mut provider = Self::provider(&operator)?;
		Self::ensure_devices(&devices)?;
		let count = devices.len() as u32;
		provider.devices = devices;
		Providers::<T>::insert(&operator, provider);
		Self::deposit_event(Event::DevicesSet { operator, count });
		Ok(())
	}

	pub(crate) fn do_set_worker(
		operator: T::AccountId,
		worker: WorkerKey,
		possession: WorkerSignature,
	) -> DispatchResult {
		Self::ensure_possession(&operator, &worker, &possession)?;
		let mut provider = Self::provider(&operator)?;
		WorkerOf::<T>::remove(&provider.worker);
		WorkerOf::<T>::insert(&worker, &operator);
		provider.worker = worker.clone();
		Providers::<T>::insert(&operator, provider);
		Self::deposit_event(Event::WorkerSet { operator, worker });
		Ok(())
	}

	pub(crate) fn do_drain(operator: T::AccountId) -> DispatchResult {
		let mut provider = Self::provider(&operator)?;
		ensure!(!provider.draining, Error::<T>::DrainingAlready);
		provider.draining = true;
		Providers::<T>::insert(&operator, provider);
		Self::deactivate(&operator, InactiveReason::Draining);
		Self::deposit_event(Event::Drained { operator });
		Ok(())
	}

	pub(crate) fn do_resume(operator: T::AccountId) -> DispatchResult {
		let mut provider = Self::provider(&operator)?;
		ensure!(!Self::is_active(&operator), Error::<T>::ActiveAlready);
		// One that was draining may resume and become active with its next heartbeat.
		let was_draining = provider.draining;
		provider.draining = false;
		Providers::<T>::insert(&operator, provider);
		match Self::why_inactive(&operator) {
			None => Self::activate(&operator),
			Some(_) if was_draining => {},
			Some(InactiveReason::NotBacked) => return Err(Error::<T>::NotBacked.into()),
			Some(_) => return Err(Error::<T>::NotOnline.into()),
		}
		Self::deposit_event(Event::Resumed { operator });
		Ok(())
	}

	pub(crate) fn do_deregister(operator: T::AccountId) -> DispatchResult {
		let provider = Self::provider(&operator)?;
		ensure!(Activity::<T>::get(&operator).running == 0, Error::<T>::JobsRunning);
		Self::return_deposit(&operator, provider.deposit)?;
		Self::deactivate(&operator, InactiveReason::Deregistered);
		Providers::<T>::remove(&operator);
		Profiles::<T>::remove(&operator);
		Activity::<T>::remove(&operator);
		WorkerOf::<T>::remove(&provider.worker);
		Self::forget_clear_conduct(&operator);
		Self::deposit_event(Event::Deregistered { operator });
		Ok(())
	}

	pub(crate) fn do_expire(operator: T::AccountId) -> DispatchResult {
		if !Providers::<T>::contains_key(&operator) {
			let remembered = Conducts::<T>::contains_key(&operator);
			ensure!(remembered, Error::<T>::ProviderUnknown);
			ensure!(Self::forget_clear_conduct(&operator), Error::<T>::ConductRemembered);
			return Ok(());
		}
		ensure!(Self::is_active(&operator), Error::<T>::NotActive);
		let reason = Self::why_inactive(&operator).ok_or(Error::<T>::StillOnline)?;
		Self::deactivate(&operator, reason);
		Ok(())
	}

	/// What keeps a provider from getting jobs, if anything does.
	pub(crate) fn why_inactive(operator: &T::AccountId) -> Option<InactiveReason> {
		let Some(provider) = Providers::<T>::get(operator) else {
			return Some(InactiveReason::Deregistered);
		};
		if provider.draining {
			Some(InactiveReason::Draining)
		} else if !Self::is_online(operator) {
			Some(InactiveReason::Offline)
		} else if !T::Bonds::is_backed(operator) {
			Some(InactiveReason::NotBacked)
		} else {
			None
		}
	}

	/// The hash that sets this chain apart from all others.
	pub(crate) fn genesis() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	pub(crate) fn provider(operator: &T::AccountId) -> Result<ProviderRecord, Error<T>> {
		Providers::<T>::get(operator).ok_or(Error::ProviderUnknown)
	}

	/// Removes what is remembered of a former provider once all of it has faded; whether it did.
	fn forget_clear_conduct(operator: &T::AccountId) -> bool {
		let mut conduct = Conducts::<T>::get(operator);
		conduct.fade(frame_system::Pallet::<T>::block_number(), T::ConductHalfLife::get());
		let clear = conduct.is_clear();
		if clear {
			Conducts::<T>::remove(operator);
		}
		clear
	}

	/// All that a registration needs but the worker's signature, which is dearer to check.
	pub(crate) fn ensure_registrable(
		operator: &T::AccountId,
		profile: &Profile,
		offer: &Ask,
		devices: &[ProviderDevice],
		worker: &WorkerKey,
	) -> DispatchResult {
		ensure!(!Providers::<T>::contains_key(operator), Error::<T>::ProviderExists);
		Self::ensure_profile(profile)?;
		Self::ensure_offer(offer)?;
		Self::ensure_devices(devices)?;
		ensure!(T::Bonds::is_backed(operator), Error::<T>::NotBacked);
		Self::ensure_worker_free(worker)
	}

	/// All that a change of the worker key needs but the new key's signature.
	pub(crate) fn ensure_worker_settable(
		operator: &T::AccountId,
		worker: &WorkerKey,
	) -> DispatchResult {
		ensure!(Providers::<T>::contains_key(operator), Error::<T>::ProviderUnknown);
		Self::ensure_worker_free(worker)
	}

	fn ensure_worker_free(worker: &WorkerKey) -> DispatchResult {
		ensure!(!WorkerOf::<T>::contains_key(worker), Error::<T>::WorkerTaken);
		Ok(())
	}

	fn ensure_possession(
		operator: &T::AccountId,
		worker: &WorkerKey,
		possession: &WorkerSignature,
	) -> DispatchResult {
		let message = possession_message(&Self::genesis(), operator);
		ensure!(worker.verify(&message, possession), Error::<T>::PossessionUnproven);
		Ok(())
	}

	fn ensure_profile(profile: &Profile) -> DispatchResult {
		ensure!(is_name(&profile.name), Error::<T>::NameMalformed);
		let printable = profile.endpoint.iter().all(u8::is_ascii_graphic);
		ensure!(!profile.endpoint.is_empty() && printable, Error::<T>::EndpointMalformed);
		Ok(())
	}

	fn ensure_offer(offer: &Ask) -> DispatchResult {
		ensure!(offer.capacity > 0, Error::<T>::CapacityZero);
		ensure!(offer.capacity <= T::MaxCapacity::get(), Error::<T>::CapacityTooHigh);
		ensure!(offer.region.is_well_formed(), Error::<T>::TagMalformed);
		ensure!(offer.attributes.iter().all(Tag::is_well_formed), Error::<T>::TagMalformed);
		let ascending = offer.attributes.windows(2).all(|pair| match pair {
			[one, next] => one < next,
			_ => true,
		});
		ensure!(ascending, Error::<T>::AttributesNotAscending);
		Ok(())
	}

	fn ensure_devices(devices: &[ProviderDevice]) -> DispatchResult {
		ensure!(!devices.is_empty(), Error::<T>::NoDevices);
		ensure!(devices.iter().all(|device| is_name(&device.name)), Error::<T>::NameMalformed);
		Ok(())
	}
}

/// Whether people can read it: some UTF-8 without control characters.
fn is_name(name: &[u8]) -> bool {
	core::str::from_utf8(name)
		.is_ok_and(|name| !name.is_empty() && !name.chars().any(char::is_control))
}
