//! The market over JSON-RPC: what may be asked, and the answers.
//!
//! Wallets, the command line and web pages read the market through these methods. `docs/json-rpc.md`
//! is the manual, checked against the types here. [`GpuClient`] asks a node; [`Gpu`] answers from a
//! node's client, by the runtime API `MarketApi`, and from its [`DeviceList`].
//!
//! ```
//! use assay_rpc::{Amount, Offer};
//!
//! let offer: Offer = serde_json::from_str(
//!     r#"{ "price": "2000000000000", "deadline": 20, "patience": 100, "samples": 2 }"#,
//! )
//! .unwrap();
//! assert_eq!(offer.price, Amount(2_000_000_000_000));
//! ```
//!
//! # Terms
//!
//! - **amount**: money in the token's smallest unit, as a decimal string.
//! - **page**: a part of a list, and what to ask the next one with.
//! - **update**: what a subscription tells of a job.

mod api;
mod block;
mod chain;
mod check;
mod device;
mod error;
mod event;
mod job;
mod kernel;
pub mod limits;
mod numbers;
mod page;
mod provider;
pub mod refusal;
mod server;
mod slots;
mod spec;
mod watch;

pub use api::{GpuClient, GpuServer};
pub use block::BlockRef;
pub use chain::{MarketClient, NewBlocks};
pub use device::{Device, DeviceList, Devices, NoService, ServiceState};
pub use error::{Code, Failure, Refusal};
pub use event::{BlockEvents, Fault, JobEvent, JobUpdate, Setback, Verdict};
pub use job::{
	Demand, Ending, Escrow, Job, JobDetails, JobId, JobState, Order, Place, Progress, Quote, Run,
	Sample,
};
pub use kernel::{
	Binding, CheckOptions, CheckedKernel, Diagnostic, Floats, Interface, Kernel, KernelCheck,
	KernelFuel, KernelInput, Names, Param, Severity,
};
pub use numbers::{Amount, Count};
pub use page::Page;
pub use provider::{DeviceLimits, FloatModes, Pool, Provider, ProviderDevice};
pub use server::Gpu;
pub use spec::{Blob, Input, Offer, Output, Pass, Rule, Source, Spec, Tiles, TooMuch};
