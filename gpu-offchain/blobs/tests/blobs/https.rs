//! Fetching over TLS, from a server whose certificate is made for the test.

use crate::{
	bed::{folder, hex, noise, reference},
	role::fetching,
	scripted::answer,
};
use std::{
	fs,
	io::{BufRead, BufReader, Lines},
	net::SocketAddr,
	path::Path,
	process::{Child, ChildStdout, Command, Stdio},
};

/// An openssl that sends the files of a folder as they are.
struct Server {
	child: Child,
	address: SocketAddr,
	/// It must find somebody to tell what it does.
	_said: Lines<BufReader<ChildStdout>>,
}

impl Server {
	/// Starts it on a port of its own choice, which it says when it listens.
	fn start(folder: &Path) -> Self {
		let serve = "s_server -HTTP -accept 127.0.0.1:0 -cert certificate -key key";
		let mut child = Command::new("openssl")
			.args(serve.split(' '))
			.current_dir(folder)
			.stdin(Stdio::null())
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
		let address = said
			.by_ref()
			.map_while(Result::ok)
			.find_map(|line| line.strip_prefix("ACCEPT ").map(|said| said.parse().unwrap()));
		Server { child, address: address.expect("openssl says where it listens"), _said: said }
	}
}

impl Drop for Server {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

#[test]
fn a_fetch_over_https_should_trust_known_certificates_only() {
	let place = folder();
	let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
		-keyout key -out certificate -subj /CN=assay-test -addext subjectAltName=DNS:localhost \
		-addext basicConstraints=critical,CA:FALSE";
	let made = Command::new("openssl")
		.args(request.split_whitespace())
		.current_dir(place.path())
		.stderr(Stdio::null())
		.status();
	if !made.is_ok_and(|status| status.success()) {
		println!("skipped: there is no openssl here to serve with");
		return;
	}
	let bytes = noise(300_000);
	let blob = reference(&bytes);
	// This file is a whole answer.
	let whole = answer("200 OK", "Content-Length: 300000", &bytes);
	fs::write(place.path().join("blob"), whole).unwrap();
	let server = Server::start(place.path());
	let port = server.address.port();
	let source = format!("300000 {} https://localhost:{port}/blob", hex(&blob.hash));
	let certificate = place.path().join("certificate");
	let trusting = fetching(&place.path().join("a"), &source, Some(&certificate));
	let said = String::from_utf8_lossy(&trusting.stdout).into_owned();
	assert!(said.contains("fetched "), "{said}{}", String::from_utf8_lossy(&trusting.stderr));
	let strange = fetching(&place.path().join("b"), &source, None);
	let said = String::from_utf8_lossy(&strange.stderr).into_owned();
	assert!(said.contains("InvalidCertificate(UnknownIssuer)"), "{said}");
}
