//! How many may do something at the same time, in all and for each client.

use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc, Mutex, PoisonError,
	},
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

/// Places for so many at once, of which no client takes more than its share.
#[derive(Clone, Debug)]
pub struct Shares<Client> {
	slots: Slots,
	taken: Arc<Mutex<BTreeMap<Client, usize>>>,
	most_each: usize,
}

/// A client's place, free again when this is dropped.
#[derive(Debug)]
pub struct Share<Client: Ord> {
	_slot: Slot,
	client: Client,
	taken: Arc<Mutex<BTreeMap<Client, usize>>>,
}

/// Why a client gets no place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoShare {
	/// The client has as many as one client may have.
	OfThisClient,
	/// All places are taken.
	OfAll,
}

impl<Client: Ord + Copy> Shares<Client> {
	/// Places for `most` at once, and for `most_each` of a client.
	pub fn new(most: usize, most_each: usize) -> Self {
		Self { slots: Slots::new(most), taken: Arc::default(), most_each }
	}

	/// A place for a client, if it may have one more and one is free.
	pub fn take(&self, client: Client) -> Result<Share<Client>, NoShare> {
		let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
		let of_client = taken.get(&client).copied().unwrap_or(0);
		if of_client >= self.most_each {
			return Err(NoShare::OfThisClient);
		}
		let slot = self.slots.take().ok_or(NoShare::OfAll)?;
		taken.insert(client, of_client + 1);
		Ok(Share { _slot: slot, client, taken: self.taken.clone() })
	}
}

impl<Client: Ord> Drop for Share<Client> {
	fn drop(&mut self) {
		let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
		let Some(of_client) = taken.get_mut(&self.client) else {
			return;
		};
		*of_client -= 1;
		// Clients come and go: what is kept is bounded by the places.
		if *of_client == 0 {
			taken.remove(&self.client);
		}
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

	#[test]
	fn a_client_should_get_its_share_and_leave_the_rest_to_others() {
		let shares = Shares::new(3, 2);
		let (first, second) = (shares.take("one"), shares.take("one"));
		assert!(first.is_ok() && second.is_ok());
		assert_eq!(shares.take("one").err(), Some(NoShare::OfThisClient));
		let other = shares.take("other");
		assert!(other.is_ok());
		assert_eq!(shares.take("third").err(), Some(NoShare::OfAll));

		drop(first);
		let again = shares.clone().take("one");
		assert!(again.is_ok());
		drop((second, other, again));
		assert!(shares.taken.lock().unwrap().is_empty());
	}
}
