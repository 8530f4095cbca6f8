//! Integer arithmetic, bit fields, and their edges.

use crate::{
	code::{binary, constant, extract, insert, mad, mix, mixed, unary, A, B, C, RESULT, T},
	edges::{pairs, Random, EDGES},
	oracle,
	table::{Case, Table},
	vector::{Needs, Vector},
};
use assay_touchstone::{BinaryOp, Field, Operand, UnaryOp};

/// A binary operation: cases written down, and what makes the others.
struct Binary {
	op: BinaryOp,
	literal: &'static [(u32, u32, u32)],
	oracle: fn(u32, u32) -> u32,
}

const MIN: u32 = 0x8000_0000;
const MAX: u32 = 0x7fff_ffff;
const MINUS: u32 = 0xffff_ffff;

fn signed(word: u32) -> i64 {
	i64::from(word as i32)
}

fn bytes(a: u32, b: u32, product: impl Fn(u8, u8) -> i64) -> u32 {
	let pairs = a.to_be_bytes().into_iter().zip(b.to_be_bytes());
	pairs.map(|(a, b)| product(a, b)).sum::<i64>() as u32
}

/// All of them, in the order of their numbers.
const BINARY: [Binary; 30] =
	{
		use BinaryOp::*;
		const fn of(
			op: BinaryOp,
			literal: &'static [(u32, u32, u32)],
			oracle: fn(u32, u32) -> u32,
		) -> Binary {
			Binary { op, literal, oracle }
		}
		[
			of(Add, &[(MINUS, 2, 1), (MIN, MIN, 0), (MAX, 1, MIN)], |a, b| {
				(u64::from(a) + u64::from(b)) as u32
			}),
			of(Sub, &[(1, 2, MINUS), (0, MIN, MIN), (MIN, 1, MAX)], |a, b| {
				(i64::from(a) - i64::from(b)) as u32
			}),
			of(
				Mul,
				&[(0x8000_0001, 2, 2), (MINUS, MINUS, 1), (0x1_0001, 0x1_0001, 0x2_0001)],
				|a, b| (u64::from(a) * u64::from(b)) as u32,
			),
			of(
				DivU,
				&[(7, 0, 7), (0, 0, 0), (MINUS, 0, MINUS), (MINUS, 2, MAX), (MIN, MINUS, 0)],
				|a, b| match b {
					0 => a,
					_ => (u64::from(a) / u64::from(b)) as u32,
				},
			),
			of(
				DivS,
				&[
					(7, 0, 7),
					(MIN, 0, MIN),
					(MIN, MINUS, MIN),
					(-7i32 as u32, 2, -3i32 as u32),
					(7, -2i32 as u32, -3i32 as u32),
					(MIN, 2, 0xc000_0000),
				],
				|a, b| match b {
					0 => a,
					_ => (signed(a) / signed(b)) as u32,
				},
			),
			of(RemU, &[(7, 0, 0), (MINUS, 0, 0), (MINUS, 10, 5), (5, MIN, 5)], |a, b| match b {
				0 => 0,
				_ => (u64::from(a) % u64::from(b)) as u32,
			}),
			of(
				RemS,
				&[
					(7, 0, 0),
					(MIN, MINUS, 0),
					(-7i32 as u32, 2, MINUS),
					(7, -2i32 as u32, 1),
					(MIN, 3, -2i32 as u32),
				],
				|a, b| match b {
					0 => 0,
					_ => (signed(a) % signed(b)) as u32,
				},
			),
			of(And, &[(0xff00_ff00, 0x0ff0_0ff0, 0x0f00_0f00)], |a, b| !(!a | !b)),
			of(Or, &[(0xff00_ff00, 0x0ff0_0ff0, 0xfff0_fff0)], |a, b| !(!a & !b)),
			of(Xor, &[(0xff00_ff00, 0x0ff0_0ff0, 0xf0f0_f0f0)], |a, b| (a | b) - (a & b)),
			of(
				Shl,
				&[
					(0xdead_beef, 0, 0xdead_beef),
					(0xdead_beef, 32, 0xdead_beef),
					(0xdead_beef, 33, 0xbd5b_7dde),
					(0xdead_beef, 63, MIN),
					(0xdead_beef, MINUS, MIN),
					(0xdead_beef, 4, 0xeadb_eef0),
				],
				|a, b| (u64::from(a) << (b & 31)) as u32,
			),
			of(
				ShrU,
				&[
					(0xdead_beef, 32, 0xdead_beef),
					(0xdead_beef, 33, 0x6f56_df77),
					(0xdead_beef, MINUS, 1),
					(0xdead_beef, 4, 0x0dea_dbee),
				],
				|a, b| (u64::from(a) >> (b & 31)) as u32,
			),
			of(
				ShrS,
				&[
					(0xdead_beef, 32, 0xdead_beef),
					(0xdead_beef, 33, 0xef56_df77),
					(0xdead_beef, MINUS, MINUS),
					(0x5ead_beef, MINUS, 0),
					(0xdead_beef, 4, 0xfdea_dbee),
				],
				|a, b| (signed(a) >> (b & 31)) as u32,
			),
			of(
				RotL,
				&[
					(0xdead_beef, 32, 0xdead_beef),
					(0xdead_beef, 4, 0xeadb_eefd),
					(0xdead_beef, 36, 0xeadb_eefd),
					(0x8000_0001, MINUS, 0xc000_0000),
				],
				|a, b| ((u64::from(a) * 0x1_0000_0001) >> (32 - (b & 31))) as u32,
			),
			of(MinU, &[(MIN, MAX, MAX), (0, MINUS, 0)], |a, b| if b < a { b } else { a }),
			of(MaxU, &[(MIN, MAX, MIN), (0, MINUS, MINUS)], |a, b| if b < a { a } else { b }),
			of(MinS, &[(MIN, MAX, MIN), (0, MINUS, MINUS)], |a, b| {
				if signed(b) < signed(a) {
					b
				} else {
					a
				}
			}),
			of(
				MaxS,
				&[(MIN, MAX, MAX), (0, MINUS, 0)],
				|a, b| {
					if signed(b) < signed(a) {
						a
					} else {
						b
					}
				},
			),
			of(Eq, &[(MIN, MIN, 1), (MIN, 0, 0)], |a, b| (a ^ b == 0) as u32),
			of(Ne, &[(MIN, MIN, 0), (MIN, 0, 1)], |a, b| (a ^ b != 0) as u32),
			of(LtU, &[(MIN, MAX, 0), (MAX, MIN, 1), (5, 5, 0)], |a, b| {
				((i64::from(a) - i64::from(b)) < 0) as u32
			}),
			of(LeU, &[(MIN, MAX, 0), (MAX, MIN, 1), (5, 5, 1)], |a, b| {
				(i64::from(a) - i64::from(b) <= 0) as u32
			}),
			of(GtU, &[(MIN, MAX, 1), (MAX, MIN, 0), (5, 5, 0)], |a, b| {
				(i64::from(a) - i64::from(b) > 0) as u32
			}),
			of(GeU, &[(MIN, MAX, 1), (MAX, MIN, 0), (5, 5, 1)], |a, b| {
				(i64::from(a) - i64::from(b) >= 0) as u32
			}),
			of(LtS, &[(MIN, MAX, 1), (MAX, MIN, 0), (5, 5, 0)], |a, b| {
				(signed(a) - signed(b) < 0) as u32
			}),
			of(LeS, &[(MIN, MAX, 1), (MAX, MIN, 0), (5, 5, 1)], |a, b| {
				(signed(a) - signed(b) <= 0) as u32
			}),
			of(GtS, &[(MIN, MAX, 0), (MAX, MIN, 1), (5, 5, 0)], |a, b| {
				(signed(a) - signed(b) > 0) as u32
			}),
			of(GeS, &[(MIN, MAX, 0), (MAX, MIN, 1), (5, 5, 1)], |a, b| {
				(signed(a) - signed(b) >= 0) as u32
			}),
			of(
				Dot4S,
				&[
					(0x8080_8080, 0x8080_8080, 0x1_0000),
					(0x7f7f_7f7f, 0x8080_8080, 0xffff_0200),
					(0x0102_0304, 0x0506_0708, 70),
				],
				|a, b| bytes(a, b, |a, b| i64::from(a as i8) * i64::from(b as i8)),
			),
			of(Dot4U, &[(MINUS, MINUS, 260_100), (0x0102_0304, 0x0506_0708, 70)], |a, b| {
				bytes(a, b, |a, b| i64::from(a) * i64::from(b))
			}),
		]
	};

