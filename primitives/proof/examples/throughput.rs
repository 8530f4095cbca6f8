//! How fast proofs are made and verified on this machine: `cargo run --release --example
//! throughput`. Each figure is the best of several runs.

use assay_proof::{BlobLen, ChunkIndex, ChunkRanges, Outboard, ProofShape, WordIndex, WordRead};
use std::{
	error::Error,
	hint::black_box,
	io::Cursor,
	time::{Duration, Instant},
};

const BLOB_BYTES: usize = 256 << 20;
const RUNS: u32 = 20;

fn best_of<T>(runs: u32, mut work: impl FnMut() -> T) -> Duration {
	let time = |_| {
		let start = Instant::now();
		black_box(work());
		start.elapsed()
	};
	(0..runs).map(time).min().unwrap_or_default()
}

fn rate(bytes: usize, time: Duration) -> String {
	format!("{:>8.0} MB/s", bytes as f64 / 1e6 / time.as_secs_f64())
}

fn main() -> Result<(), Box<dyn Error>> {
	let blob: Vec<u8> = (0..BLOB_BYTES as u32 / 4).flat_map(u32::to_le_bytes).collect();
	let hashing = best_of(3, || blake3::hash(&blob));
	let building = best_of(3, || Outboard::of(&blob));
	println!("hash of 256 MiB, one thread    {}", rate(blob.len(), hashing));
	println!("outboard of 256 MiB            {}", rate(blob.len(), building));

	let outboard = Outboard::of(&blob)?;
	let stored = outboard.to_bytes();
	let loading = best_of(RUNS, || Outboard::from_bytes(&stored));
	println!("outboard read and checked      {loading:>10.1?} ({} bytes)", stored.len());

	let chunks = outboard.len().chunks().0;
	let contiguous = |count: u32| (5000..5000 + count).map(ChunkIndex).collect::<ChunkRanges>();
	let spread = |count: u32| (0..count).map(|i| ChunkIndex(i * (chunks / count))).collect();
	for (name, ranges) in [
		("1 chunk", contiguous(1)),
		("64 chunks in a row", contiguous(64)),
		("1,024 chunks in a row", contiguous(1024)),
		("64 chunks apart", spread(64)),
		("1,024 chunks apart", spread(1024)),
	] {
		measure(name, &blob, &outboard, &ranges)?;
	}
	Ok(())
}

fn measure(
	name: &str,
	blob: &[u8],
	outboard: &Outboard,
	ranges: &ChunkRanges,
) -> Result<(), Box<dyn Error>> {
	let (root, len): (_, BlobLen) = (outboard.root(), outboard.len());
	let prove = || outboard.prove(Cursor::new(blob), ranges);
	let proof = prove()?;
	let bytes = proof.data.len();
	let proving = best_of(RUNS, prove);
	let copying = best_of(RUNS, || proof.clone());
	let verifying = best_of(RUNS, || proof.clone().verify(&root, len)).saturating_sub(copying);
	let shaping = best_of(RUNS, || ProofShape::of(len, ranges));
	println!(
		"{name:<22} {:>5} hashes: prove {:>9.1?}, verify {:>9.1?} {}, shape alone {:>9.1?}",
		proof.hashes.len(),
		proving,
		verifying,
		rate(bytes, verifying),
		shaping,
	);

	let shown = proof.verify(&root, len)?;
	let words: Vec<WordIndex> = shown
		.ranges()
		.chunks()
		.flat_map(|chunk| (0..256).map(move |word| WordIndex(chunk.0 * 256 + word)))
		.collect();
	let sum = || {
		let values = words.iter().map(|word| match shown.word(*word) {
			WordRead::Word(value) => value,
			WordRead::PastTheEnd | WordRead::NotShown(_) => 0,
		});
		values.fold(0u32, u32::wrapping_add)
	};
	let reading = best_of(RUNS, sum);
	println!(
		"{:>37} a word",
		format!("{:.2} ns", reading.as_secs_f64() * 1e9 / words.len() as f64)
	);
	Ok(())
}
