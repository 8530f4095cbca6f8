//! Answers the methods.

use crate::{
	chain::{page, refused, Chain, MarketClient},
	check,
	limits::{MAX_CHECKS, MAX_NAMED, MAX_WATCHES, MAX_WATCHES_PER_CONNECTION, MAX_WORD},
	slots::{Shares, Slots},
	watch::Watch,
	BlockEvents, BlockRef, CheckOptions, Code, DeviceList, Devices, Failure, GpuServer, Job,
	JobDetails, JobId, Kernel, KernelCheck, KernelInput, Offer, Page, Pool, Provider, Quote, Spec,
};
use assay_market::{JobSpec, KernelId};
use assay_runtime_api::{KernelView, MarketApi, OfferInput};
use assay_touchstone::Program;
use futures::FutureExt;
use jsonrpsee::{core::RpcResult, ConnectionId, PendingSubscriptionSink};
use sc_rpc::SubscriptionTaskExecutor;
use sp_core::{Bytes, H256};
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
		job.ok_or_else(|| unknown_job(at, id))
	}
}

/// There is no such job at a block.
pub(crate) fn unknown_job(at: BlockRef, id: JobId) -> Failure {
	Failure::new(
		Code::JobUnknown,
		format!(
			"job {id} is unknown at block {}: no such job was submitted yet, or it was over for so long \
			 that the chain has forgotten it",
			at.number
		),
	)
}

/// What a job asks for, as the chain reads it.
fn for_chain(spec: Spec, offer: Offer) -> Result<(JobSpec, OfferInput<AccountId32, u32>), Failure> {
	let too_much = |what: &str, most: usize| {
		Failure::new(Code::TooMuch, format!("the {what} are more than {most}"))
	};
	if offer.allowed.len() > MAX_NAMED {
		return Err(too_much("allowed accounts of the offer", MAX_NAMED));
	}
	if offer.attributes.len() > MAX_NAMED {
		return Err(too_much("attributes of the offer", MAX_NAMED));
	}
	let mut words = offer.attributes.iter().chain(&offer.region);
	if words.any(|word| word.len() > MAX_WORD) {
		return Err(too_much("bytes of a word of the offer", MAX_WORD));
	}
	let spec = JobSpec::try_from(spec)
		.map_err(|too_much| Failure::new(Code::TooMuch, too_much.to_string()))?;
	Ok((spec, offer.into()))
}

fn kernel(id: H256, view: KernelView<AccountId32>) -> Result<Kernel, Failure> {
	let program =
		Program::parse(&view.bytecode).map_err(|invalid| {
			Failure::new(
			Code::RuntimeFailed,
			format!("this node can't read the bytecode of kernel {id:?} ({invalid}): update the node"),
		)
		})?;
	Ok(Kernel {
		id,
		author: view.author,
		name: String::from_utf8_lossy(&view.name).into_owned(),
		source: view.source.map(|hash| H256(hash.0)),
		royalty: view.royalty.deconstruct(),
		deposit: view.deposit.into(),
		uses: view.uses,
		interface: check::interface(&program),
		bytecode: Bytes(view.bytecode),
	})
}

impl<Block, C> GpuServer for Gpu<Block, C>
where
	Block: BlockT<Hash = H256, Header: HeaderT<Number = u32>>,
	C: MarketClient<Block>,
{
	fn job(&self, id: JobId, at: Option<H256>) -> RpcResult<JobDetails> {
		let at = self.chain.at(at)?;
		let job = self.known_job(at, id)?;
		let order = self.chain.ask(at, |api, hash| api.job_order(hash, id))?;
		Ok(JobDetails { at, job, order: order.map(Into::into) })
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
		Ok(known.map(Into::into).ok_or_else(|| {
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
		let found = self.chain.ask(at, |api, hash| api.providers(hash, after, page(limit)))?;
		Ok(Page { entries: found.entries.into_iter().map(Into::into).collect(), next: found.next })
	}

	fn eligible_providers(
		&self,
		spec: Spec,
		offer: Offer,
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
		Ok(Page { entries: found.entries.into_iter().map(Into::into).collect(), next: found.next })
	}

	fn pool(&self, operator: AccountId32, at: Option<H256>) -> RpcResult<Pool> {
		let at = self.chain.at(at)?;
		let known = self.chain.ask(at, |api, hash| api.pool(hash, operator.clone()))?;
		Ok(known.map(Into::into).ok_or_else(|| {
			Failure::new(
				Code::PoolUnknown,
				format!(
					"{operator} has no pool at block {}: it opens one with `stake.bond`",
					at.number
				),
			)
		})?)
	}

	fn kernel(&self, id: H256, at: Option<H256>) -> RpcResult<Kernel> {
		let at = self.chain.at(at)?;
		let known = self.chain.ask(at, |api, hash| api.kernel(hash, KernelId(id.0)))?;
		let view = known.ok_or_else(|| {
			Failure::new(
				Code::KernelUnknown,
				format!(
					"kernel {id:?} isn't registered at block {}: `kernels.register` does it",
					at.number
				),
			)
		})?;
		Ok(kernel(id, view)?)
	}

	fn quote(&self, spec: Spec, offer: Offer, at: Option<H256>) -> RpcResult<Quote> {
		let at = self.chain.at(at)?;
		let (spec, offer) = for_chain(spec, offer)?;
		let quote =
			self.chain.ask(at, |api, hash| api.quote(hash, spec, offer))?.map_err(refused)?;
		Ok(Quote::of(at, quote))
	}

	fn check_kernel(
		&self,
		kernel: KernelInput,
		options: Option<CheckOptions>,
	) -> RpcResult<KernelCheck> {
		let options = options.unwrap_or_default();
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
