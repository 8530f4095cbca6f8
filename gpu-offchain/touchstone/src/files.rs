//! Files, read within bounds.

use crate::failure::Failure;
use std::{
	fs::{self, File},
	io::Read,
	path::Path,
};

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
	fs::write(path, bytes)
		.map_err(|error| Failure::input(format!("can't write {}: {error}", path.display())))
}