/// Operands that aren't edges: quotients and products of all sizes.
fn sizes(seed: u64) -> impl Iterator<Item = [u32; 2]> {
	let mut random = Random::new(seed);
	(0..400).map(move |_| {
		let shifts = random.word();
		[random.word() >> (shifts & 31), random.word() >> (shifts >> 5 & 31)]
	})
}

fn binary_operations() -> Vector {
	let mut table = Table::<2>::new("integer operations", Needs::Integers);
	for (seed, row) in (0..).zip(&BINARY) {
		let literal = row.literal.iter().map(|&(a, b, made)| ([a, b], made));
		let others = pairs().chain(sizes(seed));
		let others = others.map(|[a, b]| ([a, b], (row.oracle)(a, b)));
		let code = [binary(row.op, RESULT, A, B)];
		table.row(row.op.mnemonic(), code, literal.chain(others));
	}
	table.finish()
}

/// Operands that stand in the program, which a driver folds.
fn immediates() -> Vector {
	let mut table = Table::<1>::new("integer operations, immediate", Needs::Integers);
	let rights = [0, 1, 10, 31, 33, MAX, MIN, MINUS];
	for row in &BINARY {
		let each = rights.map(|right| [binary(row.op, T[0], A, right), mix(RESULT, T[0])]);
		let code = [constant(RESULT, 0)].into_iter().chain(each.into_iter().flatten());
		let made = |a| mixed(rights.map(|right| (row.oracle)(a, right)));
		let label = format!("{} by {rights:x?}, mixed", row.op.mnemonic());
		table.row(label, code, EDGES.map(|a| ([a], made(a))));
	}
	table.finish()
}

