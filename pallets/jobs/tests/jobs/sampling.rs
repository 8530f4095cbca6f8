//! Which values decide what is drawn.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::DeclineReason;
use assay_market::Place;
use std::collections::BTreeSet;

/// The samples of a job after whose commitment the VRF outputs that are noted in the next three
/// blocks are made of these.
fn samples_after(before: u64, seeds: [u64; 3]) -> Vec<Place> {
	chain(|| {
		let work = Work::triples(200);
		providers([1]);
		VrfSeed::set(Some(before));
		let id = submit(&work);
		assign(id);
		commit(id, &work);
		for seed in seeds {
			VrfSeed::set(Some(seed));
			pass_blocks(1);
		}
		sampled(id).samples.into_inner()
	})
}

#[test]
fn both_values_of_the_blocks_after_the_commitment_should_decide_and_no_other() {
	let samples = samples_after(0, [0, 0, 0]);
	// The first is that of the block with the commitment, whose author may have known it.
	assert_eq!(samples, samples_after(0, [1, 0, 0]));
	assert_eq!(samples, samples_after(7, [1, 0, 0]));
	assert_ne!(samples, samples_after(0, [0, 1, 0]));
	assert_ne!(samples, samples_after(0, [0, 0, 1]));
	assert_ne!(samples_after(0, [0, 1, 0]), samples_after(0, [0, 0, 1]));
}

#[test]
fn jobs_and_attempts_should_be_drawn_apart() {
	chain(|| {
		let work = Work::triples(200);
		providers([1, 2, 3]);
		let (first, second) = (submit(&work), submit(&work));
		assign(first);
		decline(first, DeclineReason::Unable);
		assign(first);
		assign(second);
		let third = submit(&work);
		assign(third);
		assert_eq!((job(first).attempt, job(second).attempt), (2, 1));
		for id in [first, second, third] {
			commit(id, &work);
		}
		pass_blocks(3);
		let drawn: BTreeSet<_> = [first, second, third]
			.into_iter()
			.map(|id| format!("{:?}", sampled(id).samples))
			.collect();
		assert_eq!(drawn.len(), 3);
	});
}

#[test]
fn as_many_should_be_drawn_as_were_asked_for() {
	for samples in 1..=8 {
		chain(|| {
			let work = Work::two_passes(6);
			providers([1]);
			let mut wanted = offer();
			wanted.samples = samples;
			let id = submit_as(&work, wanted);
			run_to_window(id, &work);
			assert!(job(id).spent <= job(id).attempt_fee);
		});
	}
}
