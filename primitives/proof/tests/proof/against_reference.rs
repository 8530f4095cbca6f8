//! The fast paths against the slow, obvious reference.

use crate::{
	common::{blob, boundary_lengths, chunks, len, prove},
	reference,
};
use assay_proof::{
	BlobHash, BlobLen, ChainingValue, ChunkIndex, ChunkRanges, NotABlobHash, Outboard, ProofShape,
	RangeProof, VerifyError,
};
use proptest::prelude::*;

fn marks(ranges: &ChunkRanges, blob: &[u8]) -> Vec<bool> {
	let mut marks = vec![false; reference::chunk_count(blob.len())];
	ranges.chunks().for_each(|chunk| marks[chunk.0 as usize] = true);
	marks
}

/// Proves, compares with the reference's proof, verifies, and compares with the blob.
fn check_round_trip(blob: &[u8], outboard: &Outboard, ranges: &ChunkRanges) {
	let proof = outboard.prove(std::io::Cursor::new(blob), ranges).unwrap();
	let shown = marks(ranges, blob);
	let (hashes, data) = reference::prove(blob, &shown);
	assert_eq!(proof.hashes.iter().map(|hash| hash.0).collect::<Vec<_>>(), hashes);
	assert_eq!(proof.data, data);

	let shape = ProofShape::of(outboard.len(), ranges).unwrap();
	assert_eq!(shape.hashes as usize, hashes.len());
	assert_eq!(shape.data_bytes as usize, data.len());
	assert_eq!(shape.chunks.0 as usize, shown.iter().filter(|shown| **shown).count());

	let verified = proof.verify(&outboard.root(), outboard.len()).unwrap();
	assert_eq!(verified.ranges(), ranges);
	for (index, shown) in shown.into_iter().enumerate() {
		let expected = shown.then(|| reference::chunk_bytes(blob, index));
		assert_eq!(verified.chunk(ChunkIndex(index as u32)), expected);
		assert_eq!(verified.contains(ChunkIndex(index as u32)), shown);
	}
	assert_eq!(verified.chunk(ChunkIndex(len(blob).chunks().0)), None);
}

#[test]
fn reference_should_agree_with_blake3() {
	for bytes in boundary_lengths() {
		let blob = blob(bytes);
		assert_eq!(reference::root(&blob), *blake3::hash(&blob).as_bytes(), "{bytes} bytes");
	}
}

#[test]
fn root_should_be_written_and_read_as_b3sum_does() {
	let root = BlobHash::of(b"gold");
	let written = blake3::hash(b"gold").to_hex().to_string();
	assert_eq!(root.to_string(), written);
	assert_eq!(written.parse(), Ok(root));
	assert_eq!(written.to_uppercase().parse(), Ok(root));
	for wrong in [&written[1..], "", &written.replace(&written[..1], "x"), &format!("{written}0")] {
		assert_eq!(wrong.parse::<BlobHash>(), Err(NotABlobHash { found: wrong.len() }));
	}
}

#[test]
fn root_should_be_blake3_whatever_the_pieces() {
	for bytes in boundary_lengths() {
		let blob = blob(bytes);
		let expected = BlobHash::of(&blob);
		assert_eq!(Outboard::of(&blob).unwrap().root(), expected, "{bytes} bytes");
		assert_eq!(Outboard::read_from(&*blob).unwrap().root(), expected, "{bytes} bytes");
		for piece in [1000, 1024, 16 * 1024, 16 * 1024 + 1, 40_000] {
			let mut builder = assay_proof::OutboardBuilder::new();
			blob.chunks(piece).for_each(|piece| builder.update(piece).unwrap());
			assert_eq!(builder.finish(), Outboard::of(&blob).unwrap(), "{bytes} bytes");
		}
	}
}

