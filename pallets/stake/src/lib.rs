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

		/// At how many blocks the stake of one member may be about to leave.
		#[pallet::constant]
		type MaxUnbonding: Get<u32>;

		/// The highest commission.
		type MaxCommission: Get<Perbill>;

		/// How far a commission may rise at once.
		type MaxCommissionRise: Get<Perbill>;

		/// Blocks between two rises of a commission.
		type CommissionRisePeriod: Get<BlockNumberFor<Self>>;

		/// What an operator deposits for the pool's account; at least the existential deposit.
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
	///
	/// Blake2 with the key: operators choose their accounts, and lists need them.
	#[pallet::storage]
	pub type Pools<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, PoolRecordOf<T>>;

	/// What accounts have in pools, by operator and member.
	///
	/// Blake2 with the keys: both are chosen by outsiders.
	#[pallet::storage]
	pub type Members<T: Config> = StorageDoubleMap<
		_,
		Blake2_128Concat,
		T::AccountId,
		Blake2_128Concat,
		T::AccountId,
		MemberRecord<T>,
	>;

	/// The reservations, by operator and id, as parts of the pool's reserved fund.
	///
	/// Blake2 with the operator, who chooses it; Twox with the id, which a pallet gives.
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
			/// Whose pool it is.
			operator: T::AccountId,
			/// What the operator takes of rewards.
			commission: Perbill,
			/// What was left for the pool's account to exist.
			deposit: Balance,
		},
		/// Stake came into a pool.
		Bonded {
			/// Whose pool it is.
			operator: T::AccountId,
			/// Who paid, and owns the shares.
			member: T::AccountId,
			/// How much was paid.
			amount: Balance,
			/// How many shares it bought.
			shares: u128,
		},
		/// Stake began to leave a pool.
		Unbonding {
			/// Whose pool it is.
			operator: T::AccountId,
			/// Whose stake it is.
			member: T::AccountId,
			/// What it is worth now; a slash lowers it.
			amount: Balance,
			/// From this block on it can be withdrawn.
			at: BlockNumberFor<T>,
		},
		/// Stake was paid out to its owner.
		Withdrawn {
			/// Whose pool it was in.
			operator: T::AccountId,
			/// Who was paid.
			member: T::AccountId,
			/// How much; zero if only worthless shares were cleared away.
			amount: Balance,
		},
		/// A commission changed.
		CommissionSet {
			/// Whose pool it is.
			operator: T::AccountId,
			/// What the operator takes of rewards from now on.
			commission: Perbill,
		},
		/// A pool is gone.
		PoolDissolved {
			/// Whose pool it was.
			operator: T::AccountId,
			/// What went back to the operator.
			deposit: Balance,
		},
		/// Stake was set apart.
		Reserved {
			/// Whose pool backs it.
			operator: T::AccountId,
			/// For what.
			id: T::ReservationId,
			/// How much.
			amount: Balance,
		},
		/// A reservation ended, and nothing was taken.
		Released {
			/// Whose pool backed it.
			operator: T::AccountId,
			/// For what it was.
			id: T::ReservationId,
			/// What it was worth at the end.
			amount: Balance,
		},
		/// Stake was taken.
		Slashed {
			/// Whose pool it was in.
			operator: T::AccountId,
			/// The reservation that it ended, if it was for one.
			id: Option<T::ReservationId>,
			/// How much of it was bonded.
			bonded: Balance,
			/// How much of it was unbonding.
			unbonding: Balance,
		},
		/// A reward was shared.
		Rewarded {
			/// Whose pool earned it.
			operator: T::AccountId,
			/// What the operator was paid.
			commission: Balance,
			/// What was added to the bonded stake.
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
		/// The operator's own bond would be below the minimum. Bond more, or leave wholly.
		OwnBondBelowMinimum,
		/// The delegation would be below the minimum. Delegate more, or leave wholly.
		DelegationBelowMinimum,
		/// The part that is to leave is below the minimum.
		UnbondBelowMinimum,
		/// The operator bonds to its own pool; it can't delegate to it.
		OperatorDelegates,
		/// The operator has too little of its own in the pool for others to join.
		PoolNotBacked,
		/// The commission is above the maximum.
		CommissionTooHigh,
		/// The commission would rise by more than it may at once.
		CommissionRiseTooSteep,
		/// The commission rose too short a time ago.
		CommissionRiseTooSoon,
		/// The account has no stake in this pool.
		NotMember,
		/// The account has no bonded stake in this pool.
		NothingBonded,
		/// The stake is worth less than what was asked for.
		StakeInsufficient,
		/// The member's stake is about to leave at too many blocks. Withdraw what has left.
		UnbondingFull,
		/// No stake of this member can be withdrawn yet.
		NothingToWithdraw,
		/// The stake still backs jobs.
		StakeReserved,
		/// The pool still has members.
		PoolHasMembers,
		/// The pool still has reservations.
		PoolHasReservations,
		/// The pool has less free collateral than what is to be reserved.
		CollateralInsufficient,
		/// There is a reservation with this id already.
		ReservationExists,
		/// There is no reservation with this id.
		ReservationUnknown,
		/// The amount is zero.
		AmountZero,
		/// A share costs so much that rounding would take more than a millionth of the payment.
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
		/// Opens the caller's pool with `amount` as its own bond, and a commission.
		///
		/// Takes a deposit besides, which comes back when the pool is dissolved.
		/// Emits `PoolOpened` and `Bonded`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::bond())]
		pub fn bond(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
			commission: Perbill,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_bond(operator, amount, commission)
		}

		/// Adds `amount` to the caller's own bond in its pool. Emits `Bonded`.
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::bond_more())]
		pub fn bond_more(
			origin: OriginFor<T>,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_bond_more(operator, amount)
		}

		/// Delegates `amount` to an operator's pool, for the first time or in addition.
		///
		/// Emits `Bonded`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::delegate())]
		pub fn delegate(
			origin: OriginFor<T>,
			operator: T::AccountId,
			#[pallet::compact] amount: Balance,
		) -> DispatchResult {
			let delegator = ensure_signed(origin)?;
			Self::do_delegate(operator, delegator, amount)
		}

		/// Lets `amount` of the caller's stake, or all of it, leave an operator's pool.
		///
		/// What remains is worth the minimum or more. Operators name themselves. The stake earns
		/// nothing from now on, is slashed like the rest, and can be withdrawn after the unbonding
		/// period. Emits `Unbonding`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::unbond())]
		pub fn unbond(
			origin: OriginFor<T>,
			operator: T::AccountId,
			amount: Option<Balance>,
		) -> DispatchResult {
			let member = ensure_signed(origin)?;
			Self::do_unbond(operator, member, amount)
		}

		/// Pays out to `member` what has left an operator's pool.
		///
		/// Anybody may call it, so that no absent member keeps a pool from being dissolved. Clears
		/// shares away that a slash made worthless. Emits `Withdrawn`.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::withdraw())]
		pub fn withdraw(
			origin: OriginFor<T>,
			operator: T::AccountId,
			member: T::AccountId,
		) -> DispatchResult {
			ensure_signed(origin)?;
			Self::do_withdraw(operator, member)
		}

		/// Changes the commission of the caller's pool.
		///
		/// It may fall at any time, and rise by so much in such a time. Emits `CommissionSet`.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::set_commission())]
		pub fn set_commission(origin: OriginFor<T>, commission: Perbill) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_set_commission(operator, commission)
		}

		/// Removes the caller's pool, which nobody has stake in, and gives its deposit back.
		///
		/// Emits `PoolDissolved`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::dissolve())]
		pub fn dissolve(origin: OriginFor<T>) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_dissolve(operator)
		}
	}
}
