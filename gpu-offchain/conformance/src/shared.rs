//! What lanes do together: barriers, uniform registers and loads, atomics.

use crate::{
	code::{
		atomic, begin, binary, branch, builtin, constant, copy, count, end_loop, load, mad, store,
		uniform_load, A, B, BASE, C, NUMBER, RESULT, T,
	},
	edges::EDGES,
	sheet::{bytes, Lane, Sheet},
	vector::{Needs, Vector},
};
use assay_touchstone::{
	Address, AtomicOp, BinaryOp, Buffer, Builtin, Instr, Operand, Reg, Space, UnaryOp, When, Width,
};

/// Registers that hold the same in all lanes.
const U: [Reg; 4] = [Reg(0), Reg(1), Reg(2), Reg(3)];

/// Neighbours pass words on through workgroup memory, in workgroups that don't fill up the lanes
/// that a GPU runs at once.
fn exchange(size: [u16; 3]) -> Vector {
	let name = format!("words go round in {size:?}");
	let mut sheet = Sheet::new(&name, Needs::Integers, size, [2, 1, 1]).announce(|header| {
		header.workgroup_words = header.lanes() as u16;
	});
	let lanes = size.into_iter().map(u32::from).product::<u32>();
	let steps = 9;
	sheet.run([
		builtin(A, Builtin::LocalIndex),
		copy(RESULT, NUMBER),
		begin(steps),
		store(Space::Workgroup, Width::One, RESULT, A),
		Instr::Barrier,
		binary(BinaryOp::Add, T[0], A, 5u32),
		binary(BinaryOp::RemU, T[0], T[0], lanes),
		load(Space::Workgroup, Width::One, T[1], T[0]),
		Instr::Barrier,
		mad(RESULT, T[1], 31u32, RESULT),
		end_loop(None),
	]);
	let all = move |group: u32| {
		let start: Vec<u32> = (0..lanes).map(|local| group * lanes + local).collect();
		(0..steps).fold(start, |words, _| {
			let next = |local: u32| {
				let other = words[((local + 5) % lanes) as usize];
				other.wrapping_mul(31).wrapping_add(words[local as usize])
			};
			(0..lanes).map(next).collect()
		})
	};
	sheet.row("workgroup memory", RESULT, |lane| all(lane.group[0])[lane.local as usize]);
	sheet.finish()
}

/// The same through the workgroup's own tile, and in branches and loops that all lanes take.
fn barriers() -> Vector {
	const LANES: u32 = 40;
	let size = [LANES as u16, 1, 1];
	let mut sheet = Sheet::new("barriers", Needs::Integers, size, [3, 1, 1])
		.params(vec![5, 0])
		.announce(|header| {
			(header.workgroup_words, header.uniform) = (LANES as u16, 4);
		});
	// Through the tile: a row of it is written, and read by another lane.
	let passed = sheet.place("written for others", |lane| lane.number ^ 0x55);
	let mirrored = Address { base: Some(T[0]), offset: passed.offset };
	sheet.run([
		builtin(A, Builtin::LocalIndex),
		binary(BinaryOp::Xor, RESULT, NUMBER, 0x55u32),
		store(Space::Output(0), Width::One, RESULT, passed),
		Instr::Barrier,
		// The base of the mirrored lane: LANES - 1 - local is further by LANES - 1 - 2 * local.
		mad(T[0], A, 0xffff_fffeu32, BASE),
		count(T[0], LANES - 1),
		load(Space::Output(0), Width::One, RESULT, mirrored),
	]);
	sheet.row("read from others", RESULT, |lane| {
		(lane.number - lane.local + LANES - 1 - lane.local) ^ 0x55
	});
	// A loop as long as a parameter says, left early in one workgroup, with a branch for some turns.
	sheet.run([
		Instr::Param { dst: U[0], index: 0 },
		builtin(U[1], Builtin::GroupX),
		copy(RESULT, A),
		begin(9),
		store(Space::Workgroup, Width::One, RESULT, A),
		Instr::Barrier,
		binary(BinaryOp::Xor, T[0], A, 1u32),
		load(Space::Workgroup, Width::One, T[1], T[0]),
		Instr::Barrier,
		mad(RESULT, RESULT, 3u32, T[1]),
		binary(BinaryOp::And, U[2], U[0], 1u32),
		branch(When::If(U[2])),
		store(Space::Workgroup, Width::One, RESULT, A),
		Instr::Barrier,
		binary(BinaryOp::Xor, T[0], A, 2u32),
		load(Space::Workgroup, Width::One, T[1], T[0]),
		binary(BinaryOp::Xor, RESULT, RESULT, T[1]),
		Instr::Barrier,
		Instr::Else,
		Instr::Barrier,
		count(RESULT, 7u32),
		Instr::End,
		binary(BinaryOp::Sub, U[0], U[0], 1u32),
		binary(BinaryOp::Eq, U[3], U[0], U[1]),
		Instr::Break { when: When::If(U[3]) },
		end_loop(None),
	]);
	let turns = |group: u32| 5 - group;
	sheet.row("barriers in a loop and a branch", RESULT, |lane| {
		let mut words: Vec<u32> = (0..LANES).collect();
		for turn in 0..turns(lane.group[0]) {
			let each = |words: &[u32], made: &dyn Fn(u32, u32) -> u32, by: usize| -> Vec<u32> {
				let pairs = (0..words.len()).map(|at| made(words[at], words[at ^ by]));
				pairs.collect()
			};
			let sum = |own: u32, other: u32| own.wrapping_mul(3).wrapping_add(other);
			words = each(&words, &sum, 1);
			words = match (5 - turn) % 2 {
				1 => each(&words, &|own, other| own ^ other, 2),
				_ => words.iter().map(|word| word.wrapping_add(7)).collect(),
			};
		}
		words[lane.local as usize]
	});
	sheet.finish()
}

