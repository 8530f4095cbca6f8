//! What wakes the service.

use crate::clerk::Event;
use std::{
	fmt,
	sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};

/// Wakes the service. All clones are one.
#[derive(Clone, Default)]
pub struct Bell {
	inner: Arc<(Mutex<Rung>, Condvar)>,
}

/// What happened since the service last looked.
#[derive(Default)]
pub(crate) struct Rung {
	/// Whether a roll was written.
	pub rolls: bool,
	/// What else.
	pub events: Vec<Event>,
}

impl Bell {
	/// Wakes the service to look at the rolls. Takes no time.
	pub fn ring(&self) {
		self.rung().rolls = true;
		self.inner.1.notify_one();
	}

	/// Whether somebody rang and the service hasn't looked since.
	pub fn has_rung(&self) -> bool {
		self.rung().rolls
	}

	pub(crate) fn tell(&self, event: Event) {
		self.rung().events.push(event);
		self.inner.1.notify_one();
	}

	/// Waits until something happens, or for so long.
	pub(crate) fn wait(&self, at_most: Duration) -> Rung {
		let until = Instant::now() + at_most;
		let mut rung = self.rung();
		while !rung.rolls && rung.events.is_empty() {
			let left = until.saturating_duration_since(Instant::now());
			if left.is_zero() {
				break;
			}
			rung = self.inner.1.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0;
		}
		std::mem::take(&mut *rung)
	}

	fn rung(&self) -> MutexGuard<'_, Rung> {
		self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl fmt::Debug for Bell {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Bell").field("rung", &self.has_rung()).finish()
	}
}
