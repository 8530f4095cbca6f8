//! The node's offchain database, with an ear at the door.

use crate::bell::Bell;
use assay_mailbox::keys::ROLL_PREFIX;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};

/// Rings when a roll is written. Everything else is the storage's.
///
/// ```
/// use assay_worker::{Bell, Waking};
/// use assay_mailbox::keys;
/// use sp_core::offchain::{storage::InMemOffchainStorage, OffchainStorage, STORAGE_PREFIX};
///
/// let bell = Bell::default();
/// let mut storage = Waking::new(InMemOffchainStorage::default(), bell.clone());
/// storage.set(STORAGE_PREFIX, b"anything", b"else");
/// assert!(!bell.has_pending());
/// storage.set(STORAGE_PREFIX, &keys::roll(&[7; 32]), b"a roll");
/// assert!(bell.has_pending());
/// ```
#[derive(Clone, Debug)]
pub struct Waking<S> {
	storage: S,
	bell: Bell,
}

impl<S> Waking<S> {
	/// A storage that rings.
	pub fn new(storage: S, bell: Bell) -> Self {
		Self { storage, bell }
	}

	fn written(&self, prefix: &[u8], key: &[u8]) {
		if prefix == STORAGE_PREFIX && key.starts_with(ROLL_PREFIX) {
			self.bell.ring();
		}
	}
}

impl<S: OffchainStorage> OffchainStorage for Waking<S> {
	fn set(&mut self, prefix: &[u8], key: &[u8], value: &[u8]) {
		self.storage.set(prefix, key, value);
		self.written(prefix, key);
	}

	fn remove(&mut self, prefix: &[u8], key: &[u8]) {
		self.storage.remove(prefix, key);
	}

	fn get(&self, prefix: &[u8], key: &[u8]) -> Option<Vec<u8>> {
		self.storage.get(prefix, key)
	}

	fn compare_and_set(
		&mut self,
		prefix: &[u8],
		key: &[u8],
		old_value: Option<&[u8]>,
		new_value: &[u8],
	) -> bool {
		let set = self.storage.compare_and_set(prefix, key, old_value, new_value);
		if set {
			self.written(prefix, key);
		}
		set
	}
}
