//! The store: whole or not at all, verified both ways, bounded.

use crate::bed::{hex, noise, open_again, reference, Bed, MIB};
use assay_blobs::{Collected, PartialBlob, Store, StoreError, StoreOptions};
use assay_market::{BlobHash, BlobRef};
use assay_proof::BlobLen;
use proptest::prelude::*;
use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

/// Lengths around everything that has an edge: blocks, chunks, groups, pieces.
const LENGTHS: [usize; 14] = [
	0, 1, 1023, 1024, 1025, 4096, 16383, 16384, 16385, 32768, 262_143, 262_144, 262_145, 1_000_003,
];

#[test]
fn blobs_should_come_back_as_they_went_in() {
	let mut bed = Bed::new();
	let all: Vec<(Vec<u8>, BlobRef)> = LENGTHS
		.iter()
		.map(|len| {
			let bytes = noise(*len);
			let blob = reference(&bytes);
			(bytes, blob)
		})
		.collect();
	for (bytes, blob) in &all {
		assert_eq!(bed.store.put(bytes).unwrap(), *blob);
	}
	for _ in 0..2 {
		for (bytes, blob) in &all {
			let open = bed.store.open_blob(&blob.hash).unwrap();
			assert_eq!(open.reference(), *blob);
			assert_eq!(open.read().unwrap(), *bytes);
			assert_eq!(open.read_range(0..open.len()).unwrap(), *bytes);
			assert_eq!(fs::read(open.path()).unwrap(), *bytes);
			assert_eq!(fs::metadata(open.path()).unwrap().permissions().mode() & 0o777, 0o444);
			open.verify().unwrap();
		}
		assert_eq!(bed.store.usage().blobs, LENGTHS.len() as u64);
		assert!(bed.names("scratch").is_empty());
		bed = bed.reopen();
	}
}

/// One store for many cases, since making one takes a while.
fn shared() -> &'static Store {
	static SHARED: std::sync::LazyLock<Bed> = std::sync::LazyLock::new(Bed::new);
	&SHARED.store
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(200))]

	#[test]
	fn ranges_should_be_those_of_the_bytes(
		len in prop_oneof![0usize..3000, 16_000usize..17_000, 200_000usize..600_000],
		(from, to) in (0.0..=1.0, 0.0..=1.0),
	) {
		let bytes = noise(len);
		let store = shared();
		let blob = store.put(&bytes).unwrap();
		let open = store.open_blob(&blob.hash).unwrap();
		let place = |share: f64| (share * len as f64) as usize;
		let (start, end) = (place(from).min(place(to)), place(from).max(place(to)));
		let found = open.read_range(start as u64..end as u64).unwrap();
		prop_assert_eq!(&found, &bytes[start..end]);
		let pieces: Result<Vec<_>, _> = open.pieces(start as u64..end as u64).unwrap().collect();
		let pieces = pieces.unwrap();
		prop_assert!(pieces.iter().all(|piece| (1..=512 << 10).contains(&piece.len())));
		prop_assert_eq!(pieces.concat(), &bytes[start..end]);
	}
}

#[test]
fn ranges_past_the_end_should_be_refused() {
	let bed = Bed::new();
	let blob = bed.store.put(b"gold").unwrap();
	let open = bed.store.open_blob(&blob.hash).unwrap();
	assert_eq!(open.read_range(4..4).unwrap(), b"");
	#[allow(clippy::reversed_empty_ranges)]
	for range in [0..5, 5..5, 3..2] {
		let refused = open.read_range(range.clone());
		assert!(
			matches!(
				refused,
				Err(StoreError::OutOfRange { start, end, len: 4 })
					if (start, end) == (range.start, range.end)
			),
			"{refused:?}"
		);
	}
}

