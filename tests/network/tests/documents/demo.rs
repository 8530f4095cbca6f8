//! `make demo`, as a person runs it but on ports of its own, and without a terminal.

use assay_tests_network::{secs, wait, Process, Scene};
use std::{ffi::OsString, fs, net::TcpListener, path::Path};

#[test]
fn the_demo_should_end_with_a_picture_and_a_cheat_that_was_caught() {
	let scene = Scene::new("demo");
	let folder = scene.data("demo");
	let log = scene.log("demo");
	let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/demo");
	let release = scene.binary();
	let bin = release.parent().expect("the binary is in a folder");
	let [rpc, blobs, peers] = free_ports();
	let environment: [(&str, OsString); 5] = [
		("ASSAY_DEMO_FOLDER", folder.clone().into()),
		("ASSAY_DEMO_PORT", rpc.to_string().into()),
		("ASSAY_DEMO_BLOBS", blobs.to_string().into()),
		("ASSAY_DEMO_PEERS", peers.to_string().into()),
		("ASSAY_DEMO_BIN", bin.into()),
	];
	let started =
		log.open().and_then(|out| Process::spawn(&script, &[], &environment, out, log.open()?));
	let mut process = started.expect("the script is there");
	let told = wait::until("the demo to come to its end", secs(300), || {
		let text = log.text();
		match process.ended() {
			Some(status) => Err(wait::Seen::Hopeless(format!("{status}: {}", log.tail(15)))),
			None if text.contains("The node is still running") => Ok(text),
			None => Err(wait::Seen::not_yet(log.tail(2))),
		}
	});
	let text = match told {
		Ok(text) => text,
		Err(error) => panic!("{error}"),
	};
	for part in [
		"re-executed on chain: right",
		"re-executed on chain: wrong",
		"is slashed",
		"The picture: ",
	] {
		assert!(text.contains(part), "it doesn't say {part:?}:\n{text}");
	}
	let bytes = std::fs::metadata(folder.join("mandelbrot.png")).map(|file| file.len());
	assert!(bytes.is_ok_and(|bytes| bytes > 10_000));
	process.terminate();
	let ended = wait::until("the demo to end after SIGTERM", secs(60), || {
		process.ended().ok_or_else(|| wait::Seen::not_yet(log.tail(1)))
	});
	assert!(ended.is_ok(), "{ended:?}");
}

/// Three ports that nobody uses, and that the system gives to nobody who asks for any: it has given
/// away what was free a moment ago before the demo comes to take it.
fn free_ports() -> [u16; 3] {
	let given = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range");
	let given = given.ok().and_then(|range| range.split_whitespace().next()?.parse().ok());
	let own = 1024..given.unwrap_or(32_768);
	// Another run of these tests begins to look elsewhere.
	let first = own.start + std::process::id() as u16 % (own.end - own.start);
	let mut free = (first..own.end)
		.chain(own.start..first)
		.filter(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
	std::array::from_fn(|_| free.next().expect("there are free ports"))
}
