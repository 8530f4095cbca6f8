//! A chain that says what a test tells it to, without a node.

use assay_market::{
	Assignment, Grid, Job, JobEvent, JobSpec, Kernel, KernelCost, KernelId, Offer, Order, Page,
	Pool, Provider, Quote, Refused,
};
use assay_rpc::{DeviceList, Gpu, GpuServer, NewBlocks};
use assay_runtime_api::MarketApi;
use futures::{channel::mpsc, future::BoxFuture, Stream, StreamExt};
use jsonrpsee::RpcModule;
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{
	BlockStatus, CachedHeaderMetadata, Error, HeaderBackend, HeaderMetadata, Info,
};
use sp_core::{traits::SpawnNamed, H256};
use sp_runtime::{
	generic, traits::BlakeTwo256, traits::Header as _, AccountId32, Digest, OpaqueExtrinsic,
};
use std::{
	collections::BTreeMap,
	pin::Pin,
	sync::{Arc, Mutex, MutexGuard},
};
use tokio::runtime::Handle;

pub type Header = generic::Header<u32, BlakeTwo256>;
pub type Block = generic::Block<Header, OpaqueExtrinsic>;

/// What the market is in one block.
#[derive(Clone, Default)]
pub struct State {
	pub jobs: BTreeMap<u64, Job>,
	pub orders: BTreeMap<u64, Order>,
	pub events: Vec<(u64, JobEvent)>,
	pub providers: Vec<Provider>,
	pub pools: BTreeMap<AccountId32, Pool>,
	pub kernels: BTreeMap<KernelId, Kernel>,
	pub quote: Option<Result<Quote, Refused>>,
	/// Whether the node has thrown it away.
	pub pruned: bool,
}

#[derive(Default)]
struct Blocks {
	known: BTreeMap<H256, (Header, State)>,
	best: Vec<H256>,
	finalised: u32,
	wake: Vec<mpsc::UnboundedSender<()>>,
}

/// A chain of blocks, the best ones among them in a list.
#[derive(Clone, Default)]
pub struct TestChain(Arc<Mutex<Blocks>>);

impl TestChain {
	/// A chain with a first block in which there is nothing.
	pub fn new() -> Self {
		let chain = Self::default();
		chain.grow(State::default());
		chain
	}

	fn blocks(&self) -> MutexGuard<'_, Blocks> {
		self.0.lock().expect("no test panics with the lock")
	}

	/// Adds a block to the best chain, and says its hash.
	pub fn grow(&self, state: State) -> H256 {
		let mut blocks = self.blocks();
		let number = blocks.best.len() as u32;
		// Two blocks of the same number differ in their salt.
		let salt = H256::from_low_u64_be(blocks.known.len() as u64);
		let parent = blocks.best.last().copied().unwrap_or_default();
		let header = Header::new(number, salt, H256::zero(), parent, Digest::default());
		let hash = header.hash();
		blocks.known.insert(hash, (header, state));
		blocks.best.push(hash);
		hash
	}

	/// Leaves the best chain behind a block: what comes next is a fork.
	pub fn fork_after(&self, number: u32) {
		self.blocks().best.truncate(number as usize + 1);
	}

	/// Makes a block final.
	pub fn finalise(&self, number: u32) {
		self.blocks().finalised = number;
	}

	/// Changes what is known of the best block.
	pub fn change(&self, change: impl FnOnce(&mut State)) {
		let mut blocks = self.blocks();
		let best = *blocks.best.last().expect("there is a first block");
		let (_, state) = blocks.known.get_mut(&best).expect("it was put there");
		change(state);
	}

	/// What is known of the best block, but its events.
	pub fn state(&self) -> State {
		let blocks = self.blocks();
		let best = blocks.best.last().expect("there is a first block");
		let mut state = blocks.known[best].1.clone();
		state.events.clear();
		state
	}

	/// Wakes who waits for blocks.
	pub fn wake(&self) {
		let wake = &self.blocks().wake;
		wake.iter().for_each(|wake| {
			let _ = wake.unbounded_send(());
		});
	}

	/// The methods, answered from this chain.
	pub fn methods(&self, devices: Arc<dyn DeviceList>) -> RpcModule<()> {
		let executor = Arc::new(OnTokio(Handle::current()));
		let gpu = Gpu::<Block, _>::new(Arc::new(self.clone()), devices, executor);
		let mut module = RpcModule::new(());
		module.merge(gpu.into_rpc()).expect("nothing has the same name");
		module
	}

	fn at<T>(&self, at: H256, look: impl FnOnce(&State) -> T) -> Result<T, ApiError> {
		let blocks = self.blocks();
		let (_, state) =
			blocks.known.get(&at).ok_or_else(|| ApiError::UnknownBlock(format!("{at:?}")))?;
		match state.pruned {
			// What the database says.
			true => Err(ApiError::Application(Box::new(Error::UnknownBlock(format!(
				"State already discarded for {at:?}"
			))))),
			false => Ok(look(state)),
		}
	}
}

#[derive(Clone)]
struct OnTokio(Handle);

impl SpawnNamed for OnTokio {
	fn spawn_blocking(
		&self,
		name: &'static str,
		group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.spawn(name, group, future);
	}

	fn spawn(
		&self,
		_name: &'static str,
		_group: Option<&'static str>,
		future: BoxFuture<'static, ()>,
	) {
		self.0.spawn(future);
	}
}

impl NewBlocks<Block> for TestChain {
	fn new_blocks(&self) -> Pin<Box<dyn Stream<Item = ()> + Send>> {
		let (wake, wakes) = mpsc::unbounded();
		self.blocks().wake.push(wake);
		wakes.boxed()
	}
}

