//! Fetch, upload and download: verified, resumed, bounded.

use crate::{
	bed::{hex, near, noise, reference, Bed, Serving, MIB},
	scripted::{answer, Scripted, Then},
};
use assay_blobs::{
	download, fetch, upload, ClientError, ClientOptions, GatewayOptions, PartialBlob, Progress,
	StoreOptions, UploadSource,
};
use assay_market::BlobRef;
use std::{
	fs::File,
	io::{Read, Seek},
	time::Duration,
};
use tokio::runtime::Runtime;

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
		assert_eq!(seen.last(), Some(&Progress { bytes: total, total }));

		let url = format!("{}/blobs/{}", serving.url(), hex(&blob.hash));
		let mut seen = Vec::new();
		let progress = |progress| seen.push(progress);
		serving.block_on(fetch(&url, &blob, &here.store, &near(), progress)).unwrap();
		assert_eq!(here.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
		assert_eq!(seen.last(), Some(&Progress { bytes: total, total }));

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
		assert_eq!((got.unwrap(), seen), (blob.len, Progress { bytes: total, total }));
		assert_eq!(read_again(&mut out), bytes);
	}
}

fn read_again(file: &mut File) -> Vec<u8> {
	let mut bytes = Vec::new();
	file.rewind().unwrap();
	file.read_to_end(&mut bytes).unwrap();
	bytes
}

/// Fetches from a server that sends these answers, and returns what it was asked.
fn fetched(
	bed: &Bed,
	blob: &BlobRef,
	options: &ClientOptions,
	answers: Vec<Vec<u8>>,
) -> (Result<(), ClientError>, Vec<String>) {
	let server = Scripted::new(answers.into_iter().map(|a| (a, Then::Close)).collect());
	let url = server.url();
	let result = Runtime::new().unwrap().block_on(fetch(&url, blob, &bed.store, options, |_| {}));
	(result, server.asked())
}

fn range(request: &str) -> Option<&str> {
	request.lines().find_map(|line| line.strip_prefix("range: "))
}

#[test]
fn a_broken_fetch_should_be_resumed_with_a_range() {
	let bytes = noise(1_000_000);
	let blob = reference(&bytes);
	let rest = |from: usize, end: usize| {
		let length = 1_000_000 - from;
		let headers =
			format!("Content-Range: bytes {from}-999999/1000000\nContent-Length: {length}");
		answer("206 Partial Content", &headers, &bytes[from..end])
	};
	let bed = Bed::new();
	let whole = |end: usize| answer("200 OK", "Content-Length: 1000000", &bytes[..end]);
	let answers = vec![whole(300_000), rest(300_000, 300_001), rest(300_001, 1_000_000)];
	let (result, asked) = fetched(&bed, &blob, &near(), answers);
	result.unwrap();
	let ranges: Vec<_> = asked.iter().map(|request| range(request)).collect();
	assert_eq!(ranges, [None, Some("bytes=300000-"), Some("bytes=300001-")]);
	assert!(asked[0].starts_with("get /the/blob http/1.1\r\n"), "{}", asked[0]);
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);

	// A server without ranges sends all again.
	let bed = Bed::new();
	let (result, _) = fetched(&bed, &blob, &near(), vec![whole(300_000), whole(1_000_000)]);
	result.unwrap();
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);

	// A later call goes on where an earlier one gave up.
	let bed = Bed::new();
	let once = ClientOptions { attempts: 1, ..near() };
	let (result, _) = fetched(&bed, &blob, &once, vec![whole(400_000)]);
	assert!(matches!(result, Err(ClientError::GaveUp { attempts: 1, .. })), "{result:?}");
	let kept = PartialBlob { bytes: 400_000, total: 1_000_000, busy: false };
	assert_eq!(bed.store.partial(&blob.hash), Some(kept));
	let bed = bed.reopen();
	let (result, asked) = fetched(&bed, &blob, &once, vec![rest(400_000, 1_000_000)]);
	result.unwrap();
	assert_eq!(range(&asked[0]), Some("bytes=400000-"));
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
}

#[test]
fn wrong_leftovers_should_be_fetched_again() {
	let bytes = noise(100_000);
	let blob = reference(&bytes);
	let (bed, there) = (Bed::new(), Bed::new());
	there.store.put(&bytes).unwrap();
	let serving = Serving::new(&there.store);
	let mut writer = bed.store.resume(&blob).unwrap();
	writer.write(&[7; 50_000]).unwrap();
	drop(writer);
	let url = format!("{}/blobs/{}", serving.url(), hex(&blob.hash));
	serving.block_on(fetch(&url, &blob, &bed.store, &near(), |_| {})).unwrap();
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
}

