//! What is told of records.

use alloc::vec::Vec;
use assay_jobs::{Ending, JobId};
use assay_mailbox::Task;
use assay_providers::{DeviceLimits, FloatModes};
use assay_types::{Balance, BlobHash, JobSpec, Place, PricePerGigaFuel};
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::{Perbill, Permill};

/// A part of a list.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct Page<Entry, Key> {
	/// The entries.
	pub entries: Vec<Entry>,
	/// From where to go on; `None` at the end.
	pub next: Option<Key>,
}

/// What a requester offers and asks of providers.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OfferInput<AccountId, BlockNumber> {
	/// The most it pays.
	pub price: PricePerGigaFuel,
	/// Blocks in which a provider has to commit.
	pub deadline: BlockNumber,
	/// Blocks after which the job isn't given to anybody any more.
	pub patience: BlockNumber,
	/// How many tiles the chain executes again.
	pub samples: u8,
	/// Who may run it; anybody if nobody is named.
	pub allowed: Vec<AccountId>,
	/// Where the provider has to be, if that matters.
	pub region: Option<Vec<u8>>,
	/// What else has to be true of it.
	pub attributes: Vec<Vec<u8>>,
}

/// Why a question has no answer.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum Refused {
	/// A list or a text is longer than it may be.
	TooLong,
	/// A job like this would be refused, with this error's name.
	Job(Vec<u8>),
	/// There is no such kernel.
	KernelUnknown,
	/// The kernel has other parameters.
	ParametersDiffer,
	/// The fuel is beyond 2^64, or a loop's bound beyond 2^32.
	CostUnknown,
}

/// A job.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct JobView<AccountId, BlockNumber> {
	/// Who pays.
	pub requester: AccountId,
	/// Hashes of the results, if somebody committed to them.
	pub results: Option<Vec<BlobHash>>,
	/// Whether it is over.
	pub state: JobState<AccountId, BlockNumber>,
}

/// Whether a job is over.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum JobState<AccountId, BlockNumber> {
	/// It isn't.
	On {
		/// Lane-operations of all passes.
		fuel: u64,
		/// How often it was assigned.
		attempt: u32,
		/// From this block on it isn't given to anybody any more.
		expires_at: BlockNumber,
		/// For the provider, on hold.
		payment: Balance,
		/// For verification, on hold.
		verification: Balance,
		/// What it is waiting for.
		stage: StageView<AccountId, BlockNumber>,
	},
	/// It is.
	Over(EndView<AccountId, BlockNumber>),
}

/// What a job is waiting for.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum StageView<AccountId, BlockNumber> {
	/// For a provider.
	Queued {
		/// Jobs before it in the queue.
		before: u64,
	},
	/// For a provider's results, before a block.
	Assigned {
		/// Whose.
		operator: AccountId,
		/// What it is paid.
		payment: Balance,
		/// From this block on it is late.
		until: BlockNumber,
	},
	/// For randomness, in a block.
	Committed {
		/// Who runs it.
		operator: AccountId,
		/// What it is paid.
		payment: Balance,
		/// When samples are drawn.
		sample_at: BlockNumber,
	},
	/// For openings, before a block.
	Sampled {
		/// Who runs it.
		operator: AccountId,
		/// What it is paid.
		payment: Balance,
		/// What was drawn, and whether it was opened.
		samples: Vec<(Place, bool)>,
		/// They have to be opened before this block.
		until: BlockNumber,
	},
	/// For challenges, until a block.
	Opened {
		/// Who ran it.
		operator: AccountId,
		/// What it is paid.
		payment: Balance,
		/// When it is settled.
		settle_at: BlockNumber,
		/// Output, first chunk and number of chunks that were demanded, and before which block they
		/// have to be delivered.
		demand: Option<(u8, u32, u32, BlockNumber)>,
	},
}

/// How a job ended.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct EndView<AccountId, BlockNumber> {
	/// How.
	pub ending: Ending,
	/// Who was paid for it, if anybody was.
	pub operator: Option<AccountId>,
	/// What the requester paid.
	pub paid: Balance,
	/// When it is forgotten.
	pub forget_at: BlockNumber,
}

/// A provider.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ProviderView<AccountId> {
	/// Who runs it.
	pub operator: AccountId,
	/// A name for people.
	pub name: Vec<u8>,
	/// The address of its gateway.
	pub endpoint: Vec<u8>,
	/// What it asks.
	pub price: PricePerGigaFuel,
	/// How many jobs it takes at once.
	pub capacity: u32,
	/// How many it runs.
	pub running: u32,
	/// How much of what it was given lately it settled.
	pub reliability: Permill,
	/// Whether jobs are drawn for it.
	pub active: bool,
	/// What can still be reserved of its stake.
	pub free_collateral: Balance,
	/// What its devices can do: limits, float modes, mega-fuel per second.
	pub devices: Vec<(DeviceLimits, FloatModes, u32)>,
}

/// An operator's pool.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct PoolView {
	/// The operator's own bond.
	pub own: Balance,
	/// All that is bonded, delegations among it.
	pub bonded: Balance,
	/// Stake on its way out.
	pub unbonding: Balance,
	/// What backs running jobs.
	pub reserved: Balance,
	/// What can still be reserved.
	pub free: Balance,
	/// What the operator takes of a reward.
	pub commission: Perbill,
	/// Accounts with stake in it.
	pub members: u32,
}

/// What one pass of a kernel takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct KernelCost {
	/// Lane-operations of one workgroup.
	pub workgroup: u64,
	/// Lane-operations of the whole grid.
	pub pass: u64,
	/// The author's part of what the provider is paid.
	pub royalty: Permill,
}

/// What a worker has to do for a job.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct WorkView<BlockNumber> {
	/// Which job.
	pub job: JobId,
	/// Which attempt.
	pub attempt: u32,
	/// What is computed.
	pub spec: JobSpec,
	/// What is to be done next.
	pub task: Task,
	/// Before which block.
	pub until: BlockNumber,
}
