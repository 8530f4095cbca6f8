//! Uploading to a gateway, resumed when the connection breaks.

use super::{
	connect::{no_body, send, RequestBody},
	url::Url,
	within, Attempts, ClientError, ClientOptions,
};
use crate::{
	gateway::{ascii, UPLOAD_LENGTH, UPLOAD_OFFSET},
	pieces::{blocking, Pieces},
	progress::Progress,
	store::hex,
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{BlobLen, RootHash};
use bytes::Bytes;
use http_body_util::Either;
use hyper::{
	header::{HeaderValue, AUTHORIZATION, CONTENT_RANGE},
	Method, Request, StatusCode,
};
use std::{
	fs::File,
	io::{self, Read},
	os::unix::fs::FileExt,
	path::PathBuf,
	sync::Arc,
};
use tokio::sync::mpsc;

/// Where the bytes to upload are.
#[derive(Clone, Debug)]
pub enum UploadSource {
	/// A file, which is read twice: to hash it, and to send it.
	Path(PathBuf),
	/// Bytes in memory.
	Bytes(Bytes),
}

/// Uploads to the gateway at `gateway`, and returns what it is stored as.
///
/// Asks first what is there, so that nothing is sent twice; a broken connection is resumed.
pub async fn upload(
	gateway: &str,
	source: UploadSource,
	token: Option<&str>,
	options: &ClientOptions,
	mut progress: impl FnMut(Progress) + Send,
) -> Result<BlobRef, ClientError> {
	let gateway = Url::parse(gateway)?;
	let token = match token {
		None => None,
		Some(token) => {
			let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
				ClientError::Url { url: gateway.to_string(), why: "the token has odd characters" }
			})?;
			value.set_sensitive(true);
			Some(value)
		},
	};
	let (source, blob) = blocking(move || Readable::open(source)).await?;
	let url = gateway.blob(&hex(&blob.hash));
	let total = blob.len.get();
	within(options, async {
		let mut attempts = Attempts::new(options);
		let mut furthest = None;
		loop {
			let attempt = async {
				let here = match offset(&url, options, &blob).await? {
					Here::All => return Ok(()),
					Here::Bytes(here) => here,
				};
				let further = furthest.is_some_and(|furthest| here > furthest);
				furthest = Some(here);
				let put = put(&url, &source, &blob, here, token.as_ref(), options, &mut progress);
				put.await.map_err(|error| (error, further))
			};
			match attempt.await {
				Ok(()) => break,
				Err((error, further)) => attempts.again(error, further).await?,
			}
		}
		progress(Progress { bytes: total, total });
		Ok(blob)
	})
	.await
}

/// How much of a blob the gateway has.
enum Here {
	All,
	Bytes(u64),
}

impl From<ClientError> for (ClientError, bool) {
	fn from(error: ClientError) -> Self {
		(error, false)
	}
}

async fn offset(url: &Url, options: &ClientOptions, blob: &BlobRef) -> Result<Here, ClientError> {
	let mut request = Request::new(no_body());
	*request.method_mut() = Method::HEAD;
	let answer = send(url, None, options, request).await?;
	let number = |name| answer.header(name).and_then(|value| value.parse::<u64>().ok());
	match answer.status() {
		StatusCode::OK => Ok(Here::All),
		StatusCode::NOT_FOUND => {
			let total = blob.len.get();
			let same = number(UPLOAD_LENGTH) == Some(total);
			let here = number(UPLOAD_OFFSET).filter(|here| same && *here < total);
			Ok(Here::Bytes(here.unwrap_or(0)))
		},
		status => {
			let url = url.to_string();
			Err(ClientError::Status { url, status, message: String::new() })
		},
	}
}

/// Sends the blob from byte `from` on.
async fn put(
	url: &Url,
	source: &Arc<Readable>,
	blob: &BlobRef,
	from: u64,
	token: Option<&HeaderValue>,
	options: &ClientOptions,
	progress: &mut (impl FnMut(Progress) + Send),
) -> Result<(), ClientError> {
	let total = blob.len.get();
	let (sent, mut read) = mpsc::unbounded_channel();
	let body = {
		let source = Arc::clone(source);
		Pieces::read(total - from, Bytes::new(), move |offset, count| {
			let piece = source.read_at(from + offset, count)?;
			// Nobody listens any more when the answer is here.
			let _ = sent.send(from + offset);
			Ok(piece)
		})
	};
	let mut request: Request<RequestBody> = Request::new(Either::Right(body));
	*request.method_mut() = Method::PUT;
	if from > 0 {
		let range = ascii(format!("bytes {from}-{}/{total}", total - 1));
		request.headers_mut().insert(CONTENT_RANGE, range);
	}
	if let Some(token) = token {
		request.headers_mut().insert(AUTHORIZATION, token.clone());
	}
	let answer = send(url, None, options, request);
	tokio::pin!(answer);
	let mut answer = loop {
		tokio::select! {
			answer = &mut answer => break answer?,
			Some(bytes) = read.recv() => progress(Progress { bytes, total }),
		}
	};
	match answer.status() {
		StatusCode::CREATED | StatusCode::OK => Ok(()),
		status => {
			let message = answer.refusal().await;
			Err(ClientError::Status { url: url.to_string(), status, message })
		},
	}
}

/// Something that can be read at any place.
enum Readable {
	File(File),
	Bytes(Bytes),
}

impl Readable {
	/// Opens and hashes it.
	fn open(source: UploadSource) -> Result<(Arc<Self>, BlobRef), ClientError> {
		let limit = BlobLen::MAX.get();
		let too_long = |len| ClientError::Store(crate::StoreError::TooLong { len, limit });
		let (readable, hash, len) = match source {
			UploadSource::Bytes(bytes) => {
				let (hash, len) = (RootHash::of(&bytes), bytes.len() as u64);
				(Self::Bytes(bytes), hash, len)
			},
			UploadSource::Path(path) => {
				let failed = |source| ClientError::File { path: path.clone(), source };
				let file = File::open(&path).map_err(failed)?;
				let mut hasher = blake3::Hasher::new();
				let mut len = 0u64;
				let mut from = (&file).take(limit + 1);
				let mut buffer = vec![0; crate::pieces::PIECE];
				loop {
					let count = match from.read(&mut buffer) {
						Ok(0) => break,
						Ok(count) => count,
						Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
						Err(error) => return Err(failed(error)),
					};
					hasher.update(&buffer[..count]);
					len += count as u64;
				}
				(Self::File(file), RootHash(hasher.finalize().into()), len)
			},
		};
		let len = BlobLen::new(len).map_err(|_| too_long(len))?;
		Ok((Arc::new(readable), BlobRef { hash: BlobHash(hash.0), len }))
	}

	fn read_at(&self, offset: u64, count: usize) -> io::Result<Vec<u8>> {
		match self {
			Self::File(file) => {
				let mut bytes = vec![0; count];
				file.read_exact_at(&mut bytes, offset)?;
				Ok(bytes)
			},
			Self::Bytes(bytes) => {
				let start = offset as usize;
				let piece = bytes.get(start..start + count);
				piece.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
			},
		}
	}
}
