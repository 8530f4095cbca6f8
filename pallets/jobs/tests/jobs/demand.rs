//! Demanding chunks.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{stage::Demand, Ending, Event, Fault, Setback};
use frame_support::assert_ok;
use sp_runtime::{traits::BadOrigin, TokenError};

/// An opened job of two outputs of 8 and 8 chunks.
fn in_window() -> (u64, Work) {
	let work = Work::two_passes(32);
	providers([1, 2]);
	let id = submit(&work);
	run_to_window(id, &work);
	events();
	(id, work)
}

#[test]
fn demand_should_take_the_price_of_the_chunks() {
	chain(|| {
		let (id, _) = in_window();
		let (held, deposits) = on_hold(REQUESTER);
		let now = System::block_number();
		assert_ok!(demand(id, 1, 3, 5));
		let deposit = 5 * JobTerms::get().chunk_price;
		assert_eq!(on_hold(REQUESTER), (held + deposit, deposits));
		let until = now + 8;
		assert_eq!(
			opened(id).demand,
			Some(Demand { output: 1, first: 3, count: 5, deposit, until })
		);
		assert_eq!(events(), [Event::Demanded { job: id, output: 1, first: 3, count: 5, until }]);
	});
}

#[test]
fn demand_should_slash_who_does_not_deliver_and_come_back() {
	chain(|| {
		let (id, _) = in_window();
		let run = run(id);
		assert_ok!(demand(id, 0, 0, 8));
		let until = opened(id).demand.expect("it is there").until;
		events();
		pass_to(until - 1);
		assert_eq!(events(), []);
		pass_to(until);
		let told = events();
		assert!(matches!(told[0], Event::Slashed { fault: Fault::NotDelivered, .. }));
		assert_eq!(
			told[1],
			Event::SetBack {
				job: id,
				attempt: 1,
				operator: run.operator,
				setback: Setback::Slashed(Fault::NotDelivered)
			}
		);
		let escrow = job(id).escrow;
		assert_eq!(on_hold(REQUESTER).0, escrow.payment + escrow.verification);
	});
}

#[test]
fn demand_should_put_the_settlement_off() {
	chain(|| {
		let (id, work) = in_window();
		let settle_at = opened(id).settle_at;
		pass_to(settle_at - 1);
		assert_ok!(demand(id, 0, 0, 1));
		pass_to(settle_at + 3);
		assert_eq!(ending(id), None);
		assert_ok!(deliver(id, &work));
		assert_eq!(opened(id).settle_at, settle_at + 3 + 8);
		pass_to(settle_at + 3 + 7);
		assert_eq!(ending(id), None);
		pass_blocks(1);
		assert_eq!(ending(id), Some(Ending::Settled));
	});
}

#[test]
fn demand_should_be_in_the_window() {
	chain(|| {
		let (id, work) = in_window();
		let window_ends = opened(id).window_ends;
		pass_to(window_ends - 1);
		assert_ok!(demand(id, 0, 0, 1));
		assert_ok!(deliver(id, &work));
		assert_ok!(demand(id, 0, 0, 1));
		assert_ok!(deliver(id, &work));
		pass_blocks(1);
		assert_noop!(demand(id, 0, 0, 1), Error::WindowOver);
	});
}

#[test]
fn demand_should_name_chunks_that_there_are() {
	chain(|| {
		let (id, work) = in_window();
		assert_noop!(demand(id, 2, 0, 1), Error::OutputUnknown);
		assert_noop!(demand(id, 255, 0, 1), Error::OutputUnknown);
		assert_noop!(demand(id, 0, 0, 0), Error::ChunksUnknown);
		assert_noop!(demand(id, 0, 0, 9), Error::ChunksUnknown);
		assert_noop!(demand(id, 0, 8, 1), Error::ChunksUnknown);
		assert_noop!(demand(id, 0, u32::MAX, 1), Error::ChunksUnknown);
		assert_noop!(demand(id, 0, u32::MAX, 1_024), Error::ChunksUnknown);
		assert_noop!(demand(id, 0, 0, 1_025), Error::TooManyChunks);
		assert_noop!(demand(id, 0, 0, u32::MAX), Error::TooManyChunks);
		assert_ok!(demand(id, 1, 0, 8));
		assert_noop!(demand(id, 0, 0, 1), Error::DemandPending);
		assert_ok!(deliver(id, &work));
	});
}

#[test]
fn demand_should_be_the_requesters_and_paid() {
	chain(|| {
		let (id, _) = in_window();
		let by = |who| Jobs::demand(RuntimeOrigin::signed(who), id, 0, 0, 1);
		for who in [STRANGER, 1, WATCHER] {
			assert_noop!(by(who), Error::NotRequester);
		}
		assert_noop!(Jobs::demand(RuntimeOrigin::none(), id, 0, 0, 1), BadOrigin);
		assert_noop!(demand(id + 1, 0, 0, 1), Error::JobUnknown);
		let all = free(REQUESTER);
		let requester = RuntimeOrigin::signed(REQUESTER);
		assert_ok!(Balances::transfer_allow_death(requester, STRANGER, all - 2_000_000));
		assert_noop!(demand(id, 0, 0, 1), TokenError::FundsUnavailable);
	});
}

#[test]
fn demand_should_come_after_the_openings() {
	chain(|| {
		let work = Work::triples(16);
		providers([1]);
		let id = submit(&work);
		assert_noop!(demand(id, 0, 0, 1), Error::NotOpened);
		assign(id);
		assert_noop!(demand(id, 0, 0, 1), Error::NotOpened);
		commit(id, &work);
		assert_noop!(demand(id, 0, 0, 1), Error::NotOpened);
		sample(id);
		assert_noop!(demand(id, 0, 0, 1), Error::NotOpened);
		open_all(id, &work);
		assert_ok!(demand(id, 0, 0, 1));
	});
}
