//! The chains that the binary knows, all made from the runtime's presets.

use assay_runtime::{
	configs::system::SS58_PREFIX,
	currency::{DECIMALS, SYMBOL},
	genesis::{self, TESTNET_PRESET},
	WASM_BINARY,
};
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
	fs,
	path::{Path, PathBuf},
};

/// What a specification carries beside genesis.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
	/// A recent state for light clients: `assay export-light-spec` fills it in.
	pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// A chain specification.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// A chain that is made from a preset of the runtime.
struct Known {
	/// What `--chain` takes, and the chain's id.
	id: &'static str,
	name: &'static str,
	preset: &'static str,
	kind: ChainType,
}

const KNOWN: [Known; 3] = [
	Known {
		id: "dev",
		name: "Assay Development",
		preset: sp_genesis_builder::DEV_RUNTIME_PRESET,
		kind: ChainType::Development,
	},
	Known {
		id: "local",
		name: "Assay Local",
		preset: sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET,
		kind: ChainType::Local,
	},
	Known { id: "testnet", name: "Assay Testnet", preset: TESTNET_PRESET, kind: ChainType::Live },
];

/// Why there is no specification.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// Nothing was asked for.
	#[error("no chain was named. Use --dev, --chain {known}, or --chain FILE", known = names())]
	NoneNamed,
	/// There is no such chain, and no such file.
	#[error("there is no chain '{0}': it is neither one of {known} nor a file", known = names())]
	Unknown(String),
	/// The file is no specification that a node can start with.
	#[error(
		"the chain specification '{path}' can't be used: {reason}. Make a fresh one with \
		 `assay export-chain-spec --chain {known} --raw`",
		known = names()
	)]
	Unusable {
		/// The file.
		path: String,
		/// What is wrong with it. The SDK says so in words only.
		reason: String,
	},
	/// It was built for something else than running a node.
	#[error(
		"this binary was built without the chain's runtime (SKIP_WASM_BUILD was set). Build it \
		 again with `make build`"
	)]
	NoRuntime,
	/// The preset is missing in the runtime, or isn't JSON.
	#[error("the runtime has no preset '{0}'")]
	NoPreset(&'static str),
}

/// The specification that `--chain` names: a known chain or a file.
pub fn load(id: &str) -> Result<ChainSpec, Error> {
	if id.is_empty() {
		return Err(Error::NoneNamed);
	}
	match KNOWN.iter().find(|known| known.id == id) {
		Some(known) => from_preset(known),
		None => from_file(id),
	}
}

/// The chains that the binary knows, as `--chain` takes them.
pub fn ids() -> [&'static str; 3] {
	KNOWN.map(|known| known.id)
}

fn names() -> String {
	ids().join("|")
}

fn from_preset(known: &Known) -> Result<ChainSpec, Error> {
	let code = WASM_BINARY.ok_or(Error::NoRuntime)?;
	// Read natively: asking the WASM runtime for its own preset would compile it once more.
	let patch = genesis::preset(&known.preset.into())
		.and_then(|json| serde_json::from_slice(&json).ok())
		.ok_or(Error::NoPreset(known.preset))?;
	Ok(ChainSpec::builder(code, Extensions::default())
		.with_name(known.name)
		.with_id(known.id)
		.with_chain_type(known.kind.clone())
		// Older than names by genesis, and left out of what light clients get; but a node warns
		// without it, and would share the names of other chains that have none.
		.with_protocol_id("asy")
		.with_properties(properties())
		.with_genesis_config_patch(patch)
		.build())
}

fn properties() -> Properties {
	Properties::from_iter([
		("tokenSymbol".into(), SYMBOL.into()),
		("tokenDecimals".into(), DECIMALS.into()),
		("ss58Format".into(), SS58_PREFIX.into()),
	])
}

fn from_file(path: &str) -> Result<ChainSpec, Error> {
	let file = PathBuf::from(path);
	if !file.exists() {
		return Err(Error::Unknown(path.into()));
	}
	let unusable = |reason| Error::Unusable { path: path.into(), reason };
	if lacks_code(&file).map_err(unusable)? {
		return Err(unusable("it has no runtime code, as those in chain-specs/ haven't".into()));
	}
	ChainSpec::from_json_file(file).map_err(unusable)
}

/// Where a raw and a plain specification keep the runtime's code.
pub const CODE: [&str; 2] = ["/genesis/raw/top/0x3a636f6465", "/genesis/runtimeGenesis/code"];

/// Whether the code is there, but empty: the files in `chain-specs/` are for reading and comparing.
fn lacks_code(file: &Path) -> Result<bool, String> {
	let text = fs::read_to_string(file).map_err(|e| e.to_string())?;
	let json: Value = serde_json::from_str(&text).map_err(|e| e.to_string())?;
	Ok(CODE.iter().any(|pointer| json.pointer(pointer).and_then(Value::as_str) == Some("0x")))
}
