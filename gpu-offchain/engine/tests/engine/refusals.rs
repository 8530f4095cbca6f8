//! Jobs that don't fit a device.

use crate::{
	jobs::{job, kernel, line, made, row, FILL},
	machine::{device, device_with},
};
use assay_engine::{
	check_fit, Control, Counters, Device, DeviceOptions, Error, Job, Limits, Misfit, OutputPlace,
	Sink,
};
use assay_market::{InputSource, PassBuilder, Shape};
use assay_touchstone::{Builder, Builtin, FloatMode, Header, Reg, Space};
use std::io;

const MIB: u64 = 1 << 20;

/// What wgpu's default limits come to, on a device with 1 GiB.
const DEFAULT: Limits = Limits {
	storage_buffers: 8,
	storage_buffer_bytes: 128 * MIB,
	lanes: 256,
	workgroup_size: [256, 256, 64],
	workgroup_bytes: 16_384,
	dispatch: 65_535,
	memory: 1024 * MIB,
};

/// Must not be given anything.
struct Untouched;

impl Sink for Untouched {
	fn write(&mut self, place: OutputPlace, _: &[u8]) -> io::Result<()> {
		panic!("{place} was written");
	}
}

/// What a device says of a job, having done nothing for it.
fn refused(device: &Device, job: &Job<'_>) -> Misfit {
	let result = device.run(job, &mut Untouched, &Control::default());
	let counters = Counters { opened: 1, ..Counters::default() };
	assert_eq!(device.counters(), counters);
	match result {
		Err(Error::Misfit(misfit)) => misfit,
		other => panic!("{other:?}"),
	}
}

/// What is wrong with a job on a device with these limits.
fn misfit(job: &Job<'_>, limits: &Limits) -> Option<Misfit> {
	match check_fit(job, limits) {
		Ok(()) => None,
		Err(Error::Misfit(misfit)) => Some(misfit),
		Err(other) => panic!("{other}"),
	}
}

/// Stores a word of each input to each output. A barrier, if any, fills workgroups up.
fn wide(size: [u16; 3], inputs: u8, outputs: u8, barrier: bool) -> Vec<u8> {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = (size, inputs, outputs);
	let mut builder = Builder::new(header).builtin(Reg(0), Builtin::GlobalX);
	for input in 0..inputs {
		builder = builder.load(Space::Input(input), Reg(1), Reg(0));
	}
	if barrier {
		builder = builder.barrier();
	}
	for output in 0..outputs {
		builder = builder.store(Space::Output(output), Reg(0), Reg(0));
	}
	builder.finish()
}

/// A pass with these inputs, and so many outputs of 64 words.
fn pass(kernel: &[u8], inputs: impl IntoIterator<Item = InputSource>, outputs: u8) -> PassBuilder {
	let pass = inputs.into_iter().fold(PassBuilder::new(kernel, [1; 3]), PassBuilder::read);
	(0..outputs).fold(pass, |pass, _| pass.write(64, Shape::flat(64)))
}

/// A job whose kernel only writes one output.
fn writing(kernel: &[u8]) -> Job<'static> {
	job(&[], [pass(kernel, [], 1)])
}

#[test]
fn an_output_should_be_refused_when_it_is_longer_than_a_buffer() {
	let Some(device) = device() else { return };
	let fill = kernel(FILL);
	let filling = |words| job(&[], [row(&fill, 1, [0; 4]).write(words, Shape::flat(64))]);
	let most = 128 * MIB;
	let expected =
		Misfit::Output { place: OutputPlace { pass: 0, output: 0 }, bytes: most + 16, limit: most };
	let longer = filling((most / 4 + 1) as u32);
	assert_eq!(refused(&device, &longer), expected);
	assert_eq!(
		expected.to_string(),
		"output 0 of pass 0: 134217744 bytes don't fit a storage buffer, which has 134217728 at \
		 most on this device"
	);
	assert_eq!(misfit(&longer, &DEFAULT), Some(expected));
	assert_eq!(misfit(&filling((most / 4) as u32), &DEFAULT), None);
}

#[test]
fn an_input_should_be_refused_when_it_is_longer_than_a_buffer() {
	let Some(device) = device() else { return };
	let reads = wide([64, 1, 1], 2, 1, false);
	let (short, long) = (vec![0; 8], vec![0; (128 * MIB + 1) as usize]);
	let reading = |second| {
		job(&[&short, second], [pass(&reads, [InputSource::Job(0), InputSource::Job(1)], 1)])
	};
	let expected = Misfit::Input { pass: 0, input: 1, bytes: 128 * MIB + 16, limit: 128 * MIB };
	assert_eq!(refused(&device, &reading(&long)), expected);
	assert_eq!(
		expected.to_string(),
		"input 1 of pass 0: 134217744 bytes don't fit a storage buffer, which has 134217728 at \
		 most on this device"
	);
	assert_eq!(misfit(&reading(&long[1..]), &DEFAULT), None);
}

