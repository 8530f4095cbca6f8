//! The client's side: fetching what a job names, and talking to a gateway.

mod address;
mod connect;
mod download;
mod error;
mod fetch;
mod upload;
mod url;

pub use address::Reach;
pub use connect::tls_config;
pub use download::download;
pub use error::ClientError;
pub use fetch::fetch;
pub use upload::{upload, UploadSource};

use std::time::Duration;

/// What a client puts up with.
#[derive(Clone, Debug)]
pub struct ClientOptions {
	/// Where [`fetch`] may connect to. [`upload`] and [`download`] go where they are told.
	pub reach: Reach,
	/// Attempts in a row that bring nothing new, before it gives up.
	pub attempts: u32,
	/// How long to wait before the second attempt; each later wait is twice as long, up to 5 s.
	pub pause: Duration,
	/// How long connecting may take.
	pub connect_time: Duration,
	/// How long an answer, or the next piece of it, may take.
	pub idle_time: Duration,
	/// How long everything together may take.
	pub total_time: Duration,
}

impl Default for ClientOptions {
	fn default() -> Self {
		ClientOptions {
			reach: Reach::Public,
			attempts: 5,
			pause: Duration::from_millis(250),
			connect_time: Duration::from_secs(10),
			idle_time: Duration::from_secs(30),
			total_time: Duration::from_secs(30 * 60),
		}
	}
}

/// Counts attempts that brought nothing.
struct Attempts<'a> {
	options: &'a ClientOptions,
	failed: u32,
}

impl<'a> Attempts<'a> {
	fn new(options: &'a ClientOptions) -> Self {
		Attempts { options, failed: 0 }
	}

	/// After an attempt that failed: waits for the next one, or says that there is none.
	async fn again(&mut self, error: ClientError, came_further: bool) -> Result<(), ClientError> {
		const LONGEST: Duration = Duration::from_secs(5);
		if !error.may_pass() {
			return Err(error);
		}
		self.failed = if came_further { 1 } else { self.failed + 1 };
		if self.failed >= self.options.attempts {
			return Err(ClientError::GaveUp { attempts: self.failed, last: Box::new(error) });
		}
		log::debug!("another attempt, since {error}");
		let doubled = 1u32.checked_shl(self.failed - 1).unwrap_or(u32::MAX);
		tokio::time::sleep(self.options.pause.saturating_mul(doubled).min(LONGEST)).await;
		Ok(())
	}
}

/// Bounds the whole of something.
async fn within<T>(
	options: &ClientOptions,
	work: impl std::future::Future<Output = Result<T, ClientError>>,
) -> Result<T, ClientError> {
	let after = options.total_time;
	tokio::time::timeout(after, work)
		.await
		.unwrap_or(Err(ClientError::TimedOut { doing: "the whole transfer", after }))
}
