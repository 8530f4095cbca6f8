//! The part of an output that a workgroup owns.

use crate::limits::{MAX_BUFFER_WORDS, MAX_TILE_WORDS};
use thiserror::Error;

/// How an output is divided into tiles: row `r` of the tile of workgroup (x, y, z) is the
/// `row_words` words from `z * plane + (y * rows + r) * pitch + x * row_words` on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TileShape {
	/// Rows of a tile.
	pub rows: u32,
	/// Words of a row, one after the other in the output.
	pub row_words: u32,
	/// Words from a row to the next.
	pub pitch: u32,
	/// Words from a workgroup to the next in z.
	pub plane: u32,
}

/// An output of a pass: how long it is and how it is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Output {
	/// How long it is; tiles may reach beyond it.
	pub words: u32,
	/// Which of its words each workgroup owns.
	pub tiles: TileShape,
}

/// Why an output can't be divided like that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadTiles {
	/// The output is longer than an output may be.
	#[error("the output is longer than 1 GiB")]
	OutputTooLong,
	/// A tile has no words.
	#[error("the tile has no words")]
	Empty,
	/// A tile has more words than a tile may have.
	#[error("the tile is larger than 64 KiB")]
	TooLarge,
	/// Tiles of different workgroups, or rows of one, would overlap.
	#[error("tiles overlap: pitch or plane is too small")]
	Overlap,
}

/// Words of one row of a tile that lie within the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
	/// The first word's place in the tile.
	pub in_tile: u32,
	/// The first word's place in the output.
	pub in_output: u32,
	/// How many.
	pub words: u32,
}

impl TileShape {
	/// Tiles that follow each other, one workgroup in x after the other.
	pub const fn flat(words: u32) -> Self {
		Self { rows: 1, row_words: words, pitch: words, plane: words }
	}

	/// Words of a tile.
	pub const fn words(&self) -> u64 {
		self.rows as u64 * self.row_words as u64
	}
}

impl Output {
	/// Checks that a tile has a size it may have and that no word has two owners.
	pub fn check(&self, grid: [u32; 3]) -> Result<(), BadTiles> {
		let TileShape { rows, row_words, pitch, plane } = self.tiles;
		let [x, y, z] = grid.map(u128::from);
		if self.words > MAX_BUFFER_WORDS {
			return Err(BadTiles::OutputTooLong);
		}
		if self.tiles.words() == 0 {
			return Err(BadTiles::Empty);
		}
		if self.tiles.words() > u64::from(MAX_TILE_WORDS) {
			return Err(BadTiles::TooLarge);
		}
		let line = x * u128::from(row_words);
		let lines = y * u128::from(rows);
		let extent = lines.saturating_sub(1) * u128::from(pitch) + line;
		let rows_apart = lines <= 1 || line <= u128::from(pitch);
		let planes_apart = z <= 1 || extent <= u128::from(plane);
		if rows_apart && planes_apart {
			Ok(())
		} else {
			Err(BadTiles::Overlap)
		}
	}

	/// The tile of a workgroup.
	pub fn tile(&self, [x, y, z]: [u32; 3]) -> Tile {
		let TileShape { rows, row_words, pitch, plane } = self.tiles;
		let origin = u128::from(z) * u128::from(plane)
			+ u128::from(y) * u128::from(rows) * u128::from(pitch)
			+ u128::from(x) * u128::from(row_words);
		// A tile that begins beyond the output has no words in it, wherever it begins.
		let origin = u32::try_from(origin).unwrap_or(u32::MAX);
		Tile { origin, rows, row_words, pitch: pitch.max(1), output_words: self.words }
	}
}

/// The tile of one workgroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tile {
	origin: u32,
	rows: u32,
	row_words: u32,
	pitch: u32,
	output_words: u32,
}

impl Tile {
	/// Its words, rows one after the other.
	pub fn words(&self) -> u32 {
		self.rows.saturating_mul(self.row_words)
	}

	/// Where in the tile `width` words of the output are, if they are in one row of it.
	#[inline]
	pub fn locate(&self, first: u32, width: u32) -> Option<u32> {
		let from_origin = first.checked_sub(self.origin)?;
		if first.checked_add(width)? > self.output_words {
			return None;
		}
		let (row, column) = if self.rows == 1 || from_origin < self.pitch {
			(0, from_origin)
		} else {
			(from_origin / self.pitch, from_origin % self.pitch)
		};
		if row < self.rows && column.checked_add(width)? <= self.row_words {
			Some(row * self.row_words + column)
		} else {
			None
		}
	}

	/// The parts of its rows that lie within the output, in ascending order.
	pub fn runs(&self) -> impl Iterator<Item = Run> + '_ {
		(0..self.rows).filter_map(|row| {
			let begin = u64::from(self.origin) + u64::from(row) * u64::from(self.pitch);
			let in_output = u32::try_from(begin).ok()?;
			let words = self.row_words.min(self.output_words.checked_sub(in_output)?);
			(words > 0).then_some(Run { in_tile: row * self.row_words, in_output, words })
		})
	}
}
