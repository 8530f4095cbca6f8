//! Changing what is said about a kernel, and its royalty.

use crate::mock::*;
use assay_kernels::{traits::Kernels, Event, KernelId, KernelRecords};
use frame_support::assert_ok;
use sp_runtime::Permill;

#[test]
fn set_about_should_replace_name_and_source() {
	chain(|| {
		let id = register(3);
		events();
		let mut other = about("thrice");
		other.source = None;
		assert_ok!(Pallet::set_about(RuntimeOrigin::signed(AUTHOR), id, other.clone()));
		assert_eq!(KernelRecords::<Test>::get(id).map(|kernel| kernel.about), Some(other.clone()));
		assert_eq!(events(), [Event::AboutSet { id }]);
		assert_noop!(
			Pallet::set_about(RuntimeOrigin::signed(OTHER), id, other.clone()),
			Error::NotAuthor
		);
		assert_noop!(
			Pallet::set_about(RuntimeOrigin::signed(AUTHOR), KernelId([0; 32]), other),
			Error::KernelUnknown
		);
		assert_noop!(
			Pallet::set_about(RuntimeOrigin::signed(AUTHOR), id, about("")),
			Error::NameMalformed
		);
	});
}

#[test]
fn lower_royalty_should_only_lower_it() {
	chain(|| {
		let id = register(3);
		events();
		let lower = |who, percent| {
			Pallet::lower_royalty(RuntimeOrigin::signed(who), id, Permill::from_percent(percent))
		};
		assert_noop!(lower(AUTHOR, 2), Error::RoyaltyNotLower);
		assert_noop!(lower(AUTHOR, 3), Error::RoyaltyNotLower);
		assert_noop!(lower(OTHER, 1), Error::NotAuthor);
		assert_ok!(lower(AUTHOR, 1));
		let royalty = Permill::from_percent(1);
		assert_eq!(Pallet::terms(&id).map(|terms| terms.royalty), Some(royalty));
		assert_eq!(events(), [Event::RoyaltyLowered { id, royalty }]);
	});
}
