//! Whole lives of jobs, from submission to the end, with all their events.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{Commitments, EndRecord, Ended, Ending, Event, VerdictKind};

#[test]
fn an_honest_provider_should_be_paid() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let before = free(REQUESTER);
		let id = submit(&work);
		let escrow = job(id).escrow;
		let fuel = work.whole_fuel();
		let operator = assign(id);
		let payment = run(id).payment;
		assert_eq!(payment, (ASKED.0 * u128::from(fuel)).div_ceil(1_000_000_000));
		commit(id, &work);
		let committed_at = System::block_number();
		let samples = sampled_after(id);
		open_all(id, &work);
		let settle_at = opened(id).settle_at;
		pass_to(settle_at - 1);
		assert_eq!(ending(id), None);
		pass_to(settle_at);

		let [burned, treasury, validators] = [5, 3, 2].map(|percent| payment * percent / 100);
		let part = payment - burned - treasury - validators;
		let royalties = ROYALTY.mul_floor(part);
		let place = |index: usize| samples[index];
		assert_eq!(
			events(),
			[
				Event::Submitted { job: id, requester: REQUESTER, fuel, escrow },
				Event::Assigned { job: id, attempt: 1, operator, payment, until: 23 },
				Event::Committed { job: id, attempt: 1, sample_at: committed_at + 3 },
				Event::Sampled {
					job: id,
					attempt: 1,
					samples: samples.clone().try_into().expect("not too many"),
					until: committed_at + 9
				},
				Event::Opened { job: id, attempt: 1, place: place(0), verdict: VerdictKind::Match },
				Event::Opened { job: id, attempt: 1, place: place(1), verdict: VerdictKind::Match },
				Event::WindowBegan { job: id, settle_at },
				Event::Paid { job: id, operator, earned: part - royalties, royalties, burned },
				Event::Ended { job: id, ending: Ending::Settled },
			]
		);
		let fees = free(FEES) - ENDOWMENT;
		assert!(fees > 0);
		assert_eq!(free(REQUESTER), before - payment - fees);
		assert_eq!(on_hold(REQUESTER), (0, 0));
		assert_eq!(free(TREASURY), ENDOWMENT + treasury);
		assert_eq!(free(VALIDATORS), ENDOWMENT + validators);
		assert_eq!(Settlements::take(), [(operator, burned)]);
		assert_eq!(backing(operator, id), (0, 0));
		let forget_at = settle_at + Retention::get();
		assert_eq!(
			Ended::<Test>::get(id),
			Some(EndRecord {
				requester: REQUESTER,
				operator: Some(operator),
				paid: payment,
				ending: Ending::Settled,
				forget_at
			})
		);
		assert_eq!(Commitments::<Test>::get(id), Some(work.commitment()));
		pass_to(forget_at);
		assert_eq!((Ended::<Test>::get(id), Commitments::<Test>::get(id)), (None, None));
	});
}

/// The samples, once they are drawn.
fn sampled_after(id: u64) -> Vec<assay_market::Place> {
	let samples = sample(id);
	assert_eq!(samples.len(), 2);
	samples
}

#[test]
fn a_job_of_two_passes_should_read_the_first_ones_output() {
	chain(|| {
		let work = Work::two_passes(4);
		providers([1]);
		let mut all = offer();
		all.samples = 8;
		let id = submit_as(&work, all);
		run_to_end(id, &work);
		assert_eq!(ended(id).operator, Some(1));
	});
}

#[test]
fn a_cheat_should_be_slashed_and_the_next_provider_paid() {
	chain(|| {
		let work = Work::triples(16);
		let mut wrong = work.clone();
		wrong.spoil(place(0, 5), |word| word ^ 1);
		providers([1, 2]);
		let id = submit(&work);
		let cheat = assign(id);
		let collateral = run(id).collateral;
		assert_eq!(backing(cheat, id), (collateral, 1));
		commit(id, &wrong);
		let samples = sample_where(id, |samples| samples.contains(&place(0, 5)));
		for (index, place) in (0u8..).zip(&samples) {
			assert!(open(id, &wrong, index).is_ok());
			if *place == crate::work::place(0, 5) {
				break;
			}
		}
		assert_eq!(backing(cheat, id), (0, 0));
		let honest = assign(id);
		assert_ne!(cheat, honest);
		run_to_end(id, &work);
		assert_eq!(ended(id).operator, Some(honest));
		assert_eq!(
			assay_stake::Pools::<Test>::get(cheat).map(|pool| pool.total()),
			Some(BOND - collateral)
		);
	});
}

#[test]
fn a_kernel_with_a_race_should_be_void_and_the_provider_paid() {
	chain(|| {
		let work = Work::floats(16, 3);
		providers([1]);
		let id = submit(&work);
		assign(id);
		commit(id, &work);
		let samples = sample_where(id, |samples| samples[0] == place(0, 3));
		assert_eq!(samples[0], place(0, 3));
		assert!(open(id, &work, 0).is_ok());
		assert_eq!((ended(id).ending, ended(id).operator), (Ending::Void, Some(1)));
	});
}