#[test]
fn servers_with_other_bytes_should_be_cut_off() {
	let blob = reference(b"gold");
	let lead = hex(&reference(b"lead").hash);
	let gold = hex(&blob.hash);
	let forever = format!("{}\r\n", "5\r\nxxxxx\r\n".repeat(100_000));
	for (what, sent, expected) in [
		(
			"other bytes",
			answer("200 OK", "Content-Length: 4", b"lead"),
			format!(
				"the server's bytes hash to {lead}, not to {gold}; check that the address is that \
				 of the right file"
			),
		),
		(
			"another length",
			answer("200 OK", "Content-Length: 5", b"golds"),
			"the blob has 4 bytes, but the server has 5; check that the address is that of the \
			 right file"
				.into(),
		),
		(
			"more and more",
			answer("200 OK", "Transfer-Encoding: chunked", forever.as_bytes()),
			"the blob has 4 bytes, but the server has ".into(),
		),
		(
			"encoded",
			answer("200 OK", "Content-Encoding: gzip\nContent-Length: 4", b"gold"),
			"answers what isn't understood: the bytes are encoded; use a plain file server".into(),
		),
		(
			"another range",
			answer("206 Partial", "Content-Range: bytes 1-3/4\nContent-Length: 3", b"old"),
			"these aren't the bytes that were asked for".into(),
		),
		(
			"nothing",
			answer("404 Not Found", "Content-Length: 0", b""),
			"404 Not Found; check".into(),
		),
		(
			"a way out",
			answer("302 Found", "Location: file:///etc/passwd\nContent-Length: 0", b""),
			"\"file:///etc/passwd\" can't be used: it isn't an address".into(),
		),
		(
			"a way in",
			answer("302 Found", "Location: http://169.254.169.254/\nContent-Length: 0", b""),
			"169.254.169.254 is at 169.254.169.254, a link-local address".into(),
		),
	] {
		let bed = Bed::new();
		let (result, asked) = fetched(&bed, &blob, &near(), vec![sent]);
		let said = result.unwrap_err().to_string();
		assert!(said.contains(&expected), "{what}: {said}");
		assert_eq!(asked.len(), 1, "{what}");
		assert!(!bed.store.contains(&blob.hash));
		assert_eq!(bed.store.usage().used_bytes, 0, "{what}");
	}
}

#[test]
fn redirects_should_be_followed_three_times() {
	let blob = reference(b"gold");
	let next = || answer("302 Found", "Location: /next\nContent-Length: 0", b"");
	let gold = answer("200 OK", "Content-Length: 4", b"gold");
	let bed = Bed::new();
	let (result, asked) = fetched(&bed, &blob, &near(), vec![next(), next(), next(), gold]);
	result.unwrap();
	assert!(asked[3].starts_with("get /next http"));
	let (result, _) = fetched(&Bed::new(), &blob, &near(), vec![next(), next(), next(), next()]);
	let refused = result.unwrap_err();
	assert!(matches!(&refused, ClientError::Status { status, .. } if *status == 302), "{refused}");
}

#[test]
fn attempts_and_time_should_be_bounded() {
	let blob = reference(b"gold");
	let bed = Bed::new();
	let busy = || answer("503 Busy", "Content-Length: 0", b"");
	let (result, asked) = fetched(&bed, &blob, &near(), (0..5).map(|_| busy()).collect());
	let said = result.unwrap_err().to_string();
	assert!(said.starts_with("gave up after 5 attempts: http://127.0.0.1:"), "{said}");
	assert_eq!(asked.len(), 5);

	let runtime = Runtime::new().unwrap();
	let half = answer("200 OK", "Content-Length: 4", b"go");
	// Not too short to connect in, on a machine that does much else.
	let idle_time = Duration::from_millis(500);
	for options in [
		ClientOptions { idle_time, attempts: 1, ..near() },
		ClientOptions { total_time: idle_time, ..near() },
	] {
		let bed = Bed::new();
		let server = Scripted::new(vec![(half.clone(), Then::Hold)]);
		let url = server.url();
		let work = fetch(&url, &blob, &bed.store, &options, |_| {});
		let failed = runtime.block_on(work).unwrap_err().to_string();
		assert!(failed.contains("took over 0.5 s; try again to resume"), "{failed}");
		server.asked();
	}
}

