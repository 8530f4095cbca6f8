//! A node: its chain's blocks, state and market.
//!
//! The market is read through the node's JSON-RPC, whose answers the node makes with the chain's own
//! release; the rest is read and written by the metadata that the chain tells of itself. So a chain
//! of a later release is understood as far as it has what a command needs.

use crate::{
	connection::{Connection, Stream},
	socket::Notices,
};
use assay_market::{
	At, BlockEvents, BlockRef, JobDetails, JobId, JobSpec, Kernel, KernelId, Offer, Page, Pool,
	Provider, Quote,
};
use assay_terminal::Failure;
use serde::{de::DeserializeOwned, Deserialize};
use serde_json::{json, Value};
use sp_core::{crypto::AccountId32, H256};
use std::{error::Error, sync::Arc};
use subxt::{
	backend::LegacyBackend, client::OnlineClientAtBlock, config::substrate::SubstrateHeader,
	config::SubstrateConfig, rpcs::UserError, OnlineClient,
};

/// What the chain's runtime calls itself.
const SPEC_NAME: &str = "assay";

/// Finality that is so many blocks behind may take long: transactions count for a few minutes only.
const FAR_BEHIND: u32 = 16;

/// Subscriptions that end at once, one after the other, before the node is given up.
const MAX_ENDED: u32 = 5;

/// The codes of JSON-RPC for what isn't there.
pub mod code {
	/// There is no such job.
	pub const JOB_UNKNOWN: i32 = 21_010;
	/// The chain would refuse such a job.
	pub const JOB_REFUSED: i32 = 21_011;
	/// There is more of something than there may be.
	pub const TOO_MUCH: i32 = 21_012;
	/// The account is no provider.
	pub const PROVIDER_UNKNOWN: i32 = 21_020;
	/// The account has no pool.
	pub const POOL_UNKNOWN: i32 = 21_021;
	/// There is no such kernel.
	pub const KERNEL_UNKNOWN: i32 = 21_030;
	/// The kernel takes another number of parameters.
	pub const PARAMETERS_DIFFER: i32 = 21_031;
}

/// A block's header.
pub type Header = SubstrateHeader<H256>;

/// The chain as of a block.
pub type ChainAt = OnlineClientAtBlock<SubstrateConfig>;

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
	connection: Connection,
	chain: OnlineClient<SubstrateConfig>,
	genesis: H256,
	dev: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Release {
	spec_name: String,
}

impl Node {
	/// Connects, and refuses a node of another chain. `notices` hears when the connection is lost and
	/// taken up again.
	pub async fn connect(url: &str, notices: Notices) -> Result<Self, Failure> {
		let connection = Connection::open(url, notices).await?;
		let theirs: Release = connection.request("state_getRuntimeVersion", json!([])).await?;
		if theirs.spec_name != SPEC_NAME {
			return Err(Failure::node(format!(
				"the node at {url} runs another chain: `{}`",
				theirs.spec_name
			))
			.advice("name a node of Assay with --url"));
		}
		let genesis: Option<H256> = connection.request("chain_getBlockHash", json!([0])).await?;
		let genesis = genesis
			.ok_or_else(|| connection.nonsense("chain_getBlockHash", "it has no genesis block"))?;
		let kind: String = connection.request("system_chainType", json!([])).await?;
		let config = SubstrateConfig::builder().set_genesis_hash(genesis).build();
		let backend = LegacyBackend::builder().build(connection.rpc());
		let chain = OnlineClient::from_backend_with_config(config, Arc::new(backend))
			.await
			.map_err(|error| unreadable(url, &error))?;
		let dev = matches!(kind.as_str(), "Development" | "Local");
		Ok(Self { connection, chain, genesis, dev })
	}

	/// The hash that sets its chain apart from all others.
	pub fn genesis(&self) -> H256 {
		self.genesis
	}

	/// Whether the chain's keys are known to everybody.
	pub fn is_dev(&self) -> bool {
		self.dev
	}

	/// The connection.
	pub fn connection(&self) -> &Connection {
		&self.connection
	}

