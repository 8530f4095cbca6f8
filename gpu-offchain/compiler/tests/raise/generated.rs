//! Generated programs, each on one workgroup of its grid.
//!
//! `ASSAY_PROGRAMS` sets how many, `ASSAY_SEED` the first seed.

use crate::{
	case::{difference, Case},
	generator,
	gpu::{device, validate, Gpu},
};
use assay_compiler::raise::{raise, RaiseOptions};
use assay_touchstone::*;

/// Programs in one submission.
const BATCH: u64 = 64;

fn setting(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

/// The smallest case that still differs, found by leaving instructions out.
fn shrink(gpu: &Gpu, seed: u64) -> generator::Case {
	let mut case = generator::case(seed);
	let mut length = case.code.len();
	while length > 0 {
		let mut from = 0;
		while from + length <= case.code.len() {
			let mut smaller = case.clone();
			smaller.code.drain(from..from + length);
			if still_differs(gpu, &smaller) {
				case = smaller;
			} else {
				from += 1;
			}
		}
		length /= 2;
	}
	// An `if` or a `loop` goes together with its end only.
	for from in (0..case.code.len()).rev() {
		for to in (from + 1..case.code.len()).rev() {
			if to < case.code.len() {
				let mut smaller = case.clone();
				smaller.code.remove(to);
				smaller.code.remove(from);
				if still_differs(gpu, &smaller) {
					case = smaller;
				}
			}
		}
	}
	case
}

fn still_differs(gpu: &Gpu, made: &generator::Case) -> bool {
	if Program::parse(&made.bytecode()).is_err() {
		return false;
	}
	let case = runnable("smaller".into(), made.clone());
	case.interpret().is_ok()
		&& difference(&case, &gpu.run(std::slice::from_ref(&case))[0]).is_some()
}

/// A generated case, strict: only then is there one right answer.
fn runnable(name: String, mut made: generator::Case) -> Case {
	made.header.float_mode = FloatMode::Strict;
	for instr in &mut made.code {
		match instr {
			Instr::Unary { op, .. } if op.relaxed_only() => *op = UnaryOp::Sqrt,
			Instr::Binary { op, .. } if op.relaxed_only() => *op = BinaryOp::MulF,
			_ => {},
		}
	}
	Case {
		name,
		program: Program::parse(&made.bytecode()).expect("generated programs are valid"),
		grid: made.scene.grid,
		inputs: made.scene.inputs,
		outputs: made.scene.outputs,
		params: made.scene.params,
		only: Some(made.scene.group),
	}
}

/// Whether naga takes the program as it was generated, relaxed or not.
fn validate_as_generated(name: &str, made: &generator::Case) {
	let program = Program::parse(&made.bytecode()).expect("generated programs are valid");
	let raised = raise(&program, &RaiseOptions::default()).expect("valid");
	validate(name, &raised.module);
}

#[test]
fn generated_programs_should_agree() {
	let Some(gpu) = device() else { return };
	let first = setting("ASSAY_SEED", 0);
	let count = setting("ASSAY_PROGRAMS", 100);
	let (mut compared, mut void) = (0, 0);
	for start in (first..first + count).step_by(BATCH as usize) {
		let (mut cases, mut seeds) = (Vec::new(), Vec::new());
		for seed in start..(start + BATCH).min(first + count) {
			let made = generator::case(seed);
			let name = format!("seed {seed}");
			validate_as_generated(&name, &made);
			let case = runnable(name, made);
			if case.interpret().is_err() {
				void += 1;
			} else {
				seeds.push(seed);
				cases.push(case);
			}
		}
		compared += cases.len();
		for ((case, got), seed) in cases.iter().zip(gpu.run(&cases)).zip(seeds) {
			if let Some(difference) = difference(case, &got) {
				let small = shrink(gpu, seed);
				let program = Program::parse(&small.bytecode()).expect("it ran");
				panic!("seed {seed}: {difference}\n{}{:?}", Listing(&program), small.scene);
			}
		}
	}
	eprintln!("{count} programs: {compared} compared, {void} void, on {}", gpu.name);
	assert!(count < 100 || 3 * compared as u64 > count, "most programs should be compared");
}
