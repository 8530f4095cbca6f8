//! Reports in: what the GPU service wrote is signed and sent.

use super::{read, Unsent, MAX_REPORTS};
use crate::{
	reports::{Content, Report},
	Call, Commitment, Config, Pallet,
};
use alloc::vec::Vec;
use assay_mailbox::{keys, Answer, Attempt, Delivery, Opening, Order, Task};
use assay_providers::{WorkerKey, WorkerSignature};
use codec::{Decode, Encode};
use frame_system::{offchain::SubmitTransaction, pallet_prelude::BlockNumberFor};
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{
	offchain::storage::{MutateStorageError, StorageRetrievalError, StorageValueRef},
	SaturatedConversion,
};

/// After so many blocks a report that changed nothing on the chain is sent again.
pub const RESEND_AFTER: u32 = 5;

/// After so many blocks a report that no pool took is tried again.
pub const RETRY_AFTER: u32 = 2;

/// One report of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
enum Kind {
	Answer,
	Open(u8),
	Deliver(u8, u32),
}

/// What was sent for an attempt, and from which block on it may be sent again.
///
/// Both blocks are kept: on another fork the chain may be back before the one at which it was sent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Encode, Decode)]
struct Memory {
	sent: Vec<(Kind, u32, u32)>,
}

/// Why a report wasn't sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotSent {
	/// It was sent some blocks ago and may still arrive.
	OnItsWay,
	/// Another thread is sending it.
	Locked,
	/// Enough was sent after this block.
	Enough,
	/// There are more hashes than a job can have outputs.
	TooLong,
	/// The keystore didn't sign.
	NotSigned,
	/// The transaction pool didn't take it.
	NotTaken,
}

impl<T: Config> Pallet<T> {
	/// Sends what there is for an order.
	pub(super) fn send_reports(
		worker: &WorkerKey,
		attempt: &Attempt,
		order: &Order,
		report: Report<BlockNumberFor<T>>,
		left: &mut usize,
		unsent: &mut Vec<Unsent>,
	) {
		let mut send = |kind, call: &dyn Fn() -> Result<Call<T>, NotSent>| {
			if let Err(reason) = Self::send(attempt, kind, report.sent_at, left, call) {
				unsent.push((order.job, reason));
			}
		};
		match &order.task {
			Task::Run => {
				if let Some(answer) = read::<Answer>(&keys::answer(attempt)) {
					send(Kind::Answer, &|| Self::answer_call(worker, report, answer.clone()));
				}
			},
			Task::Open(samples) => {
				for (sample, _) in samples {
					if let Some(opening) = read::<Opening>(&keys::opening(attempt, *sample)) {
						send(Kind::Open(*sample), &|| {
							Self::open_call(worker, report, *sample, opening.clone())
						});
					}
				}
			},
			Task::Deliver(output, first, _) => {
				let key = keys::delivery(attempt, *output, *first);
				if let Some(proof) = read::<Delivery>(&key) {
					send(Kind::Deliver(*output, *first), &|| {
						Self::deliver_call(worker, report, proof.clone())
					});
				}
			},
			Task::AwaitSamples | Task::Keep => {},
		}
	}

	/// Sends a report, unless it was sent of late.
	fn send(
		attempt: &Attempt,
		kind: Kind,
		now: BlockNumberFor<T>,
		left: &mut usize,
		call: &dyn Fn() -> Result<Call<T>, NotSent>,
	) -> Result<(), NotSent> {
		let now: u32 = now.saturated_into();
		*left = left.checked_sub(1).ok_or(NotSent::Enough)?;
		remember(attempt, kind, now).inspect_err(|_| {
			// That cost nothing.
			*left = left.saturating_add(1).min(MAX_REPORTS);
		})?;
		let sent = call().and_then(|call| {
			let transaction = T::create_authorized_transaction(call.into());
			SubmitTransaction::<T, Call<T>>::submit_transaction(transaction)
				.map_err(|()| NotSent::NotTaken)
		});
		if sent.is_err() {
			forget(attempt, kind, now);
		}
		sent
	}

	fn answer_call(
		worker: &WorkerKey,
		report: Report<BlockNumberFor<T>>,
		answer: Answer,
	) -> Result<Call<T>, NotSent> {
		match answer {
			Answer::Commit(hashes) => {
				let commitment = Commitment::try_from(hashes).map_err(|_| NotSent::TooLong)?;
				let signature = Self::signed(worker, &report, &Content::Commit(&commitment))?;
				Ok(Call::commit { report, commitment, signature })
			},
			Answer::Decline(reason) => {
				let signature = Self::signed(worker, &report, &Content::Decline(&reason))?;
				Ok(Call::decline { report, reason, signature })
			},
		}
	}

	fn open_call(
		worker: &WorkerKey,
		report: Report<BlockNumberFor<T>>,
		sample: u8,
		opening: Opening,
	) -> Result<Call<T>, NotSent> {
		let Opening { fuel, witness } = opening;
		let content = Content::Open { sample, witness: &witness };
		let signature = Self::signed(worker, &report, &content)?;
		Ok(Call::open { report, sample, fuel, witness, signature })
	}

	fn deliver_call(
		worker: &WorkerKey,
		report: Report<BlockNumberFor<T>>,
		proof: Delivery,
	) -> Result<Call<T>, NotSent> {
		let signature = Self::signed(worker, &report, &Content::Deliver(&proof))?;
		Ok(Call::deliver { report, proof, signature })
	}

	fn signed(
		worker: &WorkerKey,
		report: &Report<BlockNumberFor<T>>,
		content: &Content<'_>,
	) -> Result<WorkerSignature, NotSent> {
		worker.sign(&Self::report_message(report, content)).ok_or(NotSent::NotSigned)
	}
}

/// Notes that a report is sent now, if it may be.
fn remember(attempt: &Attempt, kind: Kind, now: u32) -> Result<(), NotSent> {
	change(attempt, |memory| {
		let before = memory.sent.iter().find(|(sent, _, _)| *sent == kind);
		if before.is_some_and(|(_, at, again)| (*at..*again).contains(&now)) {
			return Err(NotSent::OnItsWay);
		}
		memory.sent.retain(|(sent, _, _)| *sent != kind);
		memory.sent.push((kind, now, now.saturating_add(RESEND_AFTER)));
		Ok(())
	})
}

/// Notes that a report didn't get away.
fn forget(attempt: &Attempt, kind: Kind, now: u32) {
	let noted = change(attempt, |memory| {
		memory.sent.retain(|(sent, _, _)| *sent != kind);
		let again = now.saturating_add(RETRY_AFTER);
		memory.sent.push((kind, now, again));
		Ok(())
	});
	// Otherwise it is sent again somewhat later.
	let _ = noted;
}

fn change(
	attempt: &Attempt,
	change: impl Fn(&mut Memory) -> Result<(), NotSent>,
) -> Result<(), NotSent> {
	let key = keys::sent(attempt);
	StorageValueRef::persistent(&key)
		.mutate(|stored: Result<Option<Memory>, StorageRetrievalError>| {
			let mut memory = stored.ok().flatten().unwrap_or_default();
			change(&mut memory)?;
			Ok(memory)
		})
		.map(|_| ())
		.map_err(|error| match error {
			MutateStorageError::ValueFunctionFailed(reason) => reason,
			MutateStorageError::ConcurrentModification(_) => NotSent::Locked,
		})
}
