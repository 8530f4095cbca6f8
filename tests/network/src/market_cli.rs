//! The command line of developers and providers, as a process.

use crate::{
	log::Log,
	node::Node,
	process::Process,
	scene::Scene,
	secs,
	wait::{self, Seen},
};
use serde_json::Value;
use std::{cell::RefCell, ffi::OsString, path::PathBuf, time::Duration};

/// What the longest command may take that doesn't say otherwise.
const TIME_TO_ANSWER: Duration = secs(120);

/// The command line, used against one node and its gateway.
#[derive(Debug, Clone)]
pub struct Cli<'scene> {
	scene: &'scene Scene,
	binary: PathBuf,
	url: String,
	gateway: Option<String>,
}

/// A command that was begun. It is killed when dropped.
#[derive(Debug)]
pub struct Running {
	process: RefCell<Process>,
	what: String,
	out: Log,
	err: Log,
}

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Said {
	/// The command.
	pub what: String,
	/// The exit code, or `None` when a signal ended it.
	pub code: Option<i32>,
	/// The lines of JSON on its standard output.
	pub lines: Vec<Value>,
	/// What it said to people.
	pub text: String,
}

impl<'scene> Cli<'scene> {
	/// Speaks to a node that was started in a scene.
	#[track_caller]
	pub fn to(node: &Node<'scene>) -> Self {
		let scene = node.launch().scene();
		Self {
			scene,
			binary: scene.command_line(),
			url: format!("ws://{}", node.rpc().address()),
			gateway: None,
		}
	}

	/// Puts blobs to this gateway, and looks for them there.
	pub fn gateway(self, gateway: String) -> Self {
		Self { gateway: Some(gateway), ..self }
	}

	/// Begins a command, such as `job status 7`, whose output goes to logs of this name.
	#[track_caller]
	pub fn begin(&self, name: &str, args: &[&str]) -> Running {
		let (out, err) = (
			self.scene.next_log(&format!("{name}-out")),
			self.scene.next_log(&format!("{name}-err")),
		);
		let args = self.args(args);
		let shown: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
		let what = format!("`assay {}`", shown.join(" "));
		let environment = [("TMPDIR", self.scene.temporary_dir().into_os_string())];
		let process = out.open().and_then(|out| {
			let err = err.open()?;
			Process::spawn(&self.binary, &args, &environment, out, err)
		});
		match process {
			Ok(process) => Running { process: RefCell::new(process), what, out, err },
			Err(error) => panic!("can't start {}: {error}", self.binary.display()),
		}
	}

	/// Runs a command to its end, whatever that is.
	#[track_caller]
	pub fn run(&self, name: &str, args: &[&str]) -> Said {
		self.begin(name, args).wait(TIME_TO_ANSWER)
	}

	/// Runs a command that has to succeed.
	#[track_caller]
	pub fn must(&self, name: &str, args: &[&str]) -> Said {
		self.run(name, args).succeeded()
	}

	/// The command line: what was asked for, the node, JSON, and the gateway where one is taken.
	fn args(&self, args: &[&str]) -> Vec<OsString> {
		let mut all: Vec<OsString> = args.iter().map(Into::into).collect();
		all.extend(["--url", &self.url, "--json"].map(Into::into));
		let takes_gateway =
			matches!(args, ["job", "run" | "watch" | "result" | "challenge", ..] | ["blob", ..]);
		if let (true, Some(gateway)) = (takes_gateway, &self.gateway) {
			all.extend(["--gateway".into(), gateway.into()]);
		}
		all
	}
}

impl Running {
	/// What it has said so far.
	pub fn lines(&self) -> Vec<Value> {
		let text = self.out.text();
		let lines = text.lines();
		// The last one may be half written.
		lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
	}

	/// Its process id.
	pub fn process_id(&self) -> u32 {
		self.process.borrow().id()
	}

	/// Sends SIGTERM.
	pub fn terminate(&self) {
		self.process.borrow().terminate();
	}

	/// Waits for a line that tells of an event, and gives the line.
	#[track_caller]
	pub fn wait_for_event(&self, event: &str, within: Duration) -> Value {
		self.wait_for_any(&[event], within)
	}

	/// Waits for the first line that tells of one of these events.
	#[track_caller]
	pub fn wait_for_any(&self, events: &[&str], within: Duration) -> Value {
		let what = format!("{} to tell of {}", self.what, events.join(" or "));
		let told = |line: &&Value| events.iter().any(|event| line["event"] == *event);
		let found = wait::until(what, within, || {
			let ended = self.process.borrow_mut().ended();
			let lines = self.lines();
			if let Some(line) = lines.iter().find(told) {
				return Ok(line.clone());
			}
			let last = format!("{:?}, {}", lines.last(), self.err.tail(2));
			match ended {
				None => Err(Seen::NotYet(last)),
				Some(status) => Err(Seen::Hopeless(format!("it ended with {status}: {last}"))),
			}
		});
		match found {
			Ok(line) => line,
			Err(error) => panic!("{error}"),
		}
	}

	/// Waits until it ends.
	#[track_caller]
	pub fn wait(self, within: Duration) -> Said {
		let ended = wait::until(format!("{} to end", self.what), within, || {
			let ended = self.process.borrow_mut().ended();
			ended.ok_or_else(|| Seen::not_yet(self.err.tail(2)))
		});
		match ended {
			Ok(status) => Said {
				code: status.code(),
				lines: self.lines(),
				text: self.err.text(),
				what: self.what,
			},
			Err(error) => panic!("{error}"),
		}
	}
}

impl Said {
	/// Checks that it ended well.
	#[track_caller]
	pub fn succeeded(self) -> Self {
		assert_eq!(self.code, Some(0), "{} failed:\n{}", self.what, self.text);
		self
	}

	/// The first line that tells of an event.
	#[track_caller]
	pub fn event(&self, event: &str) -> &Value {
		let found = self.lines.iter().find(|line| line["event"] == event);
		match found {
			Some(line) => line,
			None => panic!("{} told nothing of `{event}`, but:\n{}", self.what, self.text),
		}
	}

	/// The block in which an event happened.
	#[track_caller]
	pub fn block_of(&self, event: &str) -> u64 {
		let line = self.event(event);
		match line["block"].as_u64() {
			Some(block) => block,
			None => panic!("`{event}` has no block: {line}"),
		}
	}

	/// An amount of an event, which is told as a text.
	#[track_caller]
	pub fn amount(&self, event: &str, field: &str) -> u128 {
		amount(self.event(event), field)
	}
}

/// An amount in a line, which is told as a text.
#[track_caller]
pub fn amount(line: &Value, field: &str) -> u128 {
	match line[field].as_str().and_then(|text| text.parse().ok()) {
		Some(amount) => amount,
		None => panic!("there is no amount `{field}` in {line}"),
	}
}
