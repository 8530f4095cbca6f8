//! What a run takes.

use std::{
	fs,
	time::{Duration, Instant},
};

/// What a run takes.
#[derive(Clone, Copy)]
pub struct Spent {
	/// The time that passes.
	pub passed: Duration,
	/// The time of all processors together, in the threads that are there before and after.
	pub processors: Duration,
}

impl Spent {
	/// More than anything takes.
	pub const MAX: Self = Self { passed: Duration::MAX, processors: Duration::MAX };

	/// Measures something.
	pub fn on<T>(run: impl FnOnce() -> T) -> (T, Self) {
		let (started, before) = (Instant::now(), processors());
		let made = run();
		let spent =
			Self { passed: started.elapsed(), processors: processors().saturating_sub(before) };
		(made, spent)
	}

	/// Keeps the better of both.
	pub fn improve(&mut self, other: Self) {
		self.passed = self.passed.min(other.passed);
		self.processors = self.processors.min(other.processors);
	}
}

/// What Linux says that the threads of this process have had so far; elsewhere nothing.
fn processors() -> Duration {
	let Ok(threads) = fs::read_dir("/proc/self/task") else {
		return Duration::ZERO;
	};
	let of = |thread: fs::DirEntry| -> Option<u64> {
		let said = fs::read_to_string(thread.path().join("schedstat")).ok()?;
		said.split(' ').next()?.parse().ok()
	};
	let nanoseconds = threads.filter_map(|thread| of(thread.ok()?));
	Duration::from_nanos(nanoseconds.sum())
}
