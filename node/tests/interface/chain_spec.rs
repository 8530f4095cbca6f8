//! The chains that the binary knows, and the files in `chain-specs/`.

use assay_node::{
	chain_spec::{ids, load, ChainSpec, CODE},
	service::genesis,
};
use serde_json::{json, Value};
use sp_runtime::BuildStorage;
use std::{env, fs, path::Path};

/// A specification as it is committed: all of it but the code, which differs with the compiler.
fn without_code(spec: &ChainSpec, raw: bool) -> String {
	let text = spec.as_json(raw).expect("a preset makes a specification");
	let mut json: Value = serde_json::from_str(&text).expect("a specification is JSON");
	let code = json.pointer_mut(CODE[usize::from(!raw)]);
	*code.expect("a specification has code") = json!("0x");
	let mut text = serde_json::to_string_pretty(&json).expect("JSON can be written");
	text.push('\n');
	text
}

#[test]
fn committed_specifications_should_be_current() {
	let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../chain-specs");
	for id in ids() {
		let spec = load(id).expect("the chain is known");
		for (raw, suffix) in [(false, ""), (true, "-raw")] {
			let path = folder.join(format!("{id}{suffix}.json"));
			let current = without_code(&spec, raw);
			if env::var_os("ASSAY_GENERATE").is_some() {
				fs::write(&path, &current).expect("the folder can be written");
			}
			let committed = fs::read_to_string(&path).unwrap_or_default();
			assert!(
				committed == current,
				"{} is not what the presets say: run `make generate` and commit what changed",
				path.display()
			);
		}
	}
}

#[test]
fn native_genesis_should_be_what_the_wasm_runtime_makes_of_each_preset() {
	for id in ids() {
		let spec = load(id).expect("the chain is known");
		let wasm = spec.build_storage().expect("a preset makes a state");
		let native = genesis::storage(&spec).expect("a preset makes a state");
		assert_eq!(native.top.keys().collect::<Vec<_>>(), wasm.top.keys().collect::<Vec<_>>());
		assert!(native.top == wasm.top, "{id}: the values differ");
		assert!(native.children_default.is_empty() && wasm.children_default.is_empty());
	}
}

#[test]
fn genesis_should_be_the_files_when_a_file_has_a_known_chains_name() {
	let folder = tempfile::tempdir().expect("a folder can be made");
	let path = folder.path().join("dev.json");
	let raw = load("dev").expect("the chain is known").as_json(true).expect("it can be written");
	let mut json: Value = serde_json::from_str(&raw).expect("a specification is JSON");
	json["genesis"]["raw"]["top"]["0x6f74686572"] = json!("0x01");
	fs::write(&path, json.to_string()).expect("the file can be written");
	let spec = load(&path.display().to_string()).expect("it is a specification");
	assert_eq!(spec.id(), "dev");
	let storage = genesis::storage(&spec).expect("it has a state");
	assert_eq!(storage.top.get(&b"other"[..]), Some(&vec![1]));
}

#[test]
fn chain_should_be_named_when_none_is() {
	assert_eq!(
		load("").err().map(|error| error.to_string()).as_deref(),
		Some("no chain was named. Use --dev, --chain dev|local|testnet, or --chain FILE")
	);
}

#[test]
fn unknown_chain_should_be_refused_with_the_known_ones() {
	assert_eq!(
		load("mars").err().map(|error| error.to_string()).as_deref(),
		Some("there is no chain 'mars': it is neither one of dev|local|testnet nor a file")
	);
}

#[test]
fn unreadable_specification_should_be_refused_with_the_remedy() {
	let folder = tempfile::tempdir().expect("a folder can be made");
	let path = folder.path().join("broken.json");
	fs::write(&path, "{ not json").expect("the file can be written");
	let refusal =
		load(&path.display().to_string()).err().expect("it isn't a specification").to_string();
	assert!(refusal.contains("broken.json"), "{refusal}");
	assert!(refusal.contains("assay export-chain-spec"), "{refusal}");
}

#[test]
fn specification_without_code_should_be_refused_with_the_remedy() {
	let folder = tempfile::tempdir().expect("a folder can be made");
	let path = folder.path().join("dev.json");
	let spec = load("dev").expect("the chain is known");
	fs::write(&path, without_code(&spec, true)).expect("the file can be written");
	let refusal = load(&path.display().to_string()).err().expect("it has no code").to_string();
	assert!(refusal.contains("no runtime code"), "{refusal}");
	assert!(refusal.contains("assay export-chain-spec"), "{refusal}");
}
