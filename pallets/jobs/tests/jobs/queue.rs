//! The queue, and who gets a job.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	stage::{Queued, Stage},
	DeclineReason, Ending, Offer, OfferOf, QueueHead, QueueSlots, QueueTail, WeightInfo,
};
use assay_market::PricePerGigaFuel;
use assay_providers::conduct::Outcome;
use assay_providers::traits::Outcomes;
use frame_support::{assert_ok, weights::Weight, BoundedVec};
use std::collections::{BTreeMap, BTreeSet};

type HandMade = assay_jobs::weights::HandMade<Test>;

fn queue() -> Vec<u64> {
	(QueueHead::<Test>::get()..QueueTail::<Test>::get())
		.map(|slot| QueueSlots::<Test>::get(slot).expect("there are no gaps"))
		.collect()
}

/// Submits a job with a changed offer, and says who has it some blocks later.
fn taken_by(change: impl FnOnce(&mut OfferOf<Test>)) -> Option<AccountId> {
	let mut all = offer();
	change(&mut all);
	let id = submit_as(&Work::triples(4), all);
	pass_blocks(8);
	let operator = stage(id).run().map(|run| run.operator);
	if operator.is_some() {
		decline(id, DeclineReason::Unable);
	}
	assert_ok!(Jobs::cancel(RuntimeOrigin::signed(REQUESTER), id));
	operator
}

#[test]
fn a_job_should_not_be_given_away_before_the_value_that_decides_it() {
	chain(|| {
		providers([1]);
		let id = submit(&Work::triples(4));
		assert_eq!(stage(id), Stage::Queued(Queued { slot: 0, from: 3 }));
		pass_blocks(1);
		assert_eq!(stage(id), Stage::Queued(Queued { slot: 1, from: 3 }));
		pass_blocks(1);
		assert_eq!(assigned(id).until, 23);
	});
}

#[test]
fn who_finds_nobody_should_go_to_the_end() {
	chain(|| {
		AssignmentsPerBlock::set(2);
		let work = Work::triples(4);
		let jobs: Vec<u64> = (0..5).map(|_| submit(&work)).collect();
		pass_blocks(3);
		assert_eq!(queue(), [1, 2, 3, 4, 0].map(|at| jobs[at]));
		let cost = HandMade::assign(10).saturating_mul(2);
		HookWeight::set(cost.saturating_sub(Weight::from_parts(1, 0)));
		// One page of the agenda is turned, and then there is room for one.
		pass_blocks(1);
		assert_eq!(queue(), [2, 3, 4, 0, 1].map(|at| jobs[at]));
		AssignmentsPerBlock::set(100);
		HookWeight::set(cost.saturating_mul(100));
		// More turns than jobs: each gets one.
		pass_blocks(1);
		assert_eq!(queue(), [2, 3, 4, 0, 1].map(|at| jobs[at]));
	});
}

#[test]
fn the_cheapest_should_get_the_job() {
	chain(|| {
		for (operator, price) in [(1, 2_000), (2, 1_000), (3, 1_500)] {
			register(operator, PricePerGigaFuel(price * 1_000_000_000));
			hear(operator);
		}
		let named = |offer: &mut OfferOf<Test>| {
			offer.allowed = BoundedVec::truncate_from(vec![1, 2, 3]);
		};
		assert_eq!(taken_by(named), Some(2));
		let id = submit_as(
			&Work::triples(4),
			Offer { allowed: BoundedVec::truncate_from(vec![3, 1]), ..offer() },
		);
		assert_eq!(assign(id), 3);
		let fuel = u128::from(Work::triples(4).whole_fuel());
		assert_eq!(run(id).payment, (1_500 * fuel));
	});
}

#[test]
fn of_equals_the_most_reliable_then_the_one_with_room_should_get_the_job() {
	chain(|| {
		providers([1, 2, 3]);
		let failed = |operator| {
			assert_ok!(Providers::begin(&operator));
			assert_ok!(Providers::note(&operator, Outcome::Late));
		};
		failed(1);
		assert_ok!(Providers::begin(&2));
		let id = submit_as(
			&Work::triples(4),
			Offer { allowed: BoundedVec::truncate_from(vec![1, 2, 3]), ..offer() },
		);
		assert_eq!(assign(id), 3);
		failed(3);
		let id = submit_as(
			&Work::triples(4),
			Offer { allowed: BoundedVec::truncate_from(vec![1, 2, 3]), ..offer() },
		);
		assert_eq!(assign(id), 2);
		assert_ok!(Providers::note(&2, Outcome::Blameless));
	});
}

#[test]
fn who_does_not_fit_should_not_get_the_job() {
	chain(|| {
		providers([1]);
		assert_eq!(taken_by(|_| {}), Some(1));
		assert_eq!(taken_by(|offer| offer.price = PricePerGigaFuel(ASKED.0 - 1)), None);
		assert_eq!(taken_by(|offer| offer.price = ASKED), Some(1));
		assert_eq!(taken_by(|offer| offer.region = Some(tag("eu-west"))), Some(1));
		assert_eq!(taken_by(|offer| offer.region = Some(tag("eu-east"))), None);
		let tags =
			|tags: &[&str]| BoundedVec::truncate_from(tags.iter().map(|name| tag(name)).collect());
		assert_eq!(taken_by(|offer| offer.attributes = tags(&["solar"])), Some(1));
		assert_eq!(taken_by(|offer| offer.attributes = tags(&["solar", "wind"])), None);
		let named = |who: u64| BoundedVec::truncate_from(vec![who]);
		assert_eq!(taken_by(|offer| offer.allowed = named(2)), None);
		assert_eq!(taken_by(|offer| offer.allowed = named(1)), Some(1));
		assert_ok!(Providers::drain(RuntimeOrigin::signed(1)));
		assert_eq!(taken_by(|_| {}), None);
		assert_eq!(taken_by(|offer| offer.allowed = named(1)), None);
		register(2, ASKED);
		assert_eq!(taken_by(|_| {}), None, "its machine was never heard");
	});
}

