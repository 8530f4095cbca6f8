//! Challenges.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	cost::VerificationCost, stage::Stage, Ending, Event, Fault, Setback, VerdictKind, WeightInfo,
};
use assay_market::Place;
use assay_touchstone::limits::MAX_WORKGROUP_FUEL;
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
};
use sp_runtime::traits::BadOrigin;

type HandMade = assay_jobs::weights::HandMade<Test>;

/// An opened job whose tile 3 is wrong and wasn't drawn.
fn got_away(work: &Work, change: impl FnOnce(u32) -> u32) -> (u64, Work) {
	let mut wrong = work.clone();
	wrong.spoil(place(0, 3), change);
	providers([1, 2]);
	let id = submit(work);
	assign(id);
	commit(id, &wrong);
	sample_where(id, |samples| !samples.contains(&place(0, 3)));
	open_all(id, &wrong);
	events();
	(id, wrong)
}

#[test]
fn challenge_should_slash_for_a_wrong_tile_and_reward() {
	chain(|| {
		let (id, wrong) = got_away(&Work::triples(16), |word| word ^ 1);
		let run = run(id);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		let bounty = JobTerms::get().bounty.mul_floor(run.collateral);
		assert_eq!(free(WATCHER), ENDOWMENT + bounty);
		let told = events();
		assert_eq!(
			told[0],
			Event::Challenged {
				job: id,
				challenger: WATCHER,
				place: place(0, 3),
				verdict: VerdictKind::Mismatch
			}
		);
		let is_slash = matches!(
			told[1],
			Event::Slashed { fault: Fault::Mismatch, slashed, bounty: told, .. }
				if slashed == run.collateral && told == bounty
		);
		assert!(is_slash, "{:?}", told[1]);
		assert_eq!(
			told[2..],
			[Event::SetBack {
				job: id,
				attempt: 1,
				operator: run.operator,
				setback: Setback::Slashed(Fault::Mismatch)
			}]
		);
		assert!(matches!(stage(id), Stage::Queued(_)));
		assert_eq!(backing(run.operator, id), (0, 0));
	});
}

#[test]
fn challenge_should_cost_the_bond_if_the_tile_is_right() {
	chain(|| {
		let (id, wrong) = got_away(&Work::triples(16), |word| word ^ 1);
		let operator = run(id).operator;
		let before = (free(WATCHER), free(operator), stage(id));
		let post = challenge(WATCHER, id, &wrong, place(0, 4)).expect("it is judged");
		let bond = JobTerms::get().challenge_bond;
		assert_eq!(free(WATCHER), before.0 - bond);
		assert_eq!((free(operator), stage(id)), (before.1 + bond, before.2));
		assert_eq!(
			events(),
			[Event::Challenged {
				job: id,
				challenger: WATCHER,
				place: place(0, 4),
				verdict: VerdictKind::Match
			}]
		);
		let cost = VerificationCost::of_witness(&wrong.witness(place(0, 4)), wrong.fuel(0));
		assert_eq!(post.actual_weight, Some(HandMade::challenge(&cost)));
	});
}

#[test]
fn challenge_should_set_back_without_a_slash_for_what_is_inaccurate() {
	chain(|| {
		let work = Work::floats(16, NO_GROUP);
		let (id, wrong) = got_away(&work, |word| (f32::from_bits(word) + 1.0).to_bits());
		let operator = run(id).operator;
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
		assert_eq!(free(WATCHER), ENDOWMENT);
		assert_eq!(
			events(),
			[
				Event::Challenged {
					job: id,
					challenger: WATCHER,
					place: place(0, 3),
					verdict: VerdictKind::Inaccurate
				},
				Event::SetBack { job: id, attempt: 1, operator, setback: Setback::Inaccurate }
			]
		);
		assert_eq!(job(id).futile.irreproducible, 1);
	});
}

#[test]
fn challenge_should_void_a_kernel_with_a_race_and_pay() {
	chain(|| {
		let (id, work) = got_away(&Work::floats(16, 3), |word| word);
		let operator = run(id).operator;
		assert_ok!(challenge(WATCHER, id, &work, place(0, 3)));
		assert_eq!(free(WATCHER), ENDOWMENT);
		assert_eq!((ended(id).ending, ended(id).operator), (Ending::Void, Some(operator)));
	});
}

#[test]
fn challenge_should_be_possible_from_the_commitment_to_the_end() {
	type Wait = fn(u64, &Work);
	let waits: [(&str, Wait); 5] = [
		("committed", |_, _| {}),
		("sampled", |id, _| drop(sample(id))),
		("half open", |id, work| {
			sample_where(id, |samples| samples[0] != place(0, 3));
			assert_ok!(open(id, work, 0));
		}),
		("opened", |id, work| {
			sample_where(id, |samples| !samples.contains(&place(0, 3)));
			open_all(id, work);
			pass_to(opened(id).settle_at - 1);
		}),
		("demanded", |id, work| {
			sample_where(id, |samples| !samples.contains(&place(0, 3)));
			open_all(id, work);
			assert_ok!(demand(id, 0, 1, 2));
			pass_blocks(1);
		}),
	];
	for (name, wait) in waits {
		chain(|| {
			let work = Work::triples(16);
			let mut wrong = work.clone();
			wrong.spoil(place(0, 3), |word| !word);
			providers([1]);
			let id = submit(&work);
			let held = on_hold(REQUESTER);
			assign(id);
			commit(id, &wrong);
			wait(id, &wrong);
			assert_ok!(challenge(WATCHER, id, &wrong, place(0, 3)));
			assert!(matches!(stage(id), Stage::Queued(_)), "{name}");
			assert!(free(WATCHER) > ENDOWMENT, "{name}");
			// What the attempt cost came back out of the collateral, and what was left for chunks.
			assert_eq!(on_hold(REQUESTER), held, "{name}");
			assert_eq!((job(id).escrow.verification, job(id).spent), (3 * job(id).attempt_fee, 0));
		});
	}
}

