//! Shared bindings, split grids, and what the layout says about them.

use crate::{
	case::{flat, same, Case},
	gpu::device,
};
use assay_compiler::raise::{raise, split, RaiseError, RaiseOptions};
use assay_touchstone::*;

/// Adds up an element of each input and stores the sum to each output, with another factor.
fn many_buffers(inputs: u8, outputs: u8) -> Case {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) = ([16, 1, 1], inputs, outputs);
	let mut builder = Builder::new(header).builtin(Reg(0), Builtin::GlobalX);
	for input in 0..inputs {
		let width = Width::ALL[usize::from(input) % 3];
		builder = builder
			.push(Instr::Load {
				space: Space::Input(input),
				width,
				dst: Reg(4),
				address: Address::reg(Reg(0)),
			})
			.push(Instr::Length { dst: Reg(8), buffer: Buffer::Input(input) });
		for word in [4, 5, 6, 7, 8] {
			builder = builder.push(Instr::MulAdd {
				op: MulAddOp::Int,
				dst: Reg(1),
				a: Reg(1),
				b: Operand::Imm(0x0100_0193),
				c: Reg(word),
			});
		}
	}
	for output in 0..outputs {
		builder = builder.binary(BinaryOp::Mul, Reg(2), Reg(1), 2 * u32::from(output) + 1).store(
			Space::Output(output),
			Reg(0),
			Reg(2),
		);
	}
	let length = |input: u32| [40, 0, 7, 64, 1, 130, 20, 33][input as usize];
	Case {
		name: format!("{inputs} inputs, {outputs} outputs"),
		program: Program::parse(&builder.finish()).expect("valid"),
		grid: [4, 1, 1],
		inputs: (0..u32::from(inputs))
			.map(|input| (1..=length(input)).map(|word| word * (input + 3)).collect())
			.collect(),
		outputs: vec![flat(61, 16); outputs.into()],
		params: vec![],
		only: None,
	}
}

#[test]
fn inputs_should_share_a_binding_where_there_are_few() {
	let Some(gpu) = device() else { return };
	for inputs in [0, 1, 2, 5, 8] {
		for outputs in [1, 4] {
			let cases = [many_buffers(inputs, outputs)];
			for max_storage_buffers in [5, 6, 8] {
				let options = RaiseOptions { max_storage_buffers };
				same(&cases[0], &gpu.run_with(&cases, &options, [65_535; 3])[0]);
			}
		}
	}
}

#[test]
fn every_buffer_should_have_a_binding_where_there_are_enough() {
	let case = many_buffers(8, 4);
	let raised = raise(&case.program, &RaiseOptions { max_storage_buffers: 12 }).expect("valid");
	assert_eq!(raised.layout.bindings().len(), 2 + 12);
	let raised = raise(&case.program, &RaiseOptions::default()).expect("valid");
	assert_eq!(raised.layout.bindings().len(), 2 + 8);
	let lengths = [10, 20, 30, 40, 50, 60, 70, 80];
	assert_eq!(raised.layout.input_binding(2, &lengths), Some((8, 0)));
	assert_eq!(raised.layout.input_binding(3, &lengths), Some((9, 0)));
	assert_eq!(raised.layout.input_binding(7, &lengths), Some((9, 40 + 50 + 60 + 70)));
	let few = raise(&case.program, &RaiseOptions { max_storage_buffers: 4 });
	let error = RaiseError::TooFewStorageBuffers { needed: 5, available: 4 };
	assert_eq!(few.map(|_| ()), Err(error));
}

/// All that a lane knows about its place, in a grid that is cut into pieces.
fn places(grid: [u32; 3]) -> Case {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.outputs) = ([2, 3, 2], 1);
	let lanes = header.lanes();
	let mut builder = Builder::new(header)
		.builtin(Reg(0), Builtin::GroupZ)
		.builtin(Reg(1), Builtin::GroupsY)
		.builtin(Reg(2), Builtin::GroupY)
		.push(Instr::MulAdd {
			op: MulAddOp::Int,
			dst: Reg(0),
			a: Reg(0),
			b: Operand::Reg(Reg(1)),
			c: Reg(2),
		})
		.builtin(Reg(1), Builtin::GroupsX)
		.builtin(Reg(2), Builtin::GroupX)
		.push(Instr::MulAdd {
			op: MulAddOp::Int,
			dst: Reg(0),
			a: Reg(0),
			b: Operand::Reg(Reg(1)),
			c: Reg(2),
		})
		.builtin(Reg(2), Builtin::LocalIndex)
		.push(Instr::MulAdd {
			op: MulAddOp::Int,
			dst: Reg(0),
			a: Reg(0),
			b: Operand::Imm(lanes),
			c: Reg(2),
		});
	for &which in Builtin::ALL {
		builder = builder.builtin(Reg(4), which).push(Instr::MulAdd {
			op: MulAddOp::Int,
			dst: Reg(3),
			a: Reg(3),
			b: Operand::Imm(0x0100_0193),
			c: Reg(4),
		});
	}
	let [x, y, z] = grid;
	let tiles = TileShape { rows: 1, row_words: lanes, pitch: x * lanes, plane: x * y * lanes };
	let bytecode = builder.store(Space::Output(0), Reg(0), Reg(3)).finish();
	Case {
		name: format!("{grid:?}"),
		program: Program::parse(&bytecode).expect("valid"),
		grid,
		inputs: vec![],
		outputs: vec![Output { words: x * y * z * lanes, tiles }],
		params: vec![],
		only: None,
	}
}

#[test]
fn pieces_of_a_grid_should_make_the_whole() {
	let Some(gpu) = device() else { return };
	let cases = [places([7, 5, 3])];
	for largest in [[65_535; 3], [3, 2, 2], [1, 5, 3], [7, 1, 1]] {
		same(&cases[0], &gpu.run_with(&cases, &RaiseOptions::default(), largest)[0]);
	}
	for grid in [[70_000, 1, 1], [1, 70_000, 1], [1, 1, 70_000]] {
		let case = [places(grid)];
		same(&case[0], &gpu.run(&case)[0]);
	}
}

#[test]
fn split_should_cover_a_grid_once() {
	for (grid, largest) in [([7, 5, 3], [2, 3, 1]), ([4, 4, 4], [4, 4, 4]), ([5, 1, 1], [0, 9, 9])]
	{
		let mut seen = vec![0u32; (grid[0] * grid[1] * grid[2]) as usize];
		for part in split(grid, largest) {
			assert!((0..3).all(|axis| part.groups[axis] > 0));
			for z in 0..part.groups[2] {
				for y in 0..part.groups[1] {
					for x in 0..part.groups[0] {
						let [x, y, z] = [x + part.first[0], y + part.first[1], z + part.first[2]];
						seen[((z * grid[1] + y) * grid[0] + x) as usize] += 1;
					}
				}
			}
		}
		assert!(seen.iter().all(|&times| times == 1));
	}
	assert_eq!(split([0, 5, 5], [9; 3]).count(), 0);
	assert_eq!(split([u32::MAX, 1, 1], [65_535; 3]).count(), 65_537);
}
