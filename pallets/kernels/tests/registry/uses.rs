//! Counting the jobs that need a kernel.

use crate::mock::*;
use assay_kernels::{traits::Kernels, KernelId, KernelRecords};
use frame_support::assert_ok;

#[test]
fn uses_should_be_counted() {
	chain(|| {
		let id = register(3);
		assert_noop!(Pallet::release(&id), Error::KernelNotInUse);
		assert_ok!(Pallet::acquire(&id));
		assert_ok!(Pallet::acquire(&id));
		assert_ok!(Pallet::release(&id));
		assert_eq!(KernelRecords::<Test>::get(id).map(|kernel| kernel.uses), Some(1));
		KernelRecords::<Test>::mutate(id, |kernel| {
			kernel.as_mut().expect("it is there").uses = u32::MAX;
		});
		assert_noop!(Pallet::acquire(&id), Error::Overflow);
	});
}

#[test]
fn unknown_kernels_should_have_nothing() {
	chain(|| {
		let id = KernelId([1; 32]);
		assert_noop!(Pallet::acquire(&id), Error::KernelUnknown);
		assert_noop!(Pallet::release(&id), Error::KernelUnknown);
		assert_eq!((Pallet::program(&id), Pallet::terms(&id)), (None, None));
	});
}
