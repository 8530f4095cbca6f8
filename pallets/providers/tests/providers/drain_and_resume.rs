//! Taking no new jobs, and taking them again.

use crate::mock::*;
use assay_providers::{Event, InactiveReason};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;

#[test]
fn drain_should_leave_the_list_and_resume_should_come_back() {
	chain(|| {
		activate([1, 2]);
		events();
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		assert!(provider(OPERATOR).draining);
		assert_eq!(active(), [2]);
		assert_ok!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(active(), [2, 1]);
		assert_eq!(
			events(),
			[
				Event::Deactivated { operator: OPERATOR, reason: InactiveReason::Draining },
				Event::Drained { operator: OPERATOR },
				Event::Activated { operator: OPERATOR },
				Event::Resumed { operator: OPERATOR },
			]
		);
	});
}

#[test]
fn heartbeats_should_not_bring_back_who_drains() {
	chain(|| {
		activate([1]);
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		pass_blocks(20);
		heard(OPERATOR);
		assert_eq!(active(), [0; 0]);
	});
}

#[test]
fn resume_should_wait_for_a_heartbeat_when_the_worker_is_silent() {
	chain(|| {
		register(OPERATOR);
		assert_noop!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)), Error::NotOnline);
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		assert_ok!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(active(), [0; 0]);
		heard(OPERATOR);
		assert_eq!(active(), [OPERATOR]);
	});
}

#[test]
fn resume_should_work_at_once_when_the_stake_is_back() {
	chain(|| {
		activate([1]);
		drop(Stake::penalise(&OPERATOR, 1_500));
		pass_blocks(1);
		assert_eq!(active(), [0; 0]);
		assert_noop!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)), Error::NotBacked);
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_500));
		assert_ok!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(active(), [OPERATOR]);
	});
}

#[test]
fn drain_and_resume_should_fail_when_nothing_would_change() {
	chain(|| {
		assert_noop!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)), Error::ProviderUnknown);
		assert_noop!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)), Error::ProviderUnknown);
		activate([1]);
		assert_noop!(Pallet::resume(RuntimeOrigin::signed(OPERATOR)), Error::ActiveAlready);
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		assert_noop!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)), Error::DrainingAlready);
	});
}
