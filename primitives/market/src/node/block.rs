//! Blocks that answers are about.

use crate::{Job, JobEvent, Order};
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// A block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BlockRef {
	/// Its number.
	pub number: u32,
	/// Its hash.
	pub hash: H256,
}

/// An answer with the block that it is true of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct At<T> {
	/// The block.
	pub at: BlockRef,
	/// The answer.
	#[serde(flatten)]
	pub answer: T,
}

/// A job with what was asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct JobDetails {
	/// The job.
	#[serde(flatten)]
	pub job: Job,
	/// What was asked for; `null` once the job is over.
	pub order: Option<Order>,
}

/// What happened to a job in one block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BlockEvents {
	/// The block.
	pub block: BlockRef,
	/// What happened, in this order; at least one event.
	pub events: Vec<JobEvent>,
}

/// A notification about a job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
