//! Words and bytes, what passes read, and the tiles that kernels divide their outputs into.

use assay_market::{CompareRule, InputSource, OutputSpec, Shape};

/// Words as bytes, little-endian.
pub(crate) fn bytes_of(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
	words.into_iter().flat_map(u32::to_le_bytes).collect()
}

/// Floats as bytes.
pub(crate) fn bytes_of_floats(floats: impl IntoIterator<Item = f32>) -> Vec<u8> {
	bytes_of(floats.into_iter().map(f32::to_bits))
}

/// Bytes as words.
pub(crate) fn words_of(bytes: &[u8]) -> Vec<u32> {
	let words = bytes.chunks_exact(4);
	words.map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect()
}

/// Bytes as floats.
pub(crate) fn floats_of(bytes: &[u8]) -> Vec<f32> {
	words_of(bytes).into_iter().map(f32::from_bits).collect()
}

/// An input of the job.
pub(crate) fn input(number: usize) -> InputSource {
	InputSource::Job(u8::try_from(number).expect("a job has at most 64 inputs"))
}

/// An output of an earlier pass.
pub(crate) fn made(pass: usize, output: usize) -> InputSource {
	InputSource::Pass {
		pass: u8::try_from(pass).expect("a job has at most 64 passes"),
		output: u8::try_from(output).expect("a pass has at most 4 outputs"),
	}
}

/// An output in which the tiles of a grid `groups` wide in x follow each other, x first.
pub(crate) fn flat(words: u32, tile: u32, [x, y, _]: [u32; 3]) -> OutputSpec {
	let tiles = Shape { rows: 1, row_words: tile, pitch: tile * x, plane: tile * x * y };
	OutputSpec { words, tiles, rule: CompareRule::Exact }
}

/// An output of `rows` rows, `pitch` words apart, in tiles of `row_words` x `tile_rows`.
pub(crate) fn planar(
	rows: u32,
	pitch: u32,
	[row_words, tile_rows]: [u32; 2],
	[_, y, _]: [u32; 3],
) -> OutputSpec {
	let tiles = Shape { rows: tile_rows, row_words, pitch, plane: pitch * tile_rows * y };
	OutputSpec { words: rows * pitch, tiles, rule: CompareRule::Exact }
}

/// The same output, compared within a tolerance.
pub(crate) fn with_tolerance(output: OutputSpec, atol: f32, rtol: f32) -> OutputSpec {
	let rule = CompareRule::Within { atol: atol.to_bits(), rtol: rtol.to_bits() };
	OutputSpec { rule, ..output }
}
