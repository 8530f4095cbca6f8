//! What a provider's worker has to do.

use crate::{grid::Place, job::JobId, spec::JobSpec};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// What a worker has to do next for a job.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub enum Task {
	/// Run it, and commit to the results or decline.
	Run,
	/// Wait for samples.
	AwaitSamples,
	/// Open these samples, by number.
	Open(Vec<(u8, Place)>),
	/// Keep the results until the job is settled.
	Keep,
	/// Deliver chunks of an output: the output counted over all passes, the first chunk, how many.
	Deliver(u8, u32, u32),
}

/// A job that a worker has.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[scale_info(capture_docs = "always")]
pub struct Assignment<BlockNumber = u32> {
	/// The job's number.
	pub job: JobId,
	/// Which attempt at it this is, from 1.
	pub attempt: u32,
	/// What is computed.
	pub spec: JobSpec,
	/// What is to be done next.
	pub task: Task,
	/// It has to be done before this block.
	pub until: BlockNumber,
}
