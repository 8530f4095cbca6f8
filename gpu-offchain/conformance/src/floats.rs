//! Strict floats: subnormals, NaNs, signed zeros, rounding, and what optimisers do to them.

use crate::{
	code::{binary, constant, copy, mad_f, mix, mixed, unary, A, B, C, RESULT, T},
	edges::{pairs, Random, EDGES},
	oracle::{self, comparison, float, floats, from_half, rounded, to_half, to_integer},
	table::{Case, Table},
	vector::{Needs, Vector},
};
use assay_touchstone::{BinaryOp, Instr, UnaryOp};
use std::cmp::Ordering;

const ONE: u32 = 0x3f80_0000;
const TWO: u32 = 0x4000_0000;
const INFINITY: u32 = 0x7f80_0000;
const NAN: u32 = oracle::NAN;
/// A NaN with a payload and a sign.
const OTHER_NAN: u32 = 0xffc0_1234;
const SIGNALLING: u32 = 0x7f80_0001;
const NEGATIVE: u32 = 0x8000_0000;
const LARGEST: u32 = 0x7f7f_ffff;
const SMALLEST: u32 = 0x0080_0000;
const SUBNORMAL: u32 = 0x007f_ffff;

/// What a second operand that stands in the program may be.
const IMMEDIATES: [u32; 10] = [
	0,
	NEGATIVE,
	ONE,
	ONE | NEGATIVE,
	TWO,
	INFINITY,
	SIGNALLING,
	SUBNORMAL | NEGATIVE,
	SMALLEST,
	0x3eaa_aaab, // 1/3
];

