//! Branches, loops, bounds and nesting. What is expected is the same control flow in Rust.

use crate::{
	code::{
		begin, binary, branch, constant, copy, count, end_loop, store, A, B, NUMBER, RESULT, T,
	},
	sheet::{Lane, Sheet},
	vector::{Needs, Vector},
};
use assay_touchstone::{BinaryOp, Bound, Instr, Reg, Space, When, Width};

const LANES: u32 = 48;

/// A sheet whose lanes have their number in `A`, and what it leaves of 7 in `B`.
fn sheet(name: &str) -> Sheet {
	let size = [LANES as u16, 1, 1];
	sheet_with(Sheet::new(name, Needs::Integers, size, [2, 1, 1]))
}

fn sheet_with(mut sheet: Sheet) -> Sheet {
	sheet.run([copy(A, NUMBER), binary(BinaryOp::RemU, B, A, 7u32)]);
	sheet
}

fn number(lane: Lane) -> u32 {
	lane.number
}

/// The condition that code has in `T[0]` and what is expected computes itself: whether a counter's
/// last bits are the lane's number modulo 7.
fn sometimes(counter: Reg) -> [Instr; 2] {
	[binary(BinaryOp::And, T[0], counter, 7u32), binary(BinaryOp::Eq, T[0], T[0], B)]
}

fn is_sometimes(counter: u32, lane: Lane) -> bool {
	counter % 8 == lane.number % 7
}

fn holds(when: When, condition: bool) -> bool {
	match when {
		When::Always => true,
		When::If(_) => condition,
		When::Unless(_) => !condition,
	}
}

const WHENS: [When; 3] = [When::If(T[0]), When::Unless(T[0]), When::Always];

/// Breaks or continues: in a branch or not, with a continuing part or not.
fn jumps(name: &str, jump: fn(When) -> Instr) -> Vector {
	let mut sheet = sheet(name);
	for when in WHENS {
		for (continuing, nested) in [(false, false), (false, true), (true, false), (true, true)] {
			let instr = jump(when);
			sheet.run([constant(RESULT, 0), begin(20), count(RESULT, 1u32)]);
			sheet.run(sometimes(RESULT));
			if nested {
				sheet.push(branch(When::Unless(T[0])));
				sheet.run([count(RESULT, 0x10u32), instr, count(RESULT, 0x100u32)]);
				sheet.run([Instr::Else, instr, count(RESULT, 0x200u32), Instr::End]);
			}
			sheet.run([instr, count(RESULT, 0x1000u32)]);
			if continuing {
				sheet.run([Instr::Continuing, count(RESULT, 0x1_0000u32)]);
				sheet.run(sometimes(RESULT));
			}
			sheet.push(end_loop(Some(When::If(T[0]))));
			let label = format!("{name} {when:?}, continuing {continuing}, nested {nested}");
			sheet.row(label, RESULT, |lane| {
				let mut result = 0;
				for _ in 0..20 {
					result += 1;
					let mut condition = is_sometimes(result, lane);
					let jumps = holds(when, condition);
					if nested {
						result += if !condition { 0x10 } else { 0 };
						result += match (jumps, condition) {
							(true, _) => 0,
							(false, false) => 0x100,
							(false, true) => 0x200,
						};
					}
					if !jumps {
						result += 0x1000;
					} else if matches!(instr, Instr::Break { .. }) {
						break;
					}
					if continuing {
						result += 0x1_0000;
						condition = is_sometimes(result, lane);
					}
					if condition {
						break;
					}
				}
				result
			});
		}
	}
	sheet.finish()
}

