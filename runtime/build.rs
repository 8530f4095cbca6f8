//! Compiles the runtime to WebAssembly and embeds the blob.

fn main() {
	#[cfg(feature = "std")]
	{
		let builder = substrate_wasm_builder::WasmBuilder::init_with_defaults();
		#[cfg(feature = "metadata-hash")]
		let builder = builder.enable_metadata_hash("ASY", 12);
		builder.build();
	}
}
