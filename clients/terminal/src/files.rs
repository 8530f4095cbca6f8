//! Files, read within bounds and written whole or not at all.

use crate::{interrupt, Failure};
use std::{
	fs::{self, File, OpenOptions},
	io::{self, Read, Write},
	mem,
	path::{Path, PathBuf},
	process,
};

/// Reads a file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64, what: &str) -> Result<Vec<u8>, Failure> {
	let cannot = |error: std::io::Error| {
		Failure::input(format!("can't read {what} {}: {error}", path.display()))
	};
	let file = File::open(path).map_err(cannot)?;
	let mut bytes = Vec::new();
	file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
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
	file.write_all(bytes).map_err(|error| Failure::write(path, &error))?;
	file.keep()
}

/// A file that is being written. Nobody sees it before it is kept, and one that isn't is removed.
#[derive(Debug)]
pub struct Pending {
	/// As it was given, for messages.
	path: PathBuf,
	file: File,
	/// Where the bytes go until then, and where they will be; not for a device or a pipe.
	beside: Option<(Beside, PathBuf)>,
}

/// A file beside the one that is meant. It is removed when nobody wants it any more.
#[derive(Debug)]
struct Beside(PathBuf);

impl Drop for Beside {
	fn drop(&mut self) {
		interrupt::forget(&self.0);
		// It is gone if it was renamed, and if it can't be removed nobody can do anything.
		let _ = fs::remove_file(&self.0);
	}
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
			Ok(found) if found.is_file() => fs::canonicalize(path)?,
			Err(_) => given.clone(),
			Ok(_) => {
				let file = OpenOptions::new().write(true).open(path)?;
				return Ok(Self { path: given, file, beside: None });
			},
		};
		let (file, beside) = create_beside(&target)?;
		Ok(Self { path: given, file, beside: Some((beside, target)) })
	}

	/// Puts it in its place.
	pub fn keep(mut self) -> Result<(), Failure> {
		let kept = self.file.flush().and_then(|()| match &self.beside {
			None => Ok(()),
			Some((Beside(beside), target)) => fs::rename(beside, target),
		});
		kept.map_err(|error| Failure::write(&self.path, &error))
	}
}

/// Creates a file in the folder of another.
fn create_beside(target: &Path) -> io::Result<(File, Beside)> {
	let mut number = 0;
	loop {
		let name = format!(".assay-{}-{number}", process::id());
		let path = target.with_file_name(name);
		// Before it is there, so that it is never there unknown.
		let beside = Beside(path.clone());
		interrupt::remember(&path);
		match File::create_new(&path) {
			Ok(file) => return Ok((file, beside)),
			// Left by a program that was killed, or ours.
			Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
				interrupt::forget(&path);
				mem::forget(beside);
				number += 1;
			},
			Err(error) => return Err(error),
		}
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
