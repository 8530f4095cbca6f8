//! Watching a job, and ending it early.

use crate::error::Error;
use assay_touchstone::Fuel;
use std::{
	fmt,
	sync::atomic::{AtomicBool, Ordering},
};

/// What the one who started a job may see and do while it runs.
#[derive(Clone, Copy, Default)]
pub struct Control<'a> {
	/// When this becomes true, the job ends with [`Error::Cancelled`] after the dispatch that is
	/// under way, which is about 100 ms.
	pub cancel: Option<&'a AtomicBool>,
	/// Told after each dispatch, on the thread that started the job.
	pub progress: Option<&'a dyn Fn(Progress)>,
}

/// How far a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
	/// The pass that is being run, counted from 0.
	pub pass: usize,
	/// The most that the workgroups run so far may have taken, in all passes.
	pub done: Fuel,
	/// The most that the job may take.
	pub total: Fuel,
}

impl Control<'_> {
	pub(crate) fn check(&self) -> Result<(), Error> {
		match self.cancel {
			Some(cancel) if cancel.load(Ordering::Relaxed) => Err(Error::Cancelled),
			_ => Ok(()),
		}
	}

	pub(crate) fn tell(&self, progress: Progress) {
		if let Some(tell) = self.progress {
			tell(progress);
		}
	}
}

impl fmt::Debug for Control<'_> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Control")
			.field("cancel", &self.cancel)
			.field("progress", &self.progress.is_some())
			.finish()
	}
}