fn unary_operations() -> Vector {
	use UnaryOp::*;
	let rows: [(UnaryOp, &[(u32, u32)], fn(u32) -> u32); 7] = [
		(Not, &[(0, MINUS), (0xffff_0000, 0xffff)], |a| MINUS - a),
		(NegI, &[(0, 0), (1, MINUS), (MIN, MIN)], |a| (-i64::from(a)) as u32),
		(AbsS, &[(MIN, MIN), (MINUS, 1), (5, 5)], |a| (a as i32).unsigned_abs()),
		(LeadingZeros, &[(0, 32), (1, 31), (MIN, 0)], |a| {
			(0..32).take_while(|bit| a << bit & MIN == 0).count() as u32
		}),
		(TrailingZeros, &[(0, 32), (1, 0), (MIN, 31)], |a| {
			(0..32).take_while(|bit| a >> bit & 1 == 0).count() as u32
		}),
		(CountOnes, &[(0, 0), (MINUS, 32), (0xf0f0_f0f0, 16)], |a| {
			(0..32).map(|bit| a >> bit & 1).sum()
		}),
		(ReverseBits, &[(1, MIN), (0x1234_5678, 0x1e6a_2c48)], |a| {
			(0..32).map(|bit| (a >> bit & 1) << (31 - bit)).sum()
		}),
	];
	let mut table = Table::<1>::new("integer operations on one word", Needs::Integers);
	for (seed, (op, literal, oracle)) in (100..).zip(rows) {
		let literal = literal.iter().map(|&(a, made)| ([a], made));
		let others = EDGES.into_iter().chain(sizes(seed).map(|[a, _]| a));
		let cases = literal.chain(others.map(|a| ([a], oracle(a))));
		table.row(op.mnemonic(), [unary(op, RESULT, A)], cases);
	}
	table.finish()
}

/// What bits of three words can be.
fn triples() -> impl Iterator<Item = [u32; 3]> {
	const EACH: [u32; 9] = [0, 1, 2, 31, 32, 33, MIN, 0xdead_beef, MINUS];
	let random = sizes(200).zip(sizes(201)).map(|([a, b], [c, _])| [a, b, c]);
	let edges = EACH.into_iter().flat_map(|a| EACH.map(|b| [a, b]));
	edges.flat_map(|[a, b]| EACH.map(|c| [a, b, c])).chain(random)
}

/// Multiply-adds, and bit fields whose place stands in registers.
fn three_operands() -> Vector {
	let mut table = Table::<3>::new("multiply-adds and bit fields", Needs::Integers);
	let mut row = |label: &str, instr, literal: &[Case<3>], oracle: fn([u32; 3]) -> u32| {
		let others = triples().map(|words| (words, oracle(words)));
		table.row(label, [instr], literal.iter().copied().chain(others));
	};
	row("mad", mad(RESULT, A, B, C), &[([MINUS, MINUS, 5], 6), ([3, 4, 5], 17)], |[a, b, c]| {
		(u64::from(a) * u64::from(b) % (1 << 32) + u64::from(c)) as u32
	});
	row("mad by 0xfffffffd", mad(RESULT, A, 0xffff_fffdu32, C), &[([2, 0, 7], 1)], |[a, _, c]| {
		(i64::from(c) - 3 * i64::from(a)) as u32
	});
	let field = Field::Dynamic { offset: B, count: C };
	row(
		"extract.u",
		extract(false, RESULT, A, field),
		&[
			([0xdead_beef, 8, 8], 0xbe),
			([0xdead_beef, 0, 32], 0xdead_beef),
			([0xdead_beef, 0, MINUS], 0xdead_beef),
			([0xdead_beef, 28, 99], 0xd),
			([0xdead_beef, 32, 1], 0),
			([0xdead_beef, MINUS, 8], 0),
			([0xdead_beef, 8, 0], 0),
		],
		|[a, offset, count]| oracle::extract(false, a, offset, count),
	);
	row(
		"extract.s",
		extract(true, RESULT, A, field),
		&[
			([0xdead_beef, 8, 8], 0xffff_ffbe),
			([0xdead_beef, 0, 32], 0xdead_beef),
			([0xdead_beef, 28, 99], 0xffff_fffd),
			([0xdead_beef, 24, 5], 0xffff_fffe),
			([0xdead_beef, 32, 1], 0),
			([0xdead_beef, 8, 0], 0),
		],
		|[a, offset, count]| oracle::extract(true, a, offset, count),
	);
	// The word stands in the first register and its bits inverted are put in.
	let invert = unary(UnaryOp::Not, T[0], A);
	let cases = [
		([0xdead_beef, 8, 8], 0xdead_10ef),
		([0xdead_beef, 0, 32], 0x2152_4110),
		([0xdead_beef, 0, 0], 0xdead_beef),
		([0xdead_beef, 32, 5], 0xdead_beef),
		([0xdead_beef, 28, MINUS], 0x0ead_beef),
		([0xdead_beef, MINUS, MINUS], 0xdead_beef),
	];
	let others = triples().map(|[a, offset, count]| {
		let made = oracle::insert(a, !a, offset, count);
		([a, offset, count], made)
	});
	let code = [invert, insert(RESULT, A, T[0], field)];
	table.row("insert", code, cases.into_iter().chain(others));
	table.finish()
}