	/// Asks something of the node.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: Value,
	) -> Result<R, Failure> {
		self.connection.request(method, params).await
	}

	/// The chain as of a block: its metadata, state and events.
	pub async fn at(&self, block: BlockRef) -> Result<ChainAt, Failure> {
		self.chain
			.at_block_hash_and_number(block.hash, block.number.into())
			.await
			.map_err(|error| self.unreadable(&error))
	}

	/// The chain as of the best block.
	pub async fn now(&self) -> Result<ChainAt, Failure> {
		self.at(self.best().await?).await
	}

	/// The node's state can't be read.
	pub fn unreadable(&self, error: &(dyn Error + 'static)) -> Failure {
		unreadable(self.connection.url(), error)
	}

	/// The hash of a block on the best chain; of the best one when no number is given.
	pub async fn block_hash(&self, number: Option<u32>) -> Result<Option<H256>, Failure> {
		let params = number.map_or_else(|| json!([]), |number| json!([number]));
		self.request("chain_getBlockHash", params).await
	}

	/// A block's header.
	pub async fn header(&self, hash: Option<H256>) -> Result<Header, Failure> {
		let header: Option<Header> = self.request("chain_getHeader", json!([hash])).await?;
		header.ok_or_else(|| self.connection.nonsense("chain_getHeader", "there is no such block"))
	}

	/// The best block.
	pub async fn best(&self) -> Result<BlockRef, Failure> {
		Ok(block_of(&self.header(None).await?))
	}

	/// The last final block.
	pub async fn finalized(&self) -> Result<BlockRef, Failure> {
		let hash: H256 = self.request("chain_getFinalizedHead", json!([])).await?;
		Ok(BlockRef { number: block_of(&self.header(Some(hash)).await?).number, hash })
	}

	/// A block that transactions may be tied to: the last final one, since the best one may be left
	/// for another branch, and they with it. Where finality is far behind, one some blocks ago.
	pub async fn anchor_block(&self) -> Result<BlockRef, Failure> {
		let last = self.finalized().await?;
		let best = self.best().await?;
		let recent = best.number.saturating_sub(FAR_BEHIND);
		if last.number >= recent {
			return Ok(last);
		}
		let hash = self.block_hash(Some(recent)).await?;
		let hash = hash.ok_or_else(|| {
			self.connection.nonsense("chain_getBlockHash", "there is no such block")
		})?;
		Ok(BlockRef { number: recent, hash })
	}

	/// The extrinsics of a block.
	pub async fn extrinsics(&self, block: H256) -> Result<Vec<Vec<u8>>, Failure> {
		#[derive(Deserialize)]
		struct Signed {
			block: Block,
		}
		#[derive(Deserialize)]
		struct Block {
			extrinsics: Vec<sp_core::Bytes>,
		}
		let signed: Option<Signed> = self.request("chain_getBlock", json!([block])).await?;
		let signed = signed
			.ok_or_else(|| self.connection.nonsense("chain_getBlock", "there is no such block"))?;
		Ok(signed.block.extrinsics.into_iter().map(|bytes| bytes.0).collect())
	}

	/// The best blocks, as they come.
	pub async fn heads(&self) -> Result<Heads, Failure> {
		Ok(Heads { node: self.clone(), stream: self.subscribe_heads().await?, ended: 0 })
	}

	async fn subscribe_heads(&self) -> Result<Stream, Failure> {
		let method = "chain_subscribeNewHeads";
		self.connection
			.subscribe(method, json!([]), "chain_unsubscribeNewHeads")
			.await
			.map_err(|error| self.connection.failed(method, &error))
	}

	/// Asks for something that may not be there.
	async fn known<R: DeserializeOwned>(
		&self,
		method: &str,
		params: Value,
		absent: i32,
	) -> Result<Option<R>, Failure> {
		match self.connection.ask(method, params).await? {
			Ok(found) => Ok(Some(found)),
			Err(told) if told.code == absent => Ok(None),
			Err(told) => Err(self.connection.refused(method, &told)),
		}
	}

	/// A job, with what was asked for.
	pub async fn job(
		&self,
		id: JobId,
		at: Option<H256>,
	) -> Result<Option<At<JobDetails>>, Failure> {
		self.known("gpu_job", json!([id, at]), code::JOB_UNKNOWN).await
	}

	/// What happened to a job from a block of the best chain on.
	pub async fn job_events(&self, id: JobId, from: u32) -> Result<Vec<BlockEvents>, Failure> {
		let (mut found, mut next) = (Vec::new(), Some(from));
		while let Some(from) = next {
			let page: Page<BlockEvents, u32> =
				self.request("gpu_jobEvents", json!([id, from])).await?;
			found.extend(page.entries);
			next = page.next;
		}
		Ok(found)
	}

	/// A provider, if the account is one.
	pub async fn provider(&self, operator: &AccountId32) -> Result<Option<Provider>, Failure> {
		self.known("gpu_provider", json!([operator]), code::PROVIDER_UNKNOWN).await
	}

	/// The providers, or the first so many.
	pub async fn providers(&self, limit: u32) -> Result<Vec<Provider>, Failure> {
		let page: Page<Provider, AccountId32> =
			self.request("gpu_providers", json!([null, limit])).await?;
		Ok(page.entries)
	}

	/// An operator's pool, if it has one.
	pub async fn pool(&self, operator: &AccountId32) -> Result<Option<Pool>, Failure> {
		self.known("gpu_pool", json!([operator]), code::POOL_UNKNOWN).await
	}

	/// A kernel, if it is registered.
	pub async fn kernel(&self, id: &KernelId) -> Result<Option<Kernel>, Failure> {
		self.known("gpu_kernel", json!([id]), code::KERNEL_UNKNOWN).await
	}

	/// What submitting a job would put on hold, or why the chain would refuse it.
	pub async fn quote(
		&self,
		spec: &JobSpec,
		offer: &Offer,
	) -> Result<Result<At<Quote>, UserError>, Failure> {
		self.connection.ask("gpu_quote", json!([spec, offer])).await
	}
}

/// The best blocks, as they come. A lost connection is taken up again: the next block is then the
/// best one, and those between have to be asked for.
pub struct Heads {
	node: Node,
	stream: Stream,
	/// Subscriptions that ended without a word since the last block.
	ended: u32,
}

impl Heads {
	/// The next one.
	pub async fn next(&mut self) -> Result<Header, Failure> {
		loop {
			match self.stream.next().await {
				Some(head) => {
					self.ended = 0;
					return serde_json::from_str(head.get()).map_err(|error| {
						let method = "chain_subscribeNewHeads";
						self.node.connection.nonsense(method, &error.to_string())
					});
				},
				None if self.ended < MAX_ENDED => {
					self.ended += 1;
					self.stream = self.node.subscribe_heads().await?;
				},
				None => return Err(self.node.connection.lost("the node ends every subscription")),
			}
		}
	}
}

/// A header's block.
pub fn block_of(header: &Header) -> BlockRef {
	let bytes = codec::Encode::encode(header);
	BlockRef {
		number: u32::try_from(header.number).unwrap_or(u32::MAX),
		hash: H256(sp_crypto_hashing::blake2_256(&bytes)),
	}
}

fn unreadable(url: &str, error: &(dyn Error + 'static)) -> Failure {
	Failure::node(format!(
		"the node at {url} doesn't let its chain be read: {}",
		crate::socket::causes(error)
	))
	.advice("look at the node's log; it may still be starting, or have pruned that block")
}
