//! Jobs that end because nobody can run them.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{DeclineReason, Ending, Event, Futile};
use assay_market::Balance;
use frame_support::assert_ok;

pub fn futile_fee(id: u64) -> Balance {
	JobTerms::get().futile_fee.mul_ceil(job(id).escrow.payment)
}

/// Declines the job three times, and checks that it ends, and what it costs.
fn ends_after_three(reason: DeclineReason, ending_of_it: Ending) {
	chain(|| {
		providers([1, 2, 3, 4]);
		let work = Work::triples(4);
		let before = free(REQUESTER);
		let id = submit(&work);
		let fee = futile_fee(id);
		assert!(fee > 0);
		for attempt in 1..=3 {
			assign(id);
			assert_eq!((job(id).attempt, ending(id)), (attempt, None));
			events();
			decline(id, reason);
		}
		assert_eq!(events().last(), Some(&Event::Ended { job: id, ending: ending_of_it }));
		assert_eq!(
			(ending(id), ended(id).paid, ended(id).operator),
			(Some(ending_of_it), fee, None)
		);
		assert_eq!((free(REQUESTER), on_hold(REQUESTER)), (before - fee, (0, 0)));
		assert_eq!(free(TREASURY), ENDOWMENT + fee);
	});
}

#[test]
fn three_who_cannot_get_an_input_should_end_the_job() {
	ends_after_three(DeclineReason::InputUnavailable, Ending::InputUnavailable);
}

#[test]
fn three_who_cannot_reproduce_should_end_the_job() {
	ends_after_three(DeclineReason::NotReproducible, Ending::Irreproducible);
}

#[test]
fn the_two_kinds_should_be_counted_apart() {
	use DeclineReason::{InputUnavailable, NotReproducible, Unable};
	chain(|| {
		providers(PROVIDERS);
		let id = submit(&Work::triples(4));
		for reason in [InputUnavailable, NotReproducible, InputUnavailable, NotReproducible] {
			assign(id);
			decline(id, reason);
		}
		assert_eq!(job(id).futile, Futile { unavailable: 2, irreproducible: 2 });
		assign(id);
		decline(id, Unable);
		assert_eq!((ending(id), ended(id).paid), (Some(Ending::Expired), 0));
	});
}

#[test]
fn the_third_of_a_kind_should_count_even_if_it_is_the_last_attempt() {
	use DeclineReason::{InputUnavailable, Unable};
	chain(|| {
		providers(PROVIDERS);
		let id = submit(&Work::triples(4));
		for reason in [Unable, InputUnavailable, InputUnavailable, Unable, InputUnavailable] {
			assign(id);
			decline(id, reason);
		}
		assert_eq!(ending(id), Some(Ending::InputUnavailable));
	});
}

#[test]
fn three_inaccurate_results_should_end_the_job_and_use_the_escrow_up() {
	chain(|| {
		providers(PROVIDERS);
		let work = Work::floats(16, NO_GROUP);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| (f32::from_bits(word) + 1.0).to_bits());
		let before = free(REQUESTER);
		let id = submit(&work);
		let fee = futile_fee(id);
		for attempt in 1..=3 {
			assign(id);
			commit(id, &wrong);
			sample_where(id, |samples| samples[1] == place(0, 3));
			assert_eq!((job(id).attempt, job(id).spent), (attempt, 0));
			assert_ok!(open(id, &wrong, 0));
			assert_ok!(open(id, &wrong, 1));
		}
		assert_eq!((ending(id), ended(id).paid), (Some(Ending::Irreproducible), fee));
		let verified = free(FEES) - ENDOWMENT;
		assert_eq!((free(REQUESTER), on_hold(REQUESTER)), (before - fee - verified, (0, 0)));
		for operator in PROVIDERS {
			assert_eq!(
				assay_stake::Pools::<Test>::get(operator).map(|pool| pool.total()),
				Some(BOND)
			);
		}
	});
}

#[test]
fn an_inaccurate_result_and_refusals_should_add_up() {
	chain(|| {
		providers(PROVIDERS);
		let work = Work::floats(16, NO_GROUP);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| (f32::from_bits(word) + 1.0).to_bits());
		let id = submit(&work);
		for _ in 0..2 {
			assign(id);
			decline(id, DeclineReason::NotReproducible);
		}
		assign(id);
		commit(id, &wrong);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		assert_eq!(ending(id), Some(Ending::Irreproducible));
	});
}

#[test]
fn who_is_late_should_not_make_a_job_futile() {
	chain(|| {
		providers([1, 2, 3, 4]);
		let work = Work::triples(4);
		let id = submit(&work);
		for _ in 0..3 {
			assign(id);
			pass_to(assigned(id).until);
			assert_eq!(job(id).futile, Futile::default());
		}
		run_to_end(id, &work);
	});
}
