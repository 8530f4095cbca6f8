//! Refusals.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{DeclineReason, Event, Futile, Orders, Setback};
use assay_providers::conduct::Outcome;
use frame_support::assert_ok;
use sp_runtime::traits::BadOrigin;

#[test]
fn decline_should_cost_nothing_and_stand_in_the_record() {
	use DeclineReason::{InputUnavailable, NotReproducible, Unable};
	for (reason, unavailable, irreproducible) in
		[(InputUnavailable, 1, 0), (NotReproducible, 0, 1), (Unable, 0, 0)]
	{
		chain(|| {
			let work = Work::triples(4);
			providers([1]);
			let id = submit(&work);
			let held = on_hold(REQUESTER);
			assign(id);
			events();
			decline(id, reason);
			assert_eq!(
				events(),
				[Event::SetBack {
					job: id,
					attempt: 1,
					operator: 1,
					setback: Setback::Declined(reason)
				}]
			);
			assert_eq!(job(id).futile, Futile { unavailable, irreproducible });
			assert_eq!((on_hold(REQUESTER), backing(1, id)), (held, (0, 0)));
			let noted = |outcome| {
				let mut conduct = assay_providers::conduct::Conduct::default();
				conduct.note(outcome, System::block_number(), 100_000);
				conduct
			};
			let conduct = assay_providers::Conducts::<Test>::get(1);
			assert_eq!(conduct, noted(Outcome::Declined));
			assert_eq!(assay_stake::Pools::<Test>::get(1).map(|pool| pool.total()), Some(BOND));
		});
	}
}

#[test]
fn decline_should_send_the_job_to_another_provider() {
	chain(|| {
		let work = Work::triples(4);
		providers([1, 2]);
		let id = submit(&work);
		let first = assign(id);
		decline(id, DeclineReason::Unable);
		let second = assign(id);
		assert_ne!(first, second);
		assert_eq!(
			Orders::<Test>::get(id).map(|order| order.tried.into_inner()),
			Some(vec![first, second])
		);
		decline(id, DeclineReason::Unable);
		pass_blocks(20);
		assert_eq!(job(id).attempt, 2, "somebody got it twice");
	});
}

#[test]
fn decline_should_not_be_dispatched_without_being_authorised() {
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let reason = DeclineReason::Unable;
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let signature = sign(&report(id), &assay_jobs::reports::Content::Decline(&reason));
			assert_noop!(Jobs::decline(origin, report(id), reason, signature), BadOrigin);
		}
		assert_ok!(send(decline_call(report(id), reason)));
	});
}
