//! Answers to what is asked about the market.

use crate::{
	AccountId, BlockNumber, Jobs, Kernels, Providers, Runtime, RuntimeEvent, Stake, System,
};
use alloc::vec::Vec;
use assay_jobs::{name_of, stage::Stage, OrderRecord};
use assay_kernels::traits::Kernels as _;
use assay_market::{
	limits::MAX_PAGE, Assignment, Demand, Grid, Job, JobEvent, JobId, JobSpec, JobState, Kernel,
	KernelCost, KernelId, Offer, Order, Page, Pool, Progress, Provider, Quote, Refused, Run,
	Sample,
};
use assay_providers::{
	traits::{Candidates, Workers},
	WorkerKey,
};
use assay_stake::traits::{Bonds, Collateral};
use assay_touchstone::{CostError, Fuel};
use sp_runtime::DispatchError;

/// A job, with what it waits for, or how it ended.
pub fn job(id: JobId) -> Option<Job<AccountId, BlockNumber>> {
	let results = assay_jobs::Commitments::<Runtime>::get(id).map(Vec::from);
	if let Some(job) = assay_jobs::Jobs::<Runtime>::get(id) {
		let progress = Progress {
			fuel: job.fuel,
			attempt: job.attempt,
			expires_at: job.expires_at,
			escrow: job.escrow,
		};
		return Some(Job {
			id,
			requester: job.requester,
			results,
			state: state(job.stage),
			progress: Some(progress),
		});
	}
	let ended = assay_jobs::Ended::<Runtime>::get(id)?;
	Some(Job {
		id,
		requester: ended.requester,
		results,
		state: JobState::Over {
			ending: ended.ending,
			operator: ended.operator,
			paid: ended.paid,
			forget_at: ended.forget_at,
		},
		progress: None,
	})
}

