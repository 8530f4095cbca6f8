//! The gateway: exact answers to plain HTTP.

use crate::{
	bed::{hear, hex, noise, reference, send, try_ask, Bed, Serving, MIB},
	role::PATIENCE,
};
use assay_blobs::{Gateway, GatewayError, GatewayOptions, StoreOptions};
use std::{
	io::{Read, Write},
	thread,
	time::{Duration, Instant},
};

/// From a byte to the next of a client that is slow on purpose: well within the time that a gateway
/// lets a body stand still.
const DRIP: Duration = Duration::from_millis(10);

#[test]
fn a_put_should_name_the_blob_and_a_get_return_it() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	for len in [0, 1, 20_000, 600_000] {
		let bytes = noise(len);
		let hash = hex(&reference(&bytes).hash);
		let path = format!("/blobs/{hash}");
		let named = format!("{{\"hash\":\"{hash}\",\"len\":{len}}}\n");
		let put = serving.ask("PUT /blobs", &bytes);
		assert_eq!((put.status, put.text()), (201, named.as_str()));
		let again = serving.ask(&format!("PUT {path}"), &bytes);
		assert_eq!((again.status, again.text()), (200, named.as_str()));
		let got = serving.ask(&format!("GET {path}"), b"");
		assert_eq!((got.status, &got.body), (200, &bytes));
		let length = len.to_string();
		let tag = format!("\"{hash}\"");
		for heard in [&got, &serving.ask(&format!("HEAD {path}"), b"")] {
			assert_eq!(heard.status, 200);
			assert_eq!(heard.header("content-length"), Some(length.as_str()));
			assert_eq!(heard.header("etag"), Some(tag.as_str()));
			assert_eq!(heard.header("accept-ranges"), Some("bytes"));
			assert_eq!(heard.header("content-type"), Some("application/octet-stream"));
			assert_eq!(heard.header("x-content-type-options"), Some("nosniff"));
		}
		let same = serving.ask(&format!("GET {path}\nIf-None-Match: {tag}"), b"");
		assert_eq!((same.status, same.body.len()), (304, 0));
	}
}

#[test]
fn a_put_under_a_hash_should_be_checked_against_it() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let (gold, lead) = (reference(b"gold"), reference(b"lead"));
	let path = format!("PUT /blobs/{}", hex(&gold.hash));
	let wrong = serving.ask(&path, b"lead");
	let message = format!(
		"the bytes hash to {}, not to {}; check with b3sum that they are the right file",
		hex(&lead.hash),
		hex(&gold.hash)
	);
	assert_eq!((wrong.status, wrong.refusal()), (400, ("wrong_hash".to_owned(), message)));
	assert!(!bed.store.contains(&gold.hash));
	assert!(!bed.store.contains(&lead.hash));
	let right = serving.ask(&path, b"gold");
	assert_eq!(right.status, 201);
	// Without a length in the head.
	let silver = hex(&reference(b"silver").hash);
	let mut stream = serving.connect();
	let head = format!(
		"PUT /blobs/{silver} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
		 Transfer-Encoding: chunked\r\n\r\n3\r\nsil\r\n3\r\nver\r\n0\r\n\r\n"
	);
	stream.write_all(head.as_bytes()).unwrap();
	let chunked = hear(&mut stream);
	assert_eq!(
		(chunked.status, chunked.text()),
		(201, format!("{{\"hash\":\"{silver}\",\"len\":6}}\n").as_str())
	);
}

#[test]
fn single_ranges_should_be_served_and_others_answered_plainly() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let bytes = noise(600_000);
	let blob = bed.store.put(&bytes).unwrap();
	let path = format!("GET /blobs/{}", hex(&blob.hash));
	for (range, start, end) in [
		("0-0", 0, 1),
		("5-99", 5, 100),
		("300000-", 300_000, 600_000),
		("-1000", 599_000, 600_000),
		("262143-262144", 262_143, 262_145),
		("599999-700000", 599_999, 600_000),
	] {
		let got = serving.ask(&format!("{path}\nRange: bytes={range}"), b"");
		assert_eq!((got.status, got.body.as_slice()), (206, &bytes[start..end]), "{range}");
		let named = format!("bytes {start}-{}/600000", end - 1);
		assert_eq!(got.header("content-range"), Some(named.as_str()));
		assert_eq!(got.header("content-length"), Some((end - start).to_string().as_str()));
	}
	let got = serving.ask(&format!("{path}\nRange: bytes=600000-"), b"");
	let message = "the blob has 600000 bytes, none of them in this range".to_owned();
	assert_eq!((got.status, got.refusal()), (416, ("range".to_owned(), message)));
	assert_eq!(got.header("content-range"), Some("bytes */600000"));
	// Several ranges may be ignored, and a tag that isn't this blob's asks for all.
	let two = serving.ask(&format!("{path}\nRange: bytes=0-1,4-5"), b"");
	assert_eq!((two.status, two.body.len()), (200, 600_000));
	let other = serving.ask(&format!("{path}\nRange: bytes=0-1\nIf-Range: \"x\""), b"");
	assert_eq!((other.status, other.body.len()), (200, 600_000));
}

