//! Taking a job back.

use crate::{futile::futile_fee, mock::*, scene::*, work::*};
use assay_jobs::{
	DeclineReason, EndRecord, Ended, Ending, Event, Jobs as Records, Orders, Passes, QueueSlots,
	Royalties, Specs,
};
use frame_support::assert_ok;
use sp_runtime::traits::BadOrigin;

fn cancel(who: AccountId, id: u64) -> frame_support::dispatch::DispatchResultWithPostInfo {
	Jobs::cancel(RuntimeOrigin::signed(who), id)
}

#[test]
fn cancel_should_give_everything_back() {
	chain(|| {
		let work = Work::triples(4);
		let before = free(REQUESTER);
		let id = submit(&work);
		events();
		assert_ok!(cancel(REQUESTER, id));
		assert_eq!((free(REQUESTER), on_hold(REQUESTER)), (before, (0, 0)));
		assert_eq!(events(), [Event::Ended { job: id, ending: Ending::Cancelled }]);
		assert_eq!(
			Ended::<Test>::get(id),
			Some(EndRecord {
				requester: REQUESTER,
				operator: None,
				paid: 0,
				ending: Ending::Cancelled,
				forget_at: 51
			})
		);
		assert!(!Records::<Test>::contains_key(id));
		assert!(!Orders::<Test>::contains_key(id) && !Specs::<Test>::contains_key(id));
		assert!(!Passes::<Test>::contains_key(id) && !Royalties::<Test>::contains_key(id));
	});
}

#[test]
fn cancel_should_leave_the_queue_as_it_is_until_its_turn_comes() {
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let (first, second) = (submit(&work), submit(&work));
		assert_ok!(cancel(REQUESTER, first));
		assert_eq!(QueueSlots::<Test>::get(0), Some(first));
		pass_blocks(1);
		assert_eq!(QueueSlots::<Test>::get(0), None);
		assert_eq!(assign(second), 1);
	});
}

#[test]
fn cancel_should_be_for_the_requester_of_a_queued_job() {
	chain(|| {
		let work = Work::triples(4);
		let id = submit(&work);
		assert_noop!(cancel(STRANGER, id), Error::NotRequester);
		assert_noop!(cancel(REQUESTER, id + 1), Error::JobUnknown);
		assert_noop!(Jobs::cancel(RuntimeOrigin::none(), id), BadOrigin);
		providers([1, 2]);
		assign(id);
		assert_noop!(cancel(REQUESTER, id), Error::NotQueued);
		decline(id, DeclineReason::Unable);
		assert_ok!(cancel(REQUESTER, id));
		assert_noop!(cancel(REQUESTER, id), Error::JobUnknown);
	});
}

#[test]
fn cancel_should_cost_the_fee_for_futile_attempts_if_there_was_one() {
	chain(|| {
		let work = Work::triples(4);
		let before = free(REQUESTER);
		providers([1, 2]);
		let mut paid = 0;
		for (reason, costs) in [
			(DeclineReason::Unable, false),
			(DeclineReason::InputUnavailable, true),
			(DeclineReason::NotReproducible, true),
		] {
			let id = submit(&work);
			assign(id);
			if costs {
				paid += futile_fee(id);
			}
			decline(id, reason);
			assert_ok!(cancel(REQUESTER, id));
			assert_eq!(before - free(REQUESTER), paid);
			assert_eq!(on_hold(REQUESTER), (0, 0));
		}
		assert!(paid > 0);
	});
}
