//! `assay blob`: blobs put to a gateway, and got from one.

use crate::args::BlobCommand;
use assay_client::{
	blobs::{self, hex, Fetched},
	draft::hash_file,
};
use assay_market::BlobRef;
use assay_terminal::{Console, Failure};
use serde_json::json;
use std::path::Path;

/// Does what was typed after `assay blob`.
pub async fn run(command: &BlobCommand, console: &Console) -> Result<(), Failure> {
	match command {
		BlobCommand::Put { file, gateway } => {
			let blob = hash_file(file)?;
			put(&gateway.gateway, file, &blob, console).await?;
			let hash = hex(&blob.hash);
			console.result(
				&hash,
				&json!({
					"hash": hash,
					"bytes": blob.len.get(),
					"address": blobs::address(&gateway.gateway, &blob.hash),
				}),
			);
		},
		BlobCommand::Get { hash, out, gateway } => {
			let gateways = std::slice::from_ref(&gateway.gateway);
			told(&blobs::get_from_any(gateways, hash, out).await?, console);
			let file = out.display().to_string();
			console.result(
				&format!("{}  {file}", hex(hash)),
				&json!({ "hash": hex(hash), "file": file }),
			);
		},
	}
	Ok(())
}

/// Puts a file to a gateway, and says so.
pub async fn put(
	gateway: &str,
	file: &Path,
	blob: &BlobRef,
	console: &Console,
) -> Result<(), Failure> {
	blobs::put(gateway, file, blob).await?;
	console.say(&format!("uploaded {} as {}", file.display(), hex(&blob.hash)));
	console.note(&json!({
		"event": "uploaded",
		"file": file.display().to_string(),
		"hash": hex(&blob.hash),
		"bytes": blob.len.get(),
	}));
	Ok(())
}

/// Says from where a blob came.
pub fn told(fetched: &Fetched, console: &Console) {
	console.note(&json!({
		"event": "downloaded",
		"hash": hex(&fetched.hash),
		"bytes": fetched.bytes,
		"from": fetched.from,
	}));
}
