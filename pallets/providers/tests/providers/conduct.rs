//! Fading counts against a slow reference.

use assay_providers::conduct::{Conduct, Outcome};
use proptest::prelude::*;
use sp_runtime::Permill;

const HALF_LIFE: u64 = 100;

#[test]
fn counts_should_halve_with_every_half_life_and_keep_the_rest_of_one() {
	let mut conduct = Conduct::default();
	for _ in 0..8 {
		conduct.note(Outcome::Settled, 50u64, HALF_LIFE);
	}
	for (now, left) in [(149, 8), (150, 4), (249, 4), (250, 2), (449, 1), (10_000_000, 0)] {
		conduct.fade(now, HALF_LIFE);
		assert_eq!(conduct.counts().settled.whole(), left, "at {now}");
	}
	assert!(conduct.is_clear());
}

#[test]
fn reliability_should_weigh_a_slash_as_sixteen_delays() {
	let after = |outcomes: &[(Outcome, u32)]| {
		let mut conduct = Conduct::default();
		for (outcome, times) in outcomes {
			for _ in 0..*times {
				conduct.note(*outcome, 0u64, HALF_LIFE);
			}
		}
		conduct.reliability()
	};
	assert_eq!(after(&[]), Permill::one());
	assert_eq!(after(&[(Outcome::Blameless, 3)]), Permill::one());
	assert_eq!(after(&[(Outcome::Settled, 3)]), Permill::one());
	assert_eq!(after(&[(Outcome::Settled, 3), (Outcome::Late, 1)]), Permill::from_percent(75));
	assert_eq!(after(&[(Outcome::Settled, 1), (Outcome::Declined, 1)]), Permill::from_percent(50));
	assert_eq!(after(&[(Outcome::Settled, 16), (Outcome::Slashed, 1)]), Permill::from_percent(50));
	assert_eq!(after(&[(Outcome::Slashed, 1)]), Permill::zero());
}

#[test]
fn a_half_life_of_zero_should_never_pass() {
	let mut conduct = Conduct::default();
	conduct.note(Outcome::Settled, 5u64, 0);
	conduct.fade(1_000_000, 0);
	assert_eq!(conduct.counts().settled.whole(), 1);
}

proptest! {
	/// Fading at once is the same as looking every block.
	#[test]
	fn lazy_fading_should_equal_fading_every_block(
		notes in prop::collection::vec((0u64..2_000, any::<bool>()), 0..40)
	) {
		let mut notes = notes;
		notes.sort();
		let (mut lazy, mut eager) = (Conduct::default(), Conduct::default());
		let mut block = 0;
		for (at, good) in notes {
			let outcome = if good { Outcome::Settled } else { Outcome::Late };
			while block < at {
				block += 1;
				eager.fade(block, HALF_LIFE);
			}
			eager.note(outcome, at, HALF_LIFE);
			lazy.note(outcome, at, HALF_LIFE);
			prop_assert!(lazy.reliability() <= Permill::one());
			prop_assert_eq!(lazy.counts().settled, eager.counts().settled);
			prop_assert_eq!(lazy.counts().late, eager.counts().late);
		}
	}
}
