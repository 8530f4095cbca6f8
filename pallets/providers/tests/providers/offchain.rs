//! Heartbeats that the offchain worker sends.

use crate::mock::*;
use assay_providers::{worker::KEY_TYPE, Call, Heartbeat, NotSent, WorkerKey};
use codec::Decode;
use frame_support::{assert_ok, traits::Hooks};
use sp_core::{
	crypto::Pair as _,
	offchain::{
		testing::{TestOffchainExt, TestTransactionPoolExt},
		OffchainDbExt, OffchainWorkerExt, TransactionPoolExt,
	},
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};

/// Takes the transactions out of the pool, as bytes.
type Pool<'a> = &'a dyn Fn() -> Vec<Vec<u8>>;

/// Runs a test on a node that has the worker keys of some operators.
fn node(operators: &[AccountId], test: impl FnOnce(Pool)) {
	let mut state = fresh();
	let keystore = MemoryKeystore::new();
	for operator in operators {
		keystore
			.sr25519_generate_new(KEY_TYPE, Some(&format!("//worker//{operator}")))
			.expect("memory takes every key");
	}
	let (offchain, _) = TestOffchainExt::new();
	let (pool, pool_state) = TestTransactionPoolExt::new();
	state.register_extension(OffchainDbExt::new(offchain.clone()));
	state.register_extension(OffchainWorkerExt::new(offchain));
	state.register_extension(TransactionPoolExt::new(pool));
	state.register_extension(KeystoreExt::new(keystore));
	state.execute_with(|| {
		test(&|| std::mem::take(&mut pool_state.write().transactions));
		check();
	});
}

fn send() -> Vec<(WorkerKey, Result<(), NotSent>)> {
	Pallet::send_heartbeats(System::block_number())
}

/// The heartbeats in the pool since the last call, after checking that the chain takes them.
fn pooled(pool: Pool) -> Vec<Heartbeat<u64>> {
	use frame_support::traits::Authorize;
	pool()
		.into_iter()
		.map(|bytes| {
			let transaction = Extrinsic::decode(&mut &bytes[..]).expect("it is a transaction");
			let source = sp_runtime::transaction_validity::TransactionSource::Local;
			assert!(matches!(transaction.function.authorize(source), Some(Ok(_))));
			match transaction.function {
				RuntimeCall::ProvidersPallet(Call::heartbeat { heartbeat, .. }) => heartbeat,
				other => panic!("{other:?} is no heartbeat"),
			}
		})
		.collect()
}

#[test]
fn a_new_provider_should_be_heard_at_once() {
	node(&[1], |pool| {
		register(1);
		Pallet::offchain_worker(1);
		let worker = pair(1).public();
		assert_eq!(pooled(pool), [Heartbeat { worker, period: 0, sent_at: 1 }]);
	});
}

#[test]
fn a_heartbeat_that_does_not_arrive_should_be_sent_again_with_another_hash() {
	node(&[1], |pool| {
		register(1);
		let worker = pair(1).public();
		for block in 1..12 {
			System::set_block_number(block);
			let sent = [1, 6, 11].contains(&block);
			let expected = if sent { Ok(()) } else { Err(NotSent::OnItsWay) };
			assert_eq!(send(), [(worker.clone(), expected)], "at block {block}");
		}
		let sent_at: Vec<_> = pooled(pool).iter().map(|heartbeat| heartbeat.sent_at).collect();
		assert_eq!(sent_at, [1, 6, 11]);
		heard(1);
		System::set_block_number(17);
		assert_eq!(send(), [(worker, Err(NotSent::AlreadyHeard))]);
	});
}

#[test]
fn who_is_online_should_wait_for_its_block_in_the_first_half_of_the_period() {
	node(&[1], |pool| {
		register(1);
		heard(1);
		let mut results = Vec::new();
		for block in 20..31 {
			System::set_block_number(block);
			results.push(send()[0].1);
		}
		let early = results.iter().filter(|result| **result == Err(NotSent::TooEarly)).count();
		assert!(early < 10, "it waited for {early} blocks");
		assert_eq!(results[early], Ok(()));
		let sent = pooled(pool);
		assert_eq!((sent[0].period, sent[0].sent_at), (1, 20 + early as u64));
	});
}

#[test]
fn a_node_should_speak_for_its_own_workers_only() {
	node(&[1, 2, 7], |pool| {
		register(1);
		register(2);
		register(3);
		let mut results = send();
		results.sort_by_key(|(worker, _)| worker.clone());
		let mut expected = vec![
			(pair(1).public(), Ok(())),
			(pair(2).public(), Ok(())),
			(pair(7).public(), Err(NotSent::NotRegistered)),
		];
		expected.sort_by_key(|(worker, _)| worker.clone());
		assert_eq!(results, expected);
		assert_eq!(pooled(pool).len(), 2);
	});
}

#[test]
fn a_node_without_keys_should_send_nothing() {
	node(&[], |pool| {
		register(1);
		assert_eq!(send(), []);
		assert_eq!(pooled(pool), []);
	});
}

#[test]
fn a_drained_provider_should_still_be_heard() {
	node(&[1], |pool| {
		register(1);
		assert_ok!(Pallet::drain(RuntimeOrigin::signed(1)));
		Pallet::offchain_worker(1);
		assert_eq!(pooled(pool).len(), 1);
	});
}