#[test]
fn inputs_should_be_refused_when_they_are_too_long_to_share() {
	let Some(device) = device() else { return };
	let reads = wide([64, 1, 1], 8, 4, false);
	let long = vec![0; 26 * MIB as usize];
	let reading = |inputs: u8| {
		let sources = (0..8).map(|n| InputSource::Job(u8::from(n >= inputs)));
		job(&[&long, &[]], [pass(&reads, sources, 4)])
	};
	// Four outputs leave four buffers, so that the last five inputs share one.
	let expected = Misfit::SharedInputs { pass: 0, first: 3, bytes: 130 * MIB, limit: 128 * MIB };
	assert_eq!(refused(&device, &reading(8)), expected);
	assert_eq!(
		expected.to_string(),
		"pass 0: the inputs from 3 on have to share a storage buffer, and their 136314880 bytes \
		 don't fit one, which has 134217728 at most on this device"
	);
	assert_eq!(misfit(&reading(7), &DEFAULT), None);
}

#[test]
fn workgroups_should_be_refused_when_they_have_too_many_lanes() {
	let Some(device) = device() else { return };
	let many = wide([64, 5, 1], 0, 1, false);
	let expected = Misfit::Lanes { pass: 0, lanes: 320, limit: 256 };
	assert_eq!(refused(&device, &writing(&many)), expected);
	assert_eq!(
		expected.to_string(),
		"pass 0: a workgroup has 320 lanes and the device runs 256 at most"
	);
	// Lanes that fill up a workgroup count.
	let filled = wide([241, 1, 1], 0, 1, true);
	let limits = Limits { lanes: 255, ..DEFAULT };
	let expected = Misfit::Lanes { pass: 0, lanes: 256, limit: 255 };
	assert_eq!(misfit(&writing(&filled), &limits), Some(expected));
	assert_eq!(misfit(&writing(&filled), &DEFAULT), None);
}

#[test]
fn workgroups_should_be_refused_when_they_are_too_long() {
	let Some(device) = device() else { return };
	let deep = wide([1, 1, 65], 0, 1, false);
	let expected = Misfit::WorkgroupSize { pass: 0, size: [1, 1, 65], limit: [256, 256, 64] };
	assert_eq!(refused(&device, &writing(&deep)), expected);
	assert_eq!(
		expected.to_string(),
		"pass 0: a workgroup has 1x1x65 lanes and the device runs 256x256x64 at most"
	);
}

#[test]
fn workgroups_should_be_refused_when_they_have_too_much_memory() {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_words, header.outputs) = (4096, 1);
	let greedy =
		Builder::new(header).constant(Reg(0), 1).store(Space::Workgroup, Reg(0), Reg(0)).finish();
	let job = writing(&greedy);
	assert_eq!(misfit(&job, &DEFAULT), None);
	let limits = Limits { workgroup_bytes: 16_383, ..DEFAULT };
	let expected = Misfit::WorkgroupMemory { pass: 0, bytes: 16_384, limit: 16_383 };
	assert_eq!(misfit(&job, &limits), Some(expected));
	assert_eq!(
		expected.to_string(),
		"pass 0: a workgroup has 16384 bytes of memory and the device gives it 16383 at most"
	);
}

#[test]
fn kernels_should_be_refused_when_they_have_too_many_buffers() {
	let reads = wide([64, 1, 1], 2, 4, false);
	let job = job(&[&[]], [pass(&reads, [InputSource::Job(0); 2], 4)]);
	let limits = |storage_buffers| Limits { storage_buffers, ..DEFAULT };
	assert_eq!(misfit(&job, &limits(5)), None);
	let expected = Misfit::StorageBuffers { pass: 0, needed: 5, limit: 4 };
	assert_eq!(misfit(&job, &limits(4)), Some(expected));
	assert_eq!(
		expected.to_string(),
		"pass 0: the kernel needs 5 storage buffers and the device has 4"
	);
}

#[test]
fn a_job_should_be_refused_when_it_needs_more_memory_at_one_time() {
	let options = DeviceOptions { memory: Some(3 * 4096), ..DeviceOptions::default() };
	let Some(device) = device_with(&options) else {
		return;
	};
	assert_eq!(device.info().limits.memory, 3 * 4096);
	let fill = kernel(FILL);
	let copy = wide([64, 1, 1], 2, 1, false);
	let input = vec![0; 4096];
	let read = |first, second, words| {
		let pass = PassBuilder::new(&copy, [1; 3]).read(first).read(second);
		pass.write(words, Shape::flat(64))
	};
	let reading = |third, words| {
		let passes = [
			line(&fill, 16, [0; 4], &[]),
			read(made(0), InputSource::Job(0), 1024),
			read(made(1), third, words),
		];
		job(&[&input], passes)
	};
	// With what the second pass reads and makes, three blobs are there; if the third pass reads
	// what the first made, that has to stay, but the input needn't.
	let fitting = reading(made(0), 1024);
	device.run(&fitting, &mut assay_engine::Discard, &Control::default()).expect("fits");
	let longer = reading(made(1), 2049);
	let expected = Misfit::Memory { pass: 2, bytes: 4096 + 8208, limit: 3 * 4096 };
	assert_eq!(
		check_fit(&longer, &device.info().limits).unwrap_err().to_string(),
		expected.to_string()
	);
	assert_eq!(
		expected.to_string(),
		"at pass 2 there have to be 12304 bytes on the device, which has 12288"
	);
	let limits = Limits { memory: 3 * 4096 - 1, ..DEFAULT };
	let expected = Misfit::Memory { pass: 1, bytes: 3 * 4096, limit: 3 * 4096 - 1 };
	assert_eq!(misfit(&fitting, &limits), Some(expected));
}
