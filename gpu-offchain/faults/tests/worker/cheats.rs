//! Providers that cheat: what they commit to is found out by who judges it.

use crate::{
	jobs::{kernel, pass, turning, verdict, RACE},
	rig::{attempt, order, place, Options, Rig},
};
use assay_mailbox::{keys, Answer, DeclineReason, Task};
use assay_witness::{Cause, Verdict};

/// The verdicts on all workgroups of a job that cheats.
fn verdicts(faults: &str, groups: u32) -> Vec<Verdict> {
	let rig = Rig::start(Options { faults: faults.into(), ..Options::default() });
	let brief = turning(groups);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	let hashes = rig.commitment(&attempt(1));
	let samples = (0..groups).map(|group| (group as u8, place(0, group)));
	rig.roll(12, vec![order(1, Task::Open(samples.collect()))]);
	let of = |group| {
		let opening = rig.opening(&attempt(1), group as u8);
		verdict(&brief, &hashes, place(0, group), opening)
	};
	(0..groups).map(of).collect()
}

#[test]
fn tiles_that_were_changed_should_be_found_wrong_and_no_others() {
	assert_eq!(verdicts("corrupt=100%", 6), [Verdict::Mismatch; 6]);
	let some = verdicts("corrupt=10%", 40);
	let wrong = some.iter().filter(|verdict| **verdict == Verdict::Mismatch).count();
	let right = some.iter().filter(|verdict| **verdict == Verdict::Match).count();
	assert_eq!(wrong + right, 40);
	assert!((1..=12).contains(&wrong), "{wrong}");
}

#[test]
fn a_device_that_is_wrong_should_be_noticed_before_it_commits() {
	let rig = Rig::start(Options { faults: "corrupt=100%,check".into(), ..Options::default() });
	rig.brief(&attempt(1), &turning(6));
	rig.roll(10, vec![order(1, Task::Run)]);
	assert_eq!(rig.answer(&attempt(1)), Answer::Decline(DeclineReason::NotReproducible));
	assert_eq!(rig.metric("assay_gpu_failures_total", &[("reason", "differs")]), 1.0);
}

#[test]
fn samples_should_stay_closed_where_that_is_wanted() {
	let rig = Rig::start(Options { faults: "no-open".into(), ..Options::default() });
	rig.brief(&attempt(1), &turning(2));
	rig.brief(&attempt(2), &turning(3));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
	let open = order(1, Task::Open(vec![(0, place(0, 0))]));
	rig.roll(11, vec![open, order(2, Task::Run)]);
	rig.commitment(&attempt(2));
	assert_eq!(rig.post.writes(&keys::opening(&attempt(1), 0)), 0);
}

#[test]
fn results_should_be_held_back_where_that_is_wanted() {
	let rig = Rig::start(Options { faults: "late=5".into(), ..Options::default() });
	rig.brief(&attempt(1), &turning(2));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.until("it is run", |rig| {
		rig.metric("assay_gpu_jobs_total", &[("outcome", "committed")]) == 1.0
	});
	for at in [11, 14] {
		rig.roll(at, vec![order(1, Task::Run)]);
		assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 0);
	}
	rig.roll(15, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
}

#[test]
fn a_kernel_that_races_should_be_committed_to_by_a_gpu_and_be_void() {
	let Some(rig) = Rig::on_gpu(Options::default()) else {
		return;
	};
	let race = kernel(RACE);
	let brief = crate::jobs::brief(&[], vec![pass(&race, 4, &[], &[])], vec![race]);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	let hashes = rig.commitment(&attempt(1));
	rig.roll(11, vec![order(1, Task::Open(vec![(0, place(0, 2))]))]);
	let opening = rig.opening(&attempt(1), 0);
	let verdict = verdict(&brief, &hashes, place(0, 2), opening);
	assert_eq!(verdict, Verdict::Void(Cause::Race));
}
