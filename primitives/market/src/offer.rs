//! What a requester offers for a job, and asks of who runs it.

use crate::{
	limits::{MAX_ALLOWED, MAX_WANTED},
	money::PricePerGigaFuel,
	tag::Tag,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, AccountId32, BoundedVec};

/// What a requester offers and asks of providers.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(
		deny_unknown_fields,
		bound(
			serialize = "AccountId: serde::Serialize, BlockNumber: serde::Serialize",
			deserialize = "AccountId: serde::Deserialize<'de>, BlockNumber: serde::Deserialize<'de>"
		)
	)
)]
#[scale_info(capture_docs = "always")]
pub struct Offer<AccountId = AccountId32, BlockNumber = u32> {
	/// The most it pays: grains (10^-12 ASY) per giga-fuel.
	pub price: PricePerGigaFuel,
	/// Blocks in which a provider has to commit once it has the job; at least one.
	pub deadline: BlockNumber,
	/// Blocks after which the job isn't given to a provider any more; at least one.
	pub patience: BlockNumber,
	/// How many workgroups the chain draws and executes again, 1 to 8.
	pub samples: u8,
	/// Operators of the providers that may run it; any may if none is named.
	#[cfg_attr(feature = "std", serde(default, with = "crate::json::list"))]
	pub allowed: BoundedVec<AccountId, ConstU32<MAX_ALLOWED>>,
	/// Where the provider has to be, if that matters.
	#[cfg_attr(feature = "std", serde(default))]
	pub region: Option<Tag>,
	/// What else has to be true of the provider.
	#[cfg_attr(feature = "std", serde(default, with = "crate::json::list"))]
	pub attributes: BoundedVec<Tag, ConstU32<MAX_WANTED>>,
}
