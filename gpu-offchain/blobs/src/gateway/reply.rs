//! Answers: their bodies, and what a refusal looks like.

use crate::{
	pieces::Pieces,
	store::{hex, StoreError},
};
use assay_market::BlobRef;
use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::{
	header::{HeaderName, HeaderValue, CONTENT_RANGE, CONTENT_TYPE, RETRY_AFTER},
	Response, StatusCode,
};
use tokio::net::TcpStream;

pub(crate) type ReplyBody = Either<Full<Bytes>, Pieces>;
pub(crate) type Reply = Response<ReplyBody>;

/// How many bytes of an incomplete blob are here.
pub(crate) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

/// How many bytes an incomplete blob will have.
pub(crate) const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");

/// An answer that says no: what is wrong and what to do next.
#[derive(Debug)]
pub(crate) struct Refusal {
	pub status: StatusCode,
	/// Stable, for programs.
	code: &'static str,
	message: String,
	headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
	pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
		Refusal { status, code, message: message.into(), headers: Vec::new() }
	}

	pub fn with(mut self, name: HeaderName, value: impl Into<HeaderValue>) -> Self {
		self.headers.push((name, value.into()));
		self
	}

	pub fn reply(self) -> Reply {
		let body = serde_json::json!({ "error": { "code": self.code, "message": self.message } });
		let mut reply = json(self.status, &body);
		reply.headers_mut().extend(self.headers);
		reply
	}
}

impl From<StoreError> for Refusal {
	fn from(error: StoreError) -> Self {
		use StoreError as E;
		// Paths are for the log of who runs the node.
		let said = || error.to_string();
		let refusal = match &error {
			E::Unknown { .. } => Refusal::new(StatusCode::NOT_FOUND, "unknown_blob", said()),
			E::TooLong { .. } => Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too_long", said()),
			E::QuotaExceeded { .. } => {
				Refusal::new(StatusCode::INSUFFICIENT_STORAGE, "quota", said())
			},
			E::DiskFull { .. } => Refusal::new(
				StatusCode::INSUFFICIENT_STORAGE,
				"disk_full",
				"the disk is full; nothing was kept, try again when there is room",
			),
			E::WrongHash { .. } => Refusal::new(StatusCode::BAD_REQUEST, "wrong_hash", said()),
			E::WrongLength { .. } => Refusal::new(StatusCode::BAD_REQUEST, "wrong_length", said()),
			E::Busy { .. } => {
				Refusal::new(StatusCode::CONFLICT, "busy", said()).with(RETRY_AFTER, 1)
			},
			E::OutOfRange { len, .. } => {
				Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", said())
					.with(CONTENT_RANGE, unsatisfied(*len))
			},
			E::Damaged { hash, .. } => Refusal::new(
				StatusCode::INTERNAL_SERVER_ERROR,
				"damaged",
				format!("blob {} is damaged here; fetch it elsewhere, or put it again", hex(hash)),
			),
			E::Io { .. }
			| E::InUse { .. }
			| E::NotAStore { .. }
			| E::Prove { .. }
			| E::PinName { .. }
			| E::PinTooLong { .. }
			| E::BadPin { .. }
			| E::NotInScratch { .. } => Refusal::new(
				StatusCode::INTERNAL_SERVER_ERROR,
				"store",
				"the blob store failed; the node's log says why, try again later",
			),
		};
		if refusal.status.is_server_error() {
			log::warn!("{error}");
		}
		refusal
	}
}

/// `Content-Range` of an answer without a range.
pub(crate) fn unsatisfied(len: u64) -> HeaderValue {
	ascii(format!("bytes */{len}"))
}

/// A header value of digits, hex and ASCII punctuation.
pub(crate) fn ascii(text: String) -> HeaderValue {
	HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

/// The answer that names a blob which is now here.
pub(crate) fn stored(status: StatusCode, blob: &BlobRef) -> Reply {
	let hash = hex(&blob.hash).to_string();
	json(status, &serde_json::json!({ "hash": hash, "len": blob.len.get() }))
}

pub(crate) fn json(status: StatusCode, body: &serde_json::Value) -> Reply {
	let mut reply = empty(status, format!("{body}\n"));
	reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
	reply
}

pub(crate) fn empty(status: StatusCode, body: impl Into<Bytes>) -> Reply {
	let mut reply = Response::new(Either::Left(Full::new(body.into())));
	*reply.status_mut() = status;
	reply
}

/// Answers without reading, and without waiting for a reader.
pub(crate) fn too_many_connections(stream: TcpStream) {
	const BODY: &str = "{\"error\":{\"code\":\"too_many_connections\",\"message\":\
		\"too many connections are open; close some, or try again in a moment\"}}\n";
	let head = format!(
		"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\nretry-after: 1\r\n\
		 content-type: application/json\r\ncontent-length: {}\r\n\r\n",
		BODY.len()
	);
	// A fresh socket has room for so little; if not, the connection just ends.
	let _ = stream.try_write(format!("{head}{BODY}").as_bytes());
}
