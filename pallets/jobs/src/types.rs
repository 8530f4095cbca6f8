//! What is stored.

use crate::{stage::Stage, terms::Terms, Config};
use assay_market::{
	limits::{MAX_ATTEMPTS, MAX_JOB_OUTPUTS},
	Balance, BlobHash, Capability, Ending, Escrow, Offer,
};
use assay_providers::traits::Needs;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible, ConstU32},
	BoundedVec,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Money that whoever holds this has to place.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// Hashes of all outputs of all passes, in order.
pub type Commitment = BoundedVec<BlobHash, ConstU32<MAX_JOB_OUTPUTS>>;

/// The job of a runtime.
pub type JobRecordOf<T> = JobRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What has to be known to find a provider.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct OrderRecord<AccountId, BlockNumber> {
	/// What the requester offers.
	pub offer: Offer<AccountId, BlockNumber>,
	/// What one device must be able to do.
	pub capability: Capability,
	/// Who had it already, and doesn't get it again.
	pub tried: BoundedVec<AccountId, ConstU32<MAX_ATTEMPTS>>,
}

/// The order of a runtime.
pub type OrderRecordOf<T> = OrderRecord<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// The offer of a runtime.
pub type OfferOf<T> = Offer<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<AccountId, BlockNumber> OrderRecord<AccountId, BlockNumber> {
	/// An order that nobody has had.
	pub fn new(offer: Offer<AccountId, BlockNumber>, capability: Capability) -> Self {
		Self { offer, capability, tried: BoundedVec::new() }
	}

	/// What a provider must be and have.
	pub fn needs(&self) -> Needs<'_> {
		Needs {
			price_limit: self.offer.price,
			capability: self.capability,
			region: self.offer.region.as_ref(),
			attributes: &self.offer.attributes,
		}
	}
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
#[scale_info(capture_docs = "always")]
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
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct JobRecord<AccountId, BlockNumber> {
	/// Who pays.
	pub requester: AccountId,
	/// Fuel of all passes.
	pub fuel: u64,
	/// What it is waiting for.
	pub stage: Stage<AccountId, BlockNumber>,
	/// How often it was assigned.
	pub attempt: u32,
	/// Futile attempts.
	pub futile: Futile,
	/// From this block on it isn't given to anybody any more.
	pub expires_at: BlockNumber,
	/// What is on hold for it.
	pub escrow: Escrow,
	/// What verifying one attempt takes at most, in grains.
	pub attempt_fee: Balance,
	/// What was spent on verifying this attempt, in grains.
	pub spent: Balance,
	/// What it was submitted under.
	pub terms: Terms<BlockNumber>,
}

/// An author's part of what the provider is paid for a job.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct RoyaltyRecord<AccountId> {
	/// Who gets it.
	pub author: AccountId,
	/// How much of the provider's part, in millionths.
	pub part: Permill,
}

/// A job that is over.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
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
