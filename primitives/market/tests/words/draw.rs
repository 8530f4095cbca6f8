//! The weighted draw of workgroups.

use assay_market::{draw_samples, Grid, PassWork, Place, Samples};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn pass(grid: [u32; 3], workgroup_fuel: u64) -> PassWork {
	PassWork { grid: Grid(grid), workgroup_fuel }
}

/// Samples that follow from a number, spread evenly.
fn draw(passes: &[PassWork], samples: u8, seed: u64) -> Samples {
	let mut bytes = blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof();
	draw_samples(passes, samples, |limit| {
		let mut word = [0; 8];
		bytes.fill(&mut word);
		let scaled = (u128::from(u64::from_le_bytes(word)) * u128::from(limit)) >> 64;
		u64::try_from(scaled).expect("it is below the limit")
	})
}

fn passes() -> impl Strategy<Value = Vec<PassWork>> {
	let groups = prop_oneof![4 => 1..5u32, 1 => 1..2_000u32];
	let pass =
		(prop::array::uniform3(groups), 1..16_000_000u64).prop_map(|(grid, fuel)| pass(grid, fuel));
	prop::collection::vec(pass, 1..8)
}

proptest! {
	#[test]
	fn places_should_be_of_the_job_and_all_different(
		passes in passes(),
		samples in 1..=8u8,
		number in any::<u64>(),
	) {
		let drawn = draw(&passes, samples, number);
		let places: BTreeSet<_> = drawn.iter().map(|place| (place.pass, place.group)).collect();
		prop_assert_eq!(places.len(), drawn.len());
		for place in &drawn {
			prop_assert!(passes[usize::from(place.pass)].grid.contains(place.group));
		}
		let all: u64 = passes.iter().map(PassWork::workgroups).sum();
		prop_assert_eq!(drawn.len() as u64, all.min(samples.into()));
		prop_assert_eq!(drawn, draw(&passes, samples, number));
	}
}

/// How often a place is drawn first, by what it is of.
fn first_places<K: Ord>(
	passes: &[PassWork],
	draws: u64,
	of: impl Fn(&Place) -> K,
) -> BTreeMap<K, u64> {
	let mut times = BTreeMap::new();
	for number in 0..draws {
		let drawn = draw(passes, 1, number);
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
		let drawn = draw(&passes, 8, number);
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
	let drawn = draw(&passes, 5, 0);
	let places: Vec<_> = drawn.iter().map(|place| (place.pass, place.group)).collect();
	assert_eq!(
		places,
		[(0, [0, 0, 0]), (0, [1, 0, 0]), (1, [0, 0, 0]), (1, [0, 1, 0]), (1, [0, 2, 0])]
	);
	assert_eq!(draw(&passes, 8, 0), drawn);
}

#[test]
fn places_with_next_to_no_fuel_should_make_up_the_number() {
	let passes = [pass([9, 1, 1], 1), pass([1, 3, 1], 1 << 40)];
	let drawn = draw(&passes, 5, 0);
	let heavy = drawn.iter().take(3).filter(|place| place.pass == 1);
	assert_eq!((heavy.count(), drawn.len()), (3, 5));
	let rest: Vec<_> = drawn.iter().skip(3).map(|place| place.group).collect();
	assert_eq!(rest, [[0, 0, 0], [1, 0, 0]]);
}

#[test]
fn grids_beyond_counting_should_not_panic() {
	let passes = [pass([u32::MAX; 3], u64::MAX), pass([u32::MAX; 3], u64::MAX)];
	assert!(!draw(&passes, 8, 0).is_empty());
	assert_eq!(draw(&[], 8, 0).len(), 0);
	assert_eq!(draw(&[pass([0, 1, 1], 1)], 8, 0).len(), 0);
}
