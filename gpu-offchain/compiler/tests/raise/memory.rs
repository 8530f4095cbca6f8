//! Every memory, every width, in bounds and out.

use crate::{
	case::{check, flat, Case},
	gpu::device,
	values::EDGES,
};
use assay_touchstone::*;

const LANES: u32 = 32;

/// Addresses near the ends of what the tests use, and where widths wrap.
fn addresses() -> Vec<u32> {
	let mut all: Vec<u32> = (0..40).collect();
	all.extend(EDGES);
	for end in [37, 64, 100, 1 << 28, 1 << 29, 1 << 30, 1 << 31, 0] {
		all.extend((0..6u32).map(|near| near.wrapping_add(end).wrapping_sub(3)));
	}
	all
}

fn header(inputs: u8, outputs: u8) -> Header {
	let mut header = Header::new(FloatMode::Strict);
	(header.workgroup_size, header.inputs, header.outputs) =
		([LANES as u16, 1, 1], inputs, outputs);
	header
}

/// r0 the lane's number in the grid, r1 its address.
fn start(header: Header) -> Builder {
	Builder::new(header).builtin(Reg(0), Builtin::GlobalX).load(Space::Input(0), Reg(1), Reg(0))
}

/// Stores r4 to r7 as the lane's element of the first output.
fn finish(builder: Builder, name: String, others: &[Vec<u32>], outputs: &[Output]) -> Case {
	let store = Instr::Store {
		space: Space::Output(0),
		width: Width::Four,
		src: Reg(4),
		address: Address::reg(Reg(0)),
	};
	let bytecode = builder.push(store).finish();
	let addresses = addresses();
	let groups = (addresses.len() as u32).div_ceil(LANES);
	let mut inputs = vec![addresses];
	inputs.extend_from_slice(others);
	let mut all = vec![flat(4 * LANES * groups, 4 * LANES)];
	all.extend_from_slice(outputs);
	Case {
		name,
		program: Program::parse(&bytecode).expect("valid"),
		grid: [groups, 1, 1],
		inputs,
		outputs: all,
		params: vec![],
		only: None,
	}
}

fn forms() -> Vec<Address> {
	let mut forms: Vec<Address> = [0, 1, 0xffff_ffff, 0x4000_0000]
		.map(|offset| Address { base: Some(Reg(1)), offset })
		.into();
	forms.extend([0, 8, 9, 36, 37, 0x4000_0000, 0xffff_ffff].map(Address::at));
	forms
}

fn numbers(words: u32) -> Vec<u32> {
	(0..words).map(|word| word.wrapping_mul(0x9e37_79b9) | 1).collect()
}

#[test]
fn loads_of_inputs_should_be_guarded() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for words in [0, 1, 3, 37] {
		for width in Width::ALL {
			for address in forms() {
				let load = Instr::Load { space: Space::Input(1), width, dst: Reg(4), address };
				let name = format!("{words} words, {load:?}");
				cases.push(finish(start(header(2, 1)).push(load), name, &[numbers(words)], &[]));
			}
		}
	}
	check(gpu, &cases);
}

#[test]
fn mixed_widths_should_see_the_same_words() {
	let Some(gpu) = device() else { return };
	let load = |width, dst| Instr::Load {
		space: Space::Input(1),
		width,
		dst: Reg(dst),
		address: Address::reg(Reg(1)),
	};
	let mut cases = Vec::new();
	for (first, second) in [
		(Width::Two, Width::Four),
		(Width::One, Width::Four),
		(Width::One, Width::Two),
		(Width::Two, Width::Two),
	] {
		let mut builder = start(header(2, 1)).push(load(first, 4)).push(load(second, 8));
		for word in 0..4 {
			builder = builder.binary(BinaryOp::Add, Reg(4 + word), Reg(4 + word), Reg(8 + word));
		}
		cases.push(finish(builder, format!("{first:?} {second:?}"), &[numbers(39)], &[]));
	}
	check(gpu, &cases);
}

/// Private memory: each lane fills its own, with a guarded store, and reads it back.
#[test]
fn private_memory_should_be_guarded() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for words in [0, 1, 3, 37] {
		for width in Width::ALL {
			for address in forms() {
				let mut header = header(1, 1);
				header.private_words = words;
				let space = Space::Private;
				let mut builder = start(header);
				for word in 0..4 {
					builder = builder.constant(Reg(8 + word), 0x100 + u32::from(word));
				}
				builder = builder
					.push(Instr::Store { space, width, src: Reg(8), address })
					.push(Instr::Load { space, width, dst: Reg(4), address });
				// Something that no store hit is still zero.
				builder = builder.load(space, Reg(9), Address::at(2));
				builder = builder.binary(BinaryOp::Add, Reg(4), Reg(4), Reg(9));
				cases.push(finish(
					builder,
					format!("{words} words, {width:?} {address:?}"),
					&[],
					&[],
				));
			}
		}
	}
	check(gpu, &cases);
}

