//! Files that somebody else writes, to become blobs without being copied.

use super::{
	error::StoreError,
	layout::{cost, remove, scratch_file},
	Store,
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::Outboard;
use std::{
	fs::{self, File},
	io::Read,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
};

/// An empty file in the store's scratch folder, for a runner to write.
///
/// It is removed when this is dropped, unless it was adopted.
#[derive(Debug)]
pub struct Scratch {
	store: Store,
	path: PathBuf,
}

impl Scratch {
	/// Where to write.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// Makes the file a blob; see [`Store::adopt`].
	pub fn adopt(self, expected: Option<&BlobRef>) -> Result<BlobRef, StoreError> {
		self.store.adopt(&self.path, expected)
	}
}

impl Drop for Scratch {
	fn drop(&mut self) {
		if let Err(error) = remove(&self.path) {
			log::warn!("{error}");
		}
	}
}

impl Store {
	/// An empty file to write and then to adopt. It counts against the quota from then on.
	pub fn scratch(&self) -> Result<Scratch, StoreError> {
		let folder = &self.layout().scratch;
		let (_, path) = scratch_file(folder)?
			.keep()
			.map_err(|e| StoreError::io("create a file in", folder, e.error))?;
		Ok(Scratch { store: self.clone(), path })
	}

	/// The folder of files that may be adopted; emptied when a store is opened.
	pub fn scratch_folder(&self) -> &Path {
		&self.layout().scratch
	}

	/// Makes a finished file in the scratch folder a blob, without copying it.
	///
	/// Hashes it first. Whoever wrote it must have stopped. If this fails, the file stays.
	pub fn adopt(&self, path: &Path, expected: Option<&BlobRef>) -> Result<BlobRef, StoreError> {
		let failed = |e| StoreError::io("read", path, e);
		let found = fs::symlink_metadata(path).map_err(failed)?;
		let parent = path.parent().and_then(|parent| fs::canonicalize(parent).ok());
		// A second name would let somebody change the blob behind its hash.
		let own = found.is_file() && found.nlink() == 1;
		if !own || parent.as_deref() != Some(self.scratch_folder()) {
			let (path, scratch) = (path.to_owned(), self.scratch_folder().to_owned());
			return Err(StoreError::NotInScratch { path, scratch });
		}
		let len = found.len();
		self.check_len(len)?;
		if let Some(blob) = expected.filter(|blob| blob.len.get() != len) {
			return Err(StoreError::WrongLength { expected: blob.len.get(), found: len });
		}
		let file = File::open(path).map_err(failed)?;
		let mut reserved = Reserved { store: self, bytes: 0 };
		self.grow(&mut reserved.bytes, cost(len))?;
		let outboard = Outboard::read_from((&file).take(len)).map_err(failed)?;
		let hash = BlobHash(outboard.root().0);
		if let Some(blob) = expected.filter(|blob| blob.hash != hash) {
			return Err(StoreError::WrongHash { expected: blob.hash, found: hash });
		}
		self.commit(&outboard, &file, path, &mut reserved.bytes)
	}
}

/// Bytes that are counted until this is dropped.
struct Reserved<'a> {
	store: &'a Store,
	bytes: u64,
}

impl Drop for Reserved<'_> {
	fn drop(&mut self) {
		self.store.release(self.bytes);
	}
}
