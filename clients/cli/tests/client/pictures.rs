//! Outputs as PNG.

use assay_cli::{png, Pixels};
use miniz_oxide::inflate::decompress_to_vec_zlib;

/// The chunks of a PNG: kind and data, with their sums checked.
fn chunks(picture: &[u8]) -> Vec<(String, Vec<u8>)> {
	assert_eq!(picture[..8], *b"\x89PNG\r\n\x1a\n");
	let (mut at, mut chunks) = (8, Vec::new());
	while at < picture.len() {
		let number = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().unwrap());
		let length = number(at) as usize;
		let kind = picture[at + 4..at + 8].to_vec();
		let data = picture[at + 8..at + 8 + length].to_vec();
		let sum = crc32fast::hash(&picture[at + 4..at + 8 + length]);
		assert_eq!(number(at + 8 + length), sum);
		chunks.push((String::from_utf8(kind).unwrap(), data));
		at += 12 + length;
	}
	chunks
}

#[test]
fn rgba_should_be_the_bytes_in_rows() {
	let words: Vec<u8> = (0..24).collect();
	let chunks = chunks(&png(&words, 3, Pixels::Rgba).unwrap());
	let kinds: Vec<_> = chunks.iter().map(|(kind, _)| kind.as_str()).collect();
	assert_eq!(kinds, ["IHDR", "IDAT", "IEND"]);
	assert_eq!(chunks[0].1, [0, 0, 0, 3, 0, 0, 0, 2, 8, 6, 0, 0, 0]);
	let rows = decompress_to_vec_zlib(&chunks[1].1).unwrap();
	let expected: Vec<u8> = [vec![0], (0..12).collect(), vec![0], (12..24).collect()].concat();
	assert_eq!(rows, expected);
}

#[test]
fn counts_should_be_grey_from_black_to_white() {
	let words: Vec<u8> = [0u32, 9, 99, 99].into_iter().flat_map(u32::to_le_bytes).collect();
	let chunks = chunks(&png(&words, 2, Pixels::Counts).unwrap());
	assert_eq!(chunks[0].1[8..10], [8, 0]);
	// ln 10 is half of ln 100.
	let rows = decompress_to_vec_zlib(&chunks[1].1).unwrap();
	assert_eq!(rows, [0, 0, 128, 0, 255, 255]);
}

#[test]
fn nothing_but_zeros_should_be_black() {
	let chunks = chunks(&png(&[0; 8], 2, Pixels::Counts).unwrap());
	assert_eq!(decompress_to_vec_zlib(&chunks[1].1).unwrap(), [0, 0, 0]);
}

#[test]
fn a_width_that_doesnt_fit_should_be_refused() {
	let error = png(&[0; 20], 3, Pixels::Rgba).unwrap_err();
	assert_eq!(error.code(), 2);
	assert_eq!(
		error.to_string(),
		"error: 5 words aren't rows of 3\n  what to do: give --width the words from a row of the \
		 output to the next: the pitch in --output"
	);
	assert!(png(&[], 3, Pixels::Rgba).is_err());
	assert!(png(&[0; 20], 0, Pixels::Rgba).is_err());
}