#[test]
fn challenge_should_want_a_bond_that_leaves_the_account_alive() {
	chain(|| {
		let (id, wrong) = got_away(&Work::triples(16), |word| word ^ 1);
		let bond = JobTerms::get().challenge_bond;
		let poor = 1_000;
		let give = |amount| {
			let from = RuntimeOrigin::signed(STRANGER);
			assert_ok!(Balances::transfer_allow_death(from, poor, amount));
		};
		for tile in [3, 4] {
			assert_noop!(challenge(poor, id, &wrong, place(0, tile)), Error::BondInsufficient);
		}
		give(bond + 9);
		assert_noop!(challenge(poor, id, &wrong, place(0, 3)), Error::BondInsufficient);
		give(1);
		assert_ok!(challenge(poor, id, &wrong, place(0, 4)));
		assert_eq!(free(poor), 10);
		assert_noop!(challenge(poor, id, &wrong, place(0, 3)), Error::BondInsufficient);
	});
}

#[test]
fn challenge_should_be_bound_to_job_attempt_and_place() {
	chain(|| {
		let (id, wrong) = got_away(&Work::triples(16), |word| word ^ 1);
		let bring = |job, attempt, place, fuel| {
			let witness = wrong.witness(crate::work::place(0, 3));
			let watcher = RuntimeOrigin::signed(WATCHER);
			Jobs::challenge(watcher, job, attempt, place, fuel, witness)
				.map_err(|failed| failed.error)
		};
		let (fuel, tile) = (wrong.fuel(0), place(0, 3));
		assert_noop!(bring(id + 1, 1, tile, fuel), Error::JobUnknown);
		assert_noop!(bring(id, 0, tile, fuel), Error::OtherAttempt);
		assert_noop!(bring(id, 2, tile, fuel), Error::OtherAttempt);
		assert_noop!(bring(id, 1, place(1, 3), fuel), Error::PlaceUnknown);
		for group in [[16, 0, 0], [3, 1, 0], [3, 0, 1], [u32::MAX; 3]] {
			assert_noop!(bring(id, 1, Place { pass: 0, group }, fuel), Error::PlaceUnknown);
		}
		for other in [0, fuel - 1, fuel + 1, MAX_WORKGROUP_FUEL, u64::MAX] {
			assert_noop!(bring(id, 1, tile, other), Error::FuelMisstated);
		}
		// The tile of another place.
		assert_noop!(bring(id, 1, place(0, 13), fuel), Error::NotTheTile);
		assert_ok!(bring(id, 1, tile, fuel));
	});
}

#[test]
fn challenge_should_want_a_commitment_and_a_signature() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assert_noop!(challenge(WATCHER, id, &work, place(0, 3)), Error::NotCommitted);
		assign(id);
		assert_noop!(challenge(WATCHER, id, &work, place(0, 3)), Error::NotCommitted);
		commit(id, &work);
		let witness = work.witness(place(0, 3));
		let call =
			Jobs::challenge(RuntimeOrigin::none(), id, 1, place(0, 3), work.fuel(0), witness);
		assert_noop!(call.map_err(|failed| failed.error), BadOrigin);
	});
}

#[test]
fn challenge_of_the_provider_itself_should_lose_it_most_of_the_collateral() {
	chain(|| {
		let (id, wrong) = got_away(&Work::triples(16), |word| word ^ 1);
		let run = run(id);
		let before = free(run.operator);
		assert_ok!(challenge(run.operator, id, &wrong, place(0, 3)));
		let bounty = free(run.operator) - before;
		assert!(3 * bounty <= run.collateral);
	});
}

#[test]
fn challenge_should_be_weighed_by_what_it_shows_and_a_step_of_the_job() {
	chain(|| {
		let work = Work::triples(16);
		let job = submit(&work);
		let witness = work.witness(place(0, 3));
		let cost = VerificationCost::of_witness(&witness, work.fuel(0));
		for (job, passes) in [(job, 1), (job + 1, 0)] {
			let call = RuntimeCall::from(assay_jobs::Call::challenge {
				job,
				attempt: 1,
				place: place(0, 3),
				fuel: work.fuel(0),
				witness: witness.clone(),
			});
			let info = call.get_dispatch_info();
			let most = HandMade::challenge(&cost) + HandMade::step(passes);
			assert_eq!((info.call_weight, info.class), (most, DispatchClass::Normal));
		}
	});
}
