//! Values that aren't computed: constants, copies, selections, what a lane is born with, parameters
//! and lengths.

use crate::{
	code::{builtin, constant, copy, load, mix, mixed, store, A, B, C, NUMBER, RESULT, T},
	edges::EDGES,
	sheet::{bytes, Lane, Sheet},
	table::Table,
	vector::{Needs, Vector},
};
use assay_touchstone::{Address, Buffer, Builtin, Instr, Output, TileShape, Width};

/// Bits that a driver may lose when it takes them for floats.
fn constants() -> Vector {
	let mut sheet = Sheet::new("constants", Needs::Integers, [1, 1, 1], [1, 1, 1]);
	for values in EDGES.chunks(6) {
		sheet.push(constant(RESULT, 0));
		for &value in values {
			sheet.run([constant(T[0], value), mix(RESULT, T[0])]);
		}
		let label = format!("const {values:08x?}, mixed");
		sheet.row(label, RESULT, |_| mixed(values.iter().copied()));
	}
	sheet.finish()
}

/// The same for copies and selections.
fn bits() -> Vector {
	let mut table = Table::<3>::new("copies and selections", Needs::Integers);
	let words = || EDGES.into_iter();
	table.row("copy", [copy(RESULT, A)], words().map(|word| ([word, 0, 0], word)));
	let select = Instr::Select { dst: RESULT, cond: C, on_true: A, on_false: B };
	let literal = [
		([5, 7, 0], 7),
		([5, 7, 1], 5),
		([5, 7, 2], 5),
		([5, 7, 0x8000_0000], 5),
		([0x7f80_0001, 0, 1], 0x7f80_0001),
		([0, 0x8000_0001, 0], 0x8000_0001),
	];
	let others = words().flat_map(|a| {
		words().map(move |c| {
			let made = if c == 0 { !a } else { a };
			([a, !a, c], made)
		})
	});
	table.row("select", [select], literal.into_iter().chain(others));
	table.finish()
}

/// What a lane is born with.
fn born(size: [u16; 3], grid: [u32; 3]) -> Vector {
	let name = format!("born in {grid:?} of {size:?}");
	let mut sheet = Sheet::new(&name, Needs::Integers, size, grid);
	let [sx, sy, sz] = size.map(u32::from);
	let place = move |lane: Lane| [lane.local % sx, lane.local / sx % sy, lane.local / (sx * sy)];
	for &which in Builtin::ALL {
		use Builtin::*;
		sheet.push(builtin(RESULT, which));
		sheet.row(which.mnemonic(), RESULT, |lane| match which {
			LocalIndex => lane.local,
			LocalX => place(lane)[0],
			LocalY => place(lane)[1],
			LocalZ => place(lane)[2],
			GroupX => lane.group[0],
			GroupY => lane.group[1],
			GroupZ => lane.group[2],
			GlobalX => lane.group[0] * sx + place(lane)[0],
			GlobalY => lane.group[1] * sy + place(lane)[1],
			GlobalZ => lane.group[2] * sz + place(lane)[2],
			GroupsX => grid[0],
			GroupsY => grid[1],
			GroupsZ => grid[2],
		});
	}
	sheet.finish()
}

/// Numbers of parameters that are tried, and what is added to them.
const OFFSETS: [u32; 4] = [0, 1, 255, 0xffff_fffe];

/// Parameters by number and by register.
fn parameters(count: u32) -> Vector {
	let params: Vec<u32> = (1..=count).map(|at| at.wrapping_mul(0x9e37_79b9)).collect();
	let name = format!("{count} parameters");
	let mut sheet =
		Sheet::new(&name, Needs::Integers, [64, 1, 1], [1, 1, 1]).params(params.clone());
	let addresses: Vec<u32> = (0..10)
		.chain(250..260)
		.chain([0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff])
		.chain(EDGES.into_iter().skip(14).take(40))
		.take(64)
		.collect();
	let space = sheet.input(bytes(&addresses));
	sheet.push(load(space, Width::One, A, NUMBER));
	for index in [0, 7, 128, 255].into_iter().filter(|index| *index < count) {
		let dst = RESULT;
		sheet.push(Instr::Param { dst, index: index as u16 });
		sheet.row(format!("param {index}"), RESULT, |_| params[index as usize]);
	}
	for offset in OFFSETS {
		let address = Address::reg(A).plus(offset);
		sheet.push(Instr::ParamAt { dst: RESULT, address });
		sheet.row(format!("param_at + {offset:#x}"), RESULT, |lane| {
			let at = u64::from(addresses[lane.local as usize]) + u64::from(offset);
			let at = (at % (1 << 32)) as usize;
			params.get(at).copied().unwrap_or(0)
		});
	}
	sheet.finish()
}

/// As many inputs and outputs as there may be: inputs have to share bindings on most devices.
fn all_buffers() -> Vector {
	let mut sheet =
		Sheet::new("eight inputs, four outputs", Needs::Integers, [16, 1, 1], [2, 1, 1]);
	// Bytes of each input; some end within a word, one is empty.
	let lengths = [64, 5, 0, 33, 128, 1, 4, 30];
	let inputs: Vec<Vec<u8>> = (0u8..)
		.zip(lengths)
		.map(|(number, length)| {
			(0..length).map(|at: u8| at.wrapping_add(37 * number + 1)).collect()
		})
		.collect();
	let word = |input: usize, at: u32| {
		let bytes = inputs[input].iter().skip(4 * at as usize).take(4);
		let shifted = bytes.zip([0, 8, 16, 24]).map(|(byte, by)| u32::from(*byte) << by);
		shifted.sum::<u32>()
	};
	let spaces: Vec<_> = inputs.iter().map(|bytes| sheet.input(bytes.clone())).collect();
	let others: Vec<_> = [40, 32, 3]
		.into_iter()
		.zip([3, 4, 7])
		.map(|(words, input)| {
			let tiles = TileShape::flat(16);
			let made = (0..words).map(|at| match at {
				..32 => word(input, at),
				_ => 0,
			});
			let space = sheet.output(Output { words, tiles }, made.collect());
			(space, input)
		})
		.collect();
	for (number, space) in spaces.iter().enumerate() {
		sheet.push(load(*space, Width::One, RESULT, NUMBER));
		sheet.row(format!("input {number}"), RESULT, |lane| word(number, lane.number));
		let words = inputs[number].len().div_ceil(4) as u32;
		let buffer = Buffer::Input(number as u8);
		sheet.push(Instr::Length { dst: RESULT, buffer });
		sheet.row(format!("length of input {number}"), RESULT, |_| words);
	}
	for (space, input) in others {
		sheet.push(load(spaces[input], Width::One, RESULT, NUMBER));
		sheet.push(store(space, Width::One, RESULT, NUMBER));
	}
	for (number, words) in [(1, 40), (2, 32), (3, 3)] {
		let buffer = Buffer::Output(number);
		sheet.push(Instr::Length { dst: RESULT, buffer });
		sheet.row(format!("length of output {number}"), RESULT, |_| words);
	}
	sheet.finish()
}

pub fn vectors() -> Vec<Vector> {
	vec![
		constants(),
		bits(),
		born([64, 1, 1], [5, 1, 1]),
		born([8, 4, 1], [3, 4, 1]),
		born([3, 2, 5], [2, 3, 2]),
		born([1, 1, 7], [1, 1, 3]),
		parameters(0),
		parameters(1),
		parameters(256),
		all_buffers(),
	]
}
