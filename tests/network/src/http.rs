//! The little of HTTP that JSON-RPC needs: one request, one answer, one connection.

use std::{
	fmt,
	io::{self, Read, Write},
	net::{SocketAddr, TcpStream},
	time::Duration,
};

/// A node that takes longer than this for one answer counts as not answering.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no answer.
#[derive(Debug)]
pub enum HttpError {
	/// The connection failed.
	Connection(io::Error),
	/// The answer is not one that we understand.
	Malformed(String),
	/// The answer is not 200.
	Status(String),
}

impl std::error::Error for HttpError {}

impl fmt::Display for HttpError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			HttpError::Connection(error) => write!(f, "no connection: {error}"),
			HttpError::Malformed(answer) => write!(f, "not an HTTP answer: {answer:?}"),
			HttpError::Status(status) => write!(f, "HTTP says {status:?}"),
		}
	}
}

impl From<io::Error> for HttpError {
	fn from(error: io::Error) -> Self {
		HttpError::Connection(error)
	}
}

/// Posts `body` as JSON and returns the body of the answer.
pub fn post(address: SocketAddr, body: &str) -> Result<String, HttpError> {
	let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
	stream.set_read_timeout(Some(PATIENCE))?;
	stream.set_write_timeout(Some(PATIENCE))?;
	let length = body.len();
	// "Connection: close" makes the end of the stream the end of the answer.
	let request = format!(
		"POST / HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
		 Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
	);
	stream.write_all(request.as_bytes())?;
	let mut answer = String::new();
	stream.read_to_string(&mut answer)?;
	body_of(&answer)
}

fn body_of(answer: &str) -> Result<String, HttpError> {
	let malformed = || HttpError::Malformed(answer.to_owned());
	let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(malformed)?;
	let mut lines = head.lines();
	let status = lines.next().ok_or_else(malformed)?;
	if status.split(' ').nth(1) != Some("200") {
		return Err(HttpError::Status(format!("{status}: {body}")));
	}
	let headers: Vec<_> = lines.map(str::to_ascii_lowercase).collect();
	if headers.iter().any(|line| line.starts_with("transfer-encoding:")) {
		return dechunk(body).ok_or_else(malformed);
	}
	let promised = headers.iter().find_map(|line| line.strip_prefix("content-length:"));
	match promised.map(|length| length.trim().parse::<usize>()) {
		Some(Ok(length)) if body.len() == length => Ok(body.to_owned()),
		None => Ok(body.to_owned()),
		// A node that is killed while it answers leaves half an answer behind.
		_ => Err(malformed()),
	}
}

/// Joins a body sent in chunks, or `None` when a chunk is missing.
fn dechunk(mut rest: &str) -> Option<String> {
	let mut body = String::new();
	loop {
		let (size, after) = rest.split_once("\r\n")?;
		let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
		if size == 0 {
			return Some(body);
		}
		body.push_str(after.get(..size)?);
		rest = after.get(size..)?.strip_prefix("\r\n")?;
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn body_of_should_be_the_body_when_it_is_complete() {
		let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
		assert_eq!(body_of(answer).unwrap(), "{}");
	}

	#[test]
	fn body_of_should_join_the_chunks_when_it_is_chunked() {
		let answer =
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4;x\r\n\":1}\r\n0\r\n\r\n";
		assert_eq!(body_of(answer).unwrap(), "{\"a\":1}");
	}

	#[test]
	fn body_of_should_fail_when_the_answer_is_cut_off() {
		let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"a";
		for cut in
			["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}", chunked]
		{
			assert!(matches!(body_of(cut), Err(HttpError::Malformed(_))), "{cut:?}");
		}
	}

	#[test]
	fn body_of_should_give_status_and_reason_when_it_is_not_200() {
		let error = body_of("HTTP/1.1 403 Forbidden\r\n\r\nhost not allowed").unwrap_err();
		assert!(error.to_string().contains("403 Forbidden: host not allowed"), "{error}");
	}
}
