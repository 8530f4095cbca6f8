//! The interpreter against a slow reading of the specification, on generated programs.
//!
//! `TOUCHSTONE_PROGRAMS` sets how many programs, `TOUCHSTONE_SEED` the first seed.

mod generator;
#[allow(dead_code)]
mod reference;

use assay_touchstone::*;
use generator::{case, Case};
use std::collections::BTreeMap;

fn setting(name: &str, default: u64) -> u64 {
	std::env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

fn bytes(words: &[u32]) -> Vec<u8> {
	words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// What happened in a case that agreed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Verdict {
	Tiles,
	Void,
}

/// Programs with a barrier or a uniform load in such a place.
#[derive(Debug, Default)]
struct BarrierPlaces {
	at_top: u64,
	in_if: u64,
	in_loop: u64,
}

impl BarrierPlaces {
	fn add(&mut self, code: &[Instr]) {
		let mut found = [false; 3];
		let mut open = Vec::new();
		for instr in code {
			match instr {
				Instr::If { .. } => open.push(1),
				Instr::Loop { .. } => open.push(2),
				Instr::End | Instr::EndLoop { .. } => drop(open.pop()),
				Instr::Barrier | Instr::UniformLoad { .. } => {
					found[0] |= open.is_empty();
					open.iter().for_each(|&block: &usize| found[block] = true);
				},
				_ => {},
			}
		}
		let [top, branch, repeated] = found.map(u64::from);
		self.at_top += top;
		self.in_if += branch;
		self.in_loop += repeated;
	}
}

/// Runs a case both ways. `Err` says how they differ.
fn check(case: &Case) -> Result<Verdict, String> {
	let bytecode = case.bytecode();
	let program = Program::parse(&bytecode).map_err(|invalid| format!("invalid: {invalid}"))?;
	if program.header() != &case.header || program.code() != case.code {
		return Err("decoding gives another program".into());
	}
	let scene = &case.scene;
	let inputs: Vec<Vec<u8>> = scene.inputs.iter().map(|words| bytes(words)).collect();
	let slices: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
	let launch = Launch::new(&scene.params, scene.grid, &scene.outputs);
	let mut memory = Recorder::new(WholeInputs { inputs: &slices }, u32::MAX);
	let mut interpreter = Interpreter::new(&program);
	let made = interpreter.run(&launch, scene.group, &mut memory);

	// Again with what the first run left behind, and only the chunks that it read.
	let mut sparse = SparseInputs { inputs: Vec::new() };
	for (index, input) in inputs.iter().enumerate() {
		let size = 4 * CHUNK_WORDS as usize;
		let read = memory.chunks().filter(|(of, _)| usize::from(*of) == index);
		let chunks = read
			.map(|(_, number)| {
				(
					number,
					&input[number as usize * size..]
						[..size.min(input.len() - number as usize * size)],
				)
			})
			.collect();
		let input = SparseInput::new(input.len() as u64, chunks).map_err(|e| format!("{e:?}"))?;
		sparse.inputs.push(input);
	}
	if interpreter.run(&launch, scene.group, &mut sparse) != made {
		return Err("a second run from the witness differs".into());
	}

	match (made, reference::run(&program, scene)) {
		(Ok(made), Ok(tiles)) => {
			let most = program.workgroup_fuel(&scene.params).map_err(|e| e.to_string())?;
			if made.fuel > most {
				return Err(format!("took {:?} of {most:?}", made.fuel));
			}
			if made.tiles != tiles {
				return Err(format!("tiles differ:\n  {:x?}\n  {tiles:x?}", made.tiles));
			}
			Ok(Verdict::Tiles)
		},
		// Only races are left to chance: lanes that miss a barrier are for the validator.
		(Err(RunError::Void(void)), Err(faults))
			if void.fault == Fault::Race && faults == [Fault::Race] =>
		{
			Ok(Verdict::Void)
		},
		(made, tiles) => Err(format!("the interpreter says {made:x?}, the reference {tiles:x?}")),
	}
}

/// The smallest case that still differs, found by leaving instructions out.
fn shrink(mut case: Case) -> Case {
	let mut length = case.code.len();
	while length > 0 {
		let mut from = 0;
		while from + length <= case.code.len() {
			let mut smaller = case.clone();
			smaller.code.drain(from..from + length);
			if still_differs(&smaller) {
				case = smaller;
			} else {
				from += 1;
			}
		}
		length = (length / 2).min(case.code.len());
	}
	// An `if` or a `loop` goes together with its end only.
	for from in (0..case.code.len()).rev() {
		for to in (from + 1..case.code.len()).rev() {
			if to < case.code.len() && from < to {
				let mut smaller = case.clone();
				smaller.code.remove(to);
				smaller.code.remove(from);
				if still_differs(&smaller) {
					case = smaller;
				}
			}
		}
	}
	case
}

fn still_differs(case: &Case) -> bool {
	Program::parse(&case.bytecode()).is_ok() && check(case).is_err()
}

#[test]
fn interpreter_should_agree_with_the_reference() {
	let first = setting("TOUCHSTONE_SEED", 0);
	let count = setting("TOUCHSTONE_PROGRAMS", 3000);
	let mut verdicts = BTreeMap::new();
	let mut places = BarrierPlaces::default();
	for seed in first..first + count {
		let case = case(seed);
		places.add(&case.code);
		match check(&case) {
			Ok(verdict) => *verdicts.entry(verdict).or_insert(0u64) += 1,
			Err(_) => {
				let small = shrink(case);
				let difference = check(&small).expect_err("it is the smallest that differs");
				panic!("seed {seed}: {difference}\n{small:#?}");
			},
		}
	}
	println!("{count} programs: {verdicts:?}");
	let tiles = verdicts.get(&Verdict::Tiles).copied().unwrap_or(0);
	assert!(3 * tiles > count, "most programs should have a meaning: {verdicts:?}");
	let void = verdicts.contains_key(&Verdict::Void);
	assert!(void || count < 1000, "no program had a race");
	println!("barriers: {places:?}");
	let enough = |places: u64, share: u64| count < 1000 || places * share > count;
	assert!(enough(places.at_top, 2) && enough(places.in_if, 12) && enough(places.in_loop, 8));
}
