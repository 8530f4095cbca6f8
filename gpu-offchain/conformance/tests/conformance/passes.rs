//! A vector by the interpreter, and by the slow reading of the specification.

use crate::reference::{self, Scene};
use assay_conformance::Vector;
use assay_touchstone::{words_of_bytes, Interpreter, Launch, Program, RunError, WholeInputs};

fn groups([x, y, z]: [u32; 3]) -> impl Iterator<Item = [u32; 3]> {
	(0..z).flat_map(move |z| (0..y).flat_map(move |y| (0..x).map(move |x| [x, y, z])))
}

/// Puts the tiles of all workgroups in their places.
fn whole<E>(
	vector: &Vector,
	mut tiles: impl FnMut([u32; 3]) -> Result<Vec<Vec<u32>>, E>,
) -> Result<Vec<Vec<u32>>, E> {
	let outputs = vector.outputs.iter();
	let mut whole: Vec<Vec<u32>> = outputs.map(|it| vec![0; it.words as usize]).collect();
	for group in groups(vector.grid) {
		let made = tiles(group)?;
		for ((output, words), tile) in vector.outputs.iter().zip(&mut whole).zip(&made) {
			for run in output.tile(group).runs() {
				let from = &tile[run.in_tile as usize..][..run.words as usize];
				words[run.in_output as usize..][..run.words as usize].copy_from_slice(from);
			}
		}
	}
	Ok(whole)
}

/// The outputs by the interpreter.
pub fn interpret(vector: &Vector, program: &Program) -> Result<Vec<Vec<u32>>, RunError> {
	let launch = Launch::new(&vector.params, vector.grid, &vector.outputs);
	let inputs: Vec<&[u8]> = vector.inputs.iter().map(Vec::as_slice).collect();
	let mut interpreter = Interpreter::new(program);
	whole(vector, |group| {
		let mut inputs = WholeInputs { inputs: &inputs };
		interpreter.run(&launch, group, &mut inputs).map(|made| made.tiles)
	})
}

/// The outputs by the slow reading.
pub fn read_slowly(vector: &Vector, program: &Program) -> Vec<Vec<u32>> {
	let words = |bytes: &Vec<u8>| -> Vec<u32> {
		let padded = (0..words_of_bytes(bytes.len() as u64)).map(|word| {
			let bytes = bytes.iter().skip(4 * word as usize).take(4);
			let shifted = bytes.zip([0, 8, 16, 24]).map(|(byte, by)| u32::from(*byte) << by);
			shifted.sum()
		});
		padded.collect()
	};
	let inputs: Vec<Vec<u32>> = vector.inputs.iter().map(words).collect();
	whole(vector, |group| {
		reference::run(
			program,
			&Scene {
				params: vector.params.clone(),
				grid: vector.grid,
				group,
				inputs: inputs.clone(),
				outputs: vector.outputs.clone(),
			},
		)
	})
	.unwrap_or_else(|faults| panic!("{}: {faults:?}", vector.name))
}

pub fn program(vector: &Vector) -> Program {
	Program::parse(&vector.bytecode).unwrap_or_else(|invalid| panic!("{}: {invalid}", vector.name))
}
