//! Workgroups of a pass, and the one way to number them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// How many workgroups a pass has in x, y and z.
///
/// Workgroups are numbered with x fastest, then y, then z, from 0. Who draws samples, cuts a pass
/// into dispatches or looks for a wrong tile counts like this.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
#[scale_info(capture_docs = "always")]
pub struct Grid(pub [u32; 3]);

impl Grid {
	/// How many workgroups there are, `None` beyond 64 bits.
	///
	/// ```
	/// use assay_market::Grid;
	///
	/// let grid = Grid([4, 3, 2]);
	/// assert_eq!(grid.count(), Some(24));
	/// assert_eq!(grid.group(13), Some([1, 0, 1]));
	/// assert_eq!(grid.number([1, 0, 1]), Some(13));
	/// assert_eq!(grid.group(24), None);
	/// ```
	pub fn count(&self) -> Option<u64> {
		self.0.iter().try_fold(1u64, |product, groups| product.checked_mul(u64::from(*groups)))
	}

	/// Whether a workgroup is one of the grid.
	pub fn contains(&self, group: [u32; 3]) -> bool {
		group.iter().zip(&self.0).all(|(at, groups)| at < groups)
	}

	/// The workgroup with a number, if there are so many.
	pub fn group(&self, number: u64) -> Option<[u32; 3]> {
		let [x, y, z] = self.0.map(u64::from);
		let (row, in_x) = (number.checked_div(x)?, number.checked_rem(x)?);
		let (in_z, in_y) = (row.checked_div(y)?, row.checked_rem(y)?);
		if in_z >= z {
			return None;
		}
		Some([u32::try_from(in_x).ok()?, u32::try_from(in_y).ok()?, u32::try_from(in_z).ok()?])
	}

	/// The number of a workgroup, if it is one of the grid and its number has no more than 64 bits.
	pub fn number(&self, group: [u32; 3]) -> Option<u64> {
		if !self.contains(group) {
			return None;
		}
		let ([x, y, _], [in_x, in_y, in_z]) = (self.0.map(u64::from), group.map(u64::from));
		in_z.checked_mul(y)?.checked_add(in_y)?.checked_mul(x)?.checked_add(in_x)
	}

	/// All workgroups in the order of their numbers; of a grid beyond counting, those that have one.
	pub fn groups(&self) -> impl Iterator<Item = [u32; 3]> + '_ {
		(0..self.count().unwrap_or(u64::MAX)).map_while(|number| self.group(number))
	}
}

impl From<[u32; 3]> for Grid {
	fn from(groups: [u32; 3]) -> Self {
		Self(groups)
	}
}

/// One workgroup of a job.
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Hash,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Place {
	/// The pass, counted from 0.
	pub pass: u8,
	/// The workgroup's place in the grid of the pass: x, y and z, each counted from 0.
	pub group: [u32; 3],
}

impl Place {
	/// What sorts places as the chain counts them: by pass, then by the number in the grid.
	pub fn order(&self) -> impl Ord {
		let [x, y, z] = self.group;
		(self.pass, z, y, x)
	}
}

/// How much work a pass is: what has to be known to draw one of its workgroups.
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
pub struct PassWork {
	/// The workgroups of the pass.
	pub grid: Grid,
	/// Fuel that each of them takes at most.
	pub workgroup_fuel: u64,
}

impl PassWork {
	/// How many workgroups the pass has. A pass that was planned has no more than 64 bits count.
	pub fn workgroups(&self) -> u64 {
		self.grid.count().unwrap_or(u64::MAX)
	}

	/// Fuel that the whole pass takes at most. A pass that was planned takes less than a job may.
	pub fn fuel(&self) -> u64 {
		self.workgroup_fuel.saturating_mul(self.workgroups())
	}
}
