//! Taking out who isn't there, by anybody.

use crate::mock::*;
use assay_providers::{conduct::Outcome, traits::Outcomes, Conducts, Event, InactiveReason};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;

fn expire(operator: AccountId) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Pallet::expire(RuntimeOrigin::signed(STRANGER), operator)
}

#[test]
fn expire_should_take_out_who_is_offline_or_not_backed() {
	chain(|| {
		SweepPerBlock::set(0);
		activate([1, 2, 3]);
		assert_noop!(expire(1), Error::StillOnline);
		drop(Stake::penalise(&2, 1_001));
		events();
		assert_ok!(expire(2));
		assert_eq!(active(), [1, 3]);
		System::set_block_number(60);
		assert_ok!(expire(1));
		assert_eq!(active(), [3]);
		assert_eq!(
			events(),
			[
				Event::Deactivated { operator: 2, reason: InactiveReason::NotBacked },
				Event::Deactivated { operator: 1, reason: InactiveReason::Offline },
			]
		);
		assert_noop!(expire(1), Error::NotActive);
		assert_noop!(expire(STRANGER), Error::ProviderUnknown);
	});
}

#[test]
fn expire_should_forget_a_former_provider_once_its_conduct_has_faded() {
	chain(|| {
		activate([1]);
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Late));
		assert_ok!(Pallet::deregister(RuntimeOrigin::signed(OPERATOR)));
		assert_noop!(expire(OPERATOR), Error::ConductRemembered);
		// One outcome is 2^16 parts, which 16 halvings leave one of.
		System::set_block_number(1 + 16 * 100);
		assert_noop!(expire(OPERATOR), Error::ConductRemembered);
		System::set_block_number(1 + 17 * 100);
		assert_ok!(expire(OPERATOR));
		assert!(!Conducts::<Test>::contains_key(OPERATOR));
		assert_noop!(expire(OPERATOR), Error::ProviderUnknown);
	});
}
