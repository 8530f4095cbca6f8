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
	/// Run this workgroup only.
	pub only: Option<[u32; 3]>,
}

/// An output that is one flat range per workgroup.
pub fn flat(words: u32, per_group: u32) -> Output {
	Output { words, tiles: TileShape::flat(per_group) }
}

impl Case {
	/// The workgroups that are run.
	fn groups(&self) -> Vec<[u32; 3]> {
		let [x, y, z] = self.grid;
		match self.only {
			Some(group) => vec![group],
			None => (0..z)
				.flat_map(|z| (0..y).flat_map(move |y| (0..x).map(move |x| [x, y, z])))
				.collect(),
		}
	}

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
		for group in self.groups() {
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
	if let Some(difference) = difference(case, got) {
		panic!("{}: {difference}; {:?}", case.name, case.program.code());
	}
}

/// Where the GPU and the interpreter differ.
pub fn difference(case: &Case, got: &[Vec<u32>]) -> Option<String> {
	let expected = match case.interpret() {
		Ok(expected) => expected,
		Err(error) => return Some(format!("the interpreter says {error:?}")),
	};
	got.iter().zip(&expected).enumerate().find_map(|(output, (got, expected))| {
		let word = got.iter().zip(expected).position(|(got, expected)| got != expected)?;
		let (got, expected) = (got[word], expected[word]);
		Some(format!(
			"output {output}, word {word}: the GPU has {got:#010x}, the interpreter {expected:#010x}"
		))
	})
}