#[test]
fn flipped_bits_should_never_be_served() {
	let bytes = noise(600_000);
	for place in [0, 300_000, 599_999] {
		let bed = Bed::new();
		let blob = bed.store.put(&bytes).unwrap();
		bed.flip("blobs", &blob.hash, place);
		let open = bed.store.open_blob(&blob.hash).unwrap();
		assert!(bed.store.contains(&blob.hash));
		// Every range that is served is right, and those with the bit aren't served.
		let group = place / 16384;
		for start in (0..bytes.len()).step_by(16384) {
			let end = (start + 16384).min(bytes.len());
			match open.read_range(start as u64..end as u64) {
				Ok(found) => {
					assert_ne!(start / 16384, group);
					assert_eq!(found, bytes[start..end]);
				},
				Err(StoreError::Damaged { hash, place: Some(_), .. }) => {
					assert_eq!((hash, start / 16384), (blob.hash, group));
				},
				Err(other) => panic!("{other}"),
			}
		}
		assert!(!bed.store.contains(&blob.hash), "it is known to be damaged now");
		for refused in [open.read().map(drop), open.verify()] {
			assert!(matches!(refused, Err(StoreError::Damaged { place: None, .. })), "{refused:?}");
		}
		let said = open.read().unwrap_err().to_string();
		assert_eq!(
			said,
			format!(
				"blob {} is damaged on disk ({}); upload or fetch it again to replace it, and \
				 check the disk",
				hex(&blob.hash),
				open.path().display()
			)
		);
		// Putting it again heals it.
		bed.store.put_expected(&blob, &bytes).unwrap();
		assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
		assert!(bed.store.contains(&blob.hash));
	}
}

#[test]
fn cut_and_grown_files_should_be_damaged() {
	let bytes = noise(100_000);
	for len in [0, 1, 16_384, 99_999, 100_001] {
		let bed = Bed::new();
		let blob = bed.store.put(&bytes).unwrap();
		let path = bed.file("blobs", &blob.hash);
		let mut changed = bytes.clone();
		changed.resize(len, 0);
		fs::remove_file(&path).unwrap();
		fs::write(&path, changed).unwrap();
		// Known by another length after a restart, by the right one before.
		let open = bed.store.open_blob(&blob.hash).unwrap();
		assert!(matches!(open.read(), Err(StoreError::Damaged { .. })), "{len}");
		drop(open);
		let bed = bed.reopen();
		let refused = bed.store.open_blob(&blob.hash);
		assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{len}: {refused:?}");
	}
}

#[test]
fn trees_should_be_made_again_when_they_are_lost_or_wrong() {
	let bytes = noise(100_000);
	let bed = Bed::new();
	let blob = bed.store.put(&bytes).unwrap();
	let whole = fs::read(bed.file("trees", &blob.hash)).unwrap();
	assert_eq!(whole.len(), 48 + 12 * 32);
	for damage in 0..4 {
		let path = bed.file("trees", &blob.hash);
		match damage {
			0 => fs::remove_file(&path).unwrap(),
			1 => bed.flip("trees", &blob.hash, 60),
			2 => fs::write(&path, b"").unwrap(),
			_ => {
				let other = assay_proof::Outboard::of(&noise(100_001)).unwrap();
				fs::write(&path, other.to_bytes()).unwrap();
			},
		}
		let open = bed.store.open_blob(&blob.hash).unwrap();
		assert_eq!(open.read_range(50_000..50_001).unwrap(), bytes[50_000..50_001]);
		assert_eq!(fs::read(&path).unwrap(), whole);
	}
}

#[test]
fn puts_should_be_refused_when_they_arent_what_was_announced() {
	let bed = Bed::new();
	let blob = reference(b"gold");
	let wrong = bed.store.put_expected(&blob, b"lead").unwrap_err();
	assert_eq!(
		wrong.to_string(),
		format!(
			"the bytes hash to {}, not to {}; check with b3sum that they are the right file",
			hex(&reference(b"lead").hash),
			hex(&blob.hash)
		)
	);
	let short = bed.store.put_expected(&blob, b"gol").unwrap_err();
	assert_eq!(
		short.to_string(),
		"4 bytes were announced, but only 3 came; check that it is the right file"
	);
	let long = bed.store.put_expected(&blob, b"golds").unwrap_err();
	assert_eq!(
		long.to_string(),
		"4 bytes were announced, but at least 5 came; check that it is the right file"
	);
	let unknown = bed.store.open_blob(&blob.hash).unwrap_err();
	assert!(matches!(unknown, StoreError::Unknown { hash } if hash == blob.hash));
	assert!(!bed.store.contains(&blob.hash));
	assert_eq!(bed.store.usage().used_bytes, 0);
	assert!(bed.names("scratch").is_empty());
}

