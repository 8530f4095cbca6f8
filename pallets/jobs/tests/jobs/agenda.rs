//! What the chain does by itself, also when a block has too little room for it, and `poke`.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	stage::Stage, Agenda, AgendaCounts, AgendaCursor, Cursor, Ended, Ending, Event, Fault,
	HoldReason, Setback, WeightInfo,
};
use assay_market::limits::MAX_PASSES;
use frame_support::{
	assert_ok,
	dispatch::{GetDispatchInfo, Pays},
	traits::{fungible::MutateHold, tokens::Precision, OnInitialize},
	weights::Weight,
};
use sp_runtime::traits::{BadOrigin, Zero};

type HandMade = assay_jobs::weights::HandMade<Test>;

/// Room for turning so many pages, and for so many steps of jobs of one pass. What a step takes is
/// known when it is done: before that there has to be room for the largest.
fn room(pages: u64, steps: u64) {
	let page = HandMade::turn_page().saturating_mul(pages);
	let steps = match steps.checked_sub(1) {
		Some(others) => HandMade::step(1).saturating_mul(others) + HandMade::step(MAX_PASSES),
		None => Weight::zero(),
	};
	HookWeight::set(page + steps);
}

/// The next block, without anything that the chain does by itself.
fn full_blocks(count: u64) {
	let room = HookWeight::get();
	HookWeight::set(Weight::zero());
	pass_blocks(count);
	HookWeight::set(room);
}

/// So many jobs that all expire in the same block.
fn crowd(count: u64) -> Vec<u64> {
	let work = Work::triples(4);
	let mut impatient = offer();
	impatient.patience = 5;
	(0..count).map(|_| submit_as(&work, impatient.clone())).collect()
}

fn over(jobs: &[u64]) -> Vec<u64> {
	let over = jobs.iter().copied().filter(|id| ending(*id).is_some());
	over.collect()
}

#[test]
fn a_block_without_room_should_go_on_in_the_next_in_the_same_order() {
	chain(|| {
		AssignmentsPerBlock::set(0);
		let jobs = crowd(7);
		pass_to(5);
		room(1, 2);
		pass_to(6);
		assert_eq!(over(&jobs), jobs[..2]);
		assert_eq!(AgendaCursor::<Test>::get(), Cursor { block: 6, index: 2 });
		check();
		pass_blocks(1);
		assert_eq!(over(&jobs), jobs[..4]);
		pass_blocks(1);
		assert_eq!(over(&jobs), jobs[..6]);
		check();
		pass_blocks(1);
		assert_eq!(over(&jobs), jobs);
		assert_eq!(AgendaCounts::<Test>::get(6), 0);
		assert_eq!(AgendaCursor::<Test>::get(), Cursor { block: 10, index: 0 });
		// Empty pages are turned as far as the weight goes too.
		full_blocks(20);
		assert_eq!(AgendaCursor::<Test>::get().block, 10);
		room(3, 0);
		pass_blocks(1);
		assert_eq!(AgendaCursor::<Test>::get().block, 13);
		room(100, 1);
		pass_blocks(1);
		assert_eq!(AgendaCursor::<Test>::get().block, 32);
	});
}

#[test]
fn the_hook_should_take_what_it_says_and_no_more_than_it_may() {
	chain(|| {
		let jobs = crowd(7);
		for (pages, steps) in [(0, 0), (1, 0), (1, 1), (3, 2), (9, 9)] {
			room(pages, steps);
			pass_to(System::block_number().max(5));
			let next = System::block_number() + 1;
			System::set_block_number(next);
			let taken = Jobs::on_initialize(next);
			let most = HandMade::on_initialize().saturating_add(HookWeight::get());
			assert!(taken.all_lte(most), "{taken:?} of {most:?}");
		}
		assert_eq!(over(&jobs), jobs);
		HookWeight::set(Weight::zero());
		let next = System::block_number() + 1;
		System::set_block_number(next);
		assert_eq!(Jobs::on_initialize(next), HandMade::on_initialize());
	});
}

#[test]
fn samples_should_be_the_same_however_late_they_are_drawn() {
	let draw = |late: u64| {
		chain(|| {
			let work = Work::triples(64);
			providers([1]);
			let id = submit(&work);
			assign(id);
			commit(id, &work);
			full_blocks(late);
			pass_blocks(3);
			let sampled = sampled(id);
			assert_eq!(sampled.until, System::block_number() + 6 - if late == 0 { 0 } else { 2 });
			sampled.samples
		})
	};
	assert_eq!(draw(0), draw(100));
	// Once the values are forgotten, the latest decide.
	assert_ne!(draw(0), draw(300));
}

#[test]
fn poke_should_do_what_a_full_block_left_over_for_nothing() {
	chain(|| {
		let work = Work::triples(16);
		providers([1, 2]);
		let id = submit(&work);
		assign(id);
		assert_noop!(poke(id), Error::NothingDue);
		commit(id, &work);
		full_blocks(2);
		assert_noop!(poke(id), Error::NothingDue);
		full_blocks(1);
		let done = poke(id).expect("samples are due");
		assert_eq!((done.pays_fee, done.actual_weight), (Pays::No, Some(HandMade::step(1))));
		assert!(matches!(stage(id), Stage::Sampled(_)));
		assert_noop!(poke(id), Error::NothingDue);
		open_all(id, &work);
		full_blocks(10);
		assert_ok!(poke(id));
		assert_eq!(ending(id), Some(Ending::Settled));
		assert_noop!(poke(id), Error::NothingDue);
		full_blocks(50);
		assert_ok!(poke(id));
		assert_eq!(Ended::<Test>::get(id), None);
		assert_noop!(poke(id), Error::JobUnknown);
		// What the agenda still has of it comes to nothing.
		events();
		pass_to(502);
		assert_eq!(events(), []);
		assert_eq!(Agenda::<Test>::iter().count(), 0);
	});
}

