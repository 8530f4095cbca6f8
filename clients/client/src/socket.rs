//! The websocket to a node: taken up again when it is lost, for as long as people wait.

use crate::connection::Broken;
use jsonrpsee_core::{
	client::{Client, ClientT, Error, SubscriptionClientT},
	traits::ToRpcParams,
};
use jsonrpsee_ws_client::{PingConfig, WsClientBuilder};
use serde_json::value::RawValue;
use std::{
	sync::{Arc, PoisonError, RwLock},
	time::{Duration, Instant},
};
use subxt::rpcs::{
	client::{RawRpcFuture, RawRpcSubscription},
	Error as RpcError, RpcClientT, UserError,
};

/// How long a node has for connecting. It is mostly this machine's own.
const CONNECT: Duration = Duration::from_secs(10);

/// How long it has for an answer.
pub const ANSWER: Duration = Duration::from_secs(60);

/// Bytes of an answer at most: what nodes send by default.
const MAX_BYTES: u32 = 15 << 20;

/// How long a node that went away is tried again: it may be restarted, and check its database.
const PATIENCE: Duration = Duration::from_secs(120);

/// The pause between two tries.
const PAUSE: Duration = Duration::from_secs(1);

/// Tells the caller what happens to the connection.
pub type Notices = Arc<dyn Fn(Notice) + Send + Sync>;

/// What happens to the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
	/// It is lost, and tried again.
	Lost {
		/// The node's address.
		url: String,
		/// What is known of the reason.
		why: String,
	},
	/// It is back.
	Back {
		/// The node's address.
		url: String,
	},
}

/// A websocket. Clones are the same one.
#[derive(Clone)]
pub struct Socket {
	shared: Arc<Shared>,
}

struct Shared {
	url: String,
	notices: Notices,
	live: RwLock<Live>,
	/// Held by whoever connects again; the others wait for it.
	renewing: tokio::sync::Mutex<()>,
}

/// The connection in use, and how often there was another before it.
#[derive(Clone)]
struct Live {
	client: Arc<Client>,
	generation: u64,
}

/// Parameters that are JSON already.
struct Params(Option<Box<RawValue>>);

impl ToRpcParams for Params {
	fn to_rpc_params(self) -> Result<Option<Box<RawValue>>, serde_json::Error> {
		Ok(self.0)
	}
}

impl Socket {
	/// Connects. A node that isn't there now isn't waited for.
	pub async fn connect(url: &str, notices: Notices) -> Result<Self, Error> {
		let client = Arc::new(open(url).await?);
		Ok(Self {
			shared: Arc::new(Shared {
				url: url.into(),
				notices,
				live: RwLock::new(Live { client, generation: 0 }),
				renewing: tokio::sync::Mutex::default(),
			}),
		})
	}

	fn live(&self) -> Live {
		self.shared.live.read().unwrap_or_else(PoisonError::into_inner).clone()
	}

	/// Connects again, unless somebody else did since.
	async fn renew(&self, lost: u64, why: &str) -> Result<(), RpcError> {
		let _alone = self.shared.renewing.lock().await;
		if self.live().generation != lost {
			return Ok(());
		}
		let url = &self.shared.url;
		(self.shared.notices)(Notice::Lost { url: url.clone(), why: why.into() });
		let begun = Instant::now();
		let client = loop {
			match open(url).await {
				Ok(client) => break client,
				Err(_) if begun.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
				Err(error) => return Err(broken(Broken::Lost(causes(&error)))),
			}
		};
		*self.shared.live.write().unwrap_or_else(PoisonError::into_inner) =
			Live { client: Arc::new(client), generation: lost + 1 };
		(self.shared.notices)(Notice::Back { url: url.clone() });
		Ok(())
	}

	async fn request(
		&self,
		method: &str,
		params: Option<Box<RawValue>>,
	) -> Result<Box<RawValue>, RpcError> {
		loop {
			let live = self.live();
			match live.client.request(method, Params(params.clone())).await {
				Ok(answer) => return Ok(answer),
				Err(error) if is_lost(&error) => {
					self.renew(live.generation, &causes(&error)).await?;
					if !may_repeat(method) {
						return Err(broken(Broken::Lost(causes(&error))));
					}
				},
				Err(error) => return Err(failed(error)),
			}
		}
	}

	async fn subscribe(
		&self,
		method: &str,
		params: Option<Box<RawValue>>,
		end: &str,
	) -> Result<RawRpcSubscription, RpcError> {
		loop {
			let live = self.live();
			let begun =
				live.client.subscribe::<Box<RawValue>, _>(method, Params(params.clone()), end);
			match begun.await {
				Ok(stream) => {
					let stream = futures::TryStreamExt::map_err(stream, |error| {
						broken(Broken::Nonsense(error.to_string()))
					});
					return Ok(RawRpcSubscription { stream: Box::pin(stream), id: None });
				},
				Err(error) if is_lost(&error) => {
					self.renew(live.generation, &causes(&error)).await?;
					if !may_repeat(method) {
						return Err(broken(Broken::Lost(causes(&error))));
					}
				},
				Err(error) => return Err(failed(error)),
			}
		}
	}
}

impl RpcClientT for Socket {
	fn request_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
	) -> RawRpcFuture<'a, Box<RawValue>> {
		Box::pin(self.request(method, params))
	}

	fn subscribe_raw<'a>(
		&'a self,
		method: &'a str,
		params: Option<Box<RawValue>>,
		end: &'a str,
	) -> RawRpcFuture<'a, RawRpcSubscription> {
		Box::pin(self.subscribe(method, params, end))
	}
}

async fn open(url: &str) -> Result<Client, Error> {
	let mut builder = WsClientBuilder::new()
		.connection_timeout(CONNECT)
		.request_timeout(ANSWER)
		.max_response_size(MAX_BYTES)
		// A machine that lost its power closes nothing.
		.enable_ws_ping(PingConfig::new());
	if url.starts_with("wss://") {
		let config = assay_blobs::tls_config().map_err(|error| Error::Transport(error.into()))?;
		builder = builder.with_custom_cert_store((*config).clone());
	}
	builder.build(url).await
}

/// Whether a request may be sent again when nobody knows what became of it. A key that is inserted
/// twice is there once; a transaction is looked for before it is sent again.
fn may_repeat(method: &str) -> bool {
	!method.starts_with("author_submit")
}

/// Whether the connection itself is gone.
fn is_lost(error: &Error) -> bool {
	matches!(error, Error::RestartNeeded(_) | Error::Transport(_))
}

fn broken(broken: Broken) -> RpcError {
	RpcError::Client(Box::new(broken))
}

fn failed(error: Error) -> RpcError {
	match error {
		Error::Call(told) => RpcError::User(UserError {
			code: told.code(),
			message: told.message().to_owned(),
			data: told.data().map(ToOwned::to_owned),
		}),
		Error::RequestTimeout => broken(Broken::Timeout),
		Error::ParseError(error) => broken(Broken::Nonsense(error.to_string())),
		other => broken(Broken::Lost(causes(&other))),
	}
}

/// An error with its causes, without repeating what was said.
pub fn causes(error: &dyn std::error::Error) -> String {
	let mut text = error.to_string();
	let mut cause = error.source();
	while let Some(inner) = cause {
		let more = inner.to_string();
		if !text.contains(&more) {
			text = format!("{text}: {more}");
		}
		cause = inner.source();
	}
	text
}
