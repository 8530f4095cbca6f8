//! An attempt that the service knows of.

use crate::ledger::{Record, Shown};
use assay_mailbox::{keys, Answer, Attempt, Order};
use assay_market::{BlobRef, Place, Work};
use std::{
	collections::HashSet,
	fmt,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
};

/// What an order wants to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wanted {
	/// A sample.
	Opening {
		/// Counted from 0, as the chain drew them.
		sample: u8,
		/// Where it lies.
		place: PlaceKey,
	},
	/// Chunks of an output.
	Delivery {
		/// Which output, counted over all passes.
		output: u8,
		/// The first chunk.
		first: u32,
		/// Chunks of 1 KiB.
		count: u32,
	},
}

/// A place that can be a key.
pub(crate) type PlaceKey = (u8, [u32; 3]);

impl Wanted {
	pub fn sample(sample: u8, place: &Place) -> Self {
		let place = (place.pass, place.group);
		Self::Opening { sample, place }
	}

	/// What of it is remembered.
	pub fn shown(&self) -> Shown {
		match *self {
			Self::Opening { sample, .. } => Shown::Opening(sample),
			Self::Delivery { output, first, .. } => Shown::Delivery(output, first),
		}
	}
}

impl fmt::Display for Wanted {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Opening { sample, place: (pass, [x, y, z]) } => {
				write!(f, "sample {sample} (pass {pass}, workgroup {x},{y},{z})")
			},
			Self::Delivery { output, first, count } => {
				write!(f, "{count} chunks of output {output} from chunk {first} on")
			},
		}
	}
}

impl Shown {
	/// Where it is in the mailbox.
	pub fn key(&self, attempt: &Attempt) -> Vec<u8> {
		match *self {
			Self::Opening(sample) => keys::opening(attempt, sample),
			Self::Delivery(output, first) => keys::delivery(attempt, output, first),
		}
	}
}

/// What is being done for an attempt just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activity {
	/// Nothing: it waits for the chain, or is over.
	None,
	/// Inputs are fetched.
	Fetching,
	/// Inputs are here, and no device is ready yet.
	Ready,
	/// A device has it in its queue, or runs it.
	InQueue(usize),
}

/// An attempt.
pub(crate) struct Entry {
	pub record: Record,
	/// What it computes, unless that is nonsense.
	pub work: Option<Arc<Work>>,
	/// What is to be done; nothing while it is on no roll.
	pub order: Option<Order>,
	/// The roll's block when it was last looked at.
	pub at: u32,
	pub activity: Activity,
	/// Tells what is being done from what was done before.
	pub turn: u64,
	pub cancel: Arc<AtomicBool>,
	/// Since when there is an answer, by the block of the roll.
	pub answered_at: u32,
	/// What is being proven.
	pub proving: HashSet<Wanted>,
	/// What was proven since the start, and not for another fork.
	pub proven: HashSet<Wanted>,
}

impl Entry {
	pub fn new(record: Record, work: Option<Arc<Work>>) -> Self {
		Self {
			at: record.seen,
			record,
			work,
			order: None,
			activity: Activity::None,
			turn: 0,
			cancel: Arc::default(),
			answered_at: 0,
			proving: HashSet::new(),
			proven: HashSet::new(),
		}
	}

	/// All outputs, if it was run.
	pub fn made(&self) -> Option<Vec<BlobRef>> {
		match &self.record.answer {
			Some(Answer::Commit(hashes)) => self.work.as_ref()?.outputs(hashes),
			_ => None,
		}
	}

	/// Begins something new, which nothing that was begun before has to do with.
	pub fn begin(&mut self, turn: u64, activity: Activity) {
		self.cancel = Arc::default();
		(self.turn, self.activity) = (turn, activity);
	}

	/// Ends what is being done, as soon as that can be.
	pub fn cancel(&self) {
		self.cancel.store(true, Ordering::Relaxed);
	}
}
