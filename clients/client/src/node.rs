//! A node, spoken to over JSON-RPC, whose chain is known to be of this program's release.

use assay_jobs::JobId;
use assay_runtime::{AccountId, BlockNumber, Hash, Header, RuntimeEvent, VERSION};
use assay_terminal::Failure;
use codec::{Decode, DecodeAll, Encode};
use frame_support::storage::storage_prefix;
use jsonrpsee_core::{
	client::{ClientT, Error, Subscription, SubscriptionClientT},
	params::ArrayParams,
	rpc_params,
};
use jsonrpsee_ws_client::{WsClient, WsClientBuilder};
use serde::{de::DeserializeOwned, Deserialize};
use std::time::Duration;

/// How long a node has for connecting. It is mostly this machine's own.
const CONNECT: Duration = Duration::from_secs(10);

/// How long it has for an answer.
const ANSWER: Duration = Duration::from_secs(60);

/// Bytes of an answer at most: what nodes send by default.
const MAX_BYTES: u32 = 15 << 20;

/// Finality that is so many blocks behind may take long: transactions count for a few minutes only.
const FAR_BEHIND: BlockNumber = 16;

/// An event, and what it belongs to.
pub type EventRecord = frame_system::EventRecord<RuntimeEvent, Hash>;

/// A job as the chain tells of it.
pub type Job = assay_market::Job<AccountId, BlockNumber>;

/// A node.
#[derive(Debug)]
pub struct Node {
	client: WsClient,
	url: String,
	/// The hash that sets its chain apart from all others.
	pub genesis: Hash,
	/// Whether the chain's keys are known to everybody.
	pub dev: bool,
}

/// A block on the best chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockRef {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Hash,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Release {
	spec_name: String,
	spec_version: u32,
	transaction_version: u32,
}

impl Node {
	/// Connects, and refuses a node whose chain this program would misread.
	pub async fn connect(url: &str) -> Result<Self, Failure> {
		if !url.starts_with("ws://") {
			return Err(Failure::input(format!(
				"`{url}` is no address of a node that this program can use"
			))
			.advice(
				"write it as ws://HOST:PORT. For a node elsewhere make a tunnel first, as in \
				 `ssh -L 9944:localhost:9944 HOST`",
			));
		}
		let client = WsClientBuilder::new()
			.connection_timeout(CONNECT)
			.request_timeout(ANSWER)
			.max_response_size(MAX_BYTES)
			.build(url)
			.await
			.map_err(|error| {
				Failure::node(format!("no node answers at {url}: {}", causes(&error)))
					.advice("start one with `assay --dev`, or name yours with --url")
			})?;
		let mut node = Self { client, url: url.into(), genesis: Hash::zero(), dev: false };
		node.check_release().await?;
		node.genesis = node
			.block_hash(Some(0))
			.await?
			.ok_or_else(|| node.nonsense("chain_getBlockHash", "it has no genesis block"))?;
		let kind: String = node.request("system_chainType", rpc_params![]).await?;
		node.dev = matches!(kind.as_str(), "Development" | "Local");
		Ok(node)
	}

	async fn check_release(&self) -> Result<(), Failure> {
		let theirs: Release = self.request("state_getRuntimeVersion", rpc_params![]).await?;
		if theirs.spec_name != VERSION.spec_name {
			return Err(Failure::node(format!(
				"the node at {} runs another chain: `{}`",
				self.url, theirs.spec_name
			))
			.advice("name a node of Assay with --url"));
		}
		let same = theirs.spec_version == VERSION.spec_version
			&& theirs.transaction_version == VERSION.transaction_version;
		if !same {
			return Err(Failure::node(format!(
				"the chain runs release {} of the runtime (transactions {}), and this program \
					 speaks {} (transactions {})",
				theirs.spec_version,
				theirs.transaction_version,
				VERSION.spec_version,
				VERSION.transaction_version
			))
			.advice("use the `assay` of the chain's release. Nothing was signed"));
		}
		Ok(())
	}

