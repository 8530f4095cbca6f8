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
		dispatch::{DispatchResultWithPostInfo, WithPostDispatchInfo},
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

		/// What the author of any kernel deposits, in grains. Comes back when the kernel is
		/// removed.
		#[pallet::constant]
		type BaseDeposit: Get<BalanceOf<Self>>;

		/// What the author deposits for each byte of bytecode in addition, in grains.
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

	/// The kernels: author, name, royalty and deposit, by id.
	// Identity: the key is a hash that the chain made.
	#[pallet::storage]
	pub type KernelRecords<T: Config> = StorageMap<_, Identity, KernelId, KernelRecord<T>>;

	/// The bytecode of the kernels, by id.
	// Apart from the records, since it is large. Identity: as for the records.
	#[pallet::storage]
	pub type Bytecodes<T: Config> = StorageMap<_, Identity, KernelId, Bytecode>;

	/// What happened to kernels.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A kernel was registered.
		Registered {
			/// The kernel's id: the BLAKE3 hash of its bytecode.
			id: KernelId,
			/// The account that registered it, and earns its royalty.
			author: T::AccountId,
			/// The author's part of what providers are paid for running it, in millionths.
			royalty: Permill,
			/// What is on hold in the author's account for it, in grains.
			deposit: BalanceOf<T>,
		},
		/// Name or source of a kernel changed.
		AboutSet {
			/// The kernel's id.
			id: KernelId,
		},
		/// A royalty fell.
		RoyaltyLowered {
			/// The kernel's id.
			id: KernelId,
			/// The author's part of what providers are paid for jobs that are submitted from now
			/// on, in millionths.
			royalty: Permill,
		},
		/// A kernel is gone, and its deposit went back to its author.
		Removed {
			/// The kernel's id.
			id: KernelId,
		},
	}

	/// Why a call or a request was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The bytecode isn't a valid Touchstone program. `touchstone compile`
		/// writes valid ones.
		BytecodeInvalid,
		/// Somebody has registered this bytecode already. Jobs can use it.
		KernelExists,
		/// No kernel with this id is registered.
		KernelUnknown,
		/// The caller isn't the kernel's author.
		NotAuthor,
		/// The name is empty, or has anything but lower-case letters, digits and `-._/`.
		NameMalformed,
		/// The royalty is above the parameter `Kernels.MaxRoyalty`.
		RoyaltyTooHigh,
		/// The royalty isn't lower than the one that the kernel has.
		RoyaltyNotLower,
		/// Jobs need the kernel. It can be removed when they are over.
		KernelInUse,
		/// No job needs the kernel.
		KernelNotInUse,
		/// A number outgrew its type.
		Overflow,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Bytes of a kernel's bytecode, at most.
		#[pallet::constant_name(MaxBytecode)]
		fn max_bytecode() -> u32 {
			assay_touchstone::limits::MAX_BYTECODE as u32
		}

		/// Bytes of a kernel's name, at most.
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
		/// Registers bytecode as a kernel, with the caller as its author.
		///
		/// Holds a deposit: the constants `BaseDeposit` and, for each byte, `ByteDeposit`. Emits
		/// `Registered`.
		///
		/// Arguments:
		/// - `bytecode`: a Touchstone program, as `touchstone compile` writes it; at most as many
		///   bytes as the constant `MaxBytecode`.
		/// - `about`: the kernel's name, and the hash of the blob with its source.
		/// - `royalty`: the author's part of what providers are paid for running the kernel, in
		///   millionths (10000 is 1%), at most the parameter `Kernels.MaxRoyalty`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register(bytecode.len() as u32))]
		pub fn register(
			origin: OriginFor<T>,
			bytecode: Bytecode,
			about: KernelAbout,
			royalty: Permill,
		) -> DispatchResultWithPostInfo {
			let author = ensure_signed(origin)?;
			Self::charged(Self::ensure_terms(&about, royalty), T::WeightInfo::refused())?;
			let refused = T::WeightInfo::register_refused(bytecode.len() as u32);
			Self::charged(Self::do_register(author, bytecode, about, royalty), refused)
		}

		/// Changes name and source of a kernel of the caller's.
		///
		/// Emits `AboutSet`.
		///
		/// Arguments:
		/// - `id`: the kernel's id, the BLAKE3 hash of its bytecode.
		/// - `about`: its new name, and the hash of the blob with its source.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_about(
			origin: OriginFor<T>,
			id: KernelId,
			about: KernelAbout,
		) -> DispatchResultWithPostInfo {
			let author = ensure_signed(origin)?;
			Self::charged(Self::do_set_about(author, id, about), T::WeightInfo::refused())
		}

		/// Lowers the royalty of a kernel of the caller's.
		///
		/// It can't rise, so that a quote never gets worse. Emits `RoyaltyLowered`.
		///
		/// Arguments:
		/// - `id`: the kernel's id, the BLAKE3 hash of its bytecode.
		/// - `royalty`: the author's new part of what providers are paid for running the kernel, in
		///   millionths (10000 is 1%), lower than before.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn lower_royalty(
			origin: OriginFor<T>,
			id: KernelId,
			royalty: Permill,
		) -> DispatchResultWithPostInfo {
			let author = ensure_signed(origin)?;
			Self::charged(Self::do_lower_royalty(author, id, royalty), T::WeightInfo::refused())
		}

		/// Removes a kernel of the caller's that no job needs, and gives its deposit back.
		///
		/// Emits `Removed`.
		///
		/// Arguments:
		/// - `id`: the kernel's id, the BLAKE3 hash of its bytecode.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::remove())]
		pub fn remove(origin: OriginFor<T>, id: KernelId) -> DispatchResultWithPostInfo {
			let author = ensure_signed(origin)?;
			Self::charged(Self::do_remove(author, id), T::WeightInfo::refused())
		}
	}

	impl<T: Config> Pallet<T> {
		/// The result of a call. One that failed has written nothing, since its changes are rolled
		/// back, and isn't charged for writing.
		fn charged(result: DispatchResult, refused: Weight) -> DispatchResultWithPostInfo {
			result.map(Into::into).map_err(|error| error.with_weight(refused))
		}
	}
}
