//! How much of a grid a device is given at once.

use assay_compiler::raise::Dispatch;
use std::time::Duration;

/// Fuel of the first dispatch of a kernel whose pace isn't known: what the largest
/// workgroup may take, and a few milliseconds even on a processor.
const FIRST_FUEL: u64 = 16_000_000;

/// How many times larger than the dispatch before the next one may be: short ones are mostly
/// overhead, and later workgroups may have more to do.
const MAX_GROWTH: u64 = 8;

/// Finds the number of workgroups that takes about as long as wished.
#[derive(Clone, Debug)]
pub(super) struct Pace {
	target: Duration,
	/// Workgroups of the next dispatch.
	next: u64,
	/// The most that a dispatch may have.
	most: u64,
}

impl Pace {
	/// The pace of a kernel of which a workgroup may take so much fuel.
	pub fn new(target: Duration, fuel: u64, most: u64) -> Self {
		let most = most.max(1);
		let next = (FIRST_FUEL / fuel.max(1)).clamp(1, most);
		Self { target, next, most }
	}

	/// Workgroups that the next dispatch should have at most.
	pub fn next(&self) -> u64 {
		self.next
	}

	/// Learns how long so many workgroups took.
	pub fn learn(&mut self, workgroups: u64, took: Duration) {
		// What was left of a row is mostly overhead, unless it took long.
		if workgroups < self.next / MAX_GROWTH && took < self.target {
			return;
		}
		let fitting = u128::from(workgroups) * self.target.as_nanos() / took.as_nanos().max(1);
		let fitting = u64::try_from(fitting).unwrap_or(u64::MAX);
		let grown = self.next.saturating_mul(MAX_GROWTH);
		self.next = fitting.min(grown).clamp(1, self.most);
	}
}

/// The part of a grid that is still to be done. It is taken off in boxes, x fastest.
#[derive(Clone, Debug)]
pub(super) struct Rest {
	grid: [u32; 3],
	/// The next workgroup, or `None` when there is none left.
	next: Option<[u32; 3]>,
	/// The most workgroups of a box in each dimension.
	longest: u32,
}

impl Rest {
	/// A whole grid.
	pub fn new(grid: [u32; 3], longest: u32) -> Self {
		let some = grid.iter().all(|&n| n > 0);
		Self { grid, next: some.then_some([0; 3]), longest: longest.max(1) }
	}

	/// The next box, of at most so many workgroups, if that is at least one.
	pub fn take(&mut self, most: u64) -> Option<Dispatch> {
		let first = self.next?;
		let most = u32::try_from(most).unwrap_or(u32::MAX).max(1);
		let mut groups = [1; 3];
		// How many whole lower dimensions fit.
		let mut room = most;
		for axis in 0..3 {
			let left = self.grid[axis] - first[axis];
			groups[axis] = left.min(room).min(self.longest);
			if groups[axis] < self.grid[axis] {
				break;
			}
			room /= groups[axis];
		}
		self.next = self.after(first, groups);
		Some(Dispatch { first, groups })
	}

	/// The workgroup after a box.
	fn after(&self, first: [u32; 3], groups: [u32; 3]) -> Option<[u32; 3]> {
		let mut next = first;
		for axis in 0..3 {
			// The highest dimension in which the box doesn't fill the grid goes on.
			next[axis] = first[axis] + groups[axis];
			if next[axis] < self.grid[axis] {
				return Some(next);
			}
			next[axis] = 0;
		}
		None
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Marks each workgroup of a grid as often as a box has it.
	fn boxes(grid: [u32; 3], longest: u32, most: impl Fn(usize) -> u64) -> Vec<Dispatch> {
		let mut rest = Rest::new(grid, longest);
		let mut made: Vec<Dispatch> = Vec::new();
		while let Some(part) = rest.take(most(made.len())) {
			let count: u64 = part.groups.iter().map(|&n| u64::from(n)).product();
			assert!(count <= most(made.len()).max(1) && count > 0, "{part:?}");
			assert!(part.groups.iter().all(|&n| n <= longest), "{part:?}");
			made.push(part);
		}
		made
	}

	fn covers_each_once(grid: [u32; 3], made: &[Dispatch]) {
		let mut seen = vec![0; grid.iter().product::<u32>() as usize];
		for Dispatch { first, groups } in made {
			for z in first[2]..first[2] + groups[2] {
				for y in first[1]..first[1] + groups[1] {
					for x in first[0]..first[0] + groups[0] {
						seen[((z * grid[1] + y) * grid[0] + x) as usize] += 1;
					}
				}
			}
		}
		assert!(seen.iter().all(|&times| times == 1), "{grid:?} {made:?}");
	}

	#[test]
	fn boxes_should_cover_each_workgroup_once_when_sizes_vary() {
		for grid in [[1, 1, 1], [7, 1, 1], [5, 4, 3], [1, 9, 2], [1, 1, 11], [4, 1, 5]] {
			for longest in [1, 2, 3, 100] {
				for most in [0, 1, 2, 3, 4, 7, 13, 20, 41, 1000] {
					covers_each_once(grid, &boxes(grid, longest, |_| most));
				}
				let varying = |index: usize| [1, 9, 2, 30, 5][index % 5];
				covers_each_once(grid, &boxes(grid, longest, varying));
			}
		}
	}

	#[test]
	fn boxes_should_be_whole_rows_and_planes_when_they_fit() {
		let made = boxes([4, 3, 10], 100, |_| 30);
		let first = Dispatch { first: [0, 0, 0], groups: [4, 3, 2] };
		assert_eq!((made.len(), made[0]), (5, first));
	}

	#[test]
	fn an_empty_grid_should_have_no_boxes() {
		assert_eq!(boxes([4, 0, 10], 100, |_| 30), []);
	}

	#[test]
	fn pace_should_start_small_and_reach_the_target() {
		let target = Duration::from_millis(100);
		let mut pace = Pace::new(target, 1_000_000, u64::MAX);
		assert_eq!(pace.next(), 16);
		// 100 workgroups in a millisecond, after the first one's overhead.
		pace.learn(16, Duration::from_micros(200));
		assert_eq!(pace.next(), 128);
		pace.learn(128, Duration::from_micros(1280));
		assert_eq!(pace.next(), 1024);
		pace.learn(1024, Duration::from_micros(10_240));
		assert_eq!(pace.next(), 8192);
		pace.learn(8192, Duration::from_micros(81_920));
		assert_eq!(pace.next(), 10_000);
		// A heavier part of the grid.
		pace.learn(10_000, Duration::from_secs(1));
		assert_eq!(pace.next(), 1000);
	}

	#[test]
	fn pace_should_learn_from_the_rest_of_a_row_only_when_that_takes_long() {
		let mut pace = Pace::new(Duration::from_millis(100), 1000, u64::MAX);
		assert_eq!(pace.next(), 16_000);
		pace.learn(1, Duration::from_micros(100));
		assert_eq!(pace.next(), 16_000);
		pace.learn(1, Duration::from_millis(200));
		assert_eq!(pace.next(), 1);
	}

	#[test]
	fn pace_should_be_one_workgroup_when_that_is_all_the_fuel() {
		let target = Duration::from_millis(100);
		assert_eq!(Pace::new(target, 16_000_000, u64::MAX).next(), 1);
		let mut pace = Pace::new(target, 1, 7);
		assert_eq!(pace.next(), 7);
		pace.learn(7, Duration::ZERO);
		assert_eq!(pace.next(), 7);
	}
}
