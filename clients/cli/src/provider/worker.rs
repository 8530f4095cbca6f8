//! The worker key: what a provider's machine signs with. The operator's key needn't be on it.

use crate::{
	args::{Common, InitArgs},
	connect::connect,
	keys,
};
use assay_market::WORKER_KEY_TYPE;
use assay_terminal::{Console, Failure};
use serde_json::json;
use sp_core::{crypto::Pair, sr25519, Bytes};
use std::{
	fs::{self, OpenOptions},
	io::{self, Write},
	os::unix::fs::OpenOptionsExt,
	path::Path,
};

/// Nobody else reads a key's file.
const PRIVATE: u32 = 0o600;

/// `assay provider init`: makes the key, or takes the one that there is, and gives it to the node.
pub async fn init(common: &Common, args: &InitArgs, console: &Console) -> Result<(), Failure> {
	let file = &args.save;
	let made = !file.exists();
	if made {
		save(file)?;
	}
	let pair = keys::from_file(file)?;
	let public = Bytes(pair.public().0.to_vec());
	let hex = format!("0x{}", plain_hex(&public));
	let phrase = phrase(file)?;
	let place = match &args.worker.keystore {
		Some(folder) => {
			into_folder(folder, &phrase, &public)?;
			format!("the keystore {}", folder.display())
		},
		None => {
			let node = connect(common, console).await?;
			let key_type = String::from_utf8_lossy(&WORKER_KEY_TYPE).into_owned();
			let params = json!([key_type, phrase, public]);
			let () = node.request("author_insertKey", params).await?;
			format!("the node at {}", common.url)
		},
	};
	let shown = file.display();
	let what = match made {
		true => format!("a new worker key is in {shown}"),
		false => format!("{shown} had a worker key, which is kept"),
	};
	console.result(
		&format!(
			"{what}\n{place} has it, too\nworker {hex}\nnext: assay provider register --worker \
			 {shown} --name NAME --endpoint URL --price ASY"
		),
		&json!({ "worker": hex, "file": shown.to_string(), "new": made }),
	);
	Ok(())
}

/// The worker key of a file.
pub fn read(file: &Path) -> Result<sr25519::Pair, Failure> {
	if !file.exists() {
		return Err(Failure::input(
			format!("there is no worker key in {}", file.display())).advice(
			"make one with `assay provider init`, or name its file with --worker. Nothing was spent"));
	}
	keys::from_file(file)
}

fn save(file: &Path) -> Result<(), Failure> {
	let (_, phrase, _) = sr25519::Pair::generate_with_phrase(None);
	write_private(file, &format!("{phrase}\n")).map_err(|error| cannot(file, &error))
}

/// Writes a new file that nobody else can read.
fn write_private(file: &Path, text: &str) -> io::Result<()> {
	let mut options = OpenOptions::new();
	let mut file = options.write(true).create_new(true).mode(PRIVATE).open(file)?;
	file.write_all(text.as_bytes())?;
	file.sync_all()
}

fn cannot(file: &Path, error: &io::Error) -> Failure {
	Failure::broke(format!("can't keep the key in {}: {error}", file.display()))
		.advice("name a file that you may write with --save, and see that the disk has room")
}

/// The phrase as it is in the file, which held a key a moment ago.
fn phrase(file: &Path) -> Result<String, Failure> {
	let text = fs::read_to_string(file).map_err(|error| cannot(file, &error))?;
	let phrase = serde_json::from_str::<String>(&text).unwrap_or(text);
	Ok(phrase.trim().to_string())
}

fn into_folder(folder: &Path, phrase: &str, public: &[u8]) -> Result<(), Failure> {
	let failed = |why: String| {
		Failure::broke(format!("the keystore {} doesn't take the key: {why}", folder.display()))
			.advice(
				"name the folder `keystore` of the node's chain, as in \
			 ~/.local/share/assay/chains/dev/keystore, and see that you may write there",
			)
	};
	fs::create_dir_all(folder).map_err(|error| failed(error.to_string()))?;
	// As a node's keystore names it: the type and the public key in hex.
	let file = folder.join(format!("{}{}", plain_hex(&WORKER_KEY_TYPE), plain_hex(public)));
	match write_private(&file, &json!(phrase).to_string()) {
		// It is the same key.
		Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
		written => written.map_err(|error| failed(format!("it can't be written: {error}"))),
	}
}

fn plain_hex(bytes: &[u8]) -> String {
	bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
