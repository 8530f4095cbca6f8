//! Sets of chunk numbers, made for being asked at every read.
//!
//! Two levels: a page of bits for every 1,024 chunks of which one is in the set. Nothing is searched,
//! so a hostile choice of chunks costs no more than any other.

use alloc::vec::Vec;

/// Bits of a page, in powers of two.
const PAGE_BITS: u32 = 10;

/// Words of a page.
const PAGE_WORDS: usize = 1 << (PAGE_BITS - 6);

/// Chunk numbers below 2^24: those of an input whose words 32 bits can count.
#[derive(Clone, Debug, Default)]
pub(crate) struct ChunkSet {
	/// Where the bits of a page are, counted from 1; 0 where no chunk of it is in the set.
	pages: Vec<u16>,
	bits: Vec<u64>,
}

/// A word of a page and a bit of it.
#[inline]
fn place(chunk: u32) -> (usize, u64) {
	((chunk >> 6) as usize % PAGE_WORDS, 1 << (chunk % 64))
}

impl ChunkSet {
	/// Puts a chunk in; whether it wasn't there.
	#[inline]
	pub fn insert(&mut self, chunk: u32) -> bool {
		let page = (chunk >> PAGE_BITS) as usize;
		let start = match self.pages.get(page) {
			Some(&number) if number > 0 => (usize::from(number) - 1) * PAGE_WORDS,
			_ => self.add_page(page),
		};
		let (word, bit) = place(chunk);
		let word = &mut self.bits[start + word];
		let is_new = *word & bit == 0;
		*word |= bit;
		is_new
	}

	/// Whether a chunk is there.
	pub fn contains(&self, chunk: u32) -> bool {
		self.find(chunk).is_some()
	}

	/// Sets a page up; where its bits begin.
	fn add_page(&mut self, page: usize) -> usize {
		if self.pages.len() <= page {
			self.pages.resize(page + 1, 0);
		}
		let start = self.bits.len();
		self.bits.resize(start + PAGE_WORDS, 0);
		// There are fewer pages than 2^14.
		self.pages[page] = (start / PAGE_WORDS + 1) as u16;
		start
	}

	/// The word of bits that a chunk that is there is in, and its bit.
	#[inline]
	fn find(&self, chunk: u32) -> Option<(usize, u64)> {
		let number = *self.pages.get((chunk >> PAGE_BITS) as usize)?;
		let start = usize::from(number).checked_sub(1)? * PAGE_WORDS;
		let (word, bit) = place(chunk);
		(self.bits[start + word] & bit != 0).then_some((start + word, bit))
	}

	/// The chunks, ascending.
	pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
		let pages = (0u32..).zip(&self.pages).filter(|(_, &number)| number > 0);
		pages.flat_map(|(page, &number)| {
			let start = (usize::from(number) - 1) * PAGE_WORDS;
			let words = (0u32..).zip(&self.bits[start..start + PAGE_WORDS]);
			words.flat_map(move |(word, &bits)| {
				let first = (page << PAGE_BITS) + word * 64;
				(0..64).filter_map(move |bit| (bits >> bit & 1 == 1).then_some(first + bit))
			})
		})
	}
}

/// A set whose chunks are numbered in ascending order.
#[derive(Clone, Debug)]
pub(crate) struct NumberedChunks {
	set: ChunkSet,
	/// How many chunks come before those of each word.
	before: Vec<u32>,
}

impl NumberedChunks {
	/// The set of chunks that ascend.
	pub fn new(ascending: impl Iterator<Item = u32>) -> Self {
		let mut set = ChunkSet::default();
		for chunk in ascending {
			set.insert(chunk);
		}
		// Pages were added in ascending order, and so were their words.
		let mut sum = 0;
		let before = set.bits.iter().map(|word| {
			let before = sum;
			sum += word.count_ones();
			before
		});
		let before = before.collect();
		Self { set, before }
	}

	/// Which chunk it is.
	#[inline]
	pub fn number(&self, chunk: u32) -> Option<usize> {
		let (word, bit) = self.set.find(chunk)?;
		let lower = (self.set.bits[word] & (bit - 1)).count_ones();
		Some((self.before[word] + lower) as usize)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::collections::BTreeSet;

	/// Chunks of all sizes, many of them next to each other.
	fn chunks(seed: u64) -> Vec<u32> {
		let mut state = seed;
		let mut next = || {
			state = state
				.wrapping_mul(6_364_136_223_846_793_005)
				.wrapping_add(1_442_695_040_888_963_407);
			(state >> 33) as u32
		};
		let count = next() % 300;
		let mut all = Vec::new();
		for _ in 0..count {
			let reach = 1 << (next() % 25);
			let from = next() % reach;
			all.extend(from..from + next() % 70);
		}
		all
	}

	#[test]
	fn set_should_be_one() {
		for seed in 0..200 {
			let (mut set, mut reference) = (ChunkSet::default(), BTreeSet::new());
			for chunk in chunks(seed) {
				assert_eq!(set.contains(chunk), reference.contains(&chunk));
				assert_eq!(set.insert(chunk), reference.insert(chunk));
				assert!(set.contains(chunk));
			}
			assert!(set.iter().eq(reference.iter().copied()));
		}
	}

	#[test]
	fn numbers_should_ascend_from_zero() {
		for seed in 0..200 {
			let all = chunks(seed);
			let reference: BTreeSet<u32> = all.iter().copied().collect();
			let numbered = NumberedChunks::new(reference.iter().copied());
			for (number, chunk) in reference.iter().enumerate() {
				assert_eq!(numbered.number(*chunk), Some(number));
			}
			for chunk in all.iter().map(|chunk| chunk + 1) {
				assert_eq!(numbered.number(chunk).is_some(), reference.contains(&chunk));
			}
		}
		assert_eq!(NumberedChunks::new([].into_iter()).number(0), None);
	}
}
