//! From a specification and a commitment to what a judge has to know.

use assay_market::{
	BlobHash, BlobLen, BlobRef, CompareRule, Grid, InputSource, JobInput, JobSpec, KernelId,
	OutputSpec, PassSpec, Shape,
};
use assay_touchstone::{Builder, FloatMode, Fuel, Header, Program};
use sp_runtime::BoundedVec;

fn output(words: u32) -> OutputSpec {
	OutputSpec { words, tiles: Shape::flat(words), rule: CompareRule::Exact }
}

fn pass(inputs: Vec<InputSource>, outputs: Vec<OutputSpec>) -> PassSpec {
	PassSpec {
		kernel: KernelId([0; 32]),
		grid: Grid([1, 2, 3]),
		params: BoundedVec::truncate_from(vec![7]),
		inputs: BoundedVec::truncate_from(inputs),
		outputs: BoundedVec::truncate_from(outputs),
	}
}

fn input() -> BlobRef {
	BlobRef { hash: BlobHash([9; 32]), len: BlobLen::new(5).expect("it is short") }
}

/// Two outputs of the first pass, one of the second, which reads the second output and the input.
fn spec() -> JobSpec {
	let job_input = JobInput { blob: input(), address: BoundedVec::new() };
	let second = vec![InputSource::Pass { pass: 0, output: 1 }, InputSource::Job(0)];
	JobSpec {
		inputs: BoundedVec::truncate_from(vec![job_input]),
		passes: BoundedVec::truncate_from(vec![
			pass(vec![InputSource::Job(0)], vec![output(1), output(2)]),
			pass(second, vec![output(3)]),
		]),
	}
}

fn commitment() -> Vec<BlobHash> {
	(1..=3).map(|number| BlobHash([number; 32])).collect()
}

fn blob(number: u8, bytes: u64) -> BlobRef {
	BlobRef { hash: BlobHash([number; 32]), len: BlobLen::new(bytes).expect("it is short") }
}

#[test]
fn a_pass_should_be_known_by_what_it_read_and_what_was_committed_to() {
	let bytecode = Builder::new(Header::new(FloatMode::Strict)).finish();
	let program = Program::parse(&bytecode).expect("it is valid");
	let (spec, commitment) = (spec(), commitment());
	let evidence = spec.evidence(1, &commitment).expect("there is such a pass");
	let pass = evidence.pass(&program, Fuel(11));
	assert_eq!((pass.grid, pass.params, pass.limit), ([1, 2, 3], &[7][..], Fuel(11)));
	assert_eq!(pass.inputs, [blob(2, 8), input()]);
	assert_eq!(pass.outputs.len(), 1);
	assert_eq!(pass.outputs[0].blob(), Some(blob(3, 12)));
}

#[test]
fn what_does_not_fit_the_job_should_be_no_evidence() {
	let spec = spec();
	assert!(spec.evidence(2, &commitment()).is_none());
	assert!(spec.evidence(1, &commitment()[..2]).is_none());
	assert!(spec.evidence(1, &[]).is_none());
	assert_eq!(spec.source_blob(InputSource::Job(1), &commitment()), None);
	assert_eq!(spec.source_blob(InputSource::Pass { pass: 0, output: 2 }, &commitment()), None);
	assert_eq!(spec.output_blobs(&commitment()[..2]), None);
}

#[test]
fn outputs_should_be_counted_over_all_passes() {
	let (spec, commitment) = (spec(), commitment());
	let blobs = vec![blob(1, 4), blob(2, 8), blob(3, 12)];
	assert_eq!(spec.output_blobs(&commitment), Some(blobs.clone()));
	for (number, blob) in blobs.into_iter().enumerate() {
		assert_eq!(spec.output_blob(number, &commitment), Some(blob));
	}
	let number = |pass, output| spec.output_number(InputSource::Pass { pass, output });
	assert_eq!((number(0, 1), number(1, 0)), (Some(1), Some(2)));
	assert_eq!((number(1, 1), number(2, 0)), (None, None));
	assert_eq!(spec.output_at(2), Some(InputSource::Pass { pass: 1, output: 0 }));
	assert!(spec.reads_results(1));
	assert!(!spec.reads_results(0) && !spec.reads_results(2));
}
