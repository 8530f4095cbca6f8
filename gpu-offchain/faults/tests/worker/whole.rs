//! From an order to an opening.

use crate::{
	jobs::{added, adding, count, verdict},
	rig::{attempt, order, place, Options, Rig},
};
use assay_mailbox::{keys, Delivery, Task};
use assay_proof::{BlobLen, RootHash};
use assay_witness::Verdict;

/// A job from its order to the delivery of an output.
fn whole(rig: &Rig) {
	let input = count(64 * 40);
	rig.store.put(&input).unwrap();
	let (brief, attempt) = (adding(&input), attempt(3));
	rig.brief(&attempt, &brief);
	rig.roll(10, vec![order(3, Task::Run)]);

	let hashes = rig.commitment(&attempt);
	let made: Vec<Vec<u8>> = hashes.iter().map(|hash| rig.output(hash)).collect();
	assert_eq!(made, added(&input));

	rig.roll(11, vec![order(3, Task::AwaitSamples)]);
	let samples = vec![(0, place(0, 39)), (1, place(1, 7))];
	rig.roll(12, vec![order(3, Task::Open(samples.clone()))]);
	for (sample, place) in samples {
		let opening = rig.opening(&attempt, sample);
		assert_eq!(verdict(&brief, &hashes, place, opening), Verdict::Match);
	}

	rig.roll(13, vec![order(3, Task::Deliver(1, 4, 3))]);
	let proof: Delivery = rig.post.wait_for("delivery", &keys::delivery(&attempt, 1, 4));
	let len = BlobLen::new(made[1].len() as u64).unwrap();
	let shown = proof.verify(&RootHash(hashes[1].0), len).unwrap();
	let chunks: Vec<(u32, &[u8])> = shown.chunks().map(|(chunk, bytes)| (chunk.0, bytes)).collect();
	let expected: Vec<(u32, &[u8])> =
		(4..7).map(|n| (n, &made[1][1024 * n as usize..][..1024])).collect();
	assert_eq!(chunks, expected);
}

#[test]
fn a_job_should_be_run_opened_and_delivered_by_the_interpreter() {
	whole(&Rig::start(Options::default()));
}

#[test]
fn a_job_should_be_run_opened_and_delivered_by_a_gpu() {
	if let Some(rig) = Rig::on_gpu(Options::default()) {
		whole(&rig);
	}
}