#[test]
fn mistakes_should_be_answered_with_what_to_do() {
	let bed = Bed::with(StoreOptions { max_blob_len: 1000, ..StoreOptions::new(MIB) });
	let serving = Serving::new(&bed.store);
	let hash = hex(&reference(b"gold").hash);
	for (request, status, code, message) in [
		(
			format!("GET /blobs/{hash}"),
			404,
			"unknown_blob",
			format!(
				"blob {hash} isn't here; upload it with PUT /blobs, or fetch it from who has it"
			),
		),
		("GET /".to_owned(), 404, "path", "there is nothing here; blobs are at /blobs/HASH".into()),
		(
			"GET /blobs/12".to_owned(),
			400,
			"hash",
			"/blobs/HASH: a root hash is 64 hexadecimal digits, as b3sum prints; this is 2 \
			 characters long"
				.into(),
		),
		("GET /blobs".to_owned(), 405, "method", "GET isn't possible here; use PUT".into()),
		(
			format!("DELETE /blobs/{hash}"),
			405,
			"method",
			"DELETE isn't possible here; use GET, HEAD, PUT".into(),
		),
		(
			"PUT /blobs\nContent-Length: 1001".to_owned(),
			413,
			"too_long",
			"1001 bytes are over the limit of 1000 bytes for a blob; split the data".into(),
		),
		(
			format!("PUT /blobs/{hash}\nContent-Length: 2000000000"),
			413,
			"too_long",
			"2000000000 bytes are over the limit of 1000 bytes for a blob; split the data".into(),
		),
		(
			format!("PUT /blobs/{hash}\nContent-Range: bytes 0-1/2000"),
			413,
			"too_long",
			"2000 bytes are over the limit of 1000 bytes for a blob; split the data".into(),
		),
		(
			format!("PUT /blobs/{hash}\nContent-Range: 0-1"),
			400,
			"content_range",
			"Content-Range must be `bytes FIRST-LAST/TOTAL`".into(),
		),
		(
			format!("PUT /blobs/{hash}\nContent-Range: bytes 0-2/4"),
			400,
			"content_range",
			"Content-Range names 3 bytes, but Content-Length 0; make them agree".into(),
		),
	] {
		// A client that waits for leave sees the refusal before it sends anything.
		let heard = serving.ask(&format!("{request}\nExpect: 100-continue"), b"");
		assert_eq!(
			(heard.status, heard.refusal()),
			(status, (code.to_owned(), message)),
			"{request}"
		);
	}
	assert_eq!(bed.store.usage().used_bytes, 0);
	let long = serving.ask(&format!("GET /blobs/{hash}\nX-Long: {}", "x".repeat(300_000)), b"");
	assert_eq!(long.status, 431);
	let many: String = (0..200).map(|i| format!("\nX-{i}: x")).collect();
	assert_eq!(serving.ask(&format!("GET /blobs/{hash}{many}"), b"").status, 431);
}

#[test]
fn uploads_should_be_resumed_at_the_offset_that_head_tells() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let bytes = noise(500_000);
	let blob = reference(&bytes);
	let path = format!("/blobs/{}", hex(&blob.hash));
	let part = |first: usize, end: usize| {
		let head = format!("PUT {path}\nContent-Range: bytes {first}-{}/500000", end - 1);
		serving.ask(&head, &bytes[first..end])
	};
	let first = part(0, 100_000);
	assert_eq!((first.status, first.header("upload-offset")), (202, Some("100000")));
	let head = serving.ask(&format!("HEAD {path}"), b"");
	assert_eq!(head.status, 404);
	assert_eq!(head.header("upload-offset"), Some("100000"));
	assert_eq!(head.header("upload-length"), Some("500000"));
	for wrong in [0, 99_999, 100_001] {
		let refused = part(wrong, 200_000);
		let message = format!(
			"100000 bytes are here, so the next part must start there, not at {wrong}; HEAD tells \
			 the offset"
		);
		assert_eq!((refused.status, refused.refusal()), (409, ("offset".to_owned(), message)));
		assert_eq!(refused.header("upload-offset"), Some("100000"));
	}
	// A connection that breaks keeps what came before.
	let mut stream = serving.connect();
	send(
		&mut stream,
		&format!("PUT {path}\nContent-Range: bytes 100000-499999/500000\nContent-Length: 400000"),
		&bytes[100_000..400_000],
	);
	stream.shutdown(std::net::Shutdown::Write).unwrap();
	hear(&mut stream);
	let head = loop {
		let partial = bed.store.partial(&blob.hash).unwrap();
		if !partial.busy {
			break partial.bytes as usize;
		}
		thread::yield_now();
	};
	assert_eq!(head, 400_000);
	let last = part(400_000, 500_000);
	assert_eq!(last.status, 201);
	let got = serving.ask(&format!("GET {path}"), b"");
	assert_eq!((got.status, got.body), (200, bytes));
}

