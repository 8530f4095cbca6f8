//! The list of active providers.

use crate::mock::*;
use assay_providers::{
	traits::Candidates, Active, ActiveCount, Event, InactiveReason, Slots, SweepCursor,
};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;

fn drain(operator: AccountId) {
	assert_ok!(Pallet::drain(RuntimeOrigin::signed(operator)));
}

#[test]
fn the_last_should_take_the_place_of_who_leaves() {
	chain(|| {
		activate(1..6);
		assert_eq!(active(), [1, 2, 3, 4, 5]);
		drain(2);
		assert_eq!(active(), [1, 5, 3, 4]);
		drain(4);
		assert_eq!(active(), [1, 5, 3]);
		drain(1);
		assert_eq!(active(), [3, 5]);
		assert_eq!((Pallet::count(), Pallet::at(2)), (2, None));
		check();
		drain(3);
		drain(5);
		assert_eq!(Pallet::count(), 0);
		assert_eq!(Active::<Test>::iter().count() + Slots::<Test>::iter().count(), 0);
	});
}

#[test]
fn the_sweep_should_take_out_who_is_offline_some_per_block() {
	chain(|| {
		SweepPerBlock::set(0);
		activate(1..8);
		System::set_block_number(59);
		heard(3);
		heard(6);
		System::set_block_number(60);
		assert_eq!(Pallet::count(), 7);
		events();

		SweepPerBlock::set(2);
		pass_blocks(1);
		// 1 goes and 7 takes its place, 7 goes and 6 takes its place.
		assert_eq!(active(), [6, 2, 3, 4, 5]);
		assert_eq!(
			events(),
			[
				Event::Deactivated { operator: 1, reason: InactiveReason::Offline },
				Event::Deactivated { operator: 7, reason: InactiveReason::Offline },
			]
		);
		pass_blocks(3);
		assert_eq!(active(), [6, 3]);
		pass_blocks(3);
		assert_eq!(active(), [6, 3]);
	});
}

#[test]
fn the_sweep_should_go_round_and_stand_a_cursor_past_the_end() {
	chain(|| {
		activate(1..4);
		SweepCursor::<Test>::put(1_000);
		SweepPerBlock::set(100);
		drop(Stake::penalise(&2, 1_500));
		pass_blocks(1);
		assert_eq!(active(), [1, 3]);
		drain(1);
		drain(3);
		pass_blocks(1);
	});
}

#[test]
fn try_state_should_notice_a_broken_list() {
	chain(|| {
		activate([1, 2]);
		let broken = |change: fn()| {
			frame_support::storage::with_transaction(|| {
				change();
				let result = Pallet::do_try_state();
				sp_runtime::TransactionOutcome::Rollback(Ok::<_, sp_runtime::DispatchError>(result))
			})
			.expect("it is rolled back")
		};
		assert_eq!(
			broken(|| Active::<Test>::remove(0)),
			Err("the list of active providers has a gap".into())
		);
		assert_eq!(
			broken(|| ActiveCount::<Test>::put(1)),
			Err("the list of active providers is longer than its count".into())
		);
		assert_eq!(
			broken(|| Slots::<Test>::insert(1, 1)),
			Err("a position isn't its operator's".into())
		);
		assert_eq!(
			broken(|| Slots::<Test>::insert(3, 1)),
			Err("an operator isn't at its position".into())
		);
		assert_eq!(
			broken(|| assay_providers::Providers::<Test>::remove(1)),
			Err("an active provider isn't registered".into())
		);
		assert_eq!(
			broken(|| assay_providers::Providers::<Test>::mutate(1, |provider| {
				provider.as_mut().expect("it is there").draining = true;
			})),
			Err("an active provider is draining".into())
		);
		assert_eq!(
			broken(|| assay_providers::Profiles::<Test>::remove(1)),
			Err("a provider has no profile".into())
		);
		assert_eq!(
			broken(|| assay_providers::WorkerOf::<Test>::insert(
				sp_core::crypto::Pair::public(&pair(1)),
				2
			)),
			Err("a worker key speaks for another operator".into())
		);
		assert_eq!(
			broken(|| assay_providers::Providers::<Test>::mutate(1, |provider| {
				provider.as_mut().expect("it is there").deposit = 1;
			})),
			Err("a deposit and its hold differ".into())
		);
	});
}
