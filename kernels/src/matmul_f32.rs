//! Matrix product of floats, strict and relaxed.

use crate::{
	layout::{bytes_of_floats, floats_of, input, planar, with_tolerance},
	random::Random,
	strict::Strict,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};
use assay_touchstone::FloatMode;

/// Rows and columns of a tile.
const TILE: u32 = 32;

/// Terms that are summed up at a time.
const STEP: u32 = 16;

pub(crate) const STRICT: Kernel = Kernel {
	name: "matmul-f32",
	sources: &[PRODUCT],
	make: |size, seed| make(size, seed, FloatMode::Strict),
};

pub(crate) const RELAXED: Kernel = Kernel {
	name: "matmul-f32-relaxed",
	sources: &[PRODUCT],
	make: |size, seed| make(size, seed, FloatMode::Relaxed),
};

const PRODUCT: SourceFile =
	SourceFile { name: "matmul-f32.wgsl", text: include_str!("../matmul-f32/matmul-f32.wgsl") };

fn make(size: Size, seed: u64, floats: FloatMode) -> Workload {
	let [rows, columns, depth]: [u32; 3] = match size {
		Size::Odd => [37, 51, 21],
		Size::Small => [64, 32, 48],
		Size::Medium => [192, 160, 256],
		Size::Large => [1024, 1024, 1024],
	};
	let mut random = Random::new(seed);
	let pitch = columns.next_multiple_of(TILE);
	// A row more than there is, which counts for nothing.
	let mut matrix = |rows: u32| {
		let words = (rows + 1) * depth;
		bytes_of_floats(random.floats(words as usize, -1.0, 1.0))
	};
	let grid = [columns.div_ceil(TILE), rows.div_ceil(TILE), 1];
	let output = planar(rows, pitch, [TILE, TILE], grid);
	Workload {
		inputs: vec![matrix(rows), matrix(columns)],
		passes: vec![WorkloadPass {
			source: PRODUCT,
			overrides: Vec::new(),
			floats: Some(floats),
			grid,
			params: vec![rows, columns, depth, pitch],
			inputs: vec![input(0), input(1)],
			outputs: vec![match floats {
				FloatMode::Strict => output,
				// In another order sums are off by some 5e-8 for each term.
				FloatMode::Relaxed => with_tolerance(output, 5e-7 * depth as f32, 1e-5),
			}],
		}],
		check: Box::new(move |inputs| {
			let (a, b) = (floats_of(&inputs[0]), floats_of(&inputs[1]));
			let mut product = vec![0.0; (rows * pitch) as usize];
			let (a, b) = (a.chunks_exact(depth as usize), b.chunks_exact(depth as usize));
			let b = b.take(columns as usize);
			for (row, x) in a.take(rows as usize).enumerate() {
				for (column, y) in b.clone().enumerate() {
					product[row * pitch as usize + column] = match floats {
						FloatMode::Strict => in_order(x, y),
						FloatMode::Relaxed => in_double(x, y),
					};
				}
			}
			vec![bytes_of_floats(product)]
		}),
	}
}

/// The sum of products as the kernel's page says: upwards, each step rounded, zeros at the end.
fn in_order(x: &[f32], y: &[f32]) -> f32 {
	let mut sum = Strict::ZERO;
	for (x, y) in x.iter().zip(y) {
		sum += Strict::new(*x) * Strict::new(*y);
	}
	if !(x.len() as u32).is_multiple_of(STEP) {
		sum += Strict::ZERO;
	}
	sum.get()
}

fn in_double(x: &[f32], y: &[f32]) -> f32 {
	let terms = x.iter().zip(y).map(|(x, y)| f64::from(*x) * f64::from(*y));
	terms.sum::<f64>() as f32
}
