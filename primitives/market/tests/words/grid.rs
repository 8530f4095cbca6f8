//! The numbering of workgroups, against a slow loop.

use assay_market::{Grid, Place};
use proptest::prelude::*;

/// All workgroups as three nested loops meet them.
fn slow([x, y, z]: [u32; 3]) -> Vec<[u32; 3]> {
	let mut groups = Vec::new();
	for in_z in 0..z {
		for in_y in 0..y {
			for in_x in 0..x {
				groups.push([in_x, in_y, in_z]);
			}
		}
	}
	groups
}

proptest! {
	#[test]
	fn workgroups_should_be_numbered_as_nested_loops_meet_them(
		groups in prop::array::uniform3(0..7u32),
	) {
		let (grid, all) = (Grid(groups), slow(groups));
		prop_assert_eq!(grid.count(), Some(all.len() as u64));
		prop_assert_eq!(grid.groups().collect::<Vec<_>>(), all.clone());
		for (number, group) in (0u64..).zip(&all) {
			prop_assert_eq!(grid.group(number), Some(*group));
			prop_assert_eq!(grid.number(*group), Some(number));
			prop_assert!(grid.contains(*group));
		}
		prop_assert_eq!(grid.group(all.len() as u64), None);
	}

	#[test]
	fn numbers_and_workgroups_should_be_each_others_inverse_in_large_grids(
		groups in prop::array::uniform3(1..2_000_000u32),
		number in any::<u64>(),
	) {
		let grid = Grid(groups);
		let count = grid.count().expect("2^63 is beyond it");
		let group = grid.group(number % count).expect("it is below the count");
		prop_assert!(grid.contains(group));
		prop_assert_eq!(grid.number(group), Some(number % count));
		prop_assert_eq!(grid.group(number % count + count), None);
	}

	#[test]
	fn places_should_be_ordered_as_they_are_numbered(
		groups in prop::array::uniform3(1..9u32),
		numbers in prop::array::uniform2(any::<u64>()),
	) {
		let grid = Grid(groups);
		let count = grid.count().expect("it is small");
		let [one, other] = numbers.map(|number| number % count);
		let place = |number| Place { pass: 0, group: grid.group(number).expect("it is one") };
		prop_assert_eq!(place(one).order() < place(other).order(), one < other);
	}
}

#[test]
fn grids_beyond_counting_should_have_no_count() {
	let grid = Grid([u32::MAX; 3]);
	assert_eq!(grid.count(), None);
	assert_eq!(grid.group(u64::MAX), Some([0, 2, 1]));
	assert_eq!(grid.number([u32::MAX - 1; 3]), None);
	assert!(!grid.contains([u32::MAX, 0, 0]));
	assert_eq!(grid.groups().nth(1), Some([1, 0, 0]));
}

#[test]
fn grids_without_workgroups_should_have_none() {
	for groups in [[0, 1, 1], [1, 0, 1], [1, 1, 0]] {
		let grid = Grid(groups);
		assert_eq!((grid.count(), grid.group(0), grid.groups().next()), (Some(0), None, None));
		assert!(!grid.contains([0, 0, 0]));
	}
}
