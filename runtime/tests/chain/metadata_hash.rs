//! The hash of the metadata that is built into the runtime.

use assay_runtime::{
	configs::system::SS58_PREFIX,
	currency::{DECIMALS, SYMBOL},
	Runtime, VERSION,
};
use codec::Decode;
use frame_metadata::RuntimeMetadataPrefixed;
use merkleized_metadata::{generate_metadata_digest, ExtraInfo};
use std::{env, fs, path::Path};

/// The hash as wallets compute it, of the metadata that this runtime tells.
fn hash() -> String {
	let metadata = Runtime::metadata_at_version(15).expect("wallets hash this version");
	let metadata = RuntimeMetadataPrefixed::decode(&mut &metadata[..]).expect("it is metadata").1;
	let extra = ExtraInfo {
		spec_version: VERSION.spec_version,
		spec_name: VERSION.spec_name.to_string(),
		base58_prefix: SS58_PREFIX,
		decimals: DECIMALS,
		token_symbol: SYMBOL.into(),
	};
	let digest = generate_metadata_digest(&metadata, extra).expect("it has a digest");
	let hex: String = digest.hash().iter().map(|byte| format!("{byte:02x}")).collect();
	format!("0x{hex}\n")
}

/// The file is read when the runtime is built, so hardware wallets fail where it is of another one.
#[test]
fn metadata_hash_should_be_the_one_that_is_built_in() {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("metadata-hash");
	let current = hash();
	if env::var_os("ASSAY_GENERATE").is_some() {
		fs::write(&path, &current).expect("the folder can be written");
	}
	let built_in = fs::read_to_string(&path).unwrap_or_default();
	assert!(
		built_in == current,
		"runtime/metadata-hash says {built_in}, but the metadata's hash is {current}: run \
		 `make generate`, commit what changed, and build again"
	);
}
