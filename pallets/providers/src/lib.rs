//! Who offers compute: devices, prices, worker keys, heartbeats, conduct, and a dense index to draw
//! from.
//!
//! An operator with a backed pool registers as a provider. Its machine, the worker, has a key of its
//! own and shows with heartbeats that it is there; while it does, the provider is in the list that
//! jobs draw from. Other pallets meet the providers through the traits in [`traits`].
//!
//! # Terms
//!
//! - **worker key**: what the provider's machine signs with ([`worker`]). The operator's own key
//!   needn't be on that machine.
//! - **active**: in the list. A provider enters it with a heartbeat, and leaves it when it drains,
//!   misses heartbeats or loses its backing.
//! - **period**: the blocks in which one heartbeat is due.
//! - **conduct**: how its jobs ended, the past fading ([`conduct`]). It outlives the registration,
//!   so that nobody sheds it by registering again.
//!
//! The list is in `dense_index.rs`, heartbeats in `heartbeat.rs`, the invariants in
//! `invariants.rs`, and one file, `custody.rs`, moves money.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

extern crate alloc;

pub mod conduct;
mod custody;
mod dense_index;
mod dispatchable_impls;
mod heartbeat;
mod invariants;
mod market;
pub mod traits;
mod types;
pub mod weights;
pub mod worker;

