//! What crosses crate borders: blobs, kernel ids, prices, and the specification of a job.
//!
//! The chain stores these types, the node's worker reads them, and clients write them. Nothing here
//! knows a pallet or a runtime.
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
mod blob;
mod build;
mod device;
mod kernel;
pub mod limits;
mod money;
mod plan;
mod spec;
mod work;

pub use bad_spec::BadSpec;
pub use blob::{BlobHash, BlobRef};
pub use build::{JobBuilder, PassBuilder};
pub use device::{DeviceKind, DeviceState, Readiness};
pub use kernel::KernelId;
pub use money::{Balance, PricePerGigaFuel};
pub use plan::{DeviceNeeds, PassPlan, Place, Plan};
pub use spec::{CompareRule, InputSource, JobInput, JobSpec, OutputSpec, PassSpec, Shape};
pub use work::{BadWork, Work};
