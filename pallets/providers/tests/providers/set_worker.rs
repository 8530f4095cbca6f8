//! Worker keys and how their possession is proven.

use crate::mock::*;
use assay_providers::{
	traits::Workers,
	worker::{possession_message, WorkerPair},
	Event, WorkerSignature,
};
use frame_support::assert_ok;
use frame_support::dispatch::DispatchResultWithPostInfo;
use sp_core::{crypto::Pair as _, H256};

fn set(pair: &WorkerPair, signature: WorkerSignature) -> DispatchResultWithPostInfo {
	Pallet::set_worker(RuntimeOrigin::signed(OPERATOR), pair.public(), signature)
}

#[test]
fn set_worker_should_replace_the_key() {
	chain(|| {
		register(OPERATOR);
		events();
		let (old, new) = (pair(OPERATOR), pair(1_000));
		assert_ok!(set(&new, possession(&new, OPERATOR)));
		assert_eq!(Pallet::operator_of(&old.public()), None);
		assert_eq!(Pallet::operator_of(&new.public()), Some(OPERATOR));
		assert_eq!(Pallet::worker_of(&OPERATOR), Some(new.public()));
		assert_eq!(events(), [Event::WorkerSet { operator: OPERATOR, worker: new.public() }]);
		// The old key is free again.
		assert_ok!(set(&old, possession(&old, OPERATOR)));
	});
}

#[test]
fn set_worker_should_fail_when_the_key_is_registered() {
	chain(|| {
		register(OPERATOR);
		register(2);
		for operator in [OPERATOR, 2] {
			let taken = pair(operator);
			assert_noop!(set(&taken, possession(&taken, OPERATOR)), Error::WorkerTaken);
		}
	});
}

#[test]
fn set_worker_should_fail_when_possession_is_not_proven() {
	chain(|| {
		register(OPERATOR);
		let (new, thief) = (pair(1_000), pair(1_001));
		let genesis = System::block_hash(0);
		let wrong = [
			// Somebody else's proof, repeated.
			possession(&new, 2),
			// A proof of the same key for another chain.
			new.sign(&possession_message(&H256::repeat_byte(7), &OPERATOR)),
			// Another key.
			possession(&thief, OPERATOR),
			// Something else that the key signed.
			new.sign(&codec::Encode::encode(&(genesis, OPERATOR))),
			new.sign(b""),
		];
		for signature in wrong {
			assert_noop!(set(&new, signature), Error::PossessionUnproven);
		}
		assert_ok!(set(&new, possession(&new, OPERATOR)));
	});
}

#[test]
fn set_worker_should_fail_when_there_is_no_provider() {
	chain(|| {
		let new = pair(1_000);
		assert_noop!(set(&new, possession(&new, OPERATOR)), Error::ProviderUnknown);
	});
}
