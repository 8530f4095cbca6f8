//! Small kernels, compiled and run, against what a person says they do.

use assay_compiler::{compile, Options};
use assay_touchstone::{
	Execution, Interpreter, Launch, Output, Program, RunError, TileShape, WholeInputs,
};

/// Runs one workgroup and hands back its first tile.
fn run(source: &str, inputs: &[&[u32]], params: &[u32], words: u32) -> Vec<u32> {
	try_run(source, inputs, params, words).expect("runs").tiles.swap_remove(0)
}

fn try_run(
	source: &str,
	inputs: &[&[u32]],
	params: &[u32],
	words: u32,
) -> Result<Execution, RunError> {
	let kernel = compile(source, "test.wgsl", &Options::default())
		.unwrap_or_else(|diagnostics| panic!("{diagnostics}"));
	let program = Program::parse(&kernel.bytecode).expect("valid bytecode");
	if std::env::var_os("LISTING").is_some() {
		println!("{}", program.listing());
	}
	let output = OUTPUT(words);
	let outputs = vec![output; kernel.outputs.len()];
	let mut launch = Launch::new(params, [1, 1, 1], &outputs);
	launch.limit = program.workgroup_fuel(params).expect("has fuel");
	let memory = WholeInputs { inputs };
	Interpreter::new(&program).run(&launch, [0, 0, 0], &memory)
}
