//! The caller's key: from a file, the environment, or a prompt.

use crate::args::KeyArgs;
use assay_client::{
	signer::{pair_of, Signer},
	Node,
};
use assay_terminal::{Console, Failure};
use sp_core::sr25519;
use std::{fs, io::Read, os::unix::fs::PermissionsExt, path::Path};

/// The environment variable with a secret phrase.
pub const VARIABLE: &str = "ASSAY_KEY";

/// Bytes of a key file at most.
const MAX_BYTES: u64 = 4096;

/// The bits of a file's mode that let others in.
const OTHERS: u32 = 0o077;

/// The key that was named, or else that of the environment, or else one that is asked for.
pub fn signer(args: &KeyArgs, node: &Node, console: &Console) -> Result<Signer, Failure> {
	if let Some(name) = &args.dev_key {
		return dev(name, node.is_dev());
	}
	if let Some(file) = &args.key_file {
		return Ok(Signer::new(from_file(file)?));
	}
	if let Ok(phrase) = std::env::var(VARIABLE) {
		return Signer::of_phrase(&phrase, &format!("the environment's {VARIABLE}"));
	}
	match console.secret("Secret phrase (not shown): ") {
		Some(phrase) => Signer::of_phrase(&phrase?, "what you typed"),
		None => Err(Failure::input("no key to sign with was given").advice(format!(
			"give --key-file FILE, or set {VARIABLE}; on a development chain --dev-key Alice \
			 does. `assay key generate` makes a key. Nothing was sent"
		))),
	}
}

/// A key that everybody knows.
fn dev(name: &str, dev_chain: bool) -> Result<Signer, Failure> {
	if !dev_chain {
		return Err(Failure::input(format!(
			"//{name} is a key that everybody knows, and this is no development chain"
		))
		.advice("use a key of your own with --key-file. Nothing was sent"));
	}
	Signer::of_phrase(&format!("//{name}"), "--dev-key")
}

/// Reads a key from a file that nobody else can read.
pub fn from_file(path: &Path) -> Result<sr25519::Pair, Failure> {
	let shown = path.display();
	let cannot = |error: std::io::Error| {
		Failure::input(format!("can't read the key file {shown}: {error}"))
			.advice("look at its name; `assay key generate` makes a phrase to put into one")
	};
	let file = fs::File::open(path).map_err(cannot)?;
	let mode = file.metadata().map_err(cannot)?.permissions().mode();
	if mode & OTHERS != 0 {
		return Err(Failure::input(format!(
			"the key file {shown} can be read by others (mode {:03o})",
			mode & 0o777
		))
		.advice(format!("keep it to yourself with `chmod 600 {shown}`, then try again")));
	}
	let mut text = String::new();
	file.take(MAX_BYTES).read_to_string(&mut text).map_err(cannot)?;
	// A keystore keeps the phrase as a JSON text.
	let phrase = serde_json::from_str::<String>(&text).unwrap_or(text);
	pair_of(&phrase, &format!("the key file {shown}"))
}
