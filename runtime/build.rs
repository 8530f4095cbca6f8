//! Compiles the runtime to WebAssembly and embeds the blob.

/// The hash of the metadata that hardware wallets sign with. A file, since the metadata isn't known
/// before the runtime is built: a test compares, and `make generate` writes it.
#[cfg(feature = "std")]
const METADATA_HASH: &str = "metadata-hash";

fn main() {
	#[cfg(feature = "std")]
	{
		// Linting wraps the native compiler; the runtime may be built by another one, unwrapped.
		std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
		// What `CheckMetadataHash` is compiled with, in the blob only.
		println!("cargo:rerun-if-changed={METADATA_HASH}");
		let hash = std::fs::read_to_string(METADATA_HASH).unwrap_or_else(|error| {
			panic!("runtime/{METADATA_HASH} can't be read ({error}): take it from the repository")
		});
		std::env::set_var("RUNTIME_METADATA_HASH", hash.trim());
		substrate_wasm_builder::WasmBuilder::init_with_defaults().build();
	}
}
