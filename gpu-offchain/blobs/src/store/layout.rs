//! Where a store keeps what, and how names get there safely.
//!
//! ```text
//! lock              held by the process that has the store open
//! blobs/ab/abcd..   a blob under its hash, whole since it has that name
//! trees/ab/abcd..   its outboard, if it is longer than a group; made anew when missing
//! partial/abcd..-N  the first bytes of a blob of N bytes
//! pins/NAME         hashes, one in a line
//! scratch/          anything else; emptied on opening
//! ```

use super::error::{hex, StoreError};
use assay_market::BlobHash;
use assay_proof::RootHash;
use std::{
	fs::{self, File, OpenOptions},
	io::{self, Write},
	os::unix::fs::{OpenOptionsExt, PermissionsExt},
	path::{Path, PathBuf},
};

/// Bytes up to which a blob has no tree on disk: one group of 16 chunks, hashed at once.
const GROUP_LEN: u64 = 16 << 10;

/// Bytes of a disk's block. A file costs whole ones, and one even when it is empty, so that a
/// million tiny blobs can't fill a disk under the quota.
const BLOCK: u64 = 4096;

/// What a blob of `len` bytes costs of the quota, its tree included.
pub(crate) fn cost(len: u64) -> u64 {
	let tree = if len <= GROUP_LEN {
		0
	} else {
		// A head of 48 bytes, and 32 for every node but the top.
		48 + 32 * (2 * len.div_ceil(GROUP_LEN) - 2)
	};
	len.max(1).next_multiple_of(BLOCK) + tree.next_multiple_of(BLOCK)
}

/// Whether a blob of `len` bytes has a tree on disk.
pub(crate) fn has_tree(len: u64) -> bool {
	len > GROUP_LEN
}

/// The folders of a store.
#[derive(Debug)]
pub(crate) struct Layout {
	root: PathBuf,
	pub scratch: PathBuf,
	pub partial: PathBuf,
	pub pins: PathBuf,
}

impl Layout {
	/// Makes the folders that are missing and takes the lock, which holds while the file is open.
	pub fn open(folder: &Path) -> Result<(Self, File), StoreError> {
		fs::create_dir_all(folder).map_err(|e| StoreError::io("create", folder, e))?;
		let root = fs::canonicalize(folder).map_err(|e| StoreError::io("open", folder, e))?;
		let lock_path = root.join("lock");
		let foreign = !lock_path.exists()
			&& fs::read_dir(&root).map_err(|e| StoreError::io("list", &root, e))?.next().is_some();
		if foreign {
			return Err(StoreError::NotAStore { folder: root });
		}
		let lock = OpenOptions::new()
			.create(true)
			.write(true)
			.truncate(false)
			.mode(0o600)
			.open(&lock_path)
			.map_err(|e| StoreError::io("open", &lock_path, e))?;
		match lock.try_lock() {
			Ok(()) => {},
			Err(fs::TryLockError::WouldBlock) => {
				return Err(StoreError::InUse { folder: root });
			},
			Err(fs::TryLockError::Error(e)) => return Err(StoreError::io("lock", &lock_path, e)),
		}
		let layout = Layout {
			scratch: root.join("scratch"),
			partial: root.join("partial"),
			pins: root.join("pins"),
			root,
		};
		for folder in [
			&layout.scratch,
			&layout.partial,
			&layout.pins,
			&layout.root.join("blobs"),
			&layout.root.join("trees"),
		] {
			fs::create_dir_all(folder).map_err(|e| StoreError::io("create", folder, e))?;
		}
		// All 256 folders at once, so that no put has to make one safely.
		for kind in ["blobs", "trees"] {
			for first in 0..=255u8 {
				let folder = layout.root.join(kind).join(format!("{first:02x}"));
				match fs::create_dir(&folder) {
					Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
						return Err(StoreError::io("create", &folder, e));
					},
					_ => {},
				}
			}
			sync_folder(&layout.root.join(kind))?;
		}
		sync_folder(&layout.root)?;
		Ok((layout, lock))
	}

	pub fn blob(&self, hash: &BlobHash) -> PathBuf {
		self.named("blobs", hash)
	}

	pub fn tree(&self, hash: &BlobHash) -> PathBuf {
		self.named("trees", hash)
	}

	pub fn partial(&self, hash: &BlobHash, total: u64) -> PathBuf {
		self.partial.join(format!("{}-{total}", hex(hash)))
	}

	fn named(&self, kind: &str, hash: &BlobHash) -> PathBuf {
		let name = hex(hash).to_string();
		self.root.join(kind).join(&name[..2]).join(name)
	}

	/// The blobs or trees on disk; files with other names are left alone.
	pub fn list(&self, kind: &str) -> Result<Vec<(BlobHash, PathBuf)>, StoreError> {
		let mut found = Vec::new();
		for first in 0..=255u8 {
			let folder = self.root.join(kind).join(format!("{first:02x}"));
			for (name, path) in files(&folder)? {
				match name.parse::<RootHash>() {
					Ok(hash) if hash.0[0] == first && hash.to_string() == name => {
						found.push((BlobHash(hash.0), path));
					},
					_ => log::warn!("{} isn't a blob's name; left alone", path.display()),
				}
			}
		}
		Ok(found)
	}
}

/// The plain files of a folder: names and paths.
pub(crate) fn files(folder: &Path) -> Result<Vec<(String, PathBuf)>, StoreError> {
	let failed = |e| StoreError::io("list", folder, e);
	let mut found = Vec::new();
	for entry in fs::read_dir(folder).map_err(failed)? {
		let entry = entry.map_err(failed)?;
		if entry.file_type().map_err(failed)?.is_file() {
			found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
		}
	}
	Ok(found)
}

/// Makes the names in a folder survive a crash.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
	File::open(folder)
		.and_then(|folder| folder.sync_all())
		.map_err(|e| StoreError::io("sync", folder, e))
}

/// Makes the name of a file survive a crash.
pub(crate) fn sync_name(path: &Path) -> Result<(), StoreError> {
	path.parent().map_or(Ok(()), sync_folder)
}

/// Removes a file; one that is gone already is fine.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
	match fs::remove_file(path) {
		Err(e) if e.kind() != io::ErrorKind::NotFound => Err(StoreError::io("remove", path, e)),
		_ => Ok(()),
	}
}

/// Makes a finished file safe from a careless writer: its bytes are on disk and read-only.
pub(crate) fn seal(file: &File, path: &Path) -> Result<(), StoreError> {
	file.set_permissions(fs::Permissions::from_mode(0o444))
		.and_then(|()| file.sync_all())
		.map_err(|e| StoreError::io("sync", path, e))
}

/// A new file in the scratch folder, which goes when it is dropped without being kept.
pub(crate) fn scratch_file(folder: &Path) -> Result<tempfile::NamedTempFile, StoreError> {
	tempfile::Builder::new()
		.prefix("w-")
		.tempfile_in(folder)
		.map_err(|e| StoreError::io("create a file in", folder, e))
}

/// Puts a file with these bytes in place, whole or not at all.
pub(crate) fn replace(scratch: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
	let mut file = scratch_file(scratch)?;
	file.write_all(bytes)
		.and_then(|()| file.as_file().sync_all())
		.map_err(|e| StoreError::io("write", path, e))?;
	file.persist(path).map_err(|e| StoreError::io("write", path, e.error))?;
	sync_name(path)
}
