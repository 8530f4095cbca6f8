//! Kernels that people can use as they are, with data for them and what they should make of it.
//!
//! The kernels are WGSL files in folders of their own, each with a page that says what it computes,
//! how its data lies, and how to run it. This crate is for whoever tests and measures engines: it
//! makes jobs of several sizes and says what has to come out, by plain Rust that is written from
//! the definition and shares nothing with the compiler.
//!
//! ```
//! use assay_kernel_library::{all, Size};
//!
//! let kernel = all().iter().find(|kernel| kernel.name == "prefix-sum").unwrap();
//! let job = kernel.workload(Size::Small, 1);
//! assert_eq!(job.inputs[0].len(), 4 * 4096);
//! assert_eq!(job.passes[0].source.name, "scan.wgsl");
//! assert_eq!(job.expected()[0][..4], job.inputs[0][..4]);
//! ```
//!
//! # Terms
//!
//! - A [`Workload`] is a job: inputs, and [passes](PassSpec) that read inputs or what earlier passes
//!   made. Its result is what the last pass writes.
//! - What it [expects](Workload::expected) is compared by the rule of each output: bit by bit, or
//!   within a tolerance.

#![forbid(unsafe_code)]

mod back_projection;
mod convolution;
mod heat;
mod histogram;
mod layout;
mod life;
mod mandelbrot;
mod matmul_f32;
mod matmul_i8;
mod n_body;
mod option_price;
mod path_tracer;
mod prefix_sum;
mod quantised_network;
mod random;
mod sha256_search;
mod smith_waterman;
mod strict;
mod workload;

pub use workload::{Kernel, OutputSpec, PassSpec, Size, Source, SourceFile, Workload};

/// All kernels.
pub fn all() -> &'static [Kernel] {
	&[
		sha256_search::KERNEL,
		mandelbrot::KERNEL,
		matmul_i8::KERNEL,
		matmul_f32::STRICT,
		matmul_f32::RELAXED,
		quantised_network::KERNEL,
		convolution::KERNEL,
		back_projection::KERNEL,
		smith_waterman::KERNEL,
		life::KERNEL,
		prefix_sum::KERNEL,
		histogram::KERNEL,
		n_body::KERNEL,
		heat::KERNEL,
		option_price::KERNEL,
		path_tracer::KERNEL,
	]
}
