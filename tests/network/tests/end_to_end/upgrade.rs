//! The chain gets a new runtime, and the same command line goes on.

use assay_kernel_library::{all, Size};
use assay_tests_network::{secs, Files, Person, Said, Scene};

/// From the start of a command to the settlement of its job.
const TIME_TO_SETTLE: u64 = 240;

#[test]
#[ignore = "wants `make next-release`, and hasn't been seen to pass"]
fn commands_should_go_on_when_the_chain_is_upgraded_but_for_the_one_whose_call_has_changed() {
	let scene = Scene::new("upgrade");
	let node = scene.dev().arg("--gpu-interpreter").blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	let cli = node.cli();
	let run = |name: &str, requester: Person| {
		let files = files(&scene, name);
		let args = ["job", "run", files.job(), "--dev-key", requester.name(), "--yes"];
		(cli.begin(name, &args), files)
	};

	// One job is under way while the runtime is replaced.
	let (under_way, its_files) = run("under-way", Person::Bob);
	under_way.wait_for_event("assigned", secs(TIME_TO_SETTLE));
	node.upgrade();
	let said = under_way.wait(secs(TIME_TO_SETTLE)).succeeded();
	assert_settled(&said, &its_files);
	// Another is submitted to the new one.
	let (later, its_files) = run("later", Person::Charlie);
	let said = later.wait(secs(TIME_TO_SETTLE)).succeeded();
	assert_settled(&said, &its_files);

	// The next release wants to know more of who cancels a job.
	let files = files(&scene, "waiting");
	let nobody = ["--provider", Person::Eve.address(), "--anyway", "--until", "submitted"];
	let args = ["job", "run", files.job(), "--dev-key", "Ferdie", "--price", "2", "--yes"];
	let waiting = cli.must("waiting", &[&args[..], &nobody].concat());
	let id = waiting.event("submitted")["job"].as_u64().expect("a job's number is a number");
	let before = node.rpc().money(Person::Ferdie, None).unwrap();
	let refused =
		cli.run("cancel", &["job", "cancel", &id.to_string(), "--dev-key", "Ferdie", "--yes"]);
	assert_eq!(refused.code, Some(6), "{}", refused.text);
	let expected = "jobs.cancel takes other arguments than this program knows: (job, reason), and \
		not (job)";
	assert!(refused.text.contains(expected), "{}", refused.text);
	assert!(refused.text.contains("Nothing was signed"), "{}", refused.text);
	assert_eq!(node.rpc().money(Person::Ferdie, None).unwrap(), before);
	assert_eq!(node.rpc().job(id).unwrap()["state"]["name"], "queued");
}

#[track_caller]
fn assert_settled(said: &Said, files: &Files) {
	assert_eq!(said.event("ended")["ending"], "settled");
	if let Err(wrong) = files.check() {
		panic!("{wrong}");
	}
}

#[track_caller]
fn files(scene: &Scene, name: &str) -> Files {
	let kernel = all().iter().find(|kernel| kernel.name == "life");
	let kernel = kernel.expect("a kernel of the library");
	Files::write(&scene.data(name), &kernel.workload(Size::Small, 3))
}
