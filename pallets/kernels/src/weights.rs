//! Weights of the calls, made by hand and too high on purpose, until benchmarks replace them.

use core::marker::PhantomData;
use frame_support::weights::Weight;
use sp_runtime::traits::Get;

/// Weights of the calls.
pub trait WeightInfo {
	/// Registering so many bytes of bytecode.
	fn register(bytes: u32) -> Weight;
	/// Changing the record.
	fn set() -> Weight;
	/// Removing a kernel.
	fn remove() -> Weight;
	/// Any of these calls that failed: all that it may have read, and nothing written. Of a
	/// registration that is what there is besides its bytecode.
	fn refused() -> Weight;
	/// A registration of so many bytes of bytecode that failed, valid or not.
	fn register_refused(bytes: u32) -> Weight;
}

/// Computation of any call, but for the bytecode.
const COMPUTATION: Weight = Weight::from_parts(600_000_000, 0);

/// Computation of a call that failed, but for the bytecode: as much as all of `join` takes in
/// `pallet-nomination-pools` 48.
const REFUSED_COMPUTATION: Weight = Weight::from_parts(200_000_000, 0);

/// Decoding, validating and hashing a byte. Natively 6 ns were measured for 32 KiB of the shortest
/// instructions; twenty times that covers WebAssembly, slow machines and the hash.
const PER_BYTE: Weight = Weight::from_parts(125_000, 0);

/// Weights made by hand: reads and writes counted in the code.
pub struct HandMade<T>(PhantomData<T>);

impl<T: frame_system::Config> HandMade<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}
}

impl<T: frame_system::Config> WeightInfo for HandMade<T> {
	fn register(bytes: u32) -> Weight {
		Self::of(3, 4).saturating_add(PER_BYTE.saturating_mul(bytes.into()))
	}
	fn set() -> Weight {
		Self::of(1, 1)
	}
	fn remove() -> Weight {
		Self::of(3, 4)
	}
	fn refused() -> Weight {
		REFUSED_COMPUTATION.saturating_add(T::DbWeight::get().reads(3))
	}
	fn register_refused(bytes: u32) -> Weight {
		Self::refused().saturating_add(PER_BYTE.saturating_mul(bytes.into()))
	}
}