#[test]
fn poke_should_end_what_is_late_whatever_the_stage() {
	type Begin = fn(u64, &Work);
	let late: [(Begin, u64, Option<Setback>); 4] = [
		(|id, _| assert_eq!(assign(id), 1), 20, Some(Setback::Late)),
		(
			|id, work| {
				assign(id);
				commit(id, work);
				sample(id);
			},
			6,
			Some(Setback::Slashed(Fault::NotOpened)),
		),
		(
			|id, work| {
				run_to_window(id, work);
				assert_ok!(demand(id, 0, 0, 1));
			},
			8,
			Some(Setback::Slashed(Fault::NotDelivered)),
		),
		(|_, _| drain_all(), 500, None),
	];
	for (begin, blocks, setback) in late {
		chain(|| {
			let work = Work::triples(16);
			providers([1]);
			let id = submit(&work);
			begin(id, &work);
			full_blocks(blocks - 1);
			assert_noop!(poke(id), Error::NothingDue);
			full_blocks(1);
			events();
			assert_ok!(poke(id));
			let found = events().into_iter().find_map(|event| match event {
				Event::SetBack { setback, .. } => Some(setback),
				_ => None,
			});
			assert_eq!(found, setback);
			let end = if setback.is_none() { Some(Ending::Expired) } else { None };
			assert_eq!(ending(id), end);
		});
	}
}

#[test]
fn what_came_too_late_should_still_count_while_nobody_noticed() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assign(id);
		full_blocks(30);
		// The deadline is over, and no block had room to say so: nobody is harmed by the result.
		commit(id, &work);
		pass_blocks(3);
		assert!(matches!(stage(id), Stage::Sampled(_)));
	});
}

#[test]
fn poke_should_want_a_signature_and_be_weighed() {
	chain(|| {
		let id = crowd(1)[0];
		let refused = Jobs::poke(RuntimeOrigin::none(), id).map_err(|failed| failed.error);
		assert_noop!(refused, BadOrigin);
		let call = RuntimeCall::from(assay_jobs::Call::poke { job: id });
		assert_eq!(call.get_dispatch_info().call_weight, HandMade::step(1));
	});
}

#[test]
fn a_step_that_fails_should_be_told_and_tried_again_by_poke() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		run_to_window(id, &work);
		let settle_at = opened(id).settle_at;
		// A fault of the chain: somebody let go of what is on hold.
		let reason = HoldReason::Escrow.into();
		let held = on_hold(REQUESTER).0;
		let missing = held - 1;
		assert_ok!(Balances::release(&reason, &REQUESTER, missing, Precision::Exact));
		pass_to(settle_at - 1);
		events();
		pass_blocks(1);
		let error = Error::EscrowBelowLedger.into();
		assert_eq!(events(), [Event::Stuck { job: id, error }]);
		assert!(matches!(stage(id), Stage::Opened(_)), "a step that fails changes nothing");
		assert_eq!(backing(1, id).1, 1);
		assert_noop!(poke(id), Error::EscrowBelowLedger);
		assert_ok!(Balances::hold(&reason, &REQUESTER, missing));
		assert_ok!(poke(id));
		assert_eq!(ending(id), Some(Ending::Settled));
	});
}

#[test]
fn a_step_that_fails_half_way_should_move_no_money() {
	chain(|| {
		use assay_stake::traits::Collateral;
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		run_to_window(id, &work);
		let collateral = run(id).collateral;
		// A fault of the chain, found only after the payment was divided.
		assert_ok!(Stake::release(&1, id));
		let money = || [1, REQUESTER, AUTHOR, TREASURY, VALIDATORS].map(free);
		let (before, held, issued) = (money(), on_hold(REQUESTER), Balances::total_issuance());
		events();
		pass_to(opened(id).settle_at);
		let error = assay_stake::Error::<Test>::ReservationUnknown.into();
		assert_eq!(events(), [Event::Stuck { job: id, error }]);
		assert_eq!((money(), on_hold(REQUESTER)), (before, held));
		assert_eq!(Balances::total_issuance(), issued);
		assert_ok!(Stake::reserve(&1, id, collateral));
		assert_ok!(poke(id));
		assert_eq!(ending(id), Some(Ending::Settled));
	});
}

#[test]
fn one_that_is_stuck_should_not_keep_others_from_ending() {
	chain(|| {
		let jobs = crowd(3);
		let reason = HoldReason::Escrow.into();
		let (held, _) = on_hold(REQUESTER);
		// Enough for one of three.
		assert_ok!(Balances::release(&reason, &REQUESTER, held * 2 / 3, Precision::Exact));
		events();
		pass_to(6);
		assert_eq!(over(&jobs), jobs[..1]);
		let stuck: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::Stuck { job, .. } => Some(job),
				_ => None,
			})
			.collect();
		assert_eq!(stuck, jobs[1..]);
		assert_ok!(Balances::hold(&reason, &REQUESTER, held - held / 3));
		for id in &jobs[1..] {
			assert_ok!(poke(*id));
		}
		assert_eq!(over(&jobs), jobs);
	});
}

#[test]
fn a_job_should_be_forgotten_after_its_retention() {
	chain(|| {
		let id = crowd(1)[0];
		pass_to(6);
		assert_eq!(ended(id).forget_at, 56);
		Retention::set(1);
		pass_to(55);
		assert_eq!(ended(id).ending, Ending::Expired);
		pass_to(56);
		assert_eq!(Ended::<Test>::get(id), None);
		assert!(!AgendaCursor::<Test>::get().block.is_zero());
	});
}
