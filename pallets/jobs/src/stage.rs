//! What a job is waiting for, and the only ways from one stage to the next.
//!
//! ```text
//! Queued -> Assigned -> Committed -> Sampled -> Opened -> (end)
//!   ^          |            |           |         |
//!   +----------+------------+-----------+---------+  another provider
//! ```
//!
//! Each method below is one arrow. What a stage doesn't have isn't offered by it, so an arrow that
//! isn't drawn can't be written.

use assay_market::{Balance, Place, Samples};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Who runs a job, and for how much.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Run<AccountId> {
	/// The provider.
	pub operator: AccountId,
	/// What it asked for, in grains.
	pub payment: Balance,
	/// What is reserved of its stake, in grains.
	pub collateral: Balance,
}

/// Chunks of an output that the requester demanded.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Demand<BlockNumber> {
	/// Which output, counted over all passes.
	pub output: u8,
	/// The first chunk.
	pub first: u32,
	/// How many chunks.
	pub count: u32,
	/// What the requester left for it, in grains.
	pub deposit: Balance,
	/// From this block on what isn't delivered is as good as wrong.
	pub until: BlockNumber,
}

/// It waits for a provider.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Queued<BlockNumber> {
	/// Its place in the queue.
	pub slot: u64,
	/// Not before this block, whose randomness nobody knew when the job was queued.
	pub from: BlockNumber,
}

/// A provider is to run it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Assigned<AccountId, BlockNumber> {
	/// Who.
	pub run: Run<AccountId>,
	/// From this block on it is late.
	pub until: BlockNumber,
}

/// A provider has told its results' hashes.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Committed<AccountId, BlockNumber> {
	/// Who.
	pub run: Run<AccountId>,
	/// In which block.
	pub at: BlockNumber,
	/// In this block the samples are drawn.
	pub sample_at: BlockNumber,
}

/// The provider has to open what was drawn.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Sampled<AccountId, BlockNumber> {
	/// Who.
	pub run: Run<AccountId>,
	/// From this block on what isn't opened is as good as wrong.
	pub until: BlockNumber,
	/// What was drawn.
	pub samples: Samples,
	/// A bit for each sample that was opened.
	pub opened: u8,
}

/// All samples were right.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Opened<AccountId, BlockNumber> {
	/// Who ran it.
	pub run: Run<AccountId>,
	/// Until this block chunks can be demanded.
	pub window_ends: BlockNumber,
	/// In this block it is settled, unless chunks are demanded.
	pub settle_at: BlockNumber,
	/// What is demanded.
	pub demand: Option<Demand<BlockNumber>>,
}

/// What a job is waiting for.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub enum Stage<AccountId, BlockNumber> {
	/// For a provider.
	Queued(Queued<BlockNumber>),
	/// For the provider's results.
	Assigned(Assigned<AccountId, BlockNumber>),
	/// For randomness.
	Committed(Committed<AccountId, BlockNumber>),
	/// For the provider's openings.
	Sampled(Sampled<AccountId, BlockNumber>),
	/// For challenges.
	Opened(Opened<AccountId, BlockNumber>),
}

impl<AccountId, BlockNumber> From<Queued<BlockNumber>> for Stage<AccountId, BlockNumber> {
	fn from(stage: Queued<BlockNumber>) -> Self {
		Self::Queued(stage)
	}
}

impl<AccountId, BlockNumber> From<Assigned<AccountId, BlockNumber>>
	for Stage<AccountId, BlockNumber>
{
	fn from(stage: Assigned<AccountId, BlockNumber>) -> Self {
		Self::Assigned(stage)
	}
}

impl<AccountId, BlockNumber> From<Committed<AccountId, BlockNumber>>
	for Stage<AccountId, BlockNumber>
{
	fn from(stage: Committed<AccountId, BlockNumber>) -> Self {
		Self::Committed(stage)
	}
}

impl<AccountId, BlockNumber> From<Sampled<AccountId, BlockNumber>>
	for Stage<AccountId, BlockNumber>
{
	fn from(stage: Sampled<AccountId, BlockNumber>) -> Self {
		Self::Sampled(stage)
	}
}

