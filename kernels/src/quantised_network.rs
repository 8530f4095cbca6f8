//! Inference of a small quantised network, pass by pass.

use crate::{
	layout::{bytes_of, flat, input, made, words_of},
	random::Random,
	workload::{Kernel, Size, SourceFile, Workload, WorkloadPass},
};
use assay_market::OutputSpec;

/// Words that a workgroup makes, and images that it classifies.
const GROUP: u32 = 64;

/// Bits that are dropped behind each layer, so that activations neither vanish nor are all 127.
const SHIFTS: [u32; 3] = [8, 9, 11];

pub(crate) const KERNEL: Kernel =
	Kernel { name: "quantised-network", sources: &[CONVOLVE, CONNECT, CLASSIFY], make };

const CONVOLVE: SourceFile =
	SourceFile { name: "convolve.wgsl", text: include_str!("../quantised-network/convolve.wgsl") };

const CONNECT: SourceFile =
	SourceFile { name: "connect.wgsl", text: include_str!("../quantised-network/connect.wgsl") };

const CLASSIFY: SourceFile =
	SourceFile { name: "classify.wgsl", text: include_str!("../quantised-network/classify.wgsl") };

/// Images of `side` x `side` places go through two convolutions, a connected layer and the classes.
#[derive(Clone, Copy)]
struct Network {
	images: usize,
	side: usize,
	/// Channels of the images and of what the convolutions make; each a multiple of 4.
	channels: [usize; 3],
	hidden: usize,
	classes: usize,
}

impl Network {
	/// Activations of an image behind both convolutions.
	fn flat(&self) -> usize {
		(self.side / 4) * (self.side / 4) * self.channels[2]
	}
}

fn make(size: Size, seed: u64) -> Workload {
	let images = match size {
		Size::Odd => 5,
		Size::Small => 2,
		Size::Medium => 70,
		Size::Large => 8192,
	};
	let network = match size {
		Size::Odd => Network { images, side: 14, channels: [4, 12, 8], hidden: 20, classes: 7 },
		_ => Network { images, side: 32, channels: [4, 8, 16], hidden: 64, classes: 10 },
	};
	let mut random = Random::new(seed);
	let [c0, c1, c2] = network.channels;
	let layers = [
		(c1, 9 * c0),
		(c2, 9 * c1),
		(network.hidden, network.flat()),
		(network.classes, network.hidden),
	];
	let mut inputs = vec![random.bytes(images * network.side * network.side * c0)];
	for (made, depth) in layers {
		inputs.push(random.bytes(made * depth));
		let biases = (0..made).map(|_| random.below(8192).wrapping_sub(4096));
		inputs.push(bytes_of(biases));
	}
	if size == Size::Odd {
		// Every class scores the same as the one three before it, so that the first has to be found.
		for (layer, row) in [(7, network.hidden), (8, 4)] {
			let bytes: &mut Vec<u8> = &mut inputs[layer];
			for at in 3 * row..bytes.len() {
				bytes[at] = bytes[at - 3 * row];
			}
		}
	}
	Workload {
		inputs,
		passes: passes(&network),
		check: Box::new(move |inputs| vec![bytes_of(classified(&network, inputs))]),
	}
}

fn passes(network: &Network) -> Vec<WorkloadPass> {
	let [c0, c1, c2] = network.channels.map(|channels| channels as u32 / 4);
	let (images, side) = (network.images as u32, network.side as u32);
	let (flat_words, hidden) = (network.flat() as u32 / 4, network.hidden as u32 / 4);
	let pass = |number: usize, source, lanes: u32, params, output: OutputSpec| WorkloadPass {
		source,
		overrides: Vec::new(),
		floats: None,
		grid: [lanes.div_ceil(GROUP), 1, 1],
		params,
		inputs: vec![
			match number {
				0 => input(0),
				_ => made(number - 1, 0),
			},
			input(2 * number + 1),
			input(2 * number + 2),
		],
		outputs: vec![output],
	};
	let of_group = |words: u32, tile: u32| flat(words, tile, [words.div_ceil(tile), 1, 1]);
	let pooled = |side: u32, made: u32| images * (side / 2) * (side / 2) * made;
	let (first, second) = (pooled(side, c1), pooled(side / 2, c2));
	vec![
		pass(0, CONVOLVE, first, vec![images, side, c0, c1, SHIFTS[0]], of_group(first, GROUP)),
		pass(
			1,
			CONVOLVE,
			second,
			vec![images, side / 2, c1, c2, SHIFTS[1]],
			of_group(second, GROUP),
		),
		pass(
			2,
			CONNECT,
			images * hidden,
			vec![images, flat_words, hidden, SHIFTS[2]],
			of_group(images * hidden, GROUP),
		),
		pass(
			3,
			CLASSIFY,
			images,
			vec![images, hidden, network.classes as u32],
			of_group(2 * images, 2 * GROUP),
		),
	]
}

