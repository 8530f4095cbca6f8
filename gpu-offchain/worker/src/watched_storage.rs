//! Offchain storage that tells somebody when the mailbox is written to.

use crate::bell::Bell;
use assay_mailbox::keys::ROLL_PREFIX;
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};

/// Who is told what is written.
pub trait OnWrite: Clone + Send + Sync {
	/// Something was written under this key of offchain workers. Must not wait.
	fn written(&mut self, key: &[u8]);
}

/// Offchain storage that tells somebody of each key that is written. Everything else is the
/// storage's.
#[derive(Clone, Debug)]
pub struct WatchedStorage<S, W> {
	storage: S,
	watcher: W,
}

/// Offchain storage that wakes the service when a roll is written.
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
pub type Waking<S> = WatchedStorage<S, Bell>;

impl OnWrite for Bell {
	fn written(&mut self, key: &[u8]) {
		if key.starts_with(ROLL_PREFIX) {
			self.ring();
		}
	}
}

impl<S, W: OnWrite> WatchedStorage<S, W> {
	/// A storage that tells the watcher.
	pub fn new(storage: S, watcher: W) -> Self {
		Self { storage, watcher }
	}

	fn written(&mut self, prefix: &[u8], key: &[u8]) {
		if prefix == STORAGE_PREFIX {
			self.watcher.written(key);
		}
	}
}

impl<S: OffchainStorage, W: OnWrite> OffchainStorage for WatchedStorage<S, W> {
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
