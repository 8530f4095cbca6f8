//! Being a provider no more.

use crate::mock::*;
use assay_providers::{
	conduct::Outcome,
	traits::{Outcomes, Workers},
	Conducts, Event, InactiveReason, Profiles, Providers,
};
use frame_support::assert_ok;
use sp_core::crypto::Pair as _;

#[test]
fn deregister_should_leave_nothing_and_give_the_deposit_back() {
	chain(|| {
		let before = Balances::free_balance(OPERATOR);
		activate([1]);
		assert_eq!(Balances::free_balance(OPERATOR), before - 500);
		events();
		assert_ok!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(Balances::free_balance(OPERATOR), before);
		assert_eq!(Providers::<Test>::get(OPERATOR), None);
		assert_eq!(Profiles::<Test>::get(OPERATOR), None);
		assert!(!assay_providers::Activity::<Test>::contains_key(OPERATOR));
		assert!(!Conducts::<Test>::contains_key(OPERATOR));
		assert_eq!(Pallet::operator_of(&pair(OPERATOR).public()), None);
		assert_eq!(active(), [0; 0]);
		assert_eq!(
			events(),
			[
				Event::Deactivated { operator: OPERATOR, reason: InactiveReason::Deregistered },
				Event::Deregistered { operator: OPERATOR },
			]
		);
		register(OPERATOR);
	});
}

#[test]
fn deregister_should_fail_while_jobs_run() {
	chain(|| {
		activate([1]);
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_noop!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)), Error::JobsRunning);
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert_ok!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)));
		assert_noop!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)), Error::ProviderUnknown);
	});
}

#[test]
fn deregister_should_not_wash_the_conduct() {
	chain(|| {
		activate([1]);
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Slashed));
		assert_ok!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)));
		register(OPERATOR);
		assert_eq!(Conducts::<Test>::get(OPERATOR).counts().slashed.whole(), 1);
	});
}
