//! How many may do something at the same time.

use std::sync::{
	atomic::{AtomicUsize, Ordering},
	Arc,
};

/// Places for so many at once.
#[derive(Clone, Debug)]
pub struct Slots {
	taken: Arc<AtomicUsize>,
	most: usize,
}

/// A place, free again when this is dropped.
#[derive(Debug)]
pub struct Slot(Arc<AtomicUsize>);

impl Slots {
	/// Places for `most` at once.
	pub fn new(most: usize) -> Self {
		Self { taken: Arc::default(), most }
	}

	/// A place, if one is free.
	pub fn take(&self) -> Option<Slot> {
		let one_more = |taken: usize| (taken < self.most).then_some(taken + 1);
		self.taken
			.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more)
			.ok()
			.map(|_| Slot(self.taken.clone()))
	}
}

impl Drop for Slot {
	fn drop(&mut self) {
		self.0.fetch_sub(1, Ordering::Relaxed);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_slot_should_be_free_again_when_it_is_dropped() {
		let slots = Slots::new(2);
		let (first, second) = (slots.take(), slots.take());
		assert!(first.is_some() && second.is_some());
		assert!(slots.clone().take().is_none());
		drop(first);
		let third = slots.take();
		assert!(third.is_some() && slots.take().is_none());
	}
}
