//! A connection that ends when its reader stops reading.

use std::{
	future::Future,
	io,
	pin::Pin,
	task::{Context, Poll},
	time::Duration,
};
use tokio::{
	io::{AsyncRead, AsyncWrite, ReadBuf},
	net::TcpStream,
	time::{Instant, Sleep},
};

/// Bytes that a reader must take within the time to be given that time again.
const PROGRESS: usize = 64 << 10;

/// A stream that fails a write which a slow reader has held up for too long.
pub(crate) struct Stalling {
	stream: TcpStream,
	patience: Duration,
	/// Runs while a write waits.
	held_up: Option<Pin<Box<Sleep>>>,
	/// Bytes that went out since then.
	since: usize,
}

impl Stalling {
	pub fn new(stream: TcpStream, patience: Duration) -> Self {
		Stalling { stream, patience, held_up: None, since: 0 }
	}

	fn watch(
		&mut self,
		context: &mut Context<'_>,
		written: Poll<io::Result<usize>>,
	) -> Poll<io::Result<usize>> {
		match written {
			Poll::Ready(Ok(count)) => {
				self.since = self.since.saturating_add(count);
				if self.since >= PROGRESS {
					self.held_up = None;
				}
				Poll::Ready(Ok(count))
			},
			Poll::Pending => {
				let until = Instant::now() + self.patience;
				if self.held_up.is_none() {
					self.since = 0;
				}
				let sleep =
					self.held_up.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
				match sleep.as_mut().poll(context) {
					Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
					Poll::Pending => Poll::Pending,
				}
			},
			failed => failed,
		}
	}
}

impl AsyncRead for Stalling {
	fn poll_read(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		buffer: &mut ReadBuf<'_>,
	) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_read(context, buffer)
	}
}

impl AsyncWrite for Stalling {
	fn poll_write(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		bytes: &[u8],
	) -> Poll<io::Result<usize>> {
		let written = Pin::new(&mut self.stream).poll_write(context, bytes);
		self.watch(context, written)
	}

	fn poll_write_vectored(
		mut self: Pin<&mut Self>,
		context: &mut Context<'_>,
		bytes: &[io::IoSlice<'_>],
	) -> Poll<io::Result<usize>> {
		let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
		self.watch(context, written)
	}

	fn is_write_vectored(&self) -> bool {
		self.stream.is_write_vectored()
	}

	/// Called when all is with the system: then nothing is held up.
	fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
		self.held_up = None;
		Pin::new(&mut self.stream).poll_flush(context)
	}

	fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
		Pin::new(&mut self.stream).poll_shutdown(context)
	}
}