#[test]
fn quota_should_bound_everything_and_say_so() {
	let bed = Bed::with(StoreOptions { grace: Duration::ZERO, ..StoreOptions::new(64 << 10) });
	// 20,000 bytes take 5 blocks, and one more for the tree.
	let blobs: Vec<BlobRef> = (0..2).map(|i| bed.store.put(&vec![i; 20_000]).unwrap()).collect();
	assert_eq!(bed.store.usage().used_bytes, 2 * 6 * 4096);
	let refused = bed.store.put(&[2; 20_000]).unwrap_err();
	assert_eq!(
		refused.to_string(),
		"the blob store is full: 24576 bytes more don't fit, 49152 of its 65536 are used by blobs \
		 that are still needed; raise the quota, or wait until jobs have ended"
	);
	assert_eq!(bed.store.usage().used_bytes, 2 * 6 * 4096);
	assert!(bed.names("scratch").is_empty());
	// Once nothing references the first one, it makes room; the second is pinned.
	bed.store.pin("job-7", &[blobs[1].hash]).unwrap();
	assert_eq!(bed.store.collect(|_| false).unwrap(), Collected::default());
	let third = bed.store.put(&[2; 20_000]).unwrap();
	assert!(!bed.store.contains(&blobs[0].hash));
	assert!(bed.store.contains(&blobs[1].hash));
	assert!(bed.store.contains(&third.hash));
	assert!(matches!(bed.store.put(&[3; 20_000]), Err(StoreError::QuotaExceeded { .. })));
	// What can never fit is refused before any byte.
	let huge = reference(&vec![0; 70_000]);
	let refused = bed.store.write_expected(huge.hash, Some(huge.len)).unwrap_err();
	assert!(matches!(refused, StoreError::QuotaExceeded { needed: 77_824, .. }), "{refused:?}");
}

#[test]
fn room_should_be_made_by_what_was_unused_longest() {
	let bed = Bed::with(StoreOptions { grace: Duration::ZERO, ..StoreOptions::new(12 << 10) });
	let blobs: Vec<BlobRef> = (0..3).map(|i| bed.store.put(&[i]).unwrap()).collect();
	bed.store.collect(|hash| *hash == blobs[2].hash).unwrap();
	bed.store.open_blob(&blobs[0].hash).unwrap();
	bed.store.put(&[3]).unwrap();
	let here: Vec<bool> = blobs.iter().map(|blob| bed.store.contains(&blob.hash)).collect();
	assert_eq!(here, [true, false, true]);
}

