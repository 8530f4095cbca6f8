//! Becoming a provider.

use crate::mock::*;
use assay_market::PricePerGigaFuel;
use assay_providers::{
	traits::{Candidates, Workers},
	Event, HoldReason, Profiles,
};
use assay_stake::traits::Penalties;
use frame_support::{
	dispatch::DispatchResultWithPostInfo, traits::fungible::InspectHold, BoundedVec,
};
use sp_core::crypto::Pair as _;
use sp_runtime::{traits::BadOrigin, TokenError};

fn attempt(
	operator: AccountId,
	change: impl FnOnce(&mut assay_market::Profile, &mut assay_market::Ask),
) -> DispatchResultWithPostInfo {
	let (mut profile, mut offer) = (profile(), offer(100));
	change(&mut profile, &mut offer);
	let pair = pair(operator);
	Pallet::register(
		RuntimeOrigin::signed(operator),
		profile,
		offer,
		devices(),
		pair.public(),
		possession(&pair, operator),
	)
}

#[test]
fn register_should_store_all_and_hold_the_deposit() {
	chain(|| {
		register(OPERATOR);
		let worker = pair(OPERATOR).public();
		assert_eq!(Profiles::<Test>::get(OPERATOR), Some(profile()));
		let provider = provider(OPERATOR);
		assert_eq!(provider.offer.price, PricePerGigaFuel(100));
		assert_eq!((provider.devices, provider.draining), (devices(), false));
		assert_eq!(provider.worker, worker);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Registration.into(), &OPERATOR), 500);
		assert_eq!(Pallet::worker_of(&OPERATOR), Some(worker.clone()));
		assert_eq!(Pallet::operator_of(&worker), Some(OPERATOR));
		assert_eq!(events(), [Event::Registered { operator: OPERATOR, worker, deposit: 500 }]);
	});
}

#[test]
fn register_should_not_activate_before_the_worker_is_heard() {
	chain(|| {
		register(OPERATOR);
		assert_eq!(Pallet::count(), 0);
		heard(OPERATOR);
		assert_eq!(active(), [OPERATOR]);
	});
}

#[test]
fn register_should_fail_when_it_is_a_provider_already() {
	chain(|| {
		register(OPERATOR);
		assert_noop!(attempt(OPERATOR, |_, _| {}), Error::ProviderExists);
	});
}

#[test]
fn register_should_fail_when_the_stake_is_too_low() {
	chain(|| {
		assert_noop!(attempt(STRANGER, |_, _| {}), Error::NotBacked);
		drop(Stake::penalise(&OPERATOR, 1_001));
		assert_noop!(attempt(OPERATOR, |_, _| {}), Error::NotBacked);
	});
}

#[test]
fn register_should_fail_when_a_text_is_malformed() {
	chain(|| {
		for name in ["", "a\u{7}b", "line\nbreak"] {
			assert_noop!(
				attempt(OPERATOR, |profile, _| profile.name = text(name)),
				Error::NameMalformed
			);
		}
		assert_noop!(
			attempt(OPERATOR, |profile, _| profile.name =
				BoundedVec::truncate_from(vec![0xff, 0xfe])),
			Error::NameMalformed
		);
		for endpoint in ["", "http://a b", "http://ä", "http://a\n"] {
			assert_noop!(
				attempt(OPERATOR, |profile, _| profile.endpoint = text(endpoint)),
				Error::EndpointMalformed
			);
		}
		for word in ["", "EU", "eu west", "süd"] {
			assert_noop!(
				attempt(OPERATOR, |_, offer| offer.region = tag(word)),
				Error::TagMalformed
			);
			assert_noop!(
				attempt(OPERATOR, |_, offer| offer.attributes =
					BoundedVec::truncate_from(vec![tag(word)])),
				Error::TagMalformed
			);
		}
		for (one, next) in [("b", "a"), ("a", "a")] {
			assert_noop!(
				attempt(OPERATOR, |_, offer| offer.attributes =
					BoundedVec::truncate_from(vec![tag(one), tag(next)])),
				Error::AttributesNotAscending
			);
		}
	});
}

#[test]
fn register_should_fail_when_the_offer_makes_no_sense() {
	chain(|| {
		assert_noop!(attempt(OPERATOR, |_, offer| offer.capacity = 0), Error::CapacityZero);
		assert_noop!(attempt(OPERATOR, |_, offer| offer.capacity = 5), Error::CapacityTooHigh);
		let pair = pair(OPERATOR);
		assert_noop!(
			Pallet::register(
				RuntimeOrigin::signed(OPERATOR),
				profile(),
				offer(100),
				BoundedVec::new(),
				pair.public(),
				possession(&pair, OPERATOR),
			),
			Error::NoDevices
		);
		assert_noop!(
			Pallet::register(
				RuntimeOrigin::root(),
				profile(),
				offer(100),
				devices(),
				pair.public(),
				possession(&pair, OPERATOR),
			),
			BadOrigin
		);
	});
}

#[test]
fn register_should_fail_when_the_deposit_is_not_there() {
	chain(|| {
		ProviderDeposit::set(ENDOWMENT);
		assert_noop!(attempt(OPERATOR, |_, _| {}), TokenError::FundsUnavailable);
	});
}
