//! Asks the chain: the runtime's answers at a block, and which blocks there are.

use crate::{
	limits::{DEFAULT_PAGE, MAX_EVENT_BLOCKS},
	refusal, Code, Failure,
};
use assay_market::{limits::MAX_PAGE, BlockEvents, BlockRef, Job, JobEvent, JobId, Refused};
use assay_runtime_api::MarketApi;
use futures::{stream, Stream, StreamExt};
use sc_client_api::BlockchainEvents;
use sp_api::{ApiError, ProvideRuntimeApi};
use sp_blockchain::{HeaderBackend, HeaderMetadata};
use sp_core::H256;
use sp_runtime::{traits::Block as BlockT, AccountId32};
use std::{marker::PhantomData, pin::Pin, sync::Arc};

/// Wakes whoever waits for the chain to go on.
pub trait NewBlocks<Block> {
	/// Something for every block that is imported or finalised.
	fn new_blocks(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>>;
}

impl<Block: BlockT, C: BlockchainEvents<Block>> NewBlocks<Block> for C {
	fn new_blocks(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>> {
		let imported = self.import_notification_stream().map(|_| ());
		let finalised = self.finality_notification_stream().map(|_| ());
		stream::select(imported, finalised).boxed()
	}
}

/// A client that can be asked about the market.
pub trait MarketClient<Block: BlockT<Hash = H256>>:
	ProvideRuntimeApi<Block, Api: MarketApi<Block, AccountId32, u32>>
	+ HeaderBackend<Block>
	+ HeaderMetadata<Block>
	+ NewBlocks<Block>
	+ Send
	+ Sync
	+ 'static
{
}

impl<Block, C> MarketClient<Block> for C
where
	Block: BlockT<Hash = H256>,
	C: ProvideRuntimeApi<Block, Api: MarketApi<Block, AccountId32, u32>>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block>
		+ NewBlocks<Block>
		+ Send
		+ Sync
		+ 'static,
{
}

/// The chain, as its market is asked.
pub struct Chain<Block, C> {
	client: Arc<C>,
	block: PhantomData<Block>,
}

impl<Block, C> Clone for Chain<Block, C> {
	fn clone(&self) -> Self {
		Self { client: self.client.clone(), block: PhantomData }
	}
}

/// How many entries a page has.
pub fn page(limit: Option<u32>) -> u32 {
	limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE)
}

impl<Block, C> Chain<Block, C>
where
	Block: BlockT<Hash = H256, Header: sp_runtime::traits::Header<Number = u32>>,
	C: MarketClient<Block>,
{
	/// The chain that a client knows.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}

	/// Something for every block that is imported or finalised.
	pub fn new_blocks(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>> {
		self.client.new_blocks()
	}

	/// The best block.
	pub fn best(&self) -> BlockRef {
		let info = self.client.info();
		BlockRef { number: info.best_number, hash: info.best_hash }
	}

	/// The last block that is final.
	pub fn finalised(&self) -> BlockRef {
		let info = self.client.info();
		BlockRef { number: info.finalized_number, hash: info.finalized_hash }
	}

	/// The block with a hash, or the best one.
	pub fn at(&self, hash: Option<H256>) -> Result<BlockRef, Failure> {
		let Some(hash) = hash else {
			return Ok(self.best());
		};
		match self.client.number(hash) {
			Ok(Some(number)) => Ok(BlockRef { number, hash }),
			Ok(None) => Err(Failure::new(
				Code::BlockUnknown,
				format!(
					"this node knows no block {hash:?}: ask for another, or leave `at` out for the best one"
				),
			)),
			Err(error) => Err(runtime_failed("database", &error)),
		}
	}

	/// Asks the runtime at a block.
	pub fn ask<T>(
		&self,
		at: BlockRef,
		question: impl FnOnce(&C::Api, H256) -> Result<T, ApiError>,
	) -> Result<T, Failure> {
		let api = self.client.runtime_api();
		question(&api, at.hash).map_err(|error| match is_pruned(&error) {
			true => Failure::new(
				Code::StatePruned,
				format!(
					"this node hasn't the state of block {} any more: ask for a later block, or ask a \
					 node that runs with `--state-pruning archive`",
					at.number
				),
			),
			false => runtime_failed("runtime", &error),
		})
	}

	/// A job, if the chain knows it.
	pub fn job(&self, at: BlockRef, id: JobId) -> Result<Option<Job>, Failure> {
		self.ask(at, |api, hash| api.job(hash, id))
	}

	/// What happened to a job in a block.
	pub fn events(&self, at: BlockRef, id: JobId) -> Result<Vec<JobEvent>, Failure> {
		self.ask(at, |api, hash| api.job_events(hash, id))
	}

	/// What happened to a job from a block on, and from which block to go on.
	pub fn events_from(
		&self,
		id: JobId,
		from: u32,
		limit: u32,
	) -> Result<(Vec<BlockEvents>, Option<u32>), Failure> {
		let best = self.best().number;
		let behind = from.saturating_add(MAX_EVENT_BLOCKS).min(best.saturating_add(1));
		let mut found = Vec::new();
		for number in from..behind {
			if found.len() == limit as usize {
				return Ok((found, Some(number)));
			}
			let hash = self.client.hash(number);
			// A fork may have shortened the best chain meanwhile.
			let Some(hash) = hash.map_err(|error| runtime_failed("database", &error))? else {
				return Ok((found, None));
			};
			let block = BlockRef { number, hash };
			let events = self.events(block, id)?;
			if !events.is_empty() {
				found.push(BlockEvents { block, events });
			}
		}
		Ok((found, (behind <= best).then_some(behind)))
	}

	/// The blocks that became part of the best chain after `from`, up to `to`, at most so many as are
	/// looked through for events: the latest.
	pub fn between(&self, from: BlockRef, to: BlockRef) -> Result<Vec<BlockRef>, Failure> {
		let route = sp_blockchain::tree_route(&*self.client, from.hash, to.hash)
			.map_err(|error| runtime_failed("database", &error))?;
		let enacted = route.enacted();
		let skipped = enacted.len().saturating_sub(MAX_EVENT_BLOCKS as usize);
		let enacted = enacted.iter().skip(skipped);
		Ok(enacted.map(|block| BlockRef { number: block.number, hash: block.hash }).collect())
	}
}

/// Whether an error means that a block's state was thrown away.
fn is_pruned(error: &ApiError) -> bool {
	match error {
		ApiError::UnknownBlock(_) => true,
		ApiError::Application(error) => matches!(
			error.downcast_ref::<sp_blockchain::Error>(),
			Some(sp_blockchain::Error::UnknownBlock(_))
		),
		_ => false,
	}
}

fn runtime_failed(what: &str, error: &dyn std::fmt::Display) -> Failure {
	Failure::new(
		Code::RuntimeFailed,
		format!(
			"the chain's {what} gave no answer: {error}. If the node is older than the chain's \
			 runtime, update it"
		),
	)
}

/// What the runtime refuses, in the words of this interface.
pub fn refused(refused: Refused) -> Failure {
	match refused {
		Refused::Job(reason) => Failure::refused(&reason),
		Refused::KernelUnknown => {
			Failure::new(Code::KernelUnknown, refusal::meaning("KernelUnknown"))
		},
		Refused::ParametersDiffer => {
			Failure::new(Code::ParametersDiffer, refusal::meaning("InterfaceDiffers"))
		},
		Refused::CostUnknown => Failure::refused("CostUnknown"),
	}
}
