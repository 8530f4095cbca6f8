//! Answers the methods.

use crate::{
	chain::{page, refused, Chain, MarketClient},
	check,
	limits::{MAX_CHECKS, MAX_WATCHES, MAX_WATCHES_PER_CONNECTION},
	slots::{Shares, Slots},
	watch::Watch,
	Code, DeviceList, Devices, Failure, GpuServer,
};
use assay_market::{
	json::Written, At, BlockEvents, BlockRef, CheckOptions, Job, JobDetails, JobId, JobSpec,
	Kernel, KernelCheck, KernelId, KernelInput, Offer, Page, Pool, Provider, Quote,
};
use assay_runtime_api::MarketApi;
use futures::FutureExt;
use jsonrpsee::{core::RpcResult, ConnectionId, PendingSubscriptionSink};
use sc_rpc::SubscriptionTaskExecutor;
use sp_core::H256;
use sp_runtime::{
	traits::{Block as BlockT, Header as HeaderT},
	AccountId32,
};
use std::sync::Arc;

/// Answers the methods of [`GpuServer`] from a chain and a node's devices.
pub struct Gpu<Block, C> {
	chain: Chain<Block, C>,
	devices: Arc<dyn DeviceList>,
	executor: SubscriptionTaskExecutor,
	checks: Slots,
	watches: Shares<usize>,
}

impl<Block, C> Gpu<Block, C>
where
	Block: BlockT<Hash = H256, Header: HeaderT<Number = u32>>,
	C: MarketClient<Block>,
{
	/// Answers from the chain that a client knows.
	pub fn new(
		client: Arc<C>,
		devices: Arc<dyn DeviceList>,
		executor: SubscriptionTaskExecutor,
	) -> Self {
		Self {
			chain: Chain::new(client),
			devices,
			executor,
			checks: Slots::new(MAX_CHECKS),
			watches: Shares::new(MAX_WATCHES, MAX_WATCHES_PER_CONNECTION),
		}
	}

	fn known_job(&self, at: BlockRef, id: JobId) -> Result<Job, Failure> {
		let job = self.chain.job(at, id)?;
		job.ok_or_else(|| Failure::unknown_job(at, id))
	}
}

/// What a job asks for, as the chain reads it.
fn for_chain(spec: Written<JobSpec>, offer: Written<Offer>) -> Result<(JobSpec, Offer), Failure> {
	Ok((spec.read("")?, offer.read("the offer")?))
}

impl<Block, C> GpuServer for Gpu<Block, C>
where
	Block: BlockT<Hash = H256, Header: HeaderT<Number = u32>>,
	C: MarketClient<Block>,
{
	fn job(&self, id: JobId, at: Option<H256>) -> RpcResult<At<JobDetails>> {
		let at = self.chain.at(at)?;
		let job = self.known_job(at, id)?;
		let order = self.chain.ask(at, |api, hash| api.job_order(hash, id))?;
		Ok(At { at, answer: JobDetails { job, order } })
	}

	fn jobs(
		&self,
		from: Option<JobId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Job, JobId>> {
		let at = self.chain.at(at)?;
		let (from, limit) = (from.unwrap_or(0), page(limit));
		let ids = self.chain.ask(at, |api, hash| api.jobs(hash, from, limit))?;
		let entries = ids.entries.into_iter().map(|id| self.known_job(at, id));
		Ok(Page { entries: entries.collect::<Result<_, _>>()?, next: ids.next })
	}

	fn job_events(
		&self,
		id: JobId,
		from: u32,
		limit: Option<u32>,
	) -> RpcResult<Page<BlockEvents, u32>> {
		let (entries, next) = self.chain.events_from(id, from, page(limit))?;
		Ok(Page { entries, next })
	}

	fn provider(&self, operator: AccountId32, at: Option<H256>) -> RpcResult<Provider> {
		let at = self.chain.at(at)?;
		let known = self.chain.ask(at, |api, hash| api.provider(hash, operator.clone()))?;
		Ok(known.ok_or_else(|| {
			Failure::new(
				Code::ProviderUnknown,
				format!(
					"{operator} is no provider at block {}: it becomes one with `providers.register`",
					at.number
				),
			)
		})?)
	}

	fn providers(
		&self,
		after: Option<AccountId32>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Provider, AccountId32>> {
		let at = self.chain.at(at)?;
		Ok(self.chain.ask(at, |api, hash| api.providers(hash, after, page(limit)))?)
	}

	fn eligible_providers(
		&self,
		spec: Written<JobSpec>,
		offer: Written<Offer>,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Provider, u32>> {
		let at = self.chain.at(at)?;
		let (spec, offer) = for_chain(spec, offer)?;
		let (from, limit) = (from.unwrap_or(0), page(limit));
		let found = self
			.chain
			.ask(at, |api, hash| api.eligible_providers(hash, spec, offer, from, limit))?
			.map_err(refused)?;
		Ok(found)
	}

	fn pool(&self, operator: AccountId32, at: Option<H256>) -> RpcResult<Pool> {
		let at = self.chain.at(at)?;
		let known = self.chain.ask(at, |api, hash| api.pool(hash, operator.clone()))?;
		Ok(known.ok_or_else(|| {
			Failure::new(
				Code::PoolUnknown,
				format!(
					"{operator} has no pool at block {}: it opens one with `stake.bond`",
					at.number
				),
			)
		})?)
	}

	fn kernel(&self, id: KernelId, at: Option<H256>) -> RpcResult<Kernel> {
		let at = self.chain.at(at)?;
		let known = self.chain.ask(at, |api, hash| api.kernel(hash, id))?;
		Ok(known.ok_or_else(|| {
			Failure::new(
				Code::KernelUnknown,
				format!(
					"kernel {:?} isn't registered at block {}: `kernels.register` does it",
					H256(id.0),
					at.number
				),
			)
		})?)
	}

	fn quote(
		&self,
		spec: Written<JobSpec>,
		offer: Written<Offer>,
		at: Option<H256>,
	) -> RpcResult<At<Quote>> {
		let at = self.chain.at(at)?;
		let (spec, offer) = for_chain(spec, offer)?;
		let quote =
			self.chain.ask(at, |api, hash| api.quote(hash, spec, offer))?.map_err(refused)?;
		Ok(At { at, answer: quote })
	}

	fn check_kernel(
		&self,
		kernel: Written<KernelInput>,
		options: Option<Written<CheckOptions>>,
	) -> RpcResult<KernelCheck> {
		let read = || -> Result<_, Failure> {
			let options = options.map(|options| options.read("the options")).transpose()?;
			Ok((kernel.read("the kernel")?, options.unwrap_or_default()))
		};
		let (kernel, options) = read()?;
		Ok(check::within_bounds(&self.checks, kernel, options)?)
	}

	fn devices(&self) -> RpcResult<Devices> {
		Ok(self.devices.devices())
	}

	fn subscribe_job(&self, pending: PendingSubscriptionSink, id: JobId) {
		let watch = Watch::new(self.chain.clone(), id);
		let ConnectionId(connection) = pending.connection_id();
		let share = self.watches.take(connection);
		self.executor.spawn(
			"gpu-job-subscription",
			Some("rpc"),
			watch.serve(pending, share).boxed(),
		);
	}
}
