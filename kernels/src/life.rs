//! Conway's Game of Life.

use crate::{
	layout::{bytes_of, input, made, planar, words_of},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Words of a tile's row, and its rows.
const TILE: [u32; 2] = [16, 32];

/// Generations of a pass at most.
const MAX_GENERATIONS: u32 = 16;

pub(crate) const KERNEL: Kernel = Kernel { name: "life", sources: &[LIFE], make };

const LIFE: SourceFile = SourceFile { name: "life.wgsl", text: include_str!("../life/life.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let (width, height, generations) = match size {
		Size::Odd => (555u32, 45u32, 37u32),
		Size::Small => (512, 32, 16),
		Size::Medium => (1536, 512, 40),
		Size::Large => (16384, 16384, 256),
	};
	let pitch = width.div_ceil(32).next_multiple_of(TILE[0]);
	let mut random = Random::new(seed);
	// Every third cell lives, and so do some behind the end of a row, which count for nothing.
	let words = (0..pitch * height).map(|_| {
		let (a, b, c) = (random.word(), random.word(), random.word());
		a & (b | c)
	});
	let inputs = vec![bytes_of(words)];
	let grid = [pitch / TILE[0], height.div_ceil(TILE[1]), 1];
	let mut passes: Vec<WorkloadPass> = Vec::new();
	let mut left = generations;
	while left > 0 {
		let now = left.min(MAX_GENERATIONS);
		left -= now;
		passes.push(WorkloadPass {
			source: LIFE,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![width, height, pitch, now],
			inputs: vec![match passes.len() {
				0 => input(0),
				pass => made(pass - 1, 0),
			}],
			outputs: vec![planar(height, pitch, TILE, grid)],
		});
	}
	Workload {
		inputs,
		passes,
		check: Box::new(move |inputs| {
			let words = words_of(&inputs[0]);
			let mut plane = Plane {
				width: width as usize,
				cells: (0..height * width)
					.map(|cell| {
						let (row, column) = (cell / width, cell % width);
						let word = words[(row * pitch + column / 32) as usize];
						word >> (column % 32) & 1 == 1
					})
					.collect(),
			};
			for _ in 0..generations {
				plane = plane.next();
			}
			let mut after = vec![0; (pitch * height) as usize];
			for (cell, _) in plane.cells.iter().enumerate().filter(|(_, alive)| **alive) {
				let (row, column) = (cell / plane.width, cell % plane.width);
				after[row * pitch as usize + column / 32] |= 1 << (column % 32);
			}
			vec![bytes_of(after)]
		}),
	}
}

/// Cells, one by one.
struct Plane {
	width: usize,
	cells: Vec<bool>,
}

impl Plane {
	fn alive(&self, row: isize, column: isize) -> bool {
		let inside = row >= 0 && column >= 0 && column < self.width as isize;
		inside && self.cells.get(row as usize * self.width + column as usize) == Some(&true)
	}

	fn next(&self) -> Self {
		let cells = (0..self.cells.len()).map(|cell| {
			let (row, column) = ((cell / self.width) as isize, (cell % self.width) as isize);
			let mut neighbours = 0;
			for (y, x) in [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] {
				neighbours += u32::from(self.alive(row + y, column + x));
			}
			neighbours == 3 || neighbours == 2 && self.cells[cell]
		});
		Self { width: self.width, cells: cells.collect() }
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// A glider is the same five cells, one to the right and one down, four generations later.
	#[test]
	fn glider_should_move() {
		let cells = |at: &[usize]| Plane {
			width: 8,
			cells: (0..64).map(|cell| at.contains(&cell)).collect(),
		};
		let mut plane = cells(&[1, 10, 16, 17, 18]);
		for _ in 0..4 {
			plane = plane.next();
		}
		assert_eq!(plane.cells, cells(&[10, 19, 25, 26, 27]).cells);
	}
}
