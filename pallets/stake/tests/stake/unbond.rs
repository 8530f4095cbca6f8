//! Letting stake leave.

use crate::mock::*;
use assay_stake::{
	traits::{Bonds, Collateral, Penalties},
	Event, Members,
};
use frame_support::{assert_ok, traits::fungible::InspectHold};
use sp_runtime::traits::BadOrigin;

fn refused(who: AccountId, amount: Option<u128>, error: Error) {
	assert_noop!(Stake::unbond(RuntimeOrigin::signed(who), OPERATOR, amount), error);
}

#[test]
fn unbond_should_move_stake_from_one_hold_to_the_other() {
	chain(|| {
		open_with_delegators(1_000);
		events();
		unbond(ANNA, Some(300));

		assert_eq!((bonded(ANNA), unbonding(ANNA)), (700, 300));
		let account = Stake::account_of(&OPERATOR);
		let on_hold =
			|reason: assay_stake::HoldReason| Balances::balance_on_hold(&reason.into(), &account);
		assert_eq!(on_hold(assay_stake::HoldReason::Bonded), 2_700);
		assert_eq!(on_hold(assay_stake::HoldReason::Unbonding), 300);
		assert_eq!(Stake::bonded(&OPERATOR), 2_700);
		assert_eq!(
			events(),
			[Event::Unbonding { operator: OPERATOR, member: ANNA, amount: 300, at: 21 }]
		);
	});
}

#[test]
fn unbond_should_take_all_when_no_amount_or_the_whole_worth_is_named() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, None);
		unbond(BEN, Some(1_000));
		for who in [ANNA, BEN] {
			assert_eq!((bonded(who), unbonding(who)), (0, 1_000));
		}
		assert_eq!(pool().members, 3);
	});
}

#[test]
fn unbond_should_let_the_operator_keep_the_minimum_or_nothing() {
	chain(|| {
		open(OPERATOR, 1_500);
		refused(OPERATOR, Some(501), Error::OwnBondBelowMinimum);
		unbond(OPERATOR, Some(500));
		assert!(Stake::is_backed(&OPERATOR));
		unbond(OPERATOR, None);
		assert!(!Stake::is_backed(&OPERATOR));
		assert_eq!((bonded(OPERATOR), unbonding(OPERATOR)), (0, 1_500));
	});
}

#[test]
fn unbond_should_let_a_delegator_keep_the_minimum_or_nothing() {
	chain(|| {
		open_with_delegators(1_000);
		refused(ANNA, Some(901), Error::DelegationBelowMinimum);
		unbond(ANNA, Some(900));
		refused(ANNA, Some(10), Error::DelegationBelowMinimum);
		unbond(ANNA, None);
	});
}

#[test]
fn unbond_should_refuse_dust_and_what_is_not_there() {
	chain(|| {
		open_with_delegators(1_000);
		refused(ANNA, Some(9), Error::UnbondBelowMinimum);
		MinUnbond::set(0);
		refused(ANNA, Some(0), Error::UnbondBelowMinimum);
		refused(ANNA, Some(1_001), Error::StakeInsufficient);
		refused(STRANGER, None, Error::NotMember);
		unbond(ANNA, None);
		refused(ANNA, None, Error::NothingBonded);
		refused(ANNA, Some(10), Error::NothingBonded);
		assert_noop!(Stake::unbond(RuntimeOrigin::signed(ANNA), 2, None), Error::PoolUnknown);
		assert_noop!(Stake::unbond(RuntimeOrigin::none(), OPERATOR, None), BadOrigin);
	});
}

#[test]
fn unbond_should_round_against_who_leaves() {
	chain(|| {
		open_with_delegators(1_000);
		drop(Stake::penalise(&OPERATOR, 1_000));
		// A share is worth 2/3: 101 cost 152 shares, which are worth 101.33.
		unbond(ANNA, Some(101));
		assert_eq!(unbonding(ANNA), 101);
		assert_eq!(pool().bonded.shares(), 3_000 - 152);
		assert_eq!(pool().bonded.balance(), 2_000 - 101);
		// 848 shares at 1,899 / 2,848.
		assert_eq!(bonded(ANNA), 565);
		assert!(bonded(BEN) >= 666);
	});
}

#[test]
fn unbond_should_merge_what_leaves_at_one_block_and_bound_the_rest() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, Some(10));
		unbond(ANNA, Some(20));
		let records = || Members::<Test>::get(OPERATOR, ANNA).expect("she is a member").unbonding;
		assert_eq!(records().len(), 1);
		for _ in 0..2 {
			pass_blocks(1);
			unbond(ANNA, Some(10));
		}
		pass_blocks(1);
		refused(ANNA, Some(10), Error::UnbondingFull);
		refused(ANNA, None, Error::UnbondingFull);
		assert_eq!(records().iter().map(|record| record.at).collect::<Vec<_>>(), [21, 22, 23]);

		pass_blocks(17);
		withdraw(ANNA);
		unbond(ANNA, Some(10));
		assert_eq!(unbonding(ANNA), 30);
	});
}

#[test]
fn unbond_should_keep_its_block_when_the_period_changes() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, Some(10));
		UnbondingPeriod::set(2);
		unbond(BEN, Some(10));
		pass_blocks(2);
		withdraw(BEN);
		assert_noop!(
			Stake::withdraw(RuntimeOrigin::signed(ANNA), OPERATOR, ANNA),
			Error::NothingToWithdraw
		);
		UnbondingPeriod::set(u64::MAX);
		refused(BEN, Some(10), Error::Overflow);
	});
}

#[test]
fn unbond_should_leave_stake_that_backs_a_job_but_free_no_collateral() {
	chain(|| {
		open_with_delegators(1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 2_500));
		unbond(ANNA, None);
		assert_eq!(Stake::free(&OPERATOR), 0);
		assert_eq!(Stake::reserved(&OPERATOR, 7), 2_500);
		assert_noop!(Stake::reserve(&OPERATOR, 8, 1), Error::CollateralInsufficient);
	});
}