#[test]
fn writing_should_need_the_token_when_there_is_one() {
	let bed = Bed::new();
	let token = "0123456789abcdef";
	let options = GatewayOptions { token: Some(token.to_owned()), ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	let none = serving.ask("PUT /blobs", b"gold");
	let message = "writing needs a token; send it as Authorization: Bearer TOKEN";
	assert_eq!((none.status, none.refusal()), (401, ("token".to_owned(), message.to_owned())));
	assert_eq!(none.header("www-authenticate"), Some("bearer"));
	let wrong = serving.ask("PUT /blobs\nAuthorization: Bearer 0123456789abcdeF", b"gold");
	let message = "this isn't the token; ask who runs this gateway for it";
	assert_eq!((wrong.status, wrong.refusal()), (401, ("token".to_owned(), message.to_owned())));
	assert_eq!(bed.store.usage().blobs, 0);
	let right = serving.ask(&format!("PUT /blobs\nAuthorization: Bearer {token}"), b"gold");
	assert_eq!(right.status, 201);
	let hash = hex(&reference(b"gold").hash);
	assert_eq!(serving.ask(&format!("GET /blobs/{hash}"), b"").body, b"gold");
}

#[test]
fn a_gateway_should_not_open_to_others_without_a_token() {
	let bed = Bed::new();
	let runtime = tokio::runtime::Runtime::new().unwrap();
	let bind = |token: Option<&str>| {
		let listen = "0.0.0.0:0".parse().unwrap();
		let token = token.map(str::to_owned);
		let options = GatewayOptions { listen, token, ..GatewayOptions::default() };
		runtime.block_on(Gateway::bind(bed.store.clone(), options))
	};
	let refused = bind(None).unwrap_err();
	assert!(matches!(refused, GatewayError::TokenNeeded { .. }));
	assert_eq!(
		refused.to_string(),
		"the blob gateway on 0.0.0.0:0 would let everybody write; set a token, or listen on \
		 127.0.0.1"
	);
	let refused = bind(Some("short")).unwrap_err();
	assert!(matches!(refused, GatewayError::ShortToken { found: 5, least: 16 }));
	assert!(bind(Some("0123456789abcdef")).is_ok());
}

#[test]
fn a_damaged_blob_should_be_refused_or_cut_off_but_never_served() {
	let bed = Bed::new();
	let serving = Serving::new(&bed.store);
	let bytes = noise(2_000_000);
	let blob = bed.store.put(&bytes).unwrap();
	let path = format!("GET /blobs/{}", hex(&blob.hash));
	bed.flip("blobs", &blob.hash, 1_500_000);
	// The damage comes late: what was sent before is right, and less than was promised.
	let cut = serving.ask(&path, b"");
	assert_eq!((cut.status, cut.header("content-length")), (200, Some("2000000")));
	assert!(cut.body.len() < 1_500_000 && bytes.starts_with(&cut.body));
	let refused = serving.ask(&format!("{path}\nRange: bytes=1490000-"), b"");
	let message =
		format!("blob {} is damaged here; fetch it elsewhere, or put it again", hex(&blob.hash));
	assert_eq!((refused.status, refused.refusal()), (500, ("damaged".to_owned(), message)));
	let put = serving.ask(&format!("PUT /blobs/{}", hex(&blob.hash)), &bytes);
	assert_eq!(put.status, 201);
	assert_eq!(serving.ask(&path, b"").body, bytes);
}

#[test]
fn slow_clients_should_be_cut_off() {
	let bed = Bed::new();
	// Short, but not too short for a head from a machine that does much else.
	let short = Duration::from_secs(1);
	let options =
		GatewayOptions { head_time: short, idle_time: short, ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	let hash = hex(&reference(b"gold").hash);
	// In the head: closed without an answer.
	let mut stream = serving.connect();
	stream.write_all(b"GET /blobs/").unwrap();
	let heard = hear(&mut stream);
	assert!(matches!(heard.status, 0 | 408), "{heard:?}");
	// In the body, with what came kept.
	let mut stream = serving.connect();
	send(&mut stream, &format!("PUT /blobs/{hash}\nContent-Length: 4"), b"go");
	let heard = hear(&mut stream);
	let message = "the body came too slowly; what is here can be resumed, see HEAD".to_owned();
	assert_eq!((heard.status, heard.refusal()), (408, ("slow".to_owned(), message)));
	let head = serving.ask(&format!("HEAD /blobs/{hash}"), b"");
	assert_eq!(head.header("upload-offset"), Some("2"));
	// Waiting for the next request.
	let mut stream = serving.connect();
	stream.write_all(format!("HEAD /blobs/{hash} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
	assert_eq!(hear(&mut stream).status, 404);
}

#[test]
fn who_does_not_read_should_be_cut_off() {
	let bed = Bed::new();
	// The next connection is refused as long as this one holds the only place.
	let idle_time = Duration::from_millis(100);
	let options = GatewayOptions { max_connections: 1, idle_time, ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	// More than all buffers between hold.
	let bytes = noise(32 << 20);
	let blob = bed.store.put(&bytes).unwrap();
	let path = format!("/blobs/{}", hex(&blob.hash));
	let mut stream = serving.connect();
	send(&mut stream, &format!("GET {path}"), b"");
	until_answered(&serving, &format!("HEAD {path}"), 200);
	let heard = hear(&mut stream);
	assert!(heard.body.len() < bytes.len(), "the rest was never sent");
}

/// Asks until a gateway that was full has a place again, and answers so.
fn until_answered(serving: &Serving, request: &str, status: u16) {
	let start = Instant::now();
	// Who is refused a place may lose the answer, or be hung up on while asking.
	while try_ask(serving.address, request, b"").map_or(0, |heard| heard.status) != status {
		assert!(start.elapsed() < PATIENCE, "no place is free");
		thread::yield_now();
	}
}

#[test]
fn drops_of_a_byte_should_not_hold_a_connection() {
	let bed = Bed::new();
	let idle_time = Duration::from_millis(300);
	let options = GatewayOptions { idle_time, min_rate: 1 << 20, ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	let mut stream = serving.connect();
	send(&mut stream, "PUT /blobs\nContent-Length: 1000000", b"");
	// A byte at a time, until an answer begins to come.
	stream.set_read_timeout(Some(DRIP)).unwrap();
	let start = Instant::now();
	while stream.peek(&mut [0]).is_err() {
		assert!(start.elapsed() < PATIENCE, "a byte now and then holds the connection");
		// The answer may be on its way already.
		let _ = stream.write_all(b"x");
	}
	stream.set_read_timeout(Some(PATIENCE)).unwrap();
	assert_eq!(hear(&mut stream).status, 408);
}

#[test]
fn connections_should_be_bounded() {
	let bed = Bed::new();
	let options = GatewayOptions { max_connections: 2, ..GatewayOptions::default() };
	let serving = Serving::with(&bed.store, options);
	let hash = hex(&reference(b"gold").hash);
	let request = format!("HEAD /blobs/{hash} HTTP/1.1\r\nHost: x\r\n\r\n");
	let mut held: Vec<_> = (0..2).map(|_| serving.connect()).collect();
	for stream in &mut held {
		stream.write_all(request.as_bytes()).unwrap();
		let mut first = [0; 12];
		stream.read_exact(&mut first).unwrap();
		assert_eq!(&first, b"HTTP/1.1 404");
	}
	let heard = hear(&mut serving.connect());
	assert_eq!(heard.status, 503);
	assert_eq!(heard.refusal().0, "too_many_connections");
	drop(held);
	// The gateway notices in its own time.
	until_answered(&serving, &format!("HEAD /blobs/{hash}"), 404);
}

#[test]
fn shutdown_should_let_a_transfer_end_and_take_no_other() {
	let bed = Bed::new();
	let mut serving = Serving::new(&bed.store);
	let address = serving.address;
	let bytes = noise(8 << 20);
	let blob = bed.store.put(&bytes).unwrap();
	let mut stream = serving.connect();
	send(&mut stream, &format!("GET /blobs/{}", hex(&blob.hash)), b"");
	let mut first = [0; 12];
	stream.read_exact(&mut first).unwrap();
	let reading = thread::spawn(move || {
		let mut rest = Vec::new();
		stream.read_to_end(&mut rest).unwrap();
		rest
	});
	serving.shut_down();
	let rest = reading.join().unwrap();
	assert!(rest.ends_with(&bytes));
	assert!(std::net::TcpStream::connect(address).is_err());
}
