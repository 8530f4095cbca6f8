//! What can go wrong in a store.

use assay_market::BlobHash;
use assay_proof::{ProveError, RootHash};
use std::{
	io,
	path::{Path, PathBuf},
};
use thiserror::Error;

/// Why a store doesn't do what it was asked.
#[derive(Debug, Error)]
pub enum StoreError {
	/// The system refuses something.
	#[error("can't {doing} {}: {source}", .path.display())]
	Io {
		/// What was tried.
		doing: &'static str,
		/// On which file or folder.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// There is no room left on the disk, or a limit of the system on files is reached.
	#[error(
		"the disk is full: {} couldn't be written and is removed; make room, then try again",
		.path.display()
	)]
	DiskFull {
		/// The file that was being written; it has been removed.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// Another process has the store open.
	#[error(
		"another process has the blob store in {} open; stop it, or name another folder",
		.folder.display()
	)]
	InUse {
		/// The store's folder.
		folder: PathBuf,
	},
	/// The folder holds other things than a store.
	#[error(
		"{} holds other files than a blob store's; name an empty folder, or a new one",
		.folder.display()
	)]
	NotAStore {
		/// Where a store was to be opened.
		folder: PathBuf,
	},
	/// A blob is over the limit on its length.
	#[error("{len} bytes are over the limit of {limit} bytes for a blob; split the data")]
	TooLong {
		/// Its bytes, as far as they are known.
		len: u64,
		/// Bytes that a blob may have.
		limit: u64,
	},
	/// There is no room within the quota, and nothing that may be removed for it.
	#[error(
		"the blob store is full: {needed} bytes more don't fit, {used} of its {quota} are used by \
		 blobs that are still needed; raise the quota, or wait until jobs have ended"
	)]
	QuotaExceeded {
		/// The store's quota in bytes.
		quota: u64,
		/// How much of it is used.
		used: u64,
		/// How much more was needed.
		needed: u64,
	},
	/// The blob isn't here.
	#[error(
		"blob {} isn't here; upload it with PUT /blobs, or fetch it from who has it",
		hex(.hash)
	)]
	Unknown {
		/// As it was asked for.
		hash: BlobHash,
	},
	/// The blob's file no longer holds the blob.
	#[error(
		"blob {} is damaged on disk ({}){}; upload or fetch it again to replace it, and check the disk",
		hex(.hash),
		.path.display(),
		.place.as_ref().map_or_else(String::new, |place| format!(": {place}"))
	)]
	Damaged {
		/// The blob's hash.
		hash: BlobHash,
		/// Its file.
		path: PathBuf,
		/// Where it differs; `None` when the whole of it was hashed at once.
		#[source]
		place: Option<Box<ProveError>>,
	},
	/// What came isn't the blob that was announced.
	#[error(
		"the bytes hash to {}, not to {}; check with b3sum that they are the right file",
		hex(.found),
		hex(.expected)
	)]
	WrongHash {
		/// The hash that was announced.
		expected: BlobHash,
		/// The hash of what came.
		found: BlobHash,
	},
	/// What came is longer or shorter than announced.
	#[error(
		"{expected} bytes were announced, but {} {found} came; check that it is the right file",
		if .found < .expected { "only" } else { "at least" }
	)]
	WrongLength {
		/// The bytes that were announced.
		expected: u64,
		/// The bytes that came; one piece more is not read.
		found: u64,
	},
	/// Somebody else is just uploading the rest of the same blob.
	#[error(
		"somebody else is uploading blob {} just now; try again in a moment",
		hex(.hash)
	)]
	Busy {
		/// The blob's hash.
		hash: BlobHash,
	},
	/// Bytes past the end were asked for.
	#[error("bytes {start}..{end} aren't all in the blob, which has {len}; ask for less")]
	OutOfRange {
		/// The first byte asked for.
		start: u64,
		/// One past the last.
		end: u64,
		/// The blob's length.
		len: u64,
	},
	/// Chunks can't be proven.
	#[error("can't prove chunks of blob {}: {source}", hex(.hash))]
	Prove {
		/// The blob's hash.
		hash: BlobHash,
		/// Why.
		source: Box<ProveError>,
	},
	/// A pin's name can't be a file's name.
	#[error("{name:?} can't name a pin; use 1 to 100 letters, digits, dashes, underscores")]
	PinName {
		/// As it was asked for.
		name: String,
	},
	/// A pin names too many blobs.
	#[error("a pin holds at most {limit} blobs, not {found}; use several pins")]
	PinTooLong {
		/// How many.
		found: usize,
		/// How many a pin may name.
		limit: usize,
	},
	/// A file among the pins isn't one.
	#[error(
		"{} isn't a list of hashes; move it away, and pin again what it named",
		.path.display()
	)]
	BadPin {
		/// Left as it is.
		path: PathBuf,
	},
	/// A file that was to be adopted isn't a plain file in the store's scratch folder.
	#[error(
		"{} isn't a plain file of its own in {}; write the file there first",
		.path.display(),
		.scratch.display()
	)]
	NotInScratch {
		/// Left as it is.
		path: PathBuf,
		/// The store's scratch folder.
		scratch: PathBuf,
	},
}

impl StoreError {
	/// Tells a disk without room from everything else that the system refuses.
	pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
		use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
		let path = path.to_owned();
		match source.kind() {
			StorageFull | QuotaExceeded | FileTooLarge => Self::DiskFull { path, source },
			_ => Self::Io { doing, path, source },
		}
	}
}

/// A hash as `b3sum` prints it.
pub(crate) fn hex(hash: &BlobHash) -> RootHash {
	RootHash(hash.0)
}
