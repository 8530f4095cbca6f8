//! A runner that hangs or is killed costs the job another try, and the chain nothing.

use assay_kernel_library::{all, Size};
use assay_tests_network::{secs, wait::Seen, Chain, Files, Node, Pace, Person, Scene};
use std::fs;

/// From the start of a command to a runner that has the job.
const TIME_TO_RUN: u64 = 60;

/// Blocks that are watched before, and while a runner hangs.
const BLOCKS: u64 = 6;

#[test]
fn chain_should_go_on_when_a_runner_hangs_and_is_killed_and_the_job_be_declined_after_two_tries() {
	let scene = Scene::new("market_hang");
	let node = scene.faulty("hangs", Chain::Dev, "hang").blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	let before = Pace::over(&node, BLOCKS);
	let files = files(&scene);
	let run = node.cli().begin("run", &["job", "run", files.job(), "--dev-key", "Bob", "--yes"]);
	wait_for_tries(&node, 1);
	let during = Pace::over(&node, BLOCKS);
	println!("before: {before:?}; while a runner hangs: {during:?}");

	kill_runner(&node);
	wait_for_tries(&node, 2);
	kill_runner(&node);
	let set_back = run.wait_for_event("setBack", secs(60));
	assert_eq!(set_back["reason"], "unable");
	assert_eq!(set_back["attempt"], 1);
	let id = set_back["job"].as_u64().unwrap();
	node.wait_for_job(id, "queued again", secs(30), |job| job["state"]["name"] == "queued");
	let after = Pace::over(&node, 2);

	// A machine that is busy with other tests misses a slot now and then.
	assert!(during.missed <= before.missed + 1, "{before:?}, {during:?}");
	assert!(during.lag <= before.lag + 1, "{before:?}, {during:?}");
	assert!(after.lag <= before.lag + 1, "{before:?}, {after:?}");
	assert_eq!(tries(&node), 2, "a job is tried twice");
}

#[test]
fn job_should_be_verified_by_the_second_try_when_its_runner_is_killed_in_the_middle() {
	let scene = Scene::new("market_killed_runner");
	let once = scene.data("once");
	fs::create_dir_all(&once).unwrap();
	let node = scene
		.faulty("killed", Chain::Dev, &format!("hang,once={}", once.display()))
		.blob_port(0)
		.start();
	node.wait_for_provider(Person::Alice);
	let files = files(&scene);
	let run = node.cli().begin(
		"run",
		&["job", "run", files.job(), "--until", "verified", "--dev-key", "Bob", "--yes"],
	);
	// A runner that is killed before it hangs leaves that to the next one.
	node.wait_for("have a runner that hangs", secs(TIME_TO_RUN), |_| {
		match once.join("hang").exists() {
			true => Ok(()),
			false => Err(Seen::not_yet("none hangs")),
		}
	});
	kill_runner(&node);

	let said = run.wait(secs(150)).succeeded();
	files.check().unwrap();
	assert_eq!(said.event("committed")["attempt"], 1);
	assert!(said.event("windowBegan").is_object());
	assert_eq!(tries(&node), 2);
}

/// Nobody kills this runner but the service, when it has said nothing for two minutes: four minutes
/// for both tries.
#[test]
#[ignore = "takes five minutes; part of tools/soak"]
fn silent_runner_should_be_killed_by_the_service_and_the_job_be_declined_after_two_tries() {
	let scene = Scene::new("market_silence");
	let node = scene.faulty("silent", Chain::Dev, "hang").blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	let before = Pace::over(&node, BLOCKS);
	let files = files(&scene);
	let args = ["job", "run", files.job(), "--deadline", "200", "--dev-key", "Bob", "--yes"];
	let run = node.cli().begin("run", &args);
	wait_for_tries(&node, 1);
	let during = Pace::over(&node, 80);
	let set_back = run.wait_for_event("setBack", secs(120));
	println!("before: {before:?}; while runners hang: {during:?}");
	assert_eq!(set_back["reason"], "unable");
	assert_eq!(tries(&node), 2);
	assert!(during.missed <= before.missed + 4, "{before:?}, {during:?}");
	assert!(during.lag <= before.lag + 1, "{before:?}, {during:?}");
}

#[track_caller]
fn files(scene: &Scene) -> Files {
	let kernel = all().iter().find(|kernel| kernel.name == "life");
	let kernel = kernel.expect("a kernel of the library");
	Files::write(&scene.data("job"), &kernel.workload(Size::Small, 3))
}

/// How often a runner was given the job.
fn tries(node: &Node<'_>) -> usize {
	node.log().text().matches(": runs on device").count()
}

#[track_caller]
fn wait_for_tries(node: &Node<'_>, count: usize) {
	node.wait_for(format!("try the job {count} times"), secs(TIME_TO_RUN), |_| match tries(node) {
		found if found >= count => Ok(()),
		found => Err(Seen::not_yet(found)),
	});
}

/// Kills the process that drives the device, as the system does when memory runs out.
#[track_caller]
fn kill_runner(node: &Node<'_>) {
	let runners = node.children_with("gpu-runner");
	assert_eq!(runners.len(), 1, "one device has one runner: {runners:?}");
	runners[0].kill();
}
