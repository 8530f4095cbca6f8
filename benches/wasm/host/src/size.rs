//! What the primitives add to a module.

use std::fs;

/// The level at which runtimes are compressed.
const LEVEL: i32 = 3;

pub fn print(module: &str, empty: &str) {
	println!("| Module | bytes | compressed |\n|---|---|---|");
	for (name, path) in [("with the primitives", module), ("without", empty)] {
		let wasm = fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
		let small = zstd::encode_all(&wasm[..], LEVEL).expect("memory doesn't fail to be read");
		println!("| {name} | {} | {} |", wasm.len(), small.len());
	}
}
