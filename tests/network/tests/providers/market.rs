//! A market of nodes: some validate, some provide, and people use the command line.

use super::{
	ledger::{state_root, Ledger},
	story::{text, Story},
	work::{kernel, Order},
};
use assay_kernel_library::Size;
use assay_tests_network::{
	secs, wait::Seen, Chain, Cli, Head, Key, Launch, Node, Rpc, RpcError, Said, Scene,
};
use serde_json::{json, Value};
use std::{
	fs::{self, OpenOptions},
	io::Write,
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	thread,
	time::Duration,
};

/// From a registration until the worker's first heartbeat counts.
const TIME_TO_BE_HEARD: Duration = secs(60);

/// Jobs at once. Two providers have room for more than a block can assign.
const CAPACITY: &str = "32";

/// What every provider bonds, in ASY.
const BOND: &str = "10000";

/// What the devices of these tests are said to be: as much as any kernel of the library needs.
const DEVICES: &str = r#"[[device]]
name = "a device of the network tests"
memory = 4294967296
buffer = 1073741824
lanes = 1024
workgroup_memory = 16384
strict = true
relaxed = true
score = 100
"#;

/// What a provider runs jobs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runs {
	/// The interpreter, which needs nothing and is ready at once.
	Interpreter,
	/// Whatever the machine has, a driver in software at least.
	Gpu,
}

/// Launches a node that provides, and fetches from this machine.
pub fn provider(launch: Launch<'_>, on: Runs) -> Launch<'_> {
	let launch = launch.arg("--gpu").arg("--blob-port").arg("0").arg("--blob-private");
	match on {
		Runs::Interpreter => launch.arg("--gpu-interpreter"),
		Runs::Gpu => launch,
	}
}

/// Launches a node that validates nothing and keeps its data.
pub fn follower<'scene>(scene: &'scene Scene, spec: &Path, name: &str) -> Launch<'scene> {
	scene.launch(name, Chain::Spec(spec.into())).base_path(scene.data(name))
}

/// Launches the only validator of a development chain. It doesn't provide, since a development
/// chain's provider registers by itself.
pub fn validator<'scene>(scene: &'scene Scene, spec: &Path) -> Launch<'scene> {
	follower(scene, spec, "alice").key(Key::Alice).arg("--force-authoring").arg("--no-gpu")
}

/// Starts a node that knows another.
#[track_caller]
pub fn joins<'scene>(launch: Launch<'scene>, other: &Node<'_>) -> Node<'scene> {
	launch.bootnodes(vec![other.address()]).start()
}

/// All register at the same time, each at a node of its own and with a price, and are drawn from
/// then on.
#[track_caller]
pub fn register<'scene, const N: usize>(
	scene: &'scene Scene,
	chain: &Node<'_>,
	who: [(&'static str, &Node<'scene>, &'static str); N],
) -> [Provider; N] {
	let registering = who.map(|(key, node, price)| {
		let caller = Caller::at(scene, node, key);
		(caller, node.gateway(), node.launch().whose(), price)
	});
	let providers = thread::scope(|scope| {
		let threads = registering.map(|(caller, gateway, whose, price)| {
			scope.spawn(move || caller.registers(&gateway, whose, price))
		});
		threads.map(|thread| thread.join().expect("who registers ends well"))
	});
	for ((_, node, _), provider) in who.iter().zip(&providers) {
		provider.wait_until_active(chain);
		wait_for_devices(node);
	}
	providers
}

/// Blocks that a provider has which is to come back.
pub const PATIENT: &str = "100";

/// Blocks that a provider has which isn't: the least that is sensible.
pub const HASTY: &str = "20";

/// Submits a job that needs no inputs, for these providers, the cheapest of whom gets it.
#[track_caller]
pub fn submit<'scene>(
	scene: &'scene Scene,
	node: &Node<'scene>,
	requester: &'static str,
	number: usize,
	providers: &[&Provider],
	deadline: &str,
) -> (Order, Submitted) {
	let folder = scene.data(&format!("order-{number}"));
	let order = Order::write(&folder, kernel("mandelbrot"), Size::Small, number as u64);
	let job = order_from(scene, node, requester, &order, providers, deadline);
	(order, job)
}

