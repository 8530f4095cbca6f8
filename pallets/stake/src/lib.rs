//! Operator pools in shares: own bonds, delegations, collateral, slashes and rewards.
//!
//! An operator opens a pool with a bond of its own, and others delegate to it. All stake of a pool
//! is one sum in shares, so a slash or a reward touches one number, however many members there are.
//! What leaves waits for the unbonding period first, and is slashed like the rest until it is
//! withdrawn. Other pallets meet the pools through the traits in [`traits`].
//!
//! # Terms
//!
//! - **member**: an account with stake in a pool; the operator is one.
//! - **own bond**: the operator's bonded stake in its own pool. Below the minimum a pool takes
//!   neither delegations nor jobs.
//! - **fund**: a sum of money in shares ([`shares::Fund`]). A pool has one of bonded and one of
//!   unbonding stake, and counts in a third how much of both is reserved.
//! - **reserved**: set apart against a job. Reserved stake can start to leave, since it stays
//!   slashable for longer than a job can live, but can't be withdrawn before.
//! - **wiped out**: a fund that lost everything. Its shares are worth nothing from then on, and
//!   who joins later shares with nobody.
//!
//! The arithmetic is in [`shares`], the invariants are in `invariants.rs`, and one file,
//! `custody.rs`, moves money.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod collateral;
mod custody;
mod dispatchable_impls;
mod invariants;
pub mod shares;
pub mod traits;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use crate::shares::{Balance, Holding, ShareError};
	use frame_support::{
		dispatch::{DispatchResultWithPostInfo, WithPostDispatchInfo},
		pallet_prelude::*,
		traits::fungible::{Balanced, BalancedHold, Inspect, InspectHold, Mutate, MutateHold},
	};
	use frame_system::pallet_prelude::*;
	use sp_runtime::Perbill;

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	/// Parameters. Those that aren't constants may change from block to block.
	#[pallet::config]
	pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
		/// The token.
		type Currency: Inspect<Self::AccountId, Balance = Balance>
			+ Mutate<Self::AccountId>
			+ Balanced<Self::AccountId>
			+ InspectHold<Self::AccountId, Reason = Self::RuntimeHoldReason>
			+ MutateHold<Self::AccountId>
			+ BalancedHold<Self::AccountId>;

		/// All hold reasons of the runtime.
		type RuntimeHoldReason: From<HoldReason>;

		/// Names a reservation among those of one operator: a job.
		type ReservationId: Parameter + MaxEncodedLen + Copy;

		/// The least that an operator may have in its own pool.
		type MinOwnBond: Get<Balance>;

		/// The least that a delegator may have in a pool.
		type MinDelegation: Get<Balance>;

		/// The least part of a stake that may leave alone, without the rest.
		type MinUnbond: Get<Balance>;

		/// How long stake waits before it can be withdrawn. Longer than any job can live.
		type UnbondingPeriod: Get<BlockNumberFor<Self>>;

		/// Blocks at which the stake of one member of a pool may be about to leave, at most.
		#[pallet::constant]
		type MaxUnbonding: Get<u32>;

		/// The highest commission.
		type MaxCommission: Get<Perbill>;

		/// How far a commission may rise at once.
		type MaxCommissionRise: Get<Perbill>;

		/// Blocks between two rises of a commission.
		type CommissionRisePeriod: Get<BlockNumberFor<Self>>;

		/// What an operator deposits for the pool's account, in grains. Comes back when the pool is
		/// dissolved; the existential deposit is taken if that is more.
		#[pallet::constant]
		type PoolDeposit: Get<Balance>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// Why money of a pool's account is on hold.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// Stake that earns rewards.
		#[codec(index = 0)]
		Bonded,
		/// Stake on its way out.
		#[codec(index = 1)]
		Unbonding,
	}

	/// The pools by operator.
	// Blake2 with the key: operators choose their accounts, and lists need them.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PoolRecordOf<T>>;

	/// What accounts have in pools, by operator and member.
	// Blake2 with the keys: both are chosen by outsiders.
	#[pallet::storage]
	pub type Members<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		MemberRecord<T>,
	>;

	/// The stake that is set apart for jobs, by operator and job, in shares of the pool's reserved
	/// fund.
	// Blake2 with the operator, who chooses it; Twox with the id, which a pallet gives.
	#[pallet::storage]
	pub type Reservations<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Twox64Concat,
		T::ReservationId,
		Holding,
	>;

	/// What happened to pools.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A pool was opened.
		PoolOpened {
			/// The operator whose pool it is.
			operator: T::AccountId,
			/// The operator's part of rewards, in billionths.
			commission: Perbill,
			/// What the operator left for the pool's account to exist, in grains.
			deposit: Balance,
		},
		/// Stake came into a pool.
		Bonded {
			/// The operator whose pool it is.
			operator: T::AccountId,
			/// The account that paid, and owns the shares.
			member: T::AccountId,
			/// What was paid, in grains.
			amount: Balance,
			/// The shares of the pool's bonded stake that it bought.
			shares: u128,
		},
		/// Stake began to leave a pool.
		Unbonding {
			/// The operator whose pool it is.
			operator: T::AccountId,
			/// The account whose stake it is.
			member: T::AccountId,
			/// What it is worth now, in grains; a slash lowers it.
			amount: Balance,
			/// The number of the block from which on it can be withdrawn.
			at: BlockNumberFor<T>,
		},
		/// Stake was paid out to its owner.
		Withdrawn {
			/// The operator whose pool it was in.
			operator: T::AccountId,
			/// The account that was paid.
			member: T::AccountId,
			/// What was paid, in grains; zero if only worthless shares were cleared away.
			amount: Balance,
		},
		/// A commission changed.
		CommissionSet {
			/// The operator whose pool it is.
			operator: T::AccountId,
			/// The operator's part of rewards from now on, in billionths.
			commission: Perbill,
		},
		/// A pool is gone.
		PoolDissolved {
			/// The operator whose pool it was.
			operator: T::AccountId,
			/// The deposit that went back to the operator, in grains.
			deposit: Balance,
		},
		/// Stake was set apart.
		Reserved {
			/// The operator whose pool backs it.
			operator: T::AccountId,
			/// The number of the job that it is set apart for.
			id: T::ReservationId,
			/// What was set apart, in grains.
			amount: Balance,
		},
		/// A reservation ended, and nothing was taken.
		Released {
			/// The operator whose pool backed it.
			operator: T::AccountId,
			/// The number of the job that it was set apart for.
			id: T::ReservationId,
			/// What it was worth at the end, in grains.
			amount: Balance,
		},
		/// Stake was taken.
		Slashed {
			/// The operator whose pool it was in.
			operator: T::AccountId,
			/// The number of the job whose reservation it ended, if it was for one.
			id: Option<T::ReservationId>,
			/// The part of it that was bonded, in grains.
			bonded: Balance,
			/// The part of it that was about to leave, in grains.
			unbonding: Balance,
		},
		/// A reward was shared.
		Rewarded {
			/// The operator whose pool earned it.
			operator: T::AccountId,
			/// What the operator was paid, in grains.
			commission: Balance,
			/// What was added to the bonded stake, in grains.
			shared: Balance,
		},
	}

	/// Why a call or a request was refused.
	#[pallet::error]
	pub enum Error<T> {
		/// The account has opened a pool already.
		PoolExists,
		/// The account has no pool.
		PoolUnknown,
		/// The operator's own bond would be below the parameter `Stake.MinOwnBond`. Bond more, or
		/// leave wholly.
		OwnBondBelowMinimum,
		/// The delegation would be below the parameter `Stake.MinDelegation`. Delegate more, or
		/// leave wholly.
		DelegationBelowMinimum,
		/// The part that is to leave is below the parameter `Stake.MinUnbond`. Let more leave, or
		/// all.
		UnbondBelowMinimum,
		/// The operator bonds to its own pool; it can't delegate to it.
		OperatorDelegates,
		/// The operator's own bond is below the parameter `Stake.MinOwnBond`: nobody can delegate
		/// to this pool.
		PoolNotBacked,
		/// The commission is above the parameter `Stake.MaxCommission`.
		CommissionTooHigh,
		/// The commission would rise by more than the parameter `Stake.MaxCommissionRise` allows at
		/// once.
		CommissionRiseTooSteep,
		/// The last rise of the commission is fewer blocks ago than the parameter
		/// `Stake.CommissionRisePeriod`.
		CommissionRiseTooSoon,
		/// The account has no stake in this pool.
		NotMember,
		/// The account has no bonded stake in this pool.
		NothingBonded,
		/// The stake is worth less than what was asked for.
		StakeInsufficient,
		/// The member's stake is about to leave at as many blocks as the constant `MaxUnbonding`
		/// allows. Withdraw what has left.
		UnbondingFull,
		/// No stake of this member can be withdrawn yet.
		NothingToWithdraw,
		/// The stake still backs jobs. It can be withdrawn when they are over.
		StakeReserved,
		/// The pool still has members. It can be dissolved when all have withdrawn their stake.
		PoolHasMembers,
		/// The pool still backs jobs. It can be dissolved when they are over.
		PoolHasReservations,
		/// The pool has less free collateral than what is to be reserved.
		CollateralInsufficient,
		/// The pool backs this job already.
		ReservationExists,
		/// The pool backs no such job.
		ReservationUnknown,
		/// The amount is zero.
		AmountZero,
		/// A share costs so much that rounding would take more than a millionth of the payment. Pay
		/// more.
		RoundingLossTooLarge,
		/// A number outgrew 128 bits.
		Overflow,
		/// The pool's account has less on hold than its ledger says: a fault of the chain.
		AccountBelowLedger,
	}

	impl<T> From<ShareError> for Error<T> {
		fn from(error: ShareError) -> Self {
			match error {
				ShareError::Overflow => Error::Overflow,
				ShareError::NothingPaid => Error::AmountZero,
				ShareError::RoundingLoss { .. } => Error::RoundingLossTooLarge,
				ShareError::NotEnough { .. } => Error::StakeInsufficient,
				ShareError::NobodyHolds => Error::NothingBonded,
			}
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn integrity_test() {
			assert!(T::MaxUnbonding::get() > 0, "`MaxUnbonding` is zero: nobody could leave");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Opens the caller's pool with a bond of its own.
		///
		/// Takes the constant `PoolDeposit` besides, which comes back when the pool is dissolved.
		/// Emits `PoolOpened` and `Bonded`.
		///
		/// Arguments:
		/// - `amount`: the own bond in grains (10^12 are 1 ASY), at least the parameter
		///   `Stake.MinOwnBond`.
		/// - `commission`: the caller's part of rewards before they are shared, in billionths
		///   (100000000 is 10%), at most the parameter `Stake.MaxCommission`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			commission: Perbill,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_bond(operator, amount, commission))
		}

		/// Adds to the caller's own bond in its pool.
		///
		/// Emits `Bonded`.
		///
		/// Arguments:
		/// - `amount`: what is added, in grains (10^12 are 1 ASY). With it the own bond has to be
		///   at least the parameter `Stake.MinOwnBond`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::bond_more())]
		pub fn bond_more(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_bond_more(operator, amount))
		}

		/// Delegates to an operator's pool, for the first time or in addition.
		///
		/// Delegated stake earns a share of the pool's rewards, and is slashed with the pool after
		/// the operator's own bond. Emits `Bonded`.
		///
		/// Arguments:
		/// - `operator`: the account whose pool it is.
		/// - `amount`: what is delegated, in grains (10^12 are 1 ASY). With it the delegation has
		///   to be at least the parameter `Stake.MinDelegation`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			operator: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResultWithPostInfo {
			let delegator = ensure_signed(origin)?;
			Self::charged(Self::do_delegate(operator, delegator, amount))
		}

		/// Lets a part of the caller's stake, or all of it, leave an operator's pool.
		///
		/// The stake earns nothing from now on, is slashed like the rest, and can be withdrawn
		/// after the parameter `Stake.UnbondingPeriod`. Emits `Unbonding`.
		///
		/// Arguments:
		/// - `operator`: the account whose pool it is; operators name themselves.
		/// - `amount`: what leaves, in grains (10^12 are 1 ASY), at least the parameter
		///   `Stake.MinUnbond`; none for all of it. What stays has to be at least
		///   `Stake.MinOwnBond` for the operator, and `Stake.MinDelegation` for others.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(
			origin: OriginFor<T>,
			operator: T::AccountId,
			amount: Option<Balance>,
		) -> DispatchResultWithPostInfo {
			let member = ensure_signed(origin)?;
			Self::charged(Self::do_unbond(operator, member, amount))
		}

		/// Pays out to a member what has left an operator's pool.
		///
		/// Anybody may call it, so that no absent member keeps a pool from being dissolved. Clears
		/// shares away that a slash made worthless. Emits `Withdrawn`.
		///
		/// Arguments:
		/// - `operator`: the account whose pool it is.
		/// - `member`: the account that is paid.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			operator: T::AccountId,
			member: T::AccountId,
		) -> DispatchResultWithPostInfo {
			ensure_signed(origin)?;
			Self::charged(Self::do_withdraw(operator, member))
		}

		/// Changes the commission of the caller's pool.
		///
		/// It may fall at any time. It may rise by the parameter `Stake.MaxCommissionRise` at once,
		/// and not again before `Stake.CommissionRisePeriod` is over. Emits `CommissionSet`.
		///
		/// Arguments:
		/// - `commission`: the caller's part of rewards before they are shared, in billionths
		///   (100000000 is 10%), at most the parameter `Stake.MaxCommission`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_commission())]
		pub fn set_commission(
			origin: OriginFor<T>,
			commission: Perbill,
		) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_set_commission(operator, commission))
		}

		/// Removes the caller's pool, which nobody has stake in, and gives its deposit back.
		///
		/// Emits `PoolDissolved`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::dissolve())]
		pub fn dissolve(origin: OriginFor<T>) -> DispatchResultWithPostInfo {
			let operator = ensure_signed(origin)?;
			Self::charged(Self::do_dissolve(operator))
		}
	}

	impl<T: Config> Pallet<T> {
		/// The result of a call. One that failed has written nothing, since its changes are rolled
		/// back, and isn't charged for writing.
		fn charged(result: DispatchResult) -> DispatchResultWithPostInfo {
			result.map(Into::into).map_err(|error| error.with_weight(T::WeightInfo::refused()))
		}
	}
}
