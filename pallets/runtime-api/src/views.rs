//! What is told of records.

use alloc::vec::Vec;
use assay_jobs::{Ending, Escrow, Fault, JobId, Setback, VerdictKind};
use assay_mailbox::Task;
use assay_market::{Balance, BlobHash, JobSpec, Place, PricePerGigaFuel};
use assay_providers::{DeviceLimits, FloatModes, WorkerKey};
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
		/// What is on hold for it.
		escrow: Escrow,
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

/// What was asked for with a job that isn't over.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct OrderView<AccountId, BlockNumber> {
	/// What is computed.
	pub spec: JobSpec,
	/// What the requester offers.
	pub offer: OfferInput<AccountId, BlockNumber>,
	/// Who had it already, and doesn't get it again.
	pub tried: Vec<AccountId>,
}

/// Something that happened to a job: its events, without its number.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub enum EventView<AccountId, BlockNumber> {
	/// It was submitted.
	Submitted {
		/// Who pays.
		requester: AccountId,
		/// Lane-operations of all passes.
		fuel: u64,
		/// What is on hold for it.
		escrow: Escrow,
	},
	/// It was given to a provider.
	Assigned {
		/// Which attempt it is.
		attempt: u32,
		/// Who has it.
		operator: AccountId,
		/// What it asks.
		payment: Balance,
		/// From this block on it is late.
		until: BlockNumber,
	},
	/// The provider has told the hashes of its results.
	Committed {
		/// In which attempt.
		attempt: u32,
		/// In this block samples are drawn.
		sample_at: BlockNumber,
	},
	/// Samples were drawn.
	Sampled {
		/// In which attempt.
		attempt: u32,
		/// Which workgroups.
		samples: Vec<Place>,
		/// They have to be opened before this block.
		until: BlockNumber,
	},
	/// A sample was opened and executed.
	Opened {
		/// In which attempt.
		attempt: u32,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: VerdictKind,
	},
	/// All samples were right.
	WindowBegan {
		/// In this block the job is settled.
		settle_at: BlockNumber,
	},
	/// Somebody brought a tile and it was executed.
	Challenged {
		/// Who brought it.
		challenger: AccountId,
		/// Which workgroup.
		place: Place,
		/// What came of it.
		verdict: VerdictKind,
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
		until: BlockNumber,
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
		operator: AccountId,
		/// Why.
		setback: Setback,
	},
	/// A provider lost collateral.
	Slashed {
		/// Which provider.
		operator: AccountId,
		/// What for.
		fault: Fault,
		/// How much.
		slashed: Balance,
		/// What the requester got of it.
		compensation: Balance,
		/// What a challenger got of it.
		bounty: Balance,
		/// What was burned of it.
		burned: Balance,
	},
	/// A provider was paid.
	Paid {
		/// Which provider.
		operator: AccountId,
		/// How much.
		earned: Balance,
		/// What authors got.
		royalties: Balance,
		/// What was burned.
		burned: Balance,
	},
	/// It is over.
	Ended {
		/// How.
		ending: Ending,
	},
	/// What was due failed.
	Stuck {
		/// The error's name.
		error: Vec<u8>,
	},
}

/// A provider.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct ProviderView<AccountId, BlockNumber> {
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
	/// Where its machines are.
	pub region: Vec<u8>,
	/// What else is true of it.
	pub attributes: Vec<Vec<u8>>,
	/// How much of what it was given lately it settled.
	pub reliability: Permill,
	/// Whether jobs are drawn for it.
	pub active: bool,
	/// Whether it wants no new jobs.
	pub draining: bool,
	/// When its worker was last heard.
	pub heard: Option<BlockNumber>,
	/// What its worker signs with.
	pub worker: WorkerKey,
	/// What can still be reserved of its stake.
	pub free_collateral: Balance,
	/// Its devices.
	pub devices: Vec<DeviceView>,
}

/// What a device can do, as its provider registered it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct DeviceView {
	/// The driver's name for it.
	pub name: Vec<u8>,
	/// Its limits.
	pub limits: DeviceLimits,
	/// The float modes whose self-test it passed.
	pub modes: FloatModes,
	/// Measured speed in mega-fuel per second.
	pub score: u32,
}

/// A registered kernel.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
pub struct KernelView<AccountId> {
	/// Who registered it first.
	pub author: AccountId,
	/// Its name.
	pub name: Vec<u8>,
	/// The blob with its source, as its author says.
	pub source: Option<BlobHash>,
	/// The author's part of what providers are paid for running it.
	pub royalty: Permill,
	/// What is on hold in the author's account for it.
	pub deposit: Balance,
	/// Jobs that need it.
	pub uses: u32,
	/// Its bytecode.
	pub bytecode: Vec<u8>,
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
