//! Deliveries.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{cost::VerificationCost, reports::NotLetIn, Ending, Event, WeightInfo};
use codec::Encode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use sp_runtime::{
	traits::{BadOrigin, TransactionExtension},
	transaction_validity::InvalidTransaction,
};

type HandMade = assay_jobs::weights::HandMade<Test>;

/// A job of two outputs of 8 chunks each, of which chunks 2 to 4 of the second are demanded.
fn demanded() -> (u64, Work) {
	let work = Work::two_passes(32);
	providers([1, 2]);
	let id = submit(&work);
	run_to_window(id, &work);
	assert_ok!(demand(id, 1, 2, 3));
	events();
	(id, work)
}

#[test]
fn deliver_should_pay_for_the_blocks_space_and_the_provider_with_the_rest() {
	chain(|| {
		let (id, work) = demanded();
		let run = run(id);
		let deposit = 3 * JobTerms::get().chunk_price;
		let cost = VerificationCost::of_proof(&work.proof(1, 2, 3));
		let fee = JobTerms::get().fee(HandMade::deliver(&cost), cost.bytes);
		assert!(0 < fee && fee < deposit);
		let before = (free(FEES), free(run.operator), on_hold(REQUESTER).0);
		assert_ok!(deliver(id, &work));
		assert_eq!(free(FEES), before.0 + fee);
		assert_eq!(free(run.operator), before.1 + deposit - fee);
		assert_eq!(on_hold(REQUESTER).0, before.2 - deposit);
		assert_eq!(opened(id).demand, None);
		assert_eq!(events(), [Event::Delivered { job: id, output: 1, first: 2, count: 3 }]);
		assert_eq!(backing(run.operator, id), (run.collateral, 1));
	});
}

#[test]
fn deliver_should_pay_the_provider_nothing_if_the_space_costs_all() {
	chain(|| {
		JobTerms::mutate(|terms| terms.chunk_price = 1);
		let (id, work) = demanded();
		let before = (free(FEES), free(run(id).operator));
		assert_ok!(deliver(id, &work));
		assert_eq!((free(FEES), free(run(id).operator)), (before.0 + 3, before.1));
	});
}

#[test]
fn deliver_should_leave_time_to_check_and_not_shorten_the_window() {
	chain(|| {
		let (id, work) = demanded();
		let (now, settle_at) = (System::block_number(), opened(id).settle_at);
		assert_eq!(settle_at, now + 10);
		assert_ok!(deliver(id, &work));
		assert_eq!(opened(id).settle_at, settle_at);
		pass_blocks(5);
		assert_ok!(demand(id, 0, 0, 8));
		pass_blocks(1);
		assert_ok!(deliver(id, &work));
		assert_eq!((opened(id).settle_at, opened(id).window_ends), (now + 6 + 8, settle_at));
		pass_to(settle_at);
		assert_eq!(ending(id), None);
		pass_to(now + 14);
		assert_eq!(ending(id), Some(Ending::Settled));
	});
}

#[test]
fn deliver_should_be_tagged_and_live_until_it_is_too_late() {
	chain(|| {
		let (id, work) = demanded();
		pass_blocks(3);
		let call = deliver_call(report(id), work.proof(1, 2, 3));
		let valid = validate(&call).expect("it is valid");
		assert_eq!(valid.provides, [("AssayJob", (id, 1u32, 2u8)).encode()]);
		assert_eq!((valid.priority, valid.longevity, valid.propagate), (5_000, 5, true));
		pass_blocks(5);
		assert_eq!(send(call), Err(Refusal::NotLetIn(NotLetIn::OtherStage.into())));
	});
}

#[test]
fn deliver_should_show_what_was_demanded() {
	chain(|| {
		let (id, work) = demanded();
		let good = work.proof(1, 2, 3);
		let (mut flipped, mut short, mut long) = (good.clone(), good.clone(), good.clone());
		flipped.data[5] ^= 1;
		short.data.pop();
		long.hashes.push(good.hashes[0]);
		for (proof, error) in [
			(work.proof(1, 2, 2), Error::OtherChunks),
			(work.proof(1, 2, 4), Error::OtherChunks),
			(work.proof(1, 3, 3), Error::OtherChunks),
			(work.proof(0, 2, 3), Error::ProofWrong),
			(flipped, Error::ProofWrong),
			(short, Error::ProofWrong),
			(long, Error::ProofWrong),
		] {
			let call = deliver_call(report(id), proof);
			let failed = Err(Refusal::Failed(error.into()));
			unchanged(|| {
				assert_eq!(validate(&call), Err(NotLetIn::ProvesNothing.into()));
				assert_eq!(send(call.clone()), failed);
			});
		}
		assert_ok!(send(deliver_call(report(id), good)));
	});
}

#[test]
fn deliver_should_come_once_and_from_the_worker() {
	chain(|| {
		let (id, work) = demanded();
		let other = if run(id).operator == 1 { 2 } else { 1 };
		let proof = work.proof(1, 2, 3);
		let report = report(id);
		let content = assay_jobs::reports::Content::Deliver(&proof);
		let signature = sign_as(other, &report, &content);
		let call = assay_jobs::Call::deliver { report, proof: proof.clone(), signature };
		let why = InvalidTransaction::BadProof.into();
		unchanged(|| assert_eq!(send(call.into()), Err(Refusal::NotLetIn(why))));

		let call = deliver_call(report, proof);
		assert_ok!(send(call.clone()));
		let why = NotLetIn::OtherStage.into();
		unchanged(|| {
			assert_eq!(send(call.clone()), Err(Refusal::NotLetIn(why)));
			assert_eq!(force(call.clone()), Err(Error::NothingDemanded.into()));
		});
	});
}

#[test]
fn deliver_should_be_weighed_and_authorised() {
	chain(|| {
		let (id, work) = demanded();
		let proof = work.proof(1, 2, 3);
		let cost = VerificationCost::of_proof(&proof);
		let call = deliver_call(report(id), proof.clone());
		assert_eq!(call.get_dispatch_info().call_weight, HandMade::deliver(&cost));
		let bytes = proof.encoded_size() as u32;
		assert_eq!(Extension::new().weight(&call), HandMade::authorize(bytes));
		let signature = sign(&report(id), &assay_jobs::reports::Content::Deliver(&proof));
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let refused = Jobs::deliver(origin, report(id), proof.clone(), signature.clone());
			assert_noop!(refused, BadOrigin);
		}
	});
}
