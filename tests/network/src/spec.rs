//! Chain specifications made for tests.

use crate::scene::Scene;
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// A storage key that no pallet uses.
const STRAY_KEY: &str = "0x6f74686572";

/// Where the chain keeps how long a result may be challenged, among the parameters.
/// `runtime/tests/chain/parameters.rs` checks it.
const CHALLENGE_WINDOW_KEY: &str = concat!(
	"0xc63bdd4a39095ccf55623a6f2872bf8ac63bdd4a39095ccf55623a6f2872bf8a",
	"e0a92a6b59af95c6822ecf6ea46af0980401"
);

/// Where the chain keeps in how many blocks samples have to be opened, as above.
const OPENING_KEY: &str = concat!(
	"0xc63bdd4a39095ccf55623a6f2872bf8ac63bdd4a39095ccf55623a6f2872bf8a",
	"2da7929ddcb517d1aa8044fb64dbac4a0400"
);

/// The specification of a chain on which samples have to be opened, and results may be challenged,
/// for so many blocks each, fewer than 256. The chain takes 20 at least for opening.
#[track_caller]
pub fn with_short_waits(scene: &Scene, chain: &str, opening: u8, window: u8) -> PathBuf {
	let path = with_window(scene, chain, window);
	rewrite(&path, OPENING_KEY, &format!("0x0400{opening:02x}000000"));
	path
}

/// The specification of a chain on which results may be challenged for so many blocks, fewer than
/// 256, instead of ten minutes.
#[track_caller]
pub fn with_window(scene: &Scene, chain: &str, blocks: u8) -> PathBuf {
	let path = scene.data("short-window.json");
	export(scene, chain, &path);
	let value = format!("0x0401{blocks:02x}000000");
	rewrite(&path, CHALLENGE_WINDOW_KEY, &value);
	path
}

/// Writes the development chain's specification with one more value in its genesis state.
///
/// The chain's name and id stay as they are, so nothing but the genesis hash tells it from the
/// development chain.
#[track_caller]
pub fn other_dev_chain(scene: &Scene) -> PathBuf {
	let path = scene.data("other-dev-chain.json");
	export(scene, "dev", &path);
	rewrite(&path, STRAY_KEY, "0x01");
	path
}

/// Adds a value to the genesis state of a specification that was just written.
#[track_caller]
fn rewrite(path: &Path, key: &str, value: &str) {
	let written = fs::read_to_string(path).expect("a specification was just written here");
	match with_more_genesis(&written, key, value) {
		Ok(spec) => fs::write(path, spec).expect("the file was writable just before"),
		Err(reason) => panic!("export-chain-spec wrote {}: {reason}", path.display()),
	}
}

/// Lets the node write the raw specification of `chain`.
#[track_caller]
fn export(scene: &Scene, chain: &str, path: &Path) {
	// It compiles the runtime, as a node does.
	let _turn = scene.turn_to_start();
	let path = path.to_str().expect("a scene's path is text");
	let args = ["export-chain-spec", "--raw", "--chain", chain, "--output", path];
	scene.run("export-chain-spec", &args).succeeded();
}

/// Adds a value to the genesis state of a raw specification.
fn with_more_genesis(spec: &str, key: &str, value: &str) -> Result<String, String> {
	let mut spec: Value = serde_json::from_str(spec).map_err(|error| error.to_string())?;
	spec.pointer_mut("/genesis/raw/top")
		.and_then(Value::as_object_mut)
		.ok_or("it has no genesis.raw.top")?
		.insert(key.into(), value.into());
	Ok(spec.to_string())
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn with_more_genesis_should_add_one_value_and_change_nothing_else() {
		let spec = json!({ "id": "dev", "genesis": { "raw": { "top": { "0x3a": "0x02" } } } });
		let other: Value =
			serde_json::from_str(&with_more_genesis(&spec.to_string(), STRAY_KEY, "0x01").unwrap())
				.unwrap();
		let top = json!({ "0x3a": "0x02", STRAY_KEY: "0x01" });
		assert_eq!(other, json!({ "id": "dev", "genesis": { "raw": { "top": top } } }));
	}

	#[test]
	fn with_more_genesis_should_say_what_is_missing_when_the_spec_is_not_raw() {
		let plain = json!({ "genesis": { "runtimeGenesis": {} } }).to_string();
		assert!(with_more_genesis(&plain, STRAY_KEY, "0x01")
			.unwrap_err()
			.contains("genesis.raw.top"));
	}
}
