//! The Mandelbrot set in fixed point.

use crate::{
	layout::{bytes_of, planar},
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Rows and columns of a tile.
const TILE: u32 = 8;

/// Bits behind the point.
const FRACTION: u32 = 28;

pub(crate) const KERNEL: Kernel = Kernel { name: "mandelbrot", sources: &[COUNT], make };

const COUNT: SourceFile =
	SourceFile { name: "mandelbrot.wgsl", text: include_str!("../mandelbrot/mandelbrot.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let (width, height, steps) = match size {
		Size::Odd => (61u32, 27u32, 300u32),
		Size::Small => (64, 32, 100),
		Size::Medium => (320, 240, 256),
		Size::Large => (4096, 3072, 1000),
	};
	let fixed = |x: f64| (x * f64::from(1u32 << FRACTION)) as i32;
	let (left, top, pixel) = match size {
		// Row 16 begins at -2, which stays at a distance of exactly 2.
		Size::Small => (fixed(-2.0), fixed(-0.75), fixed(0.75 / 16.0)),
		// The seed moves the view a little.
		_ => (fixed(-2.2) + (seed % 1024) as i32, fixed(-1.2), fixed(3.2 / f64::from(width))),
	};
	let pitch = width.next_multiple_of(TILE);
	let grid = [width.div_ceil(TILE), height.div_ceil(TILE), 1];
	Workload {
		inputs: Vec::new(),
		passes: vec![WorkloadPass {
			source: COUNT,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![width, height, pitch, steps, left as u32, top as u32, pixel as u32],
			inputs: Vec::new(),
			outputs: vec![planar(height, pitch, [TILE, TILE], grid)],
		}],
		check: Box::new(move |_| {
			let pixels = (0..height).flat_map(|row| {
				(0..pitch).map(move |column| match column < width {
					true => steps_of(
						i64::from(left) + i64::from(column) * i64::from(pixel),
						i64::from(top) + i64::from(row) * i64::from(pixel),
						steps,
					),
					false => 0,
				})
			});
			vec![bytes_of(pixels)]
		}),
	}
}

/// Steps from 0 by z^2 + c until |z| > 2, in fixed point with products rounded down.
fn steps_of(real: i64, imaginary: i64, most: u32) -> u32 {
	let product = |a: i64, b: i64| (a * b) >> FRACTION;
	let (mut x, mut y) = (0, 0);
	for step in 0..most {
		if product(x, x) + product(y, y) > 4 << FRACTION {
			return step;
		}
		(x, y) = (product(x, x) - product(y, y) + real, 2 * product(x, y) + imaginary);
	}
	most
}
