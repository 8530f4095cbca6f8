//! Three validators, of which one is a provider too, and a provider that validates nothing.

use super::{
	market::{assert_all_is_well, follower, ledger, provider, register},
	market::{Caller, Runs, Submitted},
	story::Story,
	work::Order,
};
use assay_kernel_library::{all, Size};
use assay_tests_network::{secs, with_window, Chain, Key, Node, Scene, Validators};
use std::{
	thread,
	time::{Duration, Instant},
};

/// Blocks in which a result can be challenged.
const WINDOW: u8 = 3;

/// Who asks for jobs. Each has kernels of its own, so that no two register the same.
const REQUESTERS: [&str; 12] = [
	"Alice",
	"Bob",
	"Charlie",
	"Dave",
	"Eve",
	"Ferdie",
	"Alice//stash",
	"Bob//stash",
	"Charlie//stash",
	"Dave//stash",
	"Eve//stash",
	"Ferdie//stash",
];

#[test]
fn two_providers_of_four_nodes_should_share_the_work_and_settle_all_jobs() {
	play("four_nodes", 12, Runs::Interpreter, secs(120));
}

#[test]
#[ignore = "takes five minutes; `make soak` runs it"]
fn two_providers_of_four_nodes_should_settle_two_hundred_jobs() {
	play("four_nodes_soak", 200, Runs::Gpu, secs(1500));
}

/// What a requester asked for.
struct Asked {
	order: Order,
	submitted: Submitted,
}

/// So many jobs, from the registration of two providers until all is settled, fetched and counted.
fn play(name: &str, jobs: usize, on: Runs, within: Duration) {
	let scene = Scene::new(name);
	let began = Instant::now();
	let spec = with_window(&scene, "local", WINDOW);
	let mut network = Validators::start_from(Vec::new());
	for key in Key::VALIDATORS {
		let launch = scene
			.launch(key.name(), Chain::Spec(spec.clone()))
			.key(key)
			.base_path(scene.data(key.name()))
			// What happened to all jobs is asked for when they are over.
			.arg("--state-pruning")
			.arg("archive");
		network.join(match key {
			Key::Bob => provider(launch, on),
			_ => launch,
		});
	}
	network.join(provider(follower(&scene, &spec, "dave"), on));
	let nodes: Vec<&Node<'_>> = network.nodes().iter().collect();
	let (alice, bob, dave) = (nodes[0], nodes[1], nodes[3]);

	let providers = register(&scene, alice, [("Bob", bob, "2"), ("Dave", dave, "2")]);
	let before = ledger(alice);
	let ready = began.elapsed();

	let asked = ask_for(&scene, alice, bob, jobs);
	let submitted = began.elapsed();
	for asked in &asked {
		asked.submitted.wait_for(alice, "over", within);
	}
	assert_numbers_differ(&asked);
	let over = began.elapsed();

	let stories: Vec<Story> = asked
		.iter()
		.map(|asked| asked.submitted.story(alice.rpc()).expect("alice answers"))
		.collect();
	let mut shares = [0, 0];
	for story in &stories {
		let last = story.operators().last().copied().unwrap_or_default();
		story.assert_settled_by(last);
		let whose = providers.iter().position(|p| p.operator == last);
		shares[whose.expect("one of the two")] += 1;
	}
	// Ties go to who has more room: both get about half.
	assert!(shares.iter().all(|share| 4 * share >= jobs), "work is shared out {shares:?}");
	fetch_all(&scene, alice, &bob.gateway(), &asked);
	assert_all_is_well(&nodes, &before, &stories);
	report(jobs, shares, &stories, [ready, submitted, over]);
}

/// All requesters submit at the same time, one job after the other each.
fn ask_for(scene: &Scene, node: &Node<'_>, storing: &Node<'_>, jobs: usize) -> Vec<Asked> {
	let gateway = storing.gateway();
	let callers = REQUESTERS.map(|key| Caller::at(scene, node, key));
	let gateway = gateway.as_str();
	thread::scope(|scope| {
		let threads = callers.iter().enumerate().map(|(number, caller)| {
			let mine = (0..jobs).filter(move |job| job % REQUESTERS.len() == number);
			scope.spawn(move || {
				let asked = mine.map(|job| {
					let kernels = (number..all().len()).step_by(REQUESTERS.len());
					let round = job / REQUESTERS.len();
					let kernel = kernels.clone().nth(round % kernels.len());
					let size = match round % 4 < 2 {
						true => Size::Odd,
						false => Size::Small,
					};
					let folder = scene.data(&format!("order-{job}"));
					let kernel = kernel.expect("it is one of so many");
					let order = Order::write(&folder, kernel, size, job as u64);
					let submitted = caller.submits(&order, gateway, &[]);
					Asked { order, submitted }
				});
				asked.collect::<Vec<_>>()
			})
		});
		let threads: Vec<_> = threads.collect();
		threads
			.into_iter()
			.flat_map(|thread| thread.join().expect("who submits ends well"))
			.collect()
	})
}

/// Checks that everybody was told another number.
fn assert_numbers_differ(asked: &[Asked]) {
	let mut numbers: Vec<u64> = asked.iter().map(|asked| asked.submitted.job).collect();
	numbers.sort_unstable();
	let expected: Vec<u64> = (0..asked.len() as u64).collect();
	assert_eq!(numbers, expected, "the numbers of the jobs");
}

/// Fetches every output from who made it, and checks it.
fn fetch_all(scene: &Scene, node: &Node<'_>, gateway: &str, asked: &[Asked]) {
	let callers = ["Alice", "Bob"].map(|key| Caller::at(scene, node, key));
	thread::scope(|scope| {
		for (number, caller) in callers.iter().enumerate() {
			scope.spawn(move || {
				for asked in asked.iter().skip(number).step_by(2) {
					caller.gets(asked.submitted.job, &asked.order, gateway);
				}
			});
		}
	});
}

/// The figures, for `docs/measurements/end-to-end.md`.
fn report(jobs: usize, shares: [usize; 2], stories: &[Story], times: [Duration; 3]) {
	let [ready, submitted, over] = times.map(|time| time.as_secs());
	println!("{jobs} jobs, {shares:?} by the validator and by the other provider");
	println!("ready after {ready} s, all submitted after {submitted} s, all over after {over} s");
	let setbacks: Vec<_> = stories.iter().flat_map(Story::setbacks).collect();
	println!("setbacks: {setbacks:?}");
	for (from, to) in [
		("submitted", "assigned"),
		("assigned", "committed"),
		("submitted", "committed"),
		("submitted", "windowBegan"),
		("submitted", "ended"),
	] {
		let mut blocks: Vec<u64> = stories
			.iter()
			.filter_map(|story| Some(story.block_of(to)? - story.block_of(from)?))
			.collect();
		blocks.sort_unstable();
		let at = |percent: usize| blocks[(blocks.len() - 1) * percent / 100];
		println!(
			"{from} to {to}: median {} blocks, 95 % within {}, at most {}",
			at(50),
			at(95),
			at(100)
		);
	}
}
