//! Changing the commission.

use crate::mock::*;
use assay_stake::Event;
use frame_support::assert_ok;
use sp_runtime::Perbill;

fn set(percent: u32) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Stake::set_commission(RuntimeOrigin::signed(OPERATOR), Perbill::from_percent(percent))
}

fn open_at(percent: u32) {
	assert_ok!(Stake::bond(RuntimeOrigin::signed(OPERATOR), 1_000, Perbill::from_percent(percent)));
}

#[test]
fn set_commission_should_let_it_rise_in_steps() {
	chain(|| {
		open_at(10);
		assert_noop!(set(12), Error::CommissionRiseTooSoon);
		pass_blocks(99);
		assert_noop!(set(12), Error::CommissionRiseTooSoon);
		pass_blocks(1);
		assert_noop!(set(16), Error::CommissionRiseTooSteep);
		events();
		assert_ok!(set(15));
		assert_eq!(
			events(),
			[Event::CommissionSet { operator: OPERATOR, commission: Perbill::from_percent(15) }]
		);
		assert_eq!(pool().commission_rose, 101);
		assert_noop!(set(16), Error::CommissionRiseTooSoon);
		pass_blocks(100);
		assert_ok!(set(20));
	});
}

#[test]
fn set_commission_should_let_it_fall_at_once_and_still_rise_slowly() {
	chain(|| {
		open_at(10);
		pass_blocks(100);
		assert_ok!(set(1));
		assert_eq!(pool().commission_rose, 1);
		assert_noop!(set(10), Error::CommissionRiseTooSteep);
		assert_ok!(set(6));
		assert_noop!(set(7), Error::CommissionRiseTooSoon);
	});
}

#[test]
fn set_commission_should_fail_above_the_maximum_and_without_a_pool() {
	chain(|| {
		assert_noop!(set(10), Error::PoolUnknown);
		open_at(50);
		pass_blocks(100);
		assert_noop!(set(51), Error::CommissionTooHigh);
		// Setting what it is already is no rise.
		assert_ok!(set(50));
		assert_eq!(pool().commission_rose, 1);
	});
}
