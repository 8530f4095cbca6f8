//! Answers to what is asked about the market.

use crate::{
	AccountId, BlockNumber, Jobs, Kernels, Providers, Runtime, RuntimeEvent, Stake, System,
};
use alloc::{format, vec::Vec};
use assay_jobs::{stage::Stage, JobId, Offer, OrderRecord, Quote};
use assay_kernels::traits::Kernels as _;
use assay_market::{JobSpec, KernelId};
use assay_providers::{
	traits::{Candidates, Needs, Workers},
	WorkerKey,
};
use assay_runtime_api::{
	DeviceView, EndView, EventView, JobState, JobView, KernelCost, KernelView, OfferInput,
	OrderView, Page, PoolView, ProviderView, Refused, StageView, WorkView, MAX_PAGE,
};
use assay_stake::traits::{Bonds, Collateral};
use assay_touchstone::{CostError, Fuel};
use frame_support::BoundedVec;
use sp_runtime::{DispatchError, ModuleError};

type JobRecord = assay_jobs::JobRecord<Runtime>;

/// A job, with what it waits for, or how it ended.
pub fn job(id: JobId) -> Option<JobView<AccountId, BlockNumber>> {
	let results = assay_jobs::Commitments::<Runtime>::get(id).map(Vec::from);
	if let Some(job) = assay_jobs::Jobs::<Runtime>::get(id) {
		return Some(JobView {
			requester: job.requester.clone(),
			results,
			state: JobState::On {
				fuel: job.fuel,
				attempt: job.attempt,
				expires_at: job.expires_at,
				escrow: job.escrow,
				stage: stage(job),
			},
		});
	}
	let ended = assay_jobs::Ended::<Runtime>::get(id)?;
	Some(JobView {
		requester: ended.requester,
		results,
		state: JobState::Over(EndView {
			ending: ended.ending,
			operator: ended.operator,
			paid: ended.paid,
			forget_at: ended.forget_at,
		}),
	})
}

fn stage(job: JobRecord) -> StageView<AccountId, BlockNumber> {
	match job.stage {
		Stage::Queued(stage) => StageView::Queued {
			before: stage.slot.saturating_sub(assay_jobs::QueueHead::<Runtime>::get()),
		},
		Stage::Assigned(stage) => StageView::Assigned {
			operator: stage.run.operator,
			payment: stage.run.payment,
			until: stage.until,
		},
		Stage::Committed(stage) => StageView::Committed {
			operator: stage.run.operator,
			payment: stage.run.payment,
			sample_at: stage.sample_at,
		},
		Stage::Sampled(stage) => StageView::Sampled {
			samples: (0u8..).map_while(|index| stage.sample(index)).collect(),
			operator: stage.run.operator,
			payment: stage.run.payment,
			until: stage.until,
		},
		Stage::Opened(stage) => StageView::Opened {
			operator: stage.run.operator,
			payment: stage.run.payment,
			settle_at: stage.settle_at,
			demand: stage
				.demand
				.map(|demand| (demand.output, demand.first, demand.count, demand.until)),
		},
	}
}

/// The numbers of jobs that aren't over, from a number on.
pub fn jobs(from: JobId, limit: u32) -> Page<JobId, JobId> {
	let end = assay_jobs::NextJob::<Runtime>::get();
	let limit = limit.min(MAX_PAGE) as usize;
	// Looks at so many numbers at most: jobs that are over leave gaps.
	let last = from.saturating_add(u64::from(MAX_PAGE) * 16).min(end);
	let mut entries = Vec::new();
	for id in from..last {
		if entries.len() == limit {
			return Page { entries, next: Some(id) };
		}
		if assay_jobs::Jobs::<Runtime>::contains_key(id) {
			entries.push(id);
		}
	}
	Page { entries, next: (last < end).then_some(last) }
}

/// What was asked for with a job that isn't over.
pub fn job_order(id: JobId) -> Option<OrderView<AccountId, BlockNumber>> {
	let OrderRecord { offer, tried, .. } = assay_jobs::Orders::<Runtime>::get(id)?;
	let attributes = offer.attributes.into_iter();
	Some(OrderView {
		spec: assay_jobs::Specs::<Runtime>::get(id)?,
		offer: OfferInput {
			price: offer.price,
			deadline: offer.deadline,
			patience: offer.patience,
			samples: offer.samples,
			allowed: offer.allowed.into(),
			region: offer.region.map(Into::into),
			attributes: attributes.map(Into::into).collect(),
		},
		tried: tried.into(),
	})
}

/// What happened to a job in this block.
pub fn job_events(id: JobId) -> Vec<EventView<AccountId, BlockNumber>> {
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::Jobs(event) => told_of(id, event),
			_ => None,
		})
		.collect()
}