	/// Asks something of the node.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: ArrayParams,
	) -> Result<R, Failure> {
		let answer = self.client.request(method, params).await;
		answer.map_err(|error| self.failed(method, error))
	}

	/// What a failed call comes to.
	fn failed(&self, method: &str, error: Error) -> Failure {
		match error {
			Error::Call(told) if told.code() == METHOD_NOT_FOUND => {
				Failure::node(format!("the node at {} doesn't offer {method}", self.url)).advice(
					"allow it with --rpc-methods unsafe where only you can reach the node, or use \
				 another node",
				)
			},
			Error::Call(told) => {
				let data = told.data().map(|data| format!(" ({})", data.get()));
				Failure::node(format!(
					"the node refuses {method}: {}{}",
					told.message(),
					data.unwrap_or_default()
				))
				.advice(
					"look at the node's log; it may still be starting, or have pruned that block",
				)
			},
			Error::RequestTimeout => Failure::node(format!(
				"the node at {} hasn't answered {method} for {} s",
				self.url,
				ANSWER.as_secs()
			))
			.advice("look whether it is overloaded; `assay job status ID` says how a job stands"),
			Error::ParseError(error) => self.nonsense(method, &error.to_string()),
			other => self.lost(&causes(&other)),
		}
	}

	/// The connection is gone.
	pub fn lost(&self, why: &str) -> Failure {
		Failure::node(format!("the connection to {} broke: {why}", self.url)).advice(
			"look whether the node still runs. Jobs go on without you: `assay job watch ID` picks \
			 one up",
		)
	}

	/// The node's answer has no meaning.
	fn nonsense(&self, method: &str, why: &str) -> Failure {
		Failure::node(format!("the node at {} answers {method} with nonsense: {why}", self.url))
			.advice("it may be of another release: use the `assay` that the node is of")
	}

	/// Asks the runtime, as of a block or of the best one.
	pub async fn ask<R: Decode>(
		&self,
		function: &str,
		arguments: impl Encode,
		at: Option<Hash>,
	) -> Result<R, Failure> {
		let arguments = sp_core::Bytes(arguments.encode());
		let bytes: sp_core::Bytes =
			self.request("state_call", rpc_params![function, arguments, at]).await?;
		R::decode_all(&mut &bytes[..]).map_err(|error| self.nonsense(function, &error.to_string()))
	}

	/// Reads a place of the chain's storage, as of a block or of the best one.
	pub async fn storage<V: Decode>(
		&self,
		key: Vec<u8>,
		at: Option<Hash>,
	) -> Result<Option<V>, Failure> {
		let bytes: Option<sp_core::Bytes> =
			self.request("state_getStorage", rpc_params![sp_core::Bytes(key), at]).await?;
		let value = bytes.map(|bytes| V::decode_all(&mut &bytes[..]));
		value.transpose().map_err(|error| self.nonsense("state_getStorage", &error.to_string()))
	}

	/// The hash of a block on the best chain; of the best one when no number is given.
	pub async fn block_hash(&self, number: Option<BlockNumber>) -> Result<Option<Hash>, Failure> {
		let params = match number {
			Some(number) => rpc_params![number],
			None => rpc_params![],
		};
		self.request("chain_getBlockHash", params).await
	}

	/// A block's header.
	pub async fn header(&self, hash: Option<Hash>) -> Result<Header, Failure> {
		let header: Option<Header> = self.request("chain_getHeader", rpc_params![hash]).await?;
		header.ok_or_else(|| self.nonsense("chain_getHeader", "there is no such block"))
	}

	/// The best block.
	pub async fn best(&self) -> Result<BlockRef, Failure> {
		let header = self.header(None).await?;
		Ok(BlockRef { number: header.number, hash: header.hash() })
	}

	/// A block that transactions may be tied to: the last final one, since the best one may be left
	/// for another branch, and they with it. Where finality is far behind, one some blocks ago.
	pub async fn anchor_block(&self) -> Result<BlockRef, Failure> {
		let hash: Hash = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		let number = self.header(Some(hash)).await?.number;
		let best = self.best().await?;
		let recent = best.number.saturating_sub(FAR_BEHIND);
		if number >= recent {
			return Ok(BlockRef { number, hash });
		}
		let hash = self.block_hash(Some(recent)).await?;
		let hash =
			hash.ok_or_else(|| self.nonsense("chain_getBlockHash", "there is no such block"))?;
		Ok(BlockRef { number: recent, hash })
	}

	/// What happened in a block.
	pub async fn events(&self, hash: Hash) -> Result<Vec<EventRecord>, Failure> {
		// The pallet keeps the type of its storage to itself.
		let key = storage_prefix(b"System", b"Events").to_vec();
		Ok(self.storage(key, Some(hash)).await?.unwrap_or_default())
	}

	/// A job.
	pub async fn job(&self, id: JobId, at: Option<Hash>) -> Result<Option<Job>, Failure> {
		self.ask("MarketApi_job", id, at).await
	}

	/// What happened to a job in a block.
	pub async fn job_events(
		&self,
		id: JobId,
		block: Hash,
	) -> Result<Vec<assay_market::JobEvent<AccountId, BlockNumber>>, Failure> {
		self.ask("MarketApi_job_events", id, Some(block)).await
	}

	/// The best blocks, as they come.
	pub async fn heads(&self) -> Result<Subscription<Header>, Failure> {
		let method = "chain_subscribeNewHeads";
		self.client
			.subscribe(method, rpc_params![], "chain_unsubscribeNewHeads")
			.await
			.map_err(|error| self.failed(method, error))
	}

	/// Submits an extrinsic, and hears what becomes of it. Pools have reasons of their own to refuse
	/// one, so the error is left as it is.
	pub async fn submit(
		&self,
		extrinsic: sp_core::Bytes,
	) -> Result<Subscription<serde_json::Value>, Error> {
		self.client
			.subscribe(
				"author_submitAndWatchExtrinsic",
				rpc_params![extrinsic],
				"author_unwatchExtrinsic",
			)
			.await
	}

	/// What a refused extrinsic's error comes to, where the pool has no reason of its own.
	pub fn submit_failed(&self, error: Error) -> Failure {
		self.failed("author_submitAndWatchExtrinsic", error)
	}
}

/// JSON-RPC's code for a method that isn't there; substrate's for one that isn't allowed is the same.
const METHOD_NOT_FOUND: i32 = -32601;

/// An error with its causes, without repeating what was said.
fn causes(error: &dyn std::error::Error) -> String {
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
