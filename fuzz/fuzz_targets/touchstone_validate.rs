//! Programs that are nearly valid: validation names an instruction; what is valid has one encoding
//! and a cost, or a reason why not.

#![no_main]

#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/generator/mod.rs"]
mod generator;
#[path = "../src/mutate.rs"]
mod mutate;
#[allow(dead_code)]
#[path = "../../primitives/touchstone/tests/reference/mod.rs"]
mod reference;

use assay_touchstone::{encode, CostError, Fuel, Listing, Program};
use libfuzzer_sys::fuzz_target;
use mutate::{changed, Input};

fuzz_target!(|bytes: &[u8]| {
	let mut input = Input(bytes);
	let (_, bytecode) = changed(&mut input);
	let program = match Program::parse(&bytecode) {
		Ok(program) => program,
		Err(invalid) => {
			assert_eq!(invalid.offset % 4, 0, "{invalid}");
			assert!(invalid.offset as usize <= bytecode.len(), "{invalid}");
			return;
		},
	};
	assert_eq!(encode(program.header(), program.code()), bytecode);
	assert!(!Listing(&program).to_string().is_empty());
	let params: Vec<u32> = (0..program.header().params).map(|_| input.word()).collect();
	let grid = [input.word(), input.word(), input.word()];
	let one = program.workgroup_fuel(&params);
	match (one, program.pass_fuel(&params, grid)) {
		(Ok(Fuel(one)), Ok(Fuel(all))) => {
			let groups: u128 = grid.iter().map(|n| u128::from(*n)).product();
			assert_eq!(u128::from(one) * groups, u128::from(all));
		},
		(Ok(_), Err(error)) => assert_eq!(error, CostError::Overflow),
		(Err(error), all) => assert_eq!(all, Err(error)),
	}
	assert_eq!(
		program.workgroup_fuel(&[&params[..], &[0]].concat()),
		Err(CostError::WrongParamCount)
	);
});
