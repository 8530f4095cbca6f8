//! BLAKE3 of bytes that stream past, on all cores.

use assay_proof::RootHash;
use blake3::hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode};
use rayon::prelude::*;

/// Bytes of a leaf, which one core hashes: a power of two of chunks, so that leaves are subtrees.
const LEAF: usize = 128 << 10;

type ChainingValue = [u8; 32];

/// Hashes a blob piece by piece, each piece on all cores.
#[derive(Debug, Default)]
pub(crate) struct BlobHasher {
	/// The last bytes, at most a leaf. A full leaf waits here for more bytes, since it is hashed
	/// differently when it is the whole blob.
	tail: Vec<u8>,
	/// Leaves hashed.
	leaves: u64,
	/// The tops of the perfect subtrees over the hashed leaves. They are merged when a leaf
	/// follows, because only then are they known not to be halves of the whole tree.
	tops: Vec<ChainingValue>,
}

impl BlobHasher {
	/// Takes the next bytes of the blob.
	pub fn update(&mut self, bytes: &[u8]) {
		let room = (LEAF - self.tail.len()).min(bytes.len());
		let mut rest = bytes;
		if !self.tail.is_empty() {
			let (now, later) = rest.split_at(room);
			self.tail.extend_from_slice(now);
			rest = later;
		}
		if rest.is_empty() {
			return;
		}
		// More bytes follow, so the tail, if there is one, is a full leaf and not the last.
		if !self.tail.is_empty() {
			let leaf = leaf(self.leaves, &self.tail);
			self.push(leaf);
			self.tail.clear();
		}
		let whole = (rest.len() - 1) / LEAF;
		let (full, tail) = rest.split_at(whole * LEAF);
		let first = self.leaves;
		let hashed: Vec<ChainingValue> = full
			.par_chunks(LEAF)
			.enumerate()
			.map(|(index, bytes)| leaf(first + index as u64, bytes))
			.collect();
		for leaf in hashed {
			self.push(leaf);
		}
		self.tail.extend_from_slice(tail);
	}

	/// The hash of the bytes taken.
	pub fn finish(mut self) -> RootHash {
		if self.leaves == 0 {
			return RootHash::of(&self.tail);
		}
		let last = leaf(self.leaves, &self.tail);
		self.push(last);
		while self.tops.len() > 2 {
			self.merge();
		}
		match *self.tops {
			[left, right] => RootHash(merge_subtrees_root(&left, &right, Mode::Hash).into()),
			// A leaf was pushed before the last one, so there are two.
			_ => unreachable!("a tree of leaves has two halves"),
		}
	}

	fn push(&mut self, leaf: ChainingValue) {
		// Every perfect pair among the leaves so far is now known to be below the top.
		let pairs = match self.leaves {
			0 => 0,
			leaves => leaves.trailing_zeros(),
		};
		for _ in 0..pairs {
			self.merge();
		}
		self.tops.push(leaf);
		self.leaves += 1;
	}

	fn merge(&mut self) {
		if let (Some(right), Some(left)) = (self.tops.pop(), self.tops.pop()) {
			self.tops.push(merge_subtrees_non_root(&left, &right, Mode::Hash));
		}
	}
}

fn leaf(number: u64, bytes: &[u8]) -> ChainingValue {
	let mut hasher = blake3::Hasher::new();
	hasher.set_input_offset(number * LEAF as u64).update(bytes).finalize_non_root()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn same(blob: &[u8], piece: usize) {
		let mut hasher = BlobHasher::default();
		for bytes in blob.chunks(piece) {
			hasher.update(bytes);
		}
		assert_eq!(hasher.finish(), RootHash::of(blob), "{} in {piece}", blob.len());
	}

	#[test]
	fn hash_should_be_that_of_blake3_when_lengths_are_at_the_edges() {
		let bytes: Vec<u8> =
			(0..9 * LEAF as u32).map(|i| (i.wrapping_mul(0x9e37_79b9) >> 24) as u8).collect();
		for leaves in 0..=9 {
			for length in [leaves * LEAF, leaves * LEAF + 1, leaves * LEAF + 1025] {
				for less in [0, 1] {
					let Some(blob) = length.checked_sub(less).and_then(|n| bytes.get(..n)) else {
						continue;
					};
					for piece in [1 << 30, LEAF, LEAF + 4, 3 * LEAF, 50_000] {
						same(blob, piece);
					}
				}
			}
		}
	}
}
