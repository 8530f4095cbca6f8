//! Orders that are repeated, taken back, changed and forgotten.

use crate::{
	jobs::{adding, count, turning, verdict},
	rig::{attempt, order, place, Options, Rig, GENESIS, WORKER},
};
use assay_mailbox::{keys, Answer, Attempt, DeclineReason, Roll, Task};
use assay_market::DeviceState;
use assay_witness::Verdict;

/// Far more than the interpreter does in a test's time.
const LONG: u32 = 100_000;

fn idle(rig: &Rig) {
	rig.devices(|devices| devices.iter().all(|device| device.state == DeviceState::Idle));
}

fn running(rig: &Rig, job: u64) {
	rig.devices(|devices| {
		devices.iter().any(|device| device.running.is_some_and(|running| running.job == job))
	});
}

#[test]
fn the_same_roll_should_do_nothing_twice() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(8));
	for at in [10, 10, 11] {
		rig.roll(at, vec![order(1, Task::Run)]);
	}
	rig.commitment(&attempt(1));
	let open = Task::Open(vec![(0, place(0, 3))]);
	for at in [12, 12, 13] {
		rig.roll(at, vec![order(1, Task::Run)]);
		rig.roll(at, vec![order(1, open.clone())]);
		rig.opening(&attempt(1), 0);
	}
	// What is done after all this shows that it was read.
	rig.brief(&attempt(2), &turning(1));
	rig.roll(14, vec![order(1, open), order(2, Task::Run)]);
	rig.commitment(&attempt(2));
	assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 1);
	assert_eq!(rig.post.writes(&keys::opening(&attempt(1), 0)), 1);
	assert_eq!(rig.metric("assay_gpu_jobs_total", &[("outcome", "committed")]), 2.0);
}

#[test]
fn a_job_that_left_the_roll_should_be_cancelled_and_the_next_one_run() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(LONG));
	rig.brief(&attempt(2), &turning(1));
	rig.roll(10, vec![order(1, Task::Run), order(2, Task::Run)]);
	running(&rig, 1);
	// Off the roll for one block may be a fork.
	rig.roll(11, vec![order(2, Task::Run)]);
	running(&rig, 1);
	rig.roll(12, vec![order(2, Task::Run)]);
	rig.commitment(&attempt(2));
	assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 0);
	assert_eq!(rig.metric("assay_gpu_jobs_total", &[("outcome", "cancelled")]), 1.0);
	assert_eq!(rig.scratch(), 0);
}

#[test]
fn a_job_that_comes_back_should_be_run_again() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(4_000));
	rig.roll(10, vec![order(1, Task::Run)]);
	running(&rig, 1);
	rig.roll(12, vec![]);
	rig.roll(9, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
}

#[test]
fn a_number_that_is_another_job_now_should_be_answered_anew() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(8));
	rig.roll(10, vec![order(1, Task::Run)]);
	let first = rig.commitment(&attempt(1));
	// On another fork.
	rig.brief(&attempt(1), &turning(9));
	rig.roll(9, vec![order(1, Task::Run)]);
	let second = rig.post.wait("other answer", |letters| {
		let answer = letters.values.get(&keys::answer(&attempt(1)))?;
		let answer: Answer = codec::Decode::decode(&mut &answer[..]).unwrap();
		(answer != Answer::Commit(first.clone())).then_some(answer)
	});
	assert!(matches!(second, Answer::Commit(hashes) if hashes.len() == 1));
}

#[test]
fn a_sample_that_lies_elsewhere_now_should_be_opened_anew() {
	let rig = Rig::start(Options::default());
	let brief = turning(8);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Run)]);
	let hashes = rig.commitment(&attempt(1));
	let mut first = None;
	for (at, group) in [(12, 3), (11, 5)] {
		rig.roll(at, vec![order(1, Task::Open(vec![(0, place(0, group))]))]);
		let opening = rig.post.wait("other opening", |letters| {
			let opening = letters.values.get(&keys::opening(&attempt(1), 0))?;
			(first.as_ref() != Some(opening)).then(|| opening.clone())
		});
		let decoded = codec::Decode::decode(&mut &opening[..]).unwrap();
		assert_eq!(verdict(&brief, &hashes, place(0, group), decoded), Verdict::Match);
		first = Some(opening);
	}
}

