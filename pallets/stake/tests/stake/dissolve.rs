//! Removing a pool.

use crate::mock::*;
use assay_stake::{
	traits::{Collateral, Penalties},
	Event, Pools,
};
use frame_support::assert_ok;

fn dissolve() -> frame_support::dispatch::DispatchResultWithPostInfo {
	Stake::dissolve(RuntimeOrigin::signed(OPERATOR))
}

#[test]
fn dissolve_should_give_the_deposit_back_and_leave_nothing() {
	chain(|| {
		open(OPERATOR, 1_000);
		leave(OPERATOR);
		events();
		assert_ok!(dissolve());
		assert_eq!(free(OPERATOR), ENDOWMENT);
		assert_eq!(Pools::<Test>::get(OPERATOR), None);
		assert!(!frame_system::Account::<Test>::contains_key(Stake::account_of(&OPERATOR)));
		assert_eq!(events(), [Event::PoolDissolved { operator: OPERATOR, deposit: 50 }]);
		assert_noop!(dissolve(), Error::PoolUnknown);
		open(OPERATOR, 1_000);
	});
}

#[test]
fn dissolve_should_hand_out_what_was_sent_to_the_pool_account() {
	chain(|| {
		open(OPERATOR, 1_000);
		let account = Stake::account_of(&OPERATOR);
		assert_ok!(Balances::transfer_allow_death(RuntimeOrigin::signed(STRANGER), account, 5));
		leave(OPERATOR);
		assert_ok!(dissolve());
		assert_eq!(free(OPERATOR), ENDOWMENT + 5);
	});
}

#[test]
fn dissolve_should_fail_while_there_are_members() {
	chain(|| {
		open_with_delegators(1_000);
		leave(OPERATOR);
		leave(ANNA);
		unbond(BEN, None);
		assert_noop!(dissolve(), Error::PoolHasMembers);
		pass_blocks(20);
		assert_noop!(dissolve(), Error::PoolHasMembers);
		// An absent member is no obstacle: anybody may pay it out.
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(OPERATOR), OPERATOR, BEN));
		assert_ok!(dissolve());
	});
}

#[test]
fn dissolve_should_fail_while_there_are_reservations() {
	chain(|| {
		open(OPERATOR, 1_000);
		assert_ok!(Stake::reserve(&OPERATOR, 7, 1_000));
		drop(Stake::penalise(&OPERATOR, 1_000));
		assert_ok!(Stake::withdraw(RuntimeOrigin::signed(ANNA), OPERATOR, OPERATOR));
		assert_noop!(dissolve(), Error::PoolHasReservations);
		assert_ok!(Stake::release(&OPERATOR, 7));
		assert_ok!(dissolve());
		assert_eq!(free(OPERATOR), ENDOWMENT - 1_000);
	});
}
