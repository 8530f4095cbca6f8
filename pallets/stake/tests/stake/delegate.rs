//! Delegating to a pool.

use crate::mock::*;
use assay_stake::{traits::Penalties, Event, Members};
use frame_support::assert_ok;
use sp_runtime::{traits::BadOrigin, TokenError};

#[test]
fn delegate_should_buy_shares_at_what_they_are_worth() {
	chain(|| {
		open(OPERATOR, 1_000);
		reward(500);
		events();
		delegate(ANNA, 3_000);

		assert_eq!(pool().bonded.balance(), 4_500);
		assert_eq!(pool().bonded.shares(), 3_000);
		assert_eq!((bonded(OPERATOR), bonded(ANNA)), (1_500, 3_000));
		assert_eq!(free(ANNA), ENDOWMENT - 3_000);
		assert_eq!(pool().members, 2);
		assert_eq!(
			events(),
			[Event::Bonded { operator: OPERATOR, member: ANNA, amount: 3_000, shares: 2_000 }]
		);
	});
}

#[test]
fn delegate_should_add_to_a_delegation() {
	chain(|| {
		open(OPERATOR, 1_000);
		delegate(ANNA, 100);
		delegate(ANNA, 1);
		assert_eq!((bonded(ANNA), pool().members), (101, 2));
	});
}

#[test]
fn delegate_should_round_against_who_joins() {
	chain(|| {
		open(OPERATOR, 1_000);
		reward(1);
		delegate(ANNA, 1_000);
		// 1,000 * 1,000 / 1,001 shares are 999.
		assert_eq!(pool().bonded.shares(), 1_999);
		assert_eq!((bonded(OPERATOR), bonded(ANNA)), (1_001, 999));
	});
}

#[test]
fn delegate_should_take_exactly_the_minimum_when_rounding_takes_a_grain_of_it() {
	chain(|| {
		open(OPERATOR, 1_000);
		reward(1);
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, 99),
			Error::DelegationBelowMinimum
		);
		delegate(ANNA, 100);
		assert_eq!(bonded(ANNA), 99);
	});
}

#[test]
fn delegate_should_fail_when_the_pool_is_unknown() {
	chain(|| {
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, 100),
			Error::PoolUnknown
		);
		assert_eq!(Members::<Test>::iter().count(), 0);
	});
}

#[test]
fn delegate_should_fail_when_the_operator_delegates_to_itself() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(OPERATOR), OPERATOR, 100),
			Error::OperatorDelegates
		);
	});
}

#[test]
fn delegate_should_fail_when_the_operator_has_too_little_at_stake() {
	chain(|| {
		open_with_delegators(1_000);
		drop(Stake::penalise(&OPERATOR, 3));
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, 100),
			Error::PoolNotBacked
		);
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 2));
		delegate(ANNA, 100);
		unbond(OPERATOR, None);
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, 100),
			Error::PoolNotBacked
		);
	});
}

#[test]
fn delegate_should_fail_when_the_money_is_not_there() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(
			Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, ENDOWMENT),
			TokenError::FundsUnavailable
		);
		assert_noop!(Stake::delegate(RuntimeOrigin::root(), OPERATOR, 100), BadOrigin);
	});
}
