//! The mailbox, typed.

use assay_mailbox::{keys, Answer, Attempt, Brief, Roll, WorkerId};
use codec::{Decode, Encode};
use sp_core::offchain::{OffchainStorage, STORAGE_PREFIX};

/// The node's offchain database, as the service reads and writes it.
#[derive(Clone)]
pub(crate) struct Mail<S>(pub S);

impl<S: OffchainStorage> Mail<S> {
	/// The roll of a worker key, as it was written.
	pub fn roll(&self, worker: &WorkerId) -> Option<Vec<u8>> {
		self.0.get(STORAGE_PREFIX, &keys::roll(worker))
	}

	/// What an attempt computes.
	pub fn brief(&self, attempt: &Attempt) -> Option<Brief> {
		self.read(&keys::brief(attempt))
	}

	/// Answers, unless the same answer is there.
	pub fn answer(&mut self, attempt: &Attempt, answer: &Answer) {
		let key = keys::answer(attempt);
		if self.read::<Answer>(&key).as_ref() != Some(answer) {
			self.write(&key, &answer.encode());
		}
	}

	/// Takes back an answer to something else.
	pub fn unanswer(&mut self, attempt: &Attempt) {
		self.remove(&keys::answer(attempt));
	}

	/// Writes what is encoded.
	pub fn write(&mut self, key: &[u8], value: &[u8]) {
		self.0.set(STORAGE_PREFIX, key, value);
	}

	/// Removes what is kept under a key.
	pub fn remove(&mut self, key: &[u8]) {
		self.0.remove(STORAGE_PREFIX, key);
	}

	fn read<V: Decode>(&self, key: &[u8]) -> Option<V> {
		let bytes = self.0.get(STORAGE_PREFIX, key)?;
		V::decode(&mut &bytes[..]).ok()
	}
}

/// Reads a roll.
pub(crate) fn decode_roll(bytes: &[u8]) -> Option<Roll> {
	Roll::decode(&mut &bytes[..]).ok()
}
