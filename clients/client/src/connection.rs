//! JSON-RPC to a node, and what its errors come to.

use crate::socket::{causes, Notices, Socket, ANSWER};
use assay_terminal::Failure;
use futures::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::{value::RawValue, Value};
use std::fmt;
use subxt::rpcs::{client::RawRpcSubscription, Error, RpcClient, UserError};

/// JSON-RPC's code for a method that isn't there; substrate's for one that isn't allowed is the same.
const METHOD_NOT_FOUND: i32 = -32601;

/// What goes wrong between a node and its client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
	/// The connection is gone, and nobody knows what became of the request.
	#[error("the connection broke: {0}")]
	Lost(String),
	/// There is no answer.
	#[error("no answer for {} s", ANSWER.as_secs())]
	Timeout,
	/// The answer has no meaning.
	#[error("the answer has no meaning: {0}")]
	Nonsense(String),
}

/// A connection to a node.
#[derive(Clone)]
pub struct Connection {
	rpc: RpcClient,
	url: String,
}

impl fmt::Debug for Connection {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Connection").field("url", &self.url).finish()
	}
}

impl Connection {
	/// Connects to the node at an address.
	pub async fn open(url: &str, notices: Notices) -> Result<Self, Failure> {
		if !url.starts_with("ws://") && !url.starts_with("wss://") {
			return Err(Failure::input(format!(
				"`{url}` is no address of a node that this program can use"
			))
			.advice("write it as ws://HOST:PORT, or as wss://HOST for a node behind TLS"));
		}
		let socket = Socket::connect(url, notices).await.map_err(|error| {
			Failure::node(format!("no node answers at {url}: {}", causes(&error)))
				.advice("start one with `assay --dev`, or name yours with --url")
		})?;
		Ok(Self { rpc: RpcClient::new(socket), url: url.into() })
	}

	/// The same connection, as subxt uses it.
	pub fn rpc(&self) -> RpcClient {
		self.rpc.clone()
	}

	/// The node's address.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// Asks something of the node.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: Value,
	) -> Result<R, Failure> {
		self.ask(method, params).await?.map_err(|told| self.refused(method, &told))
	}

	/// Asks something that the node may have reasons of its own to refuse.
	pub async fn ask<R: DeserializeOwned>(
		&self,
		method: &str,
		params: Value,
	) -> Result<Result<R, UserError>, Failure> {
		match self.rpc.request_raw(method, raw(&params)).await {
			Ok(answer) => serde_json::from_str(answer.get())
				.map(Ok)
				.map_err(|error| self.nonsense(method, &error.to_string())),
			Err(Error::User(told)) => Ok(Err(told)),
			Err(error) => Err(self.failed(method, &error)),
		}
	}

	/// Asks to be told of something. A refusal is left to the caller.
	pub async fn subscribe(&self, method: &str, params: Value, end: &str) -> Result<Stream, Error> {
		let RawRpcSubscription { stream, .. } =
			self.rpc.subscribe_raw(method, raw(&params), end).await?;
		Ok(Stream(stream))
	}

	/// What a failed request comes to.
	pub fn failed(&self, method: &str, error: &Error) -> Failure {
		match error {
			Error::User(told) => self.refused(method, told),
			Error::Client(inner) => match inner.downcast_ref::<Broken>() {
				Some(Broken::Timeout) => Failure::node(format!(
					"the node at {} hasn't answered {method} for {} s",
					self.url,
					ANSWER.as_secs()
				))
				.advice(
					"look whether it is overloaded; `assay job status ID` says how a job stands",
				),
				Some(Broken::Lost(why)) => self.lost(why),
				Some(Broken::Nonsense(why)) => self.nonsense(method, why),
				None => self.lost(&inner.to_string()),
			},
			other => self.nonsense(method, &other.to_string()),
		}
	}

	/// What a request comes to that the node refuses.
	pub fn refused(&self, method: &str, told: &UserError) -> Failure {
		if told.code == METHOD_NOT_FOUND {
			return Failure::node(format!("the node at {} doesn't offer {method}", self.url))
				.advice(
					"allow it with --rpc-methods unsafe where only you can reach the node, or use \
					 another node",
				);
		}
		let data = told.data.as_ref().map(|data| format!(" ({})", data.get()));
		Failure::node(format!(
			"the node refuses {method}: {}{}",
			told.message,
			data.unwrap_or_default()
		))
		.advice("look at the node's log; it may still be starting, or have pruned that block")
	}

	/// The connection is gone.
	pub fn lost(&self, why: &str) -> Failure {
		Failure::node(format!("the connection to {} broke: {why}", self.url)).advice(
			"look whether the node still runs. Jobs go on without you: `assay job watch ID` picks \
			 one up",
		)
	}

	/// The node's answer has no meaning.
	pub fn nonsense(&self, method: &str, why: &str) -> Failure {
		Failure::node(format!("the node at {} answers {method} with nonsense: {why}", self.url))
			.advice("it may be of another release: use the `assay` that the node is of")
	}
}

/// Whether an error means that nobody knows what became of a request.
pub fn is_lost(error: &Error) -> bool {
	matches!(error, Error::Client(inner) if matches!(inner.downcast_ref(), Some(Broken::Lost(_))))
}

/// What is told, as it comes. It ends with its connection.
pub struct Stream(
	std::pin::Pin<Box<dyn futures::Stream<Item = Result<Box<RawValue>, Error>> + Send>>,
);

impl Stream {
	/// The next message; `None` when the connection is gone.
	pub async fn next(&mut self) -> Option<Box<RawValue>> {
		match self.0.next().await {
			Some(Ok(message)) => Some(message),
			Some(Err(_)) | None => None,
		}
	}
}

fn raw(params: &Value) -> Option<Box<RawValue>> {
	// A value has no keys that can't be written.
	serde_json::value::to_raw_value(params).ok()
}
