//! Sets of chunks, as sorted ranges.

use crate::units::{ChunkCount, ChunkIndex, CHUNK_LEN};
use alloc::vec::Vec;
use core::{fmt, ops::Range};
use thiserror::Error;

/// Chunks `start..end` of a blob: at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChunkRange {
	start: ChunkIndex,
	end: ChunkIndex,
}

impl ChunkRange {
	/// The chunks from `start` up to, but not including, `end`; `None` if there are none.
	pub fn new(start: ChunkIndex, end: ChunkIndex) -> Option<Self> {
		(start < end).then_some(ChunkRange { start, end })
	}

	/// The chunks that hold some of `bytes`; `None` for no bytes, or for chunks past `u32::MAX`.
	pub fn of_bytes(bytes: Range<u64>) -> Option<Self> {
		if bytes.is_empty() {
			return None;
		}
		let start = u32::try_from(bytes.start / CHUNK_LEN).ok()?;
		let end = u32::try_from(bytes.end.div_ceil(CHUNK_LEN)).ok()?;
		Self::new(ChunkIndex(start), ChunkIndex(end))
	}

	/// The first chunk.
	pub fn start(self) -> ChunkIndex {
		self.start
	}

	/// The chunk after the last one.
	pub fn end(self) -> ChunkIndex {
		self.end
	}

	/// How many chunks.
	pub fn count(self) -> ChunkCount {
		ChunkCount(self.end.0.saturating_sub(self.start.0))
	}

	/// Whether every chunk of `other` is one of these.
	pub fn covers(self, other: ChunkRange) -> bool {
		self.start <= other.start && other.end <= self.end
	}
}

impl fmt::Display for ChunkRange {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "chunks {}..{}", self.start.0, self.end.0)
	}
}

/// A set of chunks in its one canonical form: ranges in ascending order, none touching the next.
///
/// Collect it from [`ChunkRange`]s or [`ChunkIndex`]es in any order, overlapping or not; or take
/// it from elsewhere with [`ChunkRanges::new`], which accepts the canonical form only.
///
/// ```
/// use assay_proof::{ChunkIndex, ChunkRanges};
///
/// let read: ChunkRanges = [7, 3, 4, 3].map(ChunkIndex).into_iter().collect();
/// let shown: Vec<String> = read.as_slice().iter().map(|range| range.to_string()).collect();
/// assert_eq!(shown, ["chunks 3..5", "chunks 7..8"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChunkRanges(Vec<ChunkRange>);

impl ChunkRanges {
	/// The set made of `ranges`, if they are in canonical form.
	pub fn new(ranges: Vec<ChunkRange>) -> Result<Self, RangesError> {
		for pair in ranges.windows(2) {
			if let [before, after] = *pair {
				if after.start < before.end {
					return Err(RangesError::Unordered { before, after });
				}
				if after.start == before.end {
					return Err(RangesError::Touching { before, after });
				}
			}
		}
		Ok(ChunkRanges(ranges))
	}

	/// The ranges, ascending.
	pub fn as_slice(&self) -> &[ChunkRange] {
		&self.0
	}

	/// Whether the set has no chunk.
	pub fn is_empty(&self) -> bool {
		self.0.is_empty()
	}

	/// How many chunks the set has.
	pub fn count(&self) -> ChunkCount {
		// Disjoint ranges of u32 can't sum to more than u32::MAX.
		ChunkCount(self.0.iter().fold(0, |sum, range| range.count().0.saturating_add(sum)))
	}

	/// The chunks, ascending.
	pub fn chunks(&self) -> impl Iterator<Item = ChunkIndex> + '_ {
		self.0.iter().flat_map(|range| (range.start.0..range.end.0).map(ChunkIndex))
	}
}

impl FromIterator<ChunkRange> for ChunkRanges {
	fn from_iter<I: IntoIterator<Item = ChunkRange>>(ranges: I) -> Self {
		let mut sorted: Vec<ChunkRange> = ranges.into_iter().collect();
		sorted.sort_unstable();
		sorted.dedup_by(|after, before| {
			let joins = after.start <= before.end;
			if joins {
				before.end = before.end.max(after.end);
			}
			joins
		});
		ChunkRanges(sorted)
	}
}

impl FromIterator<ChunkIndex> for ChunkRanges {
	/// Leaves out chunk `u32::MAX`, which no blob has.
	fn from_iter<I: IntoIterator<Item = ChunkIndex>>(chunks: I) -> Self {
		let after = |chunk: ChunkIndex| ChunkIndex(chunk.0.saturating_add(1));
		chunks.into_iter().filter_map(|chunk| ChunkRange::new(chunk, after(chunk))).collect()
	}
}

/// Why ranges aren't in canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RangesError {
	/// A range starts before the one in front of it has ended.
	#[error("{after} come after {before}: ranges must ascend and not overlap")]
	Unordered {
		/// The one in front.
		before: ChunkRange,
		/// The one that starts too early.
		after: ChunkRange,
	},
	/// Two ranges that are one.
	#[error("{before} and {after} touch: they must be one range")]
	Touching {
		/// The lower one.
		before: ChunkRange,
		/// The higher one.
		after: ChunkRange,
	},
}
