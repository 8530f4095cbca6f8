//! Heartbeats, through the extension that lets them into blocks.

use crate::mock::*;
use assay_providers::{weights::HandMade, Call, Event, Heartbeat, WeightInfo, WorkerSignature};
use codec::Encode;
use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::Authorize};
use sp_core::crypto::Pair as _;
use sp_runtime::{
	traits::{BadOrigin, DispatchTransaction, TransactionExtension},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
};

fn call(heartbeat: Heartbeat<u64>, signature: WorkerSignature) -> RuntimeCall {
	Call::heartbeat { heartbeat, signature }.into()
}

/// What a transaction pool is told.
fn validate(
	(heartbeat, signature): (Heartbeat<u64>, WorkerSignature),
) -> Result<ValidTransaction, TransactionValidityError> {
	let validity = call(heartbeat, signature).authorize(TransactionSource::External);
	validity.expect("heartbeats are authorised").map(|(valid, _refund)| valid)
}

/// Applies it as a block does.
fn apply(
	(heartbeat, signature): (Heartbeat<u64>, WorkerSignature),
) -> Result<(), TransactionValidityError> {
	let call = call(heartbeat, signature);
	let info = call.get_dispatch_info();
	Extension::new()
		.dispatch_transaction(RuntimeOrigin::none(), call, &info, 0, 0)
		.map(|result| assert!(result.is_ok()))
}

fn refused(heartbeat: (Heartbeat<u64>, WorkerSignature), why: InvalidTransaction) {
	let before = root();
	assert_eq!(validate(heartbeat.clone()), Err(why.into()));
	assert_eq!(apply(heartbeat), Err(why.into()));
	assert_eq!(before, root());
}

/// The hash of the whole state.
fn root() -> Vec<u8> {
	sp_io::storage::root(sp_core::storage::StateVersion::V1)
}

/// A signature of the operator's worker under a changed heartbeat.
fn signed(
	operator: AccountId,
	change: impl FnOnce(&mut Heartbeat<u64>),
) -> (Heartbeat<u64>, WorkerSignature) {
	let (mut heartbeat, _) = signed_heartbeat(operator);
	change(&mut heartbeat);
	let signature = pair(operator).sign(&Pallet::heartbeat_message(&heartbeat));
	(heartbeat, signature)
}

#[test]
fn a_heartbeat_should_be_heard_and_activate() {
	chain(|| {
		register(OPERATOR);
		events();
		assert_ok!(apply(signed_heartbeat(OPERATOR)));
		assert_eq!(activity(OPERATOR).heard, Some(1));
		assert_eq!(active(), [OPERATOR]);
		assert_eq!(
			events(),
			[Event::Heard { operator: OPERATOR }, Event::Activated { operator: OPERATOR }]
		);
	});
}

#[test]
fn a_heartbeat_should_be_tagged_by_worker_and_period_and_die_with_the_period() {
	chain(|| {
		register(OPERATOR);
		System::set_block_number(27);
		let valid = validate(signed_heartbeat(OPERATOR)).expect("it is valid");
		let worker = pair(OPERATOR).public();
		assert_eq!(valid.provides, [("AssayHeartbeat", (worker, 1u64)).encode()]);
		assert_eq!(valid.requires, Vec::<Vec<u8>>::new());
		assert_eq!((valid.priority, valid.longevity, valid.propagate), (1_000, 13, true));

		// Sent again it has another hash and the same tag.
		System::set_block_number(32);
		let again = signed_heartbeat(OPERATOR);
		assert_eq!(again.0.sent_at, 32);
		assert_eq!(validate(again).expect("it is valid").provides, valid.provides);
	});
}

#[test]
fn a_heartbeat_should_count_once_per_period() {
	chain(|| {
		register(OPERATOR);
		assert_ok!(apply(signed_heartbeat(OPERATOR)));
		refused(signed_heartbeat(OPERATOR), InvalidTransaction::Stale);
		System::set_block_number(5);
		refused(signed_heartbeat(OPERATOR), InvalidTransaction::Stale);
		System::set_block_number(20);
		assert_ok!(apply(signed_heartbeat(OPERATOR)));
		assert_eq!(activity(OPERATOR).heard, Some(20));
	});
}

