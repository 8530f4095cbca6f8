//! Jobs drawn at random, one after the other on devices that use everything again.

use crate::{
	agreement::widest,
	chains::PLUS,
	jobs::{agrees, job, kernel, noise, ADD, FILL},
	machine::device_with,
};
use assay_engine::{check_fit, Device, DeviceOptions, Error, Job, Misfit};
use assay_market::{InputSource, PassBuilder, Shape};
use assay_touchstone::Program;

/// Lengths around those of a workgroup's tile and of a vector.
const LENGTHS: [u32; 9] = [1, 3, 63, 64, 65, 256, 1000, 3000, 4096];

/// How many jobs are drawn for each device.
const JOBS: u64 = 120;

/// Numbers drawn at random, the same ones each time.
struct Draw(u64);

impl Draw {
	/// A number less than this one, which isn't 0.
	fn below(&mut self, limit: usize) -> usize {
		self.0 =
			self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(self.0 >> 33) as usize % limit
	}

	fn length(&mut self) -> u32 {
		LENGTHS[self.below(LENGTHS.len())]
	}
}

fn drawn<'a>(draw: &mut Draw, kernels: &[Vec<u8>], inputs: &'a [Vec<u8>]) -> Job<'a> {
	let mut sources: Vec<_> = (0..inputs.len() as u8).map(InputSource::Job).collect();
	let mut passes = Vec::new();
	for number in 0..1 + draw.below(7) as u8 {
		let kernel = &kernels[draw.below(kernels.len())];
		let program = Program::parse(kernel).expect("compilers make valid bytecode");
		let header = program.header();
		let mut pass = PassBuilder::new(kernel, [1 + draw.below(70) as u32, 1, 1]);
		let params: Vec<u32> = (0..header.params).map(|_| draw.below(1000) as u32).collect();
		pass = pass.params(&params);
		for _ in 0..header.inputs {
			pass = pass.read(sources[draw.below(sources.len())]);
		}
		for output in 0..header.outputs {
			pass = pass.write(draw.length(), Shape::flat(64));
			sources.push(InputSource::Pass { pass: number, output });
		}
		passes.push(pass);
	}
	job(&inputs.iter().map(Vec::as_slice).collect::<Vec<_>>(), passes)
}

/// Runs what fits; how many jobs didn't.
fn run_all(device: &Device, seed: u64) -> u64 {
	let kernels = [kernel(FILL), kernel(ADD), kernel(PLUS), widest()];
	let mut draw = Draw(seed);
	let mut refused = 0;
	for number in 0..JOBS {
		let inputs: Vec<Vec<u8>> = (0..1 + draw.below(4))
			.map(|_| {
				let (words, seed) = (draw.length(), draw.below(1 << 30) as u32);
				let mut bytes = noise(words, seed);
				bytes.truncate(bytes.len().saturating_sub(draw.below(4)));
				bytes
			})
			.collect();
		let job = drawn(&mut draw, &kernels, &inputs);
		match check_fit(&job, &device.info().limits) {
			Ok(()) => drop(agrees(device, &job)),
			Err(Error::Misfit(Misfit::Memory { .. })) => refused += 1,
			Err(error) => panic!("job {number}: {error}"),
		}
	}
	assert_eq!((device.counters().opened, device.counters().pipelines), (1, 4));
	refused
}

#[test]
fn jobs_drawn_at_random_should_agree() {
	let Some(device) = device_with(&DeviceOptions::default()) else {
		return;
	};
	assert_eq!(run_all(&device, 1), 0);
}

#[test]
fn jobs_drawn_at_random_should_agree_when_memory_is_short_and_dispatches_tiny() {
	let options =
		DeviceOptions { memory: Some(80 << 10), largest_dispatch: 9, ..DeviceOptions::default() };
	let Some(device) = device_with(&options) else {
		return;
	};
	let refused = run_all(&device, 2);
	// Enough of both kinds.
	assert!((JOBS / 20..JOBS / 2).contains(&refused), "{refused} refused");
}