/// Lanes that are done: at the top, in a branch, in a loop.
fn exits(when: When) -> Vector {
	let mut sheet = sheet(&format!("exit {when:?}"));
	let exit = Instr::Exit { when };
	let out = |src, place| store(Space::Output(0), Width::One, src, place);
	let gone = |lane: Lane, counter: u32| holds(when, is_sometimes(counter, lane));
	// Only some lanes come to the first exit, also where it is for all that do.
	let at_first = move |lane: Lane| lane.number % 16 == 3 && gone(lane, 5);
	let in_loop = move |lane: Lane| {
		let until = |turn: &u32| !(lane.number % 5 == 1 && gone(lane, *turn));
		(1..=9).take_while(until).count() as u32
	};
	sheet.run([
		constant(RESULT, 5),
		binary(BinaryOp::And, T[1], A, 15u32),
		binary(BinaryOp::Eq, T[1], T[1], 3u32),
	]);
	sheet.row("before", RESULT, |_| 5);
	sheet.push(branch(When::If(T[1])));
	sheet.run(sometimes(RESULT));
	sheet.run([exit, Instr::End]);
	sheet.row("behind a branch", RESULT, |lane| match at_first(lane) {
		true => 0,
		false => 5,
	});
	let turns = sheet.place("turns of a loop", |lane| match at_first(lane) {
		true => 0,
		false => in_loop(lane),
	});
	sheet.run([
		binary(BinaryOp::RemU, T[1], A, 5u32),
		binary(BinaryOp::Eq, T[1], T[1], 1u32),
		constant(RESULT, 0),
		begin(9),
		count(RESULT, 1u32),
	]);
	sheet.run(sometimes(RESULT));
	sheet.run([branch(When::If(T[1])), exit, Instr::End, out(RESULT, turns), end_loop(None)]);
	let left = move |lane: Lane| at_first(lane) || in_loop(lane) < 9;
	sheet.row("behind a loop", RESULT, |lane| match left(lane) {
		true => 0,
		false => 9,
	});
	let behind = sheet.place("behind the last exit", |lane| match left(lane) || gone(lane, 9) {
		true => 0,
		false => 9,
	});
	sheet.run(sometimes(RESULT));
	sheet.run([exit, out(RESULT, behind)]);
	sheet.finish()
}

/// Bounds: constant and from parameters, spent and not, entered again.
fn bounds() -> Vector {
	let name = "bounds of loops";
	let new = Sheet::new(name, Needs::Integers, [LANES as u16, 1, 1], [1, 1, 1]);
	let params = vec![5, 0, 0x8000_0000, 7];
	let mut sheet = sheet_with(new.params(params));
	for bound in [0, 1, 2, 1000] {
		sheet.run([constant(RESULT, 0), begin(bound), count(RESULT, 1u32), end_loop(None)]);
		sheet.row(format!("bound {bound}"), RESULT, |_| bound);
	}
	// A large bound that no lane spends.
	sheet.run([
		constant(RESULT, 0),
		begin(5000),
		count(RESULT, 1u32),
		Instr::Break { when: When::Always },
		end_loop(None),
	]);
	sheet.row("left at once", RESULT, |_| 1);
	for (param, mul, div, add, times) in [
		(0, 1, 1, 0, 5),
		(0, 3, 2, 1, 9),
		(0, 0, 7, 0, 0),
		(1, 9, 9, 0, 0),
		(1, 1, 1, 2, 2),
		(2, 2, 0x4000_0000, 1, 5),
		(3, 3, 4, 0, 6),
		(3, 4, 7, 0, 4),
	] {
		let bound = Bound::Param { param, mul, div, add };
		let label = format!("bound {add} + p{param} * {mul} / {div}");
		sheet.run([
			constant(RESULT, 0),
			Instr::Loop { bound },
			count(RESULT, 1u32),
			end_loop(None),
		]);
		sheet.row(&label, RESULT, |_| times);
		// Each time that the inner loop is entered it has its bound again.
		sheet.run([
			constant(RESULT, 0),
			Instr::Loop { bound },
			count(RESULT, 1u32),
			Instr::Loop { bound },
			count(RESULT, 0x100u32),
			end_loop(None),
			end_loop(None),
		]);
		sheet.row(format!("{label}, twice"), RESULT, |_| times + 0x100 * times * times);
	}
	// Some lanes leave, the others spend the bound.
	for when in WHENS {
		sheet.run([constant(RESULT, 0), begin(4), count(RESULT, 1u32)]);
		sheet.push(binary(BinaryOp::GeU, T[0], RESULT, B));
		sheet.push(end_loop(Some(when)));
		sheet.row(format!("end_loop {when:?}"), RESULT, |lane| {
			let leaves = |turn: &u32| *turn == 4 || holds(when, *turn >= lane.number % 7);
			(1..).find(leaves).unwrap_or(4)
		});
	}
	sheet.finish()
}

