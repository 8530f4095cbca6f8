//! Compiles the runtime to WebAssembly and embeds the blob.

fn main() {
	#[cfg(feature = "std")]
	{
		// Linting wraps the native compiler; the runtime may be built by another one, unwrapped.
		std::env::remove_var("RUSTC_WORKSPACE_WRAPPER");
		let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("ASY", 12);
		builder.build();
	}
}
