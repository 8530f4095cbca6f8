//! Long work: a bar on a terminal that says how far it is, and Ctrl-C.

use crate::interrupt;
use std::{
	io::{stderr, IsTerminal, Write},
	sync::{
		atomic::{AtomicBool, AtomicU64, Ordering},
		Arc,
	},
	thread::{self, JoinHandle},
	time::{Duration, Instant},
};

/// How long work is quiet about its progress.
const QUIET: Duration = Duration::from_secs(2);

/// How often the bar is drawn, and Ctrl-C looked for.
const LOOK: Duration = Duration::from_millis(100);

/// How long work has for ending in order. A dispatch takes about 100 ms; a driver that compiles may
/// not come back for long.
const PATIENCE: Duration = Duration::from_secs(5);

/// Characters of a full bar.
const WIDTH: u64 = 24;

/// How far work is. Dropping it ends the bar, and gives Ctrl-C back.
#[derive(Debug)]
pub struct ProgressBar {
	shared: Arc<Shared>,
	looking: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
	what: &'static str,
	done: AtomicU64,
	total: AtomicU64,
	ended: AtomicBool,
}

impl ProgressBar {
	/// Watches work of this name from now on.
	pub fn start(what: &'static str) -> Self {
		interrupt::listen(true);
		let shared = Arc::new(Shared {
			what,
			done: AtomicU64::new(0),
			total: AtomicU64::new(0),
			ended: AtomicBool::new(false),
		});
		let looking = thread::spawn({
			let shared = shared.clone();
			move || look(&shared)
		});
		Self { shared, looking: Some(looking) }
	}

	/// Becomes true when the work is to end.
	pub fn cancel(&self) -> &'static AtomicBool {
		interrupt::cancel()
	}

	/// Says how far the work is.
	pub fn tell(&self, done: u64, total: u64) {
		self.shared.total.store(total, Ordering::Relaxed);
		self.shared.done.store(done, Ordering::Relaxed);
	}
}

impl Drop for ProgressBar {
	fn drop(&mut self) {
		self.shared.ended.store(true, Ordering::Relaxed);
		if let Some(looking) = self.looking.take() {
			looking.thread().unpark();
			// It only draws, and has nothing to say.
			let _ = looking.join();
		}
		interrupt::listen(false);
	}
}

fn look(shared: &Shared) {
	let (started, on_terminal) = (Instant::now(), stderr().is_terminal());
	let (mut drawn, mut pressed) = (false, None);
	while !shared.ended.load(Ordering::Relaxed) {
		thread::park_timeout(LOOK);
		if on_terminal && started.elapsed() > QUIET && !shared.ended.load(Ordering::Relaxed) {
			draw(&format!("\r{}\x1b[K", line(shared, started.elapsed())));
			drawn = true;
		}
		let times = interrupt::pressed();
		if times > 0 {
			let first = *pressed.get_or_insert_with(Instant::now);
			if times > 1 || first.elapsed() > PATIENCE {
				draw("\ncancelled: nothing was written\n");
				interrupt::leave();
			}
		}
	}
	if drawn {
		draw("\r\x1b[K");
	}
}

/// What stands on the terminal.
fn line(shared: &Shared, elapsed: Duration) -> String {
	let done = shared.done.load(Ordering::Relaxed);
	let total = shared.total.load(Ordering::Relaxed);
	let (what, seconds) = (shared.what, elapsed.as_secs());
	if done == 0 || total == 0 {
		return format!("{what}: {seconds} s");
	}
	let done = done.min(total);
	let share = |of: u64| (u128::from(done) * u128::from(of) / u128::from(total)) as u64;
	let full = share(WIDTH);
	let bar: String = (0..WIDTH).map(|at| if at < full { '#' } else { '.' }).collect();
	let left = elapsed.as_secs_f64() * (total - done) as f64 / done as f64;
	format!("{what} [{bar}] {:3} %, {:.0} s left", share(100), left.ceil())
}

/// A terminal that is gone takes nothing, and needn't.
fn draw(text: &str) {
	let mut terminal = stderr().lock();
	let _ = terminal.write_all(text.as_bytes());
	let _ = terminal.flush();
}
