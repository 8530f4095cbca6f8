//! What wakes the service.

use crate::event::Event;
use std::{
	fmt,
	sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};

/// Wakes the service. All clones are one.
#[derive(Clone, Default)]
pub struct Bell {
	inner: Arc<(Mutex<Pending>, Condvar)>,
}

/// What happened since the service last looked.
#[derive(Default)]
pub(crate) struct Pending {
	/// Whether a roll was written.
	pub rolls: bool,
	/// What else.
	pub events: Vec<Event>,
}

impl Bell {
	/// Wakes the service to look at the rolls. Takes no time.
	pub fn ring(&self) {
		self.pending().rolls = true;
		self.inner.1.notify_one();
	}

	/// Whether somebody rang and the service hasn't looked since.
	pub fn has_pending(&self) -> bool {
		self.pending().rolls
	}

	pub(crate) fn tell(&self, event: Event) {
		self.pending().events.push(event);
		self.inner.1.notify_one();
	}

	/// Waits until something happens, or for so long.
	pub(crate) fn wait(&self, at_most: Duration) -> Pending {
		let until = Instant::now() + at_most;
		let mut pending = self.pending();
		while !pending.rolls && pending.events.is_empty() {
			let left = until.saturating_duration_since(Instant::now());
			if left.is_zero() {
				break;
			}
			pending =
				self.inner.1.wait_timeout(pending, left).unwrap_or_else(PoisonError::into_inner).0;
		}
		std::mem::take(&mut *pending)
	}

	fn pending(&self) -> MutexGuard<'_, Pending> {
		self.inner.0.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

impl fmt::Debug for Bell {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Bell").field("pending", &self.has_pending()).finish()
	}
}
