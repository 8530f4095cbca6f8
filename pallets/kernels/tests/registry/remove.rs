//! Removing a kernel.

use crate::mock::*;
use assay_kernels::{traits::Kernels, Bytecodes, Event, KernelRecords};
use frame_support::assert_ok;
use sp_runtime::Permill;

#[test]
fn remove_should_give_the_deposit_back_and_leave_nothing() {
	chain(|| {
		let id = register(3);
		events();
		// What was held counts, not what it would be today.
		BaseDeposit::set(1);
		assert_ok!(Pallet::remove(RuntimeOrigin::signed(AUTHOR), id));
		assert_eq!((on_hold(AUTHOR), Balances::free_balance(AUTHOR)), (0, ENDOWMENT));
		assert!(!KernelRecords::<Test>::contains_key(id));
		assert!(!Bytecodes::<Test>::contains_key(id));
		assert_eq!(events(), [Event::Removed { id }]);
		assert_noop!(Pallet::remove(RuntimeOrigin::signed(AUTHOR), id), Error::KernelUnknown);
		// It is anybody's now.
		assert_ok!(Pallet::register(
			RuntimeOrigin::signed(OTHER),
			bytecode(3),
			about("mine"),
			Permill::zero()
		));
	});
}

#[test]
fn remove_should_fail_for_others_and_while_jobs_need_it() {
	chain(|| {
		let id = register(3);
		assert_noop!(Pallet::remove(RuntimeOrigin::signed(OTHER), id), Error::NotAuthor);
		assert_ok!(Pallet::acquire(&id));
		assert_noop!(Pallet::remove(RuntimeOrigin::signed(AUTHOR), id), Error::KernelInUse);
		assert_ok!(Pallet::release(&id));
		assert_ok!(Pallet::remove(RuntimeOrigin::signed(AUTHOR), id));
	});
}
