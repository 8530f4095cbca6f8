//! The market's words, each once: what pallets store, the runtime answers, the JSON-RPC sends, the
//! GPU service reads and clients write.
//!
//! SCALE always; JSON with the feature `std` (see [`json`]). Nothing here knows a pallet or a runtime:
//! what depends on one is generic over `AccountId` and `BlockNumber`, which are those of this chain
//! where nobody says otherwise.
//!
//! ```
//! use assay_touchstone::{Builder, Builtin, FloatMode, Header, Program, Reg, Space};
//! use assay_market::{CompareRule, Grid, InputSource, JobSpec, KernelId, OutputSpec, PassSpec, Shape};
//! use sp_runtime::BoundedVec;
//!
//! // Each of 64 lanes writes its own number.
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.outputs) = ([64, 1, 1], 1);
//! let bytecode = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .store(Space::Output(0), Reg(0), Reg(0))
//!     .finish();
//! let program = Program::parse(&bytecode).unwrap();
//!
//! let pass = PassSpec {
//!     kernel: KernelId::of(&bytecode),
//!     grid: Grid([16, 1, 1]),
//!     params: BoundedVec::new(),
//!     inputs: BoundedVec::new(),
//!     outputs: BoundedVec::truncate_from(vec![OutputSpec {
//!         words: 1024,
//!         tiles: Shape::flat(64),
//!         rule: CompareRule::Exact,
//!     }]),
//! };
//! let spec = JobSpec { inputs: BoundedVec::new(), passes: BoundedVec::truncate_from(vec![pass]) };
//! let plan = spec.plan(&[&program]).unwrap();
//! assert_eq!(plan.workgroups(), 16);
//! assert_eq!(plan.fuel().0, 16 * plan.passes()[0].workgroup_fuel.0);
//! ```
//!
//! # Terms
//!
//! - **specification**: what a requester asks to be computed, and nothing about price or time.
//! - **plan**: what a specification means with its kernels at hand: fuel, needs, verification.
//! - **grain**: the token's smallest unit, 10^-12 ASY.
//! - **giga-fuel**: 10^9 lane-operations, what a price is for.
//! - **output, counted over all passes**: outputs are numbered through, those of pass 0 first.
//! - **work**: a specification, its kernels and its plan together, known to mean something.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![warn(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

extern crate alloc;

mod capability;
mod draw;
mod event;
mod evidence;
mod grid;
mod job;
#[cfg(feature = "std")]
pub mod json;
mod kernel;
pub mod limits;
mod money;
#[cfg(feature = "std")]
mod node;
mod offer;
mod outcome;
mod page;
mod plan;
mod provider;
mod refused;
mod spec;
mod tag;
mod task;
mod verdict;
mod work;
mod worker_key;

pub use assay_proof::{BlobHash, BlobLen, BlobRef};
pub use capability::{Capability, DeviceLimits, FloatModes};
pub use draw::{draw_place, draw_samples, Samples};
pub use event::JobEvent;
pub use evidence::Evidence;
pub use grid::{Grid, PassWork, Place};
pub use job::{Demand, Job, JobId, JobState, Order, Progress, Run, Sample};
pub use kernel::{Floats, Interface, Kernel, KernelCost, KernelId, KernelLabel};
pub use money::{Balance, Escrow, PricePerGigaFuel, Quote, ASY, DECIMALS, SYMBOL};
#[cfg(feature = "std")]
pub use node::{
	At, Binding, BlockEvents, BlockRef, CheckOptions, CheckedKernel, Diagnostic, JobDetails,
	JobUpdate, KernelCheck, KernelFuel, KernelInput, Names, Param, Severity,
};
pub use offer::Offer;
pub use outcome::{DeclineReason, Ending, Fault, Setback};
pub use page::Page;
pub use plan::{BadSpec, PassPlan, Plan};
pub use provider::{Ask, Name, Pool, Profile, Provider, ProviderDevice, ProviderDevices};
pub use refused::Refused;
pub use spec::{CompareRule, InputSource, JobInput, JobSpec, OutputSpec, PassSpec, Shape};
pub use tag::{Tag, TagTooLong};
pub use task::{Assignment, Task};
pub use verdict::VerdictKind;
pub use work::{BadWork, Work};
pub use worker_key::{possession_message, WORKER_KEY_TYPE};