#[test]
fn a_heartbeat_should_be_of_the_period_that_is_on() {
	chain(|| {
		register(OPERATOR);
		System::set_block_number(45);
		refused(signed(OPERATOR, |heartbeat| heartbeat.period = 1), InvalidTransaction::Stale);
		refused(signed(OPERATOR, |heartbeat| heartbeat.period = 3), InvalidTransaction::Future);
		// Whatever `sent_at` says: it only makes another hash.
		assert_ok!(apply(signed(OPERATOR, |heartbeat| heartbeat.sent_at = u64::MAX)));
	});
}

#[test]
fn a_heartbeat_should_come_from_a_registered_worker() {
	chain(|| {
		register(OPERATOR);
		refused(signed_heartbeat(2), InvalidTransaction::BadSigner);
	});
}

#[test]
fn a_heartbeat_should_be_signed_as_it_is() {
	chain(|| {
		register(OPERATOR);
		register(2);
		let (heartbeat, signature) = signed_heartbeat(OPERATOR);
		let (_, of_another) = signed_heartbeat(2);
		let mut resent = heartbeat.clone();
		resent.sent_at += 1;
		let elsewhere = pair(OPERATOR)
			.sign(&(b"assay/gpuw/heartbeat", sp_core::H256::repeat_byte(7), &heartbeat).encode());
		let here = pair(OPERATOR)
			.sign(&(b"assay/gpuw/heartbeat", System::block_hash(0), &heartbeat).encode());
		refused((heartbeat.clone(), of_another), InvalidTransaction::BadProof);
		refused((resent, signature), InvalidTransaction::BadProof);
		refused((heartbeat.clone(), elsewhere), InvalidTransaction::BadProof);
		refused(
			(heartbeat.clone(), possession(&pair(OPERATOR), OPERATOR)),
			InvalidTransaction::BadProof,
		);
		assert_ok!(apply((heartbeat, here)));
	});
}

#[test]
fn a_heartbeat_should_not_be_dispatched_without_being_authorised() {
	chain(|| {
		register(OPERATOR);
		for origin in
			[RuntimeOrigin::signed(OPERATOR), RuntimeOrigin::none(), RuntimeOrigin::root()]
		{
			let (heartbeat, signature) = signed_heartbeat(OPERATOR);
			assert_noop!(Pallet::heartbeat(origin, heartbeat, signature), BadOrigin);
		}
	});
}

#[test]
fn checking_a_heartbeat_should_be_weighed() {
	chain(|| {
		let (heartbeat, signature) = signed_heartbeat(OPERATOR);
		let call = call(heartbeat, signature);
		let checked = HandMade::<Test>::authorize_heartbeat();
		assert!(checked.ref_time() > 0);
		assert_eq!(Extension::new().weight(&call), checked);
		assert_eq!(call.get_dispatch_info().call_weight, HandMade::<Test>::heartbeat());
	});
}

#[test]
fn who_misses_its_periods_should_be_offline() {
	chain(|| {
		SweepPerBlock::set(0);
		register(OPERATOR);
		assert!(!Pallet::is_online(&OPERATOR));
		System::set_block_number(39);
		heard(OPERATOR);
		// Heard in period 1: it is still online in 2, and in 3 with one period missed.
		for (block, online) in [(40, true), (79, true), (80, false), (1_000, false)] {
			System::set_block_number(block);
			assert_eq!(Pallet::is_online(&OPERATOR), online, "at block {block}");
		}
		MissedPeriods::set(0);
		System::set_block_number(60);
		assert!(!Pallet::is_online(&OPERATOR), "one missed period is the least");
		System::set_block_number(59);
		assert!(Pallet::is_online(&OPERATOR));
	});
}

#[test]
fn a_period_of_zero_blocks_should_be_one_block() {
	chain(|| {
		HeartbeatPeriod::set(1);
		register(OPERATOR);
		let heartbeat = signed_heartbeat(OPERATOR);
		HeartbeatPeriod::set(0);
		assert_ok!(apply(heartbeat));
		assert!(Pallet::is_online(&OPERATOR));
	});
}