#[test]
fn a_dropped_fetch_should_let_go() {
	let bytes = noise(600_000);
	let blob = reference(&bytes);
	let bed = Bed::new();
	let half = answer("200 OK", "Content-Length: 600000", &bytes[..300_000]);
	let server = Scripted::new(vec![(half, Then::Hold)]);
	let url = server.url();
	let runtime = Runtime::new().unwrap();
	runtime.block_on(async {
		let (enough, reached) = tokio::sync::oneshot::channel();
		let mut enough = Some(enough);
		let options = ClientOptions { idle_time: Duration::from_secs(60), ..near() };
		let work = fetch(&url, &blob, &bed.store, &options, |progress| {
			if progress.bytes == 300_000 {
				enough.take().map(|enough| enough.send(()));
			}
		});
		tokio::select! {
			_ = work => panic!("it can't be done"),
			_ = reached => {},
		}
	});
	// The connection is gone at once, the writer when its last piece is written.
	server.asked();
	while bed.store.partial(&blob.hash).is_some_and(|partial| partial.busy) {
		std::thread::yield_now();
	}
	assert!(bed.store.partial(&blob.hash).is_some_and(|partial| partial.bytes >= 262_144));
}

#[test]
fn an_upload_should_send_only_what_is_missing() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let bytes = noise(1_000_000);
	let blob = reference(&bytes);
	let mut writer = bed.store.resume(&blob).unwrap();
	writer.write(&bytes[..700_000]).unwrap();
	drop(writer);
	let source = UploadSource::Bytes(bytes.clone().into());
	let (url, options) = (serving.url(), near());
	let mut seen = Vec::new();
	let work = upload(&url, source.clone(), None, &options, |p| seen.push(p.bytes));
	assert_eq!(serving.block_on(work).unwrap(), blob);
	assert!(seen.iter().all(|bytes| *bytes >= 700_000), "{seen:?}");
	assert_eq!(bed.store.open_blob(&blob.hash).unwrap().read().unwrap(), bytes);
	let mut seen = Vec::new();
	let work = upload(&url, source, None, &options, |p| seen.push(p.bytes));
	assert_eq!(serving.block_on(work).unwrap(), blob);
	assert_eq!(seen, [1_000_000], "nothing was sent");
}

#[test]
fn an_upload_should_say_what_the_gateway_says() {
	let bed = Bed::with(StoreOptions { max_blob_len: MIB, ..StoreOptions::new(2 * MIB) });
	let token = "0123456789abcdef";
	let options = GatewayOptions { token: Some(token.to_owned()), ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	let say = |len: usize, token: Option<&str>| {
		let source = UploadSource::Bytes(noise(len).into());
		let (url, options) = (serving.url(), near());
		let work = upload(&url, source, token, &options, |_| {});
		serving.block_on(work).unwrap_err().to_string()
	};
	let said = say(10, None);
	let expected = "answers 401 Unauthorized: writing needs a token; send it as Authorization: \
		Bearer TOKEN";
	assert!(said.ends_with(expected), "{said}");
	let said = say(10, Some("0123456789abcdeF"));
	assert!(
		said.ends_with("401 Unauthorized: this isn't the token; ask who runs this gateway for it")
	);
	let said = say(3 << 20, Some(token));
	let expected = "answers 413 Payload Too Large: 3145728 bytes are over the limit of 1048576 \
		bytes for a blob; split the data";
	assert!(said.ends_with(expected), "{said}");
}

#[test]
fn a_download_should_never_pass_damage_off_as_the_blob() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let bytes = noise(2_000_000);
	let blob = bed.store.put(&bytes).unwrap();
	bed.flip("blobs", &blob.hash, 1_500_000);
	let get = |writer| {
		let options = ClientOptions { attempts: 2, ..near() };
		let url = serving.url();
		let work = download(&url, &blob.hash, Some(blob.len), writer, &options, |_| {});
		serving.block_on(work)
	};
	let said = get(tempfile::tempfile().unwrap()).unwrap_err().to_string();
	let expected = format!(
		"500 Internal Server Error: blob {} is damaged here; fetch it elsewhere, or put it again",
		hex(&blob.hash)
	);
	assert!(said.starts_with("gave up after 2 attempts: ") && said.ends_with(&expected), "{said}");
	bed.store.put(&bytes).unwrap();
	let full = File::options().write(true).open("/dev/full").unwrap();
	let said = get(full).unwrap_err().to_string();
	assert!(said.starts_with("can't write what was downloaded: No space left"), "{said}");
}

#[test]
fn jobs_should_not_name_hosts_inside_the_providers_network() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let blob = bed.store.put(b"gold").unwrap();
	let empty = Bed::new();
	let options = ClientOptions::default();
	let url = format!("{}/blobs/{}", serving.url(), hex(&blob.hash));
	let refused = serving.block_on(fetch(&url, &blob, &empty.store, &options, |_| {})).unwrap_err();
	assert_eq!(
		refused.to_string(),
		"127.0.0.1 is at 127.0.0.1, a loopback address, where a job's inputs aren't fetched from; \
		 put the blob on a public host, or allow private hosts on a development chain"
	);
	assert_eq!(empty.store.usage().blobs + empty.store.usage().partials, 0);
}
