//! A job keeps the times and shares that it was submitted under.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{terms::Terms, DeclineReason, Ending};
use frame_support::assert_ok;
use sp_runtime::Permill;

/// Everything else than before.
fn change() -> Terms<u64> {
	let old = JobTerms::get();
	JobTerms::set(Terms {
		open_within: 2,
		challenge_window: 3,
		deliver_within: 4,
		collateral_percent: 5_000,
		burned: Permill::from_percent(90),
		treasury: Permill::from_percent(4),
		validators: Permill::from_percent(4),
		compensation: Permill::one(),
		bounty: Permill::zero(),
		challenge_bond: 1_000_000_000,
		futile_fee: Permill::one(),
		chunk_price: 1,
		second_price: 77_000_000_000_000,
		byte_price: 1_000_000,
	});
	old
}

#[test]
fn times_and_shares_should_be_those_of_the_submission() {
	chain(|| {
		providers([1]);
		let work = Work::triples(16);
		let id = submit(&work);
		let old = change();
		assert_eq!(job(id).terms, old);
		assign(id);
		let run = run(id);
		assert_eq!(Some(run.collateral), old.collateral(run.payment, job(id).attempt_fee));
		commit(id, &work);
		sample(id);
		assert_eq!(sampled(id).until, System::block_number() + 6);
		let fee = job(id).attempt_fee;
		open_all(id, &work);
		assert!(0 < job(id).spent && job(id).spent <= fee);
		assert_eq!(opened(id).settle_at, System::block_number() + 10);
		let held = on_hold(REQUESTER).0;
		assert_ok!(demand(id, 0, 0, 1));
		assert_eq!(on_hold(REQUESTER).0, held + 3_000_007);
		let until = opened(id).demand.as_ref().map(|demand| demand.until);
		assert_eq!(until, Some(System::block_number() + 8));
		assert_ok!(deliver(id, &work));
		let before = free(WATCHER);
		assert_ok!(challenge(WATCHER, id, &work, place(0, 1)));
		assert_eq!(free(WATCHER), before - 5_001);
		let treasury = free(TREASURY);
		pass_to(opened(id).settle_at);
		assert_eq!(ending(id), Some(Ending::Settled));
		assert_eq!(free(TREASURY), treasury + old.divide(run.payment).treasury);
	});
}

#[test]
fn a_slash_should_be_divided_as_at_the_submission() {
	chain(|| {
		providers([1]);
		let work = Work::triples(16);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| !word);
		let id = submit(&work);
		let old = change();
		assign(id);
		let run = run(id);
		commit(id, &wrong);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		assert_eq!(free(WATCHER), ENDOWMENT + old.bounty.mul_floor(run.collateral));
	});
}

#[test]
fn a_futile_job_should_cost_what_it_would_have_at_the_submission() {
	chain(|| {
		providers([1, 2, 3]);
		let id = submit(&Work::triples(16));
		let fee = change().futile(job(id).escrow.payment);
		for _ in 0..3 {
			assign(id);
			decline(id, DeclineReason::InputUnavailable);
		}
		assert_eq!(ended(id).paid, fee);
	});
}

#[test]
fn the_next_job_should_be_under_the_new_ones() {
	chain(|| {
		let work = Work::triples(16);
		let first = submit(&work);
		change();
		let second = submit(&work);
		assert_eq!(job(second).terms, JobTerms::get());
		assert!(job(second).attempt_fee > job(first).attempt_fee);
		// A second attempt at the first job is still under the old ones.
		providers([1]);
		assign(first);
		decline(first, DeclineReason::Unable);
		assert_ne!(job(first).terms, job(second).terms);
	});
}
