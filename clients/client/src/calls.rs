//! The calls that this program knows.
//!
//! Each is composed against the chain's metadata when it is signed: a pallet or a call may have
//! another number on the chain, and further calls make no difference. What has changed is refused.

use crate::call::Call;
use assay_market::{Balance, JobSpec, Place, PricePerGigaFuel};
use assay_witness::Witness;
use codec::Encode;
use scale_info::TypeInfo;
use sp_core::crypto::AccountId32;
use sp_runtime::{Perbill, Permill};
use subxt::ext::scale_value::Value;

/// What a requester offers and asks of providers.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct Offer {
	/// The most it pays, in grains per giga-fuel.
	pub price: PricePerGigaFuel,
	/// Blocks in which a provider has to commit.
	pub deadline: u32,
	/// Blocks after which the job isn't given to anybody any more.
	pub patience: u32,
	/// How many tiles the chain executes again.
	pub samples: u8,
	/// Who may run it; anybody if nobody is named.
	pub allowed: Vec<AccountId32>,
	/// Where the provider has to be, if that matters.
	pub region: Option<Vec<u8>>,
	/// What else has to be true of it.
	pub attributes: Vec<Vec<u8>>,
}

impl From<&crate::view::Offer> for Offer {
	fn from(offer: &crate::view::Offer) -> Self {
		let bytes = |text: &String| text.clone().into_bytes();
		Self {
			price: PricePerGigaFuel(offer.price.0),
			deadline: offer.deadline,
			patience: offer.patience,
			samples: offer.samples,
			allowed: offer.allowed.clone(),
			region: offer.region.as_ref().map(bytes),
			attributes: offer.attributes.iter().map(bytes).collect(),
		}
	}
}

/// Submits a job.
pub fn submit_job(spec: JobSpec, offer: Offer) -> Call {
	Call::new("Jobs", "submit").with("spec", spec).with("offer", offer)
}

/// Takes a job back.
pub fn cancel_job(job: u64) -> Call {
	Call::new("Jobs", "cancel").with("job", job)
}

/// Shows the chain a tile that is wrong.
pub fn challenge(job: u64, attempt: u32, place: Place, fuel: u64, witness: Witness) -> Call {
	Call::new("Jobs", "challenge")
		.with("job", job)
		.with("attempt", attempt)
		.with("place", place)
		.with("fuel", fuel)
		.with("witness", witness)
}

/// What a kernel's author says of it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
struct About {
	name: Vec<u8>,
	source: Option<[u8; 32]>,
}

/// Registers a kernel.
pub fn register_kernel(bytecode: &[u8], name: &str, royalty: Permill) -> Call {
	Call::new("Kernels", "register")
		.with("bytecode", bytecode.to_vec())
		.with("about", About { name: name.as_bytes().to_vec(), source: None })
		.with("royalty", royalty)
}

/// How people know a provider, and where they reach it.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct Profile {
	/// For people.
	pub name: Vec<u8>,
	/// The address of its gateway.
	pub endpoint: Vec<u8>,
}

/// What a provider offers, and for how much.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct ProviderOffer {
	/// What it asks for, in grains per giga-fuel.
	pub price: PricePerGigaFuel,
	/// How many jobs it takes at once.
	pub capacity: u32,
	/// Where its machines are.
	pub region: Vec<u8>,
	/// What else is true of it, in ascending order.
	pub attributes: Vec<Vec<u8>>,
}

/// What one device can do.
#[derive(Clone, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct Device {
	/// The driver's name for it.
	pub name: Vec<u8>,
	/// Its limits.
	pub limits: DeviceLimits,
	/// The float modes whose self-test it passed.
	pub modes: FloatModes,
	/// Measured speed in mega-fuel per second.
	pub score: u32,
}

/// Limits of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct DeviceLimits {
	/// Bytes of memory for the buffers of a job.
	pub memory: u64,
	/// Bytes in one buffer.
	pub buffer: u64,
	/// Lanes in a workgroup.
	pub lanes: u32,
	/// Bytes of workgroup memory.
	pub workgroup_memory: u32,
}

/// Ways of calculating with floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, TypeInfo)]
pub struct FloatModes {
	/// One result everywhere, bit by bit.
	pub strict: bool,
	/// Results within a tolerance.
	pub relaxed: bool,
}

/// Registers a provider, with the public key of its worker and the signature that shows that the
/// operator has it.
pub fn register_provider(
	profile: Profile,
	offer: ProviderOffer,
	devices: Vec<Device>,
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
	Call::new("Stake", "bond").with("amount", amount).with("commission", commission)
}

/// Adds to one's own bond.
pub fn bond_more(amount: Balance) -> Call {
	Call::new("Stake", "bond_more").with("amount", amount)
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
	let key = Value::unnamed_variant("ChallengeWindow", []);
	let value = Value::unnamed_variant("Some", [Value::u128(blocks.into())]);
	let parameter = Value::unnamed_variant("ChallengeWindow", [key, value]);
	Call::new("Parameters", "set_parameter")
		.with_named("key_value", Value::unnamed_variant("Jobs", [parameter]))
}
