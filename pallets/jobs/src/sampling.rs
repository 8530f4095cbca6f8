//! Which tiles the chain executes again.

use crate::{
	beacon::{Draws, Seed},
	stage::{Samples, Stage},
	Config, Error, Event, JobId, JobRecord, Jobs, Orders, Pallet, PassRecord, Passes,
};
use assay_market::Place;
use frame_support::pallet_prelude::*;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::traits::Saturating;

/// Sets these draws apart from others.
const PURPOSE: &[u8] = b"assay/sample";

/// Draws for each sample, since the same workgroup may come twice.
const DRAWS_PER_SAMPLE: u32 = 8;

impl<T: Config> Pallet<T> {
	/// Draws the samples of a commitment.
	pub(crate) fn sample(
		id: JobId,
		mut job: JobRecord<T>,
		now: BlockNumberFor<T>,
	) -> DispatchResult {
		let Stage::Committed(committed) = job.stage else {
			return Err(Error::<T>::NotCommitted.into());
		};
		let order = Orders::<T>::get(id).ok_or(Error::<T>::JobUnknown)?;
		let passes = Passes::<T>::get(id);
		let seed = Self::seed_after(committed.at, PURPOSE, id, job.attempt);
		let samples = draw(&passes, order.offer.samples, seed);
		let until = now.saturating_add(job.terms.open_within);
		Self::schedule(id, until);
		Self::deposit_event(Event::Sampled {
			job: id,
			attempt: job.attempt,
			samples: samples.clone(),
			until,
		});
		job.stage = committed.sample(samples, until).into();
		Jobs::<T>::insert(id, job);
		Ok(())
	}
}

/// Different places, as likely as their share of the fuel; all there are if they aren't more.
pub(crate) fn draw(passes: &[PassRecord], samples: u8, seed: Seed) -> Samples {
	let wanted = usize::from(samples);
	let workgroups = passes.iter().fold(0u64, |sum, pass| sum.saturating_add(pass.workgroups()));
	let mut drawn = Samples::new();
	if workgroups > u64::from(samples) {
		let fuel = passes.iter().fold(0u64, |sum, pass| sum.saturating_add(pass.fuel()));
		let mut draws = Draws::new(seed);
		for _ in 0..u32::from(samples).saturating_mul(DRAWS_PER_SAMPLE) {
			if drawn.len() >= wanted {
				break;
			}
			let place = draw_one(passes, fuel, &mut draws);
			add(&mut drawn, place);
		}
	}
	// Places with next to no fuel may not have come up: the first ones make up the number.
	for place in places(passes) {
		if drawn.len() >= wanted {
			break;
		}
		add(&mut drawn, Some(place));
	}
	drawn
}

/// Adds a place that isn't there yet.
fn add(drawn: &mut Samples, place: Option<Place>) {
	if let Some(place) = place.filter(|place| !drawn.contains(place)) {
		// No more than MAX_SAMPLES, which `samples` isn't above.
		let _ = drawn.try_push(place);
	}
}

/// All places, in order.
fn places(passes: &[PassRecord]) -> impl Iterator<Item = Place> + '_ {
	(0u8..).zip(passes).flat_map(|(number, pass)| {
		(0..pass.workgroups()).map(move |group| Place { pass: number, group: pass.group(group) })
	})
}

/// A pass by its share of the fuel, and one of its workgroups.
fn draw_one(passes: &[PassRecord], fuel: u64, draws: &mut Draws) -> Option<Place> {
	let mut at = draws.below(fuel);
	for (number, pass) in (0u8..).zip(passes) {
		match at.checked_sub(pass.fuel()) {
			Some(rest) => at = rest,
			None => {
				return Some(Place {
					pass: number,
					group: pass.group(draws.below(pass.workgroups())),
				})
			},
		}
	}
	None
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, clippy::indexing_slicing)]
mod tests {
	use super::*;
	use alloc::{
		collections::{BTreeMap, BTreeSet},
		vec::Vec,
	};
	use codec::Encode;
	use proptest::prelude::*;

	fn pass(grid: [u32; 3], workgroup_fuel: u64) -> PassRecord {
		PassRecord { grid, workgroup_fuel }
	}

	fn seed(number: u64) -> Seed {
		number.using_encoded(sp_io::hashing::blake2_256)
	}

	fn passes() -> impl Strategy<Value = Vec<PassRecord>> {
		let groups = prop_oneof![4 => 1..5u32, 1 => 1..2_000u32];
		let pass = (prop::array::uniform3(groups), 1..16_000_000u64)
			.prop_map(|(grid, fuel)| pass(grid, fuel));
		prop::collection::vec(pass, 1..8)
	}

	proptest! {
		#[test]
		fn places_should_be_of_the_job_and_all_different(
			passes in passes(),
			samples in 1..=8u8,
			number in any::<u64>(),
		) {
			let drawn = draw(&passes, samples, seed(number));
			let places: BTreeSet<_> = drawn.iter().map(|place| (place.pass, place.group)).collect();
			prop_assert_eq!(places.len(), drawn.len());
			for place in &drawn {
				prop_assert!(passes[usize::from(place.pass)].has(place.group));
			}
			let all: u64 = passes.iter().map(PassRecord::workgroups).sum();
			prop_assert_eq!(drawn.len() as u64, all.min(samples.into()));
			prop_assert_eq!(drawn, draw(&passes, samples, seed(number)));
		}

		#[test]
		fn every_workgroup_should_have_a_number(grid in prop::array::uniform3(1..9u32)) {
			let pass = pass(grid, 1);
			let groups: BTreeSet<_> = (0..pass.workgroups()).map(|number| pass.group(number)).collect();
			prop_assert_eq!(groups.len() as u64, pass.workgroups());
			prop_assert!(groups.iter().all(|group| pass.has(*group)));
			prop_assert_eq!(pass.group(0), [0; 3]);
			prop_assert_eq!(pass.group(pass.workgroups() - 1), grid.map(|groups| groups - 1));
		}
	}

