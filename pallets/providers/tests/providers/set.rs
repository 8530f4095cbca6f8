//! Changing profile, offer and devices.

use crate::mock::*;
use assay_market::PricePerGigaFuel;
use assay_providers::{Event, Profiles};
use frame_support::{assert_ok, BoundedVec};

#[test]
fn set_profile_should_replace_it() {
	chain(|| {
		register(OPERATOR);
		events();
		let mut other = profile();
		other.name = text("other");
		assert_ok!(Pallet::set_profile(RuntimeOrigin::signed(OPERATOR), other.clone()));
		assert_eq!(Profiles::<Test>::get(OPERATOR), Some(other.clone()));
		assert_eq!(events(), [Event::ProfileSet { operator: OPERATOR }]);
		assert_noop!(
			Pallet::set_profile(RuntimeOrigin::signed(2), other.clone()),
			Error::ProviderUnknown
		);
		other.endpoint = text("");
		assert_noop!(
			Pallet::set_profile(RuntimeOrigin::signed(OPERATOR), other),
			Error::EndpointMalformed
		);
	});
}

#[test]
fn set_offer_should_replace_it() {
	chain(|| {
		register(OPERATOR);
		events();
		assert_ok!(Pallet::set_offer(RuntimeOrigin::signed(OPERATOR), offer(77)));
		assert_eq!(provider(OPERATOR).offer, offer(77));
		assert_eq!(
			events(),
			[Event::OfferSet { operator: OPERATOR, price: PricePerGigaFuel(77), capacity: 2 }]
		);
		assert_noop!(
			Pallet::set_offer(RuntimeOrigin::signed(2), offer(77)),
			Error::ProviderUnknown
		);
		let mut wrong = offer(77);
		wrong.capacity = 0;
		assert_noop!(
			Pallet::set_offer(RuntimeOrigin::signed(OPERATOR), wrong),
			Error::CapacityZero
		);
	});
}

#[test]
fn set_devices_should_replace_them() {
	chain(|| {
		register(OPERATOR);
		events();
		let mut two = devices();
		two.try_push(device()).expect("four are allowed");
		assert_ok!(Pallet::set_devices(RuntimeOrigin::signed(OPERATOR), two.clone()));
		assert_eq!(provider(OPERATOR).devices, two);
		assert_eq!(events(), [Event::DevicesSet { operator: OPERATOR, count: 2 }]);
		assert_noop!(
			Pallet::set_devices(RuntimeOrigin::signed(2), two.clone()),
			Error::ProviderUnknown
		);
		assert_noop!(
			Pallet::set_devices(RuntimeOrigin::signed(OPERATOR), BoundedVec::new()),
			Error::NoDevices
		);
		two[1].name = text("");
		assert_noop!(
			Pallet::set_devices(RuntimeOrigin::signed(OPERATOR), two),
			Error::NameMalformed
		);
	});
}
