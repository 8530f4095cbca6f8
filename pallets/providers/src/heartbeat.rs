//! Heartbeats: a worker shows once per period that it is there.
//!
//! A heartbeat is a transaction that authorises itself: no fee, no nonce, accepted once per worker
//! and period. What is signed names chain, worker and period, so it can't be used again. It also
//! names the block at which it was sent: a transaction that the pools have dropped or banned can so
//! be sent again with another hash.

use crate::{
	Activity, Call, Config, Error, Event, Pallet, Providers, WorkerKey, WorkerOf, WorkerSignature,
};
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::pallet_prelude::*;
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use scale_info::TypeInfo;
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{
	offchain::storage::{MutateStorageError, StorageRetrievalError, StorageValueRef},
	traits::{One, Saturating, Zero},
	transaction_validity::TransactionValidityWithRefund,
	SaturatedConversion,
};

/// Sets heartbeats apart from everything else that a worker key signs.
const HEARTBEAT_DOMAIN: &[u8; 20] = b"assay/gpuw/heartbeat";

/// Names heartbeats among the transactions of a pool.
const TAG_PREFIX: &str = "AssayHeartbeat";

/// Where the offchain worker remembers, per key, when it last sent a heartbeat.
const SENT_PREFIX: &[u8; 21] = b"assay/heartbeat/sent/";

/// After so many blocks a heartbeat that isn't on the chain is sent again.
const RESEND_AFTER: u32 = 5;

/// A worker's word that it is there.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Heartbeat<BlockNumber> {
	/// Who is there.
	pub worker: WorkerKey,
	/// In which period: the block number divided by the period's length.
	pub period: BlockNumber,
	/// When it was sent. Means nothing but makes another hash.
	pub sent_at: BlockNumber,
}

/// What the offchain worker remembers of a heartbeat that it sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
struct Sent<BlockNumber> {
	period: BlockNumber,
	at: BlockNumber,
}

/// Why the offchain worker sent no heartbeat for one of its keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSent {
	/// No provider has registered the key.
	NotRegistered,
	/// The chain has heard it in this period.
	AlreadyHeard,
	/// Keys wait for different blocks of the period, so that not all send at once.
	TooEarly,
	/// It was sent some blocks ago and may still arrive.
	OnItsWay,
	/// Another thread is sending it.
	Locked,
	/// The keystore didn't sign.
	NotSigned,
	/// The transaction pool didn't take it.
	NotTaken,
}

impl<T: Config> Pallet<T> {
	/// What a worker signs to send a heartbeat.
	pub fn heartbeat_message(heartbeat: &Heartbeat<BlockNumberFor<T>>) -> alloc::vec::Vec<u8> {
		(HEARTBEAT_DOMAIN, Self::genesis(), heartbeat).encode()
	}

	/// The length of a period, in blocks.
	fn period_length() -> BlockNumberFor<T> {
		T::HeartbeatPeriod::get().max(One::one())
	}

	/// The period that a block is in.
	fn period_of(block: BlockNumberFor<T>) -> BlockNumberFor<T> {
		// The length is never zero, see above.
		block.checked_div(&Self::period_length()).unwrap_or_default()
	}

	/// Whether an operator's worker was heard of late: it has missed fewer periods in a row than
	/// make it offline. The period that is on doesn't count before it is over.
	pub fn is_online(operator: &T::AccountId) -> bool {
		let now = frame_system::Pallet::<T>::block_number();
		let Some(heard) = Activity::<T>::get(operator).heard else {
			return false;
		};
		let since = Self::period_of(now).saturating_sub(Self::period_of(heard));
		since.saturating_sub(One::one()) < T::MissedPeriods::get().max(1).into()
	}

	/// Whether a worker's operator was heard in the period that is on.
	fn is_heard(operator: &T::AccountId, period: BlockNumberFor<T>) -> bool {
		Activity::<T>::get(operator).heard.is_some_and(|heard| Self::period_of(heard) >= period)
	}

