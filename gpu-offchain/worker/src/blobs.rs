//! Where inputs come from and outputs go to.

use assay_market::BlobRef;
use assay_results::BlobFiles;
use std::{io, path::Path, sync::atomic::AtomicBool, time::Instant};

/// The node's store of blobs, as far as the service needs it.
pub trait Blobs: BlobFiles + Send + Sync + 'static {
	/// Whether a blob is here and its file hashes to its name.
	fn verify(&self, blob: &BlobRef) -> io::Result<bool>;

	/// Gets a blob that isn't here: from an address, or if that is empty from whoever has it. Tries
	/// once.
	fn fetch(
		&self,
		blob: &BlobRef,
		address: &str,
		until: Instant,
		cancel: &AtomicBool,
	) -> Result<(), Unavailable>;

	/// A folder for files that are to be adopted, on the store's own disk. Nothing in it outlives
	/// the process.
	fn scratch(&self) -> &Path;

	/// Takes over a finished file of the scratch folder, and says which blob it is.
	fn adopt(&self, file: &Path) -> io::Result<BlobRef>;

	/// Keeps these blobs until the name is unpinned, instead of what was pinned under it before.
	fn pin(&self, name: &str, blobs: &[BlobRef]) -> io::Result<()>;

	/// Lets go of what is pinned under a name.
	fn unpin(&self, name: &str) -> io::Result<()>;
}

/// Why a blob isn't available.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
	/// Nobody who was asked has it now, or what they have is something else.
	#[error("{0}")]
	Missing(String),
	/// There is no room, or the disk fails.
	#[error("the store can't keep it: {0}")]
	Disk(String),
}
