//! A mailbox in memory, in which one can wait for something.

use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};
use std::{
	collections::BTreeMap,
	sync::{Arc, Condvar, Mutex},
	time::{Duration, Instant},
};

/// After so long a test has failed.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// What is in the mailbox, and how often each key was written.
#[derive(Default)]
pub struct Letters {
	pub values: BTreeMap<Vec<u8>, Vec<u8>>,
	pub writes: BTreeMap<Vec<u8>, u32>,
}

/// The mailbox. All clones are one.
#[derive(Clone, Default)]
pub struct Post(Arc<(Mutex<Letters>, Condvar)>);

impl Post {
	pub fn with<T>(&self, look: impl FnOnce(&mut Letters) -> T) -> T {
		look(&mut self.0 .0.lock().unwrap())
	}

	/// Waits until there is what is looked for.
	pub fn wait<T>(&self, what: &str, mut look: impl FnMut(&Letters) -> Option<T>) -> T {
		let until = Instant::now() + PATIENCE;
		let mut letters = self.0 .0.lock().unwrap();
		loop {
			if let Some(found) = look(&letters) {
				return found;
			}
			let left = until.saturating_duration_since(Instant::now());
			assert!(!left.is_zero(), "no {what} came");
			letters = self.0 .1.wait_timeout(letters, left).unwrap().0;
		}
	}

	/// Waits for a value.
	pub fn wait_for<V: codec::Decode>(&self, what: &str, key: &[u8]) -> V {
		let bytes = self.wait(what, |letters| letters.values.get(key).cloned());
		V::decode(&mut &bytes[..]).unwrap()
	}

	pub fn writes(&self, key: &[u8]) -> u32 {
		self.with(|letters| letters.writes.get(key).copied().unwrap_or(0))
	}
}

impl OffchainStorage for Post {
	fn set(&mut self, prefix: &[u8], key: &[u8], value: &[u8]) {
		assert_eq!(prefix, STORAGE_PREFIX);
		self.with(|letters| {
			letters.values.insert(key.to_vec(), value.to_vec());
			*letters.writes.entry(key.to_vec()).or_default() += 1;
		});
		self.0 .1.notify_all();
	}

	fn remove(&mut self, _: &[u8], key: &[u8]) {
		self.with(|letters| letters.values.remove(key));
		self.0 .1.notify_all();
	}

	fn get(&self, _: &[u8], key: &[u8]) -> Option<Vec<u8>> {
		self.with(|letters| letters.values.get(key).cloned())
	}

	fn compare_and_set(
		&mut self,
		prefix: &[u8],
		key: &[u8],
		old_value: Option<&[u8]>,
		new_value: &[u8],
	) -> bool {
		let same = self.get(prefix, key).as_deref() == old_value;
		if same {
			self.set(prefix, key, new_value);
		}
		same
	}
}
