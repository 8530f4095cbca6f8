//! The processes that a node starts.

use crate::node::Node;
use rustix::process::{kill_process, Pid, Signal};
use std::fs;

/// A process that a node has started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
	id: i32,
	/// When it was started, which tells it from a later one with its id.
	started: String,
}

impl Node<'_> {
	/// The processes that this node has started with an argument.
	pub fn children_with(&self, argument: &str) -> Vec<Child> {
		let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
		let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
		ids.filter_map(|id: i32| {
			let stat = Stat::of(id)?;
			let line = fs::read(format!("/proc/{id}/cmdline")).ok()?;
			let ours = stat.parent == self.process_id()
				&& line.split(|byte| *byte == 0).any(|word| word == argument.as_bytes());
			ours.then_some(Child { id, started: stat.started })
		})
		.collect()
	}
}

impl Child {
	/// Its process id.
	pub fn id(&self) -> u32 {
		self.id.unsigned_abs()
	}

	/// Kills it with SIGKILL.
	pub fn kill(&self) {
		if let (true, Some(pid)) = (self.is_alive(), Pid::from_raw(self.id)) {
			let _ = kill_process(pid, Signal::KILL);
		}
	}

	/// Whether it runs. One that nobody has waited for doesn't.
	pub fn is_alive(&self) -> bool {
		Stat::of(self.id).is_some_and(|stat| stat.started == self.started && stat.state != "Z")
	}
}

/// What the system says of a process.
struct Stat {
	state: String,
	parent: u32,
	started: String,
}

impl Stat {
	fn of(id: i32) -> Option<Self> {
		let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
		// The name before may have anything in it.
		let (_, rest) = text.rsplit_once(") ")?;
		let fields: Vec<_> = rest.split_whitespace().collect();
		Some(Self {
			state: (*fields.first()?).to_string(),
			parent: fields.get(1)?.parse().ok()?,
			started: (*fields.get(19)?).to_string(),
		})
	}
}
