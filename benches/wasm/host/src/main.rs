//! Times the primitives as WebAssembly against the same code built natively, in one run.
//!
//! `wasm-host MODULE EMPTY`: the guest with the primitives, and without them.

mod dearest;
mod guest;
mod interpreter;
#[allow(dead_code)]
#[path = "../../../../primitives/touchstone/tests/kernels/mod.rs"]
mod kernels;
mod opening;
mod parse;
mod proofs;
mod size;

use guest::Guest;

fn main() {
	let mut args = std::env::args().skip(1);
	let (Some(module), Some(empty)) = (args.next(), args.next()) else {
		eprintln!("usage: wasm-host MODULE.wasm EMPTY.wasm");
		std::process::exit(2);
	};
	size::print(&module, &empty);
	let mut guest = Guest::load(&module);
	interpreter::print(&mut guest);
	parse::print(&mut guest);
	proofs::print(&module);
	dearest::print(&mut guest);
	opening::print(&mut guest);
}
