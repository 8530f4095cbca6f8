//! The methods.

use crate::Devices;
use assay_market::{
	json::Written, At, BlockEvents, CheckOptions, Job, JobDetails, JobId, JobSpec, JobUpdate,
	Kernel, KernelCheck, KernelId, KernelInput, Offer, Page, Pool, Provider, Quote,
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_core::H256;
use sp_runtime::AccountId32;

/// The market over JSON-RPC. `at` is a block's hash; without it the best block is asked.
#[rpc(client, server, namespace = "gpu")]
pub trait Gpu {
	/// A job, with what was asked for.
	#[method(name = "job", blocking)]
	fn job(&self, id: JobId, at: Option<H256>) -> RpcResult<At<JobDetails>>;

	/// The jobs that aren't over, from a number on.
	#[method(name = "jobs", blocking)]
	fn jobs(
		&self,
		from: Option<JobId>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Job, JobId>>;

	/// What happened to a job in the blocks from a number on, looking at a bounded number of blocks.
	/// `next` is the block from which to go on, `null` when the best block was reached.
	#[method(name = "jobEvents", blocking)]
	fn job_events(
		&self,
		id: JobId,
		from: u32,
		limit: Option<u32>,
	) -> RpcResult<Page<BlockEvents, u32>>;

	/// A provider, active or not.
	#[method(name = "provider", blocking)]
	fn provider(&self, operator: AccountId32, at: Option<H256>) -> RpcResult<Provider>;

	/// All providers, after that of an account, in an order that means nothing.
	#[method(name = "providers", blocking)]
	fn providers(
		&self,
		after: Option<AccountId32>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Provider, AccountId32>>;

	/// Who could run a job now, by position in the list of active providers. A page may have fewer
	/// entries than asked for, or none, and still not be the last.
	#[method(name = "eligibleProviders", blocking)]
	fn eligible_providers(
		&self,
		spec: Written<JobSpec>,
		offer: Written<Offer>,
		from: Option<u32>,
		limit: Option<u32>,
		at: Option<H256>,
	) -> RpcResult<Page<Provider, u32>>;

	/// An operator's pool.
	#[method(name = "pool", blocking)]
	fn pool(&self, operator: AccountId32, at: Option<H256>) -> RpcResult<Pool>;

	/// A registered kernel.
	#[method(name = "kernel", blocking)]
	fn kernel(&self, id: KernelId, at: Option<H256>) -> RpcResult<Kernel>;

	/// What submitting a job would put on hold.
	#[method(name = "quote", blocking)]
	fn quote(
		&self,
		spec: Written<JobSpec>,
		offer: Written<Offer>,
		at: Option<H256>,
	) -> RpcResult<At<Quote>>;

	/// Compiles and validates a kernel, and tells what it takes. Changes nothing.
	#[method(name = "checkKernel", blocking)]
	fn check_kernel(
		&self,
		kernel: Written<KernelInput>,
		options: Option<Written<CheckOptions>>,
	) -> RpcResult<KernelCheck>;

	/// The devices that this node runs jobs on.
	#[method(name = "devices")]
	fn devices(&self) -> RpcResult<Devices>;

	/// Tells at once how a job is, then on every change, and ends when the job is over and that is
	/// final.
	#[subscription(
		name = "subscribeJob" => "jobUpdate",
		unsubscribe = "unsubscribeJob",
		item = JobUpdate
	)]
	fn subscribe_job(&self, id: JobId);
}
