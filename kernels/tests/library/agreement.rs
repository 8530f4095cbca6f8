//! Every kernel, over its whole grid, against its check.

use crate::{
	interpret::run,
	witnesses::{corners, Recording},
};
use assay_kernel_library::{all, Size};
use assay_touchstone::Comparison;
use assay_witness::Verdict;

/// Runs the kernel's jobs that are small enough for the interpreter.
fn agrees(name: &str) {
	let kernel = all().iter().find(|kernel| kernel.name == name);
	let kernel = kernel.expect("a kernel of this name");
	for size in [Size::Odd, Size::Small, Size::Medium] {
		let job = kernel.workload(size, 2026);
		let made = run(&job);
		let expected = job.expected();
		let last = job.passes.last().expect("a job has passes");
		assert_eq!(expected.len(), last.outputs.len());
		for ((spec, made), expected) in
			last.outputs.iter().zip(&made[made.len() - 1]).zip(&expected)
		{
			assert_eq!(made.len(), expected.len(), "{name}, {size:?}");
			let (made, expected) = (words(made), words(expected));
			for (word, (made, expected)) in made.iter().zip(&expected).enumerate() {
				assert!(
					spec.rule.compare_word(*expected, *made) == Comparison::Match,
					"{name}, {size:?}, word {word}: {made:#x} ({}), expected {expected:#x} ({})",
					f32::from_bits(*made),
					f32::from_bits(*expected),
				);
			}
			// A kernel that does nothing agrees with a check that does nothing.
			assert!(made.iter().any(|word| *word != made[0]), "{name}, {size:?}");
		}
		for (number, pass) in job.passes.iter().enumerate() {
			let recording = Recording::new(&job, number, &made);
			for group in corners(pass.grid) {
				let verdict = recording.verdict(group);
				assert_eq!(verdict, Verdict::Match, "{name}, {size:?}, pass {number}");
			}
		}
	}
}

fn words(bytes: &[u8]) -> Vec<u32> {
	let words = bytes.chunks_exact(4);
	words.map(|word| u32::from_le_bytes(word.try_into().expect("four bytes"))).collect()
}

macro_rules! kernels {
	($($test:ident $name:literal)*) => {
		$(
			#[test]
			fn $test() {
				agrees($name);
			}
		)*

		#[test]
		fn every_kernel_should_have_a_test() {
			let names: Vec<_> = all().iter().map(|kernel| kernel.name).collect();
			assert_eq!(names, [$($name),*]);
		}
	};
}

kernels! {
	sha256_search "sha256-search"
	mandelbrot "mandelbrot"
	matmul_i8 "matmul-i8"
	matmul_f32 "matmul-f32"
	matmul_f32_relaxed "matmul-f32-relaxed"
	quantised_network "quantised-network"
	convolution "convolution"
	back_projection "back-projection"
	smith_waterman "smith-waterman"
	life "life"
	prefix_sum "prefix-sum"
	histogram "histogram"
	n_body "n-body"
	heat "heat"
	option_price "option-price"
	path_tracer "path-tracer"
}
