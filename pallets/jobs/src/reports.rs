//! What a provider's machine tells the chain: results, refusals, openings.
//!
//! These are transactions that authorise themselves: no fee, no nonce, valid once per (job, attempt,
//! stage) and only from the worker key of the provider that runs the job. What is signed names chain,
//! job, attempt and stage, so it can't be copied or used again. It also names the block at which it
//! was sent: a transaction that pools have dropped or banned can so be sent again with another hash.
//!
//! Before a pool takes a proof it verifies all of it: no provider fills blocks with proofs that
//! prove nothing. When a block is made or executed the call itself does it, and only once.

use crate::{
	stage::Stage, Commitment, Config, DeclineReason, Error, JobId, JobRecordOf, Jobs, Pallet,
};
use alloc::vec::Vec;
use assay_proof::RangeProof;
use assay_providers::{traits::Workers, WorkerSignature};
use assay_witness::Witness;
use codec::{Decode, DecodeWithMemTracking, Encode};
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_application_crypto::RuntimeAppPublic;
use sp_runtime::{
	traits::{Saturating, Zero},
	transaction_validity::{TransactionSource, TransactionValidityWithRefund},
	SaturatedConversion,
};

/// Sets reports apart from everything else that a worker key signs.
const REPORT_DOMAIN: &[u8; 14] = b"assay/gpuw/job";

/// Names reports among the transactions of a pool.
const TAG_PREFIX: &str = "AssayJob";

/// Which attempt a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Report<BlockNumber> {
	/// Which job.
	pub job: JobId,
	/// Which attempt at it.
	pub attempt: u32,
	/// When it was sent. Means nothing but makes another hash.
	pub sent_at: BlockNumber,
}

