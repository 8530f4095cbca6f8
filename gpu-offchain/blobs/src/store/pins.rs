//! Pins: named lists of blobs that stay.

use super::{
	error::{hex, StoreError},
	index::Index,
	layout::{files, remove, replace, sync_folder, Layout},
	Store,
};
use assay_market::BlobHash;
use assay_proof::RootHash;
use std::{collections::BTreeSet, fs};

/// Blobs in one pin: more than the inputs and outputs of the largest job (64 passes with 8 inputs
/// and 4 outputs each).
const MAX_PINNED: usize = 4096;

impl Store {
	/// Keeps blobs until [`Store::unpin`], also those that aren't here yet and across restarts.
	/// Replaces what the name pinned before.
	pub fn pin(&self, name: &str, blobs: &[BlobHash]) -> Result<(), StoreError> {
		check(name)?;
		if blobs.len() > MAX_PINNED {
			return Err(StoreError::PinTooLong { found: blobs.len(), limit: MAX_PINNED });
		}
		let lines: String = blobs.iter().map(|hash| format!("{}\n", hex(hash))).collect();
		let layout = self.layout();
		// Under the lock, so that disk and memory agree on which of two pins was last.
		let mut index = self.index();
		replace(&layout.scratch, &layout.pins.join(name), lines.as_bytes())?;
		index.pins.insert(name.to_owned(), blobs.iter().copied().collect());
		Ok(())
	}

	/// Lets go of what the name pins; says whether it pinned anything.
	pub fn unpin(&self, name: &str) -> Result<bool, StoreError> {
		check(name)?;
		let mut index = self.index();
		remove(&self.layout().pins.join(name))?;
		sync_folder(&self.layout().pins)?;
		Ok(index.pins.remove(name).is_some())
	}

	/// The names of all pins.
	pub fn pins(&self) -> Vec<String> {
		self.index().pins.keys().cloned().collect()
	}
}

fn check(name: &str) -> Result<(), StoreError> {
	let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
	if (1..=100).contains(&name.len()) && name.bytes().all(plain) {
		return Ok(());
	}
	Err(StoreError::PinName { name: name.to_owned() })
}

/// Reads the pins on disk.
pub(super) fn list(layout: &Layout, index: &mut Index) -> Result<(), StoreError> {
	for (name, path) in files(&layout.pins)? {
		let bad = || StoreError::BadPin { path: path.clone() };
		check(&name).map_err(|_| bad())?;
		let text = fs::read_to_string(&path).map_err(|e| StoreError::io("read", &path, e))?;
		let hashes = text
			.lines()
			.take(MAX_PINNED)
			.map(|line| line.parse::<RootHash>().map(|hash| BlobHash(hash.0)))
			.collect::<Result<BTreeSet<_>, _>>()
			.map_err(|_| bad())?;
		index.pins.insert(name, hashes);
	}
	Ok(())
}
