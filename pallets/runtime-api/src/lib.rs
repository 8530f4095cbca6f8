//! What the node and wallets may ask the runtime about the market.
//!
//! Everything is read at one block and bounded: lists come in pages of at most [`MAX_PAGE`] entries,
//! each with the key from which the next one goes on.
//!
//! # Terms
//!
//! - **view**: what is told of a record, in plain types that don't depend on a runtime's settings.
//! - **page**: a part of a list, and where it goes on.

#![cfg_attr(not(feature = "std"), no_std)]
// The SDK's macro makes public items here that nothing lets us document.
#![allow(missing_docs)]
#![allow(clippy::too_many_arguments)]

extern crate alloc;

mod views;

pub use assay_mailbox::Task;
pub use views::{
	DeviceView, EndView, EventView, JobState, JobView, KernelCost, KernelView, OfferInput,
	OrderView, Page, PoolView, ProviderView, Refused, StageView, WorkView,
};

use alloc::vec::Vec;
use assay_jobs::{JobId, Quote};
use assay_market::{JobSpec, KernelId};
use assay_providers::WorkerKey;
use codec::Codec;

/// The most entries of a page.
pub const MAX_PAGE: u32 = 256;

sp_api::decl_runtime_apis! {
	/// Reads the market.
	pub trait MarketApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// A job, with what it waits for, or how it ended.
		fn job(id: JobId) -> Option<JobView<AccountId, BlockNumber>>;

		/// The numbers of jobs that aren't over, from a number on.
		fn jobs(from: JobId, limit: u32) -> Page<JobId, JobId>;

		/// What was asked for with a job that isn't over.
		fn job_order(id: JobId) -> Option<OrderView<AccountId, BlockNumber>>;

		/// What happened to a job in this block.
		fn job_events(id: JobId) -> Vec<EventView<AccountId, BlockNumber>>;

		/// What submitting a job would put on hold.
		fn quote(
			spec: JobSpec,
			offer: OfferInput<AccountId, BlockNumber>,
		) -> Result<Quote, Refused>;

		/// Who could run a job now, by position in the list of active providers.
		fn eligible_providers(
			spec: JobSpec,
			offer: OfferInput<AccountId, BlockNumber>,
			from: u32,
			limit: u32,
		) -> Result<Page<ProviderView<AccountId, BlockNumber>, u32>, Refused>;

		/// A provider, active or not.
		fn provider(operator: AccountId) -> Option<ProviderView<AccountId, BlockNumber>>;

		/// All providers, after that of an operator, in the order of the chain's storage.
		fn providers(
			after: Option<AccountId>,
			limit: u32,
		) -> Page<ProviderView<AccountId, BlockNumber>, AccountId>;

		/// An operator's pool.
		fn pool(operator: AccountId) -> Option<PoolView>;

		/// A registered kernel.
		fn kernel(id: KernelId) -> Option<KernelView<AccountId>>;

		/// What one pass of a kernel takes.
		fn kernel_cost(kernel: KernelId, params: Vec<u32>, grid: [u32; 3]) -> Result<KernelCost, Refused>;

		/// What the provider with this worker key has to do.
		fn work(worker: WorkerKey) -> Vec<WorkView<BlockNumber>>;
	}
}
