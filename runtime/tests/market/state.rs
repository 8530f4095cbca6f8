//! A chain's state in memory, that counts what is read and written, and remembers where.
//!
//! It has no trie: a root takes no time here, and says nothing.

use sp_externalities::{Error, Extension, ExtensionStore, Externalities, MultiRemovalResults};
use sp_state_machine::BasicExternalities;
use sp_storage::{ChildInfo, StateVersion, Storage, TrackedStorageKey};
use std::{
	any::{Any, TypeId},
	collections::BTreeSet,
};

/// Accesses to storage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accesses {
	/// Values looked up, whether there or not.
	pub reads: u64,
	/// Values changed or removed.
	pub writes: u64,
	/// Keys asked for in their order.
	pub walks: u64,
	/// Bytes of the values that were read.
	pub bytes: u64,
}

/// Where pallets store: what keys of one item begin with.
pub type Place = [u8; 32];

/// The state.
pub struct State {
	inner: BasicExternalities,
	accesses: Accesses,
	/// Where was written, for the whole and for each transaction that is open.
	written: Vec<BTreeSet<Place>>,
}

impl State {
	pub fn new(storage: Storage) -> Self {
		Self {
			inner: BasicExternalities::new(storage),
			accesses: Accesses::default(),
			written: vec![BTreeSet::new()],
		}
	}

	/// Where was written since this was asked last, and not rolled back.
	pub fn take_written(&mut self) -> BTreeSet<Place> {
		self.written.first_mut().map(std::mem::take).unwrap_or_default()
	}

	fn note_write(&mut self, key: &[u8]) {
		self.accesses.writes += 1;
		let mut place = Place::default();
		let length = key.len().min(place.len());
		place[..length].copy_from_slice(&key[..length]);
		if let Some(written) = self.written.last_mut() {
			written.insert(place);
		}
	}

	/// Runs something over this state.
	pub fn with<R>(&mut self, act: impl FnOnce() -> R) -> R {
		sp_externalities::set_and_run_with_externalities(self, act)
	}

	/// Forgets what was removed, which would have to be stepped over for ever.
	pub fn compact(&mut self) {
		let inner = std::mem::take(&mut self.inner);
		self.inner = BasicExternalities::new(inner.into_storages());
	}

	/// All that is stored.
	pub fn into_storage(self) -> Storage {
		self.inner.into_storages()
	}

	/// What was accessed since this was asked last.
	pub fn take_accesses(&mut self) -> Accesses {
		std::mem::take(&mut self.accesses)
	}
}

impl ExtensionStore for State {
	fn extension_by_type_id(&mut self, id: TypeId) -> Option<&mut dyn Any> {
		self.inner.extension_by_type_id(id)
	}

	fn register_extension_with_type_id(
		&mut self,
		id: TypeId,
		extension: Box<dyn Extension>,
	) -> Result<(), Error> {
		self.inner.register_extension_with_type_id(id, extension)
	}

	fn deregister_extension_by_type_id(&mut self, id: TypeId) -> Result<(), Error> {
		self.inner.deregister_extension_by_type_id(id)
	}
}

impl Externalities for State {
	fn set_offchain_storage(&mut self, key: &[u8], value: Option<&[u8]>) {
		self.inner.set_offchain_storage(key, value)
	}

	fn storage(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		let value = self.inner.storage(key);
		self.accesses.reads += 1;
		self.accesses.bytes += value.as_ref().map_or(0, Vec::len) as u64;
		value
	}

	fn storage_hash(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.accesses.reads += 1;
		self.inner.storage_hash(key)
	}

	fn next_storage_key(&mut self, key: &[u8]) -> Option<Vec<u8>> {
		self.accesses.walks += 1;
		self.inner.next_storage_key(key)
	}

	fn clear_prefix(
		&mut self,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		// The map behind looks through everything, which every block would do for its events.
		let first = self.inner.next_storage_key(prefix);
		let some = first.is_some_and(|key| key.starts_with(prefix));
		if !some && self.inner.storage(prefix).is_none() {
			return MultiRemovalResults { maybe_cursor: None, backend: 0, unique: 0, loops: 0 };
		}
		let removed = self.inner.clear_prefix(prefix, limit, cursor);
		self.note_write(prefix);
		self.accesses.writes += u64::from(removed.loops);
		removed
	}

	fn place_storage(&mut self, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.note_write(&key);
		self.inner.place_storage(key, value)
	}

	fn storage_append(&mut self, key: Vec<u8>, value: Vec<u8>) {
		self.note_write(&key);
		self.inner.storage_append(key, value)
	}

	fn storage_root(&mut self, _: StateVersion) -> Vec<u8> {
		vec![0; 32]
	}

	fn storage_start_transaction(&mut self) {
		self.written.push(BTreeSet::new());
		self.inner.storage_start_transaction()
	}

	fn storage_rollback_transaction(&mut self) -> Result<(), ()> {
		self.written.pop();
		self.inner.storage_rollback_transaction()
	}

	fn storage_commit_transaction(&mut self) -> Result<(), ()> {
		if let Some(inner) = self.written.pop() {
			self.written.last_mut().ok_or(())?.extend(inner);
		}
		self.inner.storage_commit_transaction()
	}

	// The runtime has no child tries.

	fn child_storage(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage(child, key)
	}

	fn child_storage_hash(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.child_storage_hash(child, key)
	}

	fn next_child_storage_key(&mut self, child: &ChildInfo, key: &[u8]) -> Option<Vec<u8>> {
		self.inner.next_child_storage_key(child, key)
	}

	fn kill_child_storage(
		&mut self,
		child: &ChildInfo,
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.kill_child_storage(child, limit, cursor)
	}

	fn clear_child_prefix(
		&mut self,
		child: &ChildInfo,
		prefix: &[u8],
		limit: Option<u32>,
		cursor: Option<&[u8]>,
	) -> MultiRemovalResults {
		self.inner.clear_child_prefix(child, prefix, limit, cursor)
	}

	fn place_child_storage(&mut self, child: &ChildInfo, key: Vec<u8>, value: Option<Vec<u8>>) {
		self.inner.place_child_storage(child, key, value)
	}

	fn child_storage_root(&mut self, child: &ChildInfo, version: StateVersion) -> Vec<u8> {
		self.inner.child_storage_root(child, version)
	}

	// Nothing is behind it that could be wiped or committed to.

	fn wipe(&mut self) {}

	fn commit(&mut self) {}

	fn read_write_count(&self) -> (u32, u32, u32, u32) {
		Default::default()
	}

	fn reset_read_write_count(&mut self) {}

	fn get_whitelist(&self) -> Vec<TrackedStorageKey> {
		Vec::new()
	}

	fn set_whitelist(&mut self, _: Vec<TrackedStorageKey>) {}

	fn get_read_and_written_keys(&self) -> Vec<(Vec<u8>, u32, u32, bool)> {
		Vec::new()
	}
}