/// Workgroup memory: each lane fills an element, and after a barrier reads where its address says.
#[test]
fn workgroup_memory_should_be_guarded() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for words in [0, 3, 37, 128] {
		for width in Width::ALL {
			for address in forms() {
				let mut header = header(1, 1);
				header.workgroup_words = words;
				let space = Space::Workgroup;
				let mut builder = start(header).builtin(Reg(2), Builtin::LocalIndex);
				for word in 0..4 {
					builder =
						builder.binary(BinaryOp::Add, Reg(8 + word), Reg(0), 0x100u32 << word);
				}
				let place = Address::reg(Reg(2));
				builder = builder
					.push(Instr::Store { space, width, src: Reg(8), address: place })
					.barrier()
					.push(Instr::Load { space, width, dst: Reg(4), address });
				cases.push(finish(
					builder,
					format!("{words} words, {width:?} {address:?}"),
					&[],
					&[],
				));
			}
		}
	}
	check(gpu, &cases);
}

#[test]
fn workgroup_memory_should_start_at_zero() {
	let Some(gpu) = device() else { return };
	let mut header = header(1, 1);
	header.workgroup_words = 4096;
	let builder = start(header).builtin(Reg(2), Builtin::LocalIndex).repeat(
		Bound::Constant(128),
		|builder| {
			builder
				.load(Space::Workgroup, Reg(3), Reg(2))
				.binary(BinaryOp::Or, Reg(4), Reg(4), Reg(3))
				.store(Space::Workgroup, Reg(2), Reg(1))
				.binary(BinaryOp::Add, Reg(2), Reg(2), LANES)
		},
	);
	let case = finish(builder, "zeroed".into(), &[], &[]);
	check(gpu, &[case]);
}

/// An output's tiles: rows, pitches, planes, outputs that end inside a tile, wide stores.
#[test]
fn stores_should_stay_in_the_tile() {
	let Some(gpu) = device() else { return };
	let shape = |rows, row_words, pitch, plane| TileShape { rows, row_words, pitch, plane };
	let shapes = [
		shape(1, 8, 8, 8),
		shape(1, 5, 5, 5),
		shape(4, 8, 24, 200),
		shape(3, 6, 21, 130),
		shape(4, 8, 24, 0x4000_0000),
		shape(4, 8, 0x2000_0000, 0),
		shape(1, 16, 0, 0),
	];
	let mut cases = Vec::new();
	for tiles in shapes {
		for words in [0, 1, 90, 100, 400] {
			for width in Width::ALL {
				let grid = match tiles.plane {
					0 => [1, 1, 1],
					_ => [2, 2, 2],
				};
				let mut header = header(0, 1);
				header.workgroup_size = [LANES as u16, 1, 1];
				let (space, address) = (Space::Output(0), Address::reg(Reg(0)));
				let mut builder = Builder::new(header).builtin(Reg(1), Builtin::LocalIndex);
				// Each lane tries several elements all over the output.
				builder = builder.copy(Reg(0), Reg(1)).repeat(Bound::Constant(14), |builder| {
					let mut builder = builder;
					for word in 0..4 {
						builder =
							builder.binary(BinaryOp::Add, Reg(4 + word), Reg(0), 0x100u32 << word);
					}
					builder
						.push(Instr::Store { space, width, src: Reg(4), address })
						.push(Instr::Load { space, width, dst: Reg(4), address })
						.binary(BinaryOp::Xor, Reg(4), Reg(4), 0x8000_0000u32)
						.push(Instr::Store { space, width, src: Reg(4), address })
						.binary(BinaryOp::Add, Reg(0), Reg(0), LANES)
				});
				let bytecode = builder.finish();
				cases.push(Case {
					name: format!("{tiles:?}, {words} words, {width:?}"),
					program: Program::parse(&bytecode).expect("valid"),
					grid,
					inputs: vec![],
					outputs: vec![Output { words, tiles }],
					params: vec![],
					only: None,
				});
			}
		}
	}
	check(gpu, &cases);
}

