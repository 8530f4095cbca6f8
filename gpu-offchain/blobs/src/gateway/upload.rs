//! `PUT` of a blob, in one go or in parts.

use super::{
	range::{part, Part},
	reply::{empty, stored, Refusal, Reply, UPLOAD_LENGTH, UPLOAD_OFFSET},
	State,
};
use crate::{
	pieces::{blocking, Intake},
	store::{BlobWriter, StoreError},
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{BlobLen, MAX_BLOB_LEN};
use http_body_util::BodyExt;
use hyper::{
	body::{Body, Incoming},
	header::{CONTENT_RANGE, EXPECT},
	Request, StatusCode,
};
use std::{sync::Arc, time::Duration};
use tokio::time::{timeout_at, Instant};

/// Bytes that are read from a client whose request is refused, so that it sees the answer instead
/// of a broken connection.
const LEFTOVER: u64 = 4 << 20;

/// `PUT /blobs`: the answer names the blob.
pub(crate) async fn put_unnamed(
	state: Arc<State>,
	request: Request<Incoming>,
) -> Result<Reply, Refusal> {
	apart(state, request, |state, mut upload| async move {
		if let Err(error) = state.store.check_len(upload.len.unwrap_or(0)) {
			return Err(upload.refused(error.into()).await);
		}
		let store = state.store.clone();
		let writer = blocking(move || store.write()).await?;
		let blob = upload.receive(writer, None).await?.finish().await?;
		Ok(stored(StatusCode::CREATED, &blob))
	})
	.await
}

/// `PUT /blobs/HASH`: resumable when the length is known.
pub(crate) async fn put_named(
	state: Arc<State>,
	hash: BlobHash,
	request: Request<Incoming>,
) -> Result<Reply, Refusal> {
	apart(state, request, move |state, upload| named(state, hash, upload)).await
}

/// Runs an upload in a task of its own: it gets to keep what has come when the connection breaks.
async fn apart<F>(
	state: Arc<State>,
	request: Request<Incoming>,
	run: impl FnOnce(Arc<State>, Upload) -> F + Send + 'static,
) -> Result<Reply, Refusal>
where
	F: std::future::Future<Output = Result<Reply, Refusal>> + Send + 'static,
{
	let upload = Upload::new(&state, request);
	let failed = |_| {
		Refusal::new(
			StatusCode::INTERNAL_SERVER_ERROR,
			"store",
			"the upload was stopped; try again later",
		)
	};
	tokio::spawn(run(state, upload)).await.map_err(failed)?
}

async fn named(state: Arc<State>, hash: BlobHash, mut upload: Upload) -> Result<Reply, Refusal> {
	let part = match upload.part.take().transpose() {
		Ok(part) => part,
		Err(refusal) => return Err(upload.refused(refusal).await),
	};
	let total = part.as_ref().map(|part| part.total).or(upload.len);
	if let Err(error) = state.store.check_len(total.unwrap_or(0)) {
		return Err(upload.refused(error.into()).await);
	}
	let announced = part.as_ref().map(|part| part.range.end - part.range.start);
	if let (Some(announced), Some(len)) = (announced, upload.len) {
		if announced != len {
			let message = format!(
				"Content-Range names {announced} bytes, but Content-Length {len}; make them agree"
			);
			return Err(upload
				.refused(Refusal::new(StatusCode::BAD_REQUEST, "content_range", message))
				.await);
		}
	}
	if let Some(len) = state.store.len_of(&hash) {
		upload.skip(MAX_BLOB_LEN).await;
		// Here already, so not too long.
		let len = BlobLen::new(len).unwrap_or(BlobLen::EMPTY);
		return Ok(stored(StatusCode::OK, &BlobRef { hash, len }));
	}
	let Some(len) = total.map(BlobLen::new).transpose().ok().flatten() else {
		let store = state.store.clone();
		let writer = blocking(move || store.write_expected(hash, None)).await?;
		let blob = upload.receive(writer, None).await?.finish().await?;
		return Ok(stored(StatusCode::CREATED, &blob));
	};
	let blob = BlobRef { hash, len };
	let writer = match &part {
		None => whole(&state, blob).await?,
		Some(part) => match resumed(&state, blob, part).await {
			Ok(writer) => writer,
			Err(refusal) => return Err(upload.refused(refusal).await),
		},
	};
	let until = part.map_or(len.get(), |part| part.range.end);
	let mut intake = upload.receive(writer, Some(until)).await?;
	if until < len.get() {
		let writer = intake.settle().await?;
		let here = writer.received();
		blocking(move || drop(writer)).await;
		let mut reply = empty(StatusCode::ACCEPTED, "");
		reply.headers_mut().insert(UPLOAD_OFFSET, here.into());
		reply.headers_mut().insert(UPLOAD_LENGTH, len.get().into());
		return Ok(reply);
	}
	let blob = intake.finish().await?;
	Ok(stored(StatusCode::CREATED, &blob))
}

/// A writer from the first byte on. When somebody else is uploading the same blob, both may; the
/// one that ends first has stored it.
async fn whole(state: &State, blob: BlobRef) -> Result<BlobWriter, Refusal> {
	let store = state.store.clone();
	let writer = blocking(move || match store.resume(&blob) {
		Ok(mut writer) => writer.restart().map(|()| writer),
		Err(StoreError::Busy { .. }) => store.write_expected(blob.hash, Some(blob.len)),
		Err(error) => Err(error),
	});
	Ok(writer.await?)
}

/// A writer that goes on where the last one stopped.
async fn resumed(state: &State, blob: BlobRef, part: &Part) -> Result<BlobWriter, Refusal> {
	let offset = |here: u64| {
		let message = format!(
			"{here} bytes are here, so the next part must start there, not at {}; \
			 HEAD tells the offset",
			part.range.start
		);
		Refusal::new(StatusCode::CONFLICT, "offset", message)
			.with(UPLOAD_OFFSET, here)
			.with(UPLOAD_LENGTH, part.total)
	};
	// Cheaper than to hash what is here only to refuse then.
	let known = state.store.partial(&blob.hash).filter(|partial| partial.total == part.total);
	let here = known.map_or(0, |partial| partial.bytes);
	if here != part.range.start && !known.is_some_and(|partial| partial.busy) {
		return Err(offset(here));
	}
	let store = state.store.clone();
	let writer = blocking(move || store.resume(&blob)).await?;
	if writer.received() != part.range.start {
		let here = writer.received();
		blocking(move || drop(writer)).await;
		return Err(offset(here));
	}
	Ok(writer)
}

/// The body of a request, and what its head says about it.
struct Upload {
	body: Incoming,
	/// `Content-Length`.
	len: Option<u64>,
	part: Option<Result<Part, Refusal>>,
	/// The client waits for a sign before it sends the body.
	waits: bool,
	/// When the body must be here, without the time for its bytes.
	start: Instant,
	idle: Duration,
	min_rate: u64,
}

impl Upload {
	fn new(state: &State, request: Request<Incoming>) -> Self {
		let part = request.headers().get(CONTENT_RANGE).map(|value| {
			value.to_str().ok().and_then(part).ok_or_else(|| {
				let message = "Content-Range must be `bytes FIRST-LAST/TOTAL`";
				Refusal::new(StatusCode::BAD_REQUEST, "content_range", message)
			})
		});
		Upload {
			part,
			len: request.body().size_hint().exact(),
			waits: request.headers().contains_key(EXPECT),
			body: request.into_body(),
			start: Instant::now(),
			idle: state.options.idle_time,
			min_rate: state.options.min_rate.max(1),
		}
	}

	/// Streams the body into a writer, up to the byte `until` of the blob.
	async fn receive(&mut self, writer: BlobWriter, until: Option<u64>) -> Result<Intake, Refusal> {
		let begun = writer.received();
		let mut intake = Intake::new(writer);
		let mut received = 0u64;
		let broken = loop {
			let Some(frame) = self.next(received).await.transpose() else {
				break None;
			};
			let bytes = match frame {
				Ok(bytes) => bytes,
				Err(refusal) => break Some(refusal),
			};
			received += bytes.len() as u64;
			if let Some(until) = until.filter(|until| begun + received > *until) {
				let found = begun + received;
				break Some(StoreError::WrongLength { expected: until, found }.into());
			}
			if let Err(error) = intake.push(&bytes).await {
				let refusal = error.into();
				return Err(self.refused(refusal).await);
			}
		};
		let short = until
			.filter(|until| begun + received < *until)
			.map(|expected| StoreError::WrongLength { expected, found: begun + received }.into());
		match broken.or(short) {
			None => Ok(intake),
			Some(refusal) => {
				// What has come is kept as a partial, if it may be.
				let writer = intake.settle().await?;
				blocking(move || drop(writer)).await;
				Err(refusal)
			},
		}
	}

	/// The next bytes; `None` at the end.
	async fn next(&mut self, received: u64) -> Result<Option<bytes::Bytes>, Refusal> {
		loop {
			let earned = Duration::from_secs(received / self.min_rate);
			let deadline = (self.start + self.idle + earned).min(Instant::now() + self.idle);
			let frame = timeout_at(deadline, self.body.frame()).await.map_err(|_| {
				let message = "the body came too slowly; what is here can be resumed, see HEAD";
				Refusal::new(StatusCode::REQUEST_TIMEOUT, "slow", message)
			})?;
			let broken = |error: hyper::Error| {
				let message =
					format!("the body broke off ({error}); HEAD tells the offset to resume at");
				Refusal::new(StatusCode::BAD_REQUEST, "broken", message)
			};
			match frame.transpose().map_err(broken)? {
				None => return Ok(None),
				Some(frame) => {
					if let Ok(data) = frame.into_data() {
						return Ok(Some(data));
					}
				},
			}
		}
	}

	/// Reads and drops some of a body that isn't wanted.
	async fn skip(&mut self, most: u64) {
		if self.waits {
			// It will see the answer and send nothing.
			return;
		}
		let mut skipped = 0;
		while skipped < most {
			match self.next(skipped).await {
				Ok(Some(bytes)) => skipped += bytes.len() as u64,
				Ok(None) | Err(_) => return,
			}
		}
	}

	async fn refused(&mut self, refusal: Refusal) -> Refusal {
		self.skip(LEFTOVER).await;
		refusal
	}
}