/// Three loops in each other, left and continued at different turns by different lanes.
fn nested_loops() -> Vector {
	let mut sheet = sheet("loops in loops");
	let [_, outer, middle, inner, condition, ..] = T;
	sheet.run([constant(RESULT, 0), constant(outer, 0), begin(5), count(outer, 1u32)]);
	sheet.run([constant(middle, 0), begin(4), count(middle, 1u32)]);
	sheet.run([
		binary(BinaryOp::Eq, condition, middle, B),
		Instr::Continue { when: When::If(condition) },
		count(RESULT, 1u32),
		constant(inner, 0),
		begin(3),
		count(inner, 1u32),
		count(RESULT, 0x100u32),
		binary(BinaryOp::Mul, condition, inner, outer),
		binary(BinaryOp::GtU, condition, condition, B),
		Instr::Break { when: When::If(condition) },
		count(RESULT, 0x1_0000u32),
		end_loop(None),
		binary(BinaryOp::Add, condition, middle, outer),
		binary(BinaryOp::Eq, condition, condition, B),
		Instr::Break { when: When::If(condition) },
		Instr::Continuing,
		count(RESULT, 0x100_0000u32),
		end_loop(None),
		binary(BinaryOp::LeU, condition, outer, B),
		end_loop(Some(When::Unless(condition))),
	]);
	sheet.row("three loops", RESULT, |lane| {
		let rest = lane.number % 7;
		let mut result = 0u32;
		for outer in 1..=5 {
			for middle in 1..=4 {
				if middle != rest {
					result += 1;
					for inner in 1..=3 {
						result += 0x100;
						if inner * outer > rest {
							break;
						}
						result += 0x1_0000;
					}
					if middle + outer == rest {
						break;
					}
				}
				result += 0x100_0000;
			}
			if outer > rest {
				break;
			}
		}
		result
	});
	// A whole loop in the continuing part of another.
	sheet.run([constant(RESULT, 0), constant(outer, 0), begin(6), count(outer, 1u32)]);
	sheet.run([
		binary(BinaryOp::Eq, condition, outer, B),
		Instr::Continue { when: When::If(condition) },
		count(RESULT, 1u32),
		Instr::Continuing,
		constant(inner, 0),
		begin(5),
		count(inner, 1u32),
		binary(BinaryOp::Eq, condition, inner, outer),
		Instr::Continue { when: When::If(condition) },
		binary(BinaryOp::GtU, condition, inner, B),
		Instr::Break { when: When::If(condition) },
		count(RESULT, 0x100u32),
		end_loop(None),
		end_loop(None),
	]);
	sheet.row("loop in a continuing part", RESULT, |lane| {
		let rest = lane.number % 7;
		let mut result = 0;
		for outer in 1..=6 {
			result += u32::from(outer != rest);
			for inner in 1..=5 {
				if inner == outer {
					continue;
				}
				if inner > rest {
					break;
				}
				result += 0x100;
			}
		}
		result
	});
	sheet.finish()
}

