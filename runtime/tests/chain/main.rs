//! Tests of the whole runtime, without a node: genesis, fees, sessions, proxies, metadata and its docs.

mod capacity;
mod docs;
mod extrinsics;
mod fees;
mod genesis;
mod metadata;
mod metadata_hash;
mod parameters;
#[path = "../presets/mod.rs"]
mod presets;
mod proxies;
mod sessions;

use assay_runtime::{genesis::preset, System};
use sp_genesis_builder::PresetId;
use sp_io::TestExternalities;

/// The state at block 1 of a chain made from a preset.
fn chain(name: &str) -> TestExternalities {
	let json = preset(&PresetId::from(name)).expect("the preset exists");
	from_json(json)
}

fn from_json(json: Vec<u8>) -> TestExternalities {
	let mut state = TestExternalities::new_empty();
	state.execute_with(|| {
		presets::build(json);
		System::set_block_number(1);
	});
	state
}
