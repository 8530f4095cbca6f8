//! Verifying proofs: bytes of shown chunks a second.

use crate::guest::{least, Guest};
use assay_proof::{ChunkIndex, ChunkRanges, Outboard};
use parity_scale_codec::Encode;
use std::io::Cursor;

pub fn print(module: &str) {
	println!("\nOf a blob of 64 MiB:");
	println!("\n| Chunks shown | proof, KiB | data, MB/s | proof, MB/s | native data, MB/s |");
	println!("|---|---|---|---|---|");
	let blob: Vec<u8> = (0..16u32 << 20).flat_map(u32::to_le_bytes).collect();
	let outboard = Outboard::of(&blob).expect("the blob is short enough");
	let chunks = outboard.len().chunks().0;
	for (name, shown) in [
		("1", vec![5000]),
		("64 in a row", (5000..5064).collect::<Vec<u32>>()),
		("1,024 in a row", (5000..6024).collect()),
		("16 runs of 64", (0..1024).map(|n| n / 64 * (chunks / 16) + n % 64).collect()),
		("64 apart", (0..64).map(|n| n * (chunks / 64)).collect()),
		("1,024 apart", (0..1024).map(|n| n * (chunks / 1024)).collect()),
	] {
		let ranges: ChunkRanges = shown.into_iter().map(ChunkIndex).collect();
		let proof = outboard.prove(Cursor::new(&blob), &ranges).expect("the blob is as it was");
		let bytes = [&outboard.root().0[..], &proof.encode()].concat();
		// A fresh one each time: its memory only grows.
		let mut guest = Guest::load(module);
		let at = guest.give(&bytes);
		let (len, times) = (bytes.len() as u32, (2_000_000 / bytes.len() as u32).clamp(1, 400));
		let mut call = |verify: u32| {
			let ran: u32 = guest.call("prove", (at, len, outboard.len().get(), verify, times));
			assert!(ran > 0, "the proof is refused");
		};
		let decode = least(|| call(0));
		let wasm = (least(|| call(1)) - decode) / f64::from(times);
		let mut copies: Vec<_> = (0..7 * times).map(|_| proof.clone()).collect();
		let native = least(|| {
			for _ in 0..times {
				let proof = copies.pop().expect("there is one for each try");
				proof.verify(&outboard.root(), outboard.len()).expect("the proof is right");
			}
		}) / f64::from(times);
		let speed = |bytes: usize, seconds: f64| bytes as f64 / seconds / 1e6;
		println!(
			"| {name} | {} | {:.0} | {:.0} | {:.0} |",
			bytes.len() / 1024,
			speed(proof.data.len(), wasm),
			speed(bytes.len(), wasm),
			speed(proof.data.len(), native)
		);
	}
}
