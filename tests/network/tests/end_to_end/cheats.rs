//! Cheats are slashed before everybody's eyes, and so is who accuses the honest: to the last unit.

use assay_kernel_library::{all, Size, Workload};
use assay_tests_network::{amount, secs, Chain, Files, Money, Node, Offer, Person, Scene};
use serde_json::Value;

/// From the start of a command to openings.
const TIME_TO_VERIFY: u64 = 120;

/// A token in the chain's smallest unit.
const ASY: u128 = 1_000_000_000_000;

/// What a challenger loses if the tile is right.
const BOND: u128 = 5 * ASY;

/// What the requester of a slashed attempt gets: so many hundredths of the payment.
const COMPENSATION_PERCENT: u128 = 10;

/// What a challenger gets of what is slashed, in hundredths.
const BOUNTY_PERCENT: u128 = 30;

/// So often a cheat that is caught by a sample by chance is given another job.
const TRIES: usize = 3;

fn workload(name: &str, size: Size) -> Workload {
	let kernel = all().iter().find(|kernel| kernel.name == name);
	kernel.expect("a kernel of the library").workload(size, 7)
}

/// What somebody had before a block and after it.
#[track_caller]
fn around(node: &Node<'_>, who: Person, block: u64) -> (Money, Money) {
	let money = |number| {
		let hash = node.rpc().hash_at(number).unwrap();
		node.rpc().money(who, hash.as_deref()).unwrap()
	};
	(money(block - 1), money(block))
}

/// An amount of somebody's pool after a block.
#[track_caller]
fn pool(node: &Node<'_>, operator: Person, field: &str, block: u64) -> u128 {
	let hash = node.rpc().hash_at(block).unwrap();
	amount(&node.rpc().pool(operator, hash.as_deref()).unwrap(), field)
}

/// What is the same of every slash: the provider loses its collateral, the requester gets back what
/// verification took and its compensation, and the rest is burned. Gives what it got back.
#[track_caller]
fn assert_slashed(node: &Node<'_>, slash: &Value, payment: u128) -> u128 {
	let block = slash["block"].as_u64().unwrap();
	assert_eq!(slash["operator"], Person::Dave.address());
	assert_eq!(slash["fault"], "mismatch");
	let of = |field| amount(slash, field);
	let slashed = of("slashed");
	assert_eq!(of("compensation"), payment * COMPENSATION_PERCENT / 100);
	assert_eq!(pool(node, Person::Dave, "reserved", block - 1), slashed);
	assert_eq!(pool(node, Person::Dave, "reserved", block), 0);
	assert_eq!(
		pool(node, Person::Dave, "own", block - 1) - pool(node, Person::Dave, "own", block),
		slashed
	);
	// The stake lies in the pool's own account, not in its operator's.
	let (before, after) = around(node, Person::Dave, block);
	assert_eq!(before, after);
	slashed - of("compensation") - of("bounty") - of("burned")
}

#[test]
fn cheat_should_be_slashed_by_the_first_opening_when_every_tile_is_wrong() {
	let scene = Scene::new("market_cheat");
	let node = scene.faulty("cheat", Chain::Dev, "corrupt=100%").blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	node.add_provider(Person::Dave, Offer::default());
	// Of one pass: where a later one reads what was made up, its own tile may be right by chance.
	let files = Files::write(&scene.data("job"), &workload("mandelbrot", Size::Small));
	let run = node.cli().begin(
		"run",
		&[
			"job",
			"run",
			files.job(),
			"--provider",
			Person::Dave.address(),
			"--dev-key",
			"Bob",
			"--yes",
		],
	);
	let slash = run.wait_for_event("slashed", secs(TIME_TO_VERIFY));
	let set_back = run.wait_for_event("setBack", secs(10));
	assert_eq!(set_back["reason"], "mismatch");

	let lines = run.lines();
	let opened: Vec<_> = lines.iter().filter(|line| line["event"] == "opened").collect();
	assert_eq!(opened.len(), 1, "{opened:?}");
	assert_eq!(opened[0]["verdict"], "mismatch");
	assert_eq!(amount(&slash, "bounty"), 0);
	let payment = amount(&run.wait_for_event("assigned", secs(1)), "payment");
	let refilled = assert_slashed(&node, &slash, payment);
	assert!(refilled > 0, "the opening cost nothing");
	// The opening was paid for and made good in the same block.
	let (before, after) = around(&node, Person::Bob, slash["block"].as_u64().unwrap());
	assert_eq!(after.all() - before.all(), amount(&slash, "compensation"));
	assert_eq!(after.free - before.free, amount(&slash, "compensation"));

	// Nobody else may have it, and it isn't given to the same provider twice.
	let id = slash["job"].as_u64().unwrap();
	node.wait_for_job(id, "queued again", secs(30), |job| job["state"]["name"] == "queued");
}

