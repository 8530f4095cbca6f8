//! Adding to the own bond.

use crate::mock::*;
use assay_stake::{traits::Bonds, traits::Penalties, Event};
use frame_support::assert_ok;
use sp_runtime::TokenError;

#[test]
fn bond_more_should_add_to_the_own_bond() {
	chain(|| {
		open(OPERATOR, 1_000);
		events();
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 7));
		assert_eq!(Stake::own(&OPERATOR), 1_007);
		assert_eq!(pool().members, 1);
		assert_eq!(
			events(),
			[Event::Bonded { operator: OPERATOR, member: OPERATOR, amount: 7, shares: 7 }]
		);
	});
}

#[test]
fn bond_more_should_bring_a_slashed_own_bond_back_over_the_minimum() {
	chain(|| {
		open(OPERATOR, 1_000);
		drop(Stake::penalise(&OPERATOR, 600));
		assert!(!Stake::is_backed(&OPERATOR));
		assert_noop!(
			Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 599),
			Error::OwnBondBelowMinimum
		);
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 600));
		assert_eq!(Stake::own(&OPERATOR), 1_000);
		assert!(Stake::is_backed(&OPERATOR));
	});
}

#[test]
fn bond_more_should_let_an_operator_come_back_to_its_pool() {
	chain(|| {
		open(OPERATOR, 1_000);
		leave(OPERATOR);
		assert_eq!(pool().members, 0);
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_000));
		assert_eq!((pool().members, Stake::own(&OPERATOR)), (1, 1_000));
	});
}

#[test]
fn bond_more_should_fail_when_there_is_no_pool() {
	chain(|| {
		assert_noop!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_000), Error::PoolUnknown);
	});
}

#[test]
fn bond_more_should_fail_when_the_money_is_not_there() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(
			Stake::bond_more(RuntimeOrigin::signed(OPERATOR), ENDOWMENT),
			TokenError::FundsUnavailable
		);
		assert_noop!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 0), Error::AmountZero);
	});
}
