//! Removing what nobody needs any more.

use super::{
	error::StoreError,
	index::{older, Removable},
	layout::cost,
	Store,
};
use assay_market::BlobHash;
use std::{collections::BTreeSet, time::SystemTime};

/// What a collection did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
	/// Blobs removed.
	pub blobs: u64,
	/// Partials removed.
	pub partials: u64,
	/// Bytes that they took.
	pub bytes: u64,
}

impl Store {
	/// Removes blobs that are neither referenced nor pinned and weren't used for
	/// [`keep`](super::StoreOptions::keep), and partials that nobody went on with.
	///
	/// `still_referenced` is asked without any lock held. What it denies may from now on also be
	/// removed earlier when a put needs room, the longest unused first, though never within
	/// [`grace`](super::StoreOptions::grace).
	pub fn collect(
		&self,
		mut still_referenced: impl FnMut(&BlobHash) -> bool,
	) -> Result<Collected, StoreError> {
		let all: Vec<BlobHash> = self.index().blobs.keys().copied().collect();
		let unreferenced: BTreeSet<BlobHash> =
			all.iter().filter(|hash| !still_referenced(hash)).copied().collect();
		let options = self.options();
		let (keep, now) = (options.keep.max(options.grace), SystemTime::now());
		let keep_partial = options.keep_partial.max(options.grace);

		let mut index = self.index();
		let pinned = index.pinned();
		let mut removable = Vec::new();
		for hash in all {
			let Some(entry) = index.blobs.get_mut(&hash) else {
				continue;
			};
			entry.unreferenced = unreferenced.contains(&hash);
			let unneeded = entry.unreferenced && !pinned.contains(&hash);
			if unneeded && older(entry.used, keep, now) {
				removable.push((Removable::Blob(hash), cost(entry.len)));
			}
		}
		for (hash, partial) in &index.partials {
			if !partial.busy && older(partial.used, keep_partial, now) {
				removable.push((Removable::Partial(*hash, partial.total), cost(partial.bytes)));
			}
		}
		let mut done = Collected::default();
		for (what, bytes) in removable {
			self.discard(&mut index, what)?;
			match what {
				Removable::Blob(_) => done.blobs += 1,
				Removable::Partial(..) => done.partials += 1,
			}
			done.bytes += bytes;
		}
		Ok(done)
	}

	/// Removes a blob at once, whoever references it; a pinned one stays. Says whether it went.
	pub fn remove(&self, hash: &BlobHash) -> Result<bool, StoreError> {
		let mut index = self.index();
		let there = index.blobs.contains_key(hash) && !index.pinned().contains(hash);
		if there {
			self.discard(&mut index, Removable::Blob(*hash))?;
		}
		Ok(there)
	}
}