impl<AccountId, BlockNumber> From<Opened<AccountId, BlockNumber>>
	for Stage<AccountId, BlockNumber>
{
	fn from(stage: Opened<AccountId, BlockNumber>) -> Self {
		Self::Opened(stage)
	}
}

impl<BlockNumber> Queued<BlockNumber> {
	/// A provider was found.
	pub fn assign<AccountId>(
		self,
		run: Run<AccountId>,
		until: BlockNumber,
	) -> Assigned<AccountId, BlockNumber> {
		Assigned { run, until }
	}
}

impl<AccountId, BlockNumber> Assigned<AccountId, BlockNumber> {
	/// The provider told its results' hashes.
	pub fn commit(
		self,
		at: BlockNumber,
		sample_at: BlockNumber,
	) -> Committed<AccountId, BlockNumber> {
		Committed { run: self.run, at, sample_at }
	}
}

impl<AccountId, BlockNumber> Committed<AccountId, BlockNumber> {
	/// Samples were drawn.
	pub fn sample(self, samples: Samples, until: BlockNumber) -> Sampled<AccountId, BlockNumber> {
		Sampled { run: self.run, until, samples, opened: 0 }
	}
}

impl<AccountId, BlockNumber: Copy> Sampled<AccountId, BlockNumber> {
	/// What a sample stands for, and whether it was opened already.
	pub fn sample(&self, index: u8) -> Option<(Place, bool)> {
		let place = self.samples.get(usize::from(index))?;
		Some((*place, self.opened & bit(index) != 0))
	}

	/// A sample was right. When it was the last one the window begins, to end at `settle_at`.
	pub fn open(mut self, index: u8, settle_at: BlockNumber) -> Stage<AccountId, BlockNumber> {
		self.opened |= bit(index);
		let missing = (0u8..).zip(&self.samples);
		if missing.into_iter().any(|(index, _)| self.opened & bit(index) == 0) {
			return self.into();
		}
		Opened { run: self.run, window_ends: settle_at, settle_at, demand: None }.into()
	}
}

impl<AccountId, BlockNumber: Copy + Ord> Opened<AccountId, BlockNumber> {
	/// The requester demands chunks.
	pub fn demand(self, demand: Demand<BlockNumber>) -> Self {
		Self { demand: Some(demand), ..self }
	}

	/// They were delivered. Not settled before `not_before`, so that they can be checked first.
	pub fn deliver(self, not_before: BlockNumber) -> Self {
		Self { demand: None, settle_at: self.settle_at.max(not_before), ..self }
	}
}

/// The bit of a sample; none beyond the eighth.
fn bit(index: u8) -> u8 {
	1u8.checked_shl(index.into()).unwrap_or(0)
}

impl<AccountId, BlockNumber: Copy> Stage<AccountId, BlockNumber> {
	/// Who runs the job, if anybody does.
	pub fn run(&self) -> Option<&Run<AccountId>> {
		match self {
			Self::Queued(_) => None,
			Self::Assigned(stage) => Some(&stage.run),
			Self::Committed(stage) => Some(&stage.run),
			Self::Sampled(stage) => Some(&stage.run),
			Self::Opened(stage) => Some(&stage.run),
		}
	}

	/// When the chain does something by itself; a queued job's end is in its record.
	pub fn due(&self) -> Option<BlockNumber> {
		match self {
			Self::Queued(_) => None,
			Self::Assigned(stage) => Some(stage.until),
			Self::Committed(stage) => Some(stage.sample_at),
			Self::Sampled(stage) => Some(stage.until),
			Self::Opened(stage) => Some(match &stage.demand {
				Some(demand) => demand.until,
				None => stage.settle_at,
			}),
		}
	}

	/// What was demanded and left a deposit, if anything was.
	pub fn demanded(&self) -> Balance {
		match self {
			Self::Queued(_) | Self::Assigned(_) | Self::Committed(_) | Self::Sampled(_) => 0,
			Self::Opened(stage) => stage.demand.as_ref().map_or(0, |demand| demand.deposit),
		}
	}

	/// Whether results' hashes are known.
	pub fn is_committed(&self) -> bool {
		match self {
			Self::Queued(_) | Self::Assigned(_) => false,
			Self::Committed(_) | Self::Sampled(_) | Self::Opened(_) => true,
		}
	}
}
