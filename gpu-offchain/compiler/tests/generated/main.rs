//! Generated kernels: what the compiler and the interpreter make of them, against a slow reading of
//! what naga says that they mean.

mod choices;
mod evaluate;
mod expressions;
mod program;
mod statements;
mod types;

use assay_compiler::{compile, Options};
use assay_touchstone::{Interpreter, Launch, Output, Program as Bytecode, TileShape, WholeInputs};
use choices::{shrink, Choices};
use program::{Case, Program};
use std::collections::BTreeMap;

/// Programs of a run that nobody asked to be longer.
const PROGRAMS: u64 = 400;

/// What that many programs have to come by: statements, expressions, operators and functions of
/// naga's. A generator that loses one of them tests less than it says.
const EXPECTED: &[&str] = &[
	"Abs",
	"Access",
	"AccessIndex",
	"Add",
	"All",
	"And",
	"Any",
	"As Bool true",
	"As Float false",
	"As Float true",
	"As Sint false",
	"As Sint true",
	"As Uint false",
	"As Uint true",
	"Atomic Add",
	"Atomic And",
	"Atomic InclusiveOr",
	"Atomic Max",
	"Atomic Min",
	"Atomic Subtract",
	"BitwiseNot",
	"Break",
	"Call",
	"Clamp",
	"Compose",
	"Continue",
	"ControlBarrier",
	"CountLeadingZeros",
	"CountOneBits",
	"CountTrailingZeros",
	"Distance",
	"Divide",
	"Dot",
	"Dot4I8Packed",
	"Dot4U8Packed",
	"Equal",
	"ExclusiveOr",
	"ExtractBits",
	"FaceForward",
	"FirstLeadingBit",
	"FirstTrailingBit",
	"Fma",
	"FunctionArgument",
	"GlobalVariable",
	"Greater",
	"GreaterEqual",
	"If",
	"InclusiveOr",
	"InsertBits",
	"Length",
	"Less",
	"LessEqual",
	"Literal",
	"Load",
	"LocalVariable",
	"LogicalNot",
	"Loop",
	"Max",
	"Min",
	"Mix",
	"Modulo",
	"Multiply",
	"Negate",
	"Normalize",
	"NotEqual",
	"Pack2x16float",
	"Pack4xI8Clamp",
	"Pack4xU8",
	"Pack4xU8Clamp",
	"Reflect",
	"Return",
	"Return value",
	"ReverseBits",
	"Round",
	"Saturate",
	"Select",
	"ShiftLeft",
	"ShiftRight",
	"Sign",
	"SmoothStep",
	"Splat",
	"Step",
	"Store",
	"Subtract",
	"Switch",
	"Swizzle",
	"Transpose",
	"Unpack2x16float",
	"WorkGroupUniformLoad",
	"ZeroValue",
];

/// What a case came to.
enum Outcome {
	/// Both readings agree; what was met on the way.
	Agree(Vec<String>),
	/// naga or the compiler refuses the program, with this code.
	Refused(String),
	/// They differ.
	Differ(String),
}