#[test]
fn collection_should_spare_what_is_young_pinned_or_referenced() {
	let old = StoreOptions {
		grace: Duration::ZERO,
		keep: Duration::ZERO,
		keep_partial: Duration::ZERO,
		..StoreOptions::new(MIB)
	};
	let fill = |bed: &Bed| {
		let blobs: Vec<BlobRef> = (0..3).map(|i| bed.store.put(&[i]).unwrap()).collect();
		bed.store.pin("job-1", &[blobs[0].hash]).unwrap();
		let mut part = bed.store.resume(&reference(b"partial")).unwrap();
		part.write(b"part").unwrap();
		blobs
	};
	let young = Bed::with(StoreOptions { grace: Duration::from_secs(3600), ..old.clone() });
	let blobs = fill(&young);
	assert_eq!(young.store.collect(|_| false).unwrap(), Collected::default());
	assert!(blobs.iter().all(|blob| young.store.contains(&blob.hash)));

	let bed = Bed::with(old);
	let blobs = fill(&bed);
	// Pins live across restarts.
	let bed = bed.reopen();
	assert_eq!(bed.store.pins(), ["job-1"]);
	let done = bed.store.collect(|hash| *hash == blobs[1].hash).unwrap();
	assert_eq!(done, Collected { blobs: 1, partials: 1, bytes: 8192 });
	let here: Vec<bool> = blobs.iter().map(|blob| bed.store.contains(&blob.hash)).collect();
	assert_eq!(here, [true, true, false]);
	assert!(!bed.store.remove(&blobs[0].hash).unwrap(), "a pinned blob stays");
	assert!(bed.store.unpin("job-1").unwrap());
	assert!(!bed.store.unpin("job-1").unwrap());
	assert!(bed.store.remove(&blobs[0].hash).unwrap());
	assert_eq!(bed.store.collect(|_| false).unwrap().blobs, 1);
	assert_eq!(bed.store.usage().used_bytes, 0);
}

#[test]
fn pins_should_have_plain_names_and_bounded_lists() {
	let bed = Bed::new();
	for name in ["", "a/b", "..", "a b", &"x".repeat(101)] {
		let refused = bed.store.pin(name, &[]);
		assert!(matches!(refused, Err(StoreError::PinName { .. })), "{name}");
	}
	let many = vec![BlobHash([0; 32]); 4097];
	let refused = bed.store.pin("many", &many);
	assert!(matches!(refused, Err(StoreError::PinTooLong { found: 4097, limit: 4096 })));
	bed.store.pin("many", &many[1..]).unwrap();
	fs::write(bed.folder.path().join("pins/foreign"), "what?").unwrap();
	let Bed { folder, store } = bed;
	drop(store);
	let refused = open_again(folder.path(), StoreOptions::new(MIB)).unwrap_err();
	assert!(matches!(refused, StoreError::BadPin { .. }), "{refused:?}");
}

#[test]
fn partials_should_go_on_where_they_stopped() {
	let bytes = noise(700_000);
	let blob = reference(&bytes);
	let mut bed = Bed::new();
	let mut place = 0;
	for end in [1, 100_000, 300_001, 699_999] {
		let mut writer = bed.store.resume(&blob).unwrap();
		assert_eq!(writer.received(), place as u64);
		writer.write(&bytes[place..end]).unwrap();
		let busy = bed.store.resume(&blob).unwrap_err();
		assert!(matches!(busy, StoreError::Busy { hash } if hash == blob.hash));
		drop(writer);
		place = end;
		let expected = PartialBlob { bytes: end as u64, total: 700_000, busy: false };
		assert_eq!(bed.store.partial(&blob.hash), Some(expected));
		assert!(!bed.store.contains(&blob.hash));
		bed = bed.reopen();
	}
	let mut writer = bed.store.resume(&blob).unwrap();
	writer.write(&bytes[place..]).unwrap();
	assert_eq!(writer.finish().unwrap(), blob);
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
	assert_eq!(bed.store.partial(&blob.hash), None);
	let alone = Bed::new();
	alone.store.put(&bytes).unwrap();
	assert_eq!(bed.store.usage().used_bytes, alone.store.usage().used_bytes);
}

#[test]
fn a_partial_with_wrong_bytes_should_be_dropped_at_its_end() {
	let bed = Bed::new();
	let blob = reference(b"gold");
	let mut writer = bed.store.resume(&blob).unwrap();
	writer.write(b"lea").unwrap();
	drop(writer);
	let mut writer = bed.store.resume(&blob).unwrap();
	writer.write(b"d").unwrap();
	assert!(matches!(writer.finish(), Err(StoreError::WrongHash { .. })));
	assert_eq!(bed.store.partial(&blob.hash), None);
	assert_eq!(bed.store.usage().used_bytes, 0);
	// A writer may be dropped late without harm to the next one.
	let mut first = bed.store.resume(&blob).unwrap();
	assert!(matches!(first.write(b"golds"), Err(StoreError::WrongLength { .. })));
	let mut second = bed.store.resume(&blob).unwrap();
	drop(first);
	second.write(b"gold").unwrap();
	assert_eq!(second.finish().unwrap(), blob);
}

