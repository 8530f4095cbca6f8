//! Raised programs on this machine's Vulkan device against the interpreter.
//!
//! Skips visibly where there is no device; with `ASSAY_REQUIRE_GPU` set that is a failure.

mod case;
mod control;
mod gpu;
mod layout;
mod memory;
mod operations;
mod relaxed;
mod strict;
mod values;


