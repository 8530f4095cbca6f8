//! What the threads of the service tell the scheduler.

use crate::{entry::Wanted, runner::protocol::Device};
use assay_mailbox::{Answer, Attempt};
use assay_results::NotShown;
use std::time::Instant;

/// What other threads tell.
pub(crate) enum Event {
	/// It is known which devices there are.
	Devices(Found),
	/// A device can be used, or can't be any more.
	QueueChanged,
	/// A device's thread has ended.
	QueueClosed,
	/// Inputs were fetched, or not.
	Fetched { attempt: Attempt, turn: u64, fetched: Fetched },
	/// A job was run, or not.
	Ran { attempt: Attempt, turn: u64, outcome: Outcome },
	/// Something was proven, or not.
	Proven { attempt: Attempt, turn: u64, wanted: Wanted, proven: Result<Vec<u8>, NotShown> },
	/// Nothing new is begun, and everything ended at this time.
	Stop(Instant),
}

/// What came of fetching inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fetched {
	/// All are here.
	All,
	/// One isn't available.
	Missing,
	/// They can't be kept.
	Disk(String),
	/// Nobody wants them any more.
	Cancelled,
}

/// What came of running a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
	/// It has an answer.
	Answered(Answer),
	/// It was ended early.
	Cancelled,
	/// The device can't be used any more; another one may do it.
	Returned,
}

/// The devices of this machine, or why they aren't known.
pub(crate) type Found = Result<Vec<Device>, String>;
