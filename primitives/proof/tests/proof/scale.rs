//! SCALE: one encoding for each thing, bounded before memory is set aside.

use crate::common::Case;
use assay_proof::{
	BlobHash, BlobLen, ChainingValue, ChunkRanges, RangeProof, MAX_BLOB_LEN, MAX_PROOF_CHUNKS,
	MAX_PROOF_HASHES,
};
use codec::{Compact, Decode, DecodeAll, DecodeWithMemTracking, Encode, MemTrackingInput};
use proptest::prelude::*;

fn refusal<T: DecodeAll>(bytes: &[u8]) -> String {
	match T::decode_all(&mut &*bytes) {
		Ok(_) => "decoded".into(),
		Err(error) => error.to_string(),
	}
}

#[test]
fn proof_should_survive_encoding() {
	for case in [Case::new(0, [0]), Case::new(40 * 1024 - 1, [3, 4, 17, 39])] {
		let bytes = case.proof.encode();
		assert_eq!(RangeProof::decode_all(&mut &*bytes).unwrap(), case.proof);
		// What a proof costs beyond its data and hashes.
		let overhead = bytes.len() - case.proof.data.len() - case.proof.hashes.len() * 32;
		assert!(overhead <= 16, "{overhead}");
	}
}

#[test]
fn ranges_should_be_written_as_distances() {
	let ranges: ChunkRanges = crate::common::chunks([3, 4, 17]);
	let runs = [(3u32, 2u32), (12, 1)].map(|(skipped, taken)| (Compact(skipped), Compact(taken)));
	assert_eq!(ranges.encode(), runs.to_vec().encode());
}

#[test]
fn ranges_in_another_form_should_be_refused() {
	let encode = |runs: &[(u32, u32)]| {
		let runs: Vec<_> = runs.iter().map(|(a, b)| (Compact(*a), Compact(*b))).collect();
		runs.encode()
	};
	for (runs, part) in [
		(encode(&[(0, 0)]), "a range without chunks"),
		(encode(&[(0, 1), (0, 1)]), "two ranges that touch"),
		(encode(&[(0, u32::MAX), (1, 1)]), "chunk index overflows"),
		(encode(&[(u32::MAX, 1)]), "chunk index overflows"),
		(encode(&vec![(1, 1); MAX_PROOF_CHUNKS as usize + 1]), "more ranges than a proof"),
	] {
		let refusal = refusal::<ChunkRanges>(&runs);
		assert!(refusal.contains(part), "{refusal}");
	}
	assert!(
		ChunkRanges::decode_all(&mut &*encode(&vec![(1, 1); MAX_PROOF_CHUNKS as usize])).is_ok()
	);
}

#[test]
fn lists_over_their_limit_should_be_refused_by_their_length_alone() {
	let ranges = crate::common::chunks([0]);
	let hashes = (&ranges, Compact(MAX_PROOF_HASHES + 1)).encode();
	assert!(refusal::<RangeProof>(&hashes).contains("more hashes than a proof can need"));
	let no_hashes = Vec::<ChainingValue>::new();
	let data = (&ranges, no_hashes, Compact(MAX_PROOF_CHUNKS * 1024 + 1)).encode();
	assert!(refusal::<RangeProof>(&data).contains("more bytes than a proof may show"));
}

#[test]
fn memory_limit_should_be_obeyed() {
	fn is_tracked<T: DecodeWithMemTracking>() {}
	is_tracked::<RangeProof>();

	let case = Case::new(100_000, 0..50);
	let bytes = case.proof.encode();
	let decode_within = |limit| {
		let mut input = &*bytes;
		RangeProof::decode(&mut MemTrackingInput::new(&mut input, limit))
	};
	assert!(decode_within(case.proof.data.len()).is_err());
	assert!(decode_within(case.proof.data.len() + 2048).is_ok());
}

#[test]
fn memory_of_ranges_should_be_counted_as_read_and_as_kept() {
	let bytes = crate::common::chunks((0..512).map(|index| index * 2)).encode();
	let decode_within = |limit| {
		let mut input = &*bytes;
		ChunkRanges::decode(&mut MemTrackingInput::new(&mut input, limit))
	};
	assert!(decode_within(2 * 512 * 8).is_err());
	// The limit itself is already too much.
	assert!(decode_within(2 * 512 * 8 + 1).is_ok());
}

#[test]
fn lengths_should_be_checked() {
	let longest = BlobLen::MAX.encode();
	assert_eq!(BlobLen::decode_all(&mut &*longest).unwrap(), BlobLen::MAX);
	assert!(refusal::<BlobLen>(&(MAX_BLOB_LEN + 1).encode()).contains("over the limit"));
}

#[test]
fn root_should_be_encoded_as_its_bytes() {
	let root = BlobHash::of(b"gold");
	assert_eq!(root.encode(), root.0);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(2000))]

	/// No bytes but the one encoding decode to a proof.
	#[test]
	fn what_decodes_should_encode_to_the_same_bytes(
		change in any::<u8>(),
		place in any::<prop::sample::Index>(),
		indices in prop::collection::vec(0u32..64, 1..8),
	) {
		let case = Case::new(64 * 1024, indices);
		let head = case.proof.ranges.encoded_size() + 4;
		let mut bytes = case.proof.encode();
		bytes[place.index(head)] ^= change;
		if let Ok(decoded) = RangeProof::decode_all(&mut &*bytes) {
			prop_assert_eq!(decoded.encode(), bytes);
			prop_assert!(change == 0 || decoded.verify(&case.root, case.len).is_err());
		}
	}

	#[test]
	fn any_bytes_should_decode_to_what_they_are_or_be_refused(
		bytes in prop::collection::vec(any::<u8>(), 0..200),
	) {
		if let Ok(proof) = RangeProof::decode_all(&mut &*bytes) {
			prop_assert_eq!(proof.encode(), bytes);
		}
	}
}
