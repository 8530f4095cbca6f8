//! A node that is killed at each point, and what its next start makes of it.

use crate::{
	host::Host,
	jobs::{turning, verdict},
	rig::{attempt, order, place},
};
use assay_mailbox::{keys, Answer, Opening, Task};
use assay_market::BlobHash;
use assay_witness::Verdict;
use std::{path::Path, thread, time::Instant};
use tempfile::TempDir;

fn commitment(host: &Host) -> Option<Vec<BlobHash>> {
	match host.read(&keys::answer(&attempt(1)))? {
		Answer::Commit(hashes) => Some(hashes),
		Answer::Decline(why) => panic!("declined: {why:?}"),
	}
}

/// Takes a job from where the chain is to its opening.
fn finish(folder: &Path, before: Option<Vec<BlobHash>>) {
	let mut host = Host::start(folder, "");
	let brief = turning(64);
	let hashes = match before {
		// The chain has it: nothing may change it.
		Some(hashes) => hashes,
		None => {
			host.roll(20, vec![order(1, Task::Run)]);
			if commitment(&host).is_none() {
				assert!(host.writes(&keys::answer(&attempt(1))));
			}
			commitment(&host).unwrap()
		},
	};
	host.roll(21, vec![order(1, Task::AwaitSamples)]);
	host.roll(22, vec![order(1, Task::Open(vec![(0, place(0, 63))]))]);
	let key = keys::opening(&attempt(1), 0);
	assert!(host.writes(&key));
	let opening: Opening = host.read(&key).unwrap();
	assert_eq!(verdict(&brief, &hashes, place(0, 63), opening), Verdict::Match);
	assert_eq!(commitment(&host), Some(hashes));
	host.stop();
}

/// A service that crashes at a point.
fn crashing(folder: &Path, point: &str) -> Host {
	let host = Host::start(folder, &format!("crash={point}"));
	host.brief(&attempt(1), &turning(64));
	host
}

#[test]
fn a_crash_after_assignment_should_cost_nothing() {
	let folder = TempDir::new().unwrap();
	let mut host = crashing(folder.path(), "assigned");
	host.roll(10, vec![order(1, Task::Run)]);
	assert!(!host.writes(&keys::answer(&attempt(1))));
	host.dies();
	finish(folder.path(), None);
}

#[test]
fn a_crash_while_running_should_have_it_run_again() {
	let folder = TempDir::new().unwrap();
	let mut host = crashing(folder.path(), "running");
	host.roll(10, vec![order(1, Task::Run)]);
	assert!(!host.writes(&keys::answer(&attempt(1))));
	host.dies();
	finish(folder.path(), None);
}

#[test]
fn a_crash_after_the_commitment_should_not_change_it() {
	let folder = TempDir::new().unwrap();
	let mut host = crashing(folder.path(), "committed");
	host.roll(10, vec![order(1, Task::Run)]);
	assert!(host.writes(&keys::answer(&attempt(1))));
	let hashes = commitment(&host);
	host.roll(11, vec![order(1, Task::AwaitSamples)]);
	host.dies();
	finish(folder.path(), hashes);
}

#[test]
fn a_crash_before_opening_should_be_followed_by_the_opening() {
	let folder = TempDir::new().unwrap();
	let mut host = crashing(folder.path(), "opening");
	host.roll(10, vec![order(1, Task::Run)]);
	assert!(host.writes(&keys::answer(&attempt(1))));
	let hashes = commitment(&host);
	host.roll(12, vec![order(1, Task::Open(vec![(0, place(0, 63))]))]);
	assert!(!host.writes(&keys::opening(&attempt(1), 0)));
	host.dies();
	finish(folder.path(), hashes);
}

/// Whether a process has ended. An orphan stays a zombie where process 1 doesn't wait for it, as in
/// many containers.
fn is_over(process: u32) -> bool {
	let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
	stat.map_or(true, |stat| {
		stat.rsplit_once(") ").is_some_and(|(_, fields)| fields.starts_with('Z'))
	})
}

#[test]
fn runners_should_die_with_a_service_that_is_killed() {
	let folder = TempDir::new().unwrap();
	let mut host = Host::start(folder.path(), "");
	host.brief(&attempt(1), &turning(64));
	host.brief(&attempt(2), &turning(100_000));
	host.roll(10, vec![order(1, Task::Run)]);
	assert!(host.writes(&keys::answer(&attempt(1))));
	host.roll(11, vec![order(1, Task::AwaitSamples), order(2, Task::Run)]);
	let children = host.children();
	assert_eq!(children.len(), 1);
	host.kill();
	host.dies();
	let until = Instant::now() + crate::post::PATIENCE;
	while !children.iter().all(|child| is_over(*child)) {
		assert!(Instant::now() < until, "a runner is left");
		thread::yield_now();
	}
	let left = std::fs::read_dir(folder.path().join("store/scratch")).map_or(0, Iterator::count);
	assert!(left <= 1);
	finish(folder.path(), None);
	let left = std::fs::read_dir(folder.path().join("store/scratch")).map_or(0, Iterator::count);
	assert_eq!(left, 0);
}
