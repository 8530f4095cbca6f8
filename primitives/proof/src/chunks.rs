//! What a verified proof leaves behind: some chunks of a blob, found in constant time.

use crate::{
	ranges::ChunkRanges,
	units::{BlobLen, ChunkIndex, WordIndex, CHUNK_LEN, CHUNK_WORDS, MAX_PROOF_CHUNKS},
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
		VerifiedChunks { len, ranges, data, index }
	}

	/// The length of the whole blob, as given to the verifier.
	pub fn blob_len(&self) -> BlobLen {
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
		self.ranges.chunks().filter_map(|chunk| Some((chunk, self.chunk(chunk)?)))
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
		let chunk_start = self.index.place(word.chunk())?.checked_mul(CHUNK_LEN as usize)?;
		let in_chunk = ((word.0 % CHUNK_WORDS) as usize).checked_mul(4)?;
		let (_, from_here) = self.data.split_at_checked(chunk_start.checked_add(in_chunk)?)?;
		from_here.first_chunk().copied().map(u32::from_le_bytes)
	}
}

/// Maps a chunk to its place among the shown chunks with two look-ups.
///
/// From the first shown chunk to the last, 64 chunks share a page, and pages without a shown chunk
/// aren't kept. A proof has at most 1,024 chunks, so that is at most 128 KiB of pages and 32 KiB to
/// find them.
#[derive(Clone, Debug)]
struct Index {
	first_page: u32,
	/// Which of `pages`, or [`ABSENT`].
	page_numbers: Vec<u16>,
	/// Which of the shown chunks, or [`ABSENT`].
	pages: Vec<[u16; PAGE_CHUNKS as usize]>,
}

const PAGE_CHUNKS: u32 = 64;

/// Neither a page number nor a place: both are below the chunks that one proof may show.
const ABSENT: u16 = u16::MAX;
const _: () = assert!(MAX_PROOF_CHUNKS < ABSENT as u32);

impl Index {
	fn of(ranges: &ChunkRanges) -> Self {
		let (Some(first), Some(last)) = (ranges.as_slice().first(), ranges.as_slice().last())
		else {
			return Index { first_page: 0, page_numbers: Vec::new(), pages: Vec::new() };
		};
		let first_page = first.start().0 / PAGE_CHUNKS;
		let page_count = last.end().0.div_ceil(PAGE_CHUNKS).saturating_sub(first_page);
		let mut page_numbers = vec![ABSENT; page_count as usize];
		let mut pages: Vec<[u16; PAGE_CHUNKS as usize]> = Vec::new();
		for (place, chunk) in (0..ABSENT).zip(ranges.chunks()) {
			let page = (chunk.0 / PAGE_CHUNKS).saturating_sub(first_page);
			let Some(number) = page_numbers.get_mut(page as usize) else {
				break;
			};
			if *number == ABSENT {
				*number = u16::try_from(pages.len()).unwrap_or(ABSENT);
				pages.push([ABSENT; PAGE_CHUNKS as usize]);
			}
			let page = pages.get_mut(usize::from(*number));
			let entry = page.and_then(|page| page.get_mut((chunk.0 % PAGE_CHUNKS) as usize));
			if let Some(entry) = entry {
				*entry = place;
			}
		}
		Index { first_page, page_numbers, pages }
	}

	#[inline]
	fn place(&self, chunk: ChunkIndex) -> Option<usize> {
		let page = (chunk.0 / PAGE_CHUNKS).checked_sub(self.first_page)?;
		let number = *self.page_numbers.get(page as usize)?;
		let page = self.pages.get(usize::from(number))?;
		let place = *page.get((chunk.0 % PAGE_CHUNKS) as usize)?;
		(place != ABSENT).then_some(usize::from(place))
	}
}