#[test]
fn an_attempt_should_be_forgotten_when_it_has_long_left_the_roll() {
	let rig = Rig::start(Options::default());
	let input = count(64);
	rig.store.put(&input).unwrap();
	rig.brief(&attempt(1), &adding(&input));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
	rig.roll(11, vec![order(1, Task::Open(vec![(1, place(0, 0))]))]);
	rig.opening(&attempt(1), 1);
	rig.roll(12, vec![order(1, Task::Deliver(0, 0, 1))]);
	let delivery = keys::delivery(&attempt(1), 0, 0);
	rig.post.wait("delivery", |letters| letters.values.get(&delivery).cloned());
	assert_eq!((rig.records(), rig.store.pins().len()), (1, 1));
	// The last time that it was seen was at 12.
	rig.roll(31, vec![]);
	rig.brief(&attempt(2), &turning(1));
	rig.roll(31, vec![order(2, Task::Run)]);
	rig.commitment(&attempt(2));
	assert_eq!(rig.records(), 2);
	rig.roll(32, vec![order(2, Task::Run)]);
	rig.post.wait("end", |letters| {
		let left = letters.values.keys().filter(|key| {
			[keys::answer(&attempt(1)), keys::brief(&attempt(1)), delivery.clone()].contains(key)
				|| **key == keys::opening(&attempt(1), 1)
		});
		(left.count() == 0).then_some(())
	});
	rig.handle.stop(std::time::Duration::ZERO);
	assert_eq!((rig.records(), rig.store.pins().len()), (1, 1));
}

#[test]
fn a_job_that_means_nothing_should_be_declined() {
	let rig = Rig::start(Options::default());
	let mut empty = turning(1);
	empty.spec.passes[0].grid = [0, 1, 1].into();
	let mut lost = turning(1);
	lost.kernels.clear();
	let mut broken = turning(1);
	broken.kernels[0].truncate(9);
	let orders: Vec<_> = (1u64..)
		.zip([empty, lost, broken])
		.map(|(job, brief)| {
			rig.brief(&attempt(job), &brief);
			order(job, Task::Run)
		})
		.collect();
	rig.roll(10, orders);
	for job in 1..=3 {
		assert_eq!(rig.answer(&attempt(job)), Answer::Decline(DeclineReason::Unable));
	}
}

#[test]
fn an_order_whose_brief_is_missing_should_be_done_when_it_is_there() {
	let rig = Rig::start(Options::default());
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.brief(&attempt(1), &turning(1));
	rig.roll(11, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
}

#[test]
fn results_that_are_lost_should_be_made_again_to_be_opened() {
	let rig = Rig::start(Options::default());
	let brief = turning(8);
	rig.brief(&attempt(1), &brief);
	rig.roll(10, vec![order(1, Task::Open(vec![(0, place(0, 1))]))]);
	let opening = rig.opening(&attempt(1), 0);
	rig.roll(11, vec![order(1, Task::Run)]);
	let hashes = rig.commitment(&attempt(1));
	assert_eq!(verdict(&brief, &hashes, place(0, 1), opening), Verdict::Match);
}

#[test]
fn a_place_that_the_job_has_not_should_be_nobodys_end() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(2));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
	let samples = vec![(0, place(9, 0)), (1, place(0, 2)), (2, place(0, 1))];
	let failed = |times: f64| {
		rig.until("a proof fails", |rig| {
			rig.metric("assay_gpu_failures_total", &[("reason", "proof")]) == times
		});
	};
	rig.roll(11, vec![order(1, Task::Open(samples))]);
	rig.opening(&attempt(1), 2);
	failed(2.0);
	rig.roll(12, vec![order(1, Task::Deliver(7, 0, 1))]);
	failed(3.0);
	rig.roll(13, vec![order(1, Task::Deliver(0, u32::MAX, 9))]);
	failed(4.0);
	rig.roll(14, vec![order(1, Task::Deliver(0, 0, 1))]);
	let delivery = keys::delivery(&attempt(1), 0, 0);
	rig.post.wait("delivery", |letters| letters.values.get(&delivery).cloned());
}

#[test]
fn a_roll_that_is_no_roll_should_be_passed_over() {
	let rig = Rig::start(Options::default());
	rig.write(&keys::roll(&WORKER), &"nonsense");
	rig.brief(&attempt(1), &turning(1));
	rig.roll(11, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
}

#[test]
fn another_chain_should_be_another_job() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(3));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.commitment(&attempt(1));
	let roll =
		Roll { genesis: [2; 32], at: 1, operator: vec![], orders: vec![order(1, Task::Run)] };
	assert_ne!(roll.genesis, GENESIS);
	rig.write(&keys::roll(&WORKER), &roll);
	rig.post.wait("second answer", |letters| {
		(letters.writes[&keys::answer(&attempt(1))] == 2).then_some(())
	});
	idle(&rig);
}

#[test]
fn attempts_of_another_key_should_stay_when_a_roll_is_empty() {
	let other = [8; 32];
	let rig = Rig::start(Options { keys: vec![WORKER, other], ..Options::default() });
	let theirs = Attempt { worker: other, ..attempt(1) };
	rig.brief(&attempt(1), &turning(1));
	rig.brief(&theirs, &turning(2));
	rig.roll(10, vec![order(1, Task::Run)]);
	rig.roll_of(other, 10, vec![order(1, Task::Run)]);
	assert_ne!(rig.commitment(&attempt(1)), rig.commitment(&theirs));
	rig.roll_of(other, 100, vec![]);
	rig.post.wait("end", |letters| {
		(!letters.values.contains_key(&keys::answer(&theirs))).then_some(())
	});
	rig.commitment(&attempt(1));
}
