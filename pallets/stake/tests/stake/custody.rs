//! Whose money is where.

use crate::mock::*;
use assay_stake::{traits::Penalties, HoldReason, Pools};
use frame_support::{
	assert_ok,
	traits::{
		fungible::{InspectHold, MutateHold},
		tokens::Precision::Exact,
		Imbalance,
	},
};
use sp_runtime::TokenError;

#[test]
fn pools_should_have_an_account_each() {
	chain(|| {
		open(OPERATOR, 1_000);
		open(2, 2_000);
		let (one, two) = (Stake::account_of(&OPERATOR), Stake::account_of(&2));
		assert_ne!(one, two);
		let on_hold = |account| Balances::balance_on_hold(&HoldReason::Bonded.into(), &account);
		assert_eq!((on_hold(one), on_hold(two)), (1_000, 2_000));
		drop(Stake::penalise(&OPERATOR, 1_000));
		assert_eq!((on_hold(one), on_hold(two)), (0, 2_000));
	});
}

#[test]
fn presents_to_a_pool_account_should_not_move_what_shares_are_worth() {
	chain(|| {
		open_with_delegators(1_000);
		let account = Stake::account_of(&OPERATOR);
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(STRANGER),
			account,
			500_000
		));
		assert_eq!((bonded(OPERATOR), bonded(ANNA), bonded(BEN)), (1_000, 1_000, 1_000));
		delegate(ANNA, 1_000);
		assert_eq!(pool().bonded.shares(), 4_000);
	});
}

#[test]
fn members_should_not_be_able_to_spend_what_they_staked() {
	chain(|| {
		open(OPERATOR, 1_000);
		delegate(ANNA, ENDOWMENT - EXISTENTIAL_DEPOSIT);
		assert_noop!(
			Balances::transfer_allow_death(RuntimeOrigin::signed(ANNA), BEN, 11),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn try_state_should_notice_money_that_is_missing() {
	chain(|| {
		open(OPERATOR, 1_000);
		let account = Stake::account_of(&OPERATOR);
		let reason = HoldReason::Bonded.into();
		assert_ok!(Balances::release(&reason, &account, 1, Exact));
		assert_eq!(Stake::do_try_state(), Err("bonded stake and its hold differ".into()));
		// And nothing is taken from an account that doesn't have it.
		assert_noop!(
			Stake::penalise(&OPERATOR, 1_000).map(|credit| credit.peek()),
			Error::AccountBelowLedger
		);
		assert_ok!(Balances::hold(&reason, &account, 1));
	});
}

#[test]
fn try_state_should_notice_wrong_ledgers() {
	chain(|| {
		open_with_delegators(1_000);
		let sound = pool();
		let check_with = |change: fn(&mut assay_stake::PoolRecordOf<Test>)| {
			let mut pool = sound.clone();
			change(&mut pool);
			Pools::<Test>::insert(OPERATOR, pool);
			Stake::do_try_state()
		};
		assert_eq!(
			check_with(|pool| {
				pool.unbonding = pool.bonded;
			}),
			Err("unbonding stake and its hold differ".into())
		);
		assert_eq!(check_with(|pool| pool.deposit = 51), Err("a pool's deposit is gone".into()));
		assert_eq!(
			check_with(|pool| pool.members = 4),
			Err("a pool counts its members wrongly".into())
		);
		assert_eq!(
			check_with(|pool| pool.reservations = 1),
			Err("a pool and its reservations differ".into())
		);
		assert_eq!(
			check_with(|pool| pool.reserved = pool.bonded),
			Err("a pool and its reservations differ".into())
		);
		assert_eq!(
			check_with(|pool| {
				pool.reserved = pool.bonded;
				let _ = pool.reserved.gain(1);
			}),
			Err("more is reserved than there is".into())
		);
		Pools::<Test>::remove(OPERATOR);
		assert_eq!(Stake::do_try_state(), Err("a member has no pool".into()));
		Pools::<Test>::insert(OPERATOR, sound.clone());
	});
}
