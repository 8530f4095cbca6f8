//! Blobs as files of a folder, for who has no store.

use crate::blobs::{Blobs, Opened, Unavailable};
use assay_proof::Outboard;
use assay_types::{BlobHash, BlobRef};
use std::{
	fs::{self, File},
	io,
	path::{Path, PathBuf},
	sync::atomic::AtomicBool,
	time::Instant,
};

/// A folder with a file for each blob, named for its hash. Keeps everything, fetches nothing.
#[derive(Clone, Debug)]
pub struct Folder {
	blobs: PathBuf,
	scratch: PathBuf,
}

impl Folder {
	/// The blobs of a folder, which is made if it isn't there.
	pub fn open(folder: &Path) -> io::Result<Self> {
		let it = Self {
			blobs: folder.join("blobs"),
			scratch: folder.join("scratch"),
		};
		fs::create_dir_all(&it.blobs)?;
		match fs::remove_dir_all(&it.scratch) {
			Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
			_ => fs::create_dir_all(&it.scratch)?,
		}
		Ok(it)
	}

	/// Stores bytes.
	pub fn put(&self, bytes: &[u8]) -> io::Result<BlobRef> {
		let name = blake3::hash(bytes).to_hex();
		let file = self.scratch.join(name.as_str());
		fs::write(&file, bytes)?;
		self.adopt(&file)
	}

	/// The file of a blob.
	pub fn path(&self, hash: &BlobHash) -> PathBuf {
		self.blobs
			.join(blake3::Hash::from_bytes(hash.0).to_hex().as_str())
	}

	fn tree(&self, blob: &BlobRef) -> io::Result<Option<Outboard>> {
		let file = match File::open(self.path(&blob.hash)) {
			Ok(file) => file,
			Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
			Err(error) => return Err(error),
		};
		let outboard = Outboard::read_from(file)?;
		Ok((outboard.root().0 == blob.hash.0 && outboard.len() == blob.len).then_some(outboard))
	}
}

impl Blobs for Folder {
	fn open(&self, blob: &BlobRef) -> io::Result<Option<Opened>> {
		let path = self.path(&blob.hash);
		Ok(self.tree(blob)?.map(|outboard| Opened { path, outboard }))
	}

	fn verify(&self, blob: &BlobRef) -> io::Result<bool> {
		Ok(self.tree(blob)?.is_some())
	}

	fn fetch(
		&self,
		_blob: &BlobRef,
		_address: &str,
		_until: Instant,
		_cancel: &AtomicBool,
	) -> Result<(), Unavailable> {
		Err(Unavailable::Missing("it isn't in the folder".into()))
	}

	fn scratch(&self) -> &Path {
		&self.scratch
	}

	fn adopt(&self, file: &Path) -> io::Result<BlobRef> {
		let outboard = Outboard::read_from(File::open(file)?)?;
		let hash = BlobHash(outboard.root().0);
		fs::rename(file, self.path(&hash))?;
		let len = outboard.len();
		Ok(BlobRef { hash, len })
	}

	fn pin(&self, _name: &str, _blobs: &[BlobRef]) -> io::Result<()> {
		Ok(())
	}

	fn unpin(&self, _name: &str) -> io::Result<()> {
		Ok(())
	}
}
