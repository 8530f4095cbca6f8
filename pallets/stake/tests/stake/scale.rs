//! What a slash or a reward costs doesn't grow with the number of delegators.

use crate::mock::*;
use assay_stake::traits::{Collateral, Penalties};
use codec::Encode;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, Imbalance},
};

/// What something cost: entries written, and bytes of state read with the way to them.
struct Cost {
	written: usize,
	read: usize,
}

/// What `act` costs on a pool with so many delegators, half of them leaving.
fn cost(delegators: u64, act: fn()) -> Cost {
	let mut state = fresh();
	state.execute_with(|| {
		System::set_block_number(1);
		open(OPERATOR, 10_000);
		for who in 1_000..1_000 + delegators {
			assert_ok!(<Balances as Mutate<_>>::mint_into(&who, 1_000));
			delegate(who, 500);
			if who % 2 == 0 {
				unbond(who, Some(250));
			}
		}
		assert_ok!(Stake::reserve(&OPERATOR, 7, 5_000));
		System::reset_events();
	});
	state.commit_all().expect("the test's overlay is whole");
	let (_, proof) = state.execute_and_prove(act);
	Cost { written: state.overlayed_changes().changes().count(), read: proof.encoded_size() }
}

/// The trie is deeper with 200 times the members, by one or two branches on the way to each entry.
fn assert_constant(act: fn()) {
	let (few, many) = (cost(10, act), cost(2_000, act));
	assert!(few.written > 0);
	assert_eq!(few.written, many.written);
	assert!(many.read < 4 * few.read, "{} bytes instead of {}", many.read, few.read);
}

#[test]
fn a_slash_should_cost_the_same_whatever_the_number_of_delegators() {
	assert_constant(|| {
		let taken = Stake::slash(&OPERATOR, 7, 4_000).expect("it is reserved");
		assert_eq!(taken.peek(), 4_000);
	});
	assert_constant(|| assert!(Stake::penalise(&OPERATOR, 4_000).is_ok()));
}

#[test]
fn a_reward_should_cost_the_same_whatever_the_number_of_delegators() {
	assert_constant(|| reward(1_000));
}
