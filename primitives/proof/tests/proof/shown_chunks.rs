//! Reading verified chunks.

use crate::common::{blob, chunks, len, prove};
use assay_proof::{BlobHash, ChunkIndex, VerifiedChunks, WordIndex, WordRead};

fn verified(blob: &[u8], indices: &[u32]) -> VerifiedChunks {
	let proof = prove(blob, &chunks(indices.iter().copied())).unwrap();
	proof.verify(&BlobHash::of(blob), len(blob)).unwrap()
}

/// Every word of the blob and a few past it, against the blob itself.
fn check_words(blob: &[u8], indices: &[u32]) {
	let shown = verified(blob, indices);
	for index in 0..blob.len() as u32 / 4 + 300 {
		let start = index as usize * 4;
		let expected = match blob.get(start..start + 4) {
			None => WordRead::PastTheEnd,
			Some(_) if !indices.contains(&(index / 256)) => {
				WordRead::NotShown(ChunkIndex(index / 256))
			},
			Some(bytes) => WordRead::Word(u32::from_le_bytes(bytes.try_into().unwrap())),
		};
		assert_eq!(shown.word(WordIndex(index)), expected, "word {index}");
	}
	assert_eq!(shown.word(WordIndex(u32::MAX)), WordRead::PastTheEnd);
}

#[test]
fn words_should_be_the_blobs() {
	check_words(&blob(10), &[0]);
	check_words(&blob(0), &[0]);
	check_words(&blob(5 * 1024 + 3), &[0, 5]);
	check_words(&blob(200 * 1024), &[1, 63, 64, 65, 127, 128, 199]);
	check_words(&blob(300 * 1024 + 1001), &[190, 191, 192, 300]);
}

#[test]
fn chunks_should_come_in_order() {
	let blob = blob(200 * 1024 + 1);
	let indices = [0, 2, 3, 63, 64, 130, 200];
	let shown = verified(&blob, &indices);
	let listed: Vec<(u32, &[u8])> = shown.chunks().map(|(i, bytes)| (i.0, bytes)).collect();
	let expected: Vec<(u32, &[u8])> =
		indices.iter().map(|i| (*i, blob.chunks(1024).nth(*i as usize).unwrap())).collect();
	assert_eq!(listed, expected);
	assert!(shown.proves_length());
	assert!(!verified(&blob, &[0]).proves_length());
}

#[test]
fn nothing_should_be_shown_without_a_proof() {
	let nothing = VerifiedChunks::none(len(&blob(5000)));
	assert!(nothing.is_empty() && !nothing.proves_length());
	assert_eq!(nothing.word(WordIndex(300)), WordRead::NotShown(ChunkIndex(1)));
	assert_eq!(nothing.word(WordIndex(1250)), WordRead::PastTheEnd);
	assert_eq!(nothing.chunks().count(), 0);
}
