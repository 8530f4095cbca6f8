//! Addresses of blobs.

use super::ClientError;
use hyper::Uri;
use std::fmt;

/// Bytes of the longest address.
const MAX_URL: usize = 2048;

/// An `http` or `https` address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
	pub https: bool,
	/// A name, or an IP address without brackets.
	pub host: String,
	pub port: u16,
	/// Path and query.
	pub path: String,
}

impl Url {
	pub fn parse(text: &str) -> Result<Self, ClientError> {
		// Shown in errors, so not longer than a line.
		let refuse = |why| ClientError::Url { url: text.chars().take(200).collect(), why };
		if text.len() > MAX_URL {
			return Err(refuse("it is too long"));
		}
		let uri: Uri = text.parse().map_err(|_| refuse("it isn't an address"))?;
		let https = match uri.scheme_str() {
			Some("http") => false,
			Some("https") => true,
			Some(_) => return Err(refuse("only http and https are possible")),
			None => return Err(refuse("it doesn't start with http:// or https://")),
		};
		let authority = uri.authority().ok_or_else(|| refuse("it has no host"))?;
		if authority.as_str().contains('@') {
			return Err(refuse("it has a user or a password in it"));
		}
		let host = authority.host().trim_start_matches('[').trim_end_matches(']');
		if host.is_empty() {
			return Err(refuse("it has no host"));
		}
		// A port that is no number of 16 bits counts as none for the crate.
		let names_port = authority.as_str().len() > authority.host().len();
		let port = match authority.port_u16() {
			Some(0) => return Err(refuse("port 0 isn't one")),
			Some(port) => port,
			None if names_port => return Err(refuse("its port isn't one")),
			None if https => 443,
			None => 80,
		};
		let path = uri.path_and_query().map_or("/", |path| path.as_str());
		Ok(Url { https, host: host.to_owned(), port, path: path.to_owned() })
	}

	/// Where a `Location` leads to: a whole address, or a path on the same host.
	pub fn follow(&self, location: &str) -> Result<Self, ClientError> {
		if location.starts_with('/') && !location.starts_with("//") {
			return Self::parse(&format!("{}{location}", self.origin()));
		}
		let next = Self::parse(location)?;
		if self.https && !next.https {
			let why = "it leads from https back to http";
			return Err(ClientError::Url { url: next.to_string(), why });
		}
		Ok(next)
	}

	/// The address of a blob of the gateway at this address.
	pub fn blob(&self, hash: &impl fmt::Display) -> Self {
		let base = self.path.split('?').next().unwrap_or("").trim_end_matches('/');
		Url { path: format!("{base}/blobs/{hash}"), ..self.clone() }
	}

	/// Host and port, as a `Host` header has them.
	pub fn authority(&self) -> String {
		let host = match self.host.contains(':') {
			true => format!("[{}]", self.host),
			false => self.host.clone(),
		};
		match (self.https, self.port) {
			(false, 80) | (true, 443) => host,
			(_, port) => format!("{host}:{port}"),
		}
	}

	fn origin(&self) -> String {
		let scheme = if self.https { "https" } else { "http" };
		format!("{scheme}://{}", self.authority())
	}
}

impl fmt::Display for Url {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}{}", self.origin(), self.path)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn addresses_should_be_read_as_they_are_shown() {
		for (text, shown, port) in [
			("http://example.org", "http://example.org/", 80),
			("https://example.org/a?b=c", "https://example.org/a?b=c", 443),
			("http://[::1]:9955/blobs/x", "http://[::1]:9955/blobs/x", 9955),
			("HTTP://127.0.0.1:80/", "http://127.0.0.1/", 80),
		] {
			let url = Url::parse(text).unwrap();
			assert_eq!((url.to_string().as_str(), url.port), (shown, port), "{text}");
		}
	}

	#[test]
	fn addresses_should_be_refused_with_the_reason() {
		for (text, expected) in [
			("ftp://example.org/a", "only http and https are possible"),
			("file:///etc/passwd", "it isn't an address"),
			("example.org/a", "it isn't an address"),
			("/a", "it doesn't start with http:// or https://"),
			("", "it isn't an address"),
			("http://me:secret@example.org/", "it has a user or a password in it"),
			("http://example.org:0/", "port 0 isn't one"),
			("http://example.org:99999/", "its port isn't one"),
			("http:///a", "it isn't an address"),
		] {
			match Url::parse(text) {
				Err(ClientError::Url { why, .. }) => assert_eq!(why, expected, "{text}"),
				other => panic!("{text}: {other:?}"),
			}
		}
	}

	#[test]
	fn redirects_should_not_leave_http_or_fall_back_from_https() {
		let from = Url::parse("https://example.org/a/b").unwrap();
		assert_eq!(from.follow("/c?d").unwrap().to_string(), "https://example.org/c?d");
		assert_eq!(from.follow("https://b.org/").unwrap().to_string(), "https://b.org/");
		for refused in
			["http://example.org/c", "file:///etc/passwd", "//b.org/", "c", "gopher://b/"]
		{
			assert!(from.follow(refused).is_err(), "{refused}");
		}
	}

	#[test]
	fn blobs_should_lie_under_the_path_of_their_gateway() {
		for (base, expected) in [
			("http://h:1", "http://h:1/blobs/x"),
			("http://h:1/", "http://h:1/blobs/x"),
			("http://h:1/behind/", "http://h:1/behind/blobs/x"),
		] {
			assert_eq!(Url::parse(base).unwrap().blob(&"x").to_string(), expected);
		}
	}
}
