//! The folder of a chain's database: whether one is there, and whether a node uses it.

use sc_service::Configuration;
use std::{
	fs::{File, OpenOptions, TryLockError},
	io,
	path::{Path, PathBuf},
};

/// What ParityDB locks while it is open.
const LOCK: &str = "lock";

/// What ParityDB writes first.
const METADATA: &str = "metadata";

/// Why a command can't work on a database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// Opening it would make an empty one.
	#[error(
		"there is no database of the chain '{chain}' in {}: name the folder of a node that ran \
		 with --base-path, and its chain with --chain",
		folder.display()
	)]
	Missing {
		/// The chain's id.
		chain: String,
		/// Where it was looked for.
		folder: PathBuf,
	},
	/// Somebody else has it open.
	#[error(
		"a node uses the database in {}: stop it first, or name another folder with --base-path",
		folder.display()
	)]
	InUse {
		/// Where it is.
		folder: PathBuf,
	},
	/// Whether it is used can't be told.
	#[error("can't tell whether a node uses the database in {}", folder.display())]
	Unknown {
		/// Where it is.
		folder: PathBuf,
		/// Why not.
		source: io::Error,
	},
	/// It isn't kept in files.
	#[error("this chain's database isn't kept in a folder")]
	NoFolder,
}

/// Where the database is, or would be.
pub fn folder(config: &Configuration) -> Result<&Path, Error> {
	config.database.path().ok_or(Error::NoFolder)
}

/// Refuses where there is no database, since opening it would make one.
pub fn check_exists(config: &Configuration) -> Result<(), Error> {
	let folder = folder(config)?;
	if folder.join(METADATA).exists() {
		return Ok(());
	}
	Err(Error::Missing { chain: config.chain_spec.id().into(), folder: folder.into() })
}

/// Keeps nodes from opening the database until it is dropped. Refuses while one has it open; `None`
/// is for a database that isn't there.
pub fn lock(folder: &Path) -> Result<Option<File>, Error> {
	let unknown = |source| Error::Unknown { folder: folder.into(), source };
	let file = match OpenOptions::new().write(true).open(folder.join(LOCK)) {
		Ok(file) => file,
		Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
		Err(error) => return Err(unknown(error)),
	};
	match file.try_lock() {
		Ok(()) => Ok(Some(file)),
		Err(TryLockError::WouldBlock) => Err(Error::InUse { folder: folder.into() }),
		Err(TryLockError::Error(error)) => Err(unknown(error)),
	}
}
