//! The interpreter: fuel a second, native and as WebAssembly.

use crate::{
	guest::{least, Guest},
	kernels,
};
use assay_touchstone::{
	Fuel, Interpreter, Launch, MulAddOp, Output, Program, TileShape, WholeInputs,
};

pub fn print(guest: &mut Guest) {
	println!("\n| Kernel | native, G lane-ops/s | WebAssembly | slower |\n|---|---|---|---|");
	for (name, bytecode, is_matrix, times) in [
		("SHA-256, 64 lanes", kernels::sha256(64, 10), 0, 100),
		("SHA-256, 256 lanes", kernels::sha256(256, 10), 0, 30),
		("integer matrix, 16 x 16", kernels::matmul(MulAddOp::Int), 1, 100),
		("float matrix, 16 x 16", kernels::matmul(MulAddOp::Float), 1, 60),
	] {
		let at = guest.give(&bytecode);
		let len = bytecode.len() as u32;
		let mut call = |times: u32| -> u64 { guest.call("run", (at, len, is_matrix, times)) };
		// What is done once, making the inputs, is taken off.
		let once = least(|| assert_eq!(call(0), 0));
		let mut fuel = 0;
		let wasm = least(|| fuel = call(times)) - once;
		assert!(fuel > 0, "{name} fails as WebAssembly");
		let native = native(&bytecode, is_matrix == 1, times);
		let speed = |seconds: f64| fuel as f64 / seconds / 1e9;
		println!("| {name} | {:.2} | {:.2} | {:.1}x |", speed(native), speed(wasm), wasm / native);
	}
}

/// The same as the guest's `run`.
fn native(bytecode: &[u8], is_matrix: bool, times: u32) -> f64 {
	let program = Program::parse(bytecode).expect("the kernel is valid");
	let words = (0..512 * 512u32).flat_map(|word| word.wrapping_mul(0x9e37_79b9).to_le_bytes());
	let input: Vec<u8> = words.collect();
	let (params, output) = match is_matrix {
		false => (
			&[][..],
			Output { words: 8 * 1024, tiles: TileShape::flat(8 * program.header().lanes()) },
		),
		true => (
			&[512][..],
			Output {
				words: 512 * 512,
				tiles: TileShape { rows: 16, row_words: 16, pitch: 512, plane: 0 },
			},
		),
	};
	let outputs = [output];
	let mut launch = Launch::new(params, [1, 1, 1], &outputs);
	launch.limit = Fuel(u64::MAX);
	let mut interpreter = Interpreter::new(&program);
	least(|| {
		for _ in 0..times {
			let mut memory = WholeInputs { inputs: &[&input, &input] };
			interpreter.run(&launch, [0; 3], &mut memory).expect("the kernel runs");
		}
	})
}
