//! At every size that is offered: what a pass takes is within what the chain allows.

use crate::{
	interpret::{program, shapes},
	witnesses::{corners, Recording},
};
use assay_kernel_library::{all, Size, Source, Workload};
use assay_touchstone::limits::{MAX_BUFFER_WORDS, MAX_WORKGROUP_FUEL};
use assay_witness::{tile_chunks_at_most, MAX_TILE_CHUNKS};
use std::collections::HashMap;

/// Passes of a job.
const MAX_PASSES: usize = 64;

#[test]
fn fuel_and_tiles_should_be_within_limits() {
	for kernel in all() {
		for size in Size::ALL {
			let job = kernel.workload(size, 1);
			assert!(job.passes.len() <= MAX_PASSES, "{}", kernel.name);
			let mut programs = HashMap::new();
			for (number, pass) in job.passes.iter().enumerate() {
				let name = format!("{}, {size:?}, pass {number}", kernel.name);
				let key = (pass.source.name, format!("{:?}", pass.overrides));
				let program = programs.entry(key).or_insert_with(|| program(pass));
				let header = program.header();
				assert_eq!(usize::from(header.inputs), pass.inputs.len(), "{name}");
				assert_eq!(usize::from(header.outputs), pass.outputs.len(), "{name}");
				let fuel = program.workgroup_fuel(&pass.params);
				let fuel = fuel.unwrap_or_else(|error| panic!("{name}: {error}"));
				assert!(fuel.0 <= MAX_WORKGROUP_FUEL, "{name}: {fuel:?}");
				let mut chunks = 0;
				for output in shapes(pass) {
					output.check(pass.grid).unwrap_or_else(|error| panic!("{name}: {error}"));
					chunks += tile_chunks_at_most(&output);
				}
				assert!(chunks <= u64::from(MAX_TILE_CHUNKS), "{name}: {chunks} chunks");
				for source in &pass.inputs {
					assert!(words(&job, number, *source) <= MAX_BUFFER_WORDS, "{name}");
				}
			}
		}
	}
}

/// Words of an input of a pass, which has to be there before the pass runs.
fn words(job: &Workload, number: usize, source: Source) -> u32 {
	match source {
		Source::Input(input) => job.inputs[input].len().div_ceil(4) as u32,
		Source::Output { pass, output } => {
			assert!(pass < number, "pass {number} reads what pass {pass} makes");
			job.passes[pass].outputs[output].output.words
		},
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
			.map(|pass| pass.outputs.iter().map(|o| zeros(o.output.words)).collect())
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
