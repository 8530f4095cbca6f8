//! Several providers' keys in one node; leaving in order.

use assay_kernel_library::{all, Size};
use assay_tests_network::{secs, Chain, Files, Offer, Person, Scene};
use std::{fs, path::Path};

/// From the start of a command to openings.
const TIME_TO_VERIFY: u64 = 120;

#[test]
fn drained_provider_should_finish_what_it_has_and_get_nothing_new_beside_others_of_its_node() {
	let scene = Scene::new("market_drain");
	let node = scene.dev().blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	node.add_provider(Person::Dave, Offer::default());
	let cli = node.cli();
	let files = files(&scene, "life");
	let of = |name: &str, provider: Person, requester: &str| {
		let args = [
			"job",
			"run",
			files.job(),
			"--provider",
			provider.address(),
			"--dev-key",
			requester,
			"--yes",
		];
		cli.begin(name, &args)
	};
	let dave = of("dave-job", Person::Dave, "Bob");
	let assigned = dave.wait_for_event("assigned", secs(TIME_TO_VERIFY));
	let alice = of("alice-job", Person::Alice, "Charlie");
	assert_eq!(assigned["operator"], Person::Dave.address());
	cli.must("drain", &["provider", "drain", "--dev-key", "Dave", "--yes"]);
	assert_eq!(node.rpc().provider(Person::Dave).unwrap()["draining"], true);

	let another = [
		"job",
		"run",
		files.job(),
		"--provider",
		Person::Dave.address(),
		"--dev-key",
		"Ferdie",
		"--yes",
	];
	let refused = cli.run("refused", &another);
	assert_eq!(refused.code, Some(5), "{}", refused.text);
	let waits = cli.begin("waits", &[&another[..], &["--anyway", "--price", "2"]].concat());
	let id = waits.wait_for_event("submitted", secs(60))["job"].as_u64().unwrap();

	for (job, provider) in [(dave, Person::Dave), (alice, Person::Alice)] {
		let said = job.wait(secs(TIME_TO_VERIFY)).succeeded();
		assert_eq!(said.event("paid")["operator"], provider.address());
		assert_eq!(said.event("ended")["ending"], "settled");
	}
	files.check().unwrap();
	// Ten blocks and more have passed.
	assert_eq!(node.rpc().job(id).unwrap()["state"]["name"], "queued");
	cli.must("resume", &["provider", "drain", "--resume", "--dev-key", "Dave", "--yes"]);
	let assigned = waits.wait_for_event("assigned", secs(60));
	assert_eq!(assigned["operator"], Person::Dave.address());
}

#[test]
fn node_should_leave_no_process_and_no_scratch_file_when_it_is_stopped_while_a_job_runs() {
	let scene = Scene::new("market_stop");
	let base = scene.data("node");
	let node =
		scene.faulty("stops", Chain::Dev, "hang").blob_port(0).base_path(base.clone()).start();
	node.wait_for_provider(Person::Alice);
	let files = files(&scene, "prefix-sum");
	let run = node.cli().begin("run", &["job", "run", files.job(), "--dev-key", "Bob", "--yes"]);
	node.wait_for_log(": runs on device", secs(TIME_TO_VERIFY));
	let runners = node.children_with("gpu-runner");
	assert_eq!(runners.len(), 1, "{runners:?}");
	let log = node.log().clone();
	drop(run);

	node.stop();
	assert!(!runners[0].is_alive(), "{:?} is left:\n{}", runners[0], log.tail(5));
	let left = files_below(&base);
	let kept = left.iter().any(|path| path.contains("/blobs/blobs/"));
	assert!(kept, "the store has lost the job's input: {left:?}");
	let scratch: Vec<_> = left.iter().filter(|path| path.contains("/blobs/scratch/")).collect();
	assert!(scratch.is_empty(), "{scratch:?}");
}

#[track_caller]
fn files(scene: &Scene, name: &str) -> Files {
	let kernel = all().iter().find(|kernel| kernel.name == name);
	let kernel = kernel.expect("a kernel of the library");
	Files::write(&scene.data(name), &kernel.workload(Size::Small, 3))
}

/// All files in a folder and those in it.
fn files_below(folder: &Path) -> Vec<String> {
	let entries = fs::read_dir(folder).into_iter().flatten().flatten();
	entries
		.flat_map(|entry| match entry.path() {
			path if path.is_dir() => files_below(&path),
			path => vec![path.display().to_string()],
		})
		.collect()
}
