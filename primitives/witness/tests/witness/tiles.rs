//! Which chunks a tile lies in, against a word-by-word account.

use assay_proof::ChunkIndex;
use assay_touchstone::{Output, TileShape};
use assay_witness::{tile_chunks, tile_chunks_at_most};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
	#[test]
	fn tile_chunks_should_be_those_of_its_words(
		rows in 1u32..40,
		row_words in 1u32..700,
		gap in 0u32..900,
		words in 1u32..60_000,
		group in [0u32..4, 0u32..4, 0u32..2],
	) {
		let pitch = 4 * row_words + gap;
		let tiles = TileShape { rows, row_words, pitch, plane: 4 * rows * pitch };
		let output = Output { words, tiles };
		let [x, y, z] = group;
		let mut chunks = BTreeSet::new();
		for row in 0..rows {
			for column in 0..row_words {
				let word = z * tiles.plane + (y * rows + row) * pitch + x * row_words + column;
				if word < words {
					chunks.insert(ChunkIndex(word / 256));
				}
			}
		}
		let found = tile_chunks(&output, group);
		prop_assert_eq!(found.chunks().collect::<Vec<_>>(), chunks.into_iter().collect::<Vec<_>>());
		prop_assert!(u64::from(found.count().0) <= tile_chunks_at_most(&output));
	}
}

#[test]
fn tile_chunks_at_most_should_be_reached() {
	let most = |rows, row_words, pitch| {
		let tiles = TileShape { rows, row_words, pitch, plane: 0 };
		tile_chunks_at_most(&Output { words: 1 << 20, tiles })
	};
	// A word is in one chunk, two words may be in two, and 258 in three.
	assert_eq!([most(1, 1, 1), most(1, 2, 2), most(1, 257, 257), most(1, 258, 258)], [1, 2, 2, 3]);
	assert_eq!(most(8, 1, 1_000), 8);
	// Rows side by side are one row.
	assert_eq!(most(8, 32, 32), 2);
}
