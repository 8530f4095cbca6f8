//! Kernels: Touchstone bytecode that the chain has validated, by its BLAKE3 hash.
//!
//! Who registers bytecode first is its author, may ask for a royalty, and has a deposit on hold for
//! as long as the chain keeps it. The same bytecode has the same id, so nobody can register it
//! again under another name or royalty. A kernel can be removed by its author while no job needs
//! it. Other pallets meet kernels through [`traits::Kernels`].
//!
//! # Terms
//!
//! - **id**: the BLAKE3 hash of the bytecode, what `b3sum` prints.
//! - **royalty**: the author's part of what providers are paid for running the kernel.
//! - **use**: a job that isn't over and names the kernel in one of its passes.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

extern crate alloc;

mod custody;
mod dispatchable_impls;
mod invariants;
pub mod traits;
mod types;
pub mod weights;

pub use assay_market::KernelId;
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use assay_market::{limits::MAX_NAME, KernelAbout};
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, InspectHold, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Permill;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters. Those that aren't constants may change from block to block.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token.
		type Currency: Inspect<Self::AccountId>
			+ InspectHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ MutateHold<Self::AccountId>;

		/// All hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason>;

		/// Deposit for any kernel.
		#[pallet::constant]
		type BaseDeposit: Get<BalanceOf<Self>>;

		/// Deposit for each byte of bytecode, in addition.
		#[pallet::constant]
		type ByteDeposit: Get<BalanceOf<Self>>;

		/// The highest royalty.
		type MaxRoyalty: Get<Permill>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why money of an author's account is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits for the author's kernels.
		#[codec(index = 0)]
		Kernels,
	}

	/// The kernels. Identity: the key is a hash that the chain made.
	#[pallet::storage]
	pub type KernelRecords<T: Config> = StorageMap<_, Identity, KernelId, KernelRecord<T>>;

	/// Their bytecode, kept apart since it is large. Identity: as for the records.
	#[pallet::storage]
	pub type Bytecodes<T: Config> = StorageMap<_, Identity, KernelId, Bytecode>;

	/// What happened to kernels.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A kernel was registered.
		Registered {
			/// Its id.
			id: KernelId,
			/// Who registered it.
			author: T::AccountId,
			/// The author's part of what providers are paid.
			royalty: Permill,
			/// What is on hold for it.
			deposit: BalanceOf<T>,
		},
		/// Name or source changed.
		AboutSet {
			/// Of which kernel.
			id: KernelId,
		},
		/// A royalty fell.
		RoyaltyLowered {
			/// Of which kernel.
			id: KernelId,
			/// What it is from now on.
			royalty: Permill,
		},
		/// A kernel is gone.
		Removed {
			/// Its id.
			id: KernelId,
		},
	}

	/// Why a call or a request was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The bytecode isn't a valid Touchstone program.
		BytecodeInvalid,
		/// Somebody has registered this bytecode already.
		KernelExists,
		/// There is no such kernel.
		KernelUnknown,
		/// The caller isn't the kernel's author.
		NotAuthor,
		/// The name is empty, or has anything but lower-case letters, digits and `-._/`.
		NameMalformed,
		/// The royalty is above the maximum.
		RoyaltyTooHigh,
		/// The royalty wouldn't fall.
		RoyaltyNotLower,
		/// Jobs need the kernel.
		KernelInUse,
		/// No job needs the kernel.
		KernelNotInUse,
		/// A number outgrew its type.
		Overflow,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The most bytes of a kernel's name.
		#[pallet::constant_name(MaxName)]
		fn max_name() -> u32 {
			MAX_NAME
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers bytecode with the caller as its author.
		///
		/// Holds a deposit by the bytecode's length. Emits `Registered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register(bytecode.len() as u32))]
		pub fn register(
			origin: OriginFor<T>,
			bytecode: Bytecode,
			about: KernelAbout,
			royalty: Permill,
		) -> DispatchResult {
			let author = ensure_signed(origin)?;
			Self::do_register(author, bytecode, about, royalty)
		}

		/// Changes name and source of a kernel of the caller's. Emits `AboutSet`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_about(origin: OriginFor<T>, id: KernelId, about: KernelAbout) -> DispatchResult {
			let author = ensure_signed(origin)?;
			Self::do_set_about(author, id, about)
		}

		/// Lowers the royalty of a kernel of the caller's. Emits `RoyaltyLowered`.
		///
		/// It can't rise, so that a quote never gets worse.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn lower_royalty(
			origin: OriginFor<T>,
			id: KernelId,
			royalty: Permill,
		) -> DispatchResult {
			let author = ensure_signed(origin)?;
			Self::do_lower_royalty(author, id, royalty)
		}

		/// Removes a kernel of the caller's that no job needs, and gives its deposit back.
		///
		/// Emits `Removed`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, id: KernelId) -> DispatchResult {
			let author = ensure_signed(origin)?;
			Self::do_remove(author, id)
		}
	}
}