#[test]
fn every_single_chunk_should_be_provable_at_boundary_lengths() {
	for bytes in boundary_lengths() {
		let blob = blob(bytes);
		let outboard = Outboard::of(&blob).unwrap();
		for chunk in 0..len(&blob).chunks().0 {
			check_round_trip(&blob, &outboard, &chunks([chunk]));
		}
		check_round_trip(&blob, &outboard, &chunks(0..len(&blob).chunks().0));
	}
}

#[test]
fn every_set_of_chunks_should_be_provable_in_small_blobs() {
	for count in 1..=9u32 {
		let blob = blob(count as usize * 1024 - 5);
		let outboard = Outboard::of(&blob).unwrap();
		for set in 1u32..1 << count {
			let ranges = chunks((0..count).filter(|i| set >> i & 1 == 1));
			check_round_trip(&blob, &outboard, &ranges);
		}
	}
}

/// Blob lengths that favour boundaries, with a set of chunks.
fn cases() -> impl Strategy<Value = (usize, Vec<u32>)> {
	let lengths = prop_oneof![
		0usize..200_000,
		(1usize..200, 0usize..3).prop_map(|(chunks, more)| chunks * 1024 + more - 1),
	];
	lengths.prop_flat_map(|bytes| {
		let count = reference::chunk_count(bytes) as u32;
		let few = prop::collection::vec(0..count, 1..6);
		let many = prop::collection::vec(0..count, 1..120);
		let run = (0..count, 0..count).prop_map(|(a, b)| (a.min(b)..=a.max(b)).collect());
		(Just(bytes), prop_oneof![few, many, run])
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(1500))]

	#[test]
	fn any_chunks_of_any_blob_should_be_proved_and_verified((bytes, indices) in cases()) {
		let blob = blob(bytes);
		check_round_trip(&blob, &Outboard::of(&blob).unwrap(), &chunks(indices));
	}

	/// Proofs of wild sizes over made-up hashes: the verifier finds the reference's root, or both
	/// refuse.
	#[test]
	fn verifier_should_agree_with_reference_on_any_proof(
		bytes in 0usize..40_000,
		indices in prop::collection::vec(0u32..42, 1..30),
		wanted in any::<bool>(),
		hash_count in 0usize..20,
		data_len in 0usize..50_000,
	) {
		let blob_len = BlobLen::new(bytes as u64).unwrap();
		let count = blob_len.chunks().0;
		let ranges = chunks(indices.into_iter().map(|index| index % count));
		let shape = ProofShape::of(blob_len, &ranges).unwrap();
		let hash_count = if wanted { shape.hashes as usize } else { hash_count };
		let data_len = if wanted { shape.data_bytes as usize } else { data_len };
		let hashes: Vec<_> = (0..hash_count).map(|i| [i as u8; 32]).collect();
		let proof = RangeProof {
			ranges: ranges.clone(),
			hashes: hashes.iter().copied().map(ChainingValue).collect(),
			data: blob(data_len),
		};
		let mut shown = vec![false; count as usize];
		ranges.chunks().for_each(|chunk| shown[chunk.0 as usize] = true);
		match reference::rebuild(bytes, &shown, &hashes, &proof.data) {
			Some(root) => {
				prop_assert!(proof.clone().verify(&BlobHash(root), blob_len).is_ok());
				let other = BlobHash([7; 32]);
				let refused = VerifyError::RootMismatch { expected: other, found: BlobHash(root) };
				prop_assert_eq!(proof.verify(&other, blob_len).unwrap_err(), refused);
			},
			None => {
				let error = proof.verify(&BlobHash([7; 32]), blob_len).unwrap_err();
				let hashed = matches!(error, VerifyError::RootMismatch { .. });
				prop_assert!(!hashed);
			},
		}
	}
}

#[test]
fn prove_should_refuse_no_chunks_and_chunks_past_the_end() {
	let blob = blob(3000);
	for (ranges, part) in [(chunks([]), "at least one chunk"), (chunks([2, 3]), "has 3 chunks")] {
		let error = prove(&blob, &ranges).unwrap_err().to_string();
		assert!(error.contains(part), "{error}");
	}
}
