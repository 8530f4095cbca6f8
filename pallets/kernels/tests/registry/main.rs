//! Tests of the kernels pallet: one file per call, and what jobs ask for.

mod mock;
mod play;
mod register;
mod remove;
mod set;
mod uses;
