//! What is told of a job.

use super::{Amount, BlockRef, Count, Offer, Spec};
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;
use sp_core::H256;

/// Names a job, for ever: numbers aren't used again.
pub type JobId = u64;

/// A job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Job {
	/// Its number.
	pub id: JobId,
	/// Who pays.
	pub requester: AccountId32,
	/// Hashes of all outputs of all passes in order, if somebody committed to them.
	pub results: Option<Vec<H256>>,
	/// What it waits for, or how it ended.
	pub state: JobState,
	/// What is known of it while it isn't over.
	pub progress: Option<Progress>,
}

/// What is known of a job that isn't over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
	/// Lane-operations of all passes.
	pub fuel: Count,
	/// How often it was given to a provider.
	pub attempt: u32,
	/// From this block on it isn't given to anybody any more.
	pub expires_at: u32,
	/// What is on hold for it.
	pub escrow: Escrow,
}

/// Money of the requester that is on hold for a job.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Escrow {
	/// For the provider: fuel at the offered price.
	pub payment: Amount,
	/// For verification.
	pub verification: Amount,
	/// For what the chain keeps of the job.
	pub deposit: Amount,
}

/// What a job waits for, or how it ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobState {
	/// It waits for a provider.
	Queued {
		/// Jobs before it in the queue.
		before: u64,
	},
	/// It waits for a provider's results.
	Assigned {
		/// Who runs it.
		run: Run,
		/// From this block on it is late.
		until: u32,
	},
	/// It waits for randomness.
	Committed {
		/// Who runs it.
		run: Run,
		/// In this block samples are drawn.
		sample_at: u32,
	},
	/// It waits for openings.
	Sampled {
		/// Who runs it.
		run: Run,
		/// What was drawn.
		samples: Vec<Sample>,
		/// They have to be opened before this block.
		until: u32,
	},
	/// It waits for challenges.
	Opened {
		/// Who ran it.
		run: Run,
		/// In this block it is settled.
		settle_at: u32,
		/// Chunks that the requester demanded.
		demand: Option<Demand>,
	},
	/// It is over.
	Over {
		/// How it ended.
		ending: Ending,
		/// Who was paid for it, if anybody was.
		operator: Option<AccountId32>,
		/// What was taken of the offer.
		paid: Amount,
		/// In this block it is forgotten.
		forget_at: u32,
	},
}

impl JobState {
	/// Whether the job is over.
	pub fn is_over(&self) -> bool {
		matches!(self, Self::Over { .. })
	}
}

/// Who runs a job, and for how much.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
	/// The provider.
	pub operator: AccountId32,
	/// What it is paid.
	pub payment: Amount,
}

/// A workgroup that the chain drew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sample {
	/// Which one.
	#[serde(flatten)]
	pub place: Place,
	/// Whether it was opened, and was right.
	pub opened: bool,
}

/// A workgroup.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
	/// Which pass.
	pub pass: u8,
	/// Which workgroup of it: x, y and z.
	pub group: [u32; 3],
}

/// Chunks of an output that the requester demanded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Demand {
	/// Which output, counted over all passes.
	pub output: u8,
	/// The first chunk.
	pub first: u32,
	/// How many.
	pub count: u32,
	/// They have to be delivered before this block.
	pub until: u32,
}

/// How a job ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
	/// With a result that nobody proved wrong.
	Settled,
	/// The kernel itself is at fault. The provider was paid.
	Void,
	/// The requester took it back.
	Cancelled,
	/// Nobody was found to run it, or to run it again.
	Expired,
	/// Three providers couldn't get an input.
	InputUnavailable,
	/// Three providers couldn't make an accurate result.
	Irreproducible,
}

/// A job with what was asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobDetails {
	/// The block that this is true of.
	pub at: BlockRef,
	/// The job.
	#[serde(flatten)]
	pub job: Job,
	/// What was asked for; `null` once the job is over.
	pub order: Option<Order>,
}

/// What was asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
	/// What is computed.
	pub spec: Spec,
	/// What is offered for it.
	pub offer: Offer,
	/// Who had it already, and doesn't get it again.
	pub tried: Vec<AccountId32>,
}

/// What submitting a job would cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
	/// The block that this is true of.
	pub at: BlockRef,
	/// Lane-operations of all passes.
	pub fuel: Count,
	/// What would be on hold.
	pub escrow: Escrow,
	/// The sum of it.
	pub total: Amount,
	/// What verifying one attempt takes at most.
	pub attempt_fee: Amount,
	/// What authors of kernels get of the provider's part, in millionths.
	pub royalties: u32,
}
