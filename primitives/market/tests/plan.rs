//! What is wrong with jobs, said with its place and its numbers.

use assay_market::{
	BadSpec, BadWork, BlobHash, BlobRef, CompareRule, InputSource, JobBuilder, OutputSpec,
	PassBuilder, Shape, Work,
};
use assay_proof::BlobLen;
use assay_touchstone::{BinaryOp, Bound, Builder, FloatMode, Header, Reg};
use std::error::Error;

/// A kernel that does nothing, with so many inputs, outputs and words of parameters.
fn idle(inputs: u8, outputs: u8, params: u16) -> Vec<u8> {
	Builder::new(Header { params, ..header(FloatMode::Strict, inputs, outputs) }).finish()
}

fn header(float_mode: FloatMode, inputs: u8, outputs: u8) -> Header {
	let mut header = Header::new(float_mode);
	(header.workgroup_size, header.inputs, header.outputs) = ([64, 1, 1], inputs, outputs);
	header
}

/// A kernel with one output that goes round a loop.
fn spin(rounds: u32) -> Vec<u8> {
	Builder::new(header(FloatMode::Strict, 0, 1))
		.repeat(Bound::Constant(rounds), |body| body.binary(BinaryOp::Add, Reg(0), Reg(0), 1u32))
		.finish()
}

/// A pass of a kernel, one workgroup with an output of 64 words.
fn pass(kernel: &[u8]) -> PassBuilder {
	PassBuilder::new(kernel, [1; 3]).write(64, Shape::flat(64))
}

fn refused(job: JobBuilder) -> BadSpec {
	match job.finish() {
		Err(BadWork::Spec(bad)) => bad,
		other => panic!("{other:?}"),
	}
}

/// What is said of a job of this pass behind one that has an output, and an input.
fn said_of(pass: PassBuilder) -> String {
	let first = self::pass(&idle(0, 1, 0));
	refused(JobBuilder::new().input(&[0; 4]).pass(first).pass(pass)).to_string()
}

#[test]
fn a_pass_should_have_what_its_kernel_has() {
	let kernel = idle(1, 1, 5);
	let good = || pass(&kernel).params(&[0; 5]).read(InputSource::Job(0));
	assert!(JobBuilder::new().input(&[]).pass(good()).finish().is_ok());
	let none = |count| vec![InputSource::Job(0); count];
	for (pass, text) in [
		(pass(&kernel).params(&[0; 5]), "inputs of pass 1: the kernel reads 1 and 0 are given"),
		(good().read(InputSource::Job(0)), "inputs of pass 1: the kernel reads 1 and 2 are given"),
		(
			none(8).into_iter().fold(good(), PassBuilder::read),
			"inputs of pass 1: the kernel reads 1 and 9 are given",
		),
		(
			PassBuilder::new(&kernel, [1; 3]).params(&[0; 5]).read(InputSource::Job(0)),
			"outputs of pass 1: the kernel writes 1 and 0 are given",
		),
		(
			(0..4).fold(good(), |pass, _| pass.write(64, Shape::flat(64))),
			"outputs of pass 1: the kernel writes 1 and 5 are given",
		),
		(good().params(&[0; 4]), "params of pass 1: the kernel takes 5 words and 4 are given"),
		(good().params(&[0]), "params of pass 1: the kernel takes 5 words and 1 is given"),
		(good().params(&[0; 257]), "params of pass 1: the kernel takes 5 words and 257 are given"),
	] {
		assert_eq!(said_of(pass), text);
	}
	let text = said_of(pass(&idle(0, 1, 1)));
	assert_eq!(text, "params of pass 1: the kernel takes 1 word and 0 are given");
}

