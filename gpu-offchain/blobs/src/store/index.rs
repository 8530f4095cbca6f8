//! What a store holds, in memory: sizes, ages, who needs it.

use super::error::StoreError;
use super::layout::cost;
use assay_market::BlobHash;
use std::{
	collections::{BTreeMap, BTreeSet},
	time::{Duration, SystemTime},
};

/// A blob on disk.
#[derive(Debug)]
pub(crate) struct Entry {
	pub len: u64,
	/// When it was last written or opened.
	pub used: SystemTime,
	/// When `used` was last written to disk.
	pub touched: SystemTime,
	/// What the last collection said; unjudged blobs stay.
	pub unreferenced: bool,
	/// Reading it has failed its hash.
	pub damaged: bool,
}

/// The first bytes of a blob.
#[derive(Debug)]
pub(crate) struct Partial {
	pub total: u64,
	/// Bytes on disk; those of a busy one are counted by its writer.
	pub bytes: u64,
	pub used: SystemTime,
	/// A writer is at work.
	pub busy: bool,
}

/// What may be removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removable {
	Blob(BlobHash),
	Partial(BlobHash, u64),
}

#[derive(Debug, Default)]
pub(crate) struct Index {
	pub blobs: BTreeMap<BlobHash, Entry>,
	pub partials: BTreeMap<BlobHash, Partial>,
	pub pins: BTreeMap<String, BTreeSet<BlobHash>>,
	/// Bytes of the quota that are used, those of writers at work included.
	pub used: u64,
}

impl Index {
	/// Enters a blob whose cost is already counted.
	pub fn insert(&mut self, hash: BlobHash, len: u64, now: SystemTime) {
		let entry = Entry { len, used: now, touched: now, unreferenced: false, damaged: false };
		if let Some(old) = self.blobs.insert(hash, entry) {
			self.used -= cost(old.len);
		}
	}

	/// Takes out a blob or a partial, and what it costs.
	pub fn remove(&mut self, what: Removable) {
		let freed = match what {
			Removable::Blob(hash) => self.blobs.remove(&hash).map_or(0, |e| cost(e.len)),
			Removable::Partial(hash, _) => {
				self.partials.remove(&hash).map_or(0, |partial| cost(partial.bytes))
			},
		};
		self.used -= freed;
	}

	pub fn pinned(&self) -> BTreeSet<BlobHash> {
		self.pins.values().flatten().copied().collect()
	}

	/// What to remove, longest unused first, so that `needed` bytes fit into `quota`.
	pub fn make_room(
		&self,
		needed: u64,
		quota: u64,
		grace: Duration,
		now: SystemTime,
	) -> Result<Vec<Removable>, StoreError> {
		let after = self.used.saturating_add(needed);
		if after <= quota {
			return Ok(Vec::new());
		}
		let pinned = self.pinned();
		let blobs = self
			.blobs
			.iter()
			.filter(|(hash, entry)| entry.unreferenced && !pinned.contains(hash))
			.map(|(hash, entry)| (entry.used, cost(entry.len), Removable::Blob(*hash)));
		let partials = self
			.partials
			.iter()
			.filter(|(_, partial)| !partial.busy)
			.map(|(hash, p)| (p.used, cost(p.bytes), Removable::Partial(*hash, p.total)));
		let mut oldest: Vec<_> =
			blobs.chain(partials).filter(|(used, ..)| older(*used, grace, now)).collect();
		oldest.sort_by_key(|(used, ..)| *used);
		let (mut over, mut chosen) = (after - quota, Vec::new());
		for (_, cost, what) in oldest {
			chosen.push(what);
			over = over.saturating_sub(cost);
			if over == 0 {
				return Ok(chosen);
			}
		}
		Err(StoreError::QuotaExceeded { quota, used: self.used, needed })
	}
}

/// Whether `used` lies at least `age` back. A clock that was set back makes things young.
pub(crate) fn older(used: SystemTime, age: Duration, now: SystemTime) -> bool {
	now.duration_since(used).is_ok_and(|since| since >= age)
}
