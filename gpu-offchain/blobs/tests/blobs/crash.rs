//! SIGKILL in the middle of uploads: nothing is lost, nothing half is taken for whole.

use crate::{
	bed::{connect, hex, noise, reference, send, MIB},
	role::Process,
};
use assay_blobs::{upload, ClientOptions, Store, UploadSource};
use assay_market::BlobHash;
use std::{fs, path::Path, time::Instant};

/// Everything that a store in `folder` calls a blob is one; returns how many there are.
fn all_whole(folder: &Path) -> usize {
	let store = Store::open(folder, 4096 * MIB).unwrap();
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
			process.kill();
		} else {
			process.kill();
		}
		assert!(all_whole(folder.path()) <= 1);
		let store = Store::open(folder.path(), 4096 * MIB).unwrap();
		if let Some(partial) = store.partial(&blob.hash) {
			assert!(partial.bytes <= end as u64 && !partial.busy);
		}
	}
	assert!(resumed >= 2, "kills left something to resume");
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
	// Killed in the middle: this port is lost, so the client gives up, and says so.
	let failed = runtime.block_on(upload(&url, source.clone(), None, &options, |progress| {
		if progress.bytes > 16 * MIB {
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
	assert!(first.unwrap() >= 4 * MIB, "it went on at {first:?}");
	drop(process);
	assert_eq!(all_whole(folder.path()), 1);
}

#[test]
fn kills_at_any_moment_should_leave_whole_blobs_only() {
	let folder = crate::bed::folder();
	let mut seed = 7u32;
	let mut sent = 0u32;
	for _ in 0..8 {
		let mut process = Process::serve(folder.path());
		seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
		let until = Instant::now() + std::time::Duration::from_micros(u64::from(seed % 200_000));
		let address = process.address;
		std::thread::scope(|scope| {
			let writer = scope.spawn(move || {
				let mut done = 0;
				loop {
					let bytes = [&(sent + done).to_le_bytes()[..], &[7; 40_000]].concat();
					let Ok(mut stream) = std::net::TcpStream::connect(address) else {
						return done;
					};
					send(&mut stream, "PUT /blobs", &bytes);
					if crate::bed::hear(&mut stream).status != 201 {
						return done;
					}
					done += 1;
				}
			});
			while Instant::now() < until {
				std::thread::yield_now();
			}
			process.kill();
			sent += writer.join().unwrap();
		});
		// What was answered for is here; one more may be.
		let here = all_whole(folder.path()) as u32;
		assert!((sent..=sent + 8).contains(&here), "{sent} were answered for, {here} are here");
	}
	assert!(sent > 0);
}