pub use heartbeat::{Heartbeat, NotSent};
pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;
pub use worker::{WorkerKey, WorkerSignature};

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::conduct::{Conduct, Outcome};
	use assay_market::{limits, Ask, PricePerGigaFuel, Profile, ProviderDevices};
	use assay_stake::{shares::Balance, traits::Bonds};
	use frame_support::{
		pallet_prelude::*,
		traits::fungible::{Inspect, InspectHold, MutateHold},
	};
	use frame_system::{offchain::CreateAuthorizedTransaction, pallet_prelude::*};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters. Those that aren't constants may change from block to block.
	///
	/// The runtime's transactions need the extension `frame_system::AuthorizeCall`.
	#[pallet::config]
	pub trait Config:
		CreateAuthorizedTransaction<Call<Self>>
		+ frame_system::Config<RuntimeEvent: From<Event<Self>>>
	{
		/// The token.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ InspectHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ MutateHold<Self::AccountId>;

		/// All hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason>;

		/// What stands behind an operator.
		type Bonds: Bonds<Self::AccountId>;

		/// What is on hold while a provider is registered, for what the chain keeps of it.
		type ProviderDeposit: Get<Balance>;

		/// How many jobs at once a provider may offer.
		type MaxCapacity: Get<u32>;

		/// Blocks in which one heartbeat is due.
		type HeartbeatPeriod: Get<BlockNumberFor<Self>>;

		/// How many periods in a row without a heartbeat make a provider offline; at least one.
		type MissedPeriods: Get<u32>;

		/// Priority of heartbeats in transaction pools.
		type HeartbeatPriority: Get<TransactionPriority>;

		/// In how many blocks half of a provider's past conduct is forgotten.
		type ConductHalfLife: Get<BlockNumberFor<Self>>;

		/// How many positions of the list are looked at per block, to take out who is offline.
		type SweepPerBlock: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why money of an operator's account is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposit for what the chain keeps of a provider.
		#[codec(index = 0)]
		Registration,
	}

	/// What changes with every job and heartbeat, kept apart from the large records.
	#[derive(
		Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
	)]
	pub struct ActivityRecord<BlockNumber> {
		/// Jobs that it was given and that have not ended.
		pub running: u32,
		/// When its worker was last heard.
		pub heard: Option<BlockNumber>,
	}

	impl<BlockNumber> Default for ActivityRecord<BlockNumber> {
		fn default() -> Self {
			Self { running: 0, heard: None }
		}
	}

	/// Why a provider left the list of those that jobs are drawn from.
	#[derive(
		Clone,
		Copy,
		PartialEq,
		Eq,
		Debug,
		Encode,
		Decode,
		DecodeWithMemTracking,
		TypeInfo,
		MaxEncodedLen,
	)]
	pub enum InactiveReason {
		/// It wants no new jobs.
		Draining,
		/// Its worker has missed too many heartbeats.
		Offline,
		/// The operator's own bond is below the minimum.
		NotBacked,
		/// It is no provider any more.
		Deregistered,
	}

	/// The providers by operator. Blake2 with the key: operators choose their accounts.
	#[pallet::storage]
	pub type Providers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProviderRecord>;

	/// How people know providers. Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Profiles<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Profile>;

	/// What providers are doing. Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Activity<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		ActivityRecord<BlockNumberFor<T>>,
		ValueQuery,
	>;

	/// How jobs of present and former providers ended. Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Conducts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Conduct<BlockNumberFor<T>>, ValueQuery>;

	/// The operator of each worker key. Blake2 with the key: operators choose it.
	#[pallet::storage]
	pub type WorkerOf<T: Config> = StorageMap<_, Blake2_128Concat, WorkerKey, T::AccountId>;

	/// The active providers, without gaps. Twox with the key: positions are given by the chain.
	#[pallet::storage]
	pub type Active<T: Config> = StorageMap<_, Twox64Concat, u32, T::AccountId>;

	/// The position of each active provider. Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Slots<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32>;

	/// How many providers are active.
	#[pallet::storage]
	pub type ActiveCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The position that the sweep for who is offline looks at next.
	#[pallet::storage]
	pub type SweepCursor<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// What happened to providers.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider was registered. It becomes active with its first heartbeat.
		Registered {
			/// Who runs it.
			operator: T::AccountId,
			/// What its machine signs with.
			worker: WorkerKey,
			/// What is on hold for it.
			deposit: Balance,
		},
		/// Name or endpoint changed.
		ProfileSet {
			/// Whose.
			operator: T::AccountId,
		},
		/// The offer changed.
		OfferSet {
			/// Whose.
			operator: T::AccountId,
			/// What it asks from now on.
			price: PricePerGigaFuel,
			/// How many jobs it takes at once.
			capacity: u32,
		},
		/// The devices changed.
		DevicesSet {
			/// Whose.
			operator: T::AccountId,
			/// How many there are now.
			count: u32,
		},
		/// The worker key changed.
		WorkerSet {
			/// Whose.
			operator: T::AccountId,
			/// What its machine signs with from now on.
			worker: WorkerKey,
		},
		/// A provider wants no new jobs.
		Drained {
			/// Which one.
			operator: T::AccountId,
		},
		/// A provider wants jobs again.
		Resumed {
			/// Which one.
			operator: T::AccountId,
		},
		/// A provider came into the list that jobs draw from.
		Activated {
			/// Which one.
			operator: T::AccountId,
		},
		/// A provider left the list that jobs draw from.
		Deactivated {
			/// Which one.
			operator: T::AccountId,
			/// Why.
			reason: InactiveReason,
		},
		/// A worker was heard.
		Heard {
			/// Whose it is.
			operator: T::AccountId,
		},
		/// A job ended for a provider.
		OutcomeNoted {
			/// Which provider.
			operator: T::AccountId,
			/// How.
			outcome: Outcome,
		},
		/// A provider is gone.
		Deregistered {
			/// Who ran it.
			operator: T::AccountId,
		},
	}

	/// Why a call or a request was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account is a provider already.
		ProviderExists,
		/// The account isn't a provider.
		ProviderUnknown,
		/// The operator's own bond is below the minimum.
		NotBacked,
		/// A name is empty, isn't UTF-8, or has control characters.
		NameMalformed,
		/// The endpoint is empty, or has spaces or anything but printable ASCII.
		EndpointMalformed,
		/// A tag is empty, or has anything but lower-case letters, digits and `-._:/`.
		TagMalformed,
		/// The attributes aren't in ascending order, or one is there twice.
		AttributesNotAscending,
		/// There is no device.
		NoDevices,
		/// A provider that takes no job at all is none.
		CapacityZero,
		/// The capacity is above the maximum.
		CapacityTooHigh,
		/// The worker key is registered already.
		WorkerTaken,
		/// The worker key didn't sign for this operator on this chain.
		PossessionUnproven,
		/// The worker key isn't registered.
		WorkerUnknown,
		/// The worker was heard in this period already.
		HeardAlready,
		/// The provider is draining already.
		DrainingAlready,
		/// The provider is active already.
		ActiveAlready,
		/// The provider isn't active.
		NotActive,
		/// The worker hasn't been heard of late.
		NotOnline,
		/// The provider is online and backed.
		StillOnline,
		/// The provider has jobs to end first.
		JobsRunning,
		/// The conduct of this former provider hasn't faded yet.
		ConductRemembered,
		/// The provider runs as many jobs as it takes.
		CapacityUsedUp,
		/// The provider runs no job that could have ended.
		NoJobRunning,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The most bytes of a name: a provider's or a device's.
		#[pallet::constant_name(MaxName)]
		fn max_name() -> u32 {
			limits::MAX_NAME
		}

		/// The most bytes of the address of a gateway.
		#[pallet::constant_name(MaxEndpoint)]
		fn max_endpoint() -> u32 {
			limits::MAX_ENDPOINT
		}

		/// The most bytes of a tag: a region or an attribute.
		#[pallet::constant_name(MaxTag)]
		fn max_tag() -> u32 {
			limits::MAX_TAG
		}

		/// The most attributes of a provider.
		#[pallet::constant_name(MaxAttributes)]
		fn max_attributes() -> u32 {
			limits::MAX_ATTRIBUTES
		}

		/// The most devices of a provider.
		#[pallet::constant_name(MaxDevices)]
		fn max_devices() -> u32 {
			limits::MAX_DEVICES
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
			let steps = Self::sweep(T::SweepPerBlock::get());
			T::WeightInfo::sweep(steps)
		}

		fn offchain_worker(now: BlockNumberFor<T>) {
			for (worker, result) in Self::send_heartbeats(now) {
				if let Err(reason) = result {
					note(&worker, reason);
				}
			}
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	fn note(worker: &WorkerKey, reason: NotSent) {
		log::debug!(
			target: "runtime::providers",
			"no heartbeat for {worker:?}: {reason:?}",
		);
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers the caller, whose pool has to be backed, as a provider.
		///
		/// `possession` is what the worker key signed: see [`worker::possession_message`]. Holds a
		/// deposit. Emits `Registered`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			profile: Profile,
			offer: Ask,
			devices: ProviderDevices,
			worker: WorkerKey,
			possession: WorkerSignature,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_register(operator, profile, offer, devices, worker, possession)
		}

		/// Changes the caller's name and endpoint. Emits `ProfileSet`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_profile(origin: OriginFor<T>, profile: Profile) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_profile(operator, profile)
		}

		/// Changes what the caller offers, and for how much. Running jobs keep their price.
		///
		/// Emits `OfferSet`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_offer(origin: OriginFor<T>, offer: Ask) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_offer(operator, offer)
		}

		/// Changes the caller's devices. Emits `DevicesSet`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_devices(origin: OriginFor<T>, devices: ProviderDevices) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_devices(operator, devices)
		}

		/// Changes the caller's worker key. The old one is no good from now on.
		///
		/// Emits `WorkerSet`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn set_worker(
			origin: OriginFor<T>,
			worker: WorkerKey,
			possession: WorkerSignature,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_worker(operator, worker, possession)
		}

		/// The caller takes no new jobs; running ones go on. Emits `Drained`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn drain(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_drain(operator)
		}

		/// The caller takes jobs again: after draining, or when its pool is backed again.
		///
		/// Emits `Resumed`, and `Activated` now or with the next heartbeat.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_resume(operator)
		}

		/// The caller, who has no job running, isn't a provider any more.
		///
		/// Gives the deposit back. Emits `Deregistered`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::deregister())]
		pub fn deregister(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_deregister(operator)
		}

		/// A worker is there. Sent by offchain workers; see `heartbeat.rs`. Emits `Heard`.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::heartbeat())]
		#[pallet::weight_of_authorize(T::WeightInfo::authorize_heartbeat())]
		#[pallet::authorize(|_source, heartbeat, signature| {
			Pallet::<T>::authorize_heartbeat(heartbeat, signature)
		})]
		pub fn heartbeat(
			origin: OriginFor<T>,
			heartbeat: Heartbeat<BlockNumberFor<T>>,
			// Checked before the call is dispatched.
			_signature: WorkerSignature,
		) -> DispatchResult {
			ensure_authorized(origin)?;
			Self::do_heartbeat(heartbeat)
		}

		/// Takes a provider that is offline or not backed out of the list at once, or forgets a
		/// former provider whose conduct has faded. Anybody may call it. Emits `Deactivated`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn expire(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_expire(operator)
		}
	}
}
