//! Files, read within bounds and written whole or not at all.

use crate::{failure::Failure, interrupt};
use std::{
	fs::{self, File, OpenOptions, Permissions},
	io::{self, Read, Write},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
};
use tempfile::{NamedTempFile, TempPath};

/// Reads a file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, Failure> {
	let cannot = |error: std::io::Error| {
		Failure::input(format!("can't read {what} {}: {error}", path.display()))
	};
	let file = File::open(path).map_err(cannot)?;
	let mut bytes = Vec::new();
	file.take(limit.saturating_add(1))
		.read_to_end(&mut bytes)
		.map_err(cannot)?;
	if bytes.len() as u64 > limit {
		return Err(Failure::input(format!(
			"{what} {} has more than {limit} bytes, which is the most",
			path.display()
		)));
	}
	Ok(bytes)
}

/// Writes a file.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
	let mut file = Pending::new(path)?;
	file.write_all(bytes)
		.map_err(|error| Failure::write(path, &error))?;
	file.keep()
}

/// A file that is being written. Nobody sees it before it is kept, and one that isn't is removed.
#[derive(Debug)]
pub struct Pending {
	/// As it was given, for messages.
	path: PathBuf,
	file: File,
	/// Where the bytes go until then, and where they will be; not for a device or a pipe.
	beside: Option<(TempPath, PathBuf)>,
}

impl Pending {
	/// Begins to write a file.
	pub fn new(path: &Path) -> Result<Self, Failure> {
		Self::begin(path).map_err(|error| Failure::write(path, &error))
	}

	fn begin(path: &Path) -> io::Result<Self> {
		let given = path.to_path_buf();
		// What a link leads to is replaced, not the link.
		let target = match fs::metadata(path) {
			Ok(found) if !found.is_file() => {
				let file = OpenOptions::new().write(true).open(path)?;
				return Ok(Self {
					path: given,
					file,
					beside: None,
				});
			},
			Ok(_) => fs::canonicalize(path)?,
			Err(_) => given.clone(),
		};
		let folder = target.parent().filter(|folder| *folder != Path::new(""));
		let made = tempfile::Builder::new()
			.prefix(".touchstone-")
			// As any program makes files: less what the user's mask takes away.
			.permissions(Permissions::from_mode(0o666))
			.tempfile_in(folder.unwrap_or(Path::new(".")));
		let (file, beside) = made.map_err(plain).map(NamedTempFile::into_parts)?;
		interrupt::remember(&beside);
		Ok(Self {
			path: given,
			file,
			beside: Some((beside, target)),
		})
	}

	/// Puts it in its place.
	pub fn keep(mut self) -> Result<(), Failure> {
		let kept = self.file.flush().and_then(|()| match self.beside.take() {
			None => Ok(()),
			Some((beside, target)) => {
				interrupt::forget(&beside);
				beside.persist(target).map_err(|error| error.error)
			},
		});
		kept.map_err(|error| Failure::write(&self.path, &error))
	}
}

impl Write for Pending {
	fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
		self.file.write(bytes)
	}

	fn flush(&mut self) -> io::Result<()> {
		self.file.flush()
	}
}

/// The system's own error, without the name of a file that nobody asked for.
fn plain(error: io::Error) -> io::Error {
	match error.get_ref().and_then(std::error::Error::source) {
		Some(source) => match source.downcast_ref::<io::Error>() {
			Some(inner) => inner.raw_os_error().map_or(
				io::Error::new(inner.kind(), inner.to_string()),
				io::Error::from_raw_os_error,
			),
			None => error,
		},
		None => error,
	}
}