/// What an event says of a job, if it is about that one.
fn told_of(
	id: JobId,
	event: assay_jobs::Event<Runtime>,
) -> Option<EventView<AccountId, BlockNumber>> {
	use assay_jobs::Event;
	let (job, view) = match event {
		Event::Submitted { job, requester, fuel, escrow } => {
			(job, EventView::Submitted { requester, fuel, escrow })
		},
		Event::Assigned { job, attempt, operator, payment, until } => {
			(job, EventView::Assigned { attempt, operator, payment, until })
		},
		Event::Committed { job, attempt, sample_at } => {
			(job, EventView::Committed { attempt, sample_at })
		},
		Event::Sampled { job, attempt, samples, until } => {
			(job, EventView::Sampled { attempt, samples: samples.into(), until })
		},
		Event::Opened { job, attempt, place, verdict } => {
			(job, EventView::Opened { attempt, place, verdict })
		},
		Event::WindowBegan { job, settle_at } => (job, EventView::WindowBegan { settle_at }),
		Event::Challenged { job, challenger, place, verdict } => {
			(job, EventView::Challenged { challenger, place, verdict })
		},
		Event::Demanded { job, output, first, count, until } => {
			(job, EventView::Demanded { output, first, count, until })
		},
		Event::Delivered { job, output, first, count } => {
			(job, EventView::Delivered { output, first, count })
		},
		Event::SetBack { job, attempt, operator, setback } => {
			(job, EventView::SetBack { attempt, operator, setback })
		},
		Event::Slashed { job, operator, fault, slashed, compensation, bounty, burned } => {
			(job, EventView::Slashed { operator, fault, slashed, compensation, bounty, burned })
		},
		Event::Paid { job, operator, earned, royalties, burned } => {
			(job, EventView::Paid { operator, earned, royalties, burned })
		},
		Event::Ended { job, ending } => (job, EventView::Ended { ending }),
		Event::Stuck { job, error } => (job, EventView::Stuck { error: name_of(error) }),
		Event::__Ignore(..) => return None,
	};
	(job == id).then_some(view)
}

fn offer(input: OfferInput<AccountId, BlockNumber>) -> Result<Offer<Runtime>, Refused> {
	let tag = |bytes: Vec<u8>| BoundedVec::try_from(bytes).map_err(|_| Refused::TooLong);
	let attributes = input.attributes.into_iter().map(tag).collect::<Result<Vec<_>, _>>()?;
	Ok(Offer {
		price: input.price,
		deadline: input.deadline,
		patience: input.patience,
		samples: input.samples,
		allowed: BoundedVec::try_from(input.allowed).map_err(|_| Refused::TooLong)?,
		region: input.region.map(tag).transpose()?,
		attributes: BoundedVec::try_from(attributes).map_err(|_| Refused::TooLong)?,
	})
}

fn refused(error: DispatchError) -> Refused {
	Refused::Job(name_of(error))
}

/// The name of an error. One that comes out of storage has lost it, and is told by its numbers.
fn name_of(error: DispatchError) -> Vec<u8> {
	match error {
		DispatchError::Module(ModuleError { message: Some(message), .. }) => {
			message.as_bytes().to_vec()
		},
		DispatchError::Module(ModuleError { index, error, .. }) => {
			let [number, ..] = error;
			format!("error {number} of pallet {index}").into_bytes()
		},
		other => <&'static str>::from(other).as_bytes().to_vec(),
	}
}

/// What submitting a job would put on hold.
pub fn quote(spec: JobSpec, input: OfferInput<AccountId, BlockNumber>) -> Result<Quote, Refused> {
	Jobs::quote(&spec, &offer(input)?).map_err(refused)
}

/// Who could run a job now.
pub fn eligible_providers(
	spec: JobSpec,
	input: OfferInput<AccountId, BlockNumber>,
	from: u32,
	limit: u32,
) -> Result<Page<ProviderView<AccountId, BlockNumber>, u32>, Refused> {
	let offer = offer(input)?;
	let (order, collateral_of) = Jobs::order(&spec, offer).map_err(refused)?;
	let OrderRecord { offer, .. } = &order;
	let attributes: Vec<&[u8]> = offer.attributes.iter().map(|tag| &tag[..]).collect();
	let needs = Needs {
		price_limit: offer.price,
		limits: order.limits,
		modes: order.modes,
		region: offer.region.as_deref().map(|region| &region[..]),
		attributes: &attributes,
	};
	let count = Providers::count();
	let last = from.saturating_add(limit.min(MAX_PAGE)).min(count);
	let fits = |operator: &AccountId| {
		let named = offer.allowed.is_empty() || offer.allowed.contains(operator);
		let ask = Providers::ask(operator, &needs).filter(|_| named)?;
		let collateral = collateral_of(ask.price)?;
		(Stake::free(operator) >= collateral).then_some(())
	};
	let entries = (from..last)
		.filter_map(Providers::at)
		.filter(|operator| fits(operator).is_some())
		.filter_map(provider)
		.collect();
	Ok(Page { entries, next: (last < count).then_some(last) })
}

