//! Jobs one after the other on one device: what is used again, and what mustn't be seen again.

use crate::{
	jobs::{agrees, interpret, job, kernel, line, row, run, FILL},
	machine::{device, device_with},
};
use assay_engine::{Control, Counters, Device, DeviceOptions, Discard, Error, Job};
use assay_market::{PassBuilder, Shape};
use assay_touchstone::{BinaryOp, Builder, Builtin, FloatMode, Header, Reg, Space};
use std::sync::atomic::{AtomicBool, Ordering};

/// Leaves the same word in everything that it can reach.
const LITTER: &str = "
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> more: array<u32>;
var<workgroup> memory: array<u32, 4096>;
@compute @workgroup_size(64)
fn main(
	@builtin(global_invocation_id) id: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var own: array<u32, 32>;
	for (var i = 0u; i < 32u; i++) {
		own[(i + lane) % 32u] = 0xdeadbeefu;
	}
	for (var i = 0u; i < 64u; i++) {
		memory[i * 64u + lane] = own[(i * lane) % 32u];
	}
	workgroupBarrier();
	words[id.x] = memory[id.x % 4096u];
	more[id.x] = memory[(id.x * 7u) % 4096u];
}";

/// Looks for words in its output, in workgroup and private memory, and beyond the ends of its
/// input and of its tile; what it finds goes to the second output.
const SPY: &str = "
@group(0) @binding(0) var<storage, read> words: array<u32>;
@group(0) @binding(1) var<storage, read_write> empty: array<u32>;
@group(0) @binding(2) var<storage, read_write> found: array<u32>;
var<workgroup> memory: array<u32, 4096>;
@compute @workgroup_size(64)
fn main(
	@builtin(global_invocation_id) id: vec3<u32>,
	@builtin(local_invocation_index) lane: u32,
) {
	var own: array<u32, 32>;
	var seen = own[lane % 32u];
	for (var i = 0u; i < 64u; i++) {
		seen |= memory[i * 64u + lane];
	}
	for (var i = 0u; i < 300u; i++) {
		// The whole of the buffer, the end of the input and far beyond.
		seen |= words[i * 64u + lane] | words[0xffffff00u + i] | words[i * 4194304u];
		seen |= empty[i * 64u + lane] | empty[0xffffff00u + i] | empty[i * 4194304u];
	}
	seen |= found[id.x] | found[id.x + 64u] | found[id.x - 64u];
	found[id.x] = seen;
}";

/// Words of the outputs that are littered.
const WORDS: u32 = 64 * 256;

fn littering(kernel: &[u8]) -> PassBuilder {
	let pass = PassBuilder::new(kernel, [WORDS / 64, 1, 1]);
	pass.write(WORDS, Shape::flat(64)).write(WORDS, Shape::flat(64))
}

fn litter() -> Job<'static> {
	job(&[], [littering(&kernel(LITTER))])
}

#[test]
fn a_job_should_see_nothing_of_the_one_before() {
	let Some(device) = device() else { return };
	let spying = kernel(SPY);
	let (made, _) = run(&device, &litter());
	assert!(made.passes[0][0].chunks(4).all(|word| word == 0xdead_beefu32.to_le_bytes()));
	let before = device.counters();

	// A little less than what was littered, and an input of zeros, a word and a bit.
	let words = WORDS - 100;
	let short = vec![0; 5];
	let long = vec![0; 4 * words as usize];
	for input in [&long, &short] {
		let pass = PassBuilder::new(&spying, [words / 64, 1, 1])
			.read_job_inputs(1)
			.write(words, Shape::flat(64))
			.write(words, Shape::flat(64));
		let job = job(&[input], [pass]);
		agrees(&device, &job);
		let (found, _) = run(&device, &job);
		assert!(found.passes[0].iter().flatten().all(|&byte| byte == 0));
		// All again, so that what the spy is given has been littered.
		run(&device, &litter());
	}
	// Both outputs, and both uniform buffers, were used again: only the inputs' buffers are new.
	let after = device.counters();
	assert_eq!(after.buffers - before.buffers, 2, "{after:?}");
}

#[test]
fn a_tile_should_be_zeros_where_nothing_is_stored() {
	let Some(device) = device() else { return };
	let fill = kernel(FILL);
	run(&device, &litter());
	// One workgroup of many: all other tiles stay as they are given out.
	let job = job(&[], [row(&fill, 1, [1, 0, 0, 0]).write(WORDS, Shape::flat(64))]);
	agrees(&device, &job);
	let (made, _) = interpret(&job);
	assert!(made.passes[0][0][256..].iter().all(|&byte| byte == 0));
}

#[test]
fn a_second_run_should_compile_and_make_nothing() {
	let Some(device) = device() else { return };
	let (litter, fill) = (kernel(LITTER), kernel(FILL));
	let littered_and_filled =
		|litter: &[u8]| job(&[], [littering(litter), line(&fill, 3, [2, 0, 0, 0], &[])]);
	let (first, _) = run(&device, &littered_and_filled(&litter));
	let before = device.counters();
	assert_eq!((before.opened, before.pipelines), (1, 2));
	// A kernel that was compiled again is the same.
	let (second, _) = run(&device, &littered_and_filled(&kernel(LITTER)));
	assert_eq!(first, second);
	let after = device.counters();
	let made = |counters: Counters| (counters.opened, counters.pipelines, counters.buffers);
	assert_eq!(made(after), made(before));
}

#[test]
fn buffers_of_a_job_that_ended_early_should_not_be_counted_for_good() {
	let options = DeviceOptions { memory: Some(64 << 10), ..DeviceOptions::default() };
	let Some(device) = device_with(&options) else {
		return;
	};
	let fill = kernel(FILL);
	let filling = |words: u32| job(&[], [line(&fill, words / 64, [0; 4], &[])]);
	let cancel = AtomicBool::new(false);
	let tell = |_| cancel.store(true, Ordering::Relaxed);
	let control = Control { cancel: Some(&cancel), progress: Some(&tell) };
	let ended = device.run(&filling(12 << 10), &mut Discard, &control);
	assert!(matches!(ended, Err(Error::Cancelled)), "{ended:?}");
	// Those of these two jobs are kept together, since the first one's are gone.
	run(&device, &filling(6 << 10));
	run(&device, &filling(3 << 10));
	let before = device.counters();
	run(&device, &filling(6 << 10));
	assert_eq!(device.counters(), before);
}

/// A kernel that no other number gives.
fn numbered(number: u32) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.outputs) = ([64, 1, 1], 1);
	Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.binary(BinaryOp::Mul, Reg(1), Reg(0), number)
		.store(Space::Output(0), Reg(0), Reg(1))
		.finish()
}

fn run_numbered(device: &Device, number: u32) {
	let job = job(&[], [line(&numbered(number), 1, [0; 4], &[]).params(&[])]);
	let (made, _) = run(device, &job);
	assert_eq!(made.passes[0][0][4 * 63..], (63 * number).to_le_bytes());
}

#[test]
fn kernels_should_be_kept_in_the_order_of_their_use() {
	let Some(device) = device() else { return };
	let compiled = || device.counters().pipelines;
	for number in 0..64 {
		run_numbered(&device, number);
	}
	assert_eq!(compiled(), 64);
	// The first is used again, so the second makes room for one more.
	run_numbered(&device, 0);
	run_numbered(&device, 64);
	assert_eq!(compiled(), 65);
	run_numbered(&device, 0);
	run_numbered(&device, 2);
	assert_eq!(compiled(), 65);
	run_numbered(&device, 1);
	assert_eq!(compiled(), 66);
}
