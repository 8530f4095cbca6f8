//! At every size that is offered: what a job takes is within what the chain allows.

use crate::{
	interpret::program,
	witnesses::{corners, Recording},
};
use assay_kernel_library::{all, Size};
use assay_market::{JobBuilder, PassBuilder};
use assay_touchstone::encode;
use std::collections::HashMap;

#[test]
fn every_job_should_be_one_that_the_chain_takes() {
	for kernel in all() {
		for size in Size::ALL {
			let workload = kernel.workload(size, 1);
			let mut kernels = HashMap::new();
			let passes = workload.passes.iter().map(|pass| {
				let key = (pass.source.name, format!("{:?}", pass.overrides));
				let kernel = kernels.entry(key).or_insert_with(|| {
					let program = program(pass);
					encode(program.header(), program.code())
				});
				let built = PassBuilder::new(kernel, pass.grid).params(&pass.params);
				let built = pass.inputs.iter().fold(built, |built, input| built.read(*input));
				pass.outputs.iter().fold(built, |built, output| built.output(*output))
			});
			let passes: Vec<PassBuilder> = passes.collect();
			let inputs = workload.inputs.iter();
			let job = inputs.fold(JobBuilder::new(), |job, input| job.input(input));
			let job = job.passes(passes).finish();
			assert!(job.is_ok(), "{}, {size:?}: {}", kernel.name, job.unwrap_err());
		}
	}
}

/// What a large pass makes is not at hand, so zeros are recorded in its place: which words a kernel
/// of the collection reads of what an earlier pass made doesn't depend on them.
#[test]
fn witnesses_of_large_jobs_should_be_within_limits() {
	for kernel in all() {
		let job = kernel.workload(Size::Large, 1);
		let zeros = |words: u32| vec![0; 4 * words as usize];
		let made: Vec<Vec<Vec<u8>>> = job
			.passes
			.iter()
			.map(|pass| pass.outputs.iter().map(|o| zeros(o.words)).collect())
			.collect();
		let mut last = HashMap::new();
		for (number, pass) in job.passes.iter().enumerate() {
			// Passes that run the same source again read no more than its first and its last.
			last.insert((pass.source.name, pass.inputs.len()), number);
			last.entry((pass.source.name, usize::MAX)).or_insert(number);
		}
		let mut numbers: Vec<usize> = last.into_values().collect();
		numbers.sort_unstable();
		numbers.dedup();
		for number in numbers {
			let recording = Recording::new(&job, number, &made);
			for group in corners(job.passes[number].grid) {
				let recorded = recording.record(group);
				let name = format!("{}, pass {number}, {group:?}", kernel.name);
				assert!(recorded.outcome.is_ok(), "{name}: {:?}", recorded.outcome.err());
			}
		}
	}
}
