//! Runs the passes of a job on the interpreter.

use assay_compiler::{compile, Options};
use assay_kernel_library::{Workload, WorkloadPass};
use assay_market::{Grid, InputSource};
use assay_touchstone::{Execution, Interpreter, Launch, Output, Program, WholeInputs};
use rayon::prelude::*;

/// The program of a pass.
#[track_caller]
pub fn program(pass: &WorkloadPass) -> Program {
	let options =
		Options { overrides: &pass.overrides, float_mode: pass.floats, ..Options::default() };
	let kernel = compile(pass.source.text, pass.source.name, &options)
		.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
	assert!(kernel.warnings.is_empty(), "{:?}", kernel.warnings);
	Program::parse(&kernel.bytecode).expect("the compiler makes valid bytecode")
}

/// The shapes of a pass's outputs.
pub fn shapes(pass: &WorkloadPass) -> Vec<Output> {
	pass.outputs.iter().map(|output| output.output()).collect()
}

/// The outputs of all passes.
pub fn run(job: &Workload) -> Vec<Vec<Vec<u8>>> {
	let mut made: Vec<Vec<Vec<u8>>> = Vec::new();
	for pass in &job.passes {
		let inputs = inputs(job, pass, &made);
		made.push(run_pass(pass, &inputs));
	}
	made
}

/// What a pass reads, of what earlier passes made.
pub fn inputs<'a>(
	job: &'a Workload,
	pass: &WorkloadPass,
	made: &'a [Vec<Vec<u8>>],
) -> Vec<&'a [u8]> {
	let sources = pass.inputs.iter().map(|source| match *source {
		InputSource::Job(number) => job.inputs[usize::from(number)].as_slice(),
		InputSource::Pass { pass, output } => {
			made[usize::from(pass)][usize::from(output)].as_slice()
		},
	});
	sources.collect()
}

fn run_pass(pass: &WorkloadPass, inputs: &[&[u8]]) -> Vec<Vec<u8>> {
	let program = program(pass);
	let shapes = shapes(pass);
	let launch = Launch::new(&pass.params, pass.grid, &shapes);
	let groups: Vec<[u32; 3]> = Grid(pass.grid).groups().collect();
	let made: Vec<([u32; 3], Execution)> = groups
		.into_par_iter()
		.map_init(
			|| Interpreter::new(&program),
			|interpreter, group| {
				let execution = interpreter
					.run(&launch, group, &mut WholeInputs { inputs })
					.unwrap_or_else(|error| panic!("workgroup {group:?}: {error}"));
				(group, execution)
			},
		)
		.collect();
	let mut outputs: Vec<Vec<u8>> =
		shapes.iter().map(|output| vec![0; 4 * output.words as usize]).collect();
	for (group, execution) in made {
		for ((output, tile), bytes) in shapes.iter().zip(&execution.tiles).zip(&mut outputs) {
			for run in output.tile(group).runs() {
				for word in 0..run.words {
					let at = 4 * (run.in_output + word) as usize;
					let value = tile[(run.in_tile + word) as usize];
					bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
				}
			}
		}
	}
	outputs
}