/// What is reported. Its encoding's hash is signed.
#[derive(Clone, Copy, Debug, Encode)]
pub enum Content<'a> {
	/// Results' hashes.
	Commit(&'a Commitment),
	/// Why the job is given back.
	Decline(&'a DeclineReason),
	/// A sample's tile and what it was made of.
	Open {
		/// Which sample.
		sample: u8,
		/// The tile and the chunks it read.
		witness: &'a Witness,
	},
	/// Chunks that were demanded.
	Deliver(&'a RangeProof),
}

/// Names one report of an attempt: what a pool holds only once.
#[derive(Clone, Copy, Debug, Encode)]
enum Tag {
	/// A job is committed to or declined: one or the other.
	Answer,
	/// A sample is opened once.
	Open(u8),
	/// Demands come one after another.
	Deliver,
}

/// Why a report isn't let in, as the code of a custom error.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum NotLetIn {
	/// There is no such job, or it is over.
	JobUnknown = 1,
	/// Another attempt is on.
	OtherAttempt = 2,
	/// The job waits for something else.
	OtherStage = 3,
	/// The sample was opened, or there is no such sample.
	NothingToOpen = 4,
	/// What is shown proves nothing.
	ProvesNothing = 5,
	/// The provider has no worker key.
	NoWorker = 6,
	/// There aren't as many hashes as outputs.
	CommitmentIncomplete = 7,
}

impl From<NotLetIn> for TransactionValidityError {
	fn from(reason: NotLetIn) -> Self {
		InvalidTransaction::Custom(reason as u8).into()
	}
}

impl<T: Config> Pallet<T> {
	/// The chain's own name: hash of its first block.
	pub(crate) fn genesis() -> T::Hash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// What a worker signs.
	pub fn report_message(report: &Report<BlockNumberFor<T>>, content: &Content<'_>) -> Vec<u8> {
		let content = content.using_encoded(sp_io::hashing::blake2_256);
		(REPORT_DOMAIN, Self::genesis(), report, content).encode()
	}

	/// The job that a report is about, if it is on.
	pub(crate) fn job_of(report: &Report<BlockNumberFor<T>>) -> Result<JobRecordOf<T>, Error<T>> {
		let job = Jobs::<T>::get(report.job).ok_or(Error::JobUnknown)?;
		ensure!(job.attempt == report.attempt, Error::OtherAttempt);
		Ok(job)
	}

	/// Lets a commitment or a refusal in.
	pub(crate) fn authorize_answer(
		report: &Report<BlockNumberFor<T>>,
		content: Content<'_>,
		signature: &WorkerSignature,
	) -> TransactionValidityWithRefund {
		let job = Self::reported(report)?;
		ensure!(matches!(job.stage, Stage::Assigned(_)), NotLetIn::OtherStage);
		Self::ensure_signed_by_worker(report, &job, &content, signature)?;
		// In a block it would fail and change nothing, so it could fill blocks without end.
		if let Content::Commit(commitment) = content {
			Self::ensure_complete(report.job, commitment)
				.map_err(|_| NotLetIn::CommitmentIncomplete)?;
		}
		Self::let_in(report, &job, Tag::Answer)
	}

	/// Lets an opening in.
	pub(crate) fn authorize_open(
		source: TransactionSource,
		report: &Report<BlockNumberFor<T>>,
		sample: u8,
		fuel: u64,
		witness: &Witness,
		signature: &WorkerSignature,
	) -> TransactionValidityWithRefund {
		let job = Self::reported(report)?;
		let Stage::Sampled(sampled) = &job.stage else {
			return Err(NotLetIn::OtherStage.into());
		};
		let Some((place, false)) = sampled.sample(sample) else {
			return Err(NotLetIn::NothingToOpen.into());
		};
		let content = Content::Open { sample, witness };
		Self::ensure_signed_by_worker(report, &job, &content, signature)?;
		if source != TransactionSource::InBlock {
			Self::judge_place(report.job, place, fuel, witness.clone())
				.map_err(|_| NotLetIn::ProvesNothing)?;
		}
		Self::let_in(report, &job, Tag::Open(sample))
	}

	/// Lets a delivery in.
	pub(crate) fn authorize_deliver(
		source: TransactionSource,
		report: &Report<BlockNumberFor<T>>,
		proof: &RangeProof,
		signature: &WorkerSignature,
	) -> TransactionValidityWithRefund {
		let job = Self::reported(report)?;
		let Stage::Opened(opened) = &job.stage else {
			return Err(NotLetIn::OtherStage.into());
		};
		let Some(demand) = &opened.demand else {
			return Err(NotLetIn::OtherStage.into());
		};
		Self::ensure_signed_by_worker(report, &job, &Content::Deliver(proof), signature)?;
		if source != TransactionSource::InBlock {
			Self::check_delivery(report.job, demand, proof.clone())
				.map_err(|_| NotLetIn::ProvesNothing)?;
		}
		Self::let_in(report, &job, Tag::Deliver)
	}

	fn reported(
		report: &Report<BlockNumberFor<T>>,
	) -> Result<JobRecordOf<T>, TransactionValidityError> {
		Self::job_of(report).map_err(|error| match error {
			Error::OtherAttempt => NotLetIn::OtherAttempt.into(),
			_ => NotLetIn::JobUnknown.into(),
		})
	}

	/// The signature comes after all that is cheaper to check.
	fn ensure_signed_by_worker(
		report: &Report<BlockNumberFor<T>>,
		job: &JobRecordOf<T>,
		content: &Content<'_>,
		signature: &WorkerSignature,
	) -> Result<(), TransactionValidityError> {
		let worker = job
			.stage
			.run()
			.and_then(|run| T::Workers::worker_of(&run.operator))
			.ok_or(NotLetIn::NoWorker)?;
		let message = Self::report_message(report, content);
		if worker.verify(&message, signature) {
			Ok(())
		} else {
			Err(InvalidTransaction::BadProof.into())
		}
	}

	fn let_in(
		report: &Report<BlockNumberFor<T>>,
		job: &JobRecordOf<T>,
		tag: Tag,
	) -> TransactionValidityWithRefund {
		let now = frame_system::Pallet::<T>::block_number();
		let left = job.stage.due().map_or_else(Zero::zero, |due| due.saturating_sub(now));
		ValidTransaction::with_tag_prefix(TAG_PREFIX)
			.priority(T::ReportPriority::get())
			.and_provides((report.job, report.attempt, tag))
			.longevity(left.saturated_into::<u64>().max(1))
			.propagate(true)
			.build()
			.map(|valid| (valid, Weight::zero()))
	}
}
