//! Weights of the calls, made by hand and too high on purpose, until benchmarks replace them.

use core::marker::PhantomData;
use frame_support::weights::Weight;
use sp_runtime::traits::Get;

/// Weights of the calls.
pub trait WeightInfo {
	/// Opening a pool.
	fn bond() -> Weight;
	/// Adding to the own bond.
	fn bond_more() -> Weight;
	/// Delegating.
	fn delegate() -> Weight;
	/// Letting stake leave.
	fn unbond() -> Weight;
	/// Paying out what has left.
	fn withdraw() -> Weight;
	/// Changing the commission.
	fn set_commission() -> Weight;
	/// Removing a pool.
	fn dissolve() -> Weight;
	/// Any of these calls that failed: all that it may have read, and nothing written.
	fn refused() -> Weight;
}

/// Computation of any call: three times that of `join` in `pallet-nomination-pools` 48, which
/// touches more.
const COMPUTATION: Weight = Weight::from_parts(600_000_000, 0);

/// Computation of a call that failed: as much as all of that `join` takes.
const REFUSED_COMPUTATION: Weight = Weight::from_parts(200_000_000, 0);

/// Weights made by hand: reads and writes counted in the code, with two accounts, two lists of
/// holds, the pool, the member and the operator's own member record each read once and written
/// once.
pub struct HandMade<T>(PhantomData<T>);

impl<T: frame_system::Config> HandMade<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}
}

impl<T: frame_system::Config> WeightInfo for HandMade<T> {
	fn bond() -> Weight {
		Self::of(8, 8)
	}
	fn bond_more() -> Weight {
		Self::of(8, 8)
	}
	fn delegate() -> Weight {
		Self::of(8, 8)
	}
	fn unbond() -> Weight {
		Self::of(8, 8)
	}
	fn withdraw() -> Weight {
		Self::of(8, 8)
	}
	fn set_commission() -> Weight {
		Self::of(2, 2)
	}
	fn dissolve() -> Weight {
		Self::of(8, 8)
	}
	fn refused() -> Weight {
		REFUSED_COMPUTATION.saturating_add(T::DbWeight::get().reads(8))
	}
}
