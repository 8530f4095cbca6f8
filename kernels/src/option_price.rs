//! The price of an Asian call, by Monte Carlo.

use crate::{
	layout::{bytes_of_floats, flat, made, with_tolerance},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};
use std::f64::consts::{PI, SQRT_2};

/// Lanes of a workgroup that simulates.
const LANES: u32 = 64;

pub(crate) const KERNEL: Kernel =
	Kernel { name: "option-price", sources: &[SIMULATE, SUMMARISE], make };

const SIMULATE: SourceFile =
	SourceFile { name: "simulate.wgsl", text: include_str!("../option-price/simulate.wgsl") };

const SUMMARISE: SourceFile =
	SourceFile { name: "summarise.wgsl", text: include_str!("../option-price/summarise.wgsl") };

/// What is priced. Numbers are as the kernel gets them.
#[derive(Clone, Copy)]
struct Task {
	paths: u32,
	steps: u32,
	seed: u32,
	spot: f32,
	strike: f32,
	drift: f32,
	spread: f32,
	discount: f32,
}

impl Task {
	/// An option over a year, at an interest of 5 % and a volatility of 20 %.
	fn new(paths: u32, steps: u32, seed: u32) -> Self {
		let time = 1.0 / f64::from(steps);
		Self {
			paths,
			steps,
			seed,
			spot: 100.0,
			strike: 105.0,
			drift: ((0.05 - 0.2 * 0.2 / 2.0) * time) as f32,
			spread: (0.2 * time.sqrt()) as f32,
			discount: (-0.05f64).exp() as f32,
		}
	}
}

fn make(size: Size, seed: u64) -> Workload {
	// Paths, those of a lane, and steps.
	let (paths, each, steps) = match size {
		Size::Odd => (1_500, 3, 6),
		Size::Small => (1_024, 16, 8),
		Size::Medium => (20_000, 16, 12),
		Size::Large => (1 << 20, 4, 252),
	};
	job(Task::new(paths, steps, Random::new(seed).word()), each)
}

fn job(task: Task, each: u32) -> Workload {
	let per_group = LANES * each;
	let blocks = task.paths.div_ceil(per_group);
	let x = blocks.min(1024);
	let grid = [x, blocks.div_ceil(x), 1];
	let groups = grid[0] * grid[1];
	Workload {
		inputs: Vec::new(),
		passes: vec![
			WorkloadPass {
				source: SIMULATE,
				overrides: vec![("EACH".into(), f64::from(each))],
				floats: None,
				grid,
				params: vec![
					task.paths,
					task.steps,
					task.seed,
					task.spot.to_bits(),
					task.strike.to_bits(),
					task.drift.to_bits(),
					task.spread.to_bits(),
				],
				inputs: Vec::new(),
				// What a path pays is off by some millionths of the share's price.
				outputs: vec![with_tolerance(
					flat(2 * groups, 2, grid),
					1e-3 * per_group as f32,
					1e-4,
				)],
			},
			WorkloadPass {
				source: SUMMARISE,
				overrides: Vec::new(),
				floats: None,
				grid: [1, 1, 1],
				params: vec![groups, task.paths, task.discount.to_bits()],
				inputs: vec![made(0, 0)],
				outputs: vec![with_tolerance(flat(2, 2, [1, 1, 1]), 1e-5, 1e-4)],
			},
		],
		check: Box::new(move |_| vec![bytes_of_floats(price(&task))]),
	}
}

/// The price and its standard error.
fn price(task: &Task) -> [f32; 2] {
	let payoffs: Vec<f64> = (0..task.paths).map(|path| payoff(task, path)).collect();
	let n = f64::from(task.paths);
	let mean = payoffs.iter().sum::<f64>() / n;
	let squares = payoffs.iter().map(|x| (x - mean) * (x - mean));
	let error = (squares.sum::<f64>() / n / n).sqrt();
	[mean, error].map(|x| (f64::from(task.discount) * x) as f32)
}

fn payoff(task: &Task, path: u32) -> f64 {
	let (mut price, mut sum) = (f64::from(task.spot), 0.0);
	for step in 0..task.steps {
		let words = philox([path, step / 4, 0, 0], [task.seed, 0]);
		let part = f64::from(words[(step % 4) as usize] >> 9) + 0.5;
		let z = quantile(part / f64::from(1 << 23));
		price *= (f64::from(task.drift) + f64::from(task.spread) * z).exp();
		sum += price;
	}
	(sum / f64::from(task.steps) - f64::from(task.strike)).max(0.0)
}

/// Philox 4x32-10 of Salmon, Moraes, Dror and Shaw: 'Parallel random numbers: as easy as 1, 2, 3'.
fn philox(mut c: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
	for _ in 0..10 {
		let x = 0xd251_1f53 * u64::from(c[0]);
		let z = 0xcd9e_8d57 * u64::from(c[2]);
		c = [
			(z >> 32) as u32 ^ c[1] ^ key[0],
			z as u32,
			(x >> 32) as u32 ^ c[3] ^ key[1],
			x as u32,
		];
		key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
	}
	c
}

/// The normal number below which so much lies: the root of its distribution, by Newton's method.
fn quantile(p: f64) -> f64 {
	// The lower half: there the tail is known to all digits, and steps from 0 don't overshoot.
	let lower = p.min(1.0 - p);
	let mut x = 0.0f64;
	for _ in 0..60 {
		let distribution = 0.5 * libm::erfc(-x / SQRT_2);
		let density = (-x * x / 2.0).exp() / (2.0 * PI).sqrt();
		// In the logarithm, in which the distribution is nearly a parabola.
		let step = (distribution / lower).ln() * distribution / density;
		x -= step;
		if step.abs() < 1e-13 {
			break;
		}
	}
	if p < 0.5 {
		x
	} else {
		-x
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The vectors that come with the authors' library, Random123.
	#[test]
	fn philox_should_give_published_values() {
		assert_eq!(philox([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
		assert_eq!(
			philox([u32::MAX; 4], [u32::MAX; 2]),
			[0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
		);
		assert_eq!(
			philox(
				[0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
				[0xa409_3822, 0x299f_31d0]
			),
			[0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
		);
	}

	#[test]
	fn quantile_should_give_tabulated_values() {
		for (p, z) in [
			(0.5, 0.0),
			(0.975, 1.959_963_984_540_054),
			(0.001, -3.090_232_306_167_813),
			(0.999_999, 4.753_424_308_822_899),
		] {
			assert!((quantile(p) - z).abs() < 1e-9, "{p}: {}", quantile(p));
		}
	}

	/// With one step the option is a European one, whose price Black and Scholes knew.
	#[test]
	fn price_should_meet_black_and_scholes() {
		let task = Task::new(40_000, 1, 7);
		let [price, error] = price(&task).map(f64::from);
		let normal = |x: f64| 0.5 * libm::erfc(-x / SQRT_2);
		let d1 = ((100.0f64 / 105.0).ln() + (0.05 + 0.02)) / 0.2;
		let exact = 100.0 * normal(d1) - 105.0 * (-0.05f64).exp() * normal(d1 - 0.2);
		assert!((price - exact).abs() < 4.0 * error, "{price} +- {error} instead of {exact}");
	}
}
