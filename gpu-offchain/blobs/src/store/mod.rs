//! The store on disk.

mod collect;
mod error;
mod index;
mod layout;
mod pins;
mod read;
mod scratch;
mod write;

pub use collect::Collected;
pub(crate) use error::hex;
pub use error::StoreError;
pub use read::Blob;
pub(crate) use read::PIECE;
pub use scratch::Scratch;
pub use write::{BlobWriter, PartialBlob};

use assay_market::BlobHash;
use assay_proof::MAX_BLOB_LEN;
use index::{Entry, Index, Partial, Removable};
use layout::{cost, files, remove, Layout};
use std::{
	fs::{self, File},
	os::unix::fs::MetadataExt,
	path::Path,
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, SystemTime},
};

/// How a store is bounded.
#[derive(Clone, Debug)]
pub struct StoreOptions {
	/// Bytes on disk for everything: blobs, their trees, partials. Each file counts as whole
	/// blocks of 4 KiB.
	pub quota_bytes: u64,
	/// Bytes of the longest blob that is taken, at most [`MAX_BLOB_LEN`].
	pub max_blob_len: u64,
	/// Blobs and partials that were written or read less than this ago are never removed.
	pub grace: Duration,
	/// Blobs that nothing references are removed when unused for this long.
	pub keep: Duration,
	/// Partials are removed when nobody went on with them for this long.
	pub keep_partial: Duration,
}

impl StoreOptions {
	/// The defaults with this quota: young for 10 minutes, kept for a day, partials too.
	pub fn new(quota_bytes: u64) -> Self {
		const DAY: Duration = Duration::from_secs(24 * 60 * 60);
		StoreOptions {
			quota_bytes,
			max_blob_len: MAX_BLOB_LEN,
			grace: Duration::from_secs(10 * 60),
			keep: DAY,
			keep_partial: DAY,
		}
	}
}

/// How full a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
	/// Whole blobs.
	pub blobs: u64,
	/// Blobs that have come in part, and may be resumed.
	pub partials: u64,
	/// Bytes used of the quota, as the quota counts them.
	pub used_bytes: u64,
	/// Bytes that blobs may use, as the operator set it.
	pub quota_bytes: u64,
}

/// Blobs on disk under their hashes. Clones share it; all methods block on the disk.
#[derive(Clone, Debug)]
pub struct Store {
	shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
	layout: Layout,
	options: StoreOptions,
	index: Mutex<Index>,
	/// Keeps other processes out for as long as it is open.
	_lock: File,
}

impl Store {
	/// Opens the store in `folder`, or makes one, with at most `quota_bytes` on disk.
	pub fn open(folder: impl AsRef<Path>, quota_bytes: u64) -> Result<Self, StoreError> {
		Self::open_with(folder, StoreOptions::new(quota_bytes))
	}

	/// Opens the store in `folder`, or makes one.
	///
	/// Removes what a killed process left in the scratch folder. Blobs aren't hashed here: reading
	/// them does that.
	pub fn open_with(folder: impl AsRef<Path>, options: StoreOptions) -> Result<Self, StoreError> {
		let (layout, lock) = Layout::open(folder.as_ref())?;
		for (_, path) in files(&layout.scratch)? {
			remove(&path)?;
		}
		let mut index = Index::default();
		for (hash, path) in layout.list("blobs")? {
			let file = fs::metadata(&path).map_err(|e| StoreError::io("look at", &path, e))?;
			let used = file.modified().unwrap_or_else(|_| SystemTime::now());
			let entry =
				Entry { len: file.len(), used, touched: used, unreferenced: false, damaged: false };
			index.used += cost(entry.len);
			index.blobs.insert(hash, entry);
		}
		for (hash, path) in layout.list("trees")? {
			if !index.blobs.contains_key(&hash) {
				remove(&path)?;
			}
		}
		write::list_partials(&layout, &mut index)?;
		pins::list(&layout, &mut index)?;
		Ok(Store {
			shared: Arc::new(Shared { layout, options, index: Mutex::new(index), _lock: lock }),
		})
	}

	/// Whether the blob is here, whole and not known to be damaged.
	pub fn contains(&self, hash: &BlobHash) -> bool {
		self.len_of(hash).is_some()
	}

	/// The length of a blob that is here, whole and not known to be damaged.
	pub fn len_of(&self, hash: &BlobHash) -> Option<u64> {
		self.index().blobs.get(hash).filter(|entry| !entry.damaged).map(|entry| entry.len)
	}

	/// How full it is.
	pub fn usage(&self) -> Usage {
		let index = self.index();
		Usage {
			blobs: index.blobs.len() as u64,
			partials: index.partials.len() as u64,
			used_bytes: index.used,
			quota_bytes: self.shared.options.quota_bytes,
		}
	}

	/// How it is bounded.
	pub fn options(&self) -> &StoreOptions {
		&self.shared.options
	}

	fn layout(&self) -> &Layout {
		&self.shared.layout
	}

	fn index(&self) -> MutexGuard<'_, Index> {
		// No step of a change can panic, so what a panicking thread left is whole.
		self.shared.index.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// Counts `bytes` more, after removing what is in the way and not needed.
	fn reserve(&self, bytes: u64) -> Result<(), StoreError> {
		let options = &self.shared.options;
		let mut index = self.index();
		let room = index.make_room(bytes, options.quota_bytes, options.grace, SystemTime::now())?;
		for what in room {
			self.discard(&mut index, what)?;
		}
		index.used += bytes;
		Ok(())
	}

	fn release(&self, bytes: u64) {
		self.index().used -= bytes;
	}

	/// Removes something from disk and index, under the lock, so that no put comes in between.
	fn discard(&self, index: &mut Index, what: Removable) -> Result<(), StoreError> {
		match what {
			Removable::Blob(hash) => {
				// The tree last: one without a blob is removed on opening.
				remove(&self.layout().blob(&hash))?;
				remove(&self.layout().tree(&hash))?;
			},
			Removable::Partial(hash, total) => remove(&self.layout().partial(&hash, total))?,
		}
		index.remove(what);
		Ok(())
	}

	/// Notes that a blob's file isn't the blob any more.
	fn mark_damaged(&self, hash: &BlobHash, file: &File) {
		let inode = |found: fs::Metadata| found.ino();
		let current = fs::metadata(self.layout().blob(hash)).map(inode).ok();
		if file.metadata().map(inode).ok() != current {
			// It has been replaced since it was opened.
			return;
		}
		if let Some(entry) = self.index().blobs.get_mut(hash) {
			if !entry.damaged {
				log::error!("blob {} is damaged on disk; the next put replaces it", hex(hash));
			}
			entry.damaged = true;
		}
	}

	/// Notes that a blob is being used.
	fn touch(&self, hash: &BlobHash, file: &File) {
		/// Seconds between two notes on disk: order among blobs needs no more.
		const STEP: Duration = Duration::from_secs(60);
		let now = SystemTime::now();
		let mut index = self.index();
		if let Some(entry) = index.blobs.get_mut(hash) {
			entry.used = now;
			if index::older(entry.touched, STEP, now) {
				entry.touched = now;
				if let Err(error) = file.set_modified(now) {
					log::debug!("can't note the use of blob {}: {error}", hex(hash));
				}
			}
		}
	}

	fn set_partial(&self, hash: BlobHash, partial: Partial) {
		self.index().partials.insert(hash, partial);
	}
}
