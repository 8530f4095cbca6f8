//! Reading blobs: nothing leaves that wasn't hashed on its way.

use super::{
	error::StoreError,
	layout::{has_tree, replace},
	Store,
};
use assay_market::{BlobHash, BlobRef};
use assay_proof::{
	ChunkIndex, ChunkRange, ChunkRanges, Outboard, ProveError, RangeProof, RootHash, CHUNK_LEN,
};
use std::{
	fs::{self, File},
	io::{self, Read, Seek, SeekFrom},
	ops::Range,
	os::unix::fs::FileExt,
	path::{Path, PathBuf},
};

/// Bytes that are verified at once while streaming: a power of two of groups.
pub(crate) const PIECE: u64 = 512 << 10;

/// A blob that is open. It stays readable when it is removed meanwhile.
#[derive(Debug)]
pub struct Blob {
	store: Store,
	hash: BlobHash,
	path: PathBuf,
	file: File,
	outboard: Outboard,
}

impl Store {
	/// Opens a blob, and notes that it is used.
	///
	/// A blob whose tree on disk is missing or wrong is hashed for a new one.
	pub fn open_blob(&self, hash: &BlobHash) -> Result<Blob, StoreError> {
		let unknown = || StoreError::Unknown { hash: *hash };
		let len = self.index().blobs.get(hash).ok_or_else(unknown)?.len;
		let path = self.layout().blob(hash);
		let file = match File::open(&path) {
			Ok(file) => file,
			// Removed since.
			Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(unknown()),
			Err(error) => return Err(StoreError::io("open", &path, error)),
		};
		self.touch(hash, &file);
		let outboard = match self.stored_tree(hash, len) {
			Some(outboard) => outboard,
			None => self.make_tree(hash, len, &file, &path)?,
		};
		Ok(Blob { store: self.clone(), hash: *hash, path, file, outboard })
	}

	/// The tree on disk, if it is whole and that of this blob.
	fn stored_tree(&self, hash: &BlobHash, len: u64) -> Option<Outboard> {
		if !has_tree(len) {
			return None;
		}
		let bytes = fs::read(self.layout().tree(hash)).ok()?;
		let outboard = Outboard::from_bytes(&bytes).ok()?;
		(outboard.root().0 == hash.0 && outboard.len().get() == len).then_some(outboard)
	}

	fn make_tree(
		&self,
		hash: &BlobHash,
		len: u64,
		file: &File,
		path: &Path,
	) -> Result<Outboard, StoreError> {
		let outboard = Outboard::read_from(At { file, place: 0 }.take(len.saturating_add(1)))
			.map_err(|e| StoreError::io("read", path, e))?;
		if outboard.root().0 != hash.0 {
			self.mark_damaged(hash, file);
			return Err(StoreError::Damaged { hash: *hash, path: path.to_owned(), place: None });
		}
		if has_tree(len) {
			let tree = self.layout().tree(hash);
			if let Err(error) = replace(&self.layout().scratch, &tree, &outboard.to_bytes()) {
				log::warn!("{error}");
			}
		}
		Ok(outboard)
	}
}

impl Blob {
	/// What the blob is named by.
	pub fn hash(&self) -> BlobHash {
		self.hash
	}

	/// Its hash and length.
	pub fn reference(&self) -> BlobRef {
		BlobRef { hash: self.hash, len: self.outboard.len() }
	}

	/// Its bytes.
	pub fn len(&self) -> u64 {
		self.outboard.len().get()
	}

	/// Whether it has no bytes.
	pub fn is_empty(&self) -> bool {
		self.outboard.is_empty()
	}

	/// Its file, to map or to pass on; call [`Blob::verify`] first. Pin the blob, or the file may
	/// be removed.
	pub fn path(&self) -> &Path {
		&self.path
	}

	/// The hashes of its tree.
	pub fn outboard(&self) -> &Outboard {
		&self.outboard
	}

	/// Hashes the whole file.
	pub fn verify(&self) -> Result<(), StoreError> {
		let mut hasher = blake3::Hasher::new();
		let most = self.len().saturating_add(1);
		let mut from = At { file: &self.file, place: 0 }.take(most);
		let mut buffer = vec![0; PIECE as usize];
		loop {
			match from.read(&mut buffer) {
				Ok(0) => break,
				Ok(count) => hasher.update(&buffer[..count]),
				Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
				Err(error) => return Err(StoreError::io("read", &self.path, error)),
			};
		}
		self.check_whole(RootHash(hasher.finalize().into()))
	}

