//! Taking stake for offences that no job was set against.

use crate::mock::*;
use assay_stake::{
	traits::{Bonds, Penalties},
	Event,
};
use frame_support::traits::Imbalance;

#[test]
fn penalise_should_take_from_all_stake_alike() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(BEN, None);
		events();
		let issuance = Balances::total_issuance();
		let taken = Stake::penalise(&OPERATOR, 1_000).expect("the pool is open");
		assert_eq!(taken.peek(), 1_000);
		drop(taken);
		assert_eq!(Balances::total_issuance(), issuance - 1_000);
		assert_eq!(
			events(),
			[Event::Slashed { operator: OPERATOR, id: None, bonded: 667, unbonding: 333 }]
		);
		assert_eq!((bonded(OPERATOR), bonded(ANNA), unbonding(BEN)), (666, 666, 667));
		assert!(!Stake::is_backed(&OPERATOR));
	});
}

#[test]
fn penalise_should_take_all_when_asked_for_more() {
	chain(|| {
		open_with_delegators(1_000);
		unbond(BEN, Some(500));
		let taken = Stake::penalise(&OPERATOR, u128::MAX).expect("the pool is open");
		assert_eq!(taken.peek(), 3_000);
		assert_eq!(pool().total(), 0);
	});
}

#[test]
fn penalise_should_fail_when_there_is_no_pool() {
	chain(|| {
		assert_noop!(Stake::penalise(&OPERATOR, 1).map(|credit| credit.peek()), Error::PoolUnknown);
	});
}
