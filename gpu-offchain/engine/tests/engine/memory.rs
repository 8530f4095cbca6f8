//! How much memory a large job takes on the host.

use crate::{
	jobs::{job, kernel, row},
	machine::device,
};
use assay_engine::{Control, Discard, Sink, Writers};
use assay_market::Shape;
use std::{fs, io::Read};

/// Four outputs of numbers.
const FOUR: &str = "
@group(0) @binding(0) var<storage, read_write> a: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read_write> b: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read_write> c: array<vec4<u32>>;
@group(0) @binding(3) var<storage, read_write> d: array<vec4<u32>>;
@group(0) @binding(4) var<uniform> seed: vec4<u32>;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
	let words = (vec4<u32>(0u, 1u, 2u, 3u) + 4u * id.x + seed.x) * 2654435761u;
	a[id.x] = words;
	b[id.x] = words ^ vec4<u32>(0x11111111u);
	c[id.x] = words ^ vec4<u32>(0x22222222u);
	d[id.x] = words ^ vec4<u32>(0x44444444u);
}";

const MIB: u64 = 1 << 20;

/// The most memory that this process ever had, and what it has now, in bytes.
fn resident() -> (u64, u64) {
	let status = fs::read_to_string("/proc/self/status").expect("Linux has it");
	let field = |name: &str| {
		let line = status.lines().find_map(|line| line.strip_prefix(name));
		let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB"));
		1024 * kib.and_then(|kib| kib.trim().parse::<u64>().ok()).expect("a number")
	};
	(field("VmHWM:"), field("VmRSS:"))
}

/// 1 GiB of outputs, of which 512 MiB are on the device at a time, within so much memory.
fn stays_within(sink: &mut dyn Sink, most: u64) {
	let Some(device) = device() else { return };
	let four = kernel(FOUR);
	let words = (128 * MIB / 4) as u32;
	let pass = |seed| {
		let pass = row(&four, words / 1024, [seed, 0, 0, 0]);
		(0..4).fold(pass, |pass, _| pass.write(words, Shape::flat(1024)))
	};
	let job = job(&[], [pass(1), pass(2)]);
	let (_, before) = resident();
	let report = device.run(&job, sink, &Control::default()).expect("runs");
	let (highest, _) = resident();
	eprintln!("{} MiB before, {} MiB at most; {report:?}", before / MIB, highest / MIB);
	assert!(highest < most, "{highest} bytes of memory");
}

/// What a driver in software keeps of the job, and what the engine may take.
const MAX_MEMORY: u64 = (512 + 256) * MIB;

#[test]
#[ignore = "1 GiB of outputs, and the memory of the whole process counts: run it alone"]
fn a_large_job_should_take_little_memory_when_its_outputs_are_hashed_only() {
	stays_within(&mut Discard, MAX_MEMORY);
}

#[test]
#[ignore = "1 GiB of outputs, and the memory of the whole process counts: run it alone"]
fn a_large_job_should_take_little_memory_when_its_outputs_go_to_files() {
	let file = || tempfile::NamedTempFile::new().expect("a temporary file");
	let mut sink = Writers { passes: (0..2).map(|_| (0..4).map(|_| file()).collect()).collect() };
	stays_within(&mut sink, MAX_MEMORY);
	let Some(last) = sink.passes[1].get_mut(3) else {
		panic!("there are eight");
	};
	let mut first_words = [0; 8];
	let mut file = last.reopen().expect("still there");
	if file.metadata().expect("a file").len() > 0 {
		file.read_exact(&mut first_words).expect("128 MiB");
		let word = |at: u32| (at + 2).wrapping_mul(2_654_435_761) ^ 0x4444_4444;
		assert_eq!(first_words[..4], word(0).to_le_bytes());
		assert_eq!(first_words[4..], word(1).to_le_bytes());
	}
}
