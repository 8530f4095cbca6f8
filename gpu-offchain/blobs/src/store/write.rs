//! Writing blobs: hashed while they stream in, in place only when whole.

use super::{
	error::StoreError,
	index::{Index, Partial, Removable},
	layout::{cost, files, has_tree, remove, scratch_file, seal, sync_name, Layout},
	Store,
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{BlobLen, BlobTooLong, Outboard, OutboardBuilder, RootHash};
use std::{
	fs::{self, File, OpenOptions},
	io::{Read, Seek, SeekFrom, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
	time::SystemTime,
};

/// How far the upload or fetch of a blob has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartialBlob {
	/// Bytes that are here.
	pub bytes: u64,
	/// Bytes of the whole blob.
	pub total: u64,
	/// Somebody is writing it just now.
	pub busy: bool,
}

/// A blob that is being written.
///
/// Dropping it before [`BlobWriter::finish`] leaves a partial if it came from [`Store::resume`],
/// and nothing otherwise.
#[derive(Debug)]
pub struct BlobWriter {
	store: Store,
	file: File,
	path: PathBuf,
	/// Set while the bytes are to be kept as a partial when this is dropped.
	partial: Option<(BlobHash, u64)>,
	/// The file is a blob now, or gone: its name may be somebody else's.
	done: bool,
	builder: OutboardBuilder,
	received: u64,
	reserved: u64,
	expected: Option<BlobHash>,
	expected_len: Option<u64>,
}

impl Store {
	/// Stores bytes in memory.
	pub fn put(&self, bytes: &[u8]) -> Result<BlobRef, StoreError> {
		let mut writer = self.write()?;
		writer.write(bytes)?;
		writer.finish()
	}

	/// Stores bytes in memory, which must be this blob.
	pub fn put_expected(&self, blob: &BlobRef, bytes: &[u8]) -> Result<BlobRef, StoreError> {
		let mut writer = self.write_expected(blob.hash, Some(blob.len))?;
		writer.write(bytes)?;
		writer.finish()
	}

	/// Starts a blob whose hash isn't known.
	pub fn write(&self) -> Result<BlobWriter, StoreError> {
		let folder = &self.layout().scratch;
		let (file, path) = scratch_file(folder)?
			.keep()
			.map_err(|e| StoreError::io("create a file in", folder, e.error))?;
		Ok(BlobWriter {
			store: self.clone(),
			file,
			path,
			partial: None,
			done: false,
			builder: OutboardBuilder::new(),
			received: 0,
			reserved: 0,
			expected: None,
			expected_len: None,
		})
	}

	/// Starts a blob that must have this hash, and this length if it is known.
	pub fn write_expected(
		&self,
		hash: BlobHash,
		len: Option<BlobLen>,
	) -> Result<BlobWriter, StoreError> {
		let len = len.map(BlobLen::get);
		self.check_len(len.unwrap_or(0))?;
		let mut writer = self.write()?;
		writer.expected = Some(hash);
		writer.expected_len = len;
		Ok(writer)
	}

	/// Goes on with a blob where the last writer stopped, or starts it.
	///
	/// Rehashes what is here. One writer at a time: another is told [`StoreError::Busy`].
	pub fn resume(&self, blob: &BlobRef) -> Result<BlobWriter, StoreError> {
		let total = blob.len.get();
		self.check_len(total)?;
		let path = self.layout().partial(&blob.hash, total);
		let had = self.take_partial(blob.hash, total)?;
		let opened = OpenOptions::new()
			.read(true)
			.write(true)
			.create(true)
			.truncate(false)
			.mode(0o600)
			.open(&path);
		let file = match opened {
			Ok(file) => file,
			Err(error) => {
				let mut index = self.index();
				index.partials.remove(&blob.hash);
				index.used -= had.map_or(0, cost);
				return Err(StoreError::io("open", &path, error));
			},
		};
		let mut writer = BlobWriter {
			store: self.clone(),
			file,
			path,
			partial: Some((blob.hash, total)),
			done: false,
			builder: OutboardBuilder::new(),
			received: 0,
			reserved: had.map_or(0, cost),
			expected: Some(blob.hash),
			expected_len: Some(total),
		};
		writer.rehash(had.unwrap_or(0))?;
		Ok(writer)
	}

	/// How much of a blob is here, if its upload or fetch broke off.
	pub fn partial(&self, hash: &BlobHash) -> Option<PartialBlob> {
		self.index().partials.get(hash).map(|partial| PartialBlob {
			bytes: partial.bytes,
			total: partial.total,
			busy: partial.busy,
		})
	}

	/// Marks a partial as busy and says how many bytes it has, if it exists.
	fn take_partial(&self, hash: BlobHash, total: u64) -> Result<Option<u64>, StoreError> {
		let mut index = self.index();
		let had = match index.partials.get_mut(&hash) {
			Some(partial) if partial.busy => return Err(StoreError::Busy { hash }),
			Some(partial) if partial.total == total => {
				partial.busy = true;
				return Ok(Some(partial.bytes));
			},
			Some(other) => Some(other.total),
			None => None,
		};
		if let Some(total) = had {
			self.discard(&mut index, Removable::Partial(hash, total))?;
		}
		let partial = Partial { total, bytes: 0, used: SystemTime::now(), busy: true };
		index.partials.insert(hash, partial);
		Ok(None)
	}

	pub(crate) fn check_len(&self, len: u64) -> Result<(), StoreError> {
		let limit = self.options().max_blob_len.min(BlobLen::MAX.get());
		if len > limit {
			return Err(StoreError::TooLong { len, limit });
		}
		let (needed, quota) = (cost(len), self.options().quota_bytes);
		if needed > quota {
			let used = self.usage().used_bytes;
			return Err(StoreError::QuotaExceeded { quota, used, needed });
		}
		Ok(())
	}

	/// Puts a finished file in place as a blob; its cost up to `reserved` is counted already.
	pub(super) fn commit(
		&self,
		outboard: &Outboard,
		file: &File,
		path: &Path,
		reserved: &mut u64,
	) -> Result<BlobRef, StoreError> {
		let hash = BlobHash(outboard.root().0);
		let len = outboard.len().get();
		self.grow(reserved, cost(len))?;
		let (blob_path, tree_path) = (self.layout().blob(&hash), self.layout().tree(&hash));
		let tree = if has_tree(len) {
			let mut tree = scratch_file(&self.layout().scratch)?;
			// Not synced: a tree is checked when it is read, and made again if a crash took it.
			tree.write_all(&outboard.to_bytes())
				.map_err(|e| StoreError::io("write", tree.path(), e))?;
			Some(tree)
		} else {
			None
		};
		seal(file, path)?;
		{
			let mut index = self.index();
			if let Some(tree) = tree {
				tree.persist(&tree_path)
					.map_err(|e| StoreError::io("write", &tree_path, e.error))?;
			}
			fs::rename(path, &blob_path).map_err(|e| StoreError::io("write", &blob_path, e))?;
			index.insert(hash, len, SystemTime::now());
			*reserved = 0;
		}
		sync_name(&blob_path)?;
		Ok(BlobRef { hash, len: outboard.len() })
	}

	/// Counts what `bytes` are more than `reserved`.
	pub(super) fn grow(&self, reserved: &mut u64, bytes: u64) -> Result<(), StoreError> {
		if bytes > *reserved {
			self.reserve(bytes - *reserved)?;
			*reserved = bytes;
		}
		Ok(())
	}
}

/// Finds the partials on disk.
pub(super) fn list_partials(layout: &Layout, index: &mut Index) -> Result<(), StoreError> {
	for (name, path) in files(&layout.partial)? {
		let file = fs::metadata(&path).map_err(|e| StoreError::io("look at", &path, e))?;
		let named = name.split_once('-').and_then(|(hash, total)| {
			let hash = hash.parse::<RootHash>().ok()?;
			Some((BlobHash(hash.0), total.parse::<u64>().ok()?))
		});
		match named {
			Some((hash, total)) if file.len() <= total && !index.partials.contains_key(&hash) => {
				let partial = Partial {
					total,
					bytes: file.len(),
					used: file.modified().unwrap_or_else(|_| SystemTime::now()),
					busy: false,
				};
				index.used += cost(partial.bytes);
				index.partials.insert(hash, partial);
			},
			_ => remove(&path)?,
		}
	}
	Ok(())
}

impl BlobWriter {
	/// Bytes that are here; the next piece follows them.
	pub fn received(&self) -> u64 {
		self.received
	}

	/// Takes the next bytes. After an error nothing more can come.
	pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		let after = self.received.saturating_add(bytes.len() as u64);
		if let Some(expected) = self.expected_len.filter(|expected| after > *expected) {
			self.forget_partial();
			return Err(StoreError::WrongLength { expected, found: after });
		}
		self.store.check_len(after)?;
		self.store.grow(&mut self.reserved, cost(after))?;
		if let Err(error) = self.file.write_all(bytes) {
			let error = StoreError::io("write", &self.path, error);
			if matches!(error, StoreError::DiskFull { .. }) {
				// The rest of the machine needs the room more than this upload.
				self.forget_partial();
			}
			return Err(error);
		}
		self.take(bytes)
	}

	/// Puts the blob in place, on disk for good when this returns.
	pub fn finish(mut self) -> Result<BlobRef, StoreError> {
		if let Some(expected) = self.expected_len.filter(|expected| self.received != *expected) {
			return Err(StoreError::WrongLength { expected, found: self.received });
		}
		let outboard = std::mem::take(&mut self.builder).finish();
		let found = BlobHash(outboard.root().0);
		if let Some(expected) = self.expected.filter(|expected| found != *expected) {
			self.forget_partial();
			return Err(StoreError::WrongHash { expected, found });
		}
		let blob = self.store.commit(&outboard, &self.file, &self.path, &mut self.reserved);
		match blob {
			Ok(blob) => {
				self.done = true;
				if self.partial.is_some() {
					self.store.index().partials.remove(&blob.hash);
				}
				Ok(blob)
			},
			Err(error) => {
				if matches!(error, StoreError::DiskFull { .. }) {
					self.forget_partial();
				}
				Err(error)
			},
		}
	}

	/// Throws away what has come and starts at the first byte.
	pub fn restart(&mut self) -> Result<(), StoreError> {
		self.cut(0)?;
		self.builder = OutboardBuilder::new();
		self.received = 0;
		self.store.release(std::mem::take(&mut self.reserved));
		Ok(())
	}

	/// Hashes the first `bytes` of the file, which somebody wrote before.
	fn rehash(&mut self, bytes: u64) -> Result<(), StoreError> {
		let mut buffer = vec![0; 256 << 10];
		while self.received < bytes {
			let most = (bytes - self.received).min(buffer.len() as u64) as usize;
			let count = match self.file.read(&mut buffer[..most]) {
				Ok(0) => break,
				Ok(count) => count,
				Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
				Err(error) => return Err(StoreError::io("read", &self.path, error)),
			};
			self.take(&buffer[..count])?;
		}
		self.cut(self.received)
	}

	fn take(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		let too_long =
			|BlobTooLong { bytes }| StoreError::TooLong { len: bytes, limit: BlobLen::MAX.get() };
		self.builder.update(bytes).map_err(too_long)?;
		self.received += bytes.len() as u64;
		Ok(())
	}

	fn cut(&mut self, len: u64) -> Result<(), StoreError> {
		self.file
			.set_len(len)
			.and_then(|()| self.file.seek(SeekFrom::Start(len)))
			.map(|_| ())
			.map_err(|e| StoreError::io("cut", &self.path, e))
	}

	/// Has the bytes removed when this is dropped, though they came through [`Store::resume`].
	fn forget_partial(&mut self) {
		if let Some((hash, _)) = self.partial.take() {
			let mut index = self.store.index();
			// Before it stops being busy: the next writer's file has the same name.
			if let Err(error) = remove(&self.path) {
				log::warn!("{error}");
			}
			index.partials.remove(&hash);
			self.done = true;
		}
	}
}

impl Drop for BlobWriter {
	fn drop(&mut self) {
		if self.done {
			self.store.release(self.reserved);
			return;
		}
		let kept = self.partial.filter(|_| self.received > 0 && self.cut(self.received).is_ok());
		let Some((hash, total)) = kept else {
			match self.partial {
				Some(_) => self.forget_partial(),
				None => {
					if let Err(error) = remove(&self.path) {
						log::warn!("{error}");
					}
				},
			}
			self.store.release(self.reserved);
			return;
		};
		let partial = Partial { total, bytes: self.received, used: SystemTime::now(), busy: false };
		// A piece that was counted but not written is given back.
		self.store.release(self.reserved.saturating_sub(cost(self.received)));
		self.store.set_partial(hash, partial);
	}
}
