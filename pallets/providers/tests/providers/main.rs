//! Tests of the providers pallet: one file per call and per trait that other pallets use.

#[macro_use]
#[path = "../../../stake/tests/noop/mod.rs"]
mod noop;

mod conduct;
mod dense_index;
mod deregister;
mod drain_and_resume;
mod expire;
mod heartbeat;
mod market;
mod mock;
mod offchain;
mod play;
mod register;
mod set;
mod set_worker;
