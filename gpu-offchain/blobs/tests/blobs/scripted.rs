//! A server that sends what it is told to, however wrong.

use crate::role::PATIENCE;
use std::{
	io::{Read, Write},
	net::{SocketAddr, TcpListener, TcpStream},
	thread::JoinHandle,
};

/// What it does when it has sent its answer.
pub enum Then {
	Close,
	/// Waits until the client goes.
	Hold,
}

/// Answers one connection after the other.
pub struct Scripted {
	pub address: SocketAddr,
	done: JoinHandle<Vec<String>>,
}

impl Scripted {
	pub fn new(answers: Vec<(Vec<u8>, Then)>) -> Self {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let address = listener.local_addr().unwrap();
		let done = std::thread::spawn(move || {
			let serve = |(answer, then): (Vec<u8>, Then)| {
				let (mut stream, _) = listener.accept().unwrap();
				let head = head(&mut stream);
				// The client may cut it off.
				let _ = stream.write_all(&answer);
				if matches!(then, Then::Hold) {
					let _ = stream.read(&mut [0]);
				}
				head
			};
			answers.into_iter().map(serve).collect()
		});
		Scripted { address, done }
	}

	pub fn url(&self) -> String {
		format!("http://{}/the/blob", self.address)
	}

	/// The requests that came, when all answers are given.
	pub fn asked(self) -> Vec<String> {
		self.done.join().unwrap()
	}
}

fn head(stream: &mut TcpStream) -> String {
	stream.set_read_timeout(Some(PATIENCE)).unwrap();
	let (mut head, mut byte) = (Vec::new(), [0]);
	while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap() == 1 {
		head.push(byte[0]);
	}
	String::from_utf8(head).unwrap().to_lowercase()
}

/// An answer with a status line, headers and a body.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
	let headers: String = headers.lines().map(|line| format!("{line}\r\n")).collect();
	[format!("HTTP/1.1 {status}\r\n{headers}\r\n").as_bytes(), body].concat()
}
