//! Weights of the calls, made by hand and too high on purpose, until benchmarks replace them.

use core::marker::PhantomData;
use frame_support::weights::Weight;
use sp_runtime::traits::Get;

/// Weights of the calls and the hook.
pub trait WeightInfo {
	/// Registering, or changing the worker key: one signature and all records.
	fn register() -> Weight;
	/// Changing one of the records.
	fn set() -> Weight;
	/// Entering or leaving the list.
	fn change_activity() -> Weight;
	/// Removing a provider.
	fn deregister() -> Weight;
	/// A heartbeat.
	fn heartbeat() -> Weight;
	/// Any of these calls that failed before a signature was checked: all that it may have read,
	/// and nothing written.
	fn refused() -> Weight;
	/// The same after the signature that proves possession of a worker key was checked.
	fn possession_refused() -> Weight;
	/// Checking a heartbeat before it is dispatched.
	fn authorize_heartbeat() -> Weight;
	/// Looking at so many positions of the list, all of them of providers that are offline.
	fn sweep(steps: u32) -> Weight;
}

/// Computation of any call without its signature: three times that of the dearest call of
/// `pallet-nomination-pools` 48 that touches as much.
const COMPUTATION: Weight = Weight::from_parts(600_000_000, 0);

/// Computation of a call that failed: as much as all of that dearest call takes.
const REFUSED_COMPUTATION: Weight = Weight::from_parts(200_000_000, 0);

/// An sr25519 signature in WebAssembly: three times what a signed transaction pays for its own.
const SIGNATURE: Weight = Weight::from_parts(300_000_000, 0);

/// Weights made by hand: reads and writes counted in the code, of the records, both maps of the
/// list, the operator's account with its holds, and its pool.
pub struct HandMade<T>(PhantomData<T>);

impl<T: frame_system::Config> HandMade<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}
}

impl<T: frame_system::Config> WeightInfo for HandMade<T> {
	fn register() -> Weight {
		Self::of(12, 10).saturating_add(SIGNATURE)
	}
	fn set() -> Weight {
		Self::of(3, 2)
	}
	fn change_activity() -> Weight {
		Self::of(12, 8)
	}
	fn deregister() -> Weight {
		Self::of(14, 14)
	}
	fn heartbeat() -> Weight {
		Self::of(10, 6)
	}
	fn refused() -> Weight {
		REFUSED_COMPUTATION.saturating_add(T::DbWeight::get().reads(12))
	}
	fn possession_refused() -> Weight {
		Self::refused().saturating_add(SIGNATURE)
	}
	fn authorize_heartbeat() -> Weight {
		Self::of(4, 0).saturating_add(SIGNATURE)
	}
	fn sweep(steps: u32) -> Weight {
		T::DbWeight::get()
			.reads_writes(2, 1)
			.saturating_add(Self::of(12, 8).saturating_mul(steps.into()))
	}
}
