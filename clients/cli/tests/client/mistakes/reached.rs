//! Nobody answers, or somebody else.

use super::{run, told};
use crate::{
	fake::Script,
	ran::{assay, Folder, DOUBLE},
};

#[test]
fn no_node() {
	// A port that was free a moment ago.
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", listener.local_addr().unwrap());
	drop(listener);
	let mut ran = assay(&["job", "status", "7", "--url", &url]);
	ran.err = ran.err.replace(&url, "NODE");
	told(
		&ran,
		3,
		"error: no node answers at NODE: Error when opening the TCP socket: Connection refused (os error 111)\n  what to do: start one \
		 with `assay --dev`, or name yours with --url\n",
	);
}

#[test]
fn no_gateway() {
	let folder = Folder::new();
	let kernel = folder.file("double.wgsl", DOUBLE);
	let input = folder.file("numbers.bin", [0; 512]);
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let gateway = format!("http://{}", listener.local_addr().unwrap());
	drop(listener);
	let more = ["--yes", "--input", &input, "--gateway", &gateway];
	let (ran, sent) = run(Script::default(), &folder, &kernel, &more);
	assert_eq!(ran.code, 4);
	let err = ran.err.replace(&gateway, "GATEWAY");
	assert!(err.starts_with("error: numbers.bin can't be uploaded to GATEWAY: "), "{err}");
	assert!(
		err.ends_with(
			"\n  what to do: start a node, whose gateway it is, or name another with --gateway. \
			 Nothing was spent\n"
		),
		"{err}"
	);
	assert_eq!(sent, 0);
}

#[test]
fn a_blob_that_nobody_has() {
	let folder = Folder::new();
	let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let gateway = format!("http://{}", listener.local_addr().unwrap());
	drop(listener);
	let hash = "00".repeat(32);
	let out = folder.path("out.bin").display().to_string();
	let ran = assay(&["blob", "get", &hash, "--out", &out, "--gateway", &gateway]);
	assert_eq!(ran.code, 4);
	let err = ran.err.replace(&gateway, "GATEWAY");
	assert!(
		err.starts_with(&format!("error: the blob {hash} is not available: GATEWAY: ")),
		"{err}"
	);
	assert!(!folder.path("out.bin").exists());
}
