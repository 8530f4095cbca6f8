//! How long a machine that does much else has kept a process from running.

use crate::{market_child::Child, node::Node};
use std::{fs, time::Duration};

impl Node<'_> {
	/// For how long its first thread, and the one of the others that was worst off, could have run and
	/// had no core. Where the system doesn't tell, for no time.
	pub fn held_up(&self) -> Duration {
		held_up(self.process_id())
	}
}

impl Child {
	/// The same of a process that a node has started.
	pub fn held_up(&self) -> Duration {
		held_up(self.id())
	}
}

fn held_up(process: u32) -> Duration {
	let first = process.to_string();
	let threads = fs::read_dir(format!("/proc/{first}/task")).into_iter().flatten().flatten();
	let mut waits = [0, 0];
	for thread in threads {
		let told = fs::read_to_string(thread.path().join("schedstat")).unwrap_or_default();
		let which = usize::from(thread.file_name() != first.as_str());
		waits[which] = waits[which].max(nanoseconds_waited(&told).unwrap_or(0));
	}
	Duration::from_nanos(waits.iter().sum())
}

/// A thread's `schedstat`: nanoseconds that it ran, nanoseconds that it waited for a core, and how
/// often it ran.
fn nanoseconds_waited(schedstat: &str) -> Option<u64> {
	schedstat.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn nanoseconds_waited_should_be_the_second_number() {
	assert_eq!(nanoseconds_waited("1163705 86124 3\n"), Some(86_124));
	assert_eq!(nanoseconds_waited(""), None);
}