/// Bit fields whose place stands in the program.
fn fixed_fields() -> Vector {
	let mut table = Table::<2>::new("bit fields, immediate", Needs::Integers);
	for (offset, count) in
		[(0, 0), (0, 1), (0, 32), (32, 0), (31, 1), (8, 8), (5, 27), (1, 31), (1, 19)]
	{
		let field = Field::Fixed { offset, count };
		let (o, c) = (offset.into(), count.into());
		for signed in [false, true] {
			let sign = if signed { "s" } else { "u" };
			let cases = pairs().step_by(7);
			let cases = cases.map(|[a, b]| ([a, b], oracle::extract(signed, a, o, c)));
			let code = [extract(signed, RESULT, A, field)];
			table.row(format!("extract.{sign} {offset} {count}"), code, cases);
		}
		let cases = pairs().step_by(7);
		let cases = cases.map(|[a, b]| ([a, b], oracle::insert(a, b, o, c)));
		let code = [insert(RESULT, A, B, field)];
		table.row(format!("insert {offset} {count}"), code, cases);
	}
	table.finish()
}

/// The same register as source, destination and operand, and results of comparisons as numbers:
/// what an optimiser rewrites.
fn foldable() -> Vector {
	use BinaryOp::*;
	let mut table = Table::<2>::new("integers that fold", Needs::Integers);
	let mut row = |label: &str, code: &[_], oracle: fn(u32, u32) -> u32| {
		let cases = pairs().map(|[a, b]| ([a, b], oracle(a, b)));
		table.row(label, code.iter().copied(), cases);
	};
	let op = |op, dst, a, b: Operand| binary(op, dst, a, b);
	row("x / x", &[op(DivU, RESULT, A, A.into())], |a, _| u32::from(a != 0));
	row("x % x", &[op(RemS, RESULT, A, A.into())], |_, _| 0);
	row("x - x", &[op(Sub, RESULT, A, A.into())], |_, _| 0);
	row("x >> x", &[op(ShrS, RESULT, A, A.into())], |a, _| (signed(a) >> (a % 32)) as u32);
	row(
		"x / y * y + x % y",
		&[op(DivS, T[0], A, B.into()), op(RemS, T[1], A, B.into()), mad(RESULT, T[0], B, T[1])],
		|a, b| if b == 0 { 0 } else { a },
	);
	row(
		"(x << y) >> y",
		&[op(Shl, T[0], A, B.into()), op(ShrU, RESULT, T[0], B.into())],
		|a, b| (u64::from(a) % (1 << (32 - b % 32))) as u32,
	);
	row(
		"(x < y) - (y < x)",
		&[
			op(LtS, T[0], A, B.into()),
			op(LtS, T[1], B, A.into()),
			op(Sub, RESULT, T[0], T[1].into()),
		],
		|a, b| match signed(a) - signed(b) {
			0 => 0,
			..0 => 1,
			_ => MINUS,
		},
	);
	row(
		"clz(x) >> 5",
		&[unary(UnaryOp::LeadingZeros, T[0], A), op(ShrU, RESULT, T[0], 5u32.into())],
		|a, _| u32::from(a == 0),
	);
	row(
		"x * 3 / 3",
		&[op(Mul, T[0], A, 3u32.into()), op(DivS, RESULT, T[0], 3u32.into())],
		|a, _| (i64::from(a.wrapping_mul(3) as i32) / 3) as u32,
	);
	table.finish()
}

pub fn vectors() -> Vec<Vector> {
	vec![
		binary_operations(),
		immediates(),
		unary_operations(),
		three_operands(),
		fixed_fields(),
		foldable(),
	]
}