#[test]
fn a_pass_should_read_what_is_there_before_it() {
	let kernel = idle(2, 1, 0);
	for (source, text) in [
		(InputSource::Job(1), "input 1 of pass 1 is job input 1, but the job has 1 input"),
		(
			InputSource::Pass { pass: 1, output: 0 },
			"input 1 of pass 1 comes from pass 1, which isn't earlier",
		),
		(
			InputSource::Pass { pass: 255, output: 0 },
			"input 1 of pass 1 comes from pass 255, which isn't earlier",
		),
		(
			InputSource::Pass { pass: 0, output: 1 },
			"input 1 of pass 1 is output 1 of pass 0, which has 1 output",
		),
	] {
		assert_eq!(said_of(pass(&kernel).read(InputSource::Job(0)).read(source)), text);
	}
	let before = InputSource::Pass { pass: 0, output: 0 };
	let job = JobBuilder::new().pass(pass(&idle(0, 1, 0)));
	assert!(job.pass(pass(&kernel).read(before).read(before)).finish().is_ok());
}

#[test]
fn a_pass_should_have_workgroups_and_outputs_in_tiles() {
	let kernel = idle(0, 1, 0);
	let writes = |words, tiles| PassBuilder::new(&kernel, [1; 3]).write(words, tiles);
	let scattered = Shape { rows: 1025, row_words: 1, pitch: 256, plane: 0 };
	for (pass, text) in [
		(
			PassBuilder::new(&idle(0, 0, 0), [1; 3]),
			"the kernel of pass 1 has no output: a job that makes nothing proves nothing",
		),
		(
			PassBuilder::new(&kernel, [3, 0, 1]).write(64, Shape::flat(64)),
			"the grid of pass 1 has no workgroups",
		),
		(writes(0, Shape::flat(64)), "output 0 of pass 1 has no words"),
		(writes(64, Shape::flat(0)), "output 0 of pass 1: the tile has no words"),
		(
			writes(1 << 20, scattered),
			"the tiles of a workgroup of pass 1 lie in 1025 chunks of its outputs and 1024 are the \
			 most",
		),
	] {
		assert_eq!(said_of(pass), text);
	}
	let bad = refused(JobBuilder::new().pass(writes(64, Shape::flat(0))));
	assert_eq!(bad.source().map(ToString::to_string).as_deref(), Some("the tile has no words"));
}

#[test]
fn tolerances_should_be_numbers_of_relaxed_kernels() {
	let within = |kernel: &[u8], atol: f32| {
		let rule = CompareRule::Within { atol: atol.to_bits(), rtol: 0 };
		let output = OutputSpec { words: 64, tiles: Shape::flat(64), rule };
		PassBuilder::new(kernel, [1; 3]).output(output)
	};
	let (strict, relaxed) = (idle(0, 1, 0), header(FloatMode::Relaxed, 0, 1));
	let relaxed = Builder::new(relaxed).finish();
	assert!(JobBuilder::new().pass(within(&relaxed, 0.5)).finish().is_ok());
	assert_eq!(
		said_of(within(&relaxed, f32::NAN)),
		"the tolerance of output 0 of pass 1: a tolerance must be a finite number that is not \
		 negative"
	);
	assert_eq!(
		said_of(within(&strict, 0.5)),
		"output 0 of pass 1 has a tolerance, but its kernel is strict: it is compared bit by bit"
	);
}

#[test]
fn fuel_should_be_within_its_bounds() {
	assert_eq!(
		said_of(pass(&spin(1_000_000))),
		"a workgroup of pass 1 may take 128000256 fuel and 16000000 is the most"
	);
	let tiles = Shape { rows: 1, row_words: 1, pitch: u32::MAX, plane: 0 };
	assert_eq!(
		said_of(PassBuilder::new(&spin(10_000), [u32::MAX, 1 << 8, 1]).write(64, tiles)),
		"with pass 1 the job may take more than 72057594037927936 fuel, which is the most"
	);
}