/// A provider, active or not.
pub fn provider(operator: AccountId) -> Option<ProviderView<AccountId, BlockNumber>> {
	let record = assay_providers::Providers::<Runtime>::get(&operator)?;
	let profile = assay_providers::Profiles::<Runtime>::get(&operator)?;
	let activity = assay_providers::Activity::<Runtime>::get(&operator);
	let attributes = record.offer.attributes.into_iter();
	let devices = record.devices.into_iter();
	Some(ProviderView {
		name: profile.name.into(),
		endpoint: profile.endpoint.into(),
		price: record.offer.price,
		capacity: record.offer.capacity,
		running: activity.running,
		region: record.offer.region.into(),
		attributes: attributes.map(Into::into).collect(),
		reliability: Providers::reliability(&operator),
		active: assay_providers::Slots::<Runtime>::contains_key(&operator),
		draining: record.draining,
		heard: activity.heard,
		worker: record.worker,
		free_collateral: Stake::free(&operator),
		devices: devices
			.map(|device| DeviceView {
				name: device.name.into(),
				limits: device.limits,
				modes: device.modes,
				score: device.score,
			})
			.collect(),
		operator,
	})
}

/// All providers, after that of an operator.
pub fn providers(
	after: Option<AccountId>,
	limit: u32,
) -> Page<ProviderView<AccountId, BlockNumber>, AccountId> {
	use assay_providers::Providers as Records;
	let limit = limit.clamp(1, MAX_PAGE) as usize;
	// An operator that is gone has a place in the order all the same.
	let mut keys = match after {
		Some(operator) => {
			Records::<Runtime>::iter_keys_from(Records::<Runtime>::hashed_key_for(operator))
		},
		None => Records::<Runtime>::iter_keys(),
	};
	let page: Vec<AccountId> = keys.by_ref().take(limit).collect();
	let next = keys.next().and_then(|_| page.last().cloned());
	Page { entries: page.into_iter().filter_map(provider).collect(), next }
}

/// An operator's pool.
pub fn pool(operator: AccountId) -> Option<PoolView> {
	let pool = assay_stake::Pools::<Runtime>::get(&operator)?;
	Some(PoolView {
		own: Stake::own(&operator),
		bonded: pool.bonded.balance(),
		unbonding: pool.unbonding.balance(),
		reserved: pool.reserved.balance(),
		free: Stake::free(&operator),
		commission: pool.commission,
		members: pool.members,
	})
}

/// A registered kernel.
pub fn kernel(id: KernelId) -> Option<KernelView<AccountId>> {
	let record = assay_kernels::KernelRecords::<Runtime>::get(id)?;
	Some(KernelView {
		author: record.author,
		name: record.about.name.into(),
		source: record.about.source,
		royalty: record.royalty,
		deposit: record.deposit,
		uses: record.uses,
		bytecode: assay_kernels::Bytecodes::<Runtime>::get(id)?.into(),
	})
}

/// What one pass of a kernel takes.
pub fn kernel_cost(
	kernel: KernelId,
	params: Vec<u32>,
	grid: [u32; 3],
) -> Result<KernelCost, Refused> {
	let program = Kernels::program(&kernel).ok_or(Refused::KernelUnknown)?;
	let terms = Kernels::terms(&kernel).ok_or(Refused::KernelUnknown)?;
	let refused = |error| match error {
		CostError::WrongParamCount => Refused::ParametersDiffer,
		CostError::BoundTooLarge { .. } | CostError::Overflow => Refused::CostUnknown,
	};
	let Fuel(workgroup) = program.workgroup_fuel(&params).map_err(refused)?;
	let Fuel(pass) = program.pass_fuel(&params, grid).map_err(refused)?;
	Ok(KernelCost { workgroup, pass, royalty: terms.royalty })
}

/// What the provider with a worker key has to do: no more than it may run at once.
pub fn work(worker: WorkerKey) -> Vec<WorkView<BlockNumber>> {
	let Some(operator) = Providers::operator_of(&worker) else {
		return Vec::new();
	};
	assay_jobs::Work::<Runtime>::iter_key_prefix(&operator)
		.filter_map(|id| {
			let job = assay_jobs::Jobs::<Runtime>::get(id)?;
			Some(WorkView {
				job: id,
				attempt: job.attempt,
				spec: assay_jobs::Specs::<Runtime>::get(id)?,
				until: job.stage.due()?,
				task: job.stage.task()?,
			})
		})
		.collect()
}
