//! Passes to judge: kernels, inputs, and outputs as the interpreter makes them.

use assay_proof::{BlobRef, Outboard};
use assay_touchstone::*;
use assay_witness::{judge, record, Pass, Recorded, Refused, Source, Target, Verdict, Witness};

/// A pass with everything that its runner has.
pub struct Scene {
	pub program: Program,
	pub params: Vec<u32>,
	pub grid: [u32; 3],
	pub inputs: Vec<Vec<u8>>,
	pub outputs: Vec<(Output, Rule, Vec<u8>)>,
}

impl Scene {
	/// Fills the outputs with what the interpreter makes of the inputs.
	pub fn run(mut self) -> Self {
		for group in self.groups() {
			let execution = self.execute(group);
			for ((output, _, bytes), tile) in self.outputs.iter_mut().zip(execution.tiles) {
				for run in output.tile(group).runs() {
					let words = &tile[run.in_tile as usize..][..run.words as usize];
					let place = 4 * run.in_output as usize;
					for (to, word) in bytes[place..].chunks_exact_mut(4).zip(words) {
						to.copy_from_slice(&word.to_le_bytes());
					}
				}
			}
		}
		self
	}

	/// Executes one workgroup with all inputs at hand.
	pub fn execute(&self, group: [u32; 3]) -> Execution {
		let inputs: Vec<&[u8]> = self.inputs.iter().map(Vec::as_slice).collect();
		let outputs: Vec<Output> = self.outputs.iter().map(|(output, ..)| *output).collect();
		let launch = Launch::new(&self.params, self.grid, &outputs);
		Interpreter::new(&self.program)
			.run(&launch, group, &mut WholeInputs { inputs: &inputs })
			.expect("the kernel is a good one")
	}

	/// All workgroups.
	pub fn groups(&self) -> Vec<[u32; 3]> {
		let [x, y, z] = self.grid;
		let all = (0..z).flat_map(|z| (0..y).flat_map(move |y| (0..x).map(move |x| [x, y, z])));
		all.collect()
	}

	/// Passes `then` the pass as everybody knows it, and what its runner has.
	fn with<T>(&self, then: impl FnOnce(&Pass<'_>, &[Source<'_>], &[Source<'_>]) -> T) -> T {
		let boards = |blobs: Vec<&Vec<u8>>| -> Vec<Outboard> {
			blobs.into_iter().map(|blob| Outboard::of(blob).unwrap()).collect()
		};
		let read = boards(self.inputs.iter().collect());
		let made = boards(self.outputs.iter().map(|(.., bytes)| bytes).collect());
		let source = |(bytes, outboard)| Source { bytes, outboard };
		let sources: Vec<_> =
			self.inputs.iter().map(Vec::as_slice).zip(&read).map(source).collect();
		let results = self.outputs.iter().map(|(.., bytes)| bytes.as_slice()).zip(&made);
		let results: Vec<_> = results.map(source).collect();
		let blob = |board: &Outboard| BlobRef { hash: board.root(), len: board.len() };
		let targets = self.outputs.iter().zip(&made).map(|((output, rule, _), made)| Target {
			output: *output,
			rule: *rule,
			hash: made.root(),
		});
		let pass = Pass {
			program: &self.program,
			params: &self.params,
			grid: self.grid,
			limit: Fuel(limits::MAX_WORKGROUP_FUEL),
			inputs: &read.iter().map(blob).collect::<Vec<_>>(),
			outputs: &targets.collect::<Vec<_>>(),
		};
		then(&pass, &sources, &results)
	}

	pub fn record(&self, group: [u32; 3]) -> Recorded {
		self.with(|pass, inputs, outputs| record(pass, group, inputs, outputs).unwrap())
	}

	pub fn judge(&self, group: [u32; 3], witness: Witness) -> Result<Verdict, Refused> {
		self.with(|pass, _, _| judge(pass, group, witness))
	}

	/// Records and judges.
	pub fn verdict(&self, group: [u32; 3]) -> Result<Verdict, Refused> {
		self.judge(group, self.record(group).witness)
	}
}

/// Bytes of pseudo-random words, from a seed.
pub fn noise(bytes: usize, mut seed: u64) -> Vec<u8> {
	let mut next = || {
		seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
		(seed >> 33) as u8
	};
	(0..bytes).map(|_| next()).collect()
}

/// Workgroups of 8 x 8 lanes over an image of `size` words, each word of which is looked up:
/// `image[i] = table[(index[i] * scale) % spread] + i`. Rows begin at multiples of 8 words, and the
/// last one ends with its last word.
pub fn look_up(size: [u32; 2], scale: u32, spread: u32, inputs: [Vec<u8>; 2]) -> Scene {
	let [width, height] = size;
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.registers) = ([8, 8, 1], 8);
	(header.inputs, header.outputs, header.params) = (2, 1, 3);
	let bytecode = Builder::new(header)
		.builtin(Reg(0), Builtin::GlobalX)
		.builtin(Reg(1), Builtin::GlobalY)
		.param(Reg(2), 0)
		.binary(BinaryOp::LtU, Reg(5), Reg(0), Reg(2))
		.if_true(Reg(5), |b| {
			b.binary(BinaryOp::Mul, Reg(1), Reg(1), Reg(2))
				.binary(BinaryOp::Add, Reg(0), Reg(0), Reg(1))
				.load(Space::Input(0), Reg(3), Reg(0))
				.param(Reg(4), 1)
				.binary(BinaryOp::Mul, Reg(3), Reg(3), Reg(4))
				.param(Reg(4), 2)
				.binary(BinaryOp::RemU, Reg(3), Reg(3), Reg(4))
				.load(Space::Input(1), Reg(3), Reg(3))
				.binary(BinaryOp::Add, Reg(3), Reg(3), Reg(0))
				.store(Space::Output(0), Reg(0), Reg(3))
		})
		.finish();
	let pitch = width.next_multiple_of(8);
	let tiles = TileShape { rows: 8, row_words: 8, pitch, plane: pitch * height };
	let output = Output { words: pitch * (height - 1) + width, tiles };
	let grid = [width.div_ceil(8), height.div_ceil(8), 1];
	Scene {
		program: Program::parse(&bytecode).unwrap(),
		params: vec![pitch, scale, spread],
		grid,
		inputs: inputs.into(),
		outputs: vec![(output, Rule::Exact, vec![0; 4 * output.words as usize])],
	}
	.run()
}

/// One lane that reads word 0 of the first `count` chunks of its input and adds them up.
pub fn sweep(count: u32, chunks: usize) -> Scene {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.registers) = ([1, 1, 1], 4);
	(header.inputs, header.outputs) = (1, 1);
	let bytecode = Builder::new(header)
		.repeat(Bound::Constant(count), |b| {
			b.load(Space::Input(0), Reg(1), Reg(0))
				.binary(BinaryOp::Add, Reg(2), Reg(2), Reg(1))
				.binary(BinaryOp::Add, Reg(0), Reg(0), 256u32)
		})
		.constant(Reg(3), 0)
		.store(Space::Output(0), Reg(3), Reg(2))
		.finish();
	let output = Output { words: 1, tiles: TileShape::flat(1) };
	Scene {
		program: Program::parse(&bytecode).unwrap(),
		params: vec![],
		grid: [1, 1, 1],
		inputs: vec![noise(1024 * chunks, 7)],
		outputs: vec![(output, Rule::Exact, vec![0; 4])],
	}
}
