//! The Assay chain's state transition function.
//!
//! What validators agree on is computed here and nowhere else. The crate compiles twice: natively,
//! for the node's types and for tests, and to WebAssembly, which is what the chain runs.
//!
//! - [`configs`]: how each pallet is set up, one file per concern.
//! - [`extrinsic`]: transactions as they travel.
//! - [`apis`]: what the node may ask the runtime.
//! - [`market`]: answers to what is asked about the market.
//! - [`genesis`]: the only source of genesis values, as named presets.
//! - [`currency`] and [`time`]: units.
//! - [`migrations`]: what runs once when the runtime is replaced.
//!
//! ```
//! use assay_runtime::{currency::ASY, time::{HOURS, SLOT_MILLIS}};
//! assert_eq!(ASY, 1_000_000_000_000);
//! assert_eq!(u64::from(HOURS) * SLOT_MILLIS, 3_600_000);
//! ```

#![cfg_attr(not(feature = "std"), no_std)]
// The SDK's macros make public items here that nothing lets us document.
#![allow(missing_docs)]
// `frame_support::runtime` nests types deeper than the default.
#![recursion_limit = "256"]

extern crate alloc;

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

pub mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod currency;
pub mod extrinsic;
pub mod genesis;
pub mod keys;
pub mod market;
pub mod migrations;
pub mod time;
mod version;

// The runtime macro names it without a path.
use alloc::vec::Vec;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, IdentifyAccount, Verify},
	MultiAddress, MultiSignature,
};

pub use apis::RuntimeApi;
pub use extrinsic::{TxExtension, UncheckedExtrinsic};
pub use keys::SessionKeys;
pub use version::VERSION;

/// What signs a transaction: sr25519, ed25519 or ecdsa.
pub type Signature = MultiSignature;
/// An account, named by its public key.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// An amount of money in the smallest unit, [`currency::GRAIN`].
pub type Balance = u128;
/// How many transactions an account has signed.
pub type Nonce = u32;
/// A block hash.
pub type Hash = sp_core::H256;
/// A block number.
pub type BlockNumber = u32;
/// How calls name accounts.
pub type Address = MultiAddress<AccountId, ()>;
/// A block header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A block with its signature.
pub type SignedBlock = generic::SignedBlock<Block>;
/// A block's id.
pub type BlockId = generic::BlockId<Block>;

/// What a signer signs.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;

/// Runs blocks.
pub type Executive = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
>;

/// The pallets and their indices. An index never changes once a chain runs with it.
#[frame_support::runtime]
mod runtime {
	/// The runtime.
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Runtime;

	// The ground.
	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;

	// Consensus. Authorship and Session must come before what reacts to them.
	#[runtime::pallet_index(10)]
	pub type Babe = pallet_babe;
	#[runtime::pallet_index(11)]
	pub type Authorship = pallet_authorship;
	#[runtime::pallet_index(12)]
	pub type Offences = pallet_offences;
	#[runtime::pallet_index(13)]
	pub type Historical = pallet_session::historical;
	#[runtime::pallet_index(14)]
	pub type Session = pallet_session;
	#[runtime::pallet_index(15)]
	pub type Grandpa = pallet_grandpa;

	// Money.
	#[runtime::pallet_index(20)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(21)]
	pub type TransactionPayment = pallet_transaction_payment;

	// Convenience for accounts.
	#[runtime::pallet_index(30)]
	pub type Utility = pallet_utility;
	#[runtime::pallet_index(31)]
	pub type Multisig = pallet_multisig;
	#[runtime::pallet_index(32)]
	pub type Proxy = pallet_proxy;

	// Governance.
	#[runtime::pallet_index(40)]
	pub type Parameters = pallet_parameters;
	#[runtime::pallet_index(41)]
	pub type Preimage = pallet_preimage;
	#[runtime::pallet_index(42)]
	pub type Scheduler = pallet_scheduler;
	#[runtime::pallet_index(43)]
	pub type Treasury = pallet_treasury;
	#[runtime::pallet_index(44)]
	pub type Council = pallet_collective<Instance1>;

	// The market. 54 and 55 are kept for rewards and the choice of validators.
	#[runtime::pallet_index(50)]
	pub type Stake = assay_stake;
	#[runtime::pallet_index(51)]
	pub type Providers = assay_providers;
	#[runtime::pallet_index(52)]
	pub type Kernels = assay_kernels;
	#[runtime::pallet_index(53)]
	pub type Jobs = assay_jobs;

	// Without a key in genesis nobody can use it: only dev and test presets set one.
	#[runtime::pallet_index(49)]
	pub type Sudo = pallet_sudo;
}
