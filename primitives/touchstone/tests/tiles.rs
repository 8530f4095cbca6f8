//! Where a workgroup's tile is, against the words of it one by one.

use assay_touchstone::{Output, TileShape};

/// The place in the tile of each word that it has of the output: row by row, as the specification
/// says.
fn words_of(output: &Output, [x, y, z]: [u32; 3]) -> Vec<Option<u32>> {
	let shape = &output.tiles;
	let mut places = vec![None; output.words as usize];
	for row in 0..shape.rows {
		for column in 0..shape.row_words {
			let word = z * shape.plane
				+ (y * shape.rows + row) * shape.pitch
				+ x * shape.row_words
				+ column;
			if let Some(place) = places.get_mut(word as usize) {
				*place = Some(row * shape.row_words + column);
			}
		}
	}
	places
}

#[test]
fn locate_should_find_the_words_of_the_tile_and_no_others() {
	let mut found = 0;
	for rows in 1..4 {
		for row_words in [1, 2, 3, 4, 8] {
			for (pitch, words) in [(16, 100), (17, 64), (24, 200)] {
				let tiles = TileShape { rows, row_words, pitch, plane: 2 * rows * pitch };
				let output = Output { words, tiles };
				output.check([2, 2, 2]).expect("tiles are apart");
				for group in [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 0, 1]] {
					let places = words_of(&output, group);
					let tile = output.tile(group);
					for width in [1, 2, 4] {
						for first in 0..words + 5 {
							// All of its words are the tile's, and follow each other in one row.
							let own: Option<Vec<u32>> = (first..first + width)
								.map(|word| places.get(word as usize).copied().flatten())
								.collect();
							let expected = own.and_then(|own| {
								let in_row = own[0] % row_words + width <= row_words;
								in_row.then_some(own[0])
							});
							assert_eq!(
								tile.locate(first, width),
								expected,
								"{width} words from {first} of {group:?} in {output:?}"
							);
							found += u32::from(expected.is_some());
						}
					}
				}
			}
		}
	}
	assert!(found > 1_500, "only {found}");
}
