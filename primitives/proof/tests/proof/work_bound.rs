//! What a proof costs is known from the length and the ranges.

use crate::common::{chunks, Case};
use assay_proof::{BlobLen, ChunkCount, ProofShape, MAX_PROOF_CHUNKS, MAX_PROOF_HASHES};

#[test]
fn compressions_should_be_counted_for_known_shapes() {
	for (bytes, shown, expected) in [
		(0, vec![0], 1),
		(1, vec![0], 1),
		(1024, vec![0], 16),
		// A block of one byte, and a parent.
		(1025, vec![1], 2),
		(1025, vec![0, 1], 18),
		(1 << 30, vec![0], 16 + 20),
	] {
		let len = BlobLen::new(bytes).unwrap();
		let shape = ProofShape::of(len, &chunks(shown)).unwrap();
		assert_eq!(shape.compressions(), expected, "{bytes} bytes");
	}
}

#[test]
fn spread_chunks_should_need_the_most_hashes() {
	let spread = chunks((0..MAX_PROOF_CHUNKS).map(|index| index * 1024));
	let shape = ProofShape::of(BlobLen::MAX, &spread).unwrap();
	assert_eq!(shape.hashes, MAX_PROOF_HASHES);
	assert_eq!(shape.chunks, ChunkCount(MAX_PROOF_CHUNKS));
	assert_eq!(*most_hashes(20).iter().max().unwrap(), MAX_PROOF_HASHES);
}

/// The most hashes that any 0, 1, 2, ... chunks need in any tree of at most `levels` levels.
///
/// A left subtree is perfect and a right one is any of no more levels, so both maxima follow from
/// those of one level less.
fn most_hashes(levels: u32) -> Vec<u32> {
	let limit = MAX_PROOF_CHUNKS as usize;
	// A hidden chunk is one hash, a shown one none.
	let (mut perfect, mut any) = (vec![1, 0], vec![1, 0]);
	for _ in 0..levels {
		let join = |right: &[u32]| {
			let count = (perfect.len() + right.len() - 2).min(limit);
			let most = |shown: usize| {
				let in_left = shown.saturating_sub(right.len() - 1)..perfect.len().min(shown + 1);
				in_left.map(|left| perfect[left] + right[shown - left]).max().unwrap()
			};
			// A node with nothing shown is one hash, whatever is below.
			[1].into_iter().chain((1..=count).map(most)).collect::<Vec<u32>>()
		};
		let (next_perfect, mut next_any) = (join(&perfect), join(&any));
		next_any.iter_mut().zip(&any).for_each(|(joined, lower)| *joined = *lower.max(joined));
		(perfect, any) = (next_perfect, next_any);
	}
	any
}

#[test]
fn most_hashes_should_be_what_trying_all_sets_finds() {
	for levels in 1..=4u32 {
		let expected = most_hashes(levels);
		let mut found = vec![0; expected.len()];
		found[0] = 1;
		for count in 1..=1u32 << levels {
			let len = BlobLen::new(u64::from(count) * 1024).unwrap();
			for set in 1u32..1 << count {
				let ranges = chunks((0..count).filter(|i| set >> i & 1 == 1));
				let most = &mut found[set.count_ones() as usize];
				*most = ProofShape::of(len, &ranges).unwrap().hashes.max(*most);
			}
		}
		assert_eq!(found, expected, "{levels} levels");
	}
}

#[test]
fn one_chunk_of_the_longest_blob_should_need_a_path_of_20() {
	for chunk in [0, 1, 12_345, (1 << 20) - 1] {
		assert_eq!(ProofShape::of(BlobLen::MAX, &chunks([chunk])).unwrap().hashes, 20);
	}
}

#[test]
fn shape_should_be_that_of_the_proof() {
	let case = Case::new(123_456, [0, 5, 6, 99, 120]);
	let shape = ProofShape::of(case.len, &case.proof.ranges).unwrap();
	assert_eq!(shape.hashes as usize, case.proof.hashes.len());
	assert_eq!(shape.data_bytes as usize, case.proof.data.len());
}
