//! The proof verifier on any bytes.
//!
//! Bytes are read as a length and an encoded proof. Whatever they are, decoding and verifying must
//! not panic, must allocate within bounds, and must refuse a made-up root. The root that the
//! proof does lead to is found by a recursion of its own; under it the proof must be accepted, show
//! exactly its chunks, and be refused again after any change.

#![no_main]

use assay_proof::{
	BlobLen, ChunkIndex, ProofShape, RangeProof, RootHash, VerifyError, MAX_PROOF_CHUNKS,
	MAX_PROOF_HASHES,
};
use blake3::hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode};
use libfuzzer_sys::fuzz_target;
use parity_scale_codec::{DecodeAll, Encode};
use std::collections::BTreeSet;

/// A proof taken apart for a slow look at every chunk.
struct Slow<'a> {
	len: u64,
	top: (u32, u32),
	shown: BTreeSet<u32>,
	hashes: std::slice::Iter<'a, assay_proof::ChainingValue>,
	data: &'a [u8],
}

impl Slow<'_> {
	/// The hash of chunks `first..end`; `None` if the proof has too little for it.
	fn node(&mut self, first: u32, end: u32) -> Option<[u8; 32]> {
		let is_top = (first, end) == self.top;
		if self.shown.range(first..end).next().is_none() {
			return self.hashes.next().map(|hash| hash.0);
		}
		if end - first == 1 {
			let count = self.len.min(u64::from(end) * 1024) - u64::from(first) * 1024;
			let (own, rest) = self.data.split_at_checked(count as usize)?;
			self.data = rest;
			let mut hasher = blake3::Hasher::new();
			return Some(if is_top {
				hasher.update(own).finalize().into()
			} else {
				hasher.set_input_offset(u64::from(first) * 1024).update(own).finalize_non_root()
			});
		}
		let middle = first + (end - first).next_power_of_two() / 2;
		let (left, right) = (self.node(first, middle)?, self.node(middle, end)?);
		Some(if is_top {
			merge_subtrees_root(&left, &right, Mode::Hash).into()
		} else {
			merge_subtrees_non_root(&left, &right, Mode::Hash)
		})
	}
}

fn slow_root(proof: &RangeProof, len: BlobLen) -> Option<RootHash> {
	let chunks = len.chunks().0;
	let mut shown = BTreeSet::new();
	for range in proof.ranges.as_slice() {
		if range.end().0 > chunks || shown.len() as u32 + range.count().0 > MAX_PROOF_CHUNKS {
			return None;
		}
		shown.extend(range.start().0..range.end().0);
	}
	if shown.is_empty() {
		return None;
	}
	let mut slow = Slow {
		len: len.get(),
		top: (0, chunks),
		shown,
		hashes: proof.hashes.iter(),
		data: &proof.data,
	};
	let top = slow.node(0, chunks)?;
	(slow.hashes.len() == 0 && slow.data.is_empty()).then_some(RootHash(top))
}

/// Makes hashes and data as many as the ranges need, so that fuzzing gets past the size checks.
fn fit(proof: &mut RangeProof, len: BlobLen) {
	if let Ok(shape) = ProofShape::of(len, &proof.ranges) {
		proof.hashes.resize(shape.hashes as usize, assay_proof::ChainingValue([1; 32]));
		proof.data.resize(shape.data_bytes as usize, 2);
	}
}

fuzz_target!(|input: (u32, bool, u16, &[u8])| {
	let (bytes, fitted, change, mut encoded) = input;
	let Ok(len) = BlobLen::new(u64::from(bytes)) else {
		return;
	};
	let original = encoded;
	let Ok(mut proof) = RangeProof::decode_all(&mut encoded) else {
		return;
	};
	assert_eq!(proof.encode(), original, "two encodings of one proof");
	if fitted {
		fit(&mut proof, len);
	}

	let slow = slow_root(&proof, len);
	let made_up = RootHash([0xA5; 32]);
	match (proof.clone().verify(&made_up, len), slow) {
		(Err(VerifyError::RootMismatch { found, .. }), Some(root)) => assert_eq!(found, root),
		(Err(VerifyError::RootMismatch { .. }), None) => panic!("hashed what has a wrong size"),
		(Err(error), Some(_)) => panic!("refused before hashing: {error}"),
		(Err(_), None) => return,
		(Ok(_), _) => panic!("accepted under a made-up root"),
	}
	let Some(root) = slow else { return };
	assert!(proof.hashes.len() <= MAX_PROOF_HASHES as usize);

	let shown = proof.clone().verify(&root, len).expect("the root is the proof's own");
	let joined: Vec<u8> = shown.chunks().flat_map(|(_, bytes)| bytes.to_vec()).collect();
	assert_eq!(joined, proof.data);
	assert!(proof.ranges.chunks().eq(shown.chunks().map(|(chunk, _)| chunk)));
	assert_eq!(shown.contains(ChunkIndex(u32::from(change))), {
		proof.ranges.chunks().any(|chunk| chunk.0 == u32::from(change))
	});

	let mut changed = proof.clone();
	let (place, flip) = (usize::from(change >> 3), 1u8 << (change & 7));
	let bytes = changed.hashes.len() * 32;
	if place < bytes {
		changed.hashes[place / 32].0[place % 32] ^= flip;
	} else if !changed.data.is_empty() {
		let count = changed.data.len();
		changed.data[(place - bytes) % count] ^= flip;
	} else {
		return;
	}
	assert!(changed.verify(&root, len).is_err(), "accepted after a change");
});
