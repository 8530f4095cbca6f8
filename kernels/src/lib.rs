//! Kernels that people can use as they are, with data for them and what they should make of it.
//!
//! The kernels are WGSL files in folders of their own, each with a page that says what it computes,
//! how its data lies, and how to run it. This crate is for whoever tests and measures engines: it
//! makes jobs of several sizes and says what has to come out, by plain Rust that is written from
//! the definition and shares nothing with the compiler.
//!
//! ```
//! use assay_kernel_library::{find, Size};
//!
//! let kernel = find("prefix-sum").unwrap();
//! let job = kernel.workload(Size::Small, 1);
//! assert_eq!(job.inputs[0].len(), 4 * 4096);
//! assert_eq!(job.passes[0].source.name, "scan.wgsl");
//! assert_eq!(job.expected()[0][..4], job.inputs[0][..4]);
//! ```
//!
//! # Terms
//!
//! - A [`Workload`] is a job: inputs, and [passes](WorkloadPass) that read inputs or what earlier passes
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

pub use workload::{Kernel, Size, SourceFile, Workload, WorkloadPass};

/// The one list of all kernels: gives it to a macro, as `name => module::CONSTANT,` for each.
///
/// A test of every kernel is made from it, so that no kernel is left out. A kernel's name has
/// dashes where this one has underscores.
#[macro_export]
macro_rules! for_each_kernel {
	($then:ident) => {
		$then! {
			sha256_search => sha256_search::KERNEL,
			mandelbrot => mandelbrot::KERNEL,
			matmul_i8 => matmul_i8::KERNEL,
			matmul_f32 => matmul_f32::STRICT,
			matmul_f32_relaxed => matmul_f32::RELAXED,
			quantised_network => quantised_network::KERNEL,
			convolution => convolution::KERNEL,
			back_projection => back_projection::KERNEL,
			smith_waterman => smith_waterman::KERNEL,
			life => life::KERNEL,
			prefix_sum => prefix_sum::KERNEL,
			histogram => histogram::KERNEL,
			n_body => n_body::KERNEL,
			heat => heat::KERNEL,
			option_price => option_price::KERNEL,
			path_tracer => path_tracer::KERNEL,
		}
	};
}

macro_rules! table {
	($($name:ident => $module:ident::$kernel:ident,)*) => {
		/// All kernels.
		pub fn all() -> &'static [Kernel] {
			&[$($module::$kernel),*]
		}

		/// The kernel of this name, if there is one.
		pub fn find(name: &str) -> Option<&'static Kernel> {
			all().iter().find(|kernel| kernel.name == name)
		}
	};
}

for_each_kernel!(table);

#[cfg(test)]
mod tests {
	use super::*;

	macro_rules! names {
		($($name:ident => $module:ident::$kernel:ident,)*) => {
			[$(stringify!($name)),*]
		};
	}

	#[test]
	fn kernels_should_have_the_names_that_the_list_gives_them() {
		let names = all().iter().map(|kernel| kernel.name.replace('-', "_"));
		assert_eq!(names.collect::<Vec<_>>(), for_each_kernel!(names));
	}
}
