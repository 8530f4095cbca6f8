//! What crosses crate borders: blobs, kernel ids, prices, and the specification of a job.
//!
//! The chain stores these types, the node's worker reads them, and clients write them. Nothing here
//! knows a pallet or a runtime.
//!
//! ```
//! use assay_touchstone::{Builder, Builtin, FloatMode, Header, Program, Reg, Space};
//! use assay_market::{CompareRule, InputSource, JobSpec, KernelId, OutputSpec, PassSpec, Shape};
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
//!     grid: [16, 1, 1],
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

mod blob;
mod kernel;
pub mod limits;
mod money;
mod plan;
mod spec;
mod worker_key;

pub use blob::{BlobHash, BlobRef};
pub use kernel::KernelId;
pub use money::{Balance, PricePerGigaFuel, ASY, DECIMALS, SYMBOL};
pub use plan::{BadSpec, DeviceNeeds, PassPlan, Place, Plan};
pub use spec::{CompareRule, InputSource, JobInput, JobSpec, OutputSpec, PassSpec, Shape};
pub use worker_key::{possession_message, WORKER_KEY_TYPE};
