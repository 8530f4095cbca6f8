//! Kernels at fault, and providers that make them so.

use crate::{mock::*, scene::*, work::*};
use assay_jobs::{Ending, Event, Setback, VerdictKind};
use frame_support::assert_ok;

/// What a provider commits to that never ran anything: the second pass has a data race on it.
fn made_up(work: &Work) -> Work {
	let mut made_up = work.clone();
	made_up.outputs[0].fill(0);
	made_up
}

#[test]
fn a_good_kernel_should_be_paid_for_on_true_results() {
	chain(|| {
		let work = Work::sorted(4);
		providers([1]);
		let mut all = offer();
		all.samples = 8;
		let id = submit_as(&work, all);
		run_to_end(id, &work);
	});
}

#[test]
fn a_provider_should_not_be_paid_for_a_fault_that_its_own_results_brought_about() {
	chain(|| {
		let work = Work::sorted(4);
		let wrong = made_up(&work);
		providers([1, 2]);
		let id = submit(&work);
		let cheat = assign(id);
		let before = free(cheat);
		commit(id, &wrong);
		events();
		// It shows the fault itself, under another name, before anything is drawn.
		assert_ok!(challenge(WATCHER, id, &wrong, place(1, 0)));
		assert_eq!(
			events(),
			[
				Event::Challenged {
					job: id,
					challenger: WATCHER,
					place: place(1, 0),
					verdict: VerdictKind::Void
				},
				Event::SetBack { job: id, attempt: 1, operator: cheat, setback: Setback::Void }
			]
		);
		assert_eq!((free(cheat), free(WATCHER)), (before, ENDOWMENT));
		assert_ne!(assign(id), cheat);
		run_to_end(id, &work);
	});
}

#[test]
fn an_opening_of_such_a_fault_should_set_back_too() {
	chain(|| {
		let work = Work::sorted(4);
		let wrong = made_up(&work);
		providers([1]);
		let id = submit(&work);
		assign(id);
		commit(id, &wrong);
		sample_where(id, |samples| samples[0].pass == 1);
		assert_ok!(open(id, &wrong, 0));
		assert_eq!((job(id).futile.irreproducible, backing(1, id)), (1, (0, 0)));
	});
}

#[test]
fn three_such_faults_should_end_the_job() {
	chain(|| {
		let work = Work::sorted(4);
		let wrong = made_up(&work);
		providers([1, 2, 3, 4]);
		let id = submit(&work);
		for _ in 0..3 {
			assign(id);
			commit(id, &wrong);
			assert_ok!(challenge(WATCHER, id, &wrong, place(1, 0)));
		}
		assert_eq!(ending(id), Some(Ending::Irreproducible));
	});
}

#[test]
fn the_made_up_results_should_still_be_slashed_for() {
	chain(|| {
		let work = Work::sorted(4);
		let wrong = made_up(&work);
		providers([1]);
		let id = submit(&work);
		assign(id);
		commit(id, &wrong);
		assert_ok!(challenge(WATCHER, id, &wrong, place(0, 1)));
		assert!(free(WATCHER) > ENDOWMENT);
	});
}
