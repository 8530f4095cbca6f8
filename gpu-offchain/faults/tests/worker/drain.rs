//! A service that is stopped.

use crate::{
	jobs::turning,
	rig::{attempt, order, Options, Rig},
};
use assay_mailbox::{keys, Task};
use assay_market::DeviceState;
use std::{fs, time::Duration};
use tempfile::TempDir;

/// Processes that this one has started for a folder and that still run.
fn runners(rig: &Rig) -> usize {
	let mark = rig.mark();
	let all = fs::read_dir("/proc").unwrap().flatten();
	let lines = all.filter_map(|process| fs::read(process.path().join("environ")).ok());
	let ours = lines.filter(|line| {
		let wanted = mark.as_bytes();
		line.windows(wanted.len()).any(|part| part == wanted)
	});
	ours.count()
}

fn runs(rig: &Rig) {
	rig.devices(|devices| devices.iter().any(|device| device.running.is_some()));
	assert_eq!(runners(rig), 1);
}

#[test]
fn what_runs_should_end_within_the_grace() {
	let rig = Rig::start(Options::default());
	rig.brief(&attempt(1), &turning(2_000));
	rig.brief(&attempt(2), &turning(2_000));
	rig.roll(10, vec![order(1, Task::Run)]);
	runs(&rig);
	rig.roll(11, vec![order(1, Task::Run), order(2, Task::Run)]);
	rig.handle.stop(Duration::from_secs(100));
	assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 1);
	assert_eq!((runners(&rig), rig.scratch()), (0, 0));
	// What wasn't begun, or wasn't even read, is done after the next start.
	let rig = rig.restart(Duration::ZERO, Options::default());
	rig.commitment(&attempt(2));
	assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 1);
}

#[test]
fn what_does_not_end_within_the_grace_should_be_run_again_after_the_next_start() {
	// However fast this machine is, the first run doesn't end.
	let hangs = TempDir::new().unwrap();
	let runner_faults = format!("hang,once={}", hangs.path().display());
	let rig = Rig::start(Options { runner_faults, ..Options::default() });
	rig.brief(&attempt(1), &turning(64));
	rig.roll(10, vec![order(1, Task::Run)]);
	runs(&rig);
	rig.handle.stop(Duration::ZERO);
	assert_eq!((runners(&rig), rig.scratch(), rig.records()), (0, 0, 1));
	assert_eq!(rig.post.writes(&keys::answer(&attempt(1))), 0);
	let rig = rig.restart(Duration::ZERO, Options::default());
	rig.commitment(&attempt(1));
}

#[test]
fn a_runner_that_hangs_should_not_outlive_the_service() {
	let rig = Rig::start(Options { runner_faults: "hang".into(), ..Options::default() });
	rig.brief(&attempt(1), &turning(2_000));
	rig.roll(10, vec![order(1, Task::Run)]);
	runs(&rig);
	rig.handle.stop(Duration::ZERO);
	assert_eq!((runners(&rig), rig.scratch()), (0, 0));
}

#[test]
fn stopping_twice_or_before_anything_was_done_should_be_fine() {
	let rig = Rig::start(Options::default());
	rig.handle.stop(Duration::ZERO);
	rig.handle.stop(Duration::from_secs(9));
	assert!(rig.handle.devices().iter().all(|device| device.state == DeviceState::Stopped));
}
