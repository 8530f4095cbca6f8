//! Blobs over HTTP.

use crate::{args::BlobCommand, console::Console, failure::Failure};
use assay_types::{BlobHash, BlobRef};
use std::path::Path;

/// Does what was typed after `assay blob`.
pub async fn run(_command: &BlobCommand, _console: &Console) -> Result<(), Failure> {
	Err(pending())
}

fn pending() -> Failure {
	Failure::broke("no gateway", "wait")
}

/// The address of a blob at a gateway.
pub fn address(gateway: &str, hash: &BlobHash) -> String {
	let hash = assay_proof::RootHash(hash.0);
	format!("{}/blobs/{hash}", gateway.trim_end_matches('/'))
}

/// Puts a file to a gateway.
pub async fn put(_gateway: &str, _file: &Path, _blob: &BlobRef, _console: &Console) -> Result<(), Failure> {
	Err(pending())
}

/// Gets a blob from the first of several sources that has it.
pub async fn get_from_any(_sources: &[String], _hash: &BlobHash, _file: &Path, _console: &Console) -> Result<(), Failure> {
	Err(pending())
}

/// The same, kept in memory.
pub async fn bytes_from_any(_sources: &[String], _hash: &BlobHash, _console: &Console) -> Result<Vec<u8>, Failure> {
	Err(pending())
}
