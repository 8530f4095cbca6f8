//! What a node adds to the chain's answers: the block they are true of, and its own compiler's.

mod block;
mod kernel_check;

pub use block::{At, BlockEvents, BlockRef, JobDetails, JobUpdate};
pub use kernel_check::{
	Binding, CheckOptions, CheckedKernel, Diagnostic, KernelCheck, KernelFuel, KernelInput, Names,
	Param, Severity,
};
