//! Where a workgroup's inputs come from.

use crate::chunk_set::{ChunkSet, NumberedChunks};
use alloc::vec::Vec;
use thiserror::Error;

/// Words of a chunk: the leaves of BLAKE3, and so what an input is proven in.
pub const CHUNK_WORDS: u32 = 256;

/// The inputs of a pass, as the interpreter sees them.
pub trait Memory {
	/// The words of an input.
	fn length(&self, input: u8) -> u32;

	/// `N` words from `first` on, or `None` when they aren't at hand.
	///
	/// The interpreter asks only for words that the input has, `N` is 1, 2 or 4, and `first` a
	/// multiple of `N`, so they lie in one chunk.
	fn read<const N: usize>(&mut self, input: u8, first: u32) -> Option<[u32; N]>;
}

/// `N` words from byte `4 * first` on; bytes beyond the end are zeros.
#[inline]
fn words<const N: usize>(bytes: &[u8], first: usize) -> Option<[u32; N]> {
	let mut rest = bytes.get(4 * first..)?;
	let mut out = [0; N];
	for word in &mut out {
		if let Some((head, tail)) = rest.split_first_chunk::<4>() {
			*word = u32::from_le_bytes(*head);
			rest = tail;
		} else {
			let mut padded = [0; 4];
			padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
			*word = u32::from_le_bytes(padded);
			rest = &[];
		}
	}
	Some(out)
}

/// The words that so many bytes fill, the last one perhaps in part.
pub const fn words_of_bytes(bytes: u64) -> u64 {
	bytes.div_ceil(4)
}

/// Inputs that are all there.
#[derive(Clone, Copy, Debug)]
pub struct WholeInputs<'a> {
	/// The bytes of each.
	pub inputs: &'a [&'a [u8]],
}

impl Memory for WholeInputs<'_> {
	fn length(&self, input: u8) -> u32 {
		let bytes = self.inputs.get(usize::from(input)).map_or(0, |bytes| bytes.len() as u64);
		u32::try_from(words_of_bytes(bytes)).unwrap_or(u32::MAX)
	}

	#[inline]
	fn read<const N: usize>(&mut self, input: u8, first: u32) -> Option<[u32; N]> {
		words(self.inputs.get(usize::from(input))?, first as usize)
	}
}

/// One input of which only some chunks are there.
#[derive(Clone, Debug)]
pub struct SparseInput<'a> {
	words: u32,
	chunks: Vec<(u32, &'a [u8])>,
	numbers: NumberedChunks,
	last: usize,
}

/// Why chunks don't make an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum BadChunks {
	/// The input is longer than words can be counted.
	#[error("the input is longer than words can be counted")]
	TooLong,
	/// The chunks' numbers don't ascend.
	#[error("the chunks' numbers don't ascend")]
	NotAscending,
	/// A chunk isn't as long as its place in the input makes it.
	#[error("a chunk isn't as long as its place in the input makes it")]
	WrongLength,
}

impl<'a> SparseInput<'a> {
	/// An input of `bytes` bytes, from its chunks' numbers and contents in ascending order.
	///
	/// Every chunk has 1024 bytes, but for the last of an input.
	pub fn new(bytes: u64, chunks: Vec<(u32, &'a [u8])>) -> Result<Self, BadChunks> {
		let words = u32::try_from(words_of_bytes(bytes)).map_err(|_| BadChunks::TooLong)?;
		if !chunks.is_sorted_by(|(a, _), (b, _)| a < b) {
			return Err(BadChunks::NotAscending);
		}
		let size = u64::from(4 * CHUNK_WORDS);
		let fits = |&(number, contents): &(u32, &[u8])| {
			let rest = bytes.saturating_sub(u64::from(number) * size);
			rest > 0 && contents.len() as u64 == rest.min(size)
		};
		if !chunks.iter().all(fits) {
			return Err(BadChunks::WrongLength);
		}
		Ok(Self {
			words,
			numbers: NumberedChunks::new(chunks.iter().map(|(number, _)| *number)),
			chunks,
			last: 0,
		})
	}

	fn read<const N: usize>(&mut self, first: u32) -> Option<[u32; N]> {
		let number = first / CHUNK_WORDS;
		let contents = match self.chunks.get(self.last) {
			Some(&(last, contents)) if last == number => contents,
			_ => {
				self.last = self.numbers.number(number)?;
				self.chunks.get(self.last)?.1
			},
		};
		words(contents, (first % CHUNK_WORDS) as usize)
	}
}

/// Inputs of which only some chunks are there: what an opening shows.
#[derive(Clone, Debug)]
pub struct SparseInputs<'a> {
	/// In the order of the program's inputs.
	pub inputs: Vec<SparseInput<'a>>,
}

impl Memory for SparseInputs<'_> {
	fn length(&self, input: u8) -> u32 {
		self.inputs.get(usize::from(input)).map_or(0, |input| input.words)
	}

	#[inline]
	fn read<const N: usize>(&mut self, input: u8, first: u32) -> Option<[u32; N]> {
		self.inputs.get_mut(usize::from(input))?.read(first)
	}
}

/// Remembers which chunks are read of the inputs it passes on, and passes on no more than a limit.
#[derive(Clone, Debug)]
pub struct Recorder<M> {
	inner: M,
	limit: u32,
	last: Option<(u8, u32)>,
	/// Of each input up to the last one that was read.
	chunks: Vec<ChunkSet>,
	count: u32,
	over: bool,
}

impl<M: Memory> Recorder<M> {
	/// Nothing read yet, of at most `limit` chunks.
	pub fn new(inner: M, limit: u32) -> Self {
		Self { inner, limit, last: None, chunks: Vec::new(), count: 0, over: false }
	}

	/// The chunks read so far: input and number, ascending.
	pub fn chunks(&self) -> impl Iterator<Item = (u8, u32)> + '_ {
		let inputs = (0u8..).zip(&self.chunks);
		inputs.flat_map(|(input, chunks)| chunks.iter().map(move |chunk| (input, chunk)))
	}

	/// Whether one chunk more than the limit was asked for, and not given.
	pub fn is_over(&self) -> bool {
		self.over
	}

	/// Remembers a chunk; `false` if it would be one too many.
	fn note(&mut self, input: u8, chunk: u32) -> bool {
		let index = usize::from(input);
		if self.chunks.len() <= index {
			self.chunks.resize_with(index + 1, ChunkSet::default);
		}
		let chunks = &mut self.chunks[index];
		if self.count == self.limit {
			if !chunks.contains(chunk) {
				self.over = true;
				return false;
			}
		} else if chunks.insert(chunk) {
			self.count += 1;
		}
		self.last = Some((input, chunk));
		true
	}
}

impl<M: Memory> Memory for Recorder<M> {
	fn length(&self, input: u8) -> u32 {
		self.inner.length(input)
	}

	#[inline]
	fn read<const N: usize>(&mut self, input: u8, first: u32) -> Option<[u32; N]> {
		let chunk = (input, first / CHUNK_WORDS);
		if self.last != Some(chunk) && !self.note(chunk.0, chunk.1) {
			return None;
		}
		self.inner.read(input, first)
	}
}
