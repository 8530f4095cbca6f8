//! What can go wrong in a store.

use assay_market::BlobHash;
use assay_proof::{ProveError, RootHash};
use std::{
	fmt, io,
	path::{Path, PathBuf},
};

/// Why a store doesn't do what it was asked.
#[derive(Debug)]
pub enum StoreError {
	/// The system refuses something.
	Io {
		/// What was tried.
		doing: &'static str,
		/// On which file or folder.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// There is no room left on the disk, or a limit of the system on files is reached.
	DiskFull {
		/// The file that was being written; it has been removed.
		path: PathBuf,
		/// What the system says.
		source: io::Error,
	},
	/// Another process has the store open.
	InUse {
		/// The store's folder.
		folder: PathBuf,
	},
	/// The folder holds other things than a store.
	NotAStore {
		/// The folder.
		folder: PathBuf,
	},
	/// A blob is over the limit on its length.
	TooLong {
		/// Its bytes, as far as they are known.
		len: u64,
		/// The limit.
		limit: u64,
	},
	/// There is no room within the quota, and nothing that may be removed for it.
	QuotaExceeded {
		/// The store's quota in bytes.
		quota: u64,
		/// How much of it is used.
		used: u64,
		/// How much more was needed.
		needed: u64,
	},
	/// The blob isn't here.
	Unknown {
		/// Its hash.
		hash: BlobHash,
	},
	/// The blob's file no longer holds the blob.
	Damaged {
		/// The blob's hash.
		hash: BlobHash,
		/// Its file.
		path: PathBuf,
		/// Where it differs; `None` when the whole of it was hashed at once.
		place: Option<Box<ProveError>>,
	},
	/// What came isn't the blob that was announced.
	WrongHash {
		/// The hash that was announced.
		expected: BlobHash,
		/// The hash of what came.
		found: BlobHash,
	},
	/// What came is longer or shorter than announced.
	WrongLength {
		/// The bytes that were announced.
		expected: u64,
		/// The bytes that came; one piece more is not read.
		found: u64,
	},
	/// Somebody else is just uploading the rest of the same blob.
	Busy {
		/// The blob's hash.
		hash: BlobHash,
	},
	/// Bytes past the end were asked for.
	OutOfRange {
		/// The first byte asked for.
		start: u64,
		/// One past the last.
		end: u64,
		/// The blob's length.
		len: u64,
	},
	/// Chunks can't be proven.
	Prove {
		/// The blob's hash.
		hash: BlobHash,
		/// Why.
		source: Box<ProveError>,
	},
	/// A pin's name can't be a file's name.
	PinName {
		/// The name.
		name: String,
	},
	/// A pin names too many blobs.
	PinTooLong {
		/// How many.
		found: usize,
		/// The limit.
		limit: usize,
	},
	/// A file among the pins isn't one.
	BadPin {
		/// The file.
		path: PathBuf,
	},
	/// A file that was to be adopted isn't a plain file in the store's scratch folder.
	NotInScratch {
		/// The file.
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

impl fmt::Display for StoreError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Io { doing, path, source } => {
				write!(f, "can't {doing} {}: {source}", path.display())
			},
			Self::DiskFull { path, .. } => write!(
				f,
				"the disk is full: {} couldn't be written and is removed; make room, then try again",
				path.display()
			),
			Self::InUse { folder } => write!(
				f,
				"another process has the blob store in {} open; stop it, or name another folder",
				folder.display()
			),
			Self::NotAStore { folder } => write!(
				f,
				"{} holds other files than a blob store's; name an empty folder, or a new one",
				folder.display()
			),
			Self::TooLong { len, limit } => write!(
				f,
				"{len} bytes are over the limit of {limit} bytes for a blob; split the data"
			),
			Self::QuotaExceeded { quota, used, needed } => write!(
				f,
				"the blob store is full: {needed} bytes more don't fit, {used} of its {quota} are \
				 used by blobs that are still needed; raise the quota, or wait until jobs have ended"
			),
			Self::Unknown { hash } => write!(
				f,
				"blob {} isn't here; upload it with PUT /blobs, or fetch it from who has it",
				hex(hash)
			),
			Self::Damaged { hash, path, place } => {
				write!(f, "blob {} is damaged on disk ({})", hex(hash), path.display())?;
				if let Some(place) = place {
					write!(f, ": {place}")?;
				}
				write!(f, "; upload or fetch it again to replace it, and check the disk")
			},
			Self::WrongHash { expected, found } => write!(
				f,
				"the bytes hash to {}, not to {}; check with b3sum that they are the right file",
				hex(found),
				hex(expected)
			),
			Self::WrongLength { expected, found } => {
				let much = if found < expected { "only" } else { "at least" };
				write!(
					f,
					"{expected} bytes were announced, but {much} {found} came; \
					 check that it is the right file"
				)
			},
			Self::Busy { hash } => write!(
				f,
				"somebody else is uploading blob {} just now; try again in a moment",
				hex(hash)
			),
			Self::OutOfRange { start, end, len } => write!(
				f,
				"bytes {start}..{end} aren't all in the blob, which has {len}; ask for less"
			),
			Self::Prove { hash, source } => {
				write!(f, "can't prove chunks of blob {}: {source}", hex(hash))
			},
			Self::PinName { name } => write!(
				f,
				"{name:?} can't name a pin; use 1 to 100 letters, digits, dashes, underscores"
			),
			Self::PinTooLong { found, limit } => {
				write!(f, "a pin holds at most {limit} blobs, not {found}; use several pins")
			},
			Self::BadPin { path } => write!(
				f,
				"{} isn't a list of hashes; move it away, and pin again what it named",
				path.display()
			),
			Self::NotInScratch { path, scratch } => write!(
				f,
				"{} isn't a plain file of its own in {}; write the file there first",
				path.display(),
				scratch.display()
			),
		}
	}
}

impl std::error::Error for StoreError {
	fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
		match self {
			Self::Io { source, .. } | Self::DiskFull { source, .. } => Some(source),
			Self::Prove { source, .. } | Self::Damaged { place: Some(source), .. } => {
				Some(source.as_ref())
			},
			_ => None,
		}
	}
}
