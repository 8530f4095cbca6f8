//! Providers and their pools.

use crate::{
	capability::Capability,
	limits::{MAX_ATTRIBUTES, MAX_DEVICES, MAX_ENDPOINT, MAX_NAME},
	money::{Balance, PricePerGigaFuel},
	tag::Tag,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{traits::ConstU32, AccountId32, BoundedVec, Perbill, Permill};

/// A name for people: UTF-8.
pub type Name = BoundedVec<u8, ConstU32<MAX_NAME>>;

/// How people know a provider, and where they reach it. The chain only keeps it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Profile {
	/// A name for people: UTF-8 without control characters, at most 64 bytes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::text"))]
	pub name: Name,
	/// The address of its gateway: printable ASCII without spaces, at most 128 bytes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::text"))]
	pub endpoint: BoundedVec<u8, ConstU32<MAX_ENDPOINT>>,
}

/// What a provider offers, and for how much.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Ask {
	/// What it asks: grains (10^-12 ASY) per giga-fuel.
	pub price: PricePerGigaFuel,
	/// How many jobs it takes at once, at least one.
	pub capacity: u32,
	/// Where its machines are.
	pub region: Tag,
	/// What else is true of it, in ascending order.
	#[cfg_attr(feature = "std", serde(with = "crate::json::list"))]
	pub attributes: BoundedVec<Tag, ConstU32<MAX_ATTRIBUTES>>,
}

/// A device as its provider registered it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct ProviderDevice {
	/// The driver's name for it: UTF-8 without control characters, at most 64 bytes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::text"))]
	pub name: Name,
	/// What its self-test found that it can do.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub capability: Capability,
	/// Measured speed in mega-fuel per second.
	pub score: u32,
}

/// The devices of a provider, at least one.
pub type ProviderDevices = BoundedVec<ProviderDevice, ConstU32<MAX_DEVICES>>;

/// A provider, active or not.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub struct Provider<AccountId = AccountId32, BlockNumber = u32> {
	/// Who runs it.
	pub operator: AccountId,
	/// How people know it.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub profile: Profile,
	/// What it offers, and for how much.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub ask: Ask,
	/// How many jobs it has.
	pub running: u32,
	/// How much of what it was given lately it settled, in millionths.
	pub reliability: Permill,
	/// Whether jobs are drawn for it.
	pub active: bool,
	/// Whether it wants no new jobs.
	pub draining: bool,
	/// The block in which its worker was last heard.
	pub heard: Option<BlockNumber>,
	/// The public key that its worker signs with.
	#[cfg_attr(feature = "std", serde(with = "crate::json::hex"))]
	pub worker: [u8; 32],
	/// What can still be reserved of its stake, in grains (10^-12 ASY).
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub free_collateral: Balance,
	/// Its devices.
	#[cfg_attr(feature = "std", serde(with = "crate::json::list"))]
	pub devices: ProviderDevices,
}

/// An operator's pool. Amounts are in grains (10^-12 ASY).
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Pool {
	/// The operator's own bond, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub own: Balance,
	/// All that is bonded, delegations among it, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub bonded: Balance,
	/// Stake on its way out, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub unbonding: Balance,
	/// What backs running jobs, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub reserved: Balance,
	/// What can still be reserved, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub free: Balance,
	/// The operator's part of a reward, in billionths.
	pub commission: Perbill,
	/// Accounts with stake in it.
	pub members: u32,
}
