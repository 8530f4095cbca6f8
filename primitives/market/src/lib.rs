//! The market's words, each once: what pallets store, the runtime answers, the JSON-RPC sends, the
//! GPU service reads and clients write.
//!
//! SCALE always; JSON with the feature `std` (see [`json`]). Nothing here knows a pallet or a runtime:
//! what depends on one is generic over `AccountId` and `BlockNumber`, which are those of this chain
//! where nobody says otherwise.
//!
//! ```
//! use assay_market::{InputSource, JobBuilder, PassBuilder, Shape};
//! use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
//!
//! // output[i] = 3 * input[i]
//! let mut header = Header::new(FloatMode::Strict);
//! (header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], 1, 1);
//! let triple = Builder::new(header)
//!     .builtin(Reg(0), Builtin::GlobalX)
//!     .load(Space::Input(0), Reg(1), Reg(0))
//!     .binary(BinaryOp::Mul, Reg(1), Reg(1), 3u32)
//!     .store(Space::Output(0), Reg(0), Reg(1))
//!     .finish();
//!
//! // Twice in a row: the second pass reads what the first made.
//! let pass = |from| PassBuilder::new(&triple, [16, 1, 1]).read(from).write(1024, Shape::flat(64));
//! let work = JobBuilder::new()
//!     .input(&[1; 4096])
//!     .pass(pass(InputSource::Job(0)))
//!     .pass(pass(InputSource::Pass { pass: 0, output: 0 }))
//!     .finish()
//!     .unwrap();
//! let plan = work.plan();
//! assert_eq!(plan.workgroups(), 32);
//! assert_eq!(plan.fuel().0, 32 * plan.passes()[0].workgroup_fuel.0);
//!
//! // What is wrong is said with its place and its numbers.
//! let bad = JobBuilder::new().pass(pass(InputSource::Job(0))).finish().unwrap_err();
//! assert_eq!(bad.to_string(), "input 0 of pass 0 is job input 0, but the job has 0 inputs");
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

mod bad_spec;
mod build;
mod capability;
mod device;
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
pub use bad_spec::BadSpec;
pub use build::{JobBuilder, PassBuilder};
pub use capability::{Capability, DeviceLimits, FloatModes};
pub use device::{DeviceKind, DeviceState, Readiness};
pub use draw::{draw_place, draw_samples, Samples};
pub use event::JobEvent;
pub use evidence::Evidence;
pub use grid::{Grid, PassWork, Place};
pub use job::{Demand, Job, JobId, JobState, Order, Progress, Run, Sample};
pub use kernel::{Floats, Interface, Kernel, KernelAbout, KernelCost, KernelId};
pub use money::{Balance, Escrow, PricePerGigaFuel, Quote, ASY, DECIMALS, SYMBOL};
#[cfg(feature = "std")]
pub use node::{
	At, Binding, BlockEvents, BlockRef, CheckOptions, CheckedKernel, Diagnostic, JobDetails,
	JobUpdate, KernelCheck, KernelFuel, KernelInput, Names, Param, Severity,
};
pub use offer::Offer;
pub use outcome::{DeclineReason, Ending, Fault, Setback};
pub use page::Page;
pub use plan::{PassPlan, Plan};
pub use provider::{Ask, Name, Pool, Profile, Provider, ProviderDevice, ProviderDevices};
pub use refused::Refused;
pub use spec::{CompareRule, InputSource, JobInput, JobSpec, OutputSpec, PassSpec, Shape};
pub use tag::{Tag, TagTooLong};
pub use task::{Assignment, Task};
pub use verdict::VerdictKind;
pub use work::{BadWork, Work};
pub use worker_key::{possession_message, WORKER_KEY_TYPE};
