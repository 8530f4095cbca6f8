//! Sets of lanes.

use super::registers::{Chunk, CHUNK};
use alloc::{vec, vec::Vec};

/// A set of a workgroup's lanes: all bits of a lane's word are set, or none.
#[derive(Clone, Debug)]
pub struct Mask {
	pub words: Vec<Chunk>,
	pub count: u32,
}

impl Mask {
	/// No lane.
	pub fn empty(chunks: usize) -> Self {
		Self { words: vec![[0; CHUNK]; chunks], count: 0 }
	}

	/// The first `lanes` lanes.
	pub fn set_first(&mut self, lanes: u32) {
		for (index, word) in self.words.as_flattened_mut().iter_mut().enumerate() {
			*word = if (index as u32) < lanes { u32::MAX } else { 0 };
		}
		self.count = lanes;
	}

	pub fn clear(&mut self) {
		self.words.fill([0; CHUNK]);
		self.count = 0;
	}

	/// Becomes the lanes of `of` in which the condition is `wanted`.
	pub fn set_where(&mut self, of: &Mask, condition: &[Chunk], wanted: bool) {
		let flip = if wanted { 0 } else { u32::MAX };
		let mut count = [0u32; CHUNK];
		for ((to, from), condition) in self.words.iter_mut().zip(&of.words).zip(condition) {
			for lane in 0..CHUNK {
				let truth = if condition[lane] != 0 { u32::MAX } else { 0 };
				to[lane] = (truth ^ flip) & from[lane];
				count[lane] = count[lane].wrapping_sub(to[lane]);
			}
		}
		self.count = count.iter().sum();
	}

	/// Takes away lanes, all of which are in the set.
	pub fn remove(&mut self, other: &Mask) {
		for (to, from) in self.words.as_flattened_mut().iter_mut().zip(other.words.as_flattened()) {
			*to &= !from;
		}
		self.count -= other.count;
	}

	/// Adds lanes, none of which is in the set.
	pub fn add(&mut self, other: &Mask) {
		for (to, from) in self.words.as_flattened_mut().iter_mut().zip(other.words.as_flattened()) {
			*to |= from;
		}
		self.count += other.count;
	}

	pub fn contains(&self, lane: usize) -> bool {
		self.words.as_flattened().get(lane).is_some_and(|word| *word != 0)
	}
}
