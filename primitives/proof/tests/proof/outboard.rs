//! Outboards as bytes, and proving from blobs or outboards that are damaged.

use crate::common::{blob, boundary_lengths, chunks};
use assay_proof::{
	BlobLen, ChunkIndex, Outboard, OutboardBuilder, OutboardError, ProveError, MAX_BLOB_LEN,
};
use std::io::Cursor;

const HEAD: usize = 48;

#[test]
fn bytes_should_make_the_same_outboard() {
	for bytes in boundary_lengths() {
		let outboard = Outboard::of(&blob(bytes)).unwrap();
		assert_eq!(Outboard::from_bytes(&outboard.to_bytes()), Ok(outboard), "{bytes} bytes");
	}
}

#[test]
fn outboard_should_take_32_bytes_per_node_over_groups() {
	for (groups, nodes) in [(1, 0), (2, 2), (3, 4), (4, 6), (17, 32)] {
		let outboard = Outboard::of(&blob(groups * 16 * 1024)).unwrap();
		assert_eq!(outboard.to_bytes().len(), HEAD + nodes * 32);
	}
}

#[test]
fn every_damaged_byte_of_a_node_or_the_root_should_be_found() {
	let bytes = Outboard::of(&blob(5 * 16 * 1024 + 1)).unwrap().to_bytes();
	for place in (8..40).chain(HEAD..bytes.len()) {
		let mut damaged = bytes.clone();
		damaged[place] ^= 1;
		let error = Outboard::from_bytes(&damaged).unwrap_err();
		assert!(matches!(error, OutboardError::Inconsistent { .. }), "byte {place}: {error}");
	}
}

#[test]
fn damaged_head_or_length_should_be_named() {
	let bytes = Outboard::of(&blob(40_000)).unwrap().to_bytes();
	for keep in 0..HEAD {
		let error = Outboard::from_bytes(&bytes[..keep]).unwrap_err();
		assert_eq!(error, OutboardError::Short { found: keep });
	}
	let mut tag = bytes.clone();
	tag[7] = b'9';
	let error = Outboard::from_bytes(&tag).unwrap_err();
	assert_eq!(error, OutboardError::Tag { found: *b"assayob9" });

	let mut long = bytes.clone();
	long[40..48].copy_from_slice(&(MAX_BLOB_LEN + 1).to_le_bytes());
	assert!(matches!(Outboard::from_bytes(&long), Err(OutboardError::TooLong(_))));

	for found in [HEAD, bytes.len() - 1, bytes.len() - 32] {
		let error = Outboard::from_bytes(&bytes[..found]).unwrap_err();
		assert_eq!(error, OutboardError::Nodes { expected: 4, found_bytes: found - HEAD });
	}
	let longer = [&bytes[..], &[0]].concat();
	assert!(matches!(Outboard::from_bytes(&longer), Err(OutboardError::Nodes { .. })));
}

#[test]
fn inconsistent_node_should_be_named_with_its_chunks() {
	let mut bytes = Outboard::of(&blob(4 * 16 * 1024)).unwrap().to_bytes();
	// In post-order: two groups, then the node above them.
	bytes[HEAD + 2 * 32] ^= 1;
	let error = Outboard::from_bytes(&bytes).unwrap_err().to_string();
	assert!(error.starts_with("the node of level 5, chunks 0..32 is stored as "), "{error}");
}

#[test]
fn changed_blob_should_not_be_proved() {
	let blob = blob(100 * 1024 + 1);
	let outboard = Outboard::of(&blob).unwrap();
	let mut changed = blob.clone();
	changed[20 * 1024] ^= 1;
	let prove = |chunk| outboard.prove(Cursor::new(&changed), &chunks([chunk]));
	for chunk in 0..101 {
		let in_changed_group = (16..32).contains(&chunk);
		match prove(chunk) {
			Ok(proof) => {
				assert!(!in_changed_group);
				assert!(proof.verify(&outboard.root(), outboard.len()).is_ok());
			},
			Err(ProveError::Changed { node, .. }) => {
				assert!(in_changed_group);
				assert_eq!((node.first(), node.last()), (ChunkIndex(16), ChunkIndex(31)));
			},
			Err(other) => panic!("{other}"),
		}
	}
}

#[test]
fn shortened_blob_should_not_be_proved() {
	let blob = blob(100 * 1024);
	let outboard = Outboard::of(&blob).unwrap();
	let error = outboard.prove(Cursor::new(&blob[..99 * 1024]), &chunks([98])).unwrap_err();
	assert!(matches!(error, ProveError::Short { found: 3072, .. }), "{error}");
	let error = outboard.prove(Cursor::new(&[][..]), &chunks([0])).unwrap_err().to_string();
	let expected =
		"the blob has become shorter: of the node of level 4, chunks 0..16 only 0 bytes \
		are left";
	assert_eq!(error, expected);
}

#[test]
fn proving_a_chunk_should_read_one_group() {
	struct Counting<'a>(Cursor<&'a [u8]>, &'a mut usize);
	impl std::io::Read for Counting<'_> {
		fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
			let count = self.0.read(buffer)?;
			*self.1 += count;
			Ok(count)
		}
	}
	impl std::io::Seek for Counting<'_> {
		fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
			self.0.seek(to)
		}
	}
	let blob = blob(3_000_000);
	let outboard = Outboard::of(&blob).unwrap();
	for (ranges, groups) in [(chunks([77]), 1), (chunks([15, 16]), 2), (chunks(0..64), 4)] {
		let mut read = 0;
		outboard.prove(Counting(Cursor::new(&blob), &mut read), &ranges).unwrap();
		assert_eq!(read, groups * 16 * 1024);
	}
}

#[test]
fn builder_should_refuse_what_makes_a_blob_too_long() {
	let mut builder = OutboardBuilder::new();
	let piece = vec![0; 1 << 26];
	for _ in 0..16 {
		builder.update(&piece).unwrap();
	}
	assert_eq!(builder.update(&[0]).unwrap_err().bytes, MAX_BLOB_LEN + 1);
	let outboard = builder.finish();
	assert_eq!(outboard.len(), BlobLen::MAX);
	assert_eq!(outboard.to_bytes().len(), HEAD + 2 * 65_535 * 32);
}
