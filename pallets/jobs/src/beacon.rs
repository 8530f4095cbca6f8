//! Randomness: one value per block, from the VRF output of its author.
//!
//! A value is noted in the block after its own. What is drawn from values of blocks that hadn't
//! begun when somebody committed to something can't have been known then.

use crate::{Beacons, Config, JobId, Pallet};
use codec::Encode;
use frame_support::traits::Randomness;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::{One, Saturating};

/// Blocks for which the value stays known: longer than a full agenda is expected to lag.
const KEPT: u32 = 256;

/// Blocks after a commitment whose values decide its samples. With two, an author who withholds a
/// block to change the draw has to do so without knowing the other's.
pub(crate) const DECIDING_BLOCKS: u32 = 2;

/// Sets the values apart from other uses of the same outputs.
const BEACON_DOMAIN: &[u8] = b"assay/beacon";

/// A random value.
pub type Seed = [u8; 32];

impl<T: Config> Pallet<T> {
	/// Notes the value of the block before `now`.
	pub(crate) fn note_beacon(now: BlockNumberFor<T>) {
		let before = now.saturating_sub(One::one());
		let (value, _) = T::Randomness::random(BEACON_DOMAIN);
		// A block without a VRF output, which no slot of this chain allows, still differs by its hash.
		let value = value.unwrap_or_else(frame_system::Pallet::<T>::parent_hash);
		Beacons::<T>::insert(before, value);
		Beacons::<T>::remove(before.saturating_sub(KEPT.into()));
	}

	/// The seed of an attempt's draw from the values of the `DECIDING_BLOCKS` after `block`, or, if
	/// those are forgotten, of the latest.
	pub(crate) fn seed_after(
		block: BlockNumberFor<T>,
		purpose: &[u8],
		id: JobId,
		attempt: u32,
	) -> Seed {
		let now = frame_system::Pallet::<T>::block_number();
		let latest = now.saturating_sub(DECIDING_BLOCKS.saturating_add(1).into());
		let known = Beacons::<T>::contains_key(block.saturating_add(One::one()));
		let after = if known { block } else { latest };
		let values = [1u32, DECIDING_BLOCKS]
			.map(|distance| Beacons::<T>::get(after.saturating_add(distance.into())));
		Self::seed(purpose, values, id, attempt)
	}

	/// The seed of an attempt's draw from the latest value.
	pub(crate) fn seed_now(purpose: &[u8], id: JobId, attempt: u32) -> Seed {
		let now = frame_system::Pallet::<T>::block_number();
		let value = Beacons::<T>::get(now.saturating_sub(One::one()));
		Self::seed(purpose, value, id, attempt)
	}

	fn seed(purpose: &[u8], values: impl Encode, id: JobId, attempt: u32) -> Seed {
		let genesis = Self::genesis();
		(purpose, genesis, values, id, attempt).using_encoded(sp_io::hashing::blake2_256)
	}
}

/// Numbers that follow from a seed, spread evenly below a limit.
pub(crate) struct Draws {
	seed: Seed,
	count: u32,
}

impl Draws {
	/// The numbers of a seed.
	pub(crate) fn new(seed: Seed) -> Self {
		Self { seed, count: 0 }
	}

	/// The next number below `limit`; 0 if there is none.
	///
	/// 64 random bits scaled down: no number is likelier than another by more than a 2^64th.
	pub(crate) fn below(&mut self, limit: u64) -> u64 {
		let hash = (self.seed, self.count).using_encoded(sp_io::hashing::blake2_128);
		self.count = self.count.saturating_add(1);
		let bits = hash.into_iter().take(8).fold(0u64, |bits, byte| bits << 8 | u64::from(byte));
		let scaled = u128::from(bits).saturating_mul(limit.into()) >> 64;
		u64::try_from(scaled).unwrap_or(0)
	}
}

#[cfg(test)]
mod tests {
	use super::Draws;
	use std::collections::BTreeSet;

	#[test]
	fn numbers_should_stay_below_their_limit() {
		let mut draws = Draws::new([7; 32]);
		assert_eq!((0..100).map(|_| draws.below(1)).max(), Some(0));
		assert_eq!(draws.below(0), 0);
		let found: BTreeSet<u64> = (0..1_000).map(|_| draws.below(7)).collect();
		assert_eq!(found, (0..7).collect());
		assert!((0..100).map(|_| draws.below(u64::MAX)).any(|number| number > u64::MAX / 2));
	}
}
