//! Heat in a plate, over many steps.

use crate::{
	layout::{bytes_of_floats, floats_of, input, made, planar},
	random::Random,
	strict::Strict,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Rows and columns of a tile.
const TILE: u32 = 32;

/// Steps of a pass at most.
const MAX_STEPS: u32 = 4;

const RATE: f32 = 0.2;

pub(crate) const KERNEL: Kernel = Kernel { name: "heat", sources: &[HEAT], make };

const HEAT: SourceFile = SourceFile { name: "heat.wgsl", text: include_str!("../heat/heat.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let (width, height, steps) = match size {
		Size::Odd => (45u32, 37u32, 10u32),
		Size::Small => (64, 64, 4),
		Size::Medium => (256, 192, 60),
		Size::Large => (2048, 2048, 256),
	};
	let pitch = width.next_multiple_of(TILE);
	let grid = [width.div_ceil(TILE), height.div_ceil(TILE), 1];
	let plate = Random::new(seed).floats((pitch * height) as usize, -50.0, 200.0);
	let mut passes: Vec<WorkloadPass> = Vec::new();
	let mut left = steps;
	while left > 0 {
		let now = left.min(MAX_STEPS);
		left -= now;
		passes.push(WorkloadPass {
			source: HEAT,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![width, height, pitch, now, RATE.to_bits()],
			inputs: vec![match passes.len() {
				0 => input(0),
				pass => made(pass - 1, 0),
			}],
			outputs: vec![planar(height, pitch, [TILE, TILE], grid)],
		});
	}
	Workload {
		inputs: vec![bytes_of_floats(plate)],
		passes,
		check: Box::new(move |inputs| {
			let (width, height, pitch) = (width as usize, height as usize, pitch as usize);
			let mut plate: Vec<Strict> =
				floats_of(&inputs[0]).into_iter().map(Strict::new).collect();
			// What fills rows up isn't part of the plate.
			for row in plate.chunks_exact_mut(pitch) {
				row[width..].fill(Strict::ZERO);
			}
			for _ in 0..steps {
				let before = plate.clone();
				for row in 1..height - 1 {
					for at in row * pitch + 1..row * pitch + width - 1 {
						let upright = before[at - pitch] + before[at + pitch];
						let level = before[at - 1] + before[at + 1];
						let four = Strict::new(4.0) * before[at];
						let gain = Strict::new(RATE) * (upright + level - four);
						plate[at] = before[at] + gain;
					}
				}
			}
			vec![bytes_of_floats(plate.into_iter().map(Strict::get))]
		}),
	}
}