#[test]
fn who_has_too_little_stake_left_should_not_get_the_job() {
	chain(|| {
		use assay_stake::traits::Collateral;
		providers([1]);
		let id = submit(&Work::triples(4));
		let job_record = job(id);
		assign(id);
		let collateral = run(id).collateral;
		let terms = JobTerms::get();
		assert_eq!(terms.collateral(run(id).payment, job_record.attempt_fee), Some(collateral));
		decline(id, DeclineReason::Unable);
		assert_ok!(Jobs::cancel(RuntimeOrigin::signed(REQUESTER), id));

		assert_ok!(Stake::reserve(&1, 1_000, BOND - collateral + 1));
		assert_eq!(taken_by(|_| {}), None);
		assert_ok!(Stake::release(&1, 1_000));
		assert_ok!(Stake::reserve(&1, 1_000, BOND - collateral));
		assert_eq!(taken_by(|_| {}), Some(1));
		assert_ok!(Stake::release(&1, 1_000));
	});
}

#[test]
fn a_provider_should_not_get_more_jobs_than_it_takes_at_once() {
	chain(|| {
		AssignmentsPerBlock::set(20);
		providers([1]);
		let work = Work::triples(4);
		let jobs: Vec<u64> = (0..10).map(|_| submit(&work)).collect();
		pass_blocks(8);
		let running = jobs.iter().filter(|id| matches!(stage(**id), Stage::Assigned(_)));
		assert_eq!(running.count(), 8);
	});
}

#[test]
fn nobody_should_be_starved_and_nobody_favoured() {
	chain(|| {
		providers(PROVIDERS);
		AssignmentsPerBlock::set(1);
		let work = Work::triples(4);
		let mut times = BTreeMap::new();
		for round in 0..270 {
			VrfSeed::set(Some(round));
			let id = submit(&work);
			let operator = assign(id);
			*times.entry(operator).or_insert(0) += 1;
			// Without a trace in its record, so that all stay equals.
			decline(id, DeclineReason::Unable);
			assert_ok!(Jobs::cancel(RuntimeOrigin::signed(REQUESTER), id));
			assay_providers::Conducts::<Test>::remove(operator);
		}
		assert_eq!(times.len(), 9);
		// 30 each: chi-square with 8 degrees of freedom is beyond 26.1 in one of a thousand.
		let square: f64 = times.values().map(|n| (f64::from(*n) - 30.0).powi(2) / 30.0).sum();
		assert!(square < 26.1, "{square}: {times:?}");
	});
}

#[test]
fn patience_should_end_in_the_queue() {
	chain(|| {
		let mut impatient = offer();
		impatient.patience = 7;
		let before = free(REQUESTER);
		let id = submit_as(&Work::triples(4), impatient);
		pass_to(7);
		assert_eq!(ending(id), None);
		pass_to(8);
		assert_eq!(ending(id), Some(Ending::Expired));
		assert_eq!((free(REQUESTER), on_hold(REQUESTER)), (before, (0, 0)));
		pass_blocks(2);
		assert_eq!(queue(), Vec::<u64>::new());
	});
}

#[test]
fn patience_should_end_an_attempt_only_when_it_fails() {
	chain(|| {
		providers([1, 2]);
		let work = Work::triples(4);
		let mut impatient = offer();
		impatient.patience = 7;
		let (id, other) = (submit_as(&work, impatient.clone()), submit_as(&work, impatient));
		assign(id);
		pass_to(12);
		assert!(matches!(stage(id), Stage::Assigned(_)));
		decline(other, DeclineReason::Unable);
		assert_eq!(ending(other), Some(Ending::Expired));
		run_to_end(id, &work);
	});
}

#[test]
fn attempts_should_be_as_many_as_there_may_be() {
	chain(|| {
		providers([1, 2, 3, 4, 5, 6]);
		let work = Work::triples(4);
		let before = free(REQUESTER);
		let id = submit(&work);
		let mut had = BTreeSet::new();
		for attempt in 1..=5 {
			had.insert(assign(id));
			assert_eq!(job(id).attempt, attempt);
			decline(id, DeclineReason::Unable);
		}
		assert_eq!((ending(id), had.len()), (Some(Ending::Expired), 5));
		assert_eq!(ended(id).paid, 0);
		assert_eq!((free(REQUESTER), on_hold(REQUESTER)), (before, (0, 0)));
	});
}

#[test]
fn a_chain_without_vrf_outputs_should_still_draw() {
	chain(|| {
		VrfSeed::set(None);
		providers([1]);
		let work = Work::triples(64);
		let id = submit(&work);
		run_to_end(id, &work);
	});
}

#[test]
fn all_who_are_named_should_come_into_question() {
	chain(|| {
		providers([9]);
		let mut named = offer();
		named.allowed = BoundedVec::truncate_from((0..10).collect());
		let id = submit_as(&Work::triples(4), named);
		assert_eq!(assign(id), 9);
	});
}
