//! 2-D convolution of an image of bytes.

use crate::{
	layout::{bytes_of, input, planar, words_of},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};

/// Words of a tile's row, and its rows.
const TILE: [u32; 2] = [16, 16];

pub(crate) const KERNEL: Kernel = Kernel { name: "convolution", sources: &[CONVOLUTION], make };

const CONVOLUTION: SourceFile =
	SourceFile { name: "convolution.wgsl", text: include_str!("../convolution/convolution.wgsl") };

fn make(size: Size, seed: u64) -> Workload {
	let (width, height, radius) = match size {
		Size::Odd => (149u32, 37u32, 3u32),
		Size::Small => (64, 16, 1),
		Size::Medium => (640, 400, 2),
		Size::Large => (4096, 4096, 4),
	};
	let mut random = Random::new(seed);
	let pitch = width.div_ceil(4).next_multiple_of(TILE[0]);
	let image = random.bytes((4 * pitch * height) as usize);
	let side = 2 * radius + 1;
	let weights: Vec<i32> = (0..side * side).map(|_| random.below(33) as i32 - 12).collect();
	// As bright as the image is, about.
	let (bias, shift) = (random.below(2000) as i32 - 1000, 4 + radius);
	let grid = [pitch / TILE[0], height.div_ceil(TILE[1]), 1];
	Workload {
		inputs: vec![image, bytes_of(weights.iter().map(|w| *w as u32))],
		passes: vec![WorkloadPass {
			source: CONVOLUTION,
			overrides: Vec::new(),
			floats: None,
			grid,
			params: vec![width, height, pitch, radius, bias as u32, shift],
			inputs: vec![input(0), input(1)],
			outputs: vec![planar(height, pitch, TILE, grid)],
		}],
		check: Box::new(move |inputs| {
			let (image, line) = (&inputs[0], 4 * pitch as usize);
			let weights = words_of(&inputs[1]);
			let pixel = |x: i64, y: i64| {
				let x = x.clamp(0, i64::from(width) - 1) as usize;
				let y = y.clamp(0, i64::from(height) - 1) as usize;
				i64::from(image[y * line + x])
			};
			let mut filtered = vec![0u8; image.len()];
			for y in 0..i64::from(height) {
				for x in 0..i64::from(width) {
					let mut sum = i64::from(bias);
					for (number, weight) in weights.iter().enumerate() {
						let dx = number as i64 % i64::from(side) - i64::from(radius);
						let dy = number as i64 / i64::from(side) - i64::from(radius);
						sum += i64::from(*weight as i32) * pixel(x + dx, y + dy);
					}
					let pixel = sum.div_euclid(1 << shift).clamp(0, 255);
					filtered[y as usize * line + x as usize] = pixel as u8;
				}
			}
			vec![filtered]
		}),
	}
}
