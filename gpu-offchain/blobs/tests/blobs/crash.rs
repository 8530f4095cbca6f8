//! SIGKILL in the middle of uploads: nothing is lost, nothing half is taken for whole.

use crate::{
	bed::{connect, hex, noise, open_again, reference, send, try_ask, MIB},
	role::{Process, PATIENCE},
};
use assay_blobs::{upload, ClientOptions, StoreOptions, UploadSource};
use assay_market::{BlobHash, BlobRef};
use std::{
	fs,
	net::SocketAddr,
	path::Path,
	sync::atomic::{AtomicU32, Ordering},
	thread,
	time::{Duration, Instant},
};

/// Bytes that the stores may take.
const QUOTA: u64 = 4096 * MIB;

/// Everything that a store in `folder` calls a blob is one; returns how many there are.
fn all_whole(folder: &Path) -> usize {
	let store = open_again(folder, StoreOptions::new(QUOTA)).unwrap();
	let mut count = 0;
	for first in fs::read_dir(folder.join("blobs")).unwrap() {
		for file in fs::read_dir(first.unwrap().path()).unwrap() {
			let file = file.unwrap();
			let name = file.file_name().into_string().unwrap();
			let hash = BlobHash(name.parse::<assay_proof::RootHash>().unwrap().0);
			store.open_blob(&hash).unwrap().verify().unwrap();
			assert_eq!(reference(&fs::read(file.path()).unwrap()).hash, hash);
			count += 1;
		}
	}
	assert_eq!(fs::read_dir(store.scratch_folder()).unwrap().count(), 0);
	count
}

/// Bytes of an upload that a store has on disk, whoever has the store open.
fn on_disk(folder: &Path, blob: &BlobRef) -> u64 {
	let name = format!("{}-{}", hex(&blob.hash), blob.len.get());
	fs::metadata(folder.join("partial").join(name)).map_or(0, |file| file.len())
}

/// Looks again and again until something is so.
fn until(what: &str, mut so: impl FnMut() -> bool) {
	let start = Instant::now();
	while !so() {
		assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
		thread::yield_now();
	}
}

#[test]
fn a_killed_gateway_should_go_on_with_the_upload() {
	let folder = crate::bed::folder();
	let bytes = noise(24 << 20);
	let blob = reference(&bytes);
	let path = format!("/blobs/{}", hex(&blob.hash));
	let mut resumed = 0;
	// Ever further, and with the last byte sent: killed while it is put in place, or after.
	for share in [1, 3, 6, 9, 12, 12, 12] {
		let mut process = Process::serve(folder.path());
		let head = crate::bed::ask(process.address, &format!("HEAD {path}"), b"");
		let whole = head.status == 200;
		let here: usize = head.header("upload-offset").map_or(0, |offset| offset.parse().unwrap());
		let end = bytes.len() * share / 12;
		if !whole && end > here {
			resumed += usize::from(here > 0);
			let mut stream = connect(process.address);
			let last = bytes.len() - 1;
			let length = bytes.len() - here;
			send(
				&mut stream,
				&format!(
					"PUT {path}\nContent-Range: bytes {here}-{last}/{}\nContent-Length: {length}",
					bytes.len()
				),
				&bytes[here..end],
			);
			if end < bytes.len() {
				// What was sent may all be on its way yet, and then there is nothing to resume.
				until("more of the blob on disk", || on_disk(folder.path(), &blob) > here as u64);
			}
		}
		process.kill();
		assert!(all_whole(folder.path()) <= 1);
		let store = open_again(folder.path(), StoreOptions::new(QUOTA)).unwrap();
		if let Some(partial) = store.partial(&blob.hash) {
			assert!(partial.bytes <= end as u64 && !partial.busy);
		}
	}
	assert!(resumed >= 4, "each kill but the last left something to resume, not {resumed}");
	// And the client does the rest by itself.
	let process = Process::serve(folder.path());
	let runtime = tokio::runtime::Runtime::new().unwrap();
	let url = format!("http://{}", process.address);
	let source = UploadSource::Bytes(bytes.clone().into());
	let options = ClientOptions::default();
	assert_eq!(runtime.block_on(upload(&url, source, None, &options, |_| {})).unwrap(), blob);
	let got = crate::bed::ask(process.address, &format!("GET {path}"), b"");
	assert_eq!((got.status, got.body == bytes), (200, true));
}

