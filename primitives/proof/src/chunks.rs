//! What a verified proof leaves behind: some chunks of a blob, found in constant time.

use crate::{
	ranges::ChunkRanges,
	units::{BlobLen, ChunkIndex, WordIndex, CHUNK_LEN, CHUNK_WORDS},
};
use alloc::{vec, vec::Vec};

/// Verified chunks of a blob of known length; the other chunks are unknown.
#[derive(Clone, Debug)]
pub struct VerifiedChunks {
	len: BlobLen,
	ranges: ChunkRanges,
	data: Vec<u8>,
	index: Index,
}

/// The answer to a read of one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordRead {
	/// The word, little-endian as all words in blobs.
	Word(u32),
	/// The blob has no such whole word.
	PastTheEnd,
	/// The blob has the word, but the proof didn't show its chunk.
	NotShown(ChunkIndex),
}

impl VerifiedChunks {
	/// A blob of which nothing was shown. No proof says so: none is needed.
	pub fn none(len: BlobLen) -> Self {
		Self::new(len, ChunkRanges::default(), Vec::new())
	}

	pub(crate) fn new(len: BlobLen, ranges: ChunkRanges, data: Vec<u8>) -> Self {
		let index = Index::of(&ranges);
		VerifiedChunks {
			len,
			ranges,
			data,
			index,
		}
	}

	/// The length of the whole blob, as given to the verifier.
	pub fn len(&self) -> BlobLen {
		self.len
	}

	/// Whether nothing was shown.
	pub fn is_empty(&self) -> bool {
		self.ranges.is_empty()
	}

	/// Which chunks were shown.
	pub fn ranges(&self) -> &ChunkRanges {
		&self.ranges
	}

	/// Whether the proof itself settles the length, because the last chunk is shown: see the
	/// [module documentation](crate#who-vouches-for-the-length).
	pub fn proves_length(&self) -> bool {
		self.contains(self.len.last_chunk())
	}

	/// Whether `chunk` was shown.
	pub fn contains(&self, chunk: ChunkIndex) -> bool {
		self.index.place(chunk).is_some()
	}

	/// The bytes of `chunk`, if it was shown.
	pub fn chunk(&self, chunk: ChunkIndex) -> Option<&[u8]> {
		let start = self.index.place(chunk)?.checked_mul(CHUNK_LEN as usize)?;
		let (_, from_here) = self.data.split_at_checked(start)?;
		Some(from_here.get(..CHUNK_LEN as usize).unwrap_or(from_here))
	}

	/// All shown chunks, ascending.
	pub fn chunks(&self) -> impl Iterator<Item = (ChunkIndex, &[u8])> + '_ {
		self.ranges
			.chunks()
			.filter_map(|chunk| Some((chunk, self.chunk(chunk)?)))
	}

	/// The word at `word`.
	pub fn word(&self, word: WordIndex) -> WordRead {
		if word.0 >= self.len.words() {
			return WordRead::PastTheEnd;
		}
		match self.read(word) {
			Some(value) => WordRead::Word(value),
			None => WordRead::NotShown(word.chunk()),
		}
	}

	#[inline]
	fn read(&self, word: WordIndex) -> Option<u32> {
		let chunk_start = self
			.index
			.place(word.chunk())?
			.checked_mul(CHUNK_LEN as usize)?;
		let in_chunk = ((word.0 % CHUNK_WORDS) as usize).checked_mul(4)?;
		let (_, from_here) = self
			.data
			.split_at_checked(chunk_start.checked_add(in_chunk)?)?;
		from_here.first_chunk().copied().map(u32::from_le_bytes)
	}
}

/// Maps a chunk to its place among the shown chunks with one look-up.
///
/// One entry for 64 chunks, from the first shown chunk to the last: 256 KiB if a proof shows both
/// ends of the longest blob.
#[derive(Clone, Debug)]
struct Index {
	first_entry: u32,
	entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
	/// Bit i: whether chunk i of these 64 is shown.
	shown: u64,
	/// Shown chunks in all entries before this one.
	before: u32,
}

const ENTRY_CHUNKS: u32 = 64;

impl Index {
	fn of(ranges: &ChunkRanges) -> Self {
		let (Some(first), Some(last)) = (ranges.as_slice().first(), ranges.as_slice().last())
		else {
			return Index {
				first_entry: 0,
				entries: Vec::new(),
			};
		};
		let first_entry = first.start().0 / ENTRY_CHUNKS;
		let entry_count = last
			.end()
			.0
			.div_ceil(ENTRY_CHUNKS)
			.saturating_sub(first_entry);
		let mut entries = vec![Entry::default(); entry_count as usize];
		for chunk in ranges.chunks() {
			let entry = (chunk.0 / ENTRY_CHUNKS).saturating_sub(first_entry);
			if let Some(entry) = entries.get_mut(entry as usize) {
				entry.shown |= 1 << (chunk.0 % ENTRY_CHUNKS);
			}
		}
		let mut before = 0u32;
		for entry in &mut entries {
			entry.before = before;
			before = before.saturating_add(entry.shown.count_ones());
		}
		Index {
			first_entry,
			entries,
		}
	}

	#[inline]
	fn place(&self, chunk: ChunkIndex) -> Option<usize> {
		let entry = (chunk.0 / ENTRY_CHUNKS).checked_sub(self.first_entry)?;
		let entry = self.entries.get(entry as usize)?;
		let own_bit = 1u64 << (chunk.0 % ENTRY_CHUNKS);
		let lower_bits = own_bit.wrapping_sub(1);
		let place = entry
			.before
			.wrapping_add((entry.shown & lower_bits).count_ones());
		(entry.shown & own_bit != 0).then_some(place as usize)
	}
}
