//! How a node is started: its chain, its key, its folder.

use crate::{log::Log, node::Node, process::Process, scene::Scene, secs, wait};
use std::{
	ffi::OsString,
	path::PathBuf,
	time::{Duration, Instant},
};

/// A node that takes longer than this to refuse to start has not refused.
const TIME_TO_REFUSE: Duration = secs(60);

/// The chain that a node is on.
#[derive(Debug, Clone)]
pub enum Chain {
	/// The development chain, whose one validator is Alice.
	Dev,
	/// The local network of three validators.
	Local,
	/// The chain of this specification.
	Spec(PathBuf),
}

/// A well-known development key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
	/// The first validator.
	Alice,
	/// The second validator.
	Bob,
	/// The third validator.
	Charlie,
}

impl Key {
	/// The validators of the local network.
	pub const VALIDATORS: [Key; 3] = [Key::Alice, Key::Bob, Key::Charlie];

	/// The key's name, as the node's flags have it.
	pub fn name(self) -> &'static str {
		match self {
			Key::Alice => "alice",
			Key::Bob => "bob",
			Key::Charlie => "charlie",
		}
	}
}

/// A node that is not running.
#[derive(Debug, Clone)]
pub struct Launch<'scene> {
	scene: &'scene Scene,
	binary: PathBuf,
	name: String,
	chain: Chain,
	key: Option<Key>,
	base_path: Option<PathBuf>,
	bootnodes: Vec<String>,
	more: Vec<OsString>,
	environment: Vec<(&'static str, OsString)>,
	/// Zero lets the node choose a free one.
	rpc_port: u16,
	/// `None` keeps no metrics.
	metrics_port: Option<u16>,
}

/// How a node ended that was not to run on.
#[derive(Debug)]
pub struct Outcome {
	/// The exit code, or `None` when a signal ended it.
	pub code: Option<i32>,
	/// What it said.
	pub log: Log,
}

impl<'scene> Launch<'scene> {
	/// A node on `chain` that keeps nothing.
	pub(crate) fn new(scene: &'scene Scene, binary: PathBuf, name: &str, chain: Chain) -> Self {
		Self {
			scene,
			binary,
			name: name.into(),
			chain,
			key: None,
			base_path: None,
			bootnodes: Vec::new(),
			more: Vec::new(),
			environment: Vec::new(),
			rpc_port: 0,
			metrics_port: None,
		}
	}

	/// Makes blocks with `key`.
	pub fn key(self, key: Key) -> Self {
		Self { key: Some(key), ..self }
	}

	/// Keeps its data in this folder.
	pub fn base_path(self, path: PathBuf) -> Self {
		Self { base_path: Some(path), ..self }
	}

	/// Asks these addresses for peers.
	pub fn bootnodes(self, bootnodes: Vec<String>) -> Self {
		Self { bootnodes, ..self }
	}

	/// Listens for JSON-RPC on this port and no other.
	pub fn rpc_port(self, rpc_port: u16) -> Self {
		Self { rpc_port, ..self }
	}

	/// Offers metrics on this port.
	pub fn metrics_port(self, port: u16) -> Self {
		Self { metrics_port: Some(port), ..self }
	}

	/// Serves blobs on this port; zero lets the node choose a free one.
	pub fn blob_port(self, port: u16) -> Self {
		self.arg("--blob-port").arg(port.to_string())
	}

	/// Gives one more argument.
	pub fn arg(mut self, argument: impl Into<OsString>) -> Self {
		self.more.push(argument.into());
		self
	}

	/// Sets a variable of its environment.
	pub fn env(mut self, name: &'static str, value: impl Into<OsString>) -> Self {
		self.environment.push((name, value.into()));
		self
	}

	/// The node's name in logs and messages.
	pub fn name(&self) -> &str {
		&self.name
	}

