//! The primitives as a chain's runtime would hold them, for `benches/wasm/host` to call.

#![no_std]

extern crate alloc;

#[cfg(feature = "primitives")]
mod calls;
mod memory;
