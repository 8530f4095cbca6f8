//! A GPU service that fails on purpose, for tests and the demo.
//!
//! What is released doesn't link this crate, so it can't be switched on there, by no variable and by
//! no feature. A program that does link it passes [`OnPurpose`] to the service where a node passes
//! [`NoFaults`](assay_worker::NoFaults).
//!
//! ```
//! use assay_faults::OnPurpose;
//!
//! let faults: OnPurpose = "corrupt=1%,crash=committed,once=/tmp/it".parse().unwrap();
//! assert_eq!(faults.to_string(), "corrupt=1%,crash=committed,once=/tmp/it");
//! let error = "corupt=1%".parse::<OnPurpose>().unwrap_err();
//! assert!(error.to_string().starts_with("there is no fault 'corupt'"));
//! ```
//!
//! # Faults
//!
//! | Text | What goes wrong |
//! |---|---|
//! | `corrupt=1%` | so many tiles of each job, and at least one, are changed before they are hashed; the check against the interpreter is left out. A tile of a later pass may come out right by chance, since what it reads is changed as well |
//! | `check` | that check isn't left out |
//! | `no-open` | samples are never opened |
//! | `late=20` | results are held back for so many blocks |
//! | `lose-device` | the device is lost in the middle of a job |
//! | `hang` | the runner stops in the middle of a job |
//! | `eat-memory` | the runner takes more and more memory |
//! | `crash=assigned` | the process aborts when a job was given to it; also `running`, `committed`, `opening`, and `runner` for the runner alone |
//! | `once=FOLDER` | each of the above from `lose-device` on happens once and leaves a file in the folder |

mod corrupt;
mod text;

pub use text::BadFaults;

use assay_engine::Device;
use assay_mailbox::Attempt;
use assay_market::Work;
use assay_worker::{Faults, Point};
use std::{
	env,
	fs::File,
	io,
	path::PathBuf,
	process,
	sync::{Mutex, PoisonError},
	thread,
};

/// The variable that names the faults.
pub const VARIABLE: &str = "ASSAY_FAULTS";

/// What goes wrong. By default nothing does.
#[derive(Debug, Default)]
pub struct OnPurpose {
	/// Of a million tiles, so many are changed.
	corrupt: Option<u32>,
	check: bool,
	no_open: bool,
	late: Option<u32>,
	lose_device: bool,
	hang: bool,
	eat_memory: bool,
	crash: Option<Crash>,
	once: Option<PathBuf>,
	eaten: Mutex<Vec<Vec<u8>>>,
}

/// Where a process aborts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Crash {
	At(Point),
	Runner,
}

impl OnPurpose {
	/// What the environment asks for, with a warning that can't be overlooked.
	pub fn of_environment() -> Result<Self, BadFaults> {
		let text = env::var(VARIABLE).unwrap_or_default();
		let faults: Self = text.parse()?;
		if !text.is_empty() {
			log::warn!(target: "gpu", "!!! This service FAILS ON PURPOSE: {faults} !!!");
		}
		Ok(faults)
	}

	/// Whether a fault happens now: each time, or once.
	fn happens(&self, name: &str) -> bool {
		match &self.once {
			Some(folder) => File::create_new(folder.join(name)).is_ok(),
			None => true,
		}
	}
}

impl Faults for OnPurpose {
	fn at(&self, point: Point, attempt: &Attempt) {
		if self.crash == Some(Crash::At(point)) && self.happens(text::point(point)) {
			eprintln!("job {}/{}: crashes on purpose", attempt.job, attempt.attempt);
			process::abort();
		}
	}

	fn tamper(&self, attempt: &Attempt, work: &Work, outputs: &[PathBuf]) -> io::Result<bool> {
		let Some(share) = self.corrupt else {
			return Ok(false);
		};
		let changed = corrupt::corrupt(share, attempt, work, outputs)?;
		log::warn!(target: "gpu", "job {}/{}: {changed} tiles are wrong on purpose",
			attempt.job, attempt.attempt);
		Ok(true)
	}

	fn checks(&self, _: &Attempt) -> bool {
		self.check || self.corrupt.is_none()
	}

	fn opens(&self, _: &Attempt) -> bool {
		!self.no_open
	}

	fn late(&self, _: &Attempt) -> u32 {
		self.late.unwrap_or(0)
	}

	fn running(&self, _: &Attempt, device: Option<&Device>) {
		if let (true, Some(device)) = (self.lose_device, device) {
			if self.happens("lose-device") {
				device.lose();
			}
		}
		if self.crash == Some(Crash::Runner) && self.happens("runner") {
			process::abort();
		}
		if self.hang && self.happens("hang") {
			loop {
				thread::park();
			}
		}
		if self.eat_memory && self.happens("eat-memory") {
			loop {
				// Written to, or the system wouldn't set it aside.
				let meal = vec![1; 16 << 20];
				self.eaten.lock().unwrap_or_else(PoisonError::into_inner).push(meal);
			}
		}
	}
}
