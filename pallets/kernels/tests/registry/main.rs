//! Tests of the kernels pallet: one file per call, and what jobs ask for.

#[macro_use]
#[path = "../../../stake/tests/noop/mod.rs"]
mod noop;

mod mock;
mod play;
mod register;
mod remove;
mod set;
mod uses;
