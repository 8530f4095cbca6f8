//! Tests of the whole runtime, without a node: genesis, fees, sessions, proxies, metadata.

mod fees;
mod genesis;
mod metadata;
mod parameters;
mod proxies;
mod sessions;

use assay_runtime::{genesis::preset, RuntimeGenesisConfig, System};
use sp_genesis_builder::PresetId;
use sp_io::TestExternalities;

/// The state at block 1 of a chain made from a preset.
fn chain(name: &str) -> TestExternalities {
	let json = preset(&PresetId::from(name)).expect("the preset exists");
	from_json(json)
}

fn from_json(json: Vec<u8>) -> TestExternalities {
	let mut patched = serde_json::to_value(RuntimeGenesisConfig::default()).expect("it is JSON");
	merge(
		&mut patched,
		serde_json::from_slice(&json).expect("a preset is JSON"),
	);
	let json = serde_json::to_vec(&patched).expect("it is JSON");
	let mut state = TestExternalities::new_empty();
	state.execute_with(|| {
		frame_support::genesis_builder_helper::build_state::<RuntimeGenesisConfig>(json)
			.expect("the genesis is valid");
		System::set_block_number(1);
	});
	state
}

/// Puts a patch over a value, object by object.
fn merge(value: &mut serde_json::Value, patch: serde_json::Value) {
	match (value, patch) {
		(serde_json::Value::Object(fields), serde_json::Value::Object(patch)) => {
			for (name, inner) in patch {
				merge(fields.entry(name).or_insert(serde_json::Value::Null), inner);
			}
		},
		(value, patch) => *value = patch,
	}
}
