//! How a provider's jobs ended, with the past fading: pure arithmetic, without storage.
//!
//! Each kind of outcome has a count that halves with every half-life, so what a provider did lately
//! weighs most. Nothing runs while nobody looks: the halving is done when a count is read or
//! changed, for all half-lives that have passed, in O(1).
//!
//! ```
//! use assay_providers::conduct::{Conduct, Outcome};
//!
//! let half_life = 100;
//! let mut conduct = Conduct::default();
//! conduct.note(Outcome::Settled, 0u32, half_life);
//! conduct.note(Outcome::Settled, 50, half_life);
//! conduct.note(Outcome::Late, 50, half_life);
//! assert_eq!(conduct.counts().settled.whole(), 2);
//!
//! conduct.fade(130, half_life);
//! assert_eq!((conduct.counts().settled.whole(), conduct.counts().late.halves()), (1, 1));
//! ```

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{AtLeast32BitUnsigned, SaturatedConversion, Zero},
	Permill,
};

/// Binary places of a faded count: one outcome is gone after as many half-lives, and one more.
const FRACTION_BITS: u32 = 16;

/// How many settled jobs it takes to make up for a slashed one.
///
/// A slash means that a result was wrong or withheld, against which a late or a declined job is
/// only a delay.
const SLASH_WEIGHT: u64 = 16;

/// How a job ended for the provider it was given to.
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
pub enum Outcome {
	/// Done, and paid.
	Settled,
	/// No result in time.
	Late,
	/// Given back, with a reason.
	Declined,
	/// Proven wrong, or not opened.
	Slashed,
	/// Ended for reasons that aren't the provider's. Counts nowhere.
	Blameless,
}

/// A number of outcomes, some of which have faded.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Count(u64);

impl Count {
	/// The whole outcomes in it.
	pub fn whole(&self) -> u64 {
		self.0 >> FRACTION_BITS
	}

	/// The half outcomes in it.
	pub fn halves(&self) -> u64 {
		self.0 >> (FRACTION_BITS.saturating_sub(1))
	}

	fn add_one(&mut self) {
		self.0 = self.0.saturating_add(1 << FRACTION_BITS);
	}

	fn halve(&mut self, times: u32) {
		self.0 = self.0.checked_shr(times).unwrap_or(0);
	}
}

/// Outcomes by kind.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Counts {
	/// Done, and paid.
	pub settled: Count,
	/// No result in time.
	pub late: Count,
	/// Given back.
	pub declined: Count,
	/// Proven wrong, or not opened.
	pub slashed: Count,
}

/// Outcomes of one provider, faded up to some block.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Default,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Conduct<BlockNumber> {
	/// Outcomes by kind.
	counts: Counts,
	/// Up to this block the past has faded.
	faded: BlockNumber,
}

impl<BlockNumber: AtLeast32BitUnsigned + Copy> Conduct<BlockNumber> {
	/// The counts as of the last change.
	pub fn counts(&self) -> Counts {
		self.counts
	}

	/// Halves the counts for every half-life that has passed. A half-life of zero never passes.
	pub fn fade(&mut self, now: BlockNumber, half_life: BlockNumber) {
		if self.is_clear() || half_life.is_zero() {
			self.faded = self.faded.max(now);
			return;
		}
		let passed =
			now.saturating_sub(self.faded).checked_div(&half_life).unwrap_or_else(Zero::zero);
		let times = passed.saturated_into::<u32>();
		let Counts { settled, late, declined, slashed } = &mut self.counts;
		for count in [settled, late, declined, slashed] {
			count.halve(times);
		}
		self.faded = if self.is_clear() {
			self.faded.max(now)
		} else {
			// The rest of a half-life that has begun isn't lost.
			self.faded.saturating_add(passed.saturating_mul(half_life))
		};
	}

	/// Counts an outcome.
	pub fn note(&mut self, outcome: Outcome, now: BlockNumber, half_life: BlockNumber) {
		self.fade(now, half_life);
		match outcome {
			Outcome::Settled => self.counts.settled.add_one(),
			Outcome::Late => self.counts.late.add_one(),
			Outcome::Declined => self.counts.declined.add_one(),
			Outcome::Slashed => self.counts.slashed.add_one(),
			Outcome::Blameless => {},
		}
	}

	/// Whether nothing is remembered.
	pub fn is_clear(&self) -> bool {
		self.counts == Counts::default()
	}

	/// How much of what was given to the provider it settled; all of it if nothing was given yet.
	///
	/// Who is new stands like who never failed, since everybody could be new again under another
	/// name for the price of a bond.
	pub fn reliability(&self) -> Permill {
		let Counts { settled, late, declined, slashed } = self.counts;
		let failed = late
			.0
			.saturating_add(declined.0)
			.saturating_add(slashed.0.saturating_mul(SLASH_WEIGHT));
		let all = settled.0.saturating_add(failed);
		if all == 0 {
			Permill::one()
		} else {
			Permill::from_rational(settled.0, all)
		}
	}
}
