//! Every kernel, over its whole grid, against its check.

use crate::{
	interpret::run,
	witnesses::{corners, Recording},
};
use assay_kernel_library::{find, for_each_kernel, Size};
use assay_touchstone::{Comparison, Rule};
use assay_witness::Verdict;

/// Runs the kernel's jobs that are small enough for the interpreter.
fn agrees(name: &str) {
	let kernel = find(&name.replace('_', "-")).expect("a kernel of this name");
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
			let rule = Rule::try_from(spec.rule).expect("a rule that is one");
			let (made, expected) = (words(made), words(expected));
			for (word, (made, expected)) in made.iter().zip(&expected).enumerate() {
				assert!(
					rule.compare_word(*expected, *made) == Comparison::Match,
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

macro_rules! tests {
	($($test:ident => $module:ident::$kernel:ident,)*) => {
		$(
			#[test]
			fn $test() {
				agrees(stringify!($test));
			}
		)*
	};
}

for_each_kernel!(tests);
