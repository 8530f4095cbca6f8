//! The state before the first block.
//!
//! A chain that this binary knows begins with what the runtime makes of a preset. The WebAssembly
//! runtime would have to be compiled for that, for seconds at each start, and its native twin in this
//! binary makes the same of it at once. `tests/interface/chain_spec.rs` compares the two.

use crate::chain_spec::{ids, load};
use assay_runtime::{Block, Runtime};
use sc_service::ChainSpec;
use serde_json::Value;
use sp_core::storage::{well_known_keys::CODE, Storage};
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilder;
use sp_state_machine::BasicExternalities;

/// The genesis state of a chain.
pub fn storage(spec: &dyn ChainSpec) -> Result<Storage, String> {
	match (own_preset(spec), assay_runtime::WASM_BINARY) {
		(Some(patch), Some(code)) => natively(patch, code),
		_ => spec.as_storage_builder().build_storage(),
	}
}

/// The preset that a chain is made from, if it is one of this binary's and the code its runtime.
fn own_preset(spec: &dyn ChainSpec) -> Option<Value> {
	let id = ids().into_iter().find(|id| *id == spec.id())?;
	let genesis = |json: String| {
		let mut json: Value = serde_json::from_str(&json).ok()?;
		json.get_mut("genesis").map(Value::take)
	};
	let mut given = genesis(spec.as_json(false).ok()?)?;
	let known = genesis(load(id).ok()?.as_json(false).ok()?)?;
	(given == known).then(|| given.pointer_mut("/runtimeGenesis/patch").map(Value::take))?
}

fn natively(patch: Value, code: &[u8]) -> Result<Storage, String> {
	let default = <Runtime as GenesisBuilder<Block>>::get_preset(&None)
		.ok_or("the runtime has no default genesis")?;
	let mut config: Value = serde_json::from_slice(&default).map_err(|error| error.to_string())?;
	sc_chain_spec::json_merge(&mut config, patch);
	let config = serde_json::to_vec(&config).map_err(|error| error.to_string())?;
	let mut state = BasicExternalities::new_empty();
	state.execute_with(|| <Runtime as GenesisBuilder<Block>>::build_state(config))?;
	let mut storage = state.into_storages();
	storage.top.insert(CODE.to_vec(), code.to_vec());
	Ok(storage)
}
