//! Pools that lost everything.

use crate::mock::*;
use assay_stake::{
	traits::{Bonds, Collateral, Penalties},
	Event, Members,
};
use frame_support::assert_ok;

/// A pool with stake of everybody, bonded and unbonding, of which nothing is left.
fn wipe_out() {
	open_with_delegators(1_000);
	unbond(BEN, Some(400));
	drop(Stake::penalise(&OPERATOR, 3_000));
}

#[test]
fn a_wiped_out_pool_should_owe_nothing() {
	chain(|| {
		wipe_out();
		assert_eq!((pool().total(), pool().bonded.shares()), (0, 0));
		assert_eq!((bonded(OPERATOR), bonded(ANNA), bonded(BEN), unbonding(BEN)), (0, 0, 0, 0));
		assert_eq!((Stake::own(&OPERATOR), Stake::bonded(&OPERATOR)), (0, 0));
		assert!(!Stake::is_backed(&OPERATOR));
		assert_eq!(pool().members, 3);
	});
}

#[test]
fn who_bonds_after_a_wipe_out_should_share_with_nobody() {
	chain(|| {
		wipe_out();
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 5_000));
		delegate(ANNA, 200);
		assert_eq!((bonded(OPERATOR), bonded(ANNA), bonded(BEN)), (5_000, 200, 0));
		assert_eq!((pool().bonded.balance(), pool().bonded.shares()), (5_200, 5_200));
		assert_eq!(pool().members, 3);
	});
}

#[test]
fn worthless_shares_should_not_leave_but_be_cleared_away() {
	chain(|| {
		wipe_out();
		assert_noop!(
			Stake::unbond(RuntimeOrigin::signed(ANNA), OPERATOR, None),
			Error::NothingBonded
		);
		events();
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(OPERATOR), OPERATOR, ANNA));
		assert_eq!(Members::<Test>::get(OPERATOR, ANNA), None);
		assert_eq!(events(), [Event::Withdrawn { operator: OPERATOR, member: ANNA, amount: 0 }]);
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(OPERATOR), OPERATOR, BEN));
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(OPERATOR), OPERATOR, OPERATOR));
		assert_ok!(Stake::dissolve(RuntimeOrigin::signed(OPERATOR)));
		assert_eq!(free(OPERATOR), ENDOWMENT - 1_000);
	});
}

#[test]
fn worthless_shares_should_stay_worthless_after_a_second_wipe_out() {
	chain(|| {
		wipe_out();
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 2_000));
		unbond(OPERATOR, Some(1_000));
		drop(Stake::penalise(&OPERATOR, 2_000));
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_000));
		assert_eq!((bonded(OPERATOR), bonded(ANNA), unbonding(BEN)), (1_000, 0, 0));
		assert_eq!((pool().bonded.generation(), pool().unbonding.generation()), (2, 2));
		assert_eq!(unbonding(OPERATOR), 0);
	});
}

#[test]
fn worthless_records_should_take_no_place_among_what_leaves() {
	chain(|| {
		wipe_out();
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 2_000));
		unbond(OPERATOR, Some(1_000));
		delegate(BEN, 500);
		let records = Members::<Test>::get(OPERATOR, BEN).map(|member| member.unbonding.len());
		assert_eq!(records, Some(0));
	});
}

#[test]
fn reservations_should_survive_a_wipe_out_as_worthless() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 800));
		drop(Stake::penalise(&OPERATOR, 1_000));
		assert_eq!(Stake::reserved(&OPERATOR, 7), 0);
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 2_000));
		assert_eq!((Stake::reserved(&OPERATOR, 7), Stake::free(&OPERATOR)), (0, 2_000));
		assert_ok!(Stake::reserve(&OPERATOR, 8, 300));
		assert_eq!(Stake::reserved(&OPERATOR, 8), 300);
		use frame_support::traits::Imbalance;
		assert_eq!(Stake::slash(&OPERATOR, 7, 800).map(|credit| credit.peek()), Ok(0));
		assert_eq!((Stake::reserved(&OPERATOR, 8), bonded(OPERATOR)), (300, 2_000));
	});
}

#[test]
fn a_loss_of_all_but_a_four_billionth_should_wipe_out() {
	chain(|| {
		// Large enough that shares over 2^32 are more than a grain.
		let stake = 1 << 34;
		frame_support::assert_ok!(Balances::force_set_balance(
			RuntimeOrigin::root(),
			OPERATOR,
			2 * stake
		));
		open(OPERATOR, stake);
		drop(Stake::penalise(&OPERATOR, stake - 5));
		assert_eq!((pool().bonded.balance(), pool().bonded.shares()), (5, stake));
		use frame_support::traits::Imbalance;
		// 4 would remain, which is 2^34 / 2^32.
		assert_eq!(Stake::penalise(&OPERATOR, 1).map(|credit| credit.peek()), Ok(5));
		assert_eq!((pool().bonded.balance(), pool().bonded.shares()), (0, 0));
	});
}
