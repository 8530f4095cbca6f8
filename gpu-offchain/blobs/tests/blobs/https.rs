//! Fetching over TLS, from a server whose certificate is made for the test.

use crate::{
	bed::{folder, hex, noise, reference},
	role::{fetching, PATIENCE},
	scripted::answer,
};
use std::{
	fs,
	net::{TcpListener, TcpStream},
	process::{Child, Command, Stdio},
	time::Instant,
};

struct Server(Child);

impl Drop for Server {
	fn drop(&mut self) {
		let _ = self.0.kill();
		let _ = self.0.wait();
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
	// With -HTTP, openssl sends files as they are, so this one is a whole answer.
	let whole = answer("200 OK", "Content-Length: 300000", &bytes);
	fs::write(place.path().join("blob"), whole).unwrap();
	let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
	let serve = format!("s_server -HTTP -quiet -accept {address} -cert certificate -key key");
	let server = Command::new("openssl")
		.args(serve.split(' '))
		.current_dir(place.path())
		.stdin(Stdio::null())
		.stdout(Stdio::null())
		.stderr(Stdio::null())
		.spawn();
	let _server = Server(server.unwrap());
	let start = Instant::now();
	while TcpStream::connect(address).is_err() {
		assert!(start.elapsed() < PATIENCE, "openssl doesn't listen");
		std::thread::yield_now();
	}
	let port = address.port();
	let source = format!("300000 {} https://localhost:{port}/blob", hex(&blob.hash));
	let certificate = place.path().join("certificate");
	let trusting = fetching(&place.path().join("a"), &source, Some(&certificate));
	let said = String::from_utf8_lossy(&trusting.stdout).into_owned();
	assert!(said.contains("fetched "), "{said}{}", String::from_utf8_lossy(&trusting.stderr));
	let strange = fetching(&place.path().join("b"), &source, None);
	let said = String::from_utf8_lossy(&strange.stderr).into_owned();
	assert!(said.contains("InvalidCertificate(UnknownIssuer)"), "{said}");
}
