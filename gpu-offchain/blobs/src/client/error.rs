//! What can go wrong between a client and a server.

use crate::store::{hex, StoreError};
use assay_market::BlobHash;
use hyper::StatusCode;
use std::{io, net::IpAddr, path::PathBuf, time::Duration};
use thiserror::Error;

/// Why a transfer didn't happen.
#[derive(Debug, Error)]
pub enum ClientError {
	/// The address can't be used.
	#[error("{url:?} can't be used: {why}; write it as http://HOST:PORT/PATH")]
	Url {
		/// As it was given, at most 200 characters of it.
		url: String,
		/// What is wrong with it.
		why: &'static str,
	},
	/// The host's name leads to an address that may not be connected to.
	#[error(
		"{host} is at {address}, {kind} address, where a job's inputs aren't fetched from; put the \
		 blob on a public host, or allow private hosts on a development chain"
	)]
	Forbidden {
		/// Its name, as the address has it.
		host: String,
		/// The first address that was refused.
		address: IpAddr,
		/// What kind of address that is.
		kind: &'static str,
	},
	/// The host's name isn't known.
	#[error("the host {host} can't be found: {source}; check its name")]
	Resolve {
		/// Its name, as the address has it.
		host: String,
		/// What the system says.
		source: io::Error,
	},
	/// No connection.
	#[error("can't connect to {host}: {source}; check that it runs there")]
	Connect {
		/// Host and port.
		host: String,
		/// What the system, or TLS, says.
		source: io::Error,
	},
	/// The connection broke.
	#[error("the connection to {host} broke: {source}; try again to resume")]
	Broken {
		/// Host and port.
		host: String,
		/// What went wrong.
		source: hyper::Error,
	},
	/// Something took too long.
	#[error("{doing} took over {} s; try again to resume", .after.as_secs_f32())]
	TimedOut {
		/// What.
		doing: &'static str,
		/// After how long it was stopped.
		after: Duration,
	},
	/// The server refused.
	#[error(
		"{url} answers {status}{}",
		if .message.is_empty() {
			"; check the address with the server's owner".into()
		} else {
			format!(": {}", .message)
		}
	)]
	Status {
		/// What was asked for.
		url: String,
		/// Its answer.
		status: StatusCode,
		/// What a gateway says about it; empty for other servers.
		message: String,
	},
	/// The server's answer makes no sense.
	#[error("{url} answers what isn't understood: {why}; use a plain file server")]
	Answer {
		/// What was asked for.
		url: String,
		/// What is wrong with it.
		why: &'static str,
	},
	/// What the server has isn't of the length that was expected.
	#[error(
		"the blob has {expected} bytes, but the server has {found}; check that the address is that \
		 of the right file"
	)]
	WrongLength {
		/// The bytes that were expected.
		expected: u64,
		/// The bytes that are announced or came; what comes after them isn't read.
		found: u64,
	},
	/// What came isn't the blob.
	#[error(
		"the server's bytes hash to {}, not to {}; check that the address is that of the right file",
		hex(.found),
		hex(.expected)
	)]
	WrongHash {
		/// The hash that was asked for.
		expected: BlobHash,
		/// That of what came.
		found: BlobHash,
	},
	/// The answer ended early.
	#[error("only {found} of {expected} bytes came; try again to resume")]
	Short {
		/// The bytes that were expected.
		expected: u64,
		/// The bytes that came.
		found: u64,
	},
	/// The store doesn't take it.
	#[error("{0}")]
	Store(#[source] StoreError),
	/// The file to upload can't be read.
	#[error(
		"can't read {}: {source}; name a file that you may read",
		.path.display()
	)]
	File {
		/// As it was named.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// What is downloaded can't be written.
	#[error("can't write what was downloaded: {source}; make room, or write elsewhere")]
	Write {
		/// What the writer says.
		source: io::Error,
	},
	/// No attempt succeeded.
	#[error("gave up after {attempts} attempts: {last}")]
	GaveUp {
		/// How many in a row brought nothing.
		attempts: u32,
		/// The last one's end.
		#[source]
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
			Self::Url { .. }
			| Self::Forbidden { .. }
			| Self::Answer { .. }
			| Self::WrongLength { .. }
			| Self::WrongHash { .. }
			| Self::Store(_)
			| Self::File { .. }
			| Self::Write { .. }
			| Self::GaveUp { .. } => false,
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
