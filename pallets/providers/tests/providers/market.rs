//! Drawing providers, and keeping track of their jobs.

use crate::mock::*;
use assay_market::{Capability, DeviceLimits, FloatModes, PricePerGigaFuel, Tag};
use assay_providers::{
	conduct::Outcome,
	traits::{Bid, Candidates, Needs, Outcomes},
	Event,
};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;
use sp_runtime::Permill;

/// What a job wants of a provider, as the tests change it.
#[derive(Clone)]
struct Wanted {
	price_limit: PricePerGigaFuel,
	capability: Capability,
	region: Option<Tag>,
	attributes: Vec<Tag>,
}

/// What a provider of the mock just meets.
fn wanted() -> Wanted {
	Wanted {
		price_limit: PricePerGigaFuel(100),
		capability: device().capability,
		region: Some(tag("eu-west")),
		attributes: vec![tag("ecc-memory"), tag("solar")],
	}
}

fn bid(wanted: &Wanted) -> Option<Bid> {
	let needs = Needs {
		price_limit: wanted.price_limit,
		capability: wanted.capability,
		region: wanted.region.as_ref(),
		attributes: &wanted.attributes,
	};
	Pallet::ask(&OPERATOR, &needs)
}

fn fits(change: impl FnOnce(&mut Wanted)) -> bool {
	let mut wanted = wanted();
	change(&mut wanted);
	bid(&wanted).is_some()
}

#[test]
fn ask_should_tell_price_reliability_and_spare_capacity() {
	chain(|| {
		activate([1]);
		let ask = Bid { price: PricePerGigaFuel(100), reliability: Permill::one(), spare: 2 };
		assert_eq!(bid(&wanted()), Some(ask));
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_eq!(bid(&wanted()), Some(Bid { spare: 1, ..ask }));
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_eq!(bid(&wanted()), None);
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Late));
		assert_eq!(bid(&wanted()), Some(Bid { reliability: Permill::from_percent(50), ..ask }));
	});
}

#[test]
fn ask_should_want_every_single_need_met() {
	chain(|| {
		activate([1]);
		assert!(fits(|_| {}));
		assert!(!fits(|wanted| wanted.price_limit = PricePerGigaFuel(99)));
		let more: [fn(&mut DeviceLimits); 4] = [
			|limits| limits.memory += 1,
			|limits| limits.buffer += 1,
			|limits| limits.lanes += 1,
			|limits| limits.workgroup_memory += 1,
		];
		for more in more {
			assert!(!fits(|wanted| more(&mut wanted.capability.limits)));
		}
		assert!(!fits(|wanted| wanted.capability.floats.relaxed = true));
		assert!(fits(|wanted| wanted.capability.floats = FloatModes::default()));
		assert!(!fits(|wanted| wanted.region = Some(tag("eu-east"))));
		assert!(fits(|wanted| wanted.region = None));
		assert!(!fits(|wanted| wanted.attributes = vec![tag("solar"), tag("wind")]));
		assert!(fits(|wanted| wanted.attributes = Vec::new()));
	});
}

#[test]
fn ask_should_want_one_device_that_meets_all() {
	chain(|| {
		activate([1]);
		let (mut small, mut large) = (device(), device());
		small.capability.limits.lanes = 64;
		large.capability.floats = FloatModes { strict: false, relaxed: true };
		let two = frame_support::BoundedVec::truncate_from(vec![small, large]);
		assert_ok!(Pallet::set_devices(RuntimeOrigin::signed(OPERATOR), two));
		assert!(!fits(|_| {}));
	});
}

#[test]
fn ask_should_want_who_is_there_and_backed_even_before_the_sweep() {
	chain(|| {
		SweepPerBlock::set(0);
		register(OPERATOR);
		assert!(!fits(|_| {}));
		heard(OPERATOR);
		assert!(fits(|_| {}));
		System::set_block_number(59);
		assert!(fits(|_| {}));
		System::set_block_number(60);
		assert!(!fits(|_| {}));
		heard(OPERATOR);
		drop(Stake::penalise(&OPERATOR, 1_001));
		assert!(!fits(|_| {}));
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_001));
		assert!(fits(|_| {}));
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		assert!(!fits(|_| {}));
	});
}

#[test]
fn begin_and_note_should_count_running_jobs() {
	chain(|| {
		assert_noop!(Pallet::begin(&OPERATOR), Error::ProviderUnknown);
		assert_noop!(Pallet::note(&OPERATOR, Outcome::Settled), Error::ProviderUnknown);
		activate([1]);
		events();
		assert_noop!(Pallet::note(&OPERATOR, Outcome::Settled), Error::NoJobRunning);
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_noop!(Pallet::begin(&OPERATOR), Error::CapacityUsedUp);
		assert_eq!(activity(OPERATOR).running, 2);
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Blameless));
		assert_eq!(activity(OPERATOR).running, 1);
		assert_eq!(
			events(),
			[Event::OutcomeNoted { operator: OPERATOR, outcome: Outcome::Blameless }]
		);
	});
}

#[test]
fn running_jobs_should_stand_a_smaller_capacity() {
	chain(|| {
		activate([1]);
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_ok!(Pallet::begin(&OPERATOR));
		let mut smaller = offer(100);
		smaller.capacity = 1;
		assert_ok!(Pallet::set_offer(RuntimeOrigin::signed(OPERATOR), smaller));
		assert!(!fits(|_| {}));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert!(!fits(|_| {}));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert!(fits(|_| {}));
	});
}
