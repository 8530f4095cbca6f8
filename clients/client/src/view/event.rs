//! What happened to a job, and in which block.

use super::{Amount, BlockRef, Count, Ending, Escrow, Job, Place};
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;

/// What happened to a job in one block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockEvents {
	/// The block.
	pub block: BlockRef,
	/// What happened, in this order; at least one event.
	pub events: Vec<JobEvent>,
}

/// A notification about a job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JobUpdate {
	/// The best block, or the finalised one in the last notification.
	pub block: BlockRef,
	/// Whether the block is finalised and the job over: nothing comes after it.
	pub last: bool,
	/// What happened in this block.
	pub events: Vec<JobEvent>,
	/// The job after this block; `null` if a fork without it became the best one, or if the chain
	/// has forgotten it.
	pub job: Option<Job>,
}

/// Something that happened to a job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum JobEvent {
	/// It was submitted.
	Submitted {
		/// Who pays.
		requester: AccountId32,
		/// Lane-operations of all passes.
		fuel: Count,
		/// What is on hold for it.
		escrow: Escrow,
	},
	/// It was given to a provider.
	Assigned {
		/// Which attempt it is.
		attempt: u32,
		/// Who has it.
		operator: AccountId32,
		/// What it is paid.
		payment: Amount,
		/// From this block on it is late.
		until: u32,
	},
	/// The provider has told the hashes of its results.
	Committed {
		/// In which attempt.
		attempt: u32,
		/// In this block samples are drawn.
		sample_at: u32,
	},
	/// Samples were drawn.
	Sampled {
		/// In which attempt.
		attempt: u32,
		/// Which workgroups.
		samples: Vec<Place>,
		/// They have to be opened before this block.
		until: u32,
	},
	/// A sample was opened, and the chain executed it again.
	Opened {
		/// In which attempt.
		attempt: u32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: Verdict,
	},
	/// All samples were right, and challenges are waited for.
	WindowBegan {
		/// In this block the job is settled.
		settle_at: u32,
	},
	/// Somebody brought a tile, and the chain executed it again.
	Challenged {
		/// Who brought it.
		challenger: AccountId32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: Verdict,
	},
	/// The requester demanded chunks of an output.
	Demanded {
		/// Which output, counted over all passes.
		output: u8,
		/// The first chunk.
		first: u32,
		/// How many.
		count: u32,
		/// They have to be delivered before this block.
		until: u32,
	},
	/// They were delivered.
	Delivered {
		/// Which output, counted over all passes.
		output: u8,
		/// The first chunk.
		first: u32,
		/// How many.
		count: u32,
	},
	/// An attempt ended without a result.
	SetBack {
		/// Which attempt.
		attempt: u32,
		/// Whose.
		operator: AccountId32,
		/// Why.
		reason: Setback,
	},
	/// A provider lost collateral.
	Slashed {
		/// Which provider.
		operator: AccountId32,
		/// What for.
		fault: Fault,
		/// How much.
		slashed: Amount,
		/// What the requester got of it.
		compensation: Amount,
		/// What a challenger got of it.
		bounty: Amount,
		/// What was burned of it.
		burned: Amount,
	},
	/// A provider was paid.
	Paid {
		/// Which provider.
		operator: AccountId32,
		/// How much.
		earned: Amount,
		/// What authors of kernels got.
		royalties: Amount,
		/// What was burned.
		burned: Amount,
	},
	/// It is over, and what was left of its escrow went back.
	Ended {
		/// How.
		ending: Ending,
	},
	/// What was due failed: a fault of the chain. `jobs.poke` tries it again.
	Stuck {
		/// What was wrong.
		error: String,
	},
}

/// What came of executing a workgroup again.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
	/// The tile is right.
	Match,
	/// It is outside of the tolerance, but not grossly.
	Inaccurate,
	/// It is wrong.
	Mismatch,
	/// The kernel itself is at fault.
	Void,
}

/// Why an attempt ended without a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Setback {
	/// The provider couldn't get an input.
	InputUnavailable,
	/// The provider's own device disagrees with the referee.
	NotReproducible,
	/// The provider can't run the job: its device failed, or it has no room.
	Unable,
	/// No result in time.
	Late,
	/// A tile was outside of the tolerance, but not grossly.
	Inaccurate,
	/// The provider was slashed: a tile was wrong.
	Mismatch,
	/// The provider was slashed: a sample wasn't opened in time.
	NotOpened,
	/// The provider was slashed: demanded chunks weren't delivered in time.
	NotDelivered,
	/// The kernel of a later pass is at fault, or the results that it was fed with.
	Void,
}

/// What a provider is slashed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
	/// A tile was wrong.
	Mismatch,
	/// A sample wasn't opened in time.
	NotOpened,
	/// Demanded chunks weren't delivered in time.
	NotDelivered,
}