#[test]
fn a_client_should_outlive_the_gateways_death() {
	let folder = crate::bed::folder();
	let bytes = noise(64 << 20);
	let blob = reference(&bytes);
	let process = Process::serve(folder.path());
	let address = process.address;
	let runtime = tokio::runtime::Runtime::new().unwrap();
	let options = ClientOptions { attempts: 3, ..crate::bed::near() };
	let source = UploadSource::Bytes(bytes.into());
	let victim = std::sync::Mutex::new(Some(process));
	let url = format!("http://{address}");
	// Killed in the middle: this port is lost, so the client gives up, and says so. What the client
	// has sent may be on its way yet, so what counts is what has come.
	let failed = runtime.block_on(upload(&url, source.clone(), None, &options, |_| {
		if on_disk(folder.path(), &blob) > 8 * MIB {
			if let Some(mut process) = victim.lock().unwrap().take() {
				process.kill();
			}
		}
	}));
	let failed = failed.unwrap_err().to_string();
	let expected = format!("gave up after 3 attempts: can't connect to {address}: ");
	assert!(failed.starts_with(&expected), "{failed}");
	assert_eq!(all_whole(folder.path()), 0);
	let process = Process::serve(folder.path());
	let url = format!("http://{}", process.address);
	let mut first = None;
	let stored = runtime.block_on(upload(&url, source, None, &options, |progress| {
		first.get_or_insert(progress.bytes);
	}));
	assert_eq!(stored.unwrap(), blob);
	assert!(first.unwrap() > 8 * MIB, "it went on at {first:?}");
	drop(process);
	assert_eq!(all_whole(folder.path()), 1);
}

/// Small blobs, one after the other, until the gateway is gone. Each has a number, from `next` on;
/// counts those that were answered for.
fn put_many(address: SocketAddr, next: u32, answered: &AtomicU32) {
	loop {
		let number = next + answered.load(Ordering::Relaxed);
		let bytes = [&number.to_le_bytes()[..], &[7; 40_000]].concat();
		// A gateway that is killed refuses, hangs up, or leaves half an answer.
		match try_ask(address, "PUT /blobs", &bytes) {
			Ok(heard) if heard.status == 201 => answered.fetch_add(1, Ordering::Relaxed),
			_ => return,
		};
	}
}

#[test]
fn kills_at_any_moment_should_leave_whole_blobs_only() {
	let folder = crate::bed::folder();
	let mut seed = 7u32;
	let mut draw = |below: u32| {
		seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
		(seed >> 8) % below
	};
	let mut sent = 0;
	for _ in 0..16 {
		let mut process = Process::serve(folder.path());
		let address = process.address;
		// After some whole uploads, somewhere within one: they take a millisecond or two.
		let (uploads, moment) = (draw(8), Duration::from_micros(u64::from(draw(3_000))));
		let answered = AtomicU32::new(0);
		thread::scope(|scope| {
			let writer = scope.spawn(|| put_many(address, sent, &answered));
			until("uploads", || {
				answered.load(Ordering::Relaxed) >= uploads || writer.is_finished()
			});
			let start = Instant::now();
			while start.elapsed() < moment {
				thread::yield_now();
			}
			process.kill();
		});
		let answered = answered.into_inner();
		assert!(answered >= uploads, "a living gateway refused after {answered} uploads");
		sent += answered;
		// What was answered for is here; the one that wasn't may be.
		let here = all_whole(folder.path()) as u32;
		assert!((sent..=sent + 1).contains(&here), "{sent} were answered for, {here} are here");
	}
	assert!(sent > 0);
}
