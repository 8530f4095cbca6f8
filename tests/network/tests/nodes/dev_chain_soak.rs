//! The development chain over minutes: too long for every commit, so `make soak` runs it.

use assay_tests_network::{secs, wait::Seen, Node, Scene};
use std::{fs, time::Duration};

/// How long the chain is watched.
const WATCHED: Duration = secs(300);

/// How far the last finalised block may be behind the best one.
const LARGEST_LAG: u64 = 3;

/// How much of the machine's memory a quiet node may take.
const MEMORY_GOAL_MIB: u64 = 600;

#[test]
#[ignore = "takes five minutes; `make soak` runs it"]
fn dev_chain_should_stay_close_to_finality_and_small_when_it_runs_five_minutes() {
	let scene = Scene::new("dev_chain_soak");
	let node = scene.dev().arg("--no-gpu").start();
	node.wait_for_finalised(1, secs(60));

	let mut largest_lag = 0;
	node.wait_for("live five minutes", WATCHED + secs(30), |rpc| {
		// The finalised one first: the best one can't be behind it then.
		let finalised = rpc.finalised()?.number;
		let lag = rpc.best()?.number.saturating_sub(finalised);
		largest_lag = largest_lag.max(lag);
		if node.age() >= WATCHED || largest_lag > LARGEST_LAG {
			Ok(())
		} else {
			Err(Seen::not_yet(format!("an age of {:.0?}", node.age())))
		}
	});

	let memory = resident_mib(&node);
	let best = node.rpc().best().unwrap();
	println!("after {:.0?}: best {best}", node.age());
	println!("largest finality lag {largest_lag} blocks, resident memory {memory} MiB");
	assert!(largest_lag <= LARGEST_LAG, "finality was {largest_lag} blocks behind");
	assert!(memory < MEMORY_GOAL_MIB, "the node takes {memory} MiB of memory");
}

/// The node's resident memory.
fn resident_mib(node: &Node<'_>) -> u64 {
	let status = fs::read_to_string(format!("/proc/{}/status", node.process_id())).unwrap();
	let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
	line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}
