//! Reserving, releasing and slashing what backs a job.

use crate::mock::*;
use assay_stake::{
	traits::{Bonds, Collateral, Penalties},
	Event, Reservations,
};
use frame_support::{
	assert_ok,
	traits::{fungible::Balanced, Imbalance},
};

#[test]
fn reserve_should_set_stake_apart() {
	chain(|| {
		open_with_delegators(1_000);
		events();
		assert_eq!(Stake::free(&OPERATOR), 3_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 1_200));
		assert_ok!(Stake::reserve(&OPERATOR, 8, 300));
		assert_eq!(Stake::free(&OPERATOR), 1_500);
		assert_eq!((Stake::reserved(&OPERATOR, 7), Stake::reserved(&OPERATOR, 8)), (1_200, 300));
		assert_eq!(pool().reservations, 2);
		assert_eq!(
			events(),
			[
				Event::Reserved { operator: OPERATOR, id: 7, amount: 1_200 },
				Event::Reserved { operator: OPERATOR, id: 8, amount: 300 },
			]
		);
	});
}

#[test]
fn reserve_should_take_the_last_grain_and_no_more() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(Stake::reserve(&OPERATOR, 7, 1_001), Error::CollateralInsufficient);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 1_000));
		assert_noop!(Stake::reserve(&OPERATOR, 8, 1), Error::CollateralInsufficient);
	});
}

#[test]
fn reserve_should_fail_when_it_makes_no_sense() {
	chain(|| {
		assert_noop!(Stake::reserve(&OPERATOR, 7, 1), Error::PoolUnknown);
		open(OPERATOR, 1_000);
		assert_noop!(Stake::reserve(&OPERATOR, 7, 0), Error::AmountZero);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 1));
		assert_noop!(Stake::reserve(&OPERATOR, 7, 1), Error::ReservationExists);
	});
}

#[test]
fn reserve_should_fail_when_the_operator_has_too_little_at_stake() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(OPERATOR, None);
		assert_eq!(Stake::bonded(&OPERATOR), 2_000);
		assert_eq!(Stake::free(&OPERATOR), 0);
		assert_noop!(Stake::reserve(&OPERATOR, 7, 1), Error::PoolNotBacked);
	});
}

#[test]
fn release_should_free_what_was_reserved_once() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 400));
		events();
		assert_ok!(Stake::release(&OPERATOR, 7));
		assert_eq!((Stake::free(&OPERATOR), Stake::reserved(&OPERATOR, 7)), (1_000, 0));
		assert_eq!(events(), [Event::Released { operator: OPERATOR, id: 7, amount: 400 }]);
		assert_noop!(Stake::release(&OPERATOR, 7), Error::ReservationUnknown);
		assert_noop!(Stake::release(&2, 7), Error::PoolUnknown);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 5));
	});
}

#[test]
fn slash_should_take_from_all_stake_alike_and_return_it() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(BEN, None);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 1_800));
		events();
		let issuance = Balances::total_issuance();
		let taken = Stake::slash(&OPERATOR, 7, 1_500).expect("it is reserved");

		assert_eq!(taken.peek(), 1_500);
		assert_eq!((bonded(OPERATOR), bonded(ANNA), unbonding(BEN)), (500, 500, 500));
		assert_eq!((Stake::reserved(&OPERATOR, 7), pool().reserved.balance()), (0, 0));
		assert_eq!(Reservations::<Test>::iter().count(), 0);
		assert_eq!(
			events(),
			[Event::Slashed { operator: OPERATOR, id: Some(7), bonded: 1_000, unbonding: 500 }]
		);
		// The caller places it; what is dropped is burned.
		let (to_requester, rest) = taken.split(600);
		assert!(Balances::resolve(&STRANGER, to_requester).is_ok());
		assert_eq!(free(STRANGER), ENDOWMENT + 600);
		drop(rest);
		assert_eq!(Balances::total_issuance(), issuance - 900);
	});
}

#[test]
fn slash_should_take_no_more_than_what_was_reserved() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 400));
		let taken = Stake::slash(&OPERATOR, 7, 700).expect("it is reserved");
		assert_eq!(taken.peek(), 400);
		assert_eq!(bonded(OPERATOR), 600);
	});
}

#[test]
fn slash_should_end_a_reservation_once() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_noop!(
			Stake::slash(&OPERATOR, 7, 1).map(|credit| credit.peek()),
			Error::ReservationUnknown
		);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 400));
		assert_eq!(Stake::slash(&OPERATOR, 7, 0).map(|credit| credit.peek()), Ok(0));
		assert_noop!(
			Stake::slash(&OPERATOR, 7, 1).map(|credit| credit.peek()),
			Error::ReservationUnknown
		);
		assert_eq!(bonded(OPERATOR), 1_000);
	});
}

#[test]
fn slash_should_leave_other_reservations_whole() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 600));
		assert_ok!(Stake::reserve(&OPERATOR, 8, 400));
		assert_eq!(Stake::slash(&OPERATOR, 7, 600).map(|credit| credit.peek()), Ok(600));
		assert_eq!(Stake::reserved(&OPERATOR, 8), 400);
		assert_eq!(Stake::slash(&OPERATOR, 8, 400).map(|credit| credit.peek()), Ok(400));
		assert_eq!(pool().total(), 0);
	});
}

#[test]
fn slash_should_reach_stake_that_began_to_leave_during_the_job() {
	chain(|| {
		open_with_delegators(1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 3_000));
		for who in [OPERATOR, ANNA, BEN] {
			unbond(who, None);
		}
		pass_blocks(19);
		assert_eq!(Stake::slash(&OPERATOR, 7, 3_000).map(|credit| credit.peek()), Ok(3_000));
		assert_eq!(pool().total(), 0);
	});
}

#[test]
fn reservations_should_shrink_alike_when_a_penalty_leaves_less_than_they_are() {
	chain(|| {
		open(OPERATOR, 10_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 6_000));
		assert_ok!(Stake::reserve(&OPERATOR, 8, 2_000));
		drop(Stake::penalise(&OPERATOR, 2_000));
		assert_eq!((Stake::reserved(&OPERATOR, 7), Stake::reserved(&OPERATOR, 8)), (6_000, 2_000));
		drop(Stake::penalise(&OPERATOR, 4_000));
		assert_eq!((Stake::reserved(&OPERATOR, 7), Stake::reserved(&OPERATOR, 8)), (3_000, 1_000));
		assert_eq!((pool().reserved.balance(), pool().total()), (4_000, 4_000));

		// A job that ends well frees its part of what is left for new ones.
		assert_ok!(Stake::release(&OPERATOR, 7));
		assert_ok!(Stake::reserve(&OPERATOR, 9, 3_000));
		assert_eq!(Stake::slash(&OPERATOR, 8, 2_000).map(|credit| credit.peek()), Ok(1_000));
		assert_eq!(Stake::slash(&OPERATOR, 9, 3_000).map(|credit| credit.peek()), Ok(3_000));
		assert_eq!(pool().total(), 0);
	});
}
