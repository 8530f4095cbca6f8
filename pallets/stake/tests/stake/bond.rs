//! Opening a pool.

use crate::mock::*;
use assay_stake::{traits::Bonds, Event, Pools};
use frame_support::{assert_ok, traits::fungible::InspectHold};
use sp_runtime::{traits::BadOrigin, Perbill, TokenError};

#[test]
fn bond_should_open_a_pool_and_hold_the_stake() {
	chain(|| {
		let commission = Perbill::from_percent(10);
		assert_ok!(Stake::bond(RuntimeOrigin::signed(OPERATOR), 5_000, commission));

		assert_eq!(free(OPERATOR), ENDOWMENT - 5_000 - 50);
		let account = Stake::account_of(&OPERATOR);
		assert_eq!(
			Balances::balance_on_hold(&assay_stake::HoldReason::Bonded.into(), &account),
			5_000
		);
		assert_eq!(free(account), 50);
		let pool = pool();
		assert_eq!((pool.bonded.balance(), pool.bonded.shares()), (5_000, 5_000));
		assert_eq!((pool.commission, pool.commission_rose), (commission, 1));
		assert_eq!((pool.members, pool.reservations, pool.deposit), (1, 0, 50));
		assert_eq!((Stake::own(&OPERATOR), Stake::bonded(&OPERATOR)), (5_000, 5_000));
		assert!(Stake::is_backed(&OPERATOR));
		assert_eq!(
			events(),
			[
				Event::PoolOpened { operator: OPERATOR, commission, deposit: 50 },
				Event::Bonded {
					operator: OPERATOR,
					member: OPERATOR,
					amount: 5_000,
					shares: 5_000
				},
			]
		);
	});
}

#[test]
fn bond_should_take_the_existential_deposit_when_the_deposit_is_below_it() {
	chain(|| {
		PoolDeposit::set(3);
		open(OPERATOR, 1_000);
		assert_eq!(pool().deposit, EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn bond_should_fail_when_the_pool_is_open_already() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(
			Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, Perbill::zero()),
			Error::PoolExists
		);
	});
}

#[test]
fn bond_should_fail_when_it_is_below_the_minimum() {
	chain(|| {
		assert_noop!(
			Stake::bond(RuntimeOrigin::signed(OPERATOR), 999, Perbill::zero()),
			Error::OwnBondBelowMinimum
		);
		assert_noop!(
			Stake::bond(RuntimeOrigin::signed(OPERATOR), 0, Perbill::zero()),
			Error::AmountZero
		);
		assert_eq!(Pools::<Test>::get(OPERATOR), None);
		assert!(!Stake::is_backed(&OPERATOR));
	});
}

#[test]
fn bond_should_fail_when_the_commission_is_above_the_maximum() {
	chain(|| {
		let commission = Perbill::from_parts(500_000_001);
		assert_noop!(
			Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, commission),
			Error::CommissionTooHigh
		);
	});
}

#[test]
fn bond_should_fail_when_the_account_would_die_of_it() {
	chain(|| {
		let all_but_deposits = ENDOWMENT - 50 - EXISTENTIAL_DEPOSIT;
		assert_noop!(
			Stake::bond(RuntimeOrigin::signed(OPERATOR), all_but_deposits + 1, Perbill::zero()),
			TokenError::FundsUnavailable
		);
		open(OPERATOR, all_but_deposits);
		assert_eq!(free(OPERATOR), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn bond_should_fail_without_a_signature() {
	chain(|| {
		assert_noop!(Stake::bond(RuntimeOrigin::root(), 1_000, Perbill::zero()), BadOrigin);
	});
}
