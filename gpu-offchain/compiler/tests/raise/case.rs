//! A program with a pass, and what the interpreter makes of it.

use crate::gpu::Gpu;
use assay_touchstone::{Interpreter, Launch, Output, Program, RunError, TileShape, WholeInputs};

/// A program and one pass of it.
pub struct Case {
	pub name: String,
	pub program: Program,
	pub grid: [u32; 3],
	pub inputs: Vec<Vec<u32>>,
	pub outputs: Vec<Output>,
	pub params: Vec<u32>,
}

/// An output that is one flat range per workgroup.
pub fn flat(words: u32, per_group: u32) -> Output {
	Output { words, tiles: TileShape::flat(per_group) }
}

impl Case {
	/// The whole outputs, from all tiles.
	pub fn interpret(&self) -> Result<Vec<Vec<u32>>, RunError> {
		let launch = Launch::new(&self.params, self.grid, &self.outputs);
		let bytes: Vec<Vec<u8>> = self
			.inputs
			.iter()
			.map(|input| input.iter().flat_map(|word| word.to_le_bytes()).collect())
			.collect();
		let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
		let mut interpreter = Interpreter::new(&self.program);
		let mut whole: Vec<Vec<u32>> =
			self.outputs.iter().map(|output| vec![0; output.words as usize]).collect();
		let [x, y, z] = self.grid;
		for group in (0..z).flat_map(|z| (0..y).flat_map(move |y| (0..x).map(move |x| [x, y, z]))) {
			let mut inputs = WholeInputs { inputs: &bytes };
			let execution = interpreter.run(&launch, group, &mut inputs)?;
			for (output, (words, tile)) in whole.iter_mut().zip(execution.tiles).enumerate() {
				for run in self.outputs[output].tile(group).runs() {
					let from = &tile[run.in_tile as usize..][..run.words as usize];
					words[run.in_output as usize..][..run.words as usize].copy_from_slice(from);
				}
			}
		}
		Ok(whole)
	}
}

/// Runs cases on the GPU and demands the interpreter's bits.
pub fn check(gpu: &Gpu, cases: &[Case]) {
	for (case, got) in cases.iter().zip(gpu.run(cases)) {
		same(case, &got);
	}
}

/// Demands the interpreter's bits.
pub fn same(case: &Case, got: &[Vec<u32>]) {
	let expected = case.interpret().unwrap_or_else(|error| panic!("{}: {error:?}", case.name));
	for (output, (got, expected)) in got.iter().zip(&expected).enumerate() {
		let differs = got.iter().zip(expected).position(|(got, expected)| got != expected);
		if let Some(word) = differs {
			panic!(
				"{}: output {output}, word {word}: the GPU has {:#010x}, the interpreter {:#010x}; {:?}",
				case.name,
				got[word],
				expected[word],
				case.program.code(),
			);
		}
	}
}
