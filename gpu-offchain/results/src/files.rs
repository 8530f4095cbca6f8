//! Blobs as files with their trees.

use assay_blobs::{Blob, Store, StoreError};
use assay_market::BlobRef;
use assay_proof::Outboard;
use std::{io, path::PathBuf};

/// Where the blobs of a job are.
pub trait BlobFiles {
	/// A blob that is here and whole, as far as is known without reading it.
	fn open(&self, blob: &BlobRef) -> io::Result<Option<BlobFile>>;
}

/// A blob that is at hand.
#[derive(Clone, Debug)]
pub struct BlobFile {
	/// Nobody writes to it any more.
	pub path: PathBuf,
	/// Its tree of hashes.
	pub outboard: Outboard,
}

impl BlobFiles for Store {
	fn open(&self, blob: &BlobRef) -> io::Result<Option<BlobFile>> {
		Ok(find_blob(self, blob)?.map(|found| BlobFile {
			path: found.path().to_path_buf(),
			outboard: found.outboard().clone(),
		}))
	}
}

/// A blob of a store, if it is there and whole, as far as is known without reading it.
pub fn find_blob(store: &Store, blob: &BlobRef) -> io::Result<Option<Blob>> {
	match store.open_blob(&blob.hash) {
		// Under another length it is another blob: lengths are part of what is proven.
		Ok(found) if found.reference() != *blob => Ok(None),
		Ok(found) => Ok(Some(found)),
		Err(StoreError::Unknown { .. } | StoreError::Damaged { .. }) => Ok(None),
		Err(error) => Err(io::Error::other(error)),
	}
}