impl HeaderBackend<Block> for TestChain {
	fn header(&self, hash: H256) -> sp_blockchain::Result<Option<Header>> {
		let header = self.blocks().known.get(&hash).map(|(header, _)| header.clone());
		Ok(header)
	}

	fn info(&self) -> Info<Block> {
		let blocks = self.blocks();
		let number = blocks.best.len() as u32 - 1;
		Info {
			best_hash: blocks.best[number as usize],
			best_number: number,
			genesis_hash: blocks.best[0],
			finalized_hash: blocks.best[blocks.finalised as usize],
			finalized_number: blocks.finalised,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}

	fn status(&self, hash: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(match self.blocks().known.contains_key(&hash) {
			true => BlockStatus::InChain,
			false => BlockStatus::Unknown,
		})
	}

	fn number(&self, hash: H256) -> sp_blockchain::Result<Option<u32>> {
		Ok(self.header(hash)?.map(|header| header.number))
	}

	fn hash(&self, number: u32) -> sp_blockchain::Result<Option<H256>> {
		Ok(self.blocks().best.get(number as usize).copied())
	}
}

impl HeaderMetadata<Block> for TestChain {
	type Error = Error;

	fn header_metadata(&self, hash: H256) -> Result<CachedHeaderMetadata<Block>, Error> {
		let header = self.header(hash)?;
		let header = header.ok_or_else(|| Error::UnknownBlock(format!("{hash:?}")))?;
		Ok(CachedHeaderMetadata::from(&header))
	}

	fn insert_header_metadata(&self, _hash: H256, _metadata: CachedHeaderMetadata<Block>) {}

	fn remove_header_metadata(&self, _hash: H256) {}
}

impl ProvideRuntimeApi<Block> for TestChain {
	type Api = Self;

	fn runtime_api(&self) -> ApiRef<'_, Self> {
		self.clone().into()
	}
}

type At = H256;

sp_api::mock_impl_runtime_apis! {
	impl MarketApi<Block, AccountId32, u32> for TestChain {
		#[advanced]
		fn job(&self, at: At, id: u64) -> Result<Option<Job>, ApiError> {
			self.at(at, |state| state.jobs.get(&id).cloned())
		}

		#[advanced]
		fn jobs(&self, at: At, from: u64, limit: u32) -> Result<Page<u64, u64>, ApiError> {
			self.at(at, |state| {
				let mut ids = state.jobs.range(from..).map(|(id, _)| *id);
				let entries = ids.by_ref().take(limit as usize).collect();
				Page { entries, next: ids.next() }
			})
		}

		#[advanced]
		fn job_order(
			&self,
			at: At,
			id: u64,
		) -> Result<Option<Order>, ApiError> {
			self.at(at, |state| state.orders.get(&id).cloned())
		}

		#[advanced]
		fn job_events(&self, at: At, id: u64) -> Result<Vec<JobEvent>, ApiError> {
			self.at(at, |state| {
				let about = state.events.iter().filter(|(job, _)| *job == id);
				about.map(|(_, event)| event.clone()).collect()
			})
		}

		#[advanced]
		fn quote(
			&self,
			at: At,
			_spec: JobSpec,
			_offer: Offer,
		) -> Result<Result<Quote, Refused>, ApiError> {
			self.at(at, |state| state.quote.clone().expect("the test says what it is"))
		}

		#[advanced]
		fn eligible_providers(
			&self,
			at: At,
			_spec: JobSpec,
			_offer: Offer,
			from: u32,
			limit: u32,
		) -> Result<Result<Page<Provider, u32>, Refused>, ApiError> {
			self.at(at, |state| {
				let (from, limit) = (from as usize, limit as usize);
				let rest = state.providers.iter().skip(from);
				Ok(Page {
					entries: rest.take(limit).cloned().collect(),
					next: (from + limit < state.providers.len()).then_some((from + limit) as u32),
				})
			})
		}

		#[advanced]
		fn provider(
			&self,
			at: At,
			operator: AccountId32,
		) -> Result<Option<Provider>, ApiError> {
			self.at(at, |state| {
				state.providers.iter().find(|one| one.operator == operator).cloned()
			})
		}

		#[advanced]
		fn providers(
			&self,
			at: At,
			after: Option<AccountId32>,
			limit: u32,
		) -> Result<Page<Provider, AccountId32>, ApiError> {
			self.at(at, |state| {
				let before = after.map_or(0, |after| {
					1 + state.providers.iter().position(|one| one.operator == after).expect("it is one")
				});
				let mut rest = state.providers.iter().skip(before).cloned();
				let entries: Vec<_> = rest.by_ref().take(limit as usize).collect();
				let last = entries.last().map(|one| one.operator.clone());
				Page { entries, next: rest.next().and(last) }
			})
		}

		#[advanced]
		fn pool(&self, at: At, operator: AccountId32) -> Result<Option<Pool>, ApiError> {
			self.at(at, |state| state.pools.get(&operator).cloned())
		}

		#[advanced]
		fn kernel(
			&self,
			at: At,
			id: KernelId,
		) -> Result<Option<Kernel>, ApiError> {
			self.at(at, |state| state.kernels.get(&id).cloned())
		}

		fn kernel_cost(
			_kernel: KernelId,
			_params: Vec<u32>,
			_grid: Grid,
		) -> Result<KernelCost, Refused> {
			Err(Refused::KernelUnknown)
		}

		fn work(_worker: [u8; 32]) -> Vec<Assignment> {
			Vec::new()
		}
	}
}
