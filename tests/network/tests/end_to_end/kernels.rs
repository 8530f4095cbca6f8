//! Every kernel of the library as a job: from its source to a result that was paid for.

use assay_kernel_library::{all, Size};
use assay_tests_network::{secs, Child, Files, Offer, Person, Running, Said, Scene};
use std::time::Duration;

/// Who submits. A job takes its account's next nonce, so each account submits one after the other.
const REQUESTERS: [Person; 4] = [Person::Bob, Person::Charlie, Person::Eve, Person::Ferdie];

/// Registering kernels and submitting: some blocks, on a machine with other things to do.
const TIME_TO_SUBMIT: u64 = 90;

/// Assignment, run, samples, openings and the window of a development chain.
const TIME_TO_SETTLE: u64 = 180;

/// Blocks from the submission of a job to its commitment, for most of them, on a machine that has the
/// time for it.
const BLOCKS_TO_COMMIT: u64 = 3;

/// The chain's block time.
const SECONDS_OF_A_BLOCK: u64 = 3;

#[test]
fn every_kernel_should_settle_with_the_bytes_of_its_check_when_it_is_run_from_its_source() {
	let scene = Scene::new("market_kernels");
	let node = scene.dev().blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	// Providers keep a place for a job until it is settled: one has too few for all of them.
	node.add_provider(Person::Dave, Offer { price: 1, capacity: 8, ..Offer::default() });
	let cli = node.cli();

	let kernels = all();
	let mut jobs: Vec<(&str, Files, Running)> = Vec::new();
	for round in kernels.chunks(REQUESTERS.len()) {
		let first = jobs.len();
		for (kernel, requester) in round.iter().zip(REQUESTERS) {
			let folder = scene.data(kernel.name);
			let files = Files::write(&folder, &kernel.workload(Size::Small, 2026));
			let args = ["job", "run", files.job(), "--dev-key", requester.name(), "--yes"];
			let running = cli.begin(kernel.name, &args);
			jobs.push((kernel.name, files, running));
		}
		for (_, _, running) in &jobs[first..] {
			running.wait_for_event("submitted", secs(TIME_TO_SUBMIT));
		}
	}

	println!("| Kernel | to commitment | to verified | to settled |\n|---|---|---|---|");
	let mut wrong = Vec::new();
	let mut to_commit = Vec::new();
	for (name, files, running) in jobs {
		let said = running.wait(secs(TIME_TO_SETTLE)).succeeded();
		if let Err(why) = files.check() {
			wrong.push(format!("{name}: {why}"));
		}
		let submitted = said.block_of("submitted");
		let after = |event| said.block_of(event) - submitted;
		let (commit, verified, settled) =
			(after("committed"), after("windowBegan"), after("ended"));
		println!("| {name} | {commit} | {verified} | {settled} |");
		to_commit.push(commit);
		assert_paid_once(&said);
	}
	assert!(wrong.is_empty(), "{}", wrong.join("\n"));
	// Those of a round wait for the same device, and so for what it is held up by others.
	let runners = node.children_with("gpu-runner");
	let held_up = runners.iter().map(Child::held_up).sum::<Duration>() + node.held_up();
	let rounds = kernels.len().div_ceil(REQUESTERS.len()) as u64;
	let most = BLOCKS_TO_COMMIT + held_up.as_secs() / rounds / SECONDS_OF_A_BLOCK;
	println!("{rounds} rounds were held up for {held_up:.0?}: {most} blocks are good");
	to_commit.sort_unstable();
	let usual = to_commit[to_commit.len() / 2];
	assert!(
		usual <= most,
		"half of the jobs took more than {most} blocks to be committed to: {to_commit:?}"
	);
}

/// A job that settles is assigned, opened and paid as often as it has to be.
#[track_caller]
fn assert_paid_once(said: &Said) {
	let count = |event: &str| said.lines.iter().filter(|line| line["event"] == event).count();
	assert_eq!(count("assigned"), 1, "{said:?}");
	// A grid of one workgroup has no second sample.
	let drawn = said.event("sampled")["samples"].as_array().map(Vec::len);
	assert_eq!(Some(count("opened")), drawn, "{said:?}");
	assert_eq!(count("paid"), 1, "{said:?}");
	assert_eq!(said.event("ended")["ending"], "settled");
}
