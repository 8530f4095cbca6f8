//! What can go wrong between a client and a server.

use crate::store::{hex, StoreError};
use assay_market::BlobHash;
use hyper::StatusCode;
use std::{fmt, io, net::IpAddr, path::PathBuf, time::Duration};

/// Why a transfer didn't happen.
#[derive(Debug)]
pub enum ClientError {
	/// The address can't be used.
	Url {
		/// The address.
		url: String,
		/// What is wrong with it.
		why: &'static str,
	},
	/// The host's name leads to an address that may not be connected to.
	Forbidden {
		/// The host.
		host: String,
		/// The first address that was refused.
		address: IpAddr,
		/// What kind of address that is.
		kind: &'static str,
	},
	/// The host's name isn't known.
	Resolve {
		/// The host.
		host: String,
		/// What the system says.
		source: io::Error,
	},
	/// No connection.
	Connect {
		/// Host and port.
		host: String,
		/// What the system, or TLS, says.
		source: io::Error,
	},
	/// The connection broke.
	Broken {
		/// Host and port.
		host: String,
		/// What went wrong.
		source: hyper::Error,
	},
	/// Something took too long.
	TimedOut {
		/// What.
		doing: &'static str,
		/// After how long it was stopped.
		after: Duration,
	},
	/// The server refused.
	Status {
		/// The address.
		url: String,
		/// Its answer.
		status: StatusCode,
		/// What a gateway says about it; empty for other servers.
		message: String,
	},
	/// The server's answer makes no sense.
	Answer {
		/// The address.
		url: String,
		/// What is wrong with it.
		why: &'static str,
	},
	/// What the server has isn't of the length that was expected.
	WrongLength {
		/// The bytes that were expected.
		expected: u64,
		/// The bytes that are announced or came; what comes after them isn't read.
		found: u64,
	},
	/// What came isn't the blob.
	WrongHash {
		/// The hash that was asked for.
		expected: BlobHash,
		/// That of what came.
		found: BlobHash,
	},
	/// The answer ended early.
	Short {
		/// The bytes that were expected.
		expected: u64,
		/// The bytes that came.
		found: u64,
	},
	/// The store doesn't take it.
	Store(StoreError),
	/// The file to upload can't be read.
	File {
		/// The file.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// What is downloaded can't be written.
	Write {
		/// What the writer says.
		source: io::Error,
	},
	/// No attempt succeeded.
	GaveUp {
		/// How many in a row brought nothing.
		attempts: u32,
		/// The last one's end.
		last: Box<ClientError>,
	},
}

impl ClientError {
	/// Whether another attempt may go better.
	pub(super) fn may_pass(&self) -> bool {
		match self {
			Self::Resolve { .. }
			| Self::Connect { .. }
			| Self::Broken { .. }
			| Self::TimedOut { .. }
			| Self::Short { .. }
			| Self::Store(StoreError::Busy { .. }) => true,
			Self::Status { status, .. } => {
				(status.is_server_error() && *status != StatusCode::INSUFFICIENT_STORAGE)
					|| matches!(
						*status,
						StatusCode::REQUEST_TIMEOUT
							| StatusCode::TOO_MANY_REQUESTS
							| StatusCode::CONFLICT
					)
			},
			_ => false,
		}
	}
}

impl From<StoreError> for ClientError {
	fn from(error: StoreError) -> Self {
		match error {
			StoreError::WrongHash { expected, found } => Self::WrongHash { expected, found },
			StoreError::WrongLength { expected, found } if found > expected => {
				Self::WrongLength { expected, found }
			},
			error => Self::Store(error),
		}
	}
}

impl fmt::Display for ClientError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Url { url, why } => {
				write!(f, "{url:?} can't be used: {why}; write it as http://HOST:PORT/PATH")
			},
			Self::Forbidden { host, address, kind } => write!(
				f,
				"{host} is at {address}, {kind} address, where a job's inputs aren't fetched from; \
				 put the blob on a public host, or allow private hosts on a development chain"
			),
			Self::Resolve { host, source } => {
				write!(f, "the host {host} can't be found: {source}; check its name")
			},
			Self::Connect { host, source } => {
				write!(f, "can't connect to {host}: {source}; check that it runs there")
			},
			Self::Broken { host, source } => {
				write!(f, "the connection to {host} broke: {source}; try again to resume")
			},
			Self::TimedOut { doing, after } => {
				write!(f, "{doing} took over {} s; try again to resume", after.as_secs_f32())
			},
			Self::Status { url, status, message } if message.is_empty() => {
				write!(f, "{url} answers {status}; check the address with the server's owner")
			},
			Self::Status { url, status, message } => write!(f, "{url} answers {status}: {message}"),
			Self::Answer { url, why } => {
				write!(f, "{url} answers what isn't understood: {why}; use a plain file server")
			},
			Self::WrongLength { expected, found } => write!(
				f,
				"the blob has {expected} bytes, but the server has {found}; \
				 check that the address is that of the right file"
			),
			Self::WrongHash { expected, found } => write!(
				f,
				"the server's bytes hash to {}, not to {}; \
				 check that the address is that of the right file",
				hex(found),
				hex(expected)
			),
			Self::Short { expected, found } => {
				write!(f, "only {found} of {expected} bytes came; try again to resume")
			},
			Self::Store(error) => error.fmt(f),
			Self::File { path, source } => {
				write!(f, "can't read {}: {source}; name a file that you may read", path.display())
			},
			Self::Write { source } => {
				write!(
					f,
					"can't write what was downloaded: {source}; make room, or write elsewhere"
				)
			},
			Self::GaveUp { attempts, last } => {
				write!(f, "gave up after {attempts} attempts: {last}")
			},
		}
	}
}

impl std::error::Error for ClientError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Resolve { source, .. }
			| Self::Connect { source, .. }
			| Self::File { source, .. }
			| Self::Write { source } => Some(source),
			Self::Broken { source, .. } => Some(source),
			Self::Store(error) => Some(error),
			Self::GaveUp { last, .. } => Some(last.as_ref()),
			_ => None,
		}
	}
}
