//! Fetch, upload and download: verified, resumed, bounded.

use crate::bed::{hex, near, noise, reference, Bed, Serving, MIB};
use assay_blobs::{download, fetch, upload, ClientError, ClientOptions, Progress, UploadSource};
use std::{
	fs::File,
	io::{Read, Seek},
};

#[test]
fn what_is_uploaded_should_be_fetched_and_downloaded() {
	let (here, there) = (Bed::new(), Bed::new());
	let serving = Serving::new(&there.store);
	let folder = tempfile::tempdir().unwrap();
	for len in [0, 1, 20_000, 1_000_000] {
		let bytes = noise(len);
		let blob = reference(&bytes);
		let total = len as u64;
		let file = folder.path().join("file");
		std::fs::write(&file, &bytes).unwrap();
		let mut seen = Vec::new();
		let stored = serving.block_on(upload(
			&serving.url(),
			UploadSource::Path(file),
			None,
			&near(),
			|progress| seen.push(progress),
		));
		assert_eq!(stored.unwrap(), blob);
		assert_eq!(
			seen.last(),
			Some(&Progress {
				bytes: total,
				total
			})
		);

		let url = format!("{}/blobs/{}", serving.url(), hex(&blob.hash));
		let mut seen = Vec::new();
		let progress = |progress| seen.push(progress);
		serving
			.block_on(fetch(&url, &blob, &here.store, &near(), progress))
			.unwrap();
		assert_eq!(
			here.store.open_blob(&blob.hash).unwrap().read().unwrap(),
			bytes
		);
		assert_eq!(
			seen.last(),
			Some(&Progress {
				bytes: total,
				total
			})
		);

		let mut out = tempfile::tempfile().unwrap();
		let writer = out.try_clone().unwrap();
		let mut seen = Progress { bytes: 0, total };
		let got = serving.block_on(download(
			&serving.url(),
			&blob.hash,
			None,
			writer,
			&near(),
			|progress| seen = progress,
		));
		assert_eq!(
			(got.unwrap(), seen),
			(
				blob.len,
				Progress {
					bytes: total,
					total
				}
			)
		);
		assert_eq!(read_again(&mut out), bytes);
	}
}

fn read_again(file: &mut File) -> Vec<u8> {
	let mut bytes = Vec::new();
	file.rewind().unwrap();
	file.read_to_end(&mut bytes).unwrap();
	bytes
}

#[test]
fn jobs_should_not_name_hosts_inside_the_providers_network() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let blob = bed.store.put(b"gold").unwrap();
	let empty = Bed::new();
	let options = ClientOptions::default();
	let url = format!("{}/blobs/{}", serving.url(), hex(&blob.hash));
	let refused = serving
		.block_on(fetch(&url, &blob, &empty.store, &options, |_| {}))
		.unwrap_err();
	assert_eq!(
		refused.to_string(),
		"127.0.0.1 is at 127.0.0.1, a loopback address, where a job's inputs aren't fetched from; \
		 put the blob on a public host, or allow private hosts on a development chain"
	);
	let url = "http://169.254.169.254/latest/meta-data/";
	let refused = serving
		.block_on(fetch(url, &blob, &empty.store, &near(), |_| {}))
		.unwrap_err();
	assert!(
		matches!(
			refused,
			ClientError::Forbidden {
				kind: "a link-local",
				..
			}
		),
		"{refused:?}"
	);
	assert_eq!(empty.store.usage().blobs + empty.store.usage().partials, 0);
	let _ = MIB;
}
