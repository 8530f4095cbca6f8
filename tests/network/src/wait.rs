//! Waiting for a condition, with a deadline and a report of what was last seen.

use std::{
	fmt, thread,
	time::{Duration, Instant},
};

/// How long to leave a condition alone before looking again.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// How many times as long as its caller says everything may take. Callers think of a machine that
/// does little else; a test that passes waits for no deadline, and one that fails may take its time.
const ALLOWANCE: u32 = 4;

/// What a look found when it did not find what it was looking for.
#[derive(Debug)]
pub enum Seen {
	/// The condition may still come true.
	NotYet(String),
	/// The condition can no longer come true, so waiting on is pointless.
	Hopeless(String),
}

impl Seen {
	/// The condition may still come true; `what` is there instead.
	pub fn not_yet(what: impl fmt::Display) -> Self {
		Seen::NotYet(what.to_string())
	}
}

impl<E: std::error::Error> From<E> for Seen {
	fn from(error: E) -> Self {
		Seen::NotYet(error.to_string())
	}
}

/// A condition did not come true.
#[derive(Debug)]
pub struct GaveUp {
	what: String,
	after: Duration,
	last_seen: String,
	hopeless: bool,
}

impl std::error::Error for GaveUp {}

impl fmt::Display for GaveUp {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self { what, after, last_seen, hopeless } = self;
		let verdict = if *hopeless { "no use waiting" } else { "gave up" };
		write!(f, "waited for {what}, {verdict} after {:.1} s; ", after.as_secs_f64())?;
		write!(f, "last seen: {last_seen}")
	}
}

/// Looks again and again until `look` finds something, it turns hopeless, or `within` is over four
/// times.
///
/// The condition is looked at at least once, and once more after the deadline, so that a machine
/// that was too busy to look in time does not fail a condition that is true.
pub fn until<T>(
	what: impl fmt::Display,
	within: Duration,
	mut look: impl FnMut() -> Result<T, Seen>,
) -> Result<T, GaveUp> {
	let (start, within) = (Instant::now(), within * ALLOWANCE);
	loop {
		let late = start.elapsed() >= within;
		let (last_seen, hopeless) = match look() {
			Ok(found) => return Ok(found),
			Err(Seen::NotYet(seen)) => (seen, false),
			Err(Seen::Hopeless(seen)) => (seen, true),
		};
		if hopeless || late {
			return Err(GaveUp {
				what: what.to_string(),
				after: start.elapsed(),
				last_seen,
				hopeless,
			});
		}
		thread::sleep(POLL_INTERVAL);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn until_should_return_what_was_found_when_it_comes_in_time() {
		let mut looks = 0;
		let found = until("three looks", Duration::from_secs(10), || {
			looks += 1;
			if looks == 3 {
				Ok("found")
			} else {
				Err(Seen::not_yet(looks))
			}
		});
		assert_eq!(found.unwrap(), "found");
	}

	#[test]
	fn until_should_say_what_it_waited_for_and_last_saw_when_time_is_over() {
		let mut height = 0;
		let error = until("block 100", Duration::from_millis(200), || {
			height += 1;
			Err::<(), _>(Seen::not_yet(format!("block {height}")))
		})
		.unwrap_err();

		let message = error.to_string();
		assert!(message.starts_with("waited for block 100, gave up after 0."), "{message}");
		assert!(message.ends_with(&format!("last seen: block {height}")), "{message}");
		assert!(height > 1, "looked {height} times");
	}

	#[test]
	fn until_should_stop_at_once_when_it_is_hopeless() {
		let start = Instant::now();
		let error = until("a dead node's block", Duration::from_secs(60), || {
			Err::<(), _>(Seen::Hopeless("it exited".into()))
		})
		.unwrap_err();

		assert!(start.elapsed() < Duration::from_secs(10));
		assert!(error.to_string().contains("no use waiting"), "{error}");
	}

	#[test]
	fn until_should_look_once_when_there_is_no_time() {
		assert_eq!(until("now", Duration::ZERO, || Ok(7)).unwrap(), 7);
	}
}
