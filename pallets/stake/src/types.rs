//! What is stored.

use crate::{
	shares::{Balance, Fund, Holding},
	Config,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
	traits::{fungible, Get},
	BoundedVec, CloneNoBound, DebugNoBound, DefaultNoBound, EqNoBound, PartialEqNoBound,
};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_runtime::Perbill;

/// Money taken out of a pool that whoever holds this has to place.
pub type CreditOf<T> =
	fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;

/// One operator's pool.
///
/// The money of `bonded` and `unbonding` is on hold in the pool's account. `reserved` is no money of
/// its own: it says how much of the other two backs running jobs, in shares too, so that a loss
/// that leaves less than was reserved shrinks all reservations alike.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct PoolRecord<BlockNumber> {
	/// The operator's part of a reward before it is shared, in billionths.
	pub commission: Perbill,
	/// The number of the block in which the commission last rose, or the pool was opened.
	pub commission_rose: BlockNumber,
	/// Stake that earns rewards: the operator's own bond and the delegations.
	pub bonded: Fund,
	/// Stake on its way out, still slashed like the rest.
	pub unbonding: Fund,
	/// The part of the stake that backs jobs.
	pub reserved: Fund,
	/// Accounts with a member record, the operator among them.
	pub members: u32,
	/// Reservations with a record.
	pub reservations: u32,
	/// What the operator left for the pool's account to exist, in grains.
	pub deposit: Balance,
}

/// The pool record as a runtime stores it.
pub type PoolRecordOf<T> = PoolRecord<BlockNumberFor<T>>;

/// Stake of one member that leaves at one block.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct UnbondingRecord<BlockNumber> {
	/// The number of the block from which on it can be withdrawn.
	pub at: BlockNumber,
	/// The part of the pool's unbonding fund.
	pub holding: Holding,
}

/// What one account has in one pool.
#[derive(
	CloneNoBound,
	PartialEqNoBound,
	EqNoBound,
	DebugNoBound,
	DefaultNoBound,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always", skip_type_params(T))]
pub struct MemberRecord<T: Config> {
	/// Stake that earns rewards.
	pub bonded: Holding,
	/// Stake on its way out, at most one record per block.
	pub unbonding: BoundedVec<UnbondingRecord<BlockNumberFor<T>>, T::MaxUnbonding>,
}

impl<BlockNumber> PoolRecord<BlockNumber> {
	/// All the money in the pool. Sums of one currency's balances can't outgrow its issuance.
	pub fn total(&self) -> Balance {
		self.bonded.balance().saturating_add(self.unbonding.balance())
	}

	/// What new jobs may reserve.
	///
	/// Unbonding stake backs only jobs that are already running: it may be gone before a new one
	/// ends.
	pub fn free(&self) -> Balance {
		self.bonded.balance().saturating_sub(self.reserved.balance())
	}
}

impl<T: Config> MemberRecord<T> {
	/// Whether nothing is left that the record would have to keep.
	pub fn is_empty(&self) -> bool {
		self.bonded.shares() == 0 && self.unbonding.is_empty()
	}

	/// Drops shares of generations that were wiped out.
	pub fn forget_wiped(&mut self, pool: &PoolRecordOf<T>) {
		if !pool.bonded.owns(&self.bonded) {
			self.bonded = Holding::default();
		}
		self.unbonding.retain(|record| pool.unbonding.owns(&record.holding));
	}

	/// Whether stake that starts to leave now would find a place.
	pub fn can_unbond_at(&self, at: BlockNumberFor<T>) -> bool {
		(self.unbonding.len() as u32) < T::MaxUnbonding::get()
			|| self.unbonding.iter().any(|record| record.at == at)
	}
}
