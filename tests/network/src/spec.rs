//! Chain specifications made for tests.

use crate::{process::Process, scene::Scene, secs, wait};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// A storage key that no pallet uses.
const STRAY_KEY: &str = "0x6f74686572";

/// Writes the development chain's specification with one more value in its genesis state.
///
/// The chain's name and id stay as they are, so nothing but the genesis hash tells it from the
/// development chain.
#[track_caller]
pub fn other_dev_chain(scene: &Scene) -> PathBuf {
	let path = scene.data("other-dev-chain.json");
	export(scene, "dev", &path);
	let written = fs::read_to_string(&path).expect("a specification was just written here");
	match with_other_genesis(&written) {
		Ok(spec) => fs::write(&path, spec).expect("the file was writable just before"),
		Err(reason) => panic!("export-chain-spec wrote {}: {reason}", path.display()),
	}
	path
}

/// Lets the node write the raw specification of `chain`.
#[track_caller]
fn export(scene: &Scene, chain: &str, path: &Path) {
	let log = scene.log("export-chain-spec");
	let mut args = ["export-chain-spec", "--raw", "--chain", chain, "--output"]
		.map(Into::into)
		.to_vec();
	args.push(path.into());
	let process = log.open().and_then(|file| {
		let stderr = file.try_clone()?;
		Process::spawn(&scene.binary(), &args, &[], file, stderr)
	});
	let mut process = process.expect("the binary was just found");
	let ended = wait::until("export-chain-spec to end", secs(60), || {
		process
			.ended()
			.ok_or_else(|| wait::Seen::not_yet(log.tail(1)))
	});
	match ended {
		Ok(status) if status.success() => (),
		Ok(status) => panic!("export-chain-spec ended with {status}"),
		Err(error) => panic!("{error}"),
	}
}

/// Adds a value to the genesis state of a raw specification.
fn with_other_genesis(spec: &str) -> Result<String, String> {
	let mut spec: Value = serde_json::from_str(spec).map_err(|error| error.to_string())?;
	spec.pointer_mut("/genesis/raw/top")
		.and_then(Value::as_object_mut)
		.ok_or("it has no genesis.raw.top")?
		.insert(STRAY_KEY.into(), "0x01".into());
	Ok(spec.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn with_other_genesis_should_add_one_value_and_change_nothing_else() {
		let spec = json!({ "id": "dev", "genesis": { "raw": { "top": { "0x3a": "0x02" } } } });
		let other: Value =
			serde_json::from_str(&with_other_genesis(&spec.to_string()).unwrap()).unwrap();
		let top = json!({ "0x3a": "0x02", STRAY_KEY: "0x01" });
		assert_eq!(
			other,
			json!({ "id": "dev", "genesis": { "raw": { "top": top } } })
		);
	}

	#[test]
	fn with_other_genesis_should_say_what_is_missing_when_the_spec_is_not_raw() {
		let plain = json!({ "genesis": { "runtimeGenesis": {} } }).to_string();
		assert!(with_other_genesis(&plain)
			.unwrap_err()
			.contains("genesis.raw.top"));
	}
}