	/// Where its test is played.
	pub fn scene(&self) -> &'scene Scene {
		self.scene
	}

	/// The well-known key that it makes blocks with.
	pub fn whose(&self) -> Option<Key> {
		self.key
	}

	/// Starts the node and waits until it answers JSON-RPC.
	#[track_caller]
	pub fn start(self) -> Node<'scene> {
		// One that comes back doesn't wait: its chain's clock hasn't stopped.
		let first = !self.scene.has_started(&self.name);
		let _turn = first.then(|| self.scene.turn_to_start());
		let started = Instant::now();
		let (launch, process, log) = self.spawn();
		Node::adopt(launch, process, log, started)
	}

	/// Starts the node, expects it to end by itself, and returns how it did.
	#[track_caller]
	pub fn start_in_vain(self) -> Outcome {
		let _turn = self.scene.turn_to_start();
		let (launch, mut process, log) = self.spawn();
		let ended =
			wait::until(format!("{} to refuse to start", launch.name), TIME_TO_REFUSE, || {
				process.ended().ok_or_else(|| {
					wait::Seen::not_yet(format!("it runs; its last words: {}", log.tail(1)))
				})
			});
		match ended {
			Ok(status) => Outcome { code: status.code(), log },
			Err(error) => panic!("{error}"),
		}
	}

	#[track_caller]
	fn spawn(self) -> (Self, Process, Log) {
		let log = self.scene.next_log(&self.name);
		let mut environment = self.environment.clone();
		environment.push(("TMPDIR", self.scene.temporary_dir().into_os_string()));
		let process = log.open().and_then(|file| {
			let stderr = file.try_clone()?;
			Process::spawn(&self.binary, &self.args(), &environment, file, stderr)
		});
		match process {
			Ok(process) => (self, process, log),
			Err(error) => panic!("can't start {}: {error}", self.binary.display()),
		}
	}

	/// The command line, after the binary.
	fn args(&self) -> Vec<OsString> {
		let mut args: Vec<OsString> = match &self.chain {
			Chain::Dev => vec!["--dev".into()],
			Chain::Local => vec!["--chain".into(), "local".into()],
			Chain::Spec(path) => vec!["--chain".into(), path.into()],
		};
		if let Some(key) = self.key {
			args.push(format!("--{}", key.name()).into());
			// The key is made at the first start and read from the base path at the next ones.
			args.push("--unsafe-force-node-key-generation".into());
		}
		if let Some(path) = &self.base_path {
			args.extend(["--base-path".into(), path.into()]);
		}
		if !self.bootnodes.is_empty() {
			args.push("--bootnodes".into());
			args.extend(self.bootnodes.iter().map(Into::into));
		}
		args.extend(["--rpc-port".into(), self.rpc_port.to_string().into()]);
		// The loopback only, and no search on the local network: nodes of another run of these
		// tests have the same genesis and would join this one.
		args.extend(["--listen-addr", "/ip4/127.0.0.1/tcp/0", "--no-mdns"].map(Into::into));
		args.push("--no-telemetry".into());
		match self.metrics_port {
			Some(port) => args.extend(["--prometheus-port".into(), port.to_string().into()]),
			None => args.push("--no-prometheus".into()),
		}
		args.extend(self.more.iter().cloned());
		args
	}
}

impl Outcome {
	/// Checks that it ended well, and returns what it said.
	#[track_caller]
	pub fn succeeded(&self) -> String {
		let text = self.log.text();
		assert_eq!(self.code, Some(0), "the command failed: {text}");
		text
	}

	/// Checks that the node refused: with an exit code of its own, no panic, and a last word that
	/// has all of `words` in it.
	#[track_caller]
	pub fn assert_refusal(&self, words: &[&str]) {
		let text = self.log.text();
		assert!(
			matches!(self.code, Some(1..=100)),
			"an exit code that says 'refused' was expected, not {:?}",
			self.code
		);
		assert!(!text.contains("panicked at"), "the node panicked instead of refusing");
		let complaint = complaint_in(&text);
		for word in words {
			assert!(
				complaint.contains(word),
				"the node's error doesn't say {word:?}: {complaint:?}"
			);
		}
	}
}

/// The error that ended the node: the line that begins with it, and the indented ones below.
fn complaint_in(text: &str) -> String {
	let mut lines = text.lines().skip_while(|line| !line.starts_with("Error"));
	let first = lines.next().into_iter();
	let rest = lines.take_while(|line| line.starts_with(char::is_whitespace));
	first.chain(rest).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;

	fn launch(scene: &Scene, chain: Chain) -> Launch<'_> {
		Launch::new(scene, "assay".into(), "node", chain)
	}

	/// The arguments as one line.
	fn line(launch: &Launch<'_>) -> String {
		let args: Vec<_> =
			launch.args().into_iter().map(|arg| arg.into_string().unwrap()).collect();
		args.join(" ")
	}

	#[test]
	fn args_should_let_the_node_choose_its_ports_when_nothing_is_said() {
		let scene = Scene::new("launch_ports");
		let line = line(&launch(&scene, Chain::Dev));
		assert!(
			line.starts_with("--dev --rpc-port 0 --listen-addr /ip4/127.0.0.1/tcp/0"),
			"{line}"
		);
	}

	#[test]
	fn args_should_name_chain_key_folder_and_bootnodes_when_they_are_given() {
		let scene = Scene::new("launch_args");
		let launch = launch(&scene, Chain::Spec("/spec.json".into()))
			.key(Key::Bob)
			.base_path("/bob".into())
			.bootnodes(vec!["/ip4/127.0.0.1/tcp/1/p2p/a".into()])
			.arg("--pruning-is-not-a-flag");
		let line = line(&launch);
		for expected in [
			"--chain /spec.json",
			"--bob",
			"--base-path /bob",
			"--bootnodes /ip4/127.0.0.1/tcp/1/p2p/a",
			"--pruning-is-not-a-flag",
		] {
			assert!(line.contains(expected), "{expected} is not in {line}");
		}
	}

	#[test]
	fn complaint_should_be_the_error_and_its_advice_and_nothing_of_the_log() {
		let text = "2026 Assay\nError: port taken\n  What to do: take another\n2026 Database";
		assert_eq!(complaint_in(text), "Error: port taken\n  What to do: take another");
		assert_eq!(complaint_in("2026 Assay\n"), "");
	}

	#[test]
	fn start_in_vain_should_return_code_and_words_when_the_program_ends() {
		let scene = Scene::new("launch_in_vain");
		let outcome = Launch::new(&scene, "false".into(), "node", Chain::Dev).start_in_vain();
		assert_eq!(outcome.code, Some(1));
		assert_eq!(outcome.log.text(), "");
	}
}
