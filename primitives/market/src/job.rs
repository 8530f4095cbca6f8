//! A job as it can be asked about: what it waits for, or how it ended.

use crate::{
	grid::Place,
	money::{Balance, Escrow},
	offer::Offer,
	outcome::Ending,
	spec::JobSpec,
};
use alloc::vec::Vec;
use assay_proof::BlobHash;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::AccountId32;

/// Names a job, for ever: numbers aren't used again.
pub type JobId = u64;

/// A job.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Job<AccountId = AccountId32, BlockNumber = u32> {
	/// Its number.
	pub id: JobId,
	/// Who pays.
	pub requester: AccountId,
	/// Hashes of all outputs of all passes in order, once a provider has committed to them.
	pub results: Option<Vec<BlobHash>>,
	/// What it waits for, or how it ended.
	pub state: JobState<AccountId, BlockNumber>,
	/// What is known of it while it isn't over.
	pub progress: Option<Progress<BlockNumber>>,
}

/// What is known of a job that isn't over.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub struct Progress<BlockNumber = u32> {
	/// Fuel of all passes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub fuel: u64,
	/// How often it was given to a provider.
	pub attempt: u32,
	/// From this block on it isn't given to a provider any more.
	pub expires_at: BlockNumber,
	/// What is on hold for it.
	pub escrow: Escrow,
}

/// What a job waits for, or how it ended.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub enum JobState<AccountId = AccountId32, BlockNumber = u32> {
	/// It waits for a provider.
	Queued {
		/// Jobs before it in the queue.
		before: u64,
	},
	/// It waits for a provider's results.
	Assigned {
		/// Who runs it.
		run: Run<AccountId>,
		/// From this block on it is late.
		until: BlockNumber,
	},
	/// It waits for randomness.
	Committed {
		/// Who runs it.
		run: Run<AccountId>,
		/// In this block samples are drawn.
		sample_at: BlockNumber,
	},
	/// It waits for openings.
	Sampled {
		/// Who runs it.
		run: Run<AccountId>,
		/// What was drawn.
		samples: Vec<Sample>,
		/// They have to be opened before this block.
		until: BlockNumber,
	},
	/// It waits for challenges.
	Opened {
		/// Who ran it.
		run: Run<AccountId>,
		/// In this block it is settled.
		settle_at: BlockNumber,
		/// Chunks that the requester demanded.
		demand: Option<Demand<BlockNumber>>,
	},
	/// It is over.
	Over {
		/// How it ended.
		ending: Ending,
		/// Who was paid for it, if anybody was.
		operator: Option<AccountId>,
		/// What was taken of the offer, in grains (10^-12 ASY).
		#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
		paid: Balance,
		/// From this block on it is forgotten.
		forget_at: BlockNumber,
	},
}

impl<AccountId, BlockNumber> JobState<AccountId, BlockNumber> {
	/// Whether the job is over.
	pub fn is_over(&self) -> bool {
		match self {
			Self::Queued { .. }
			| Self::Assigned { .. }
			| Self::Committed { .. }
			| Self::Sampled { .. }
			| Self::Opened { .. } => false,
			Self::Over { .. } => true,
		}
	}
}

/// Who runs a job, and for how much.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Run<AccountId = AccountId32> {
	/// The provider.
	pub operator: AccountId,
	/// What it is paid, in grains (10^-12 ASY).
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub payment: Balance,
}

/// A workgroup that the chain drew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Sample {
	/// Which one.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub place: Place,
	/// Whether it was opened, and was right.
	pub opened: bool,
}

/// Chunks of an output that the requester demanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Demand<BlockNumber = u32> {
	/// The output, counted over all passes.
	pub output: u8,
	/// The first chunk of 1,024 bytes.
	pub first: u32,
	/// How many chunks.
	pub count: u32,
	/// They have to be delivered before this block.
	pub until: BlockNumber,
}

/// What was asked for with a job that isn't over.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(bound(
		serialize = "AccountId: serde::Serialize, BlockNumber: serde::Serialize",
		deserialize = "AccountId: serde::Deserialize<'de>, BlockNumber: serde::Deserialize<'de>"
	))
)]
#[scale_info(capture_docs = "always")]
pub struct Order<AccountId = AccountId32, BlockNumber = u32> {
	/// What is computed.
	pub spec: JobSpec,
	/// What is offered for it.
	pub offer: Offer<AccountId, BlockNumber>,
	/// Who had it already, and doesn't get it again.
	pub tried: Vec<AccountId>,
}
