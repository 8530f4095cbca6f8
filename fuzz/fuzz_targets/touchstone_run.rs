//! Valid programs on any pass: the interpreter ends within its fuel and the static cost, agrees with
//! the slow reference, and no lane misses a barrier.

#![no_main]

#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/generator/mod.rs"]
mod generator;
#[path = "../src/mutate.rs"]
mod mutate;
#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/reference/mod.rs"]
mod reference;

use assay_touchstone::*;
use libfuzzer_sys::fuzz_target;
use mutate::{changed, Input};

/// What a workgroup may take here: the slow reference has to keep up.
const MAX_FUEL: Fuel = Fuel(100_000);

fn shape(input: &mut Input<'_>) -> TileShape {
	match input.byte() % 4 {
		0 => TileShape::flat(u32::from(input.byte())),
		1 => TileShape {
			rows: input.word(),
			row_words: input.word(),
			pitch: input.word(),
			plane: input.word(),
		},
		_ => TileShape {
			rows: u32::from(input.byte() % 8),
			row_words: u32::from(input.byte()),
			pitch: u32::from(input.byte()) * 4,
			plane: u32::from(input.byte()) * 16,
		},
	}
}

fuzz_target!(|bytes: &[u8]| {
	let mut input = Input(bytes);
	let generated = input.byte() % 8 != 0;
	let (mut scene, bytecode) = match generated {
		true => {
			let (case, bytecode) = changed(&mut input);
			(case.scene, bytecode)
		},
		false => {
			let scene = reference::Scene {
				params: vec![],
				grid: [1; 3],
				group: [0; 3],
				inputs: vec![],
				outputs: vec![],
			};
			let length = input.below(MAX_BYTES).min(input.0.len());
			let (program, rest) = input.0.split_at(length);
			input.0 = rest;
			(scene, program.to_vec())
		},
	};
	let Ok(program) = Program::parse(&bytecode) else {
		return;
	};
	let header = *program.header();
	if !generated || input.byte() % 2 == 0 {
		scene.params = (0..header.params).map(|_| u32::from(input.byte())).collect();
		scene.grid = std::array::from_fn(|_| u32::from(input.byte() % 5));
		scene.group = std::array::from_fn(|_| u32::from(input.byte() % 5));
	}
	scene.params.resize(header.params.into(), 3);
	scene.inputs.resize(header.inputs.into(), vec![7; 9]);
	while scene.outputs.len() < header.outputs.into() {
		let tiles = shape(&mut input);
		let words = input.word() % 5000;
		scene.outputs.push(Output { words, tiles });
	}
	scene.outputs.truncate(header.outputs.into());

	let mut launch = Launch::new(&scene.params, scene.grid, &scene.outputs);
	launch.limit = MAX_FUEL;
	let inputs: Vec<Vec<u8>> = scene
		.inputs
		.iter()
		.map(|words| words.iter().flat_map(|word| word.to_le_bytes()).collect())
		.collect();
	let slices: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
	let mut memory = WholeInputs { inputs: &slices };
	let mut interpreter = Interpreter::new(&program);
	let made = interpreter.run(&launch, scene.group, &mut memory);
	assert_eq!(interpreter.run(&launch, scene.group, &mut memory), made, "a second run");
	match made {
		Ok(made) => {
			let most = program.workgroup_fuel(&scene.params).expect("it has run");
			assert!(made.fuel <= most && most <= MAX_FUEL);
			let wild = scene.outputs.iter().any(|output| output.words > 1 << 20);
			if !wild {
				assert_eq!(reference::run(&program, &scene), Ok(made.tiles));
			}
		},
		Err(RunError::Void(void)) => {
			assert_eq!(void.fault, Fault::Race, "{}", Listing(&program));
			assert_eq!(reference::run(&program, &scene), Err(vec![Fault::Race]));
		},
		Err(RunError::MissingInput { .. }) => panic!("all inputs are there"),
		Err(_) => {},
	}
});

/// Bytes of bytecode.
const MAX_BYTES: usize = 32 * 1024 + 1;
