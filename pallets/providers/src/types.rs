//! What is stored.

use crate::{Config, WorkerKey};
use assay_market::{Balance, DeviceLimits, FloatModes, PricePerGigaFuel};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{BoundedVec, CloneNoBound, DebugNoBound, EqNoBound, PartialEqNoBound};
use scale_info::TypeInfo;

/// A short lower-case word that providers and jobs are matched by, such as `eu-west` or `ecc-memory`.
pub type TagOf<T> = BoundedVec<u8, <T as Config>::MaxTag>;

/// How people know a provider, and where they reach it. The chain only keeps it.
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
pub struct ProfileRecord<T: Config> {
	/// A name for people: UTF-8 without control characters.
	pub name: BoundedVec<u8, T::MaxName>,
	/// The address of its gateway: printable ASCII without spaces.
	pub endpoint: BoundedVec<u8, T::MaxEndpoint>,
}

/// What a provider offers, and for how much.
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
pub struct OfferRecord<T: Config> {
	/// What it asks, in grains (10^-12 ASY) per giga-fuel.
	pub price: PricePerGigaFuel,
	/// How many jobs it takes at once.
	pub capacity: u32,
	/// Where its machines are.
	pub region: TagOf<T>,
	/// What else is true of it, in ascending order.
	pub attributes: BoundedVec<TagOf<T>, T::MaxAttributes>,
}

/// What one device can do, as its self-test found.
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
pub struct DeviceRecord<T: Config> {
	/// The driver's name for it: UTF-8 without control characters.
	pub name: BoundedVec<u8, T::MaxName>,
	/// Its limits.
	pub limits: DeviceLimits,
	/// The float modes whose self-test it passed.
	pub modes: FloatModes,
	/// Measured speed in mega-fuel per second.
	pub score: u32,
}

/// All of a provider that matters for drawing it.
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
pub struct ProviderRecord<T: Config> {
	/// What it offers.
	pub offer: OfferRecord<T>,
	/// Its devices, at least one.
	pub devices: BoundedVec<DeviceRecord<T>, T::MaxDevices>,
	/// What its machine signs with.
	pub worker: WorkerKey,
	/// Whether it wants no new jobs.
	pub draining: bool,
	/// What is on hold in the operator's account for these records, in grains.
	pub deposit: Balance,
}