fn check(case: &Case) -> Outcome {
	let options = Options { overrides: &case.overrides, ..Options::default() };
	let kernel = match compile(&case.source, "generated.wgsl", &options) {
		Ok(kernel) => kernel,
		Err(refused) => {
			let first = &refused.list[0];
			return Outcome::Refused(format!("{}: {}", first.code, first.message));
		},
	};
	let module = naga::front::wgsl::parse_str(&case.source).expect("the compiler parsed it too");
	// Buffers that aren't used have no number.
	let used = |names: &[assay_compiler::Binding]| -> Vec<u32> {
		names.iter().map(|binding| binding.number).collect()
	};
	let (inputs, outputs) = (used(&kernel.inputs), used(&kernel.outputs));
	let program = Bytecode::parse(&kernel.bytecode).expect("the compiler makes valid bytecode");
	let params = &case.params[..kernel.param_words as usize];
	let grid = [case.groups, 1, 1];
	let tiles: Vec<u32> = case.lane_words.iter().map(|words| words * case.lanes).collect();
	let shapes: Vec<Output> = outputs
		.iter()
		.map(|number| {
			let tile = tiles[*number as usize - 8];
			Output { words: tile * case.groups, tiles: TileShape::flat(tile) }
		})
		.collect();
	let bytes: Vec<Vec<u8>> = inputs
		.iter()
		.map(|number| case.inputs[*number as usize].iter().flat_map(|w| w.to_le_bytes()).collect())
		.collect();
	let slices: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
	let all_outputs: Vec<(u32, u32)> =
		tiles.iter().map(|tile| (tile * case.groups, *tile)).collect();
	let pass = evaluate::Pass {
		module: &module,
		overrides: &case.overrides,
		params: &case.params,
		grid,
		inputs: &case.inputs,
		outputs: &all_outputs,
	};
	let mut met = Vec::new();
	let mut interpreter = Interpreter::new(&program);
	for group in 0..case.groups {
		let group = [group, 0, 0];
		let launch = Launch::new(params, grid, &shapes);
		let mut memory = WholeInputs { inputs: &slices };
		let made = match interpreter.run(&launch, group, &mut memory) {
			Ok(made) => made,
			Err(assay_touchstone::RunError::OverLimit { .. }) => {
				return Outcome::Refused("over the limit of fuel".into())
			},
			Err(error) => return Outcome::Differ(format!("the interpreter refuses: {error}")),
		};
		let meant = evaluate::run(&pass, group);
		for (number, got) in outputs.iter().zip(&made.tiles) {
			let want = &meant.tiles[*number as usize - 8];
			if got != want {
				return Outcome::Differ(format!(
					"workgroup {group:?}, binding {number}:\n  made  {got:x?}\n  meant {want:x?}"
				));
			}
		}
		met.extend(meant.met);
	}
	Outcome::Agree(met)
}

fn number(name: &str, default: u64) -> u64 {
	match std::env::var(name) {
		Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text}")),
		Err(_) => default,
	}
}

#[test]
fn compiled_programs_should_do_what_their_source_says() {
	let (first, count) = (number("ASSAY_SEED", 0), number("ASSAY_PROGRAMS", PROGRAMS));
	let (mut agreed, mut met) = (0u64, BTreeMap::new());
	let mut refused: BTreeMap<String, u64> = BTreeMap::new();
	for seed in first..first + count {
		let (case, list) = Program::make(Choices::from_seed(seed));
		if count == 1 {
			println!("{}", case.source);
		}
		match check(&case) {
			Outcome::Agree(kinds) => {
				agreed += 1;
				for kind in kinds {
					*met.entry(kind).or_insert(0u64) += 1;
				}
			},
			Outcome::Refused(why) => *refused.entry(why).or_insert(0) += 1,
			Outcome::Differ(_) => {
				let differs = |list: &[u32]| {
					let (case, _) = Program::make(Choices::from_list(list.to_vec()));
					matches!(check(&case), Outcome::Differ(_))
				};
				let (case, _) = Program::make(Choices::from_list(shrink(list, differs)));
				let Outcome::Differ(how) = check(&case) else {
					panic!("seed {seed} differs, but not again");
				};
				panic!("seed {seed}: {how}\n{}", case.source);
			},
		}
	}
	println!("{agreed} of {count} programs from seed {first} ran and agreed");
	for (why, times) in &refused {
		println!("{times:6} refused: {why}");
	}
	if std::env::var_os("ASSAY_MET").is_some() {
		met.iter().for_each(|(kind, times)| println!("{times:6} {kind}"));
	}
	assert!(agreed * 10 >= count * 9, "too many programs are refused");
	let missing: Vec<_> = EXPECTED.iter().filter(|kind| !met.contains_key(**kind)).collect();
	assert!(count < PROGRAMS || missing.is_empty(), "no program has {missing:?}");
}