/// Branches: any bit makes a condition true, both parts, and as deep as they go.
fn branches() -> Vector {
	let mut sheet = sheet("branches");
	for value in [0u32, 1, 2, 0x8000_0000, 0x7f80_0001] {
		for (when, truth) in [(When::If(T[1]), true), (When::Unless(T[1]), false)] {
			sheet.run([
				// Not in all lanes, so that the condition isn't one for all.
				binary(BinaryOp::And, T[1], A, 1u32),
				binary(BinaryOp::Mul, T[1], T[1], value),
				constant(RESULT, 0),
				branch(when),
				count(RESULT, 1u32),
				Instr::End,
				branch(when),
				count(RESULT, 0x10u32),
				Instr::Else,
				count(RESULT, 0x100u32),
				Instr::End,
			]);
			sheet.row(format!("{value:#x} {when:?}"), RESULT, |lane| {
				let condition = lane.number % 2 == 1 && value != 0;
				match condition == truth {
					true => 0x11,
					false => 0x100,
				}
			});
		}
	}
	// Lanes fall out at each depth.
	for loops in [false, true] {
		sheet.push(constant(RESULT, 0));
		for depth in 0..64u32 {
			sheet.run([count(RESULT, depth + 1), binary(BinaryOp::GtU, T[1], A, depth)]);
			sheet.push(match loops && depth % 2 == 1 {
				true => begin(1),
				false => branch(When::If(T[1])),
			});
		}
		sheet.push(count(RESULT, 0x1_0000u32));
		for depth in (0..64).rev() {
			sheet.push(match loops && depth % 2 == 1 {
				true => end_loop(None),
				false => Instr::End,
			});
		}
		sheet.row(format!("64 deep, loops {loops}"), RESULT, |lane| {
			let branches = |depth: &u32| !(loops && depth % 2 == 1);
			let last = (0..64).filter(branches).find(|depth| number(lane) <= *depth);
			let entered = last.map_or(64, |depth| depth + 1);
			let bottom = if last.is_none() { 0x1_0000 } else { 0 };
			(1..=entered).sum::<u32>() + bottom
		});
	}
	sheet.finish()
}

/// Code that no lane reaches.
fn unreachable() -> Vector {
	let mut sheet = sheet("unreachable code");
	let always = When::Always;
	for end in [Instr::Break { when: always }, Instr::Continue { when: always }] {
		sheet.run([
			constant(RESULT, 0),
			begin(4),
			count(RESULT, 1u32),
			end,
			count(RESULT, 0x100u32),
			branch(When::If(B)),
			begin(2),
			Instr::Continuing,
			end_loop(None),
			Instr::Else,
			end,
			Instr::End,
			Instr::Continuing,
			count(RESULT, 0x10u32),
			end_loop(None),
		]);
		let made = match end {
			Instr::Break { .. } => 1,
			_ => 0x44,
		};
		sheet.row(format!("behind {end:?}"), RESULT, |_| made);
	}
	sheet.run([
		constant(RESULT, 0),
		begin(4),
		count(RESULT, 1u32),
		branch(When::If(B)),
		Instr::Break { when: always },
		Instr::Else,
		Instr::Continue { when: always },
		Instr::End,
		count(RESULT, 0x100u32),
		end_loop(None),
	]);
	sheet.row("both parts leave", RESULT, |lane| match lane.number % 7 {
		0 => 4,
		_ => 1,
	});
	let behind = sheet.place("behind an exit for all", |_| 0);
	sheet.run([
		Instr::Exit { when: always },
		store(Space::Output(0), Width::One, A, behind),
		branch(When::If(B)),
		Instr::Exit { when: always },
		Instr::Else,
		Instr::End,
	]);
	sheet.finish()
}

pub fn vectors() -> Vec<Vector> {
	let mut all = vec![
		branches(),
		jumps("break", |when| Instr::Break { when }),
		jumps("continue", |when| Instr::Continue { when }),
	];
	all.extend(WHENS.map(exits));
	all.extend([bounds(), nested_loops(), unreachable()]);
	all
}
