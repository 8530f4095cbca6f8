//! Providers that crash, each at a point of their own: some come back at once, some don't.

use super::{
	market::{assert_all_is_well, follower, joins, ledger, provider, register, submit, validator},
	market::{Caller, Runs, Submitted, HASTY, PATIENT},
	story::{amount, text, Story},
	work::Order,
};
use assay_tests_network::{secs, with_short_waits, Chain, Launch, Node, Scene};
use std::{fs, path::Path};

/// Where a provider can be made to crash, in the order in which a job gets there.
const POINTS: [&str; 4] = ["assigned", "running", "committed", "opening"];

/// Blocks in which samples have to be opened: the least that the chain takes.
const OPENING: u8 = 20;

/// Blocks in which a result can be challenged.
const WINDOW: u8 = 3;

/// The variable that makes a node fail on purpose.
const FAULTS: &str = "ASSAY_FAULTS";

#[test]
fn job_should_be_finished_by_its_provider_when_it_crashes_at_every_point_and_comes_back() {
	let scene = Scene::new("crash_and_return");
	let spec = with_short_waits(&scene, "dev", OPENING, WINDOW);
	let alice = validator(&scene, &spec).start();
	let bob = joins(provider(follower(&scene, &spec, "bob"), Runs::Interpreter), &alice);
	let mut dave = joins(faulty(&scene, &spec, "dave", POINTS[0]), &alice);
	let [by_bob, by_dave] = register(&scene, &alice, [("Bob", &bob, "3"), ("Dave", &dave, "2")]);
	let before = ledger(&alice);

	let (order, job) = submit(&scene, &bob, "Eve", 0, &[&by_dave, &by_bob], PATIENT);
	for next in POINTS.iter().skip(1).map(Some).chain([None]) {
		let log = dave.log().clone();
		let launch = dave.crash(secs(120));
		assert!(log.text().contains("crashes on purpose"));
		dave = match next {
			Some(point) => launch.env(FAULTS, crash(&scene, "dave", point)),
			None => launch.env(FAULTS, ""),
		}
		.start();
	}
	let story = job.wait_for_event(&alice, "ended", secs(180));

	story.assert_settled_by(&by_dave.operator);
	assert_eq!(story.operators().len(), 1, "{:?}", story.names());
	assert_eq!(story.all("opened").len(), 2, "each sample is opened once");
	let caller = Caller::at(&scene, &alice, "Eve");
	caller.gets(job.job, &order, &dave.gateway());
	assert_all_is_well(&[&alice, &bob, &dave], &before, &[story]);
}

/// Who crashed before it committed was only late. Who committed and doesn't open is slashed like a
/// cheat. Either way another provider finishes the job, and who comes back later finds nothing to
/// do and goes on with new jobs.
#[test]
#[ignore = "takes five minutes; `make soak` runs it"]
fn jobs_should_go_to_another_provider_when_theirs_crashes_and_stays_away() {
	let scene = Scene::new("crash_and_stay_away");
	let spec = with_short_waits(&scene, "dev", OPENING, WINDOW);
	let alice = validator(&scene, &spec).start();
	let bob = joins(provider(follower(&scene, &spec, "bob"), Runs::Interpreter), &alice);
	let operators = ["Charlie", "Dave", "Eve", "Ferdie"];
	let nodes: Vec<Node<'_>> = operators
		.iter()
		.zip(POINTS)
		.map(|(name, point)| joins(faulty(&scene, &spec, &name.to_lowercase(), point), &alice))
		.collect();
	let [by_bob, a, b, c, d] = register(
		&scene,
		&alice,
		[
			("Bob", &bob, "3"),
			(operators[0], &nodes[0], "2"),
			(operators[1], &nodes[1], "2"),
			(operators[2], &nodes[2], "2"),
			(operators[3], &nodes[3], "2"),
		],
	);
	let failing = [a, b, c, d];
	let before = ledger(&alice);

	// The first registers the kernel, the others find it.
	let requesters = ["Alice", "Bob", "Alice//stash", "Bob//stash"];
	let jobs: Vec<(Order, Submitted)> = failing
		.iter()
		.zip(requesters)
		.enumerate()
		.map(|(number, (provider, requester))| {
			submit(&scene, &bob, requester, number, &[provider, &by_bob], HASTY)
		})
		.collect();
	let launches: Vec<Launch<'_>> = nodes.into_iter().map(|node| node.crash(secs(120))).collect();

	let over: Vec<Story> =
		jobs.iter().map(|(_, job)| job.wait_for_event(&alice, "ended", secs(300))).collect();
	let reasons = ["late", "late", "notOpened", "notOpened"];
	for ((story, provider), reason) in over.iter().zip(&failing).zip(reasons) {
		story.assert_settled_by(&by_bob.operator);
		assert_eq!(story.operators()[0], provider.operator);
		assert_eq!(story.setbacks(), [reason], "{:?}", story.names());
		let slashed = story.all("slashed");
		assert_eq!(slashed.len(), usize::from(reason == "notOpened"));
		for slashed in slashed {
			assert_eq!(text(slashed, "fault"), "notOpened");
			assert_eq!(text(slashed, "operator"), provider.operator);
			assert!(amount(slashed, "slashed") > 0 && amount(slashed, "compensation") > 0);
		}
	}
	let caller = Caller::at(&scene, &bob, "Alice");
	for (order, job) in &jobs {
		caller.gets(job.job, order, &bob.gateway());
	}

	let back: Vec<Node<'_>> =
		launches.into_iter().map(|launch| launch.env(FAULTS, "").start()).collect();
	let more: Vec<(Order, Submitted)> = failing
		.iter()
		.enumerate()
		.map(|(number, provider)| submit(&scene, &bob, "Alice", 4 + number, &[provider], PATIENT))
		.collect();
	let mut stories: Vec<Story> = more
		.iter()
		.zip(&failing)
		.map(|((_, job), provider)| {
			let story = job.wait_for_event(&alice, "ended", secs(180));
			story.assert_settled_by(&provider.operator);
			story
		})
		.collect();
	// Nothing more happened to the jobs that they had lost.
	for ((_, job), story) in jobs.iter().zip(&over) {
		let now = job.story(alice.rpc()).expect("alice answers");
		assert_eq!(now.events, story.events);
	}
	stories.extend(over);
	let mut nodes: Vec<&Node<'_>> = back.iter().collect();
	nodes.extend([&alice, &bob]);
	assert_all_is_well(&nodes, &before, &stories);
}

/// A provider that crashes at a point, once.
fn faulty<'scene>(scene: &'scene Scene, spec: &Path, name: &str, point: &str) -> Launch<'scene> {
	let launch = scene
		.faulty(name, Chain::Spec(spec.into()), &crash(scene, name, point))
		.base_path(scene.data(name));
	provider(launch, Runs::Interpreter)
}

/// The fault, with a folder that remembers that it happened.
fn crash(scene: &Scene, name: &str, point: &str) -> String {
	let folder = scene.data(&format!("{name}-crashes"));
	fs::create_dir_all(&folder).expect("a test's folder can be written");
	format!("crash={point},once={}", folder.display())
}
