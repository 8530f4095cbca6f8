//! The kernels of the library three ways: on this machine's device, on the interpreter, and by
//! their checks, which owe nothing to the compiler.
//!
//! What is judged is one pass on the inputs that it had, so each pass is compared with what the
//! interpreter makes of what the device made before. The last pass is compared with the check.

use crate::{
	jobs::{interpret, run},
	library::{described, job, kernels, of_passes},
	machine::device,
};
use assay_engine::Collected;
use assay_kernel_library::{find, for_each_kernel, Kernel, Size, Workload, WorkloadPass};
use assay_market::{CompareRule, Grid, InputSource};
use assay_touchstone::{
	Comparison, Execution, Interpreter, Launch, Output, Program, Rule, WholeInputs,
};

/// Workgroups of a large pass that the interpreter runs too.
const SAMPLES: u64 = 64;

/// The same data each time.
const SEED: u64 = 2026;

fn kernel(name: &str) -> &'static Kernel {
	find(&name.replace('_', "-")).expect("a kernel of this name")
}

/// What a pass reads, of what the device made before.
fn inputs<'a>(workload: &'a Workload, pass: &WorkloadPass, made: &'a Collected) -> Vec<&'a [u8]> {
	let sources = pass.inputs.iter().map(|source| match *source {
		InputSource::Job(input) => workload.inputs[usize::from(input)].as_slice(),
		InputSource::Pass { pass, output } => {
			made.passes[usize::from(pass)][usize::from(output)].as_slice()
		},
	});
	sources.collect()
}

/// Every word of every pass.
fn agrees(name: &str) {
	let Some(device) = device() else { return };
	for size in [Size::Odd, Size::Small, Size::Medium] {
		let workload = kernel(name).workload(size, SEED);
		let kernels = kernels(&workload, None);
		let (made, _) = run(&device, &job(&workload, &kernels));
		for (number, pass) in workload.passes.iter().enumerate() {
			let inputs = inputs(&workload, pass, &made);
			let sources: Vec<_> = (0..inputs.len() as u8).map(InputSource::Job).collect();
			let alone = of_passes(inputs, [described(pass, &kernels[number], &sources)]);
			let judged = interpret(&alone).0.passes.remove(0);
			for (output, (spec, judged)) in pass.outputs.iter().zip(&judged).enumerate() {
				let place = format!("{name}, {size:?}, pass {number}, output {output}");
				same(&place, spec.rule, judged, &made.passes[number][output]);
			}
		}
		passes_check(name, &workload, &made);
	}
}

/// Every word of the last pass, and some workgroups of every pass.
fn agrees_when_large(name: &str) {
	let Some(device) = device() else { return };
	let workload = kernel(name).workload(Size::Large, SEED);
	let job = job(&workload, &kernels(&workload, None));
	let (made, _) = run(&device, &job);
	for (number, pass) in workload.passes.iter().enumerate() {
		let program = job.work().program(number).expect("every pass has a kernel");
		let inputs = inputs(&workload, pass, &made);
		for group in samples(pass.grid) {
			let execution = execute(pass, program, &inputs, group);
			for (output, (spec, tile)) in pass.outputs.iter().zip(&execution.tiles).enumerate() {
				for (first, words) in spec.output().tile_words(group, tile) {
					let place =
						format!("{name}, pass {number}, output {output}, from word {first}");
					let expected: Vec<u8> =
						words.iter().flat_map(|word| word.to_le_bytes()).collect();
					let got = &made.passes[number][output][4 * first as usize..];
					same(&place, spec.rule, &expected, &got[..expected.len()]);
				}
			}
		}
	}
	passes_check(name, &workload, &made);
}

/// Demands what the check says.
fn passes_check(name: &str, workload: &Workload, made: &Collected) {
	let last = workload.passes.last().expect("a job has passes");
	let expected = workload.expected();
	let got = made.passes.last().expect("every pass was run");
	assert_eq!((got.len(), expected.len()), (last.outputs.len(), last.outputs.len()));
	for ((spec, got), expected) in last.outputs.iter().zip(got).zip(&expected) {
		same(&format!("{name}, by its check"), spec.rule, expected, got);
		// A device that does nothing agrees with a check that does nothing.
		assert!(got.chunks(4).any(|word| word != &got[..4]), "{name}");
	}
}

fn same(place: &str, rule: CompareRule, expected: &[u8], got: &[u8]) {
	let rule = Rule::try_from(rule).expect("a rule that is one");
	assert_eq!(got.len(), expected.len(), "{place}");
	let word = |bytes: &[u8]| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
	let pairs = got.chunks_exact(4).zip(expected.chunks_exact(4));
	for (index, (got, expected)) in pairs.enumerate() {
		let (got, expected) = (word(got), word(expected));
		assert!(
			rule.compare_word(expected, got) == Comparison::Match,
			"{place}, word {index}: {got:#x} ({}), expected {expected:#x} ({})",
			f32::from_bits(got),
			f32::from_bits(expected),
		);
	}
}

/// Workgroups spread over a grid, the first and the last among them.
fn samples(grid: [u32; 3]) -> impl Iterator<Item = [u32; 3]> {
	let grid = Grid(grid);
	let last = grid.count().expect("it can be counted") - 1;
	let count = SAMPLES.min(last + 1);
	(0..count).map(move |sample| {
		grid.group(last * sample / (count - 1).max(1)).expect("it is below the count")
	})
}

fn execute(pass: &WorkloadPass, program: &Program, inputs: &[&[u8]], group: [u32; 3]) -> Execution {
	let outputs: Vec<Output> = pass.outputs.iter().map(|output| output.output()).collect();
	let launch = Launch::new(&pass.params, pass.grid, &outputs);
	Interpreter::new(program)
		.run(&launch, group, &mut WholeInputs { inputs })
		.unwrap_or_else(|error| panic!("workgroup {group:?}: {error}"))
}

macro_rules! tests {
	($($test:ident => $module:ident::$kernel:ident,)*) => {
		$(
			mod $test {
				#[test]
				fn should_agree() {
					super::agrees(stringify!($test));
				}

				#[test]
				#[ignore = "takes minutes, with the most that the kernels are offered for"]
				fn should_agree_when_large() {
					super::agrees_when_large(stringify!($test));
				}
			}
		)*
	};
}

for_each_kernel!(tests);