/// Class and score of each image.
fn classified(network: &Network, inputs: &[Vec<u8>]) -> Vec<u32> {
	let signed = |bytes: &[u8]| bytes.iter().map(|b| *b as i8).collect::<Vec<_>>();
	let layer = |number: usize| Layer {
		weights: signed(&inputs[2 * number + 1]),
		biases: words_of(&inputs[2 * number + 2]),
	};
	let layers: Vec<Layer> = (0..4).map(layer).collect();
	let images = signed(&inputs[0]);
	let each = images.len() / network.images;
	let classified = images.chunks_exact(each).flat_map(|image| {
		let [c0, c1, _] = network.channels;
		let x = layers[0].convolved(image, network.side, c0, SHIFTS[0]);
		let x = layers[1].convolved(&x, network.side / 2, c1, SHIFTS[1]);
		let sums = layers[2].sums(&x).into_iter();
		let x: Vec<i8> = sums.map(|sum| quantised(sum, SHIFTS[2])).collect();
		let scores = layers[3].sums(&x);
		let best = (0..scores.len()).rev().max_by_key(|class| scores[*class]);
		let best = best.expect("there are classes");
		[best as u32, scores[best] as u32]
	});
	classified.collect()
}

struct Layer {
	weights: Vec<i8>,
	biases: Vec<u32>,
}

impl Layer {
	/// For each output its bias and the products of all inputs with its weights.
	fn sums(&self, x: &[i8]) -> Vec<i32> {
		let rows = self.biases.iter().zip(self.weights.chunks_exact(x.len()));
		let sums = rows.map(|(bias, weights)| {
			let products = x.iter().zip(weights);
			let products = products.map(|(x, w)| i32::from(*x) * i32::from(*w));
			*bias as i32 + products.sum::<i32>()
		});
		sums.collect()
	}

	/// 3 x 3 convolution with zeros around, quantised, then the greatest of 2 x 2.
	fn convolved(&self, image: &[i8], side: usize, channels: usize, shift: u32) -> Vec<i8> {
		let made = self.biases.len();
		let mut pooled = vec![i8::MIN; (side / 2) * (side / 2) * made];
		for (y, x) in (0..side / 2 * 2).flat_map(|y| (0..side / 2 * 2).map(move |x| (y, x))) {
			let mut window = Vec::new();
			for (dy, dx) in (0..3).flat_map(|dy| (0..3).map(move |dx| (dy, dx))) {
				let inside = (1..=side).contains(&(y + dy)) && (1..=side).contains(&(x + dx));
				match inside {
					true => {
						let at = ((y + dy - 1) * side + x + dx - 1) * channels;
						window.extend(&image[at..at + channels]);
					},
					false => window.extend(std::iter::repeat_n(0, channels)),
				}
			}
			let at = ((y / 2) * (side / 2) + x / 2) * made;
			for (to, sum) in pooled[at..at + made].iter_mut().zip(self.sums(&window)) {
				*to = (*to).max(quantised(sum, shift));
			}
		}
		pooled
	}
}

/// Rounded to a multiple of 2^shift, ties upwards; from 0 to 127 of them.
fn quantised(sum: i32, shift: u32) -> i8 {
	let rounded = (f64::from(sum) / f64::from(1 << shift) + 0.5).floor();
	rounded.clamp(0.0, 127.0) as i8
}
