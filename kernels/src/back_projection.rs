//! Filtered back-projection: a slice of what a CT scanner measures.

use crate::{
	layout::{bytes_of_floats, floats_of, input, made, planar, with_tolerance},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};
use std::f64::consts::PI;

/// Rows and columns of a tile of the slice.
const TILE: u32 = 16;

/// Detectors of a workgroup that filters.
const FILTERED: u32 = 64;

pub(crate) const KERNEL: Kernel =
	Kernel { name: "back-projection", sources: &[FILTER, PROJECT], make };

const FILTER: SourceFile =
	SourceFile { name: "filter.wgsl", text: include_str!("../back-projection/filter.wgsl") };

const PROJECT: SourceFile =
	SourceFile { name: "project.wgsl", text: include_str!("../back-projection/project.wgsl") };

/// A scan and the slice that is made of it.
#[derive(Clone, Copy)]
struct Scan {
	angles: u32,
	detectors: u32,
	size: u32,
	/// From a pixel to the next, in distances of detectors.
	pixel: f32,
}

/// A disc of one density, in distances of detectors from the middle.
struct Disc {
	x: f64,
	y: f64,
	radius: f64,
	density: f64,
}

fn make(size: Size, seed: u64) -> Workload {
	let (angles, detectors, size) = match size {
		Size::Odd => (29, 75, 37),
		Size::Small => (32, 64, 32),
		Size::Medium => (90, 160, 128),
		Size::Large => (360, 512, 512),
	};
	let scan = Scan { angles, detectors, size, pixel: detectors as f32 / size as f32 };
	let mut random = Random::new(seed);
	let half = f64::from(detectors) / 2.0;
	let mut within = |from: f64, to: f64| half * f64::from(random.float(from as f32, to as f32));
	let mut discs = vec![Disc { x: 0.0, y: 0.0, radius: 0.8 * half, density: 1.0 }];
	for density in [0.5, -0.4, 0.3, -0.2] {
		discs.push(Disc {
			x: within(-0.4, 0.4),
			y: within(-0.4, 0.4),
			radius: within(0.05, 0.3),
			density,
		});
	}
	job(scan, &discs)
}

fn job(scan: Scan, discs: &[Disc]) -> Workload {
	let angle = |number: u32| PI * f64::from(number) / f64::from(scan.angles);
	let directions: Vec<f32> = (0..scan.angles)
		.flat_map(|number| [angle(number).cos() as f32, angle(number).sin() as f32])
		.collect();
	let sinogram = (0..scan.angles).flat_map(|number| {
		(0..scan.detectors).map(move |detector| {
			let place = f64::from(detector) - f64::from(scan.detectors - 1) / 2.0;
			measured(discs, angle(number), place) as f32
		})
	});
	let row = scan.detectors.next_multiple_of(FILTERED);
	let pitch = scan.size.next_multiple_of(TILE);
	let tiles = scan.size.div_ceil(TILE);
	let (filter_grid, grid) = ([row / FILTERED, scan.angles, 1], [tiles, tiles, 1]);
	let scale = PI as f32 / scan.angles as f32;
	let filtered = planar(scan.angles, row, [FILTERED, 1], filter_grid);
	let slice = planar(scan.size, pitch, [TILE, TILE], grid);
	Workload {
		inputs: vec![bytes_of_floats(sinogram), bytes_of_floats(directions)],
		passes: vec![
			WorkloadPass {
				source: FILTER,
				overrides: Vec::new(),
				floats: None,
				grid: filter_grid,
				params: vec![scan.detectors, row],
				inputs: vec![input(0)],
				// Sums of values up to the scan's width, most of which cancel.
				outputs: vec![with_tolerance(filtered, 1e-6 * scan.detectors as f32, 1e-5)],
			},
			WorkloadPass {
				source: PROJECT,
				overrides: Vec::new(),
				floats: None,
				grid,
				params: vec![
					scan.size,
					pitch,
					scan.detectors,
					row,
					scan.angles,
					scan.pixel.to_bits(),
					scale.to_bits(),
				],
				inputs: vec![made(0, 0), input(1)],
				// Densities are about 1.
				outputs: vec![with_tolerance(slice, 1e-4, 1e-4)],
			},
		],
		check: Box::new(move |inputs| {
			let wide = |bytes: &[u8]| floats_of(bytes).into_iter().map(f64::from);
			let sinogram: Vec<f64> = wide(&inputs[0]).collect();
			let directions: Vec<f64> = wide(&inputs[1]).collect();
			let rows = sinogram.chunks_exact(scan.detectors as usize).map(filtered_row);
			let rows: Vec<Vec<f64>> = rows.collect();
			let mut slice = vec![0.0; (scan.size * pitch) as usize];
			for (y, line) in slice.chunks_exact_mut(pitch as usize).enumerate() {
				for (x, pixel) in line.iter_mut().take(scan.size as usize).enumerate() {
					let place = [x, y].map(|at| at as f64 - f64::from(scan.size - 1) / 2.0);
					let sum =
						summed(&rows, &directions, place.map(|at| at * f64::from(scan.pixel)));
					*pixel = (f64::from(scale) * sum) as f32;
				}
			}
			vec![bytes_of_floats(slice)]
		}),
	}
}

/// What a detector measures: the density along its ray, which meets discs in chords.
fn measured(discs: &[Disc], angle: f64, place: f64) -> f64 {
	let chords = discs.iter().map(|disc| {
		let from_middle = place - disc.x * angle.cos() - disc.y * angle.sin();
		let square = disc.radius * disc.radius - from_middle * from_middle;
		2.0 * disc.density * square.max(0.0).sqrt()
	});
	chords.sum()
}

/// A row convolved with the ramp filter.
fn filtered_row(row: &[f64]) -> Vec<f64> {
	let filter = |distance: usize| match distance {
		0 => 0.25,
		n if n % 2 == 1 => -1.0 / (PI * PI * (n * n) as f64),
		_ => 0.0,
	};
	let filtered = (0..row.len()).map(|to| {
		let terms = row.iter().enumerate();
		terms.map(|(at, x)| x * filter(to.abs_diff(at))).sum()
	});
	filtered.collect()
}

/// The sum over all angles of what was measured on both sides of a place, by nearness.
fn summed(rows: &[Vec<f64>], directions: &[f64], [x, y]: [f64; 2]) -> f64 {
	let values = rows.iter().zip(directions.chunks_exact(2)).map(|(row, d)| {
		let place = x * d[0] + y * d[1] + (row.len() - 1) as f64 / 2.0;
		let detectors = row.iter().enumerate();
		let near = detectors.filter(|(at, _)| (*at as f64 - place).abs() < 1.0);
		near.map(|(at, value)| value * (1.0 - (at as f64 - place).abs())).sum::<f64>()
	});
	values.sum()
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The slice shows the discs that were scanned.
	#[test]
	fn slice_should_show_densities() {
		let scan = Scan { angles: 120, detectors: 101, size: 41, pixel: 2.0 };
		let disc = |x, radius, density| Disc { x, y: 0.0, radius, density };
		let job = job(scan, &[disc(0.0, 36.0, 1.0), disc(16.0, 10.0, 0.5)]);
		let slice = floats_of(&job.expected()[0]);
		let at = |x: usize, y: usize| slice[y * 48 + x];
		// Pixel 20 is the middle, 28 that of the small disc; 4, 4 is outside of both.
		for (got, want) in [(at(12, 20), 1.0), (at(28, 20), 1.5), (at(4, 4), 0.0)] {
			assert!((got - want).abs() < 0.03, "{got} instead of {want}");
		}
	}
}
