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

	// A prefix or a shift of the worst case needs no more.
	for count in 1..=MAX_PROOF_CHUNKS {
		let fewer = chunks((0..count).map(|index| index * (1 << 20) / count));
		assert!(ProofShape::of(BlobLen::MAX, &fewer).unwrap().hashes <= MAX_PROOF_HASHES);
	}
}

#[test]
fn no_set_of_chunks_should_need_more_hashes_than_spread_ones() {
	// All sets in all small trees: c chunks in a tree of n never need more than spreading them
	// over the next perfect tree does.
	for count in 1..=12u32 {
		let len = BlobLen::new(u64::from(count) * 1024).unwrap();
		let levels = count.next_power_of_two().ilog2();
		for set in 1u32..1 << count {
			let shown = set.count_ones();
			let shape =
				ProofShape::of(len, &chunks((0..count).filter(|i| set >> i & 1 == 1))).unwrap();
			let own_levels = levels - shown.ilog2();
			assert!(shape.hashes <= shown * own_levels);
		}
	}
}

#[test]
fn one_chunk_of_the_longest_blob_should_need_a_path_of_20() {
	for chunk in [0, 1, 12_345, (1 << 20) - 1] {
		assert_eq!(
			ProofShape::of(BlobLen::MAX, &chunks([chunk]))
				.unwrap()
				.hashes,
			20
		);
	}
}

#[test]
fn shape_should_be_that_of_the_proof() {
	let case = Case::new(123_456, [0, 5, 6, 99, 120]);
	let shape = ProofShape::of(case.len, &case.proof.ranges).unwrap();
	assert_eq!(shape.hashes as usize, case.proof.hashes.len());
	assert_eq!(shape.data_bytes as usize, case.proof.data.len());
}
