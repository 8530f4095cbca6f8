//! Workloads of the kernel library as jobs.

use assay_compiler::{compile, Options};
use assay_engine::{Job, Pass, Source};
use assay_kernel_library::{PassSpec, Source as From, Workload};
use assay_touchstone::{FloatMode, Program};
use std::rc::Rc;

/// The programs of a workload's passes, each compiled once. With a mode of floats given, that of
/// the sources isn't kept.
pub fn programs(workload: &Workload, floats: Option<FloatMode>) -> Vec<Rc<Program>> {
	let mut made: Vec<Rc<Program>> = Vec::new();
	for (number, pass) in workload.passes.iter().enumerate() {
		let same =
			|other: &PassSpec| other.source == pass.source && other.overrides == pass.overrides;
		let known = workload.passes[..number].iter().position(same);
		made.push(match known {
			Some(known) => made[known].clone(),
			None => Rc::new(program(pass, floats.or(pass.floats))),
		});
	}
	made
}

fn program(pass: &PassSpec, float_mode: Option<FloatMode>) -> Program {
	let options = Options { overrides: &pass.overrides, float_mode, ..Options::default() };
	let compiled = compile(pass.source.text, pass.source.name, &options);
	let compiled = compiled.unwrap_or_else(|errors| panic!("{errors}"));
	Program::parse(&compiled.bytecode).expect("compilers make valid bytecode")
}

/// The whole workload as a job.
pub fn job<'a>(workload: &'a Workload, programs: &'a [Rc<Program>]) -> Job<'a> {
	let passes = workload.passes.iter().zip(programs).map(|(pass, program)| {
		let sources = pass.inputs.iter().map(|from| match *from {
			From::Input(input) => Source::Input(input),
			From::Output { pass, output } => Source::Output { pass, output },
		});
		described(pass, program, sources.collect())
	});
	Job { inputs: workload.inputs.iter().map(Vec::as_slice).collect(), passes: passes.collect() }
}

/// A pass, with these inputs.
pub fn described<'a>(pass: &PassSpec, program: &'a Program, inputs: Vec<Source>) -> Pass<'a> {
	Pass {
		program,
		grid: pass.grid,
		params: pass.params.clone(),
		inputs,
		outputs: pass.outputs.iter().map(|output| output.output).collect(),
	}
}
