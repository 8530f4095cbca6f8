//! What a market survives besides crashes on purpose: kills at a moment that can be seen from
//! outside, restarts of everybody, strangers, full stores.

use super::{
	market::{assert_all_is_well, follower, joins, ledger, order_from, provider},
	market::{register, submit, validator, wait_for_devices, Caller, Runs, PATIENT},
	story::Story,
	work::{kernel, Order},
};
use assay_kernel_library::Size;
use assay_tests_network::{
	secs, wait::Seen, with_window, Chain, Key, Launch, Node, Scene, Validators,
};
use serde_json::json;

/// Blocks in which a result can be challenged.
const WINDOW: u8 = 3;

/// One provider is killed between its commitment and its openings and comes back; another has no
/// room for what a job reads; and a stranger's worker key isn't registered with anybody.
#[test]
fn jobs_should_be_settled_when_providers_are_killed_or_full_or_strangers() {
	let scene = Scene::new("killed_full_stranger");
	let spec = with_window(&scene, "dev", WINDOW);
	let alice = validator(&scene, &spec).start();
	let launch = |name| provider(follower(&scene, &spec, name), Runs::Interpreter);
	let killed = joins(launch("charlie"), &alice);
	let full = joins(launch("dave").arg("--blob-quota").arg("1"), &alice);
	let stranger = joins(launch("eve"), &alice);
	Caller::at(&scene, &stranger, "Eve").makes_worker();
	let [by_killed, by_full] =
		register(&scene, &alice, [("Charlie", &killed, "3"), ("Dave", &full, "2")]);
	wait_for_devices(&stranger);
	let before = ledger(&alice);

	let (order, job) = submit(&scene, &killed, "Ferdie", 0, &[&by_killed], PATIENT);
	job.wait_for(&alice, "committed", secs(120));
	let killed = killed.kill().start();
	let large = Order::write(&scene.data("large"), kernel("prefix-sum"), Size::Medium, 1);
	assert!(large.bytes_in > 1 << 20, "it is more than the store takes");
	let too_large =
		order_from(&scene, &killed, "Alice//stash", &large, &[&by_full, &by_killed], PATIENT);

	let story = job.wait_for_event(&alice, "ended", secs(120));
	story.assert_settled_by(&by_killed.operator);
	assert!(story.setbacks().is_empty(), "{:?}", story.names());
	let caller = Caller::at(&scene, &killed, "Ferdie");
	caller.gets(job.job, &order, &killed.gateway());

	let other = too_large.wait_for_event(&alice, "ended", secs(120));
	other.assert_settled_by(&by_killed.operator);
	assert_eq!(other.operators()[0], by_full.operator);
	assert_eq!(other.setbacks(), ["unable"], "{:?}", other.names());
	caller.gets(too_large.job, &large, &killed.gateway());

	assert_idle(&stranger);
	let nodes = [&alice, &killed, &full, &stranger];
	assert_all_is_well(&nodes, &before, &[story, other]);
}

/// Checks that a node has a worker key and runs nothing, and that it never tried to.
fn assert_idle(node: &Node<'_>) {
	let log = node.log().text();
	assert!(!log.contains("accepted"), "{} has accepted a job", node.name());
	let devices = node.rpc().call("gpu_devices", json!([]));
	let devices = devices.expect("the node answers");
	for device in devices["devices"].as_array().into_iter().flatten() {
		assert_eq!(device["state"], "idle");
	}
	// Those of others pass through its pool until they are in a block; its own would stay.
	node.wait_for("have no transaction waiting", secs(60), |rpc| {
		match rpc.call("author_pendingExtrinsics", json!([]))? {
			none if none == json!([]) => Ok(()),
			some => Err(Seen::not_yet(some)),
		}
	});
}

/// Every node is killed while jobs wait, run, and are committed to. When all are back, all jobs are
/// settled.
#[test]
#[ignore = "takes five minutes; `make soak` runs it"]
fn jobs_should_be_settled_when_all_nodes_are_killed_and_come_back() {
	let scene = Scene::new("market_restart");
	let spec = with_window(&scene, "local", WINDOW);
	let mut network = Validators::start_from(Vec::new());
	for key in Key::VALIDATORS {
		let launch = scene
			.launch(key.name(), Chain::Spec(spec.clone()))
			.key(key)
			.base_path(scene.data(key.name()))
			.arg("--state-pruning")
			.arg("archive");
		network.join(match key {
			Key::Bob => provider(launch, Runs::Interpreter),
			_ => launch,
		});
	}
	network.join(provider(follower(&scene, &spec, "dave"), Runs::Interpreter));
	let (alice, bob, dave) = (&network.nodes()[0], &network.nodes()[1], &network.nodes()[3]);
	let [by_bob, by_dave] = register(&scene, alice, [("Bob", bob, "2"), ("Dave", dave, "2")]);
	let before = ledger(alice);

	// One after the other, so that they are at different stages.
	let jobs: Vec<_> = (0..6)
		.map(|number| submit(&scene, bob, "Eve", number, &[&by_bob, &by_dave], PATIENT))
		.collect();
	jobs[0].1.wait_for_event(alice, "committed", secs(120));
	let stages: Vec<_> = jobs
		.iter()
		.map(|(_, job)| job.story(alice.rpc()).expect("alice answers"))
		.map(|story| story.names().last().map(|name| name.to_string()))
		.collect();
	println!("killed at {stages:?}");
	let launches: Vec<Launch<'_>> = network.kill_all();

	let network = Validators::start_from(launches);
	let nodes: Vec<&Node<'_>> = network.nodes().iter().collect();
	let stories: Vec<Story> = jobs
		.iter()
		.map(|(_, job)| {
			let story = job.wait_for_event(nodes[0], "ended", secs(400));
			let last = story.operators().last().copied().unwrap_or_default();
			story.assert_settled_by(last);
			story
		})
		.collect();
	let caller = Caller::at(&scene, nodes[0], "Eve");
	for ((order, job), story) in jobs.iter().zip(&stories) {
		// Gateways are at other ports now.
		let by_bob = story.operators().last() == Some(&by_bob.operator.as_str());
		let whose = if by_bob { nodes[1] } else { nodes[3] };
		caller.gets(job.job, order, &whose.gateway());
	}
	assert_all_is_well(&nodes, &before, &stories);
}
