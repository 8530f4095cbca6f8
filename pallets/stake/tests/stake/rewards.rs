//! Rewards: commission first, then everybody alike.

use crate::mock::*;
use assay_stake::{
	traits::{Penalties, Rewards},
	Event,
};
use frame_support::{
	assert_ok,
	traits::{fungible::Balanced, Imbalance},
};
use sp_runtime::Perbill;

#[test]
fn reward_should_pay_the_commission_and_lift_the_shares() {
	chain(|| {
		let commission = Perbill::from_percent(10);
		assert_ok!(Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, commission));
		delegate(ANNA, 2_000);
		unbond(ANNA, Some(1_000));
		events();
		let issuance = Balances::total_issuance();
		let before = free(OPERATOR);
		// 10% of 209 is 20.9: the operator's part is rounded down.
		reward(209);

		assert_eq!(free(OPERATOR), before + 20);
		assert_eq!(pool().bonded.balance(), 2_189);
		assert_eq!((bonded(OPERATOR), bonded(ANNA), unbonding(ANNA)), (1_094, 1_094, 1_000));
		assert_eq!(Balances::total_issuance(), issuance + 209);
		assert_eq!(events(), [Event::Rewarded { operator: OPERATOR, commission: 20, shared: 189 }]);
	});
}

#[test]
fn reward_should_arrive_however_small_it_is() {
	chain(|| {
		open(OPERATOR, 1_000);
		reward(1);
		reward(0);
		assert_eq!(bonded(OPERATOR), 1_001);
	});
}

#[test]
fn reward_should_not_take_more_than_the_maximum_commission() {
	chain(|| {
		assert_ok!(Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, Perbill::from_percent(40)));
		MaxCommission::set(Perbill::from_percent(25));
		let before = free(OPERATOR);
		reward(100);
		assert_eq!((free(OPERATOR) - before, bonded(OPERATOR)), (25, 1_075));
	});
}

#[test]
fn reward_should_be_shared_whole_when_the_operator_account_is_gone() {
	chain(|| {
		assert_ok!(Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, Perbill::from_percent(10)));
		assert_ok!(Balances::transfer_all(RuntimeOrigin::signed(OPERATOR), BEN, false));
		events();
		reward(50);
		assert_eq!((free(OPERATOR), bonded(OPERATOR)), (0, 1_050));
		reward(100);
		assert_eq!((free(OPERATOR), bonded(OPERATOR)), (10, 1_140));
		assert_eq!(
			events(),
			[
				Event::Rewarded { operator: OPERATOR, commission: 0, shared: 50 },
				Event::Rewarded { operator: OPERATOR, commission: 10, shared: 90 },
			]
		);
	});
}

#[test]
fn reward_should_go_to_the_operator_when_nothing_is_bonded() {
	chain(|| {
		open_with_delegators(1_000);
		for who in [OPERATOR, ANNA, BEN] {
			unbond(who, None);
		}
		events();
		let before = free(OPERATOR);
		reward(300);
		assert_eq!(free(OPERATOR), before + 300);
		assert_eq!((pool().bonded.balance(), pool().unbonding.balance()), (0, 3_000));
		assert_eq!(events(), [Event::Rewarded { operator: OPERATOR, commission: 300, shared: 0 }]);
	});
}

#[test]
fn reward_should_come_back_when_nobody_can_take_it() {
	chain(|| {
		let back = Stake::reward(&OPERATOR, Balances::issue(300));
		assert_eq!(back.map_err(|credit| credit.peek()), Err(300));

		open(OPERATOR, 1_000);
		drop(Stake::penalise(&OPERATOR, 1_000));
		assert_ok!(Balances::transfer_all(RuntimeOrigin::signed(OPERATOR), BEN, false));
		let issuance = Balances::total_issuance();
		let back = Stake::reward(&OPERATOR, Balances::issue(9));
		assert_eq!(back.map_err(|credit| credit.peek()), Err(9));
		assert_eq!(Balances::total_issuance(), issuance);
	});
}
