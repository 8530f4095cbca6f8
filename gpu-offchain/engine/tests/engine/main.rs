//! Jobs on this machine's device against the interpreter, and what may go wrong.
//!
//! Skips visibly where there is no device; with `ASSAY_REQUIRE_GPU` set that is a failure.

mod agreement;
mod bare;
mod chains;
mod generated;
mod inputs;
mod jobs;
mod kernels;
mod library;
mod machine;
mod memory;
mod refusals;
mod reuse;
mod split;
mod trouble;