#[test]
fn wild_stores_should_do_nothing() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for width in Width::ALL {
		for offset in [0, 0x4000_0000, 0xffff_ffff] {
			let address = Address { base: Some(Reg(1)), offset };
			let space = Space::Output(1);
			let builder = start(header(1, 2))
				// Only lane 0 of each group, at most once per element: no races.
				.builtin(Reg(2), Builtin::LocalIndex)
				.push(Instr::If { when: When::Unless(Reg(2)) })
				.push(Instr::Store { space, width, src: Reg(8), address })
				.push(Instr::End)
				.push(Instr::Load { space, width, dst: Reg(4), address });
			cases.push(finish(builder, format!("{width:?} {offset:#x}"), &[], &[flat(50, 13)]));
		}
	}
	check(gpu, &cases);
}

#[test]
fn atomics_should_agree() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	let mut programs: Vec<Vec<AtomicOp>> = AtomicOp::ALL.iter().map(|&op| vec![op]).collect();
	programs.push(AtomicOp::ALL.to_vec());
	programs.push(vec![AtomicOp::MinS, AtomicOp::Add]);
	for ops in programs {
		let mut header = header(1, 1);
		header.workgroup_words = 8;
		let mut builder = start(header).builtin(Reg(2), Builtin::LocalIndex).binary(
			BinaryOp::RemU,
			Reg(3),
			Reg(2),
			11u32,
		);
		for &op in &ops {
			builder = builder
				.push(Instr::Atomic { op, address: Address::reg(Reg(3)), value: Reg(1) })
				.barrier()
				.load(Space::Workgroup, Reg(5), Reg(3))
				.binary(BinaryOp::Xor, Reg(4), Reg(4), Reg(5))
				.barrier();
		}
		builder = builder.push(Instr::UniformLoad { dst: Reg(6), address: Address::at(3) });
		cases.push(finish(builder, format!("{ops:?}"), &[], &[]));
	}
	check(gpu, &cases);
}

#[test]
fn parameters_and_lengths_should_agree() {
	let Some(gpu) = device() else { return };
	let mut cases = Vec::new();
	for params in [0u16, 1, 7, 256] {
		for offset in [0, 1, 0xffff_fffe] {
			let mut header = header(2, 2);
			header.params = params;
			let address = Address { base: Some(Reg(1)), offset };
			let mut builder = start(header)
				.push(Instr::ParamAt { dst: Reg(4), address })
				.push(Instr::Length { dst: Reg(5), buffer: Buffer::Input(1) })
				.push(Instr::Length { dst: Reg(6), buffer: Buffer::Output(1) });
			if let Some(last) = params.checked_sub(1) {
				builder = builder.param(Reg(7), last);
			}
			let mut case =
				finish(builder, format!("{params} {offset:#x}"), &[numbers(33)], &[flat(77, 7)]);
			case.params = numbers(u32::from(params));
			cases.push(case);
		}
	}
	check(gpu, &cases);
}

/// Tiles of thousands of rows: a lane tries to store around the start and the end of each.
#[test]
fn stores_should_find_their_row_among_many() {
	let Some(gpu) = device() else { return };
	let shape = |rows, row_words, pitch| TileShape { rows, row_words, pitch, plane: 0 };
	let shapes = [
		shape(5461, 3, 4),
		shape(4096, 4, 1021),
		shape(16_384, 1, 2),
		shape(16_384, 1, 65_537),
		shape(2, 7, 0x00ff_fff1),
		shape(3, 5, 0x0055_5555),
	];
	let mut cases = Vec::new();
	for tiles in shapes {
		let (rows, most) = (tiles.rows, 1u32 << 25);
		let words = ((rows + 2) * tiles.pitch).min(most);
		let mut header = header(0, 1);
		header.workgroup_size = [LANES as u16, 1, 1];
		// Each lane takes every LANES-th row, and tries the words next to its two ends.
		let mut builder = Builder::new(header).builtin(Reg(0), Builtin::LocalIndex);
		builder = builder.repeat(Bound::Constant(rows / LANES + 2), |builder| {
			let mut builder = builder.binary(BinaryOp::Mul, Reg(1), Reg(0), tiles.pitch);
			for end in [0, tiles.row_words] {
				for beside in [0, u32::MAX] {
					let offset = end.wrapping_add(beside);
					builder = builder
						.binary(BinaryOp::Add, Reg(2), Reg(1), offset)
						.binary(BinaryOp::Add, Reg(3), Reg(2), 1u32)
						.store(Space::Output(0), Reg(2), Reg(3));
				}
			}
			builder.binary(BinaryOp::Add, Reg(0), Reg(0), LANES)
		});
		cases.push(Case {
			name: format!("{tiles:?}"),
			program: Program::parse(&builder.finish()).expect("valid"),
			grid: [1; 3],
			inputs: vec![],
			outputs: vec![Output { words, tiles }],
			params: vec![],
			only: None,
		});
	}
	for case in &cases {
		check(gpu, std::slice::from_ref(case));
	}
}