/// Submits a job for these providers, each of which has so many blocks for it.
#[track_caller]
pub fn order_from<'scene>(
	scene: &'scene Scene,
	node: &Node<'scene>,
	requester: &'static str,
	order: &Order,
	providers: &[&Provider],
	deadline: &str,
) -> Submitted {
	let mut args = vec!["--deadline", deadline];
	for provider in providers {
		args.extend(["--provider", &provider.operator]);
	}
	let caller = Caller::at(scene, node, requester);
	caller.submits(order, &node.gateway(), &args)
}

/// Waits until the devices of a node are ready.
#[track_caller]
pub fn wait_for_devices(node: &Node<'_>) {
	node.wait_for("have a device ready", secs(120), |rpc| {
		let devices = rpc.call("gpu_devices", json!([]))?;
		let states = devices["devices"].as_array().into_iter().flatten();
		let states: Vec<_> = states.map(|device| text(device, "state")).collect();
		match states.contains(&"idle") {
			true => Ok(()),
			false => Err(Seen::not_yet(format!("{states:?}"))),
		}
	})
}

/// Somebody at the command line of a node.
pub struct Caller<'scene> {
	scene: &'scene Scene,
	cli: Cli<'scene>,
	/// The development key that is signed with.
	key: &'static str,
}

impl<'scene> Caller<'scene> {
	/// Somebody who asks this node.
	pub fn at(scene: &'scene Scene, node: &Node<'scene>, key: &'static str) -> Self {
		let cli = Cli::to(node);
		Self { scene, cli, key }
	}

	/// Runs a command that has to succeed.
	#[track_caller]
	fn does(&self, what: &str, args: &[&str]) -> Said {
		let name = format!("{}-{what}", self.key).replace(['/', ' '], "-");
		let words: Vec<&str> = what.split(' ').chain(args.iter().copied()).collect();
		self.cli.must(&name, &words)
	}

	/// Makes a worker key for the node's keystore. Nobody hears of it.
	#[track_caller]
	pub fn makes_worker(&self) -> PathBuf {
		let worker = self.file(&format!("{}.worker", self.key));
		self.does("provider init", &["--save", &shown(&worker)]);
		worker
	}

	/// Registers as a provider with this gateway. The worker key is the one that a node with a
	/// development key has, or a new one.
	#[track_caller]
	pub fn registers(&self, gateway: &str, of: Option<Key>, price: &str) -> Provider {
		let worker = match of {
			Some(key) => {
				let worker = self.file(&format!("{}.worker", self.key));
				write_private(&worker, &worker_of(key.name()));
				worker
			},
			None => self.makes_worker(),
		};
		let devices = self.file(&format!("{}.toml", self.key));
		fs::write(&devices, DEVICES).expect("a test's folder can be written");
		let name = self.key.to_lowercase();
		let said = self.does(
			"provider register",
			&[
				"--worker",
				&shown(&worker),
				"--name",
				&name,
				"--endpoint",
				gateway,
				"--price",
				price,
				"--capacity",
				CAPACITY,
				"--bond",
				BOND,
				"--devices",
				&shown(&devices),
				"--dev-key",
				self.key,
				"-y",
			],
		);
		let operator = text(said.event("registered"), "operator").to_string();
		Provider { operator }
	}

	/// Submits a job, and returns its number and the block that it is in.
	#[track_caller]
	pub fn submits(&self, order: &Order, gateway: &str, more: &[&str]) -> Submitted {
		let mut args = vec![
			order.files.job(),
			"--gateway",
			gateway,
			"--until",
			"submitted",
			"--anyway",
			"--price",
			"10",
			"--dev-key",
			self.key,
			"-y",
		];
		args.extend(more);
		let said = self.does("job run", &args);
		let job = said.event("submitted")["job"].as_u64();
		Submitted {
			job: job.expect("a job's number is a number"),
			block: said.block_of("submitted"),
		}
	}

	/// Fetches what a job made, and checks it.
	#[track_caller]
	pub fn gets(&self, job: u64, order: &Order, gateway: &str) {
		let id = job.to_string();
		let mut args = vec![id.as_str(), "--gateway", gateway];
		let names: Vec<String> = order.outputs.iter().map(|file| shown(file)).collect();
		for name in &names {
			args.extend(["--out", name]);
		}
		self.does("job result", &args);
		order.assert_made();
	}

	fn file(&self, name: &str) -> PathBuf {
		self.scene.data(&name.replace('/', "-"))
	}
}