#[test]
fn a_job_should_have_passes_and_no_more_of_anything_than_a_job_may() {
	let kernel = idle(0, 4, 0);
	let four = || {
		let pass = PassBuilder::new(&kernel, [1; 3]);
		(0..4).fold(pass, |pass, _| pass.write(64, Shape::flat(64)))
	};
	let gibibyte = BlobRef { hash: BlobHash([0; 32]), len: BlobLen::MAX };
	let blobs = |count| (0..count).fold(JobBuilder::new(), |job, _| job.blob(gibibyte));
	for (job, text) in [
		(JobBuilder::new(), "the job has no pass"),
		(
			JobBuilder::new().passes((0..65).map(|_| four())),
			"the job has 65 passes and 64 are the most",
		),
		(
			JobBuilder::new().passes((0..300).map(|_| four())),
			"the job has 300 passes and 64 are the most",
		),
		(blobs(65).pass(four()), "the job has 65 inputs and 64 are the most"),
		(
			blobs(64).pass(four()),
			"the job's inputs and outputs have 68719477760 bytes together and 68719476736 are the \
			 most",
		),
	] {
		assert_eq!(refused(job).to_string(), text);
	}
	assert!(JobBuilder::new().passes((0..64).map(|_| four())).finish().is_ok());
	let spec = JobBuilder::new().pass(four()).finish().unwrap().spec().clone();
	assert_eq!(
		spec.plan(&[]).unwrap_err().to_string(),
		"kernels: the job has 1 pass and 0 are given"
	);
}

#[test]
fn work_should_find_its_kernels_and_outputs() {
	let (one, two) = (idle(0, 1, 0), idle(1, 2, 0));
	let second = PassBuilder::new(&two, [2, 1, 1])
		.read(InputSource::Pass { pass: 0, output: 0 })
		.write(128, Shape::flat(64))
		.write(2, Shape::flat(1));
	let job = JobBuilder::new().input(&[7; 3]).pass(pass(&one)).pass(second).pass(pass(&one));
	let work = job.finish().unwrap();
	// The kernel that is used twice is there once.
	assert_eq!(work.kernels(), [one.clone(), two]);
	assert_eq!(work.program(2).unwrap().header(), work.program(0).unwrap().header());
	assert!(work.program(3).is_none());

	let spec = work.spec();
	let places = [(0, 0), (1, 0), (1, 1), (2, 0)];
	for (number, (pass, output)) in places.into_iter().enumerate() {
		let source = InputSource::Pass { pass, output };
		assert_eq!(spec.output_at(number), Some(source));
		assert_eq!(spec.output_number(source), Some(number));
	}
	assert_eq!(spec.output_at(4), None);
	assert_eq!(spec.output_number(InputSource::Pass { pass: 1, output: 2 }), None);
	assert_eq!(spec.output_number(InputSource::Job(0)), None);

	let hashes: Vec<BlobHash> = (0..4).map(|n| BlobHash([n; 32])).collect();
	let made = work.outputs(&hashes).unwrap();
	assert_eq!(made.iter().map(|blob| blob.len.get()).collect::<Vec<_>>(), [256, 512, 8, 256]);
	assert_eq!(work.outputs(&hashes[..3]), None);
	assert_eq!(work.blob(InputSource::Pass { pass: 1, output: 1 }, &made), Some(made[2]));
	assert_eq!(work.blob(InputSource::Job(0), &made), Some(spec.inputs[0].blob));
	assert_eq!(work.blob(InputSource::Job(1), &made), None);
}

#[test]
fn work_should_say_which_kernel_is_wrong() {
	let spec = JobBuilder::new().pass(pass(&idle(0, 1, 0))).finish().unwrap().spec().clone();
	let error = Work::new(spec.clone(), vec![idle(0, 1, 1)]).unwrap_err();
	assert_eq!(error.to_string(), "the kernel of pass 0 isn't there");
	let error = Work::new(spec, vec![idle(0, 1, 0), vec![1, 2, 3]]).unwrap_err();
	assert_eq!(
		error.to_string(),
		"kernel 1 isn't valid: byte 0: the program ends inside a word or an instruction"
	);
	assert_eq!(
		error.source().map(ToString::to_string).as_deref(),
		error.to_string().strip_prefix("kernel 1 isn't valid: ")
	);
}
