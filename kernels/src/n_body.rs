//! Bodies that pull each other.

use crate::{
	layout::{bytes_of_floats, flat, floats_of, input, made},
	random::Random,
	strict::Strict,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Bodies of a workgroup.
const GROUP: u32 = 64;

const SOFTENING: f32 = 1e-3;
const TIME: f32 = 0.01;

pub(crate) const KERNEL: Kernel = Kernel { name: "n-body", sources: &[PULL, MOVE], make };

const PULL: SourceFile =
	SourceFile { name: "pull.wgsl", text: include_str!("../n-body/pull.wgsl") };

const MOVE: SourceFile =
	SourceFile { name: "move.wgsl", text: include_str!("../n-body/move.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	// Bodies, steps, and the sources that a pass takes.
	let (bodies, steps, slice) = match size {
		Size::Odd => (77u32, 2u32, 30u32),
		Size::Small => (128, 1, 128),
		Size::Medium => (1000, 2, 600),
		Size::Large => (16384, 2, 2048),
	};
	let mut random = Random::new(seed);
	let mut places = Vec::new();
	let mut velocities = Vec::new();
	for _ in 0..bodies {
		places.extend(random.floats(3, -1.0, 1.0));
		places.push(random.float(0.0, 1.0) / bodies as f32);
		velocities.extend(random.floats(3, -0.5, 0.5));
		velocities.push(0.0);
	}
	let grid = [bodies.div_ceil(GROUP), 1, 1];
	let output = flat(4 * bodies, 4 * GROUP, grid);
	let mut passes = Vec::new();
	let (mut places_at, mut velocities_at) = (input(0), input(1));
	for _ in 0..steps {
		for first in (0..bodies).step_by(slice as usize) {
			// The first has no sums to go on with, and reads none.
			let before = match first {
				0 => places_at,
				_ => made(passes.len() - 1, 0),
			};
			passes.push(WorkloadPass {
				source: PULL,
				overrides: Vec::new(),
				floats: None,
				grid,
				params: vec![first, slice.min(bodies - first), SOFTENING.to_bits()],
				inputs: vec![places_at, before],
				outputs: vec![output],
			});
		}
		passes.push(WorkloadPass {
			source: MOVE,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![TIME.to_bits()],
			inputs: vec![places_at, velocities_at, made(passes.len() - 1, 0)],
			outputs: vec![output; 2],
		});
		places_at = made(passes.len() - 1, 0);
		velocities_at = made(passes.len() - 1, 1);
	}
	Workload {
		inputs: vec![bytes_of_floats(places), bytes_of_floats(velocities)],
		passes,
		check: Box::new(move |inputs| {
			let strict = |bytes: &[u8]| {
				let floats = floats_of(bytes);
				let vectors = floats.chunks_exact(4);
				vectors.map(|v| [v[0], v[1], v[2], v[3]].map(Strict::new)).collect::<Vec<_>>()
			};
			let (mut places, mut velocities) = (strict(&inputs[0]), strict(&inputs[1]));
			for _ in 0..steps {
				step(&mut places, &mut velocities);
			}
			[places, velocities]
				.map(|vectors| bytes_of_floats(vectors.into_iter().flatten().map(Strict::get)))
				.to_vec()
		}),
	}
}

type Vector = [Strict; 4];

/// One step of Newton's law, each body pulled by all in their order.
fn step(places: &mut [Vector], velocities: &mut [Vector]) {
	let pulls: Vec<[Strict; 3]> = places.iter().map(|body| pull_on(body, places)).collect();
	let time = Strict::new(TIME);
	for ((place, velocity), pull) in places.iter_mut().zip(velocities).zip(pulls) {
		for axis in 0..3 {
			velocity[axis] += time * pull[axis];
			place[axis] += time * velocity[axis];
		}
		velocity[3] = Strict::ZERO;
	}
}

fn pull_on(body: &Vector, sources: &[Vector]) -> [Strict; 3] {
	let mut sum = [Strict::ZERO; 3];
	for source in sources {
		let way: [Strict; 3] = std::array::from_fn(|axis| source[axis] - body[axis]);
		let square = way.iter().fold(Strict::new(SOFTENING), |sum, d| sum + *d * *d);
		let inverse = Strict::ONE / square.sqrt();
		let pull = source[3] * inverse * inverse * inverse;
		for axis in 0..3 {
			sum[axis] += pull * way[axis];
		}
	}
	sum
}