/// A provider on the chain.
#[derive(Clone, Debug)]
pub struct Provider {
	/// Its operator's address.
	pub operator: String,
}

impl Provider {
	/// Waits until jobs are drawn for it.
	#[track_caller]
	pub fn wait_until_active(&self, node: &Node<'_>) {
		let what = format!("know the active provider {}", self.operator);
		node.wait_for(what, TIME_TO_BE_HEARD, |rpc| {
			let provider = rpc.call("gpu_provider", json!([self.operator]))?;
			match provider["active"].as_bool() {
				Some(true) => Ok(()),
				_ => Err(Seen::not_yet(provider)),
			}
		})
	}
}

/// A job that was submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submitted {
	pub job: u64,
	pub block: u64,
}

impl Submitted {
	/// Waits until it is in a state, such as `committed`, and returns what the node tells of it.
	#[track_caller]
	pub fn wait_for(self, node: &Node<'_>, state: &str, within: Duration) -> Value {
		let what = format!("know job {} to be {state}", self.job);
		node.wait_for(what, within, |rpc| {
			let job = rpc.call("gpu_job", json!([self.job]))?;
			match text(&job["state"], "name") == state {
				true => Ok(job),
				false => Err(Seen::not_yet(&job["state"])),
			}
		})
	}

	/// Waits until something happened to it.
	#[track_caller]
	pub fn wait_for_event(self, node: &Node<'_>, event: &str, within: Duration) -> Story {
		let what = format!("tell that job {} is {event}", self.job);
		node.wait_for(what, within, |rpc| {
			let story = self.story(rpc)?;
			match story.all(event).is_empty() {
				true => Err(Seen::not_yet(format!("{:?}", story.names()))),
				false => Ok(story),
			}
		})
	}

	/// What happened to it.
	pub fn story(self, rpc: &Rpc) -> Result<Story, RpcError> {
		Story::since(rpc, self.job, self.block)
	}
}

/// The ledger of the last finalised block.
#[track_caller]
pub fn ledger(node: &Node<'_>) -> Ledger {
	let head = node.rpc().finalised().expect("the node answers");
	ledger_at(node, &head)
}

#[track_caller]
fn ledger_at(node: &Node<'_>, head: &Head) -> Ledger {
	match Ledger::at(node.rpc(), &head.hash) {
		Ok(ledger) => ledger,
		Err(error) => panic!("{error}"),
	}
}

/// Checks that no job is left and no money lost: nothing is held of anybody for a job, accounts
/// add up, and since `before` only what was burned over these jobs has gone. All nodes must have
/// finalised the same state in which that is true.
#[track_caller]
pub fn assert_all_is_well(nodes: &[&Node<'_>], before: &Ledger, stories: &[Story]) {
	let best = nodes[0].rpc().best().expect("the node answers");
	let heads: Vec<Head> =
		nodes.iter().map(|node| node.wait_for_finalised(best.number, secs(120))).collect();
	let lowest = heads.iter().min_by_key(|head| head.number).expect("there are nodes");
	let roots: Vec<_> = nodes
		.iter()
		.map(|node| {
			let hash = node.rpc().hash_at(lowest.number).expect("the node answers");
			assert_eq!(hash.as_ref(), Some(&lowest.hash), "{}", node.name());
			state_root(node.rpc(), &lowest.hash).expect("the node answers")
		})
		.collect();
	assert!(roots.iter().all(|root| *root == roots[0]), "{roots:?}");

	let after = ledger_at(nodes[0], lowest);
	after.assert_adds_up();
	assert_eq!(after.jobs, 0, "jobs that aren't over");
	assert_eq!(after.held_for_jobs(), 0, "held for jobs");
	let burned: u128 = stories.iter().map(Story::burned).sum();
	assert_eq!(before.issuance - after.issuance, burned, "what has gone");
}

fn write_private(path: &Path, text: &str) {
	let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
	file.and_then(|mut file| file.write_all(text.as_bytes()))
		.expect("a test's folder can be written");
}

/// The worker key that a node with a development key has: `//Alice//gpu`.
fn worker_of(name: &str) -> String {
	let (first, rest) = name.split_at(1);
	format!("//{}{rest}//gpu", first.to_uppercase())
}

fn shown(path: &Path) -> String {
	path.display().to_string()
}
