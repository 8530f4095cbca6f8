//! Paying out what has left.

use crate::mock::*;
use assay_stake::{
	traits::{Collateral, Penalties},
	Event, Members,
};
use frame_support::{assert_ok, traits::fungible::Mutate};
use sp_runtime::{traits::BadOrigin, TokenError};

fn refused(who: AccountId, error: Error) {
	assert_noop!(Stake::withdraw(RuntimeOrigin::signed(who), OPERATOR, who), error);
}

#[test]
fn withdraw_should_pay_after_the_unbonding_period_and_not_before() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, Some(400));
		pass_blocks(19);
		refused(ANNA, Error::NothingToWithdraw);
		pass_blocks(1);
		events();
		withdraw(ANNA);
		assert_eq!(free(ANNA), ENDOWMENT - 600);
		assert_eq!((bonded(ANNA), unbonding(ANNA)), (600, 0));
		assert_eq!(events(), [Event::Withdrawn { operator: OPERATOR, member: ANNA, amount: 400 }]);
		refused(ANNA, Error::NothingToWithdraw);
	});
}

#[test]
fn withdraw_should_pay_only_what_is_due() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, Some(100));
		pass_blocks(5);
		unbond(ANNA, Some(200));
		pass_blocks(15);
		withdraw(ANNA);
		assert_eq!(unbonding(ANNA), 200);
		pass_blocks(5);
		withdraw(ANNA);
		assert_eq!(free(ANNA), ENDOWMENT - 700);
	});
}

#[test]
fn withdraw_should_forget_a_member_without_stake() {
	chain(|| {
		open_with_delegators(1_000);
		leave(ANNA);
		assert_eq!(Members::<Test>::get(OPERATOR, ANNA), None);
		assert_eq!(pool().members, 2);
		refused(ANNA, Error::NotMember);
	});
}

#[test]
fn withdraw_should_pay_the_member_whoever_calls() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, None);
		pass_blocks(20);
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(STRANGER), OPERATOR, ANNA));
		assert_eq!((free(ANNA), free(STRANGER)), (ENDOWMENT, ENDOWMENT));
		assert_noop!(Stake::withdraw(RuntimeOrigin::none(), OPERATOR, ANNA), BadOrigin);
	});
}

#[test]
fn withdraw_should_pay_what_a_slash_left() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, None);
		pass_blocks(20);
		drop(Stake::penalise(&OPERATOR, 1_500));
		withdraw(ANNA);
		assert_eq!(free(ANNA), ENDOWMENT - 500);
	});
}

#[test]
fn withdraw_should_wait_when_the_stake_still_backs_a_job() {
	chain(|| {
		open_with_delegators(1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 2_500));
		unbond(ANNA, None);
		pass_blocks(20);
		refused(ANNA, Error::StakeReserved);
		assert_ok!(Stake::release(&OPERATOR, 7));
		withdraw(ANNA);
		assert_eq!(free(ANNA), ENDOWMENT);
	});
}

#[test]
fn withdraw_should_wait_when_the_member_account_is_gone_and_the_money_can_not_open_it() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(ANNA, None);
		drop(Stake::penalise(&OPERATOR, 2_980));
		assert_eq!(unbonding(ANNA), 7);
		assert_ok!(Balances::transfer_all(RuntimeOrigin::signed(ANNA), BEN, false));
		pass_blocks(20);
		assert_noop!(
			Stake::withdraw(RuntimeOrigin::signed(BEN), OPERATOR, ANNA),
			TokenError::CannotCreate
		);
		assert_ok!(<Balances as Mutate<_>>::mint_into(&ANNA, EXISTENTIAL_DEPOSIT));
		withdraw(ANNA);
		assert_eq!(free(ANNA), EXISTENTIAL_DEPOSIT + 7);
	});
}

#[test]
fn withdraw_should_fail_when_pool_or_member_are_unknown() {
	chain(|| {
		refused(ANNA, Error::PoolUnknown);
		open(OPERATOR, 1_000);
		refused(ANNA, Error::NotMember);
		refused(OPERATOR, Error::NothingToWithdraw);
	});
}
