//! Who offers compute: devices, prices, worker keys, heartbeats, conduct, and a dense index to draw
//! from.
//!
//! An operator with a backed pool registers as a provider. Its machine, the worker, has a key of
//! its own and shows with heartbeats that it is there; while it does, the provider is in the list
//! that jobs draw from. Other pallets meet the providers through the traits in [`traits`].
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
		dispatch::{DispatchResultWithPostInfo, WithPostDispatchInfo},
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

		/// What is on hold in the operator's account while it is a provider, in grains.
		#[pallet::constant]
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
	#[scale_info(capture_docs = "always")]
	pub struct ActivityRecord<BlockNumber> {
		/// How many jobs it was given that have not ended.
		pub running: u32,
		/// The number of the block with its worker's last heartbeat, if there was one.
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
	#[scale_info(capture_docs = "always")]
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

	/// The providers by operator: offer, devices, worker key, deposit.
	// Blake2 with the key: operators choose their accounts.
	#[pallet::storage]
	pub type Providers<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ProviderRecord>;

	/// Names and endpoints of providers, by operator.
	// Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Profiles<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Profile>;

	/// How many jobs providers are running and when their workers were last heard, by operator.
	// Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Activity<T: Config> = StorageMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		ActivityRecord<BlockNumberFor<T>>,
		ValueQuery,
	>;

	/// How jobs of present and former providers ended, by operator.
	// Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Conducts<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Conduct<BlockNumberFor<T>>, ValueQuery>;

	/// The operator of each worker key.
	// Blake2 with the key: operators choose it.
	#[pallet::storage]
	pub type WorkerOf<T: Config> = StorageMap<_, Blake2_128Concat, WorkerKey, T::AccountId>;

	/// The active providers, by their positions in the list that jobs draw from.
	// Without gaps. Twox with the key: positions are given by the chain.
	#[pallet::storage]
	pub type Active<T: Config> = StorageMap<_, Twox64Concat, u32, T::AccountId>;

	/// The position of each active provider in the list, by operator.
	// Blake2 as for `Providers`.
	#[pallet::storage]
	pub type Slots<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32>;

	/// How many providers are active.
	#[pallet::storage]
	pub type ActiveCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The position in the list at which the search for offline providers goes on.
	#[pallet::storage]
	pub type SweepCursor<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// What happened to providers.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A provider was registered. It becomes active with its first heartbeat.
		Registered {
			/// The operator, who runs it.
			operator: T::AccountId,
			/// The key that its machine signs with.
			worker: WorkerKey,
			/// What is on hold in the operator's account for it, in grains.
			deposit: Balance,
		},
		/// Name or endpoint of a provider changed.
		ProfileSet {
			/// The provider's operator.
			operator: T::AccountId,
		},
		/// The offer of a provider changed.
		OfferSet {
			/// The provider's operator.
			operator: T::AccountId,
			/// What it asks from now on, in grains per giga-fuel.
			price: PricePerGigaFuel,
			/// How many jobs it takes at once.
			capacity: u32,
		},
		/// The devices of a provider changed.
		DevicesSet {
			/// The provider's operator.
			operator: T::AccountId,
			/// How many devices it has now.
			count: u32,
		},
		/// The worker key of a provider changed.
		WorkerSet {
			/// The provider's operator.
			operator: T::AccountId,
			/// The key that its machine signs with from now on.
			worker: WorkerKey,
		},
		/// A provider takes no new jobs.
		Drained {
			/// The provider's operator.
			operator: T::AccountId,
		},
		/// A provider takes jobs again.
		Resumed {
			/// The provider's operator.
			operator: T::AccountId,
		},
		/// A provider came into the list that jobs draw from.
		Activated {
			/// The provider's operator.
			operator: T::AccountId,
		},
		/// A provider left the list that jobs draw from.
		Deactivated {
			/// The provider's operator.
			operator: T::AccountId,
			/// Why it left.
			reason: InactiveReason,
		},
		/// The heartbeat of a worker came in.
		Heard {
			/// The operator whose worker it is.
			operator: T::AccountId,
		},
		/// A job ended for a provider, and that was added to its record.
		OutcomeNoted {
			/// The provider's operator.
			operator: T::AccountId,
			/// How the job ended for it.
			outcome: Outcome,
		},
		/// A provider is gone, and its deposit went back to the operator.
		Deregistered {
			/// The provider's operator.
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
		/// The operator's own bond is below the parameter `Stake.MinOwnBond`. Bond more.
		NotBacked,
		/// A name is empty, isn't UTF-8, or has control characters.
		NameMalformed,
		/// The endpoint is empty, or has spaces or anything but printable ASCII.
		EndpointMalformed,
		/// A region or an attribute is empty, or has anything but lower-case letters, digits and
		/// `-._:/`.
		TagMalformed,
		/// The attributes aren't in ascending order, or one is there twice.
		AttributesNotAscending,
		/// The list of devices is empty. A provider has one device at least.
		NoDevices,
		/// The capacity is zero. A provider takes one job at once at least.
		CapacityZero,
		/// The capacity is above the parameter `Providers.MaxCapacity`.
		CapacityTooHigh,
		/// A provider has registered this worker key already.
		WorkerTaken,
		/// The worker key's signature isn't one for this operator on this chain.
		PossessionUnproven,
		/// No provider has registered this worker key.
		WorkerUnknown,
		/// The worker has sent a heartbeat in this period already.
		HeardAlready,
		/// The provider is draining already.
		DrainingAlready,
		/// The provider is active already.
		ActiveAlready,
		/// The provider isn't active.
		NotActive,
		/// The worker has sent no heartbeat in the last periods, as many as the parameter
		/// `Providers.MissedPeriods`. Start the provider's node.
		NotOnline,
		/// The provider is online and backed.
		StillOnline,
		/// The provider has jobs that aren't over yet. Drain it, and wait for them to end.
		JobsRunning,
		/// The conduct of this former provider hasn't faded yet.
		ConductRemembered,
		/// The provider runs as many jobs as it takes at once.
		CapacityUsedUp,
		/// The provider runs no job that could have ended.
		NoJobRunning,
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// Bytes of a provider's or a device's name, at most.
		#[pallet::constant_name(MaxName)]
		fn max_name() -> u32 {
			limits::MAX_NAME
		}

		/// Bytes of a provider's endpoint, at most.
		#[pallet::constant_name(MaxEndpoint)]
		fn max_endpoint() -> u32 {
			limits::MAX_ENDPOINT
		}

		/// Bytes of a region or an attribute, at most.
		#[pallet::constant_name(MaxTag)]
		fn max_tag() -> u32 {
			limits::MAX_TAG
		}

		/// Attributes of a provider, at most.
		#[pallet::constant_name(MaxAttributes)]
		fn max_attributes() -> u32 {
			limits::MAX_ATTRIBUTES
		}

		/// Devices of a provider, at most.
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
		/// Holds the constant `ProviderDeposit`. The provider gets jobs from its first heartbeat
		/// on. Emits `Registered`.
		///
		/// Arguments:
		/// - `profile`: the provider's name, and the address of its gateway.
		/// - `offer`: its price in grains per giga-fuel (10^12 grains are 1 ASY), how many jobs it
		///   takes at once, its region and its attributes.
		/// - `devices`: what its devices can do, as their self-test found; one at least.
		/// - `worker`: the public key that its machine signs with.
		/// - `possession`: the worker key's signature under the bytes `assay/gpuw/possess`, this
		///   chain's genesis hash and the caller's account id.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn register(
			origin: OriginFor<T>,
			profile: Profile,
			offer: Ask,
			devices: ProviderDevices,
			worker: WorkerKey,
			possession: WorkerSignature,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			let registrable =
				Self::ensure_registrable(&operator, &profile, &offer, &devices, &worker);
			Self::charged(registrable, T::WeightInfo::refused())?;
			Self::charged(
				Self::do_register(operator, profile, offer, devices, worker, possession),
				T::WeightInfo::possession_refused(),
			)
		}

		/// Changes the caller's name and endpoint.
		///
		/// Emits `ProfileSet`.
		///
		/// Arguments:
		/// - `profile`: the provider's new name, and the new address of its gateway.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_profile(origin: OriginFor<T>, profile: Profile) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_set_profile(operator, profile), T::WeightInfo::refused())
		}

		/// Changes what the caller offers, and for how much.
		///
		/// Running jobs keep their price. Emits `OfferSet`.
		///
		/// Arguments:
		/// - `offer`: the new price in grains per giga-fuel (10^12 grains are 1 ASY), how many jobs
		///   the provider takes at once, its region and its attributes.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_offer(origin: OriginFor<T>, offer: Ask) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_set_offer(operator, offer), T::WeightInfo::refused())
		}

		/// Changes the caller's devices.
		///
		/// Emits `DevicesSet`.
		///
		/// Arguments:
		/// - `devices`: what all of its devices can do, as their self-test found; one at least.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set())]
		pub fn set_devices(
			origin: OriginFor<T>,
			devices: ProviderDevices,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_set_devices(operator, devices), T::WeightInfo::refused())
		}

		/// Changes the caller's worker key. The old one can't sign for it from now on.
		///
		/// Emits `WorkerSet`.
		///
		/// Arguments:
		/// - `worker`: the public key that the provider's machine signs with from now on.
		/// - `possession`: the new key's signature under the bytes `assay/gpuw/possess`, this
		///   chain's genesis hash and the caller's account id.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register())]
		pub fn set_worker(
			origin: OriginFor<T>,
			worker: WorkerKey,
			possession: WorkerSignature,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			let settable = Self::ensure_worker_settable(&operator, &worker);
			Self::charged(settable, T::WeightInfo::refused())?;
			Self::charged(
				Self::do_set_worker(operator, worker, possession),
				T::WeightInfo::possession_refused(),
			)
		}

		/// Keeps new jobs from the caller; running ones go on.
		///
		/// Emits `Drained`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn drain(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_drain(operator), T::WeightInfo::refused())
		}

		/// Lets the caller have jobs again: after draining, or when its pool is backed again.
		///
		/// Emits `Resumed`, and `Activated` now or with the next heartbeat.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn resume(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_resume(operator), T::WeightInfo::refused())
		}

		/// Ends the caller's time as a provider. It must have no job running.
		///
		/// Gives the deposit back. Emits `Deregistered`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::deregister())]
		pub fn deregister(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_deregister(operator), T::WeightInfo::refused())
		}

		/// Shows that a provider's machine is there. The machine sends it by itself, signed by the
		/// worker key and without a fee.
		///
		/// Emits `Heard`, and `Activated` if the provider can get jobs now.
		///
		/// Arguments:
		/// - `heartbeat`: the worker key, the period that it shows itself in, and the block at
		///   which it was sent.
		/// - `signature`: the worker key's signature under the bytes `assay/gpuw/heartbeat`, this
		///   chain's genesis hash and the heartbeat.
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
		) -> DispatchResultWithPostInfo {
			ensure_authorized(origin)?;
			Self::charged(Self::do_heartbeat(heartbeat), T::WeightInfo::refused())
		}

		/// Takes a provider that is offline or not backed out of the list that jobs draw from, or
		/// forgets a former provider whose conduct has faded.
		///
		/// Anybody may call it. Emits `Deactivated` if a provider left the list.
		///
		/// Arguments:
		/// - `operator`: the account of the provider, present or former.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::change_activity())]
		pub fn expire(origin: OriginFor<T>, operator: T::AccountId) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::charged(Self::do_expire(operator), T::WeightInfo::refused())
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
