//! What a node tells of the market over JSON-RPC, as `docs/json-rpc.md` has it.

mod block;
mod event;
mod job;
mod kernel;
mod numbers;
mod page;
mod provider;
mod spec;

pub use block::BlockRef;
pub use event::{BlockEvents, Fault, JobEvent, JobUpdate, Setback, Verdict};
pub use job::{
	Demand, Ending, Escrow, Job, JobDetails, JobId, JobState, Order, Place, Progress, Quote, Run,
	Sample,
};
pub use kernel::Kernel;
pub use numbers::{Amount, Count};
pub use page::Page;
pub use provider::{DeviceLimits, FloatModes, Pool, Provider, ProviderDevice};
pub use spec::{Blob, Input, Offer, Output, Pass, Rule, Source, Spec, Tiles, TooMuch};