/// Uniform registers from all that may write them, and uniform loads.
fn uniform_registers() -> Vector {
	const LANES: u32 = 33;
	let size = [LANES as u16, 1, 1];
	let mut sheet = Sheet::new("uniform registers", Needs::Integers, size, [3, 1, 1])
		.params(vec![2, 11, 7])
		.announce(|header| (header.workgroup_words, header.uniform) = (LANES as u16, 4));
	let words = [3, 1, 4, 1, 5];
	let space = sheet.input(bytes(&words));
	sheet.run([
		builtin(A, Builtin::LocalIndex),
		builtin(U[0], Builtin::GroupX),
		Instr::ParamAt { dst: U[1], address: Address::reg(U[0]) },
		load(space, Width::One, U[2], Address::reg(U[1]).plus(1)),
		Instr::Length { dst: U[3], buffer: Buffer::Input(0) },
		mad(U[3], U[3], 100u32, U[2]),
		Instr::Unary { op: UnaryOp::ReverseBits, dst: U[2], a: U[3] },
	]);
	let params = [2u32, 11, 7];
	let made = move |group: u32| {
		let at = params[group as usize] as usize + 1;
		500 + words.get(at).copied().unwrap_or(0)
	};
	sheet.row("uniform", U[3], |lane| made(lane.group[0]));
	sheet.row("uniform, reversed", U[2], |lane| made(lane.group[0]).reverse_bits());
	// Each lane writes a word, all read one, and the word is written again behind.
	sheet.run([
		mad(RESULT, A, 17u32, U[0]),
		store(Space::Workgroup, Width::One, RESULT, A),
		binary(BinaryOp::Add, U[1], U[0], 5u32),
		uniform_load(U[2], Address::reg(U[1])),
		binary(BinaryOp::Add, RESULT, A, U[2]),
		store(Space::Workgroup, Width::One, RESULT, A),
	]);
	sheet.row("by a register", U[2], |lane| {
		let group = lane.group[0];
		17 * (group + 5) + group
	});
	sheet.run([
		uniform_load(U[3], Address::reg(U[1]).plus(3)),
		uniform_load(T[0], Address::at(32)),
		uniform_load(T[1], Address::at(33)),
		uniform_load(T[2], Address::at(0xffff_ffff)),
		uniform_load(T[3], Address::reg(U[0]).plus(0x8000_0000)),
	]);
	let second = |lane: Lane, at: u32| 17 * (lane.group[0] + 5) + lane.group[0] + at;
	sheet.row("by a register and an offset", U[3], |lane| second(lane, lane.group[0] + 8));
	sheet.row("the last word", T[0], |lane| second(lane, 32));
	for (register, label) in [(T[1], "33"), (T[2], "0xffffffff"), (T[3], "r + 0x80000000")] {
		sheet.row(format!("out of bounds at {label}"), register, |_| 0);
	}
	// A loop that goes on while a word in workgroup memory says so.
	sheet.run([
		Instr::Barrier,
		branch(When::Unless(A)),
		store(Space::Workgroup, Width::One, U[0], Address::at(0)),
		Instr::End,
		constant(RESULT, 0),
		begin(10),
		count(RESULT, 1u32),
		uniform_load(U[1], Address::at(0)),
		Instr::Break { when: When::Unless(U[1]) },
		branch(When::Unless(A)),
		binary(BinaryOp::Sub, T[0], U[1], 1u32),
		store(Space::Workgroup, Width::One, T[0], Address::at(0)),
		Instr::End,
		end_loop(None),
	]);
	sheet.row("turns of a loop that memory ends", RESULT, |lane| lane.group[0] + 1);
	sheet.finish()
}

