//! Drawing providers, and keeping track of their jobs.

use crate::mock::*;
use assay_providers::{
	conduct::Outcome,
	traits::{Ask, Candidates, Needs, Outcomes},
	DeviceLimits, Event, FloatModes, PricePerGigaFuel,
};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;
use sp_runtime::Permill;

/// Needs that a provider of the mock just meets.
fn needs() -> Needs<'static> {
	Needs {
		price_limit: PricePerGigaFuel(100),
		limits: device().limits,
		modes: FloatModes { strict: true, relaxed: false },
		region: Some(b"eu-west"),
		attributes: &[b"ecc-memory", b"solar"],
	}
}

fn fits(needs: Needs) -> bool {
	Pallet::ask(&OPERATOR, &needs).is_some()
}

#[test]
fn ask_should_tell_price_reliability_and_spare_capacity() {
	chain(|| {
		activate([1]);
		let ask = Ask { price: PricePerGigaFuel(100), reliability: Permill::one(), spare: 2 };
		assert_eq!(Pallet::ask(&OPERATOR, &needs()), Some(ask));
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_eq!(Pallet::ask(&OPERATOR, &needs()), Some(Ask { spare: 1, ..ask }));
		assert_ok!(Pallet::begin(&OPERATOR));
		assert_eq!(Pallet::ask(&OPERATOR, &needs()), None);
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Late));
		assert_eq!(
			Pallet::ask(&OPERATOR, &needs()),
			Some(Ask { reliability: Permill::from_percent(50), ..ask })
		);
	});
}

#[test]
fn ask_should_want_every_single_need_met() {
	chain(|| {
		activate([1]);
		assert!(fits(needs()));
		assert!(!fits(Needs { price_limit: PricePerGigaFuel(99), ..needs() }));
		let limits = needs().limits;
		for limits in [
			DeviceLimits { memory: limits.memory + 1, ..limits },
			DeviceLimits { buffer: limits.buffer + 1, ..limits },
			DeviceLimits { lanes: limits.lanes + 1, ..limits },
			DeviceLimits { workgroup_memory: limits.workgroup_memory + 1, ..limits },
		] {
			assert!(!fits(Needs { limits, ..needs() }));
		}
		assert!(!fits(Needs { modes: FloatModes { strict: true, relaxed: true }, ..needs() }));
		assert!(fits(Needs { modes: FloatModes::default(), ..needs() }));
		assert!(!fits(Needs { region: Some(b"eu-east"), ..needs() }));
		assert!(fits(Needs { region: None, ..needs() }));
		assert!(!fits(Needs { attributes: &[b"solar", b"wind"], ..needs() }));
		assert!(fits(Needs { attributes: &[], ..needs() }));
	});
}

#[test]
fn ask_should_want_one_device_that_meets_all() {
	chain(|| {
		activate([1]);
		let (mut small, mut large) = (device(), device());
		small.limits.lanes = 64;
		large.modes = FloatModes { strict: false, relaxed: true };
		let two = frame_support::BoundedVec::truncate_from(vec![small, large]);
		assert_ok!(Pallet::set_devices(RuntimeOrigin::signed(OPERATOR), two));
		assert!(!fits(needs()));
	});
}

#[test]
fn ask_should_want_who_is_there_and_backed_even_before_the_sweep() {
	chain(|| {
		SweepPerBlock::set(0);
		register(OPERATOR);
		assert!(!fits(needs()));
		heard(OPERATOR);
		assert!(fits(needs()));
		System::set_block_number(59);
		assert!(fits(needs()));
		System::set_block_number(60);
		assert!(!fits(needs()));
		heard(OPERATOR);
		drop(Stake::penalise(&OPERATOR, 1_001));
		assert!(!fits(needs()));
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 1_001));
		assert!(fits(needs()));
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(OPERATOR)));
		assert!(!fits(needs()));
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
		assert!(!fits(needs()));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert!(!fits(needs()));
		assert_ok!(Pallet::note(&OPERATOR, Outcome::Settled));
		assert!(fits(needs()));
	});
}
