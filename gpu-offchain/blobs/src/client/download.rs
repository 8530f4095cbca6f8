//! Reading a blob from a server, resumed when the connection breaks.

use super::{
	address::Reach,
	connect::{no_body, send, Answer},
	url::Url,
	within, Attempts, ClientError, ClientOptions,
};
use crate::{
	pieces::{blocking, PIECE},
	progress::Progress,
};
use assay_market::BlobHash;
use assay_proof::{BlobLen, MAX_BLOB_LEN};
use bytes::{Buf, Bytes};
use hyper::{
	header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, LOCATION, RANGE},
	Request, StatusCode,
};
use std::io::Write;

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// Streams a blob from the gateway at `gateway` into `writer`, and returns its length.
///
/// Only when this returns, the bytes are those of the blob: write to a temporary file and rename
/// it then. `len` saves being sent too much, if it is known.
pub async fn download<W: Write + Send + 'static>(
	gateway: &str,
	hash: &BlobHash,
	len: Option<BlobLen>,
	writer: W,
	options: &ClientOptions,
	mut progress: impl FnMut(Progress) + Send,
) -> Result<BlobLen, ClientError> {
	let url = Url::parse(gateway)?.blob(&crate::store::hex(hash));
	let mut sink = Sink { parts: Some((writer, blake3::Hasher::new())), buffer: Vec::new() };
	let work = async {
		let (mut received, mut total) = (0u64, len.map(BlobLen::get));
		let mut attempts = Attempts::new(options);
		loop {
			let before = received;
			let attempt = async {
				let mut source = get(&url, None, options, received, total).await?;
				total = Some(source.total);
				while let Some(bytes) = source.next().await? {
					sink.push(&bytes).await?;
					received += bytes.len() as u64;
					progress(Progress { bytes: received, total: source.total });
				}
				Ok(())
			};
			match attempt.await {
				Ok(()) => break,
				Err(error) => attempts.again(error, received > before).await?,
			}
		}
		let found = sink.finish().await?;
		if found != *hash {
			return Err(ClientError::WrongHash { expected: *hash, found });
		}
		let too_long = |_| ClientError::WrongLength { expected: MAX_BLOB_LEN, found: received };
		BlobLen::new(received).map_err(too_long)
	};
	within(options, work).await
}

/// Hashes and writes away from the runtime's threads.
struct Sink<W> {
	parts: Option<(W, blake3::Hasher)>,
	buffer: Vec<u8>,
}

impl<W: Write + Send + 'static> Sink<W> {
	async fn push(&mut self, bytes: &[u8]) -> Result<(), ClientError> {
		self.buffer.extend_from_slice(bytes);
		if self.buffer.len() >= PIECE {
			self.write().await?;
		}
		Ok(())
	}

	async fn write(&mut self) -> Result<(), ClientError> {
		let Some((mut writer, mut hasher)) = self.parts.take() else {
			// Nobody goes on after an error.
			return std::future::pending().await;
		};
		let mut buffer = std::mem::take(&mut self.buffer);
		let (parts, buffer, written) = blocking(move || {
			hasher.update(&buffer);
			let written = writer.write_all(&buffer);
			buffer.clear();
			((writer, hasher), buffer, written)
		})
		.await;
		self.buffer = buffer;
		written.map_err(|source| ClientError::Write { source })?;
		self.parts = Some(parts);
		Ok(())
	}

	async fn finish(&mut self) -> Result<BlobHash, ClientError> {
		self.write().await?;
		let Some((mut writer, hasher)) = self.parts.take() else {
			return std::future::pending().await;
		};
		let flushed = blocking(move || writer.flush()).await;
		flushed.map_err(|source| ClientError::Write { source })?;
		Ok(BlobHash(hasher.finalize().into()))
	}
}

/// A blob that a server sends.
pub(super) struct Source {
	answer: Answer,
	/// The bytes of the blob.
	pub total: u64,
	/// The first byte that is wanted. A server without ranges sends all those before it again.
	from: u64,
	/// The next byte that comes.
	place: u64,
}

impl Source {
	/// The next bytes, never past the blob's end; `None` when all are here.
	pub async fn next(&mut self) -> Result<Option<Bytes>, ClientError> {
		loop {
			let Some(mut bytes) = self.answer.next().await? else {
				if self.place < self.total {
					let (expected, found) = (self.total, self.place);
					return Err(ClientError::Short { expected, found });
				}
				return Ok(None);
			};
			let unwanted = self.from.saturating_sub(self.place).min(bytes.len() as u64);
			self.place += bytes.len() as u64;
			if self.place > self.total {
				return Err(ClientError::WrongLength { expected: self.total, found: self.place });
			}
			bytes.advance(unwanted as usize);
			if !bytes.is_empty() {
				return Ok(Some(bytes));
			}
		}
	}
}

/// Asks for a blob from byte `from` on.
///
/// `total` is the blob's length, if it is known: a server that announces another is refused before
/// any byte is read.
pub(super) async fn get(
	url: &Url,
	reach: Option<Reach>,
	options: &ClientOptions,
	from: u64,
	total: Option<u64>,
) -> Result<Source, ClientError> {
	let mut url = url.clone();
	let mut answer = ask(&url, reach, options, from).await?;
	for _ in 0..MAX_REDIRECTS {
		if !answer.status().is_redirection() {
			break;
		}
		let location = answer.header(LOCATION).unwrap_or("").to_owned();
		url = url.follow(&location)?;
		answer = ask(&url, reach, options, from).await?;
	}
	let refuse = |why| Err(ClientError::Answer { url: url.to_string(), why });
	let status = answer.status();
	if status != StatusCode::OK && status != StatusCode::PARTIAL_CONTENT {
		let message = if reach.is_none() { answer.refusal().await } else { String::new() };
		return Err(ClientError::Status { url: url.to_string(), status, message });
	}
	if answer.header(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
		return refuse("the bytes are encoded");
	}
	let length = answer.header(CONTENT_LENGTH).and_then(|len| len.parse::<u64>().ok());
	let (start, announced) = if status == StatusCode::OK {
		(0, length)
	} else {
		match answer.header(CONTENT_RANGE).and_then(crate::gateway::part) {
			Some(part) if part.range.start == from && part.range.end == part.total => {
				(from, Some(part.total))
			},
			_ => return refuse("these aren't the bytes that were asked for"),
		}
	};
	let total = match (total, announced) {
		(Some(expected), Some(found)) if found != expected => {
			return Err(ClientError::WrongLength { expected, found });
		},
		(Some(total), _) | (None, Some(total)) => total,
		(None, None) => return refuse("it doesn't say how long the blob is"),
	};
	if total > MAX_BLOB_LEN {
		return Err(ClientError::WrongLength { expected: MAX_BLOB_LEN, found: total });
	}
	Ok(Source { answer, total, from, place: start })
}

async fn ask(
	url: &Url,
	reach: Option<Reach>,
	options: &ClientOptions,
	from: u64,
) -> Result<Answer, ClientError> {
	let mut request = Request::new(no_body());
	if from > 0 {
		let range = crate::gateway::ascii(format!("bytes={from}-"));
		request.headers_mut().insert(RANGE, range);
	}
	send(url, reach, options, request).await
}