/// A binary operation: cases written down, and what makes the others.
type Binary = (BinaryOp, &'static [[u32; 3]], fn([u32; 2]) -> u32);

fn add([a, b]: [u32; 2]) -> u32 {
	floats(|a, b| a + b)([a, b])
}

fn sub([a, b]: [u32; 2]) -> u32 {
	floats(|a, b| a - b)([a, b])
}

fn mul([a, b]: [u32; 2]) -> u32 {
	floats(|a, b| a * b)([a, b])
}

fn div([a, b]: [u32; 2]) -> u32 {
	floats(|a, b| a / b)([a, b])
}

fn min([a, b]: [u32; 2]) -> u32 {
	rounded(if float(b) < float(a) { float(b) } else { float(a) })
}

fn max([a, b]: [u32; 2]) -> u32 {
	rounded(if float(a) < float(b) { float(b) } else { float(a) })
}

fn sqrt(a: u32) -> u32 {
	rounded(float(a).sqrt())
}

const ARITHMETIC: [Binary; 4] = [
	(
		BinaryOp::AddF,
		&[
			[ONE, ONE, TWO],
			[0, NEGATIVE, 0],
			[NEGATIVE, NEGATIVE, NEGATIVE],
			[NEGATIVE, 0, 0],
			// Subnormals are zeros of their sign.
			[SUBNORMAL, 0, 0],
			[SUBNORMAL | NEGATIVE, NEGATIVE, NEGATIVE],
			[1, SMALLEST, SMALLEST],
			// So are the sums that would be.
			[0x0080_0001, SMALLEST | NEGATIVE, 0],
			[0x8080_0001, SMALLEST, NEGATIVE],
			[INFINITY, INFINITY | NEGATIVE, NAN],
			[OTHER_NAN, ONE, NAN],
			[ONE, SIGNALLING, NAN],
			[LARGEST, LARGEST, INFINITY],
			[LARGEST, 0x7300_0000, INFINITY],
			[LARGEST, 0x72ff_ffff, LARGEST],
			// Ties go to even.
			[0x4b80_0000, ONE, 0x4b80_0000],
			[0x4b80_0001, ONE, 0x4b80_0002],
		],
		add,
	),
	(
		BinaryOp::SubF,
		&[
			[ONE, ONE, 0],
			[NEGATIVE, 0, NEGATIVE],
			[0, NEGATIVE, 0],
			[NEGATIVE, NEGATIVE, 0],
			[INFINITY, INFINITY, NAN],
			[0x0080_0001, SMALLEST, 0],
			[SMALLEST, 0x0080_0001, NEGATIVE],
			[ONE, 0x3380_0000, 0x3f7f_ffff],
			[ONE, 0x3300_0000, ONE],
			[OTHER_NAN, OTHER_NAN, NAN],
		],
		sub,
	),
	(
		BinaryOp::MulF,
		&[
			[ONE, NEGATIVE, NEGATIVE],
			[INFINITY, 0, NAN],
			[INFINITY, SUBNORMAL, NAN],
			[LARGEST, TWO, INFINITY],
			[LARGEST, 0xc000_0000, INFINITY | NEGATIVE],
			// Rounded first, then flushed: (1 - 2^-24) * 2^-126 is just half a unit below.
			[SMALLEST, 0x3f7f_ffff, SMALLEST],
			[SMALLEST, 0x3f7f_fffe, 0],
			[0x8080_0000, 0x3f7f_ffff, 0x8080_0000],
			[0x8080_0000, 0x3f7f_fffe, NEGATIVE],
			[0x00ff_ffff, 0x3f00_0000, SMALLEST],
			[0x00ff_fffe, 0x3f00_0000, 0],
			[0x0100_0000, 0x3f00_0000, SMALLEST],
			[0x2000_0000, 0x1f80_0000, 0],
			[0x2000_0000, 0x2000_0000, SMALLEST],
			[0x3f80_0001, 0x3f80_0001, 0x3f80_0002],
			[0x3fc0_0001, 0x3fc0_0001, 0x4010_0002],
		],
		mul,
	),
	(
		BinaryOp::DivF,
		&[
			[ONE, 0, INFINITY],
			[ONE, NEGATIVE, INFINITY | NEGATIVE],
			[ONE, SUBNORMAL, INFINITY],
			[0, 0, NAN],
			[SUBNORMAL, SUBNORMAL, NAN],
			[INFINITY, INFINITY, NAN],
			[INFINITY, 0, INFINITY],
			[ONE | NEGATIVE, INFINITY, NEGATIVE],
			[ONE, 0x4040_0000, 0x3eaa_aaab],
			[TWO, 0x4040_0000, 0x3f2a_aaab],
			[ONE, 0x3f7f_ffff, 0x3f80_0001],
			[0x3f7f_ffff, ONE, 0x3f7f_ffff],
			[LARGEST, 0x3f00_0000, INFINITY],
			[SMALLEST, TWO, 0],
			[0x00ff_ffff, TWO, SMALLEST],
			[0x00ff_fffe, TWO, 0],
			[0x80ff_ffff, TWO, 0x8080_0000],
			[SMALLEST, LARGEST, 0],
			[LARGEST, SMALLEST, INFINITY],
			[OTHER_NAN, ONE, NAN],
			[ONE, SIGNALLING, NAN],
		],
		div,
	),
];

const ORDER: [Binary; 8] = [
	(
		BinaryOp::MinF,
		&[
			[ONE, TWO, ONE],
			[TWO, ONE, ONE],
			// The first where they are equal, or one is NaN.
			[0, NEGATIVE, 0],
			[NEGATIVE, 0, NEGATIVE],
			[SUBNORMAL | NEGATIVE, 0, NEGATIVE],
			[1, 2, 0],
			[NAN, ONE, NAN],
			[OTHER_NAN, ONE, NAN],
			[ONE, NAN, ONE],
			[SUBNORMAL | NEGATIVE, SIGNALLING, NEGATIVE],
			[INFINITY, INFINITY | NEGATIVE, INFINITY | NEGATIVE],
			[0, SUBNORMAL | NEGATIVE, 0],
		],
		min,
	),
	(
		BinaryOp::MaxF,
		&[
			[ONE, TWO, TWO],
			[TWO, ONE, TWO],
			[0, NEGATIVE, 0],
			[NEGATIVE, 0, NEGATIVE],
			[NAN, ONE, NAN],
			[ONE, OTHER_NAN, ONE],
			[ONE | NEGATIVE, INFINITY | NEGATIVE, ONE | NEGATIVE],
			[NEGATIVE, SUBNORMAL, NEGATIVE],
		],
		max,
	),
	(
		BinaryOp::EqF,
		&[
			[0, NEGATIVE, 1],
			[0, SUBNORMAL, 1],
			[1, 0x8000_0002, 1],
			[NAN, NAN, 0],
			[INFINITY, INFINITY, 1],
			[SMALLEST, 0, 0],
		],
		|words| comparison(|a, b| a == b)(words),
	),
	(
		BinaryOp::NeF,
		&[[0, NEGATIVE, 0], [NAN, NAN, 1], [OTHER_NAN, ONE, 1], [ONE, ONE, 0]],
		|words| comparison(|a, b| a != b)(words),
	),
	(
		BinaryOp::LtF,
		&[
			[NEGATIVE, 0, 0],
			[SUBNORMAL | NEGATIVE, SUBNORMAL, 0],
			[SMALLEST | NEGATIVE, 0, 1],
			[0, SMALLEST, 1],
			[NAN, ONE, 0],
			[ONE, SIGNALLING, 0],
			[0xc000_0000, 0xbf80_0000, 1],
			[INFINITY | NEGATIVE, LARGEST, 1],
		],
		|words| comparison(|a, b| a < b)(words),
	),
	(BinaryOp::LeF, &[[0, NEGATIVE, 1], [NAN, NAN, 0], [ONE, ONE, 1], [TWO, ONE, 0]], |words| {
		comparison(|a, b| a <= b)(words)
	}),
	(
		BinaryOp::GtF,
		&[[0, NEGATIVE, 0], [NAN, ONE, 0], [SMALLEST, SUBNORMAL, 1], [TWO, ONE, 1]],
		|words| comparison(|a, b| a > b)(words),
	),
	(
		BinaryOp::GeF,
		&[[NEGATIVE, 0, 1], [NAN, NAN, 0], [ONE, TWO, 0], [INFINITY, INFINITY, 1]],
		|words| comparison(|a, b| a >= b)(words),
	),
];

/// A unary operation: cases written down, and what makes the others.
type Unary = (UnaryOp, &'static [[u32; 2]], fn(u32) -> u32);

const SIGNS_AND_INTEGERS: [Unary; 6] = [
	(
		UnaryOp::NegF,
		&[
			[0, NEGATIVE],
			[NEGATIVE, 0],
			[SUBNORMAL, NEGATIVE],
			[OTHER_NAN, NAN],
			[NAN, NAN],
			[INFINITY, INFINITY | NEGATIVE],
		],
		|a| oracle::unary(|a| -a)([a]),
	),
	(
		UnaryOp::AbsF,
		&[
			[NEGATIVE, 0],
			[SUBNORMAL | NEGATIVE, 0],
			[OTHER_NAN, NAN],
			[INFINITY | NEGATIVE, INFINITY],
		],
		|a| oracle::unary(f64::abs)([a]),
	),
	(
		UnaryOp::Floor,
		&[
			[0xbf00_0000, 0xbf80_0000],
			[NEGATIVE, NEGATIVE],
			[SMALLEST | NEGATIVE, 0xbf80_0000],
			[SUBNORMAL | NEGATIVE, NEGATIVE],
			[0x4aff_ffff, 0x4aff_fffe],
			[0x4b00_0001, 0x4b00_0001],
			[OTHER_NAN, NAN],
			[INFINITY, INFINITY],
		],
		|a| oracle::unary(f64::floor)([a]),
	),
	(
		UnaryOp::Ceil,
		&[
			[0xbf00_0000, NEGATIVE],
			[0xbf7f_ffff, NEGATIVE],
			[SMALLEST, ONE],
			[SUBNORMAL, 0],
			[0x4aff_ffff, 0x4b00_0000],
			[SIGNALLING, NAN],
		],
		|a| oracle::unary(f64::ceil)([a]),
	),
	(
		UnaryOp::Trunc,
		&[[0xbf00_0000, NEGATIVE], [0xc060_0000, 0xc040_0000], [0x3f7f_ffff, 0], [OTHER_NAN, NAN]],
		|a| oracle::unary(f64::trunc)([a]),
	),
	(
		UnaryOp::Round,
		&[
			[0xbf00_0000, NEGATIVE],
			[0x3f00_0000, 0],
			[0x3f00_0001, ONE],
			[0x3fc0_0000, TWO],
			[0x4020_0000, TWO],
			[0xc060_0000, 0xc080_0000],
			[0x4aff_ffff, 0x4b00_0000],
			[0x4b00_0001, 0x4b00_0001],
			[SIGNALLING, NAN],
		],
		|a| oracle::unary(f64::round_ties_even)([a]),
	),
];

const CONVERSIONS: [Unary; 6] = [
	(
		UnaryOp::FToS,
		&[
			[NAN, 0],
			[OTHER_NAN, 0],
			[0x4f00_0000, 0x7fff_ffff],
			[0x4eff_ffff, 0x7fff_ff80],
			[0xcf00_0000, 0x8000_0000],
			[0xcf00_0001, 0x8000_0000],
			[INFINITY, 0x7fff_ffff],
			[INFINITY | NEGATIVE, 0x8000_0000],
			[0xbf7f_ffff, 0],
			[0xc060_0000, 0xffff_fffd],
			[SUBNORMAL, 0],
		],
		|a| to_integer(a, -2_147_483_648.0, 2_147_483_647.0),
	),
	(
		UnaryOp::FToU,
		&[
			[NAN, 0],
			[SIGNALLING, 0],
			[0xbf80_0000, 0],
			[0x4f80_0000, 0xffff_ffff],
			[0x4f7f_ffff, 0xffff_ff00],
			[INFINITY, 0xffff_ffff],
			[INFINITY | NEGATIVE, 0],
			[0x4f00_0000, 0x8000_0000],
		],
		|a| to_integer(a, 0.0, 4_294_967_295.0),
	),
	(
		UnaryOp::SToF,
		&[
			[0, 0],
			[0xffff_ffff, 0xbf80_0000],
			[0x8000_0000, 0xcf00_0000],
			[0x7fff_ffff, 0x4f00_0000],
			[0x7fff_ffbf, 0x4eff_ffff],
			[0x7fff_ffc0, 0x4f00_0000],
			// Ties go to even.
			[0x0100_0001, 0x4b80_0000],
			[0x0100_0003, 0x4b80_0002],
		],
		|a| (f64::from(a as i32) as f32).to_bits(),
	),
	(
		UnaryOp::UToF,
		&[
			[0, 0],
			[0xffff_ffff, 0x4f80_0000],
			[0xffff_ff7f, 0x4f7f_ffff],
			[0xffff_ff80, 0x4f80_0000],
			[0x8000_0000, 0x4f00_0000],
			[0x0100_0001, 0x4b80_0000],
			[0x0100_0003, 0x4b80_0002],
		],
		|a| (f64::from(a) as f32).to_bits(),
	),
	(
		UnaryOp::HalfLow,
		&[
			[0x3c00, ONE],
			[0x8000, NEGATIVE],
			[0x0001, 0x3380_0000],
			[0x83ff, 0xb87f_c000],
			[0x0400, 0x3880_0000],
			[0x7bff, 0x477f_e000],
			[0x7c00, INFINITY],
			[0xfc00, INFINITY | NEGATIVE],
			[0x7c01, NAN],
			[0xfe00, NAN],
			[0xffff_3c00, ONE],
		],
		|a| from_half(a & 0xffff),
	),
	(
		UnaryOp::HalfHigh,
		&[
			[0x3c00_ffff, ONE],
			[0x8000_0000, NEGATIVE],
			[0x0001_0000, 0x3380_0000],
			[0xfc00_1234, INFINITY | NEGATIVE],
			[0x7e00_0000, NAN],
		],
		|a| from_half(a >> 16),
	),
];

const PACK: Binary = (
	BinaryOp::PackHalf,
	&[
		[ONE, 0xc000_0000, 0xc000_3c00],
		[0x477f_efff, 0x477f_f000, 0x7c00_7bff],
		[NAN, OTHER_NAN, 0x7e00_7e00],
		[INFINITY, INFINITY | NEGATIVE, 0xfc00_7c00],
		// The smallest half, half of it (a tie), and a little more.
		[0x3380_0000, 0x3300_0000, 0x0000_0001],
		[0x3300_0001, 0xb300_0001, 0x8001_0001],
		[SUBNORMAL | NEGATIVE, NEGATIVE, 0x8000_8000],
		// Ties between halves.
		[0x3f80_1000, 0x3f80_3000, 0x3c02_3c00],
		// The largest subnormal half, and what rounds up to the smallest normal one.
		[0x387f_c000, 0x387f_e000, 0x0400_03ff],
	],
	|[a, b]| to_half(a) | to_half(b) << 16,
);

/// Pairs of all kinds: how many are random.
fn operands(seed: u64, random: usize) -> impl Iterator<Item = [u32; 2]> {
	let mut numbers = Random::new(seed);
	pairs().chain((0..random).map(move |_| numbers.floats()))
}

fn binary_table(name: &str, rows: &[Binary], random: usize) -> Vector {
	let mut table = Table::<2>::new(name, Needs::Strict);
	for (seed, &(op, literal, oracle)) in (1000..).zip(rows) {
		let literal = literal.iter().map(|&[a, b, made]| ([a, b], made));
		let others = operands(seed, random).map(|words| (words, oracle(words)));
		let code = [binary(op, RESULT, A, B)];
		table.row(op.mnemonic(), code, literal.chain(others));
	}
	table.finish()
}

fn unary_table(name: &str, rows: &[Unary], random: usize) -> Vector {
	let mut table = Table::<1>::new(name, Needs::Strict);
	for (seed, &(op, literal, oracle)) in (2000..).zip(rows) {
		table.row(
			op.mnemonic(),
			[unary(op, RESULT, A)],
			unary_cases(seed, literal, oracle, random),
		);
	}
	table.finish()
}

fn unary_cases(
	seed: u64,
	literal: &'static [[u32; 2]],
	oracle: fn(u32) -> u32,
	random: usize,
) -> impl Iterator<Item = Case<1>> {
	let mut numbers = Random::new(seed);
	let literal = literal.iter().map(|&[a, made]| ([a], made));
	let random = (0..random).map(move |_| numbers.floats()[0]);
	let others = EDGES.into_iter().chain(random);
	literal.chain(others.map(move |a| ([a], oracle(a))))
}

/// Second operands that stand in the program: x + 0, x * 1, x / 2 and so on fold.
fn immediates(name: &str, rows: &[Binary]) -> Vector {
	let mut table = Table::<1>::new(name, Needs::Strict);
	for &(op, _, oracle) in rows {
		let each = IMMEDIATES.map(|right| [binary(op, T[0], A, right), mix(RESULT, T[0])]);
		let code = [constant(RESULT, 0)].into_iter().chain(each.into_iter().flatten());
		let made = |a| mixed(IMMEDIATES.map(|right| oracle([a, right])));
		let label = format!("{} by {IMMEDIATES:x?}, mixed", op.mnemonic());
		table.row(label, code, EDGES.map(|a| ([a], made(a))));
	}
	table.finish()
}

/// Square roots: also of squares and their neighbours, where rounding is decided by little.
fn roots() -> Vector {
	let mut table = Table::<1>::new("square roots", Needs::Strict);
	let literal: &[[u32; 2]] = &[
		[0, 0],
		[NEGATIVE, NEGATIVE],
		[SUBNORMAL | NEGATIVE, NEGATIVE],
		[0xbf80_0000, NAN],
		[SMALLEST | NEGATIVE, NAN],
		[INFINITY | NEGATIVE, NAN],
		[INFINITY, INFINITY],
		[OTHER_NAN, NAN],
		[0x4080_0000, TWO],
		[TWO, 0x3fb5_04f3],
		[0x4040_0000, 0x3fdd_b3d7],
		[SMALLEST, 0x2000_0000],
		[LARGEST, 0x5f7f_ffff],
	];
	let mut numbers = Random::new(3000);
	let squares = (0..1000).flat_map(|_| {
		let root = numbers.word() & 0x007f_ffff | (64 + numbers.word() % 126) << 23;
		let square = mul([root, root]);
		[square - 1, square, square + 1]
	});
	let squares: Vec<Case<1>> = squares.map(|a| ([a], sqrt(a))).collect();
	let cases = unary_cases(3001, literal, sqrt, 2000).chain(squares);
	table.row("sqrt", [unary(UnaryOp::Sqrt, RESULT, A)], cases);
	table.finish()
}

/// What an optimiser would fold, factor or contract. Each result is that of the operations one by
/// one.
fn foldable(name: &str, rows: &[(&str, &[Instr], fn([u32; 3]) -> u32)]) -> Vector {
	let mut table = Table::<3>::new(name, Needs::Strict);
	for (seed, (label, code, oracle)) in (4000..).zip(rows) {
		let mut numbers = Random::new(seed);
		let edges = pairs().step_by(3).map(|[a, b]| [a, b, a.rotate_left(9) ^ b]);
		// Numbers of like size, where a fused or factored form rounds otherwise.
		let like = |word: u32| word & 0x80ff_ffff | 0x3f00_0000;
		let random = (0..600).map(|at| {
			let [a, b] = numbers.floats();
			let words = [a, b, numbers.word()];
			match at % 3 {
				0 => words,
				_ => words.map(like),
			}
		});
		let literal = [[ONE, 0x3380_0000, ONE], [0x4b80_0000, 0x3f00_0001, 0xcb80_0000]];
		let operands = literal.into_iter().chain(edges).chain(random);
		let cases = operands.map(|words| (words, oracle(words)));
		table.row(*label, code.iter().copied(), cases);
	}
	table.finish()
}

fn sums_and_products() -> Vector {
	use BinaryOp::*;
	foldable(
		"floats that fold",
		&[
			("x - x", &[binary(SubF, RESULT, A, A)], |[a, ..]| sub([a, a])),
			(
				"x + -x",
				&[unary(UnaryOp::NegF, T[0], A), binary(AddF, RESULT, A, T[0])],
				|[a, ..]| add([a, oracle::unary(|a| -a)([a])]),
			),
			("a copy - itself", &[copy(T[0], A), binary(SubF, RESULT, T[0], A)], |[a, ..]| {
				sub([a, a])
			}),
			(
				"(a + b) - a",
				&[binary(AddF, T[0], A, B), binary(SubF, RESULT, T[0], A)],
				|[a, b, _]| sub([add([a, b]), a]),
			),
			(
				"(a - b) + b",
				&[binary(SubF, T[0], A, B), binary(AddF, RESULT, T[0], B)],
				|[a, b, _]| add([sub([a, b]), b]),
			),
			(
				"(a + b) + c",
				&[binary(AddF, T[0], A, B), binary(AddF, RESULT, T[0], C)],
				|[a, b, c]| add([add([a, b]), c]),
			),
			(
				"x + made zero",
				&[
					constant(T[0], 0),
					unary(UnaryOp::SToF, T[1], T[0]),
					binary(AddF, RESULT, A, T[1]),
				],
				|[a, ..]| add([a, 0]),
			),
			("0 - x", &[constant(T[0], 0), binary(SubF, RESULT, T[0], A)], |[a, ..]| sub([0, a])),
			("-0 + x", &[constant(T[0], NEGATIVE), binary(AddF, RESULT, T[0], A)], |[a, ..]| {
				add([NEGATIVE, a])
			}),
			(
				"both constant",
				&[
					constant(T[0], SIGNALLING),
					constant(T[1], ONE),
					binary(AddF, RESULT, T[0], T[1]),
				],
				|_| NAN,
			),
		],
	)
}

fn products() -> Vector {
	use BinaryOp::*;
	foldable(
		"products that fold",
		&[
			(
				"a * c + b * c",
				&[
					binary(MulF, T[0], A, C),
					binary(MulF, T[1], B, C),
					binary(AddF, RESULT, T[0], T[1]),
				],
				|[a, b, c]| add([mul([a, c]), mul([b, c])]),
			),
			(
				"a * b - a * b",
				&[
					binary(MulF, T[0], A, B),
					binary(MulF, T[1], A, B),
					binary(SubF, RESULT, T[0], T[1]),
				],
				|[a, b, _]| sub([mul([a, b]), mul([a, b])]),
			),
			(
				"a * b + c, two instructions",
				&[binary(MulF, T[0], A, B), binary(AddF, RESULT, T[0], C)],
				|[a, b, c]| add([mul([a, b]), c]),
			),
			(
				"c - a * b",
				&[binary(MulF, T[0], A, B), binary(SubF, RESULT, C, T[0])],
				|[a, b, c]| sub([c, mul([a, b])]),
			),
			("mad.f", &[mad_f(RESULT, A, B, C)], |[a, b, c]| add([mul([a, b]), c])),
			("mad.f by 1 + 2^-23", &[mad_f(RESULT, A, 0x3f80_0001u32, C)], |[a, _, c]| {
				add([mul([a, 0x3f80_0001]), c])
			}),
			("mad.f by 0", &[mad_f(RESULT, A, 0u32, C)], |[a, _, c]| add([mul([a, 0]), c])),
			("0 * x", &[constant(T[0], 0), binary(MulF, RESULT, T[0], A)], |[a, ..]| mul([0, a])),
			("x * x", &[binary(MulF, RESULT, A, A)], |[a, ..]| mul([a, a])),
		],
	)
}

fn quotients() -> Vector {
	use BinaryOp::*;
	foldable(
		"quotients that fold",
		&[
			("x / x", &[binary(DivF, RESULT, A, A)], |[a, ..]| div([a, a])),
			(
				"(a / b) * b",
				&[binary(DivF, T[0], A, B), binary(MulF, RESULT, T[0], B)],
				|[a, b, _]| mul([div([a, b]), b]),
			),
			("1 / x", &[constant(T[0], ONE), binary(DivF, RESULT, T[0], A)], |[a, ..]| {
				div([ONE, a])
			}),
			("0 / x", &[constant(T[0], 0), binary(DivF, RESULT, T[0], A)], |[a, ..]| div([0, a])),
			(
				"a root squared",
				&[unary(UnaryOp::Sqrt, T[0], A), binary(MulF, RESULT, T[0], T[0])],
				|[a, ..]| mul([sqrt(a), sqrt(a)]),
			),
		],
	)
}

fn comparisons() -> Vector {
	use BinaryOp::*;
	foldable(
		"comparisons that fold",
		&[
			("x == x", &[binary(EqF, RESULT, A, A)], |[a, ..]| u32::from(!float(a).is_nan())),
			("x != x", &[binary(NeF, RESULT, A, A)], |[a, ..]| u32::from(float(a).is_nan())),
			("x >= x", &[binary(GeF, RESULT, A, A)], |[a, ..]| u32::from(!float(a).is_nan())),
			("min(x, x)", &[binary(MinF, RESULT, A, A)], |[a, ..]| min([a, a])),
			(
				"not (a < b) and not (b < a)",
				&[
					binary(LtF, T[0], A, B),
					binary(LtF, T[1], B, A),
					binary(Or, T[0], T[0], T[1]),
					binary(Xor, RESULT, T[0], 1u32),
				],
				|[a, b, _]| {
					let order = float(a).partial_cmp(&float(b));
					u32::from(order.is_none_or(Ordering::is_eq))
				},
			),
			(
				"max(min(a, b), c)",
				&[binary(MinF, T[0], A, B), binary(MaxF, RESULT, T[0], C)],
				|[a, b, c]| max([min([a, b]), c]),
			),
			("max(x, 0)", &[binary(MaxF, RESULT, A, 0u32)], |[a, ..]| max([a, 0])),
			(
				"floor(x) == x",
				&[unary(UnaryOp::Floor, T[0], A), binary(EqF, RESULT, T[0], A)],
				|[a, ..]| u32::from(float(a).floor() == float(a)),
			),
			(
				"to an integer and back",
				&[unary(UnaryOp::FToS, T[0], A), unary(UnaryOp::SToF, RESULT, T[0])],
				|[a, ..]| {
					let whole = to_integer(a, -2_147_483_648.0, 2_147_483_647.0);
					(f64::from(whole as i32) as f32).to_bits()
				},
			),
		],
	)
}

pub fn vectors() -> Vec<Vector> {
	let [additions @ .., division] = &ARITHMETIC;
	vec![
		binary_table("float sums and products", additions, 3000),
		binary_table("float quotients", std::slice::from_ref(division), 6000),
		roots(),
		binary_table("float order", &ORDER, 500),
		unary_table("float signs and integral parts", &SIGNS_AND_INTEGERS, 2000),
		unary_table("float conversions", &CONVERSIONS, 2000),
		binary_table("halves", std::slice::from_ref(&PACK), 2000),
		immediates("float sums and products, immediate", additions),
		immediates("float quotients, immediate", std::slice::from_ref(division)),
		immediates("float order, immediate", &ORDER),
		immediates("halves, immediate", std::slice::from_ref(&PACK)),
		sums_and_products(),
		products(),
		quotients(),
		comparisons(),
	]
}