	/// How often a place is drawn first, by what it is of.
	fn first_places<K: Ord>(
		passes: &[PassRecord],
		draws: u64,
		of: impl Fn(&Place) -> K,
	) -> BTreeMap<K, u64> {
		let mut times = BTreeMap::new();
		for number in 0..draws {
			let drawn = draw(passes, 1, seed(number));
			*times.entry(of(&drawn[0])).or_default() += 1;
		}
		times
	}

	/// The chi-square of counts against what was expected.
	fn square<'a>(pairs: impl Iterator<Item = (&'a u64, f64)>) -> f64 {
		pairs.map(|(found, expected)| (*found as f64 - expected).powi(2) / expected).sum()
	}

	#[test]
	fn passes_should_be_drawn_by_their_share_of_the_fuel() {
		// 60, 10, 10 and 20 percent.
		let passes = [
			pass([3, 1, 1], 2_000),
			pass([1, 1, 1], 1_000),
			pass([1, 10, 1], 100),
			pass([2, 2, 5], 100),
		];
		let times = first_places(&passes, 20_000, |place| place.pass);
		assert_eq!(times.len(), 4);
		let shares = [0.6, 0.1, 0.1, 0.2].map(|share| share * 20_000.0);
		// With 3 degrees of freedom it is beyond 16.3 in one of a thousand.
		let square = square(times.values().zip(shares));
		assert!(square < 16.3, "{square}: {times:?}");
	}

	#[test]
	fn workgroups_of_a_pass_should_be_drawn_evenly() {
		let passes = [pass([5, 4, 3], 7)];
		let times = first_places(&passes, 30_000, |place| place.group);
		assert_eq!(times.len(), 60);
		// With 59 degrees of freedom it is beyond 98.3 in one of a thousand.
		let square = square(times.values().map(|found| (found, 500.0)));
		assert!(square < 98.3, "{square}: {times:?}");
	}

	#[test]
	fn later_samples_should_be_as_even_as_the_first() {
		let passes = [pass([20, 1, 1], 7)];
		let mut times = BTreeMap::<[u32; 3], u64>::new();
		for number in 0..5_000 {
			let drawn = draw(&passes, 8, seed(number));
			assert_eq!(drawn.len(), 8);
			for place in &drawn {
				*times.entry(place.group).or_default() += 1;
			}
		}
		let square = square(times.values().map(|found| (found, 2_000.0)));
		// With 19 degrees of freedom it is beyond 43.8 in one of a thousand.
		assert!(square < 43.8, "{square}: {times:?}");
	}

	#[test]
	fn jobs_with_few_workgroups_should_be_checked_whole() {
		let passes = [pass([2, 1, 1], 1), pass([1, 3, 1], 1_000_000)];
		let drawn = draw(&passes, 5, seed(0));
		let places: Vec<_> = drawn.iter().map(|place| (place.pass, place.group)).collect();
		assert_eq!(
			places,
			[(0, [0, 0, 0]), (0, [1, 0, 0]), (1, [0, 0, 0]), (1, [0, 1, 0]), (1, [0, 2, 0])]
		);
		assert_eq!(draw(&passes, 8, seed(0)), drawn);
	}

	#[test]
	fn places_with_next_to_no_fuel_should_make_up_the_number() {
		let passes = [pass([9, 1, 1], 1), pass([1, 3, 1], 1 << 40)];
		let drawn = draw(&passes, 5, seed(0));
		let heavy = drawn.iter().take(3).filter(|place| place.pass == 1);
		assert_eq!((heavy.count(), drawn.len()), (3, 5));
		let rest: Vec<_> = drawn.iter().skip(3).map(|place| place.group).collect();
		assert_eq!(rest, [[0, 0, 0], [1, 0, 0]]);
	}

	#[test]
	fn grids_beyond_counting_should_not_panic() {
		let passes = [pass([u32::MAX; 3], u64::MAX), pass([u32::MAX; 3], u64::MAX)];
		assert!(!draw(&passes, 8, seed(0)).is_empty());
		assert_eq!(draw(&[], 8, seed(0)).len(), 0);
		assert_eq!(draw(&[pass([0, 1, 1], 1)], 8, seed(0)).len(), 0);
	}

	#[test]
	fn numbers_should_stay_below_their_limit() {
		let mut draws = Draws::new(seed(0));
		assert_eq!((0..100).map(|_| draws.below(1)).max(), Some(0));
		assert_eq!(draws.below(0), 0);
		let found: BTreeSet<u64> = (0..1_000).map(|_| draws.below(7)).collect();
		assert_eq!(found, (0..7).collect());
		assert!((0..100).map(|_| draws.below(u64::MAX)).any(|number| number > u64::MAX / 2));
	}
}
