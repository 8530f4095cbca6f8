//! Which chunks of an output a tile lies in.

use assay_proof::{ChunkRange, ChunkRanges, CHUNK_WORDS};
use assay_touchstone::Output;

/// Chunks that the tiles of one workgroup may lie in, all outputs together: 1 MiB.
pub const MAX_TILE_CHUNKS: u32 = 1024;

/// The chunks of the output that hold words of the workgroup's tile.
pub fn tile_chunks(output: &Output, group: [u32; 3]) -> ChunkRanges {
	let tile = output.tile(group);
	let runs = tile.runs().filter_map(|run| {
		let start = u64::from(run.in_output).saturating_mul(4);
		let end = start.saturating_add(u64::from(run.words).saturating_mul(4));
		ChunkRange::of_bytes(start..end)
	});
	runs.collect()
}

/// No tile of any workgroup lies in more chunks of the output than these.
///
/// A job whose outputs come to more than [`MAX_TILE_CHUNKS`] could never be opened.
pub fn tile_chunks_at_most(output: &Output) -> u64 {
	let tiles = &output.tiles;
	// A row of n words, wherever it begins, meets one chunk more than n - 1 words reach over.
	let of_row =
		|words: u64| words.saturating_sub(1).div_ceil(u64::from(CHUNK_WORDS)).saturating_add(1);
	let by_rows = of_row(u64::from(tiles.row_words)).saturating_mul(u64::from(tiles.rows));
	// Rows that lie close together share chunks: what the tile reaches over bounds them too.
	let reach = u64::from(tiles.rows)
		.saturating_sub(1)
		.saturating_mul(u64::from(tiles.pitch))
		.saturating_add(u64::from(tiles.row_words));
	by_rows.min(of_row(reach))
}
