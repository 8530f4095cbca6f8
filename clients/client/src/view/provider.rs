//! What is told of providers and pools.

use super::{Amount, Count};
use serde::{Deserialize, Serialize};
use sp_core::crypto::AccountId32;
use sp_core::H256;

/// A provider.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provider {
	/// Who runs it.
	pub operator: AccountId32,
	/// A name for people.
	pub name: String,
	/// The address of its gateway.
	pub endpoint: String,
	/// What it asks per giga-fuel.
	pub price: Amount,
	/// How many jobs it takes at once.
	pub capacity: u32,
	/// How many it has.
	pub running: u32,
	/// Where its machines are.
	pub region: String,
	/// What else is true of it.
	pub attributes: Vec<String>,
	/// How much of what it was given lately it settled, in millionths.
	pub reliability: u32,
	/// Whether jobs are drawn for it.
	pub active: bool,
	/// Whether it wants no new jobs.
	pub draining: bool,
	/// In which block its worker was last heard.
	pub heard: Option<u32>,
	/// The public key that its worker signs with.
	pub worker: H256,
	/// What can still be reserved of its stake.
	pub free_collateral: Amount,
	/// Its devices.
	pub devices: Vec<ProviderDevice>,
}

/// A device as its provider registered it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderDevice {
	/// The driver's name for it.
	pub name: String,
	/// Its limits.
	pub limits: DeviceLimits,
	/// The float modes whose self-test it passed.
	pub floats: FloatModes,
	/// Measured speed in mega-fuel per second.
	pub score: u32,
}

/// Limits of a device.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceLimits {
	/// Bytes of memory for the buffers of a job.
	pub memory: Count,
	/// Bytes in one buffer.
	pub buffer: Count,
	/// Lanes in a workgroup.
	pub lanes: u32,
	/// Bytes of workgroup memory.
	pub workgroup_memory: u32,
}

/// Ways of calculating with floats. Integers need none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FloatModes {
	/// One result everywhere, bit by bit.
	pub strict: bool,
	/// Results within a tolerance.
	pub relaxed: bool,
}

/// An operator's pool.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pool {
	/// The operator's own bond.
	pub own: Amount,
	/// All that is bonded, delegations among it.
	pub bonded: Amount,
	/// Stake on its way out.
	pub unbonding: Amount,
	/// What backs running jobs.
	pub reserved: Amount,
	/// What can still be reserved.
	pub free: Amount,
	/// What the operator takes of a reward, in billionths.
	pub commission: u32,
	/// Accounts with stake in it.
	pub members: u32,
}
