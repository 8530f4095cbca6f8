//! Files as bytes in memory.

use memmap2::Mmap;
use std::{fs::File, io, ops::Deref, path::Path};

/// A file that is read like memory. Takes no memory that the system can't take back.
#[derive(Debug)]
pub enum Mapped {
	/// There is nothing in it, which not every system maps.
	Empty,
	/// There is something in it.
	Bytes(Mmap),
}

impl Mapped {
	/// Maps a file that nobody writes to any more.
	pub fn open(path: &Path) -> io::Result<Self> {
		let file = File::open(path)?;
		if file.metadata()?.len() == 0 {
			return Ok(Self::Empty);
		}
		// SAFETY: blobs and outputs are written once, under another name, and only removed as a
		// whole: nobody changes the bytes or cuts the file while it is mapped.
		let map = unsafe { Mmap::map(&file)? };
		Ok(Self::Bytes(map))
	}
}

impl Deref for Mapped {
	type Target = [u8];

	fn deref(&self) -> &[u8] {
		match self {
			Self::Empty => &[],
			Self::Bytes(map) => map,
		}
	}
}