	/// Lets a heartbeat into pools and blocks. Cheap checks first, the signature last.
	pub(crate) fn authorize_heartbeat(
		heartbeat: &Heartbeat<BlockNumberFor<T>>,
		signature: &WorkerSignature,
	) -> TransactionValidityWithRefund {
		let operator =
			WorkerOf::<T>::get(&heartbeat.worker).ok_or(InvalidTransaction::BadSigner)?;
		let now = frame_system::Pallet::<T>::block_number();
		let period = Self::period_of(now);
		if heartbeat.period > period {
			return Err(InvalidTransaction::Future.into());
		}
		if heartbeat.period < period || Self::is_heard(&operator, period) {
			return Err(InvalidTransaction::Stale.into());
		}
		if !heartbeat.worker.verify(&Self::heartbeat_message(heartbeat), signature) {
			return Err(InvalidTransaction::BadProof.into());
		}
		// Good until the period ends.
		let end = period.saturating_add(One::one()).saturating_mul(Self::period_length());
		ValidTransaction::with_tag_prefix(TAG_PREFIX)
			.priority(T::HeartbeatPriority::get())
			.and_provides((&heartbeat.worker, heartbeat.period))
			.longevity(end.saturating_sub(now).saturated_into())
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}

	/// Notes that a worker was heard, and makes its provider active again if nothing speaks
	/// against it.
	pub(crate) fn do_heartbeat(heartbeat: Heartbeat<BlockNumberFor<T>>) -> DispatchResult {
		let operator = WorkerOf::<T>::get(&heartbeat.worker).ok_or(Error::<T>::WorkerUnknown)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(!Self::is_heard(&operator, Self::period_of(now)), Error::<T>::HeardAlready);
		Activity::<T>::mutate(&operator, |activity| activity.heard = Some(now));
		Self::deposit_event(Event::Heard { operator: operator.clone() });
		if Self::why_inactive(&operator).is_none() {
			Self::activate(&operator);
		}
		Ok(())
	}

	/// Sends a heartbeat for each of this node's keys that is due one.
	pub fn send_heartbeats(
		now: BlockNumberFor<T>,
	) -> alloc::vec::Vec<(WorkerKey, Result<(), NotSent>)> {
		WorkerKey::all()
			.into_iter()
			.map(|worker| {
				let result = Self::send_heartbeat(&worker, now);
				(worker, result)
			})
			.collect()
	}

	fn send_heartbeat(worker: &WorkerKey, now: BlockNumberFor<T>) -> Result<(), NotSent> {
		let operator = WorkerOf::<T>::get(worker).ok_or(NotSent::NotRegistered)?;
		ensure!(Providers::<T>::contains_key(&operator), NotSent::NotRegistered);
		let period = Self::period_of(now);
		ensure!(!Self::is_heard(&operator, period), NotSent::AlreadyHeard);
		// Who isn't online has nothing to wait for.
		let due = !Self::is_online(&operator) || now >= Self::due_block(worker, period);
		ensure!(due, NotSent::TooEarly);

		let key = (SENT_PREFIX, worker).encode();
		let memory = StorageValueRef::persistent(&key);
		type Stored<N> = Result<Option<Sent<N>>, StorageRetrievalError>;
		memory
			.mutate(|stored: Stored<BlockNumberFor<T>>| match stored {
				Ok(Some(sent))
					if sent.period == period
						&& now < sent.at.saturating_add(RESEND_AFTER.into()) =>
				{
					Err(NotSent::OnItsWay)
				},
				_ => Ok(Sent { period, at: now }),
			})
			.map_err(|error| match error {
				MutateStorageError::ValueFunctionFailed(reason) => reason,
				MutateStorageError::ConcurrentModification(_) => NotSent::Locked,
			})?;

		let heartbeat = Heartbeat { worker: worker.clone(), period, sent_at: now };
		let sent = worker
			.sign(&Self::heartbeat_message(&heartbeat))
			.ok_or(NotSent::NotSigned)
			.and_then(|signature| {
				let call = Call::<T>::heartbeat { heartbeat, signature };
				let transaction = T::create_authorized_transaction(call.into());
				SubmitTransaction::<T, Call<T>>::submit_transaction(transaction)
					.map_err(|()| NotSent::NotTaken)
			});
		if sent.is_err() {
			// It can be tried again in the next block.
			memory.set(&Sent { period, at: BlockNumberFor::<T>::zero() });
		}
		sent
	}

	/// The block of a period at which a key is due: in the first half, spread by the key.
	fn due_block(worker: &WorkerKey, period: BlockNumberFor<T>) -> BlockNumberFor<T> {
		let half = (Self::period_length().saturated_into::<u32>() >> 1).max(1);
		let spread = u32::decode(&mut &sp_io::hashing::twox_64(worker.as_ref())[..])
			.unwrap_or_default()
			.checked_rem(half)
			.unwrap_or_default();
		period.saturating_mul(Self::period_length()).saturating_add(spread.into())
	}
}
