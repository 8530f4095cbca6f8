//! The calls that this program knows.
//!
//! Each is composed against the chain's metadata when it is signed: a pallet or a call may have
//! another number on the chain, and further calls make no difference. What has changed is refused.

use crate::call::Call;
use assay_market::{
	Ask, Balance, JobId, JobSpec, KernelAbout, Offer, Place, Profile, ProviderDevices,
};
use assay_witness::Witness;
use codec::Compact;
use sp_core::crypto::AccountId32;
use sp_runtime::{Perbill, Permill};
use subxt::ext::scale_value::Value;

/// Submits a job.
pub fn submit_job(spec: JobSpec, offer: Offer) -> Call {
	Call::new("Jobs", "submit").with("spec", spec).with("offer", offer)
}

/// Takes a job back.
pub fn cancel_job(job: JobId) -> Call {
	Call::new("Jobs", "cancel").with("job", job)
}

/// Shows the chain a tile that is wrong.
pub fn challenge(job: JobId, attempt: u32, place: Place, fuel: u64, witness: Witness) -> Call {
	Call::new("Jobs", "challenge")
		.with("job", job)
		.with("attempt", attempt)
		.with("place", place)
		.with("fuel", fuel)
		.with("witness", witness)
}

/// Registers a kernel.
pub fn register_kernel(bytecode: &[u8], about: KernelAbout, royalty: Permill) -> Call {
	Call::new("Kernels", "register")
		.with("bytecode", bytecode.to_vec())
		.with("about", about)
		.with("royalty", royalty)
}

/// Registers a provider, with the public key of its worker and the signature that shows that the
/// operator has it.
pub fn register_provider(
	profile: Profile,
	offer: Ask,
	devices: ProviderDevices,
	worker: [u8; 32],
	possession: [u8; 64],
) -> Call {
	Call::new("Providers", "register")
		.with("profile", profile)
		.with("offer", offer)
		.with("devices", devices)
		.with("worker", worker)
		.with("possession", possession)
}

/// Takes no new jobs.
pub fn drain() -> Call {
	Call::new("Providers", "drain")
}

/// Takes jobs again.
pub fn resume() -> Call {
	Call::new("Providers", "resume")
}

/// Is no provider any more.
pub fn deregister() -> Call {
	Call::new("Providers", "deregister")
}

/// Opens a pool.
pub fn bond(amount: Balance, commission: Perbill) -> Call {
	Call::new("Stake", "bond").with("amount", Compact(amount)).with("commission", commission)
}

/// Adds to one's own bond.
pub fn bond_more(amount: Balance) -> Call {
	Call::new("Stake", "bond_more").with("amount", Compact(amount))
}

/// Begins to take all of one's stake out of a pool.
pub fn unbond_all(operator: &AccountId32) -> Call {
	Call::new("Stake", "unbond").with("operator", operator.clone()).with("amount", None::<Balance>)
}

/// Takes out what is due.
pub fn withdraw(operator: &AccountId32, member: &AccountId32) -> Call {
	Call::new("Stake", "withdraw").with("operator", operator.clone()).with("member", member.clone())
}

/// Closes an empty pool.
pub fn dissolve() -> Call {
	Call::new("Stake", "dissolve")
}

/// All of some calls, or none.
pub fn all_of(calls: Vec<Call>) -> Call {
	Call::new("Utility", "batch_all").with_calls("calls", calls)
}

/// A call as the chain's root.
pub fn as_root(call: Call) -> Call {
	Call::new("Sudo", "sudo").with_call("call", call)
}

/// Sets the blocks in which results may be challenged.
pub fn set_challenge_window(blocks: u32) -> Call {
	// The key is a type of its own, without fields.
	let key = Value::unnamed_composite([]);
	let value = Value::unnamed_variant("Some", [Value::u128(blocks.into())]);
	let parameter = Value::unnamed_variant("ChallengeWindow", [key, value]);
	Call::new("Parameters", "set_parameter")
		.with_named("key_value", Value::unnamed_variant("Jobs", [parameter]))
}
