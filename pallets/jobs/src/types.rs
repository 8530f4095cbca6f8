//! What is stored.

use crate::{stage::Stage, terms::Terms, Config};
use assay_market::{limits::MAX_JOB_OUTPUTS, Balance, BlobHash, Capability, PricePerGigaFuel};
use assay_providers::{DeviceLimits, FloatModes};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Names a job, for ever: numbers aren't used again.
pub type JobId = u64;

/// Money that whoever holds this has to place.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// A short lower-case word that providers and jobs are matched by.
pub type TagOf<T> = BoundedVec<u8, <T as Config>::MaxTag>;

/// Hashes of all outputs of all passes, in order.
pub type Commitment = BoundedVec<BlobHash, ConstU32<MAX_JOB_OUTPUTS>>;

/// The stage of a job of a runtime.
pub type StageOf<T> = Stage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What a requester offers and asks of providers.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(skip_type_params(T))]
pub struct Offer<T: Config> {
	/// The most it pays, in grains (10^-12 ASY) per giga-fuel.
	pub price: PricePerGigaFuel,
	/// Blocks in which a provider has to commit.
	pub deadline: BlockNumberFor<T>,
	/// Blocks after which the job isn't given to anybody any more.
	pub patience: BlockNumberFor<T>,
	/// How many tiles the chain executes again.
	pub samples: u8,
	/// Who may run it; anybody if nobody is named.
	pub allowed: BoundedVec<T::AccountId, T::MaxAllowed>,
	/// Where the provider has to be, if that matters.
	pub region: Option<TagOf<T>>,
	/// What else has to be true of it.
	pub attributes: BoundedVec<TagOf<T>, T::MaxAttributes>,
}

/// What has to be known to find a provider.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(skip_type_params(T))]
pub struct OrderRecord<T: Config> {
	/// What the requester offers.
	pub offer: Offer<T>,
	/// What a device must have.
	pub limits: DeviceLimits,
	/// Which floats it must be right about.
	pub modes: FloatModes,
	/// Who had it already, and doesn't get it again.
	pub tried: BoundedVec<T::AccountId, T::MaxAttempts>,
}

/// Money of the requester that is on hold for a job.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub struct Escrow {
	/// For the provider, in grains (10^-12 ASY): fuel at the offered price.
	pub payment: Balance,
	/// For verification, in grains.
	pub verification: Balance,
	/// For what the chain keeps of the job, in grains.
	pub deposit: Balance,
}

/// Attempts that ended without anybody having cheated.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub struct Futile {
	/// An input could not be had.
	pub unavailable: u8,
	/// A result couldn't be made, was outside of the tolerance, or void.
	pub irreproducible: u8,
}

impl Futile {
	/// Whether there was any.
	pub fn is_any(&self) -> bool {
		self.unavailable > 0 || self.irreproducible > 0
	}
}

/// A job that isn't over.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(skip_type_params(T))]
pub struct JobRecord<T: Config> {
	/// Who pays.
	pub requester: T::AccountId,
	/// Lane-operations of all passes.
	pub fuel: u64,
	/// What it is waiting for.
	pub stage: StageOf<T>,
	/// How often it was assigned.
	pub attempt: u32,
	/// Futile attempts.
	pub futile: Futile,
	/// From this block on it isn't given to anybody any more.
	pub expires_at: BlockNumberFor<T>,
	/// What is on hold for it.
	pub escrow: Escrow,
	/// What verifying one attempt takes at most, in grains.
	pub attempt_fee: Balance,
	/// What was spent on verifying this attempt, in grains.
	pub spent: Balance,
	/// What it was submitted under.
	pub terms: Terms<BlockNumberFor<T>>,
}

/// An author's part of what the provider is paid for a job.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct RoyaltyRecord<AccountId> {
	/// Who gets it.
	pub author: AccountId,
	/// How much of the provider's part, in millionths.
	pub part: Permill,
}

/// Why a provider gives a job back.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub enum DeclineReason {
	/// An input can't be had.
	InputUnavailable,
	/// Its own device disagrees with the referee.
	NotReproducible,
	/// It can't run the job: its device failed, or it has no room.
	Unable,
}

/// Why an attempt ended without a result.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub enum Setback {
	/// The provider gave it back.
	Declined(DeclineReason),
	/// No result in time.
	Late,
	/// A tile was outside of the tolerance, but not grossly.
	Inaccurate,
	/// The provider was slashed.
	Slashed(Fault),
	/// The kernel of a later pass is at fault, or the results that it was fed with.
	Void,
}

/// What a provider is slashed for.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub enum Fault {
	/// A tile was wrong.
	Mismatch,
	/// A sample wasn't opened in time.
	NotOpened,
	/// Demanded chunks weren't delivered in time.
	NotDelivered,
}

/// How a job ended.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
pub enum Ending {
	/// With a result that nobody proved wrong.
	Settled,
	/// The kernel itself is at fault, on inputs of the job. The provider is paid.
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

/// A job that is over.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
pub struct EndRecord<AccountId, BlockNumber> {
	/// Who asked for it.
	pub requester: AccountId,
	/// Who was paid for it, if anybody was.
	pub operator: Option<AccountId>,
	/// What was taken of the offer, in grains. Verification and chunks that were demanded come on top.
	pub paid: Balance,
	/// How it ended.
	pub ending: Ending,
	/// From this block on it is forgotten.
	pub forget_at: BlockNumber,
}

/// The end record of a runtime.
pub type EndRecordOf<T> = EndRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<T: Config> OrderRecord<T> {
	/// An order that nobody has had.
	pub fn new(offer: Offer<T>, needs: &Capability) -> Self {
		Self {
			offer,
			limits: DeviceLimits {
				memory: needs.limits.memory,
				buffer: needs.limits.buffer,
				lanes: needs.limits.lanes,
				workgroup_memory: needs.limits.workgroup_memory,
			},
			modes: FloatModes { strict: needs.floats.strict, relaxed: needs.floats.relaxed },
			tried: BoundedVec::new(),
		}
	}
}