fn state(stage: Stage<AccountId, BlockNumber>) -> JobState<AccountId, BlockNumber> {
	let run = |run: assay_jobs::stage::Run<AccountId>| Run {
		operator: run.operator,
		payment: run.payment,
	};
	match stage {
		Stage::Queued(stage) => JobState::Queued {
			before: stage.slot.saturating_sub(assay_jobs::QueueHead::<Runtime>::get()),
		},
		Stage::Assigned(stage) => JobState::Assigned { run: run(stage.run), until: stage.until },
		Stage::Committed(stage) => {
			JobState::Committed { run: run(stage.run), sample_at: stage.sample_at }
		},
		Stage::Sampled(stage) => JobState::Sampled {
			samples: (0u8..)
				.map_while(|index| stage.sample(index))
				.map(|(place, opened)| Sample { place, opened })
				.collect(),
			run: run(stage.run),
			until: stage.until,
		},
		Stage::Opened(stage) => JobState::Opened {
			run: run(stage.run),
			settle_at: stage.settle_at,
			demand: stage.demand.map(|demand| Demand {
				output: demand.output,
				first: demand.first,
				count: demand.count,
				until: demand.until,
			}),
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
pub fn job_order(id: JobId) -> Option<Order<AccountId, BlockNumber>> {
	let OrderRecord { offer, tried, .. } = assay_jobs::Orders::<Runtime>::get(id)?;
	Some(Order { spec: assay_jobs::Specs::<Runtime>::get(id)?, offer, tried: tried.into() })
}

/// What happened to a job in this block.
pub fn job_events(id: JobId) -> Vec<JobEvent<AccountId, BlockNumber>> {
	System::read_events_no_consensus()
		.filter_map(|record| match record.event {
			RuntimeEvent::Jobs(event) => event.into_job_event(),
			_ => None,
		})
		.filter_map(|(job, event)| (job == id).then_some(event))
		.collect()
}

fn refused(error: DispatchError) -> Refused {
	Refused::Job(name_of(error))
}

/// What submitting a job would put on hold.
pub fn quote(spec: JobSpec, offer: Offer<AccountId, BlockNumber>) -> Result<Quote, Refused> {
	Jobs::quote(&spec, &offer).map_err(refused)
}

/// Who could run a job now.
pub fn eligible_providers(
	spec: JobSpec,
	offer: Offer<AccountId, BlockNumber>,
	from: u32,
	limit: u32,
) -> Result<Page<Provider<AccountId, BlockNumber>, u32>, Refused> {
	let (order, collateral_of) = Jobs::order(&spec, offer).map_err(refused)?;
	let (needs, allowed) = (order.needs(), &order.offer.allowed);
	let count = Providers::count();
	let last = from.saturating_add(limit.min(MAX_PAGE)).min(count);
	let fits = |operator: &AccountId| {
		let named = allowed.is_empty() || allowed.contains(operator);
		let bid = Providers::ask(operator, &needs).filter(|_| named)?;
		let collateral = collateral_of(bid.price)?;
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
pub fn provider(operator: AccountId) -> Option<Provider<AccountId, BlockNumber>> {
	let record = assay_providers::Providers::<Runtime>::get(&operator)?;
	let activity = assay_providers::Activity::<Runtime>::get(&operator);
	Some(Provider {
		profile: assay_providers::Profiles::<Runtime>::get(&operator)?,
		ask: record.offer,
		running: activity.running,
		reliability: Providers::reliability(&operator),
		active: assay_providers::Slots::<Runtime>::contains_key(&operator),
		draining: record.draining,
		heard: activity.heard,
		worker: record.worker.into_inner().0,
		free_collateral: Stake::free(&operator),
		devices: record.devices,
		operator,
	})
}

/// All providers, after that of an operator.
pub fn providers(
	after: Option<AccountId>,
	limit: u32,
) -> Page<Provider<AccountId, BlockNumber>, AccountId> {
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
pub fn pool(operator: AccountId) -> Option<Pool> {
	let pool = assay_stake::Pools::<Runtime>::get(&operator)?;
	Some(Pool {
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
pub fn kernel(id: KernelId) -> Option<Kernel<AccountId>> {
	let record = assay_kernels::KernelRecords::<Runtime>::get(id)?;
	Some(Kernel {
		id,
		author: record.author,
		about: record.about,
		royalty: record.royalty,
		deposit: record.deposit,
		uses: record.uses,
		interface: Kernels::program(&id)?.header().into(),
		bytecode: Kernels::bytecode(&id)?,
	})
}

/// What one pass of a kernel takes.
pub fn kernel_cost(kernel: KernelId, params: Vec<u32>, grid: Grid) -> Result<KernelCost, Refused> {
	let program = Kernels::program(&kernel).ok_or(Refused::KernelUnknown)?;
	let terms = Kernels::terms(&kernel).ok_or(Refused::KernelUnknown)?;
	let refused = |error| match error {
		CostError::WrongParamCount => Refused::ParametersDiffer,
		CostError::BoundTooLarge { .. } | CostError::Overflow => Refused::CostUnknown,
	};
	let Fuel(workgroup) = program.workgroup_fuel(&params).map_err(refused)?;
	let Fuel(pass) = program.pass_fuel(&params, grid.0).map_err(refused)?;
	Ok(KernelCost { workgroup, pass, royalty: terms.royalty })
}

/// What the provider with a worker key has to do: no more than it may run at once.
pub fn work(worker: [u8; 32]) -> Vec<Assignment<BlockNumber>> {
	let worker = WorkerKey::from(sp_core::sr25519::Public::from_raw(worker));
	let Some(operator) = Providers::operator_of(&worker) else {
		return Vec::new();
	};
	assay_jobs::Work::<Runtime>::iter_key_prefix(&operator)
		.filter_map(|id| {
			let job = assay_jobs::Jobs::<Runtime>::get(id)?;
			Some(Assignment {
				job: id,
				attempt: job.attempt,
				spec: assay_jobs::Specs::<Runtime>::get(id)?,
				until: job.stage.due()?,
				task: job.stage.task()?,
			})
		})
		.collect()
}
