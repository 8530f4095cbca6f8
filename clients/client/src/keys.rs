//! The caller's key: from a file, the environment, or a prompt. It never leaves this machine.

use crate::{args::KeyArgs, node::Node};
use assay_runtime::AccountId;
use assay_terminal::{Console, Failure};
use sp_core::{crypto::Pair as _, sr25519};
use std::{fs, io::Read, os::unix::fs::PermissionsExt, path::Path};

/// The environment variable with a secret phrase.
pub const VARIABLE: &str = "ASSAY_KEY";

/// Bytes of a key file at most.
const MAX_BYTES: u64 = 4096;

/// The bits of a file's mode that let others in.
const OTHERS: u32 = 0o077;

/// Who signs.
pub struct Signer {
	/// The key.
	pub pair: sr25519::Pair,
	/// Its account.
	pub account: AccountId,
}

impl Signer {
	/// Who has a key.
	pub fn new(pair: sr25519::Pair) -> Self {
		let account = AccountId::from(pair.public().0);
		Self { pair, account }
	}
}

/// The key that was named, or else that of the environment, or else one that is asked for.
pub fn signer(args: &KeyArgs, node: &Node, console: &Console) -> Result<Signer, Failure> {
	if let Some(name) = &args.dev_key {
		return dev(name, node.dev);
	}
	if let Some(file) = &args.key_file {
		return Ok(Signer::new(from_file(file)?));
	}
	if let Ok(phrase) = std::env::var(VARIABLE) {
		return from_phrase(&phrase, &format!("the environment's {VARIABLE}")).map(Signer::new);
	}
	match console.secret("Secret phrase (not shown): ") {
		Some(phrase) => from_phrase(&phrase?, "what you typed").map(Signer::new),
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
	from_phrase(&format!("//{name}"), "--dev-key").map(Signer::new)
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
	from_phrase(&phrase, &format!("the key file {shown}"))
}

fn from_phrase(phrase: &str, place: &str) -> Result<sr25519::Pair, Failure> {
	// The error says what is wrong with the phrase, and would show it.
	sr25519::Pair::from_string(phrase.trim(), None).map_err(|_| {
		Failure::input(format!("{place} holds no secret phrase")).advice(
			"a phrase is 12 to 24 words, or 0x and 64 hex digits; `assay key generate` makes one. \
			 Nothing was sent",
		)
	})
}