const ATOMICS: [(AtomicOp, fn(u32, u32) -> u32); 8] = [
	(AtomicOp::Add, |a, b| (u64::from(a) + u64::from(b)) as u32),
	(AtomicOp::MinU, |a, b| if b < a { b } else { a }),
	(AtomicOp::MaxU, |a, b| if a < b { b } else { a }),
	(AtomicOp::MinS, |a, b| if (b as i32) < a as i32 { b } else { a }),
	(AtomicOp::MaxS, |a, b| if (a as i32) < b as i32 { b } else { a }),
	(AtomicOp::And, |a, b| !(!a | !b)),
	(AtomicOp::Or, |a, b| !(!a & !b)),
	(AtomicOp::Xor, |a, b| (a | b) - (a & b)),
];

/// An atomic: the values that lanes bring, where they bring them, and the word for each lane.
type Atomics = (usize, Address, fn(u32) -> u32);

/// Atomics: many lanes on few words, from several starts, in bounds and out.
fn atomics(name: &str, used: &[AtomicOp]) -> Vector {
	const LANES: u32 = 50;
	const WORDS: u32 = 128;
	const STARTS: [u32; 4] = [0, 0x8000_0000, 0xffff_ffff, 0x7fff_ffff];
	let size = [LANES as u16, 1, 1];
	let mut sheet = Sheet::new(name, Needs::Integers, size, [2, 1, 1])
		.announce(|header| header.workgroup_words = WORDS as u16);
	// Edges, single bits, and all bits but one: so that not everything is soon 0 or all ones.
	let edges = |at: u32| EDGES[at as usize % EDGES.len()].wrapping_add(at / 54);
	let values: [Vec<u32>; 3] = [
		(0..2 * LANES).map(edges).collect(),
		(0..2 * LANES).map(|at| 1 << (at * 3 % 32)).collect(),
		(0..2 * LANES).map(|at| !(1 << (at * 5 % 32))).collect(),
	];
	for (register, values) in [A, B, C].into_iter().zip(&values) {
		let space = sheet.input(bytes(values));
		sheet.push(load(space, Width::One, register, NUMBER));
	}
	let [place, turn, step, loaded, ..] = T;
	sheet.run([builtin(turn, Builtin::LocalIndex), binary(BinaryOp::RemU, place, turn, 11u32)]);
	let r = Address::reg(place);
	let tried: [Atomics; 14] = [
		(0, r, |local| local % 11),
		(1, r.plus(16), |local| local % 11 + 16),
		(2, r.plus(32), |local| local % 11 + 32),
		(0, r.plus(48), |local| local % 11 + 48),
		// Some of these are out of bounds.
		(1, r.plus(WORDS - 4), |local| local % 11 + WORDS - 4),
		(2, r.plus(0xffff_fffd), |local| (local % 11).wrapping_sub(3)),
		(0, Address::at(64), |_| 64),
		(1, Address::at(65), |_| 65),
		(1, Address::at(68), |_| 68),
		(2, Address::at(67), |_| 67),
		(2, Address::at(70), |_| 70),
		(0, Address::at(71), |_| 71),
		(0, Address::at(WORDS), |_| WORDS),
		(1, Address::at(0xffff_ffff), |_| 0xffff_ffff),
	];
	for &(op, apply) in ATOMICS.iter().filter(|(op, _)| used.contains(op)) {
		// Word w starts as the start number w mod 4.
		sheet.run([builtin(turn, Builtin::LocalIndex), begin(WORDS.div_ceil(LANES))]);
		sheet.run([binary(BinaryOp::And, step, turn, 3u32), constant(loaded, 0)]);
		for (number, start) in (0u32..).zip(STARTS) {
			sheet.run([
				binary(BinaryOp::Eq, RESULT, step, number),
				mad(loaded, RESULT, start, loaded),
			]);
		}
		sheet.run([
			store(Space::Workgroup, Width::One, loaded, turn),
			count(turn, LANES),
			end_loop(None),
			Instr::Barrier,
		]);
		sheet.run(tried.map(|(values, address, _)| atomic(op, [A, B, C][values], address)));
		sheet.run([Instr::Barrier, builtin(turn, Builtin::LocalIndex)]);
		let made = |group: u32| {
			let mut words: Vec<u32> = (0..WORDS).map(|word| STARTS[word as usize % 4]).collect();
			for (values_of, _, place) in &tried {
				for local in 0..LANES {
					let value = values[*values_of][(group * LANES + local) as usize];
					if let Some(word) = words.get_mut(place(local) as usize) {
						*word = apply(*word, value);
					}
				}
			}
			words
		};
		let made = [made(0), made(1)];
		for first in (0..WORDS).step_by(LANES as usize) {
			sheet.push(load(Space::Workgroup, Width::One, RESULT, Address::reg(turn).plus(first)));
			let label = format!("{}, words from {first} on", op.mnemonic());
			sheet.row(label, RESULT, |lane| {
				let words = &made[lane.group[0] as usize];
				words.get((first + lane.local) as usize).copied().unwrap_or(0)
			});
		}
		sheet.push(Instr::Barrier);
	}
	sheet.finish()
}

