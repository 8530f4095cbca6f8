//! What is taken from who cheated or stayed silent, and who gets it.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{DeclineReason, Ending, Event, Fault, Setback};
use assay_market::Balance;
use assay_providers::conduct::{Conduct, Outcome};
use assay_stake::traits::Penalties;
use frame_support::assert_ok;
use sp_runtime::Permill;

/// A job whose provider committed to garbage, with one of two samples opened.
fn half_opened() -> u64 {
	let work = Work::triples(16);
	let mut wrong = work.clone();
	wrong.spoil(place(0, 3), |word| !word);
	providers([1]);
	let id = submit(&work);
	assign(id);
	commit(id, &wrong);
	sample_where(id, |samples| samples[1] == place(0, 3));
	assert_ok!(open(id, &wrong, 0));
	events();
	id
}

/// The amounts of the one slash.
fn slashed() -> (Balance, Balance, Balance, Balance) {
	let mut all = events().into_iter().filter_map(|event| match event {
		Event::Slashed { slashed, compensation, bounty, burned, .. } => {
			Some((slashed, compensation, bounty, burned))
		},
		_ => None,
	});
	let first = all.next().expect("somebody was slashed");
	assert_eq!(all.next(), None);
	first
}

#[test]
fn silence_should_cost_what_a_wrong_tile_costs() {
	chain(|| {
		let id = half_opened();
		let (run, spent, held) = (run(id), job(id).spent, on_hold(REQUESTER).0);
		let verification = job(id).escrow.verification;
		let before = (free(REQUESTER), Balances::total_issuance());
		pass_to(sampled(id).until);
		let compensation = run.payment / 10;
		let burned = run.collateral - spent - compensation;
		assert_eq!(slashed(), (run.collateral, compensation, 0, burned));
		assert!(spent > 0);
		// What was spent goes back into the escrow, and the compensation is the requester's.
		assert_eq!(job(id).escrow.verification, verification + spent);
		assert_eq!(on_hold(REQUESTER).0, held + spent);
		assert_eq!(free(REQUESTER), before.0 + compensation);
		assert_eq!(Balances::total_issuance(), before.1 - burned);
		assert_eq!(
			assay_stake::Pools::<Test>::get(1).map(|pool| pool.total()),
			Some(BOND - run.collateral)
		);
		let mut conduct = Conduct::default();
		conduct.note(Outcome::Slashed, System::block_number(), 100_000);
		assert_eq!(assay_providers::Conducts::<Test>::get(1), conduct);
	});
}

#[test]
fn all_parts_should_come_out_of_the_collateral() {
	chain(|| {
		let id = half_opened();
		let (run, spent) = (run(id), job(id).spent);
		let mut wrong = Work::triples(16);
		wrong.spoil(place(0, 3), |word| !word);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		let (all, compensation, bounty, burned) = slashed();
		assert_eq!(all, run.collateral);
		assert_eq!(compensation, run.payment / 10);
		assert_eq!(bounty, run.collateral * 3 / 10);
		assert_eq!(burned, all - spent - compensation - bounty);
		assert_eq!(free(WATCHER), ENDOWMENT + bounty);
	});
}

#[test]
fn the_bounty_should_be_a_third_at_most_whatever_the_terms_say() {
	chain(|| {
		JobTerms::mutate(|terms| terms.bounty = Permill::one());
		let id = half_opened();
		let run = run(id);
		let mut wrong = Work::triples(16);
		wrong.spoil(place(0, 3), |word| !word);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		let (_, _, bounty, burned) = slashed();
		assert_eq!(bounty, Permill::from_parts(333_333).mul_floor(run.collateral));
		assert!(burned > 0);
	});
}

#[test]
fn the_requester_should_be_made_whole_first_if_little_is_left() {
	for (left, with_challenger) in [(0u128, true), (1, true), (7_000_000, true), (7_000_000, false)]
	{
		chain(|| {
			let id = half_opened();
			let (run, spent) = (run(id), job(id).spent);
			drop(Stake::penalise(&1, BOND - left));
			let before = free(REQUESTER);
			let mut wrong = Work::triples(16);
			wrong.spoil(place(0, 3), |word| !word);
			if with_challenger {
				assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
			} else {
				assert_ok!(open(id, &wrong, 1));
			}
			let spent = if with_challenger { spent } else { 2 * spent };
			let (all, compensation, bounty, burned) = slashed();
			assert_eq!(all, left);
			let refilled = spent.min(left);
			assert_eq!(compensation, (run.payment / 10).min(left - refilled));
			let rest = left - refilled - compensation;
			let due = if with_challenger { left * 3 / 10 } else { 0 };
			assert_eq!((bounty, burned), (due.min(rest), rest - due.min(rest)));
			assert_eq!(free(REQUESTER), before + compensation);
			let short = spent - refilled;
			assert_eq!(job(id).escrow.verification + short, 3 * job(id).attempt_fee);
		});
	}
}

#[test]
fn the_job_should_end_when_nothing_is_left_to_verify_another_attempt_with() {
	chain(|| {
		let work = Work::triples(16);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 3), |word| !word);
		providers(PROVIDERS);
		let mut costly = offer();
		costly.samples = 8;
		let id = submit_as(&work, costly);
		for attempt in 1..=4 {
			let operator = assign(id);
			assert_eq!(job(id).attempt, attempt);
			commit(id, &wrong);
			let last = |samples: &[assay_market::Place]| samples[7] == place(0, 3);
			sample_where(id, last);
			drop(Stake::penalise(&operator, BOND));
			for sample in 0..8 {
				assert_ok!(open(id, &wrong, sample));
			}
			if ending(id).is_some() {
				break;
			}
		}
		assert_eq!(ending(id), Some(Ending::Expired));
		assert!(ended(id).forget_at > 0);
		assert_eq!(on_hold(REQUESTER), (0, 0));
	});
}

#[test]
fn slashed_attempts_should_count_as_attempts_only() {
	chain(|| {
		providers([1, 2, 3, 4, 5, 6]);
		let work = Work::triples(16);
		let id = submit(&work);
		let before = free(REQUESTER);
		let mut compensation = 0;
		for attempt in 1..=5 {
			assign(id);
			compensation += run(id).payment / 10;
			commit(id, &work);
			sample(id);
			let until = sampled(id).until;
			let operator = run(id).operator;
			events();
			pass_to(until);
			let setback = Setback::Slashed(Fault::NotOpened);
			assert!(events().contains(&Event::SetBack { job: id, attempt, operator, setback }));
		}
		assert_eq!(ending(id), Some(Ending::Expired));
		assert_eq!(ended(id).paid, 0);
		let escrow = free(REQUESTER) - before - compensation;
		assert!(escrow > 0);
		assert_eq!(on_hold(REQUESTER), (0, 0));
	});
}

#[test]
fn a_slash_over_one_job_should_leave_the_collateral_of_another() {
	chain(|| {
		providers([1]);
		let work = Work::triples(16);
		let (first, second) = (submit(&work), submit(&work));
		assign(first);
		assign(second);
		let (one, other) = (run(first), run(second));
		assert_eq!(one.operator, other.operator);
		commit(first, &work);
		sample(first);
		pass_to(sampled(first).until);
		assert_eq!(backing(1, second), (other.collateral, 1));
		decline(second, DeclineReason::Unable);
		assert_eq!(backing(1, second), (0, 0));
	});
}
