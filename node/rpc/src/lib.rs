//! The market over JSON-RPC: what may be asked, and the answers.
//!
//! Wallets, the command line and web pages read the market through these methods. `docs/json-rpc.md`
//! is the manual; the types here are what it is checked against. [`GpuClient`] asks a node,
//! [`GpuServer`] is what a node implements.
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
mod spec;

pub use api::{GpuClient, GpuServer};
pub use block::BlockRef;
pub use device::{Device, DeviceKind, DeviceList, DeviceState, Devices, NoService, ServiceState};
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
pub use spec::{Blob, Input, Offer, Output, Pass, Rule, Source, Spec, Tiles, TooMuch};
