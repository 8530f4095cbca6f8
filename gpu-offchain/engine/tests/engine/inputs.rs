//! Bytes that aren't what a job reads.

use crate::jobs::{kernel, line, ADD};
use assay_engine::{Job, WrongInputs};
use assay_market::{InputSource, JobBuilder};
use std::sync::Arc;

#[test]
fn a_job_should_be_given_the_inputs_that_it_names() {
	let work = JobBuilder::new()
		.input(&[1; 256])
		.pass(line(&kernel(ADD), 1, [0; 4], &[InputSource::Job(0)]))
		.finish()
		.expect("the job means something");
	let work = Arc::new(work);
	let refused = |inputs| Job::new(work.clone(), inputs).expect_err("other inputs");
	for (inputs, error, text) in [
		(
			vec![],
			WrongInputs::Count { needed: 1, given: 0 },
			"the job reads 1 inputs, not the 0 that are given",
		),
		(
			vec![&[1; 256][..]; 2],
			WrongInputs::Count { needed: 1, given: 2 },
			"the job reads 1 inputs, not the 2 that are given",
		),
		(
			vec![&[1; 255][..]],
			WrongInputs::Length { input: 0, needed: 256, given: 255 },
			"job input 0 is a blob of 256 bytes, not the 255 that are given",
		),
	] {
		let refused = refused(inputs);
		assert_eq!((refused, refused.to_string().as_str()), (error, text));
	}
	assert!(Job::new(work, vec![&[1; 256]]).is_ok());
}
