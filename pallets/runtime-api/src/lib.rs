//! What the node and wallets may ask the runtime about the market.
//!
//! Everything is read at one block and bounded: lists come in pages of at most
//! [`MAX_PAGE`](assay_market::limits::MAX_PAGE) entries, each with the key from which the next one goes
//! on. Questions and answers are in the market's words.

#![cfg_attr(not(feature = "std"), no_std)]
// The SDK's macro makes public items here that nothing lets us document.
#![allow(missing_docs)]
#![allow(clippy::too_many_arguments)]

extern crate alloc;

use alloc::vec::Vec;
use assay_market::{
	Assignment, Grid, Job, JobEvent, JobId, JobSpec, Kernel, KernelCost, KernelId, Offer, Order,
	Page, Pool, Provider, Quote, Refused,
};
use codec::Codec;

sp_api::decl_runtime_apis! {
	/// Reads the market.
	pub trait MarketApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// A job, with what it waits for, or how it ended.
		fn job(id: JobId) -> Option<Job<AccountId, BlockNumber>>;

		/// The numbers of jobs that aren't over, from a number on.
		fn jobs(from: JobId, limit: u32) -> Page<JobId, JobId>;

		/// What was asked for with a job that isn't over.
		fn job_order(id: JobId) -> Option<Order<AccountId, BlockNumber>>;

		/// What happened to a job in this block.
		fn job_events(id: JobId) -> Vec<JobEvent<AccountId, BlockNumber>>;

		/// What submitting a job would put on hold.
		fn quote(spec: JobSpec, offer: Offer<AccountId, BlockNumber>) -> Result<Quote, Refused>;

		/// Who could run a job now, by position in the list of active providers.
		fn eligible_providers(
			spec: JobSpec,
			offer: Offer<AccountId, BlockNumber>,
			from: u32,
			limit: u32,
		) -> Result<Page<Provider<AccountId, BlockNumber>, u32>, Refused>;

		/// A provider, active or not.
		fn provider(operator: AccountId) -> Option<Provider<AccountId, BlockNumber>>;

		/// All providers, after that of an operator, in the order of the chain's storage.
		fn providers(
			after: Option<AccountId>,
			limit: u32,
		) -> Page<Provider<AccountId, BlockNumber>, AccountId>;

		/// An operator's pool.
		fn pool(operator: AccountId) -> Option<Pool>;

		/// A registered kernel.
		fn kernel(id: KernelId) -> Option<Kernel<AccountId>>;

		/// What one pass of a kernel takes.
		fn kernel_cost(kernel: KernelId, params: Vec<u32>, grid: Grid) -> Result<KernelCost, Refused>;

		/// What the provider with this worker key has to do.
		fn work(worker: [u8; 32]) -> Vec<Assignment<BlockNumber>>;
	}
}