	/// All its bytes.
	pub fn read(&self) -> Result<Vec<u8>, StoreError> {
		let len = self.len();
		let mut bytes = Vec::with_capacity(len as usize);
		At { file: &self.file, place: 0 }
			.take(len.saturating_add(1))
			.read_to_end(&mut bytes)
			.map_err(|e| StoreError::io("read", &self.path, e))?;
		self.check_whole(RootHash::of(&bytes))?;
		Ok(bytes)
	}

	/// Some of its bytes, read and hashed with their whole groups of 16 KiB and nothing else.
	pub fn read_range(&self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
		let mut bytes = Vec::new();
		for piece in self.pieces(range)? {
			let piece = piece?;
			if bytes.is_empty() {
				bytes = piece;
			} else {
				bytes.extend_from_slice(&piece);
			}
		}
		Ok(bytes)
	}

	/// Some of its bytes in pieces of at most 512 KiB, each verified before it is yielded.
	pub fn pieces(
		&self,
		range: Range<u64>,
	) -> Result<impl Iterator<Item = Result<Vec<u8>, StoreError>> + '_, StoreError> {
		let Range { start, end } = range;
		let len = self.len();
		if start > end || end > len {
			return Err(StoreError::OutOfRange { start, end, len });
		}
		let mut place = start;
		Ok(std::iter::from_fn(move || {
			if place >= end {
				return None;
			}
			// At the edges of pieces, so that no group is hashed twice.
			let next = (place / PIECE * PIECE).saturating_add(PIECE).min(end);
			let piece = self.piece(place..next);
			place = if piece.is_ok() { next } else { end };
			Some(piece)
		}))
	}

	/// The proof of some of its chunks.
	pub fn prove(&self, ranges: &ChunkRanges) -> Result<RangeProof, StoreError> {
		self.outboard
			.prove(At { file: &self.file, place: 0 }, ranges)
			.map_err(|error| self.proving(error))
	}

	/// Bytes within one piece.
	fn piece(&self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
		const GROUP_CHUNKS: u64 = 16;
		let chunks = u64::from(self.outboard.len().chunks().0);
		// Whole groups: their hashes are stored, so nothing beside them is read.
		let first = range.start / CHUNK_LEN / GROUP_CHUNKS * GROUP_CHUNKS;
		let end = range.end.div_ceil(CHUNK_LEN).next_multiple_of(GROUP_CHUNKS).min(chunks);
		let shown = ChunkRange::new(ChunkIndex(first as u32), ChunkIndex(end as u32));
		let mut data = self.prove(&shown.into_iter().collect())?.data;
		let before = range.start - first * CHUNK_LEN;
		data.truncate((range.end - first * CHUNK_LEN) as usize);
		data.drain(..before as usize);
		Ok(data)
	}

	fn check_whole(&self, found: RootHash) -> Result<(), StoreError> {
		if found.0 == self.hash.0 {
			return Ok(());
		}
		self.store.mark_damaged(&self.hash, &self.file);
		Err(StoreError::Damaged { hash: self.hash, path: self.path.clone(), place: None })
	}

	fn proving(&self, error: ProveError) -> StoreError {
		match error {
			ProveError::Changed { .. } | ProveError::Short { .. } => {
				self.store.mark_damaged(&self.hash, &self.file);
				let (hash, path) = (self.hash, self.path.clone());
				StoreError::Damaged { hash, path, place: Some(Box::new(error)) }
			},
			ProveError::Io { source, .. } => StoreError::io("read", &self.path, source),
			ProveError::Shape(_) => StoreError::Prove { hash: self.hash, source: Box::new(error) },
		}
	}
}

/// A file read from a place of its own, so that readers of one handle don't disturb each other.
struct At<'a> {
	file: &'a File,
	place: u64,
}

impl Read for At<'_> {
	fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
		let count = self.file.read_at(buffer, self.place)?;
		self.place += count as u64;
		Ok(count)
	}
}

impl Seek for At<'_> {
	fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
		self.place = match to {
			SeekFrom::Start(place) => place,
			// The prover seeks from the start only.
			SeekFrom::Current(_) | SeekFrom::End(_) => {
				return Err(io::ErrorKind::Unsupported.into());
			},
		};
		Ok(self.place)
	}
}
