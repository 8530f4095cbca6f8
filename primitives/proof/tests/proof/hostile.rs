//! Proofs that were tampered with, cut, or made up.

use crate::common::{chunks, Case};
use assay_proof::{
	BlobHash, BlobLen, ChunkCount, ChunkIndex, ChunkRange, ChunkRanges, RangesError, ShapeError,
	VerifyError, MAX_PROOF_CHUNKS,
};
use proptest::prelude::*;

fn range(start: u32, end: u32) -> ChunkRange {
	ChunkRange::new(ChunkIndex(start), ChunkIndex(end)).unwrap()
}

/// A few shapes: one chunk, the empty blob, a short last chunk, gaps, several groups.
fn samples() -> Vec<Case> {
	vec![
		Case::new(0, [0]),
		Case::new(1, [0]),
		Case::new(1024, [0]),
		Case::new(1025, [1]),
		Case::new(5 * 1024, [2]),
		Case::new(5 * 1024 + 7, [0, 2, 5]),
		Case::new(40 * 1024 - 1, [3, 4, 17, 39]),
	]
}

#[test]
fn every_flipped_bit_should_be_refused() {
	for case in samples() {
		let verify =
			|proof: &assay_proof::RangeProof, root: &BlobHash| proof.clone().verify(root, case.len);
		assert!(verify(&case.proof, &case.root).is_ok());
		for bit in 0..case.proof.data.len() * 8 {
			let mut proof = case.proof.clone();
			proof.data[bit / 8] ^= 1 << (bit % 8);
			let error = verify(&proof, &case.root).unwrap_err();
			assert!(matches!(error, VerifyError::RootMismatch { .. }));
		}
		for bit in 0..case.proof.hashes.len() * 256 {
			let mut proof = case.proof.clone();
			proof.hashes[bit / 256].0[bit % 256 / 8] ^= 1 << (bit % 8);
			let error = verify(&proof, &case.root).unwrap_err();
			assert!(matches!(error, VerifyError::RootMismatch { .. }));
		}
		for bit in 0..256 {
			let mut root = case.root;
			root.0[bit / 8] ^= 1 << (bit % 8);
			assert!(verify(&case.proof, &root).is_err());
		}
	}
}

#[test]
fn every_other_number_of_hashes_or_bytes_should_be_refused_before_hashing() {
	for case in samples() {
		let (hashes, bytes) = (case.proof.hashes.len(), case.proof.data.len());
		for keep in 0..hashes {
			let mut proof = case.proof.clone();
			proof.hashes.truncate(keep);
			let error = proof.verify(&case.root, case.len).unwrap_err();
			assert!(
				matches!(error, VerifyError::MissingHash { found, .. } if found == keep),
				"{error}"
			);
		}
		let mut proof = case.proof.clone();
		proof.hashes.push(assay_proof::ChainingValue([0; 32]));
		let error = proof.verify(&case.root, case.len).unwrap_err();
		let expected = hashes as u32;
		assert_eq!(error, VerifyError::ExtraHashes { expected, found: hashes + 1 });

		for found in (0..bytes).chain([bytes + 1, bytes + 1024]) {
			let mut proof = case.proof.clone();
			proof.data.resize(found, 0);
			let error = proof.verify(&case.root, case.len).unwrap_err();
			assert_eq!(error, VerifyError::DataLength { expected: bytes as u32, found });
		}
	}
}

#[test]
fn missing_hash_should_name_its_node() {
	let case = Case::new(8 * 1024, [0, 1]);
	let mut proof = case.proof.clone();
	proof.hashes.pop();
	let error = proof.verify(&case.root, case.len).unwrap_err().to_string();
	let expected = "1 hashes where 2 are needed: the node of level 2, chunks 4..8 has none";
	assert_eq!(error, expected);
}

#[test]
fn hashes_or_chunks_in_another_order_should_be_refused() {
	let case = Case::new(40 * 1024, [3, 17]);
	let mut swapped = case.proof.clone();
	swapped.hashes.swap(0, 1);
	assert!(swapped.verify(&case.root, case.len).is_err());
	let mut swapped = case.proof.clone();
	swapped.data.rotate_left(1024);
	assert!(swapped.verify(&case.root, case.len).is_err());
}

#[test]
fn chunks_shown_at_another_place_should_be_refused() {
	for case in samples() {
		let count = case.len.chunks().0;
		for start in 0..count {
			for end in start + 1..=count {
				let ranges: ChunkRanges = [range(start, end)].into_iter().collect();
				if ranges != case.proof.ranges {
					let mut proof = case.proof.clone();
					proof.ranges = ranges;
					assert!(proof.verify(&case.root, case.len).is_err());
				}
			}
		}
	}
}

