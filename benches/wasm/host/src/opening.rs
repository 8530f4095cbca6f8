//! What an opening takes: parsing, decoding, proofs, execution, comparison.

use crate::guest::{least, Guest};
use assay_proof::{BlobLen, Outboard};
use assay_touchstone::*;
use assay_witness::{record, Blob, Pass, Source, Target};
use parity_scale_codec::Encode;

/// A kernel that reads so many words per lane, apart from each other, and then computes.
fn kernel(reads: u32, apart: u32, rounds: u32) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	header.workgroup_size = [256, 1, 1];
	header.inputs = 1;
	header.outputs = 1;
	let [lane, at, sum, word] = [Reg(0), Reg(1), Reg(2), Reg(3)];
	Builder::new(header)
		.builtin(lane, Builtin::GlobalX)
		.binary(BinaryOp::Mul, at, lane, apart)
		.constant(sum, 1)
		.repeat(Bound::Constant(reads), |body| {
			body.load(Space::Input(0), word, at).binary(BinaryOp::Add, sum, sum, word).binary(
				BinaryOp::Add,
				at,
				at,
				1u32,
			)
		})
		.repeat(Bound::Constant(rounds), |body| {
			body.binary(BinaryOp::Mul, sum, sum, 0x9e37_79b9u32)
				.binary(BinaryOp::RotL, word, sum, 13u32)
				.binary(BinaryOp::Xor, sum, sum, word)
		})
		.store(Space::Output(0), lane, sum)
		.finish()
}

pub fn print(guest: &mut Guest) {
	println!("\nOpenings, of an input of 64 MiB:");
	println!("\n| Opening | fuel | witness, KiB | ms as WebAssembly |");
	println!("|---|---|---|---|");
	let words = (0..16u32 << 20).map(|word| word.wrapping_mul(0x9e37_79b9u32));
	let input: Vec<u8> = words.flat_map(u32::to_le_bytes).collect();
	let read = Outboard::of(&input).expect("the blob is short enough");
	for (name, reads, apart, rounds) in [
		("typical: 10^6 operations, 64 KiB in a row", 64, 64, 800),
		("64 KiB in 64 chunks apart", 1, 65_536 / 4, 1_000),
		("most reads: 1 MiB in a row", 1_024, 1_024, 100),
		("most operations: 16 M", 1, 1, 15_000),
	] {
		let bytecode = kernel(reads, apart, rounds);
		let program = Program::parse(&bytecode).expect("the kernel is valid");
		let output = Output { words: 1 << 20, tiles: TileShape::flat(256) };
		let grid = [(1 << 20) / 256, 1, 1];
		let limit = program.workgroup_fuel(&[]).expect("there are no parameters");
		assert!(limit.0 <= limits::MAX_WORKGROUP_FUEL, "{name}");
		let launch = Launch::new(&[], grid, std::slice::from_ref(&output));
		let made = Interpreter::new(&program)
			.run(&launch, [0; 3], &mut WholeInputs { inputs: &[&input] })
			.expect("the kernel runs");
		let mut bytes = vec![0; 4 << 20];
		for (to, word) in bytes.chunks_exact_mut(4).zip(&made.tiles[0]) {
			to.copy_from_slice(&word.to_le_bytes());
		}
		let result = Outboard::of(&bytes).expect("the blob is short enough");
		let blobs = [Blob {
			hash: read.root(),
			len: BlobLen::new(input.len() as u64).expect("it is short enough"),
		}];
		let targets = [Target { output, rule: Rule::Exact, hash: result.root() }];
		let pass =
			Pass { program: &program, params: &[], grid, limit, inputs: &blobs, outputs: &targets };
		let sources = [Source { bytes: &input, outboard: &read }];
		let results = [Source { bytes: &bytes, outboard: &result }];
		let witness = record(&pass, [0; 3], &sources, &results)
			.expect("the pass can be proven")
			.witness
			.encode();
		let described = (
			&bytecode,
			grid,
			limit.0,
			vec![(read.root().0, input.len() as u64)],
			(1u32 << 20, 256u32, result.root().0),
		);
		let message = [described.encode(), witness.clone()].concat();
		let at = guest.give(&message);
		let times = 4u32;
		let mut call =
			|times: u32| -> u32 { guest.call("judge_tile", (at, message.len() as u32, times)) };
		let once = least(|| assert_eq!(call(0), 1));
		let seconds = least(|| assert_eq!(call(times), 1, "{name} is refused")) - once;
		println!(
			"| {name} | {} | {} | {:.2} |",
			limit.0,
			witness.len() / 1024,
			seconds * 1e3 / f64::from(times)
		);
	}
}
