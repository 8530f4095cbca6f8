//! Genesis from a preset, as a node makes it.

use assay_runtime::{genesis, RuntimeGenesisConfig};
use serde_json::Value;

/// Writes the state of a preset.
pub fn build(json: Vec<u8>) {
	let mut patched = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
	merge(&mut patched, serde_json::from_slice(&json).expect("a preset is JSON"));
	let json = serde_json::to_vec(&patched).expect("it is JSON");
	genesis::build(json).expect("the genesis is valid");
}

/// Puts a patch over a value, object by object.
fn merge(value: &mut Value, patch: Value) {
	match (value, patch) {
		(Value::Object(fields), Value::Object(patch)) => {
			for (name, inner) in patch {
				merge(fields.entry(name).or_insert(Value::Null), inner);
			}
		},
		(value, patch) => *value = patch,
	}
}