/// A field that is known, zeros put into it, a branch, a square root and a barrier: a driver lost
/// the field of a generated program.
fn field_behind_a_barrier() -> Vector {
	let name = "a field behind a barrier";
	let mut sheet = Sheet::new(name, Needs::Integers, [4, 2, 1], [1, 1, 1])
		.announce(|header| header.private_words = 4);
	let field = assay_touchstone::Field::Fixed { offset: 1, count: 19 };
	let factor: Operand = 0x7460_e861u32.into();
	sheet.run([
		builtin(A, Builtin::LocalIndex),
		binary(BinaryOp::Mul, RESULT, A, factor),
		builtin(T[0], Builtin::LocalZ),
		load(Space::Private, Width::Two, T[1], Address::reg(A).plus(3)),
		branch(When::Unless(T[0])),
		crate::code::insert(RESULT, RESULT, T[1], field),
		crate::code::unary(UnaryOp::Sqrt, T[3], T[1]),
		Instr::End,
		Instr::Barrier,
	]);
	sheet.row("the field", RESULT, |lane| lane.local.wrapping_mul(0x7460_e861) & 0xfff0_0001);
	sheet.row("the root", T[3], |_| 0);
	sheet.finish()
}

pub fn vectors() -> Vec<Vector> {
	use AtomicOp::*;
	vec![
		exchange([1, 1, 1]),
		exchange([17, 1, 1]),
		exchange([2, 3, 5]),
		exchange([16, 16, 1]),
		barriers(),
		uniform_registers(),
		atomics("atomics", &[Add, And, Or, Xor]),
		atomics("unsigned atomics", &[MinU, MaxU]),
		atomics("signed atomics", &[MinS, MaxS]),
		atomics("signed and unsigned atomics", &[Add, MinU, MaxS]),
		field_behind_a_barrier(),
	]
}
