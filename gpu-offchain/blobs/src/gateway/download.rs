//! `GET` and `HEAD` of a blob.

use super::{
	range::{asked, Asked},
	reply::{ascii, empty, unsatisfied, Refusal, Reply, UPLOAD_LENGTH, UPLOAD_OFFSET},
	State,
};
use crate::{
	pieces::{blocking, Pieces, PIECE},
	store::{hex, Blob, StoreError},
};
use assay_market::BlobHash;
use bytes::Bytes;
use http_body_util::{Either, Full};
use hyper::{
	header::{
		HeaderMap, HeaderValue, ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_RANGE,
		CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
	},
	Response, StatusCode,
};
use std::{io, sync::Arc};

pub(crate) async fn get(
	state: &State,
	hash: BlobHash,
	headers: &HeaderMap,
) -> Result<Reply, Refusal> {
	let store = state.store.clone();
	let blob = Arc::new(blocking(move || store.open_blob(&hash)).await?);
	let etag = etag(&hash);
	if headers.get(IF_NONE_MATCH).is_some_and(|tags| names(tags, &etag)) {
		return Ok(described(empty(StatusCode::NOT_MODIFIED, Bytes::new()), &etag));
	}
	// A range of another version of the resource would be of no use; but there is only one.
	let same = headers.get(IF_RANGE).is_none_or(|tag| tag.as_bytes() == etag.as_bytes());
	let len = blob.len();
	let wanted = headers.get(RANGE).filter(|_| same).and_then(|range| range.to_str().ok());
	let (status, range) = match wanted.map_or(Asked::Whole, |range| asked(range, len)) {
		Asked::Whole => (StatusCode::OK, 0..len),
		Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
		Asked::Unsatisfiable => {
			let message = format!("the blob has {len} bytes, none of them in this range");
			return Err(Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "range", message)
				.with(CONTENT_RANGE, unsatisfied(len)));
		},
	};
	let (start, count) = (range.start, range.end - range.start);
	// Read the first piece before the status goes out: a blob that is damaged there can still be
	// called so. Later damage can only end the connection early.
	let first = {
		let blob = Arc::clone(&blob);
		let end = range.end.min(start + PIECE as u64);
		blocking(move || blob.read_range(start..end)).await?
	};
	let body = Pieces::read(count, Bytes::from(first), move |offset, count| {
		let from = start + offset;
		read(&blob, from, count).map_err(io::Error::other)
	});
	let mut reply = described(Response::new(Either::Right(body)), &etag);
	*reply.status_mut() = status;
	if status == StatusCode::PARTIAL_CONTENT {
		let value = ascii(format!("bytes {start}-{}/{len}", start + count - 1));
		reply.headers_mut().insert(CONTENT_RANGE, value);
	}
	Ok(reply)
}

pub(crate) async fn head(state: &State, hash: BlobHash) -> Result<Reply, Refusal> {
	let Some(len) = state.store.len_of(&hash) else {
		let refusal = Refusal::from(StoreError::Unknown { hash });
		return Err(match state.store.partial(&hash) {
			Some(partial) => {
				refusal.with(UPLOAD_OFFSET, partial.bytes).with(UPLOAD_LENGTH, partial.total)
			},
			None => refusal,
		});
	};
	let mut reply = described(Response::new(Either::Left(Full::default())), &etag(&hash));
	reply.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(len));
	Ok(reply)
}

fn read(blob: &Blob, from: u64, count: usize) -> Result<Vec<u8>, StoreError> {
	let piece = blob.read_range(from..from + count as u64);
	if let Err(error) = &piece {
		log::warn!("a download ends early: {error}");
	}
	piece
}

fn etag(hash: &BlobHash) -> HeaderValue {
	ascii(format!("\"{}\"", hex(hash)))
}

/// Whether an `If-None-Match` names the blob.
fn names(tags: &HeaderValue, etag: &HeaderValue) -> bool {
	let (Ok(tags), Ok(etag)) = (tags.to_str(), etag.to_str()) else {
		return false;
	};
	tags.split(',').map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

/// Adds what every answer about a blob says.
fn described(mut reply: Reply, etag: &HeaderValue) -> Reply {
	let headers = reply.headers_mut();
	headers.insert(ETAG, etag.clone());
	headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
	headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
	// Somebody else's bytes must not become a page of this host.
	headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
	headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
	reply
}