#[test]
fn impossible_sets_of_chunks_should_be_refused() {
	let case = Case::new(5 * 1024, [2]);
	let verify = |ranges| {
		let proof = assay_proof::RangeProof { ranges, ..case.proof.clone() };
		proof.verify(&case.root, case.len).unwrap_err()
	};
	assert_eq!(verify(chunks([])), VerifyError::Shape(ShapeError::NoChunks));
	let past = range(4, 6);
	assert_eq!(
		verify([past].into_iter().collect()),
		VerifyError::Shape(ShapeError::PastTheEnd { range: past, blob: ChunkCount(5) })
	);
	let count = ChunkCount(MAX_PROOF_CHUNKS + 1);
	assert_eq!(
		verify(chunks(0..count.0)),
		VerifyError::Shape(ShapeError::TooManyChunks { chunks: count })
	);
	let all = range(0, u32::MAX);
	let error = verify([all].into_iter().collect());
	assert!(matches!(error, VerifyError::Shape(ShapeError::TooManyChunks { .. })));
}

#[test]
fn ranges_should_have_one_form() {
	let (before, after) = (range(3, 5), range(5, 6));
	assert_eq!(ChunkRanges::new(vec![before, after]), Err(RangesError::Touching { before, after }));
	for (before, after) in [(range(3, 5), range(4, 6)), (range(3, 5), range(0, 1))] {
		let refused = Err(RangesError::Unordered { before, after });
		assert_eq!(ChunkRanges::new(vec![before, after]), refused);
	}
	let mixed = [range(5, 6), range(3, 5), range(3, 4), range(8, 9)];
	let one_form = ChunkRanges::new(vec![range(3, 6), range(8, 9)]).unwrap();
	assert_eq!(mixed.into_iter().collect::<ChunkRanges>(), one_form);
}

/// What the module documentation says about lengths, rules 1 and 2.
#[test]
fn wrong_length_should_never_show_wrong_bytes() {
	for case in samples() {
		for wrong in (0..60_000).filter(|bytes| *bytes != case.blob.len() as u64) {
			let claimed = BlobLen::new(wrong).unwrap();
			let Ok(verified) = case.proof.clone().verify(&case.root, claimed) else {
				continue;
			};
			assert!(!verified.proves_length());
			for (chunk, bytes) in verified.chunks() {
				let start = chunk.byte_offset() as usize;
				assert_eq!(bytes, &case.blob[start..start + 1024]);
			}
		}
	}
}

/// Rule 2: without the last chunk, a wrong length can pass.
#[test]
fn wrong_length_should_pass_where_the_last_chunk_is_hidden() {
	let case = Case::new(3000, [0]);
	let claimed = BlobLen::new(3001).unwrap();
	assert!(!case.proof.verify(&case.root, claimed).unwrap().proves_length());
}

/// Rule 3: a made-up root can hold two versions of a chunk, for two lengths. This is why whoever
/// brings a proof must not choose the length.
#[test]
fn made_up_root_should_hold_two_versions_of_a_chunk_for_two_lengths() {
	use assay_proof::{ChainingValue, RangeProof};
	use blake3::hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode};

	let chunk_2 = |fill: u8| {
		let mut hasher = blake3::Hasher::new();
		hasher.set_input_offset(2048).update(&[fill; 1024]).finalize_non_root()
	};
	let any = [0; 32];
	let pair = merge_subtrees_non_root(&chunk_2(b'B'), &any, Mode::Hash);
	let left = merge_subtrees_non_root(&any, &pair, Mode::Hash);
	let root = BlobHash(merge_subtrees_root(&left, &chunk_2(b'A'), Mode::Hash).into());

	let prove = |fill: u8, hashes: &[[u8; 32]]| RangeProof {
		ranges: chunks([2]),
		hashes: hashes.iter().copied().map(ChainingValue).collect(),
		data: vec![fill; 1024],
	};
	let of_three = BlobLen::new(3 * 1024).unwrap();
	let of_five = BlobLen::new(5 * 1024).unwrap();
	let version_a = prove(b'A', &[left]).verify(&root, of_three).unwrap();
	let version_b = prove(b'B', &[any, any, chunk_2(b'A')]).verify(&root, of_five).unwrap();
	assert_ne!(version_a.chunk(ChunkIndex(2)), version_b.chunk(ChunkIndex(2)));
	// Rule 5: only one of the two lengths can be proved.
	assert!(version_a.proves_length() && !version_b.proves_length());
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(3000))]

	#[test]
	fn any_change_should_be_refused(
		bytes in 1usize..80_000,
		indices in prop::collection::vec(any::<u32>(), 1..20),
		what in 0u8..4,
		place in any::<prop::sample::Index>(),
		change in 1u8..,
	) {
		let count = bytes.div_ceil(1024) as u32;
		let case = Case::new(bytes, indices.into_iter().map(|index| index % count));
		let (mut proof, mut root) = (case.proof.clone(), case.root);
		match what {
			0 => proof.data[place.index(case.proof.data.len())] ^= change,
			1 if !proof.hashes.is_empty() => {
				let at = place.index(proof.hashes.len() * 32);
				proof.hashes[at / 32].0[at % 32] ^= change;
			},
			2 => {
				let other = chunks(proof.ranges.chunks().map(|chunk| chunk.0 ^ u32::from(change)));
				prop_assume!(other != proof.ranges);
				proof.ranges = other;
			},
			_ => root.0[place.index(32)] ^= change,
		}
		prop_assert!(proof.verify(&root, case.len).is_err());
	}
}
