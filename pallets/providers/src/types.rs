//! What is stored.

use crate::WorkerKey;
use assay_market::{Ask, Balance, ProviderDevices};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// All of a provider that matters for drawing it.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct ProviderRecord {
	/// What it offers, and for how much.
	pub offer: Ask,
	/// Its devices, at least one.
	pub devices: ProviderDevices,
	/// The public key that its machine signs with.
	pub worker: WorkerKey,
	/// Whether it wants no new jobs.
	pub draining: bool,
	/// What is on hold in the operator's account for these records, in grains (10^-12 ASY).
	pub deposit: Balance,
}
