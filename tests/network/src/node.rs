//! A running node.

use crate::{
	chain::Head,
	launch::Launch,
	log::Log,
	process::Process,
	rpc::Rpc,
	secs,
	wait::{self, Seen},
};
use std::{
	cell::RefCell,
	fmt,
	net::SocketAddr,
	time::{Duration, Instant},
};

/// What the node's log says once its JSON-RPC server listens, before the addresses.
const RPC_ANNOUNCEMENT: &str = "Running JSON-RPC server: addr=";

/// From the start of the process to the first answer.
const TIME_TO_START: Duration = secs(60);

/// From SIGTERM to the end of the process.
const TIME_TO_STOP: Duration = secs(60);

/// A process that answers JSON-RPC, killed when dropped.
///
/// What is waited for is waited for in vain when the process ends, so waiting then ends as well.
#[derive(Debug)]
pub struct Node<'scene> {
	launch: Launch<'scene>,
	process: RefCell<Process>,
	log: Log,
	rpc: Rpc,
	started: Instant,
}

impl<'scene> Node<'scene> {
	/// Takes over a process that was just started and waits until it answers.
	#[track_caller]
	pub(crate) fn adopt(
		launch: Launch<'scene>,
		process: Process,
		log: Log,
		started: Instant,
	) -> Self {
		let process = RefCell::new(process);
		let what = format!("{} to say where its JSON-RPC server is", launch.name());
		let address = wait::until(what, TIME_TO_START, || {
			alive(&process)?;
			log.line_with(RPC_ANNOUNCEMENT)
				.and_then(|line| rpc_address(&line))
				.ok_or_else(|| Seen::not_yet(log.tail(1)))
		});
		let rpc = match address {
			Ok(address) => Rpc::at(address),
			Err(error) => panic!("{error}"),
		};
		Self { launch, process, log, rpc, started }
	}

	/// The node's name in logs and messages.
	pub fn name(&self) -> &str {
		self.launch.name()
	}

	/// How the node was started.
	pub fn launch(&self) -> &Launch<'scene> {
		&self.launch
	}

	/// What it has written.
	pub fn log(&self) -> &Log {
		&self.log
	}

	/// Its JSON-RPC server.
	pub fn rpc(&self) -> &Rpc {
		&self.rpc
	}

	/// Its process id.
	pub fn process_id(&self) -> u32 {
		self.process.borrow().id()
	}

	/// How long ago its process was started.
	pub fn age(&self) -> Duration {
		self.started.elapsed()
	}

	/// Waits until `look` finds something.
	#[track_caller]
	pub fn wait_for<T>(
		&self,
		what: impl fmt::Display,
		within: Duration,
		mut look: impl FnMut(&Rpc) -> Result<T, Seen>,
	) -> T {
		let found = wait::until(format!("{} to {what}", self.name()), within, || {
			alive(&self.process)?;
			look(&self.rpc)
		});
		match found {
			Ok(found) => found,
			Err(error) => panic!("{error}"),
		}
	}

	/// Waits until the best block is at least number `number`, and returns it.
	#[track_caller]
	pub fn wait_for_best(&self, number: u64, within: Duration) -> Head {
		self.wait_for(format!("make or import block {number}"), within, |rpc| {
			let best = rpc.best()?;
			if best.number >= number {
				Ok(best)
			} else {
				Err(Seen::not_yet(format!("best {best}, {} peers", rpc.peers()?)))
			}
		})
	}

	/// Waits until the last finalised block is at least number `number`, and returns it.
	#[track_caller]
	pub fn wait_for_finalised(&self, number: u64, within: Duration) -> Head {
		self.wait_for(format!("finalise block {number}"), within, |rpc| {
			let finalised = rpc.finalised()?;
			if finalised.number >= number {
				return Ok(finalised);
			}
			let (best, peers) = (rpc.best()?, rpc.peers()?);
			Err(Seen::not_yet(format!("finalised {finalised}, best {best}, {peers} peers")))
		})
	}

	/// Waits until the node has at least that many peers.
	#[track_caller]
	pub fn wait_for_peers(&self, count: u64, within: Duration) {
		self.wait_for(format!("have {count} peers"), within, |rpc| {
			let peers = rpc.peers()?;
			if peers >= count {
				Ok(())
			} else {
				Err(Seen::not_yet(format!("{peers} peers")))
			}
		})
	}

	/// Waits until a line of the log contains `pattern`, and returns the line.
	#[track_caller]
	pub fn wait_for_log(&self, pattern: &str, within: Duration) -> String {
		self.wait_for(format!("log {pattern:?}"), within, |_| {
			self.log.line_with(pattern).ok_or_else(|| Seen::not_yet(self.log.tail(1)))
		})
	}

	/// The address at which other nodes on this machine reach it.
	#[track_caller]
	pub fn address(&self) -> String {
		self.wait_for("listen for peers", secs(30), |rpc| {
			let addresses = rpc.listen_addresses()?;
			let usable = addresses.iter().find(|a| {
				a.starts_with("/ip4/127.0.0.1/tcp/")
					&& a.contains("/p2p/")
					&& !a.contains("/tcp/0/")
			});
			usable.cloned().ok_or_else(|| Seen::not_yet(format!("it listens at {addresses:?}")))
		})
	}

	/// Stops the node as Ctrl-C does and waits until it has ended well.
	#[track_caller]
	pub fn stop(self) -> Launch<'scene> {
		self.process.borrow().terminate();
		let what = format!("{} to end after SIGTERM", self.name());
		let ended = wait::until(what, TIME_TO_STOP, || {
			let ended = self.process.borrow_mut().ended();
			ended.ok_or_else(|| Seen::not_yet(self.log.tail(1)))
		});
		match ended {
			Ok(status) if status.success() => self.launch,
			Ok(status) => panic!("{} ended badly after SIGTERM: {status}", self.name()),
			Err(error) => panic!("{error}"),
		}
	}

	/// Waits until the node has crashed by itself.
	#[track_caller]
	pub fn crash(self, within: Duration) -> Launch<'scene> {
		let what = format!("{} to crash", self.name());
		let ended = wait::until(what, within, || {
			let ended = self.process.borrow_mut().ended();
			ended.ok_or_else(|| Seen::not_yet(self.log.tail(1)))
		});
		match ended {
			Ok(status) if status.code().is_none() => self.launch,
			Ok(status) => panic!("{} ended by itself: {status}", self.name()),
			Err(error) => panic!("{error}"),
		}
	}

	/// Kills the node with SIGKILL, as a crash or a power cut would.
	pub fn kill(self) -> Launch<'scene> {
		self.process.borrow_mut().kill();
		self.launch
	}
}