#[test]
fn cheat_should_be_slashed_by_a_watcher_when_the_samples_miss_its_few_wrong_tiles() {
	let scene = Scene::new("market_watcher");
	let node = scene.faulty("cheat", Chain::Dev, "corrupt=1%").blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	node.add_provider(Person::Dave, Offer::default());
	let cli = node.cli();
	let files = Files::write(&scene.data("job"), &workload("mandelbrot", Size::Medium));
	let args = [
		"job",
		"run",
		files.job(),
		"--provider",
		Person::Dave.address(),
		"--samples",
		"1",
		"--until",
		"verified",
		"--dev-key",
		"Bob",
		"--yes",
	];
	// One sample in a hundred finds a wrong tile.
	let run = (0..TRIES).find_map(|_| {
		let run = cli.begin("run", &args);
		let told = run.wait_for_any(&["windowBegan", "slashed"], secs(TIME_TO_VERIFY));
		(told["event"] == "windowBegan").then(|| run.wait(secs(30)))
	});
	let run = run.expect("a sample in a hundred doesn't find wrong tiles three times").succeeded();
	let why = files.check().unwrap_err();
	assert!(why.starts_with("word "), "{why}");

	let id = run.event("submitted")["job"].to_string();
	let challenge =
		cli.must("challenge", &["job", "challenge", &id, "--dev-key", "Charlie", "--yes"]);
	assert_eq!(amount(challenge.event("judged"), "bond"), BOND);
	let told = challenge.event("challenged");
	assert_eq!(told["verdict"], "mismatch");
	assert_eq!(told["place"], challenge.event("searched")["wrong"]);
	assert_eq!(challenge.amount("challenged", "bondLost"), 0);

	let block = challenge.block_of("challenged");
	let events =
		node.rpc().call("gpu_jobEvents", serde_json::json!([told["job"], block, 1])).unwrap();
	let slash = find(&events, "slashed");
	let payment = run.amount("assigned", "payment");
	let mut slash = slash.clone();
	slash["block"] = block.into();
	let refilled = assert_slashed(&node, &slash, payment);
	let bounty = amount(&slash, "bounty");
	assert_eq!(bounty, amount(&slash, "slashed") * BOUNTY_PERCENT / 100);
	assert_eq!(bounty, challenge.amount("challenged", "bounty"));
	let (before, after) = around(&node, Person::Charlie, block);
	assert_eq!(after.all() + challenge.amount("challenged", "fee"), before.all() + bounty);
	let (before, after) = around(&node, Person::Bob, block);
	assert_eq!(after.all() - before.all(), amount(&slash, "compensation") + refilled);
}

#[test]
fn challenger_should_lose_its_bond_to_the_provider_when_the_tile_is_right() {
	let scene = Scene::new("market_false_challenge");
	let node = scene.dev().blob_port(0).start();
	node.wait_for_provider(Person::Alice);
	node.add_provider(Person::Dave, Offer::default());
	let cli = node.cli();
	let files = Files::write(&scene.data("job"), &workload("prefix-sum", Size::Small));
	let run = cli.begin(
		"run",
		&[
			"job",
			"run",
			files.job(),
			"--provider",
			Person::Dave.address(),
			"--dev-key",
			"Bob",
			"--yes",
		],
	);
	let began = run.wait_for_event("windowBegan", secs(TIME_TO_VERIFY));
	let id = began["job"].to_string();

	let challenge = cli.run(
		"challenge",
		&[
			"job",
			"challenge",
			&id,
			"--pass",
			"0",
			"--workgroup",
			"1,0,0",
			"--dev-key",
			"Charlie",
			"--yes",
		],
	);
	assert_eq!(challenge.code, Some(1), "{}", challenge.text);
	assert!(challenge.text.contains("you will LOSE the bond of 5 ASY"), "{}", challenge.text);
	assert_eq!(challenge.event("challenged")["verdict"], "match");
	assert_eq!(challenge.amount("challenged", "bondLost"), BOND);
	let block = challenge.block_of("challenged");
	let (before, after) = around(&node, Person::Charlie, block);
	assert_eq!(before.all() - after.all(), BOND + challenge.amount("challenged", "fee"));
	let (before, after) = around(&node, Person::Dave, block);
	assert_eq!((after.free - before.free, after.held), (BOND, before.held));

	// Who looks first loses nothing.
	let (before, _) = around(&node, Person::Eve, block);
	let search = cli.run("search", &["job", "challenge", &id, "--dev-key", "Eve", "--yes"]);
	assert_eq!(search.code, Some(1), "{}", search.text);
	assert_eq!(search.event("searched")["wrong"], Value::Null);
	assert!(search.text.contains("are right: there is nothing to challenge"), "{}", search.text);

	let said = run.wait(secs(90)).succeeded();
	files.check().unwrap();
	assert_eq!(said.event("ended")["ending"], "settled");
	let (after, _) = around(&node, Person::Eve, said.block_of("ended"));
	assert_eq!(before, after);
}

/// An event in a page of a job's events.
#[track_caller]
fn find<'a>(page: &'a Value, name: &str) -> &'a Value {
	let blocks = page["entries"].as_array().into_iter().flatten();
	let mut events = blocks.flat_map(|block| block["events"].as_array().into_iter().flatten());
	match events.find(|event| event["name"] == name) {
		Some(event) => event,
		None => panic!("there is no {name} in {page}"),
	}
}
