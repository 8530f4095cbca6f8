//! Weights of the calls, made by hand and too high on purpose, until benchmarks replace them.
//!
//! What a verification takes was timed as WebAssembly: see `docs/measurements/verification.md`.

use crate::cost::VerificationCost;
use core::marker::PhantomData;
use frame_support::weights::Weight;
use sp_runtime::traits::Get;

/// Weights of the calls and the hook.
pub trait WeightInfo {
	/// Submitting a job of so many passes and bytes.
	fn submit(passes: u32, bytes: u32) -> Weight;
	/// Taking a queued job of so many passes back.
	fn cancel(passes: u32) -> Weight;
	/// Committing to so many outputs.
	fn commit(outputs: u32) -> Weight;
	/// Giving a job of so many passes back.
	fn decline(passes: u32) -> Weight;
	/// Opening a sample that is right.
	fn open(cost: &VerificationCost) -> Weight;
	/// Challenging a tile that is right.
	fn challenge(cost: &VerificationCost) -> Weight;
	/// Demanding chunks.
	fn demand() -> Weight;
	/// Delivering them.
	fn deliver(cost: &VerificationCost) -> Weight;
	/// Checking a report of so many bytes before it is dispatched.
	fn authorize(bytes: u32) -> Weight;
	/// The hook without any job.
	fn on_initialize() -> Weight;
	/// Going on to the next block of the agenda.
	fn turn_page() -> Weight;
	/// An entry of the agenda for which nothing is due.
	fn nothing_due() -> Weight;
	/// The dearest thing that the chain does for a job of so many passes by itself, or after a
	/// verdict.
	fn step(passes: u32) -> Weight;
	/// Looking for a provider for one job among so many.
	fn assign(candidates: u32) -> Weight;
	/// A call that failed after a look at a job's record, with so many bytes of arguments to
	/// decode.
	fn refused(bytes: u32) -> Weight;
	/// A submission of so many passes and bytes that failed after its kernels were looked at.
	fn submit_refused(passes: u32, bytes: u32) -> Weight;
	/// A commitment that failed.
	fn commit_refused() -> Weight;
	/// A demand that failed after its job's specification was looked at.
	fn demand_refused() -> Weight;
}

/// Computation of any call but for what is counted apart.
const COMPUTATION: Weight = Weight::from_parts(600_000_000, 0);

/// Computation of a call that failed after a look at a job's record: as much as all of `join` takes
/// in `pallet-nomination-pools` 48.
const REFUSED_COMPUTATION: Weight = Weight::from_parts(200_000_000, 0);

/// An sr25519 signature in WebAssembly.
const SIGNATURE: Weight = Weight::from_parts(300_000_000, 0);

/// Decoding, storing or hashing a byte that is kept.
const PER_BYTE: u64 = 30_000;

/// Finding, decoding and costing one kernel of 32 KiB: 0.15 ms were measured for decoding.
const PER_KERNEL: Weight = Weight::from_parts(600_000_000, 0);

/// Picoseconds for a compression of 64 bytes in a proof: twice what was measured for lone chunks.
const PER_COMPRESSION: u64 = 600_000;

/// Picoseconds for a lane-operation: 3,900 were measured for `sin`, at most 2,600 for all but
/// `sin`, `cos` and `tan`, and 3,200 for reads that are all of another chunk than the one before.
const PER_FUEL: u64 = 5_000;

/// Weights made by hand: reads and writes counted in the code.
pub struct HandMade<T>(PhantomData<T>);

impl<T: frame_system::Config> HandMade<T> {
	fn of(reads: u64, writes: u64) -> Weight {
		COMPUTATION.saturating_add(T::DbWeight::get().reads_writes(reads, writes))
	}

	/// Proofs and execution, on top of the call that they are in.
	fn verification(cost: &VerificationCost) -> Weight {
		let hashing = PER_COMPRESSION.saturating_mul(cost.compressions.into());
		let running = PER_FUEL.saturating_mul(cost.fuel);
		Weight::from_parts(hashing.saturating_add(running), 0)
			.saturating_add(Self::copying(cost.bytes))
			.saturating_add(PER_KERNEL)
	}

	/// Decoding and copying bytes that aren't kept.
	fn copying(bytes: u32) -> Weight {
		Weight::from_parts(PER_BYTE.saturating_mul(bytes.into()) >> 4, 0)
	}

	/// Looking at the kernels of so many passes, and planning a job of so many bytes.
	fn planning(passes: u32, bytes: u32) -> Weight {
		T::DbWeight::get()
			.reads(3)
			.saturating_add(PER_KERNEL)
			.saturating_mul(passes.into())
			.saturating_add(Weight::from_parts(PER_BYTE.saturating_mul(bytes.into()), 0))
	}
}

impl<T: frame_system::Config> WeightInfo for HandMade<T> {
	fn submit(passes: u32, bytes: u32) -> Weight {
		Self::of(12, 16)
			.saturating_add(Self::planning(passes, bytes))
			.saturating_add(T::DbWeight::get().writes(passes.into()))
	}
	// The requester's and the treasury's accounts and holds, the job's records, its end, the
	// agenda, and each kernel to let go of.
	fn cancel(passes: u32) -> Weight {
		Self::of(14, 18)
			.saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(passes.into()))
	}
	fn commit(outputs: u32) -> Weight {
		Self::of(6, 6).saturating_add(Weight::from_parts(
			PER_BYTE.saturating_mul(32).saturating_mul(outputs.into()),
			0,
		))
	}
	fn decline(passes: u32) -> Weight {
		Self::step(passes)
	}
	fn open(cost: &VerificationCost) -> Weight {
		Self::of(12, 8).saturating_add(Self::verification(cost))
	}
	fn challenge(cost: &VerificationCost) -> Weight {
		Self::of(12, 6).saturating_add(Self::verification(cost))
	}
	fn demand() -> Weight {
		Self::of(8, 6)
	}
	fn deliver(cost: &VerificationCost) -> Weight {
		Self::of(12, 10).saturating_add(Self::verification(cost))
	}
	// The chain's name, the job, the worker's key, and for a commitment the specification.
	fn authorize(bytes: u32) -> Weight {
		Self::of(4, 0).saturating_add(SIGNATURE).saturating_add(Self::copying(bytes))
	}
	fn on_initialize() -> Weight {
		Self::of(6, 6)
	}
	fn turn_page() -> Weight {
		Self::of(1, 1)
	}
	fn nothing_due() -> Weight {
		Self::of(3, 3)
	}
	// Settling: an account for each author, and each kernel to let go of.
	fn step(passes: u32) -> Weight {
		Self::of(26, 26)
			.saturating_add(T::DbWeight::get().reads_writes(2, 2).saturating_mul(passes.into()))
	}
	// The candidates with their records, stake and slots.
	fn assign(candidates: u32) -> Weight {
		Self::of(8, 14)
			.saturating_add(T::DbWeight::get().reads(9).saturating_mul(candidates.into()))
	}
	fn refused(bytes: u32) -> Weight {
		REFUSED_COMPUTATION
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(Self::copying(bytes))
	}
	fn submit_refused(passes: u32, bytes: u32) -> Weight {
		Self::of(12, 0).saturating_add(Self::planning(passes, bytes))
	}
	fn commit_refused() -> Weight {
		Self::of(6, 0)
	}
	fn demand_refused() -> Weight {
		Self::of(8, 0)
	}
}