/// Waiting for anything is hopeless once the process has ended.
fn alive(process: &RefCell<Process>) -> Result<(), Seen> {
	match process.borrow_mut().ended() {
		None => Ok(()),
		Some(status) => Err(Seen::Hopeless(format!("the node ended with {status}"))),
	}
}

/// The IPv4 address in the line that announces the JSON-RPC server.
fn rpc_address(line: &str) -> Option<SocketAddr> {
	let (_, addresses) = line.split_once(RPC_ANNOUNCEMENT)?;
	addresses.split(',').filter_map(|address| address.trim().parse().ok()).find(SocketAddr::is_ipv4)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{launch::Chain, scene::Scene};
	use std::{fs, panic, path::PathBuf, process::Command};

	/// A program that stands for the node: a shell script.
	///
	/// Another process writes it. Had this one, then a child that another test starts meanwhile would
	/// have the file open for writing until its exec, and a program that is written can't be run.
	fn stand_in<'scene>(scene: &'scene Scene, script: &str) -> Launch<'scene> {
		let (text, path): (PathBuf, PathBuf) = (scene.data("script"), scene.data("stand-in"));
		fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
		let installed = Command::new("install").arg("-m755").args([&text, &path]).status();
		assert!(installed.unwrap().success());
		Launch::new(scene, path, "node", Chain::Dev)
	}

	/// The message of the panic in `doing`.
	fn panic_message(doing: impl FnOnce() + panic::UnwindSafe) -> String {
		*panic::catch_unwind(doing).unwrap_err().downcast::<String>().unwrap()
	}

	#[test]
	fn rpc_address_should_be_the_ipv4_one_when_there_are_several() {
		let line = "2026-01-01 00:00:00 Running JSON-RPC server: addr=[::1]:7,127.0.0.1:8";
		assert_eq!(rpc_address(line), Some("127.0.0.1:8".parse().unwrap()));
		assert_eq!(
			rpc_address("Running JSON-RPC server: addr=127.0.0.1:9944,").unwrap().port(),
			9944
		);
		assert_eq!(rpc_address("Idle (0 peers)"), None);
	}

	#[test]
	fn start_should_read_the_address_from_the_log() {
		let scene = Scene::new("node_start");
		let script = "echo 'Running JSON-RPC server: addr=127.0.0.1:4242,'; exec sleep 1000";
		let node = stand_in(&scene, script).start();
		assert_eq!(node.rpc().address().port(), 4242);
	}

	#[test]
	fn start_should_say_how_the_node_ended_when_it_ends_at_once() {
		let message = panic_message(|| {
			let scene = Scene::new("node_ends");
			stand_in(&scene, "echo no luck; exit 7").start();
		});
		assert!(message.contains("ended with exit status: 7"), "{message}");
	}

	#[test]
	fn waiting_should_end_at_once_when_the_node_is_gone() {
		let message = panic_message(|| {
			let scene = Scene::new("node_gone");
			let script = "echo 'Running JSON-RPC server: addr=127.0.0.1:1,'; sleep 0.3; exit 9";
			stand_in(&scene, script).start().wait_for_best(1, secs(300));
		});
		assert!(message.contains("make or import block 1, no use waiting"), "{message}");
		assert!(message.contains("exit status: 9"), "{message}");
	}

	#[test]
	fn stop_should_let_the_node_end_by_itself_when_it_can() {
		let scene = Scene::new("node_stop");
		let script = "trap 'echo bye; exit 0' TERM
			echo 'Running JSON-RPC server: addr=127.0.0.1:1,'
			while :; do sleep 0.1; done";
		let node = stand_in(&scene, script).start();
		let log = node.log().clone();
		node.stop();
		assert!(log.line_with("bye").is_some());
	}

	#[test]
	fn each_start_should_have_a_log_of_its_own() {
		let scene = Scene::new("node_logs");
		let script = "echo 'Running JSON-RPC server: addr=127.0.0.1:1,'; exec sleep 1000";
		let first = stand_in(&scene, script).start();
		let first_log = first.log().path().to_owned();
		let second = first.kill().start();
		assert_ne!(first_log, second.log().path());
		assert!(first_log.is_file());
	}

	#[test]
	fn start_should_not_read_the_address_of_an_earlier_node_of_the_same_name() {
		let scene = Scene::new("node_names");
		let script = |port: u16| {
			format!("echo 'Running JSON-RPC server: addr=127.0.0.1:{port},'; exec sleep 1000")
		};
		drop(stand_in(&scene, &script(1111)).start());
		let second = stand_in(&scene, &script(2222)).start();
		assert_eq!(second.rpc().address().port(), 2222);
	}
}
