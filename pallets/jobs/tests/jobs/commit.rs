//! Commitments.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{
	reports::NotLetIn, stage::Committed, stage::Stage, Commitments, DeclineReason, Event,
	WeightInfo,
};
use codec::Encode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo, BoundedVec};
use sp_runtime::{
	traits::{BadOrigin, TransactionExtension},
	transaction_validity::InvalidTransaction,
};

type HandMade = assay_jobs::weights::HandMade<Test>;

#[test]
fn commit_should_keep_the_hashes_and_wait_for_randomness() {
	chain(|| {
		let work = Work::two_passes(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let run = run(id);
		events();
		commit(id, &work);
		assert_eq!(
			stage(id),
			Stage::Committed(Committed { run: run.clone(), at: 3, sample_at: 6 })
		);
		assert_eq!(Commitments::<Test>::get(id), Some(work.commitment()));
		assert_eq!(work.commitment().len(), 2);
		assert_eq!(events(), [Event::Committed { job: id, attempt: 1, sample_at: 6 }]);
		assert_eq!(backing(1, id), (run.collateral, 1));
		pass_blocks(2);
		assert!(matches!(stage(id), Stage::Committed(_)), "samples are drawn too early");
		pass_blocks(1);
		assert!(matches!(stage(id), Stage::Sampled(_)));
	});
}

#[test]
fn commit_should_be_tagged_and_live_until_the_deadline() {
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		pass_blocks(2);
		let valid = validate(&commit_call(report(id), work.commitment())).expect("it is valid");
		assert_eq!(valid.provides, [("AssayJob", (id, 1u32, 0u8)).encode()]);
		assert_eq!(valid.requires, Vec::<Vec<u8>>::new());
		assert_eq!((valid.priority, valid.longevity, valid.propagate), (5_000, 18, true));

		// Sent again it has another hash and the same tag; so has a refusal.
		pass_blocks(1);
		let again = commit_call(report(id), work.commitment());
		assert_eq!(validate(&again).expect("it is valid").provides, valid.provides);
		let refusal = decline_call(report(id), DeclineReason::Unable);
		assert_eq!(validate(&refusal).expect("it is valid").provides, valid.provides);
	});
}

#[test]
fn commit_should_be_complete() {
	chain(|| {
		let work = Work::two_passes(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		for hashes in [vec![], vec![hash(b"one")], vec![hash(b"one"); 3]] {
			let call = commit_call(report(id), BoundedVec::truncate_from(hashes));
			let why = NotLetIn::CommitmentIncomplete.into();
			unchanged(|| {
				assert_eq!(validate(&call), Err(why));
				assert_eq!(send(call.clone()), Err(Refusal::NotLetIn(why)));
				assert_eq!(force(call.clone()), Err(Error::CommitmentIncomplete.into()));
			});
		}
	});
}

#[test]
fn commit_should_come_before_the_deadline() {
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		pass_to(assigned(id).until - 1);
		commit(id, &work);
	});
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		let late = commit_call(report(id), work.commitment());
		pass_to(assigned(id).until);
		assert_eq!(send(late), Err(Refusal::NotLetIn(NotLetIn::OtherStage.into())));
	});
}

#[test]
fn commit_should_be_signed_by_the_key_that_the_provider_has_now() {
	chain(|| {
		let work = Work::triples(4);
		providers([1, 2]);
		let mut only = offer();
		only.allowed = BoundedVec::truncate_from(vec![1]);
		let id = submit_as(&work, only);
		assign(id);
		let old = commit_call(report(id), work.commitment());
		assert_ok!(validate(&old));
		let new = pair(77);
		use sp_core::Pair;
		let possession =
			new.sign(&assay_providers::worker::possession_message(&System::block_hash(0), &1u64));
		assert_ok!(Providers::set_worker(RuntimeOrigin::signed(1), new.public(), possession));
		let why = InvalidTransaction::BadProof.into();
		assert_eq!(send(old), Err(Refusal::NotLetIn(why)));
		let (report, commitment) = (report(id), work.commitment());
		let content = assay_jobs::reports::Content::Commit(&commitment);
		let signature = sign_as(77, &report, &content);
		let call = assay_jobs::Call::commit { report, commitment: commitment.clone(), signature };
		assert_ok!(send(call.into()));
	});
}

#[test]
fn commit_should_not_be_dispatched_without_being_authorised() {
	chain(|| {
		let work = Work::triples(4);
		providers([1]);
		let id = submit(&work);
		assign(id);
		for origin in [RuntimeOrigin::signed(1), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let signature =
				sign_as(1, &report(id), &assay_jobs::reports::Content::Commit(&work.commitment()));
			assert_noop!(Jobs::commit(origin, report(id), work.commitment(), signature), BadOrigin);
		}
	});
}

#[test]
fn commit_should_be_weighed_with_its_check() {
	chain(|| {
		let work = Work::two_passes(4);
		let call = commit_call(report(0), work.commitment());
		let info = call.get_dispatch_info();
		assert_eq!(info.call_weight, HandMade::commit(2));
		assert_eq!(info.class, frame_support::dispatch::DispatchClass::Operational);
		let bytes = work.commitment().encoded_size() as u32;
		assert_eq!(Extension::new().weight(&call), HandMade::authorize(bytes));
	});
}