#[test]
fn scratch_files_should_be_adopted_without_a_copy() {
	use std::os::unix::fs::MetadataExt;
	let bed = Bed::new();
	let bytes = noise(50_000);
	let blob = reference(&bytes);
	let scratch = bed.store.scratch().unwrap();
	let path = scratch.path().to_owned();
	fs::write(&path, &bytes).unwrap();
	let inode = fs::metadata(&path).unwrap().ino();
	assert_eq!(scratch.adopt(Some(&blob)).unwrap(), blob);
	assert_eq!(fs::metadata(bed.file("blobs", &blob.hash)).unwrap().ino(), inode);
	assert!(!path.exists());

	let scratch = bed.store.scratch().unwrap();
	fs::write(scratch.path(), b"lead").unwrap();
	let refused = bed.store.adopt(scratch.path(), Some(&reference(b"gold"))).unwrap_err();
	assert!(matches!(refused, StoreError::WrongHash { .. }), "{refused:?}");
	let link = bed.store.scratch_folder().join("link");
	fs::hard_link(scratch.path(), &link).unwrap();
	let soft = bed.store.scratch_folder().join("soft");
	std::os::unix::fs::symlink("/etc/passwd", &soft).unwrap();
	let outside = bed.folder.path().join("outside");
	fs::write(&outside, b"lead").unwrap();
	for path in [link, soft, outside] {
		let refused = bed.store.adopt(&path, None).unwrap_err();
		assert!(matches!(refused, StoreError::NotInScratch { .. }), "{refused:?}");
	}
	drop(scratch);
	assert_eq!(bed.store.usage().blobs, 1);
	let bed = bed.reopen();
	assert_eq!(bed.names("scratch"), ["soft"], "only plain files are ours");
}

#[test]
fn a_store_should_be_open_once_and_only_where_it_belongs() {
	let bed = Bed::new();
	let refused = Store::open(bed.folder.path(), MIB).unwrap_err();
	assert!(matches!(refused, StoreError::InUse { .. }), "{refused:?}");
	let foreign = tempfile::tempdir().unwrap();
	fs::write(foreign.path().join("letter"), "dear").unwrap();
	let refused = Store::open(foreign.path(), MIB).unwrap_err();
	assert!(matches!(refused, StoreError::NotAStore { .. }), "{refused:?}");
	assert!(foreign.path().join("letter").exists());
}

#[test]
fn puts_of_the_same_blob_at_once_should_all_succeed() {
	let bed = Bed::new();
	let bytes = noise(300_000);
	let blob = reference(&bytes);
	std::thread::scope(|scope| {
		for _ in 0..8 {
			scope.spawn(|| {
				for _ in 0..5 {
					assert_eq!(bed.store.put(&bytes).unwrap(), blob);
					assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
				}
			});
		}
	});
	let alone = Bed::new();
	alone.store.put(&bytes).unwrap();
	assert_eq!(bed.store.usage(), alone.store.usage());
}

#[test]
fn blobs_over_the_limit_should_be_refused_before_they_are_written() {
	let bed = Bed::with(StoreOptions { max_blob_len: 1000, ..StoreOptions::new(MIB) });
	let refused = bed.store.put(&[0; 1001]).unwrap_err();
	assert_eq!(
		refused.to_string(),
		"1001 bytes are over the limit of 1000 bytes for a blob; split the data"
	);
	let len = BlobLen::new(1001).unwrap();
	let refused = bed.store.write_expected(BlobHash([1; 32]), Some(len));
	assert!(matches!(refused, Err(StoreError::TooLong { len: 1001, limit: 1000 })));
	assert_eq!(bed.store.put(&[0; 1000]).unwrap().len.get(), 1000);
}
