//! Bytes on their way between a disk and a connection, a few pieces in memory at a time.

use crate::store::{BlobWriter, StoreError};
use assay_market::BlobRef;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::{
	io, mem,
	pin::Pin,
	task::{Context, Poll},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// Bytes that are hashed and written at once: lost when an upload is dropped.
const WRITTEN: usize = 256 << 10;

/// Bytes that are read at once.
pub(crate) const PIECE: usize = crate::store::PIECE as usize;

/// Pieces that are read ahead of a connection.
const AHEAD: usize = 2;

/// Runs what blocks on the disk where it may block.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
	match tokio::task::spawn_blocking(work).await {
		Ok(done) => done,
		Err(error) => match error.try_into_panic() {
			Ok(panic) => std::panic::resume_unwind(panic),
			// Only at the end of the runtime, which drops this future too.
			Err(_) => std::future::pending().await,
		},
	}
}

/// A body of known length that is read piece by piece.
pub(crate) struct Pieces {
	from: mpsc::Receiver<io::Result<Bytes>>,
	left: u64,
}

impl Pieces {
	/// A body of `len` bytes: `first`, then what `next` reads at each offset from there on. The
	/// function is given the offset and how many bytes to read.
	pub fn read(
		len: u64,
		first: Bytes,
		next: impl Fn(u64, usize) -> io::Result<Vec<u8>> + Send + Sync + 'static,
	) -> Self {
		let (to, from) = mpsc::channel(AHEAD);
		tokio::spawn(async move {
			let next = std::sync::Arc::new(next);
			let mut offset = first.len() as u64;
			if !first.is_empty() && to.send(Ok(first)).await.is_err() {
				return;
			}
			while offset < len {
				let count = (len - offset).min(PIECE as u64) as usize;
				let read = std::sync::Arc::clone(&next);
				let piece = blocking(move || read(offset, count)).await;
				let failed = piece.is_err();
				offset += count as u64;
				if to.send(piece.map(Bytes::from)).await.is_err() || failed {
					return;
				}
			}
		});
		Pieces { from, left: len }
	}
}

impl Body for Pieces {
	type Data = Bytes;
	type Error = io::Error;

	fn poll_frame(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
	) -> Poll<Option<io::Result<Frame<Bytes>>>> {
		self.from.poll_recv(context).map(|piece| {
			piece.map(|piece| {
				piece.map(|bytes| {
					self.left = self.left.saturating_sub(bytes.len() as u64);
					Frame::data(bytes)
				})
			})
		})
	}

	fn is_end_stream(&self) -> bool {
		self.left == 0
	}

	fn size_hint(&self) -> SizeHint {
		SizeHint::with_exact(self.left)
	}
}

/// A blob that comes in from a connection: one piece is hashed and written while the next is
/// received.
pub(crate) struct Intake {
	writer: Writing,
	buffer: Vec<u8>,
	/// The buffer that was written last, to be filled next.
	spare: Vec<u8>,
}

enum Writing {
	Idle(Box<BlobWriter>),
	Busy(JoinHandle<(Box<BlobWriter>, Vec<u8>, Result<(), StoreError>)>),
	/// After an error.
	Gone,
}

impl Intake {
	pub fn new(writer: BlobWriter) -> Self {
		Intake {
			writer: Writing::Idle(Box::new(writer)),
			buffer: Vec::with_capacity(WRITTEN),
			spare: Vec::with_capacity(WRITTEN),
		}
	}

	/// Takes the next bytes.
	pub async fn push(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
		while !bytes.is_empty() {
			let room = WRITTEN.saturating_sub(self.buffer.len()).min(bytes.len());
			let (now, later) = bytes.split_at(room);
			self.buffer.extend_from_slice(now);
			bytes = later;
			if self.buffer.len() >= WRITTEN {
				self.write().await?;
			}
		}
		Ok(())
	}

	/// Puts the blob in place.
	pub async fn finish(mut self) -> Result<BlobRef, StoreError> {
		let writer = self.settle().await?;
		blocking(move || writer.finish()).await
	}

	/// Writes what has come so far, and gives the writer back.
	pub async fn settle(&mut self) -> Result<Box<BlobWriter>, StoreError> {
		if !self.buffer.is_empty() {
			self.write().await?;
		}
		self.idle().await
	}

	async fn write(&mut self) -> Result<(), StoreError> {
		let mut writer = self.idle().await?;
		let buffer = mem::replace(&mut self.buffer, mem::take(&mut self.spare));
		self.writer = Writing::Busy(tokio::task::spawn_blocking(move || {
			let done = writer.write(&buffer);
			(writer, buffer, done)
		}));
		Ok(())
	}

	async fn idle(&mut self) -> Result<Box<BlobWriter>, StoreError> {
		if let Writing::Busy(task) = &mut self.writer {
			let done = task.await;
			self.writer = Writing::Gone;
			match done {
				Ok((writer, mut written, Ok(()))) => {
					written.clear();
					self.spare = written;
					self.writer = Writing::Idle(writer);
				},
				Ok((writer, _, Err(error))) => {
					blocking(move || drop(writer)).await;
					return Err(error);
				},
				Err(error) => match error.try_into_panic() {
					Ok(panic) => std::panic::resume_unwind(panic),
					Err(_) => std::future::pending().await,
				},
			}
		}
		match mem::replace(&mut self.writer, Writing::Gone) {
			Writing::Idle(writer) => Ok(writer),
			// Nobody goes on after an error.
			Writing::Busy(_) | Writing::Gone => std::future::pending().await,
		}
	}
}
