//! Relaxed floats: functions within what drivers must reach, and what stays exact all the same.

use crate::{
	code::{binary, mad_f, unary, A, B, C, RESULT},
	edges::Random,
	oracle::{float, from_half, rounded, to_half, to_integer},
	table::Table,
	vector::{Needs, Vector},
};
use assay_touchstone::{BinaryOp, Rule, Tolerance, UnaryOp};

/// Arguments and values, to the last bit. Arguments lie where WGSL bounds a driver's error.
// Some values are well known: a table of digits is easier to check.
#[allow(clippy::approx_constant)]
const FUNCTIONS: [(UnaryOp, &[[f32; 2]]); 17] = [
	(
		UnaryOp::InverseSqrt,
		&[
			[0.01, 10.0],
			[0.25, 2.0],
			[0.7, 1.1952286],
			[1.0, 1.0],
			[2.0, 0.70710677],
			[3.0, 0.57735026],
			[100.0, 0.1],
			[12345.0, 0.009000247],
		],
	),
	(
		UnaryOp::Sin,
		&[
			[-3.1, -0.04158076],
			[-1.7, -0.9916648],
			[-0.5, -0.47942555],
			[0.0, 0.0],
			[0.25, 0.24740396],
			[1.0, 0.84147096],
			[2.0, 0.9092974],
			[3.0, 0.14112],
		],
	),
	(
		UnaryOp::Cos,
		&[
			[-3.1, -0.99913514],
			[-1.7, -0.12884454],
			[-0.5, 0.87758255],
			[0.0, 1.0],
			[0.25, 0.9689124],
			[1.0, 0.5403023],
			[2.0, -0.41614684],
			[3.0, -0.9899925],
		],
	),
	(
		UnaryOp::Tan,
		&[
			[-1.0, -1.5574077],
			[-0.7, -0.8422884],
			[-0.25, -0.25534192],
			[0.0, 0.0],
			[0.1, 0.100334674],
			[0.5, 0.5463025],
			[0.8, 1.0296385],
			[0.9, 1.2601582],
		],
	),
	(
		UnaryOp::Asin,
		&[
			[-0.99, -1.4292569],
			[-0.6, -0.64350116],
			[-0.125, -0.12532783],
			[0.0, 0.0],
			[0.25, 0.25268024],
			[0.5, 0.5235988],
			[0.75, 0.8480621],
			[0.95, 1.2532358],
		],
	),
	(
		UnaryOp::Acos,
		&[
			[-0.99, 3.0000532],
			[-0.6, 2.2142975],
			[-0.125, 1.6961242],
			[0.0, 1.5707964],
			[0.25, 1.3181161],
			[0.5, 1.0471976],
			[0.75, 0.7227343],
			[0.95, 0.31756046],
		],
	),
	(
		UnaryOp::Atan,
		&[
			[-100.0, -1.5607966],
			[-2.0, -1.1071488],
			[-0.6, -0.5404195],
			[0.0, 0.0],
			[0.25, 0.24497867],
			[1.0, 0.7853982],
			[3.0, 1.2490457],
			[50.0, 1.550799],
		],
	),
	(
		UnaryOp::Sinh,
		&[
			[-8.0, -1490.4789],
			[-2.0, -3.6268604],
			[-0.6, -0.6366536],
			[0.0, 0.0],
			[0.25, 0.25261232],
			[1.0, 1.1752012],
			[3.0, 10.017875],
			[9.0, 4051.542],
		],
	),
	(
		UnaryOp::Cosh,
		&[
			[-8.0, 1490.4791],
			[-2.0, 3.7621956],
			[-0.6, 1.1854652],
			[0.0, 1.0],
			[0.25, 1.0314131],
			[1.0, 1.5430807],
			[3.0, 10.067662],
			[9.0, 4051.542],
		],
	),
	(
		UnaryOp::Tanh,
		&[
			[-100.0, -1.0],
			[-2.0, -0.9640276],
			[-0.6, -0.5370496],
			[0.0, 0.0],
			[0.25, 0.24491866],
			[1.0, 0.7615942],
			[3.0, 0.9950548],
			[50.0, 1.0],
		],
	),
	(
		UnaryOp::Asinh,
		&[
			[-100.0, -5.298342],
			[-2.0, -1.4436355],
			[-0.6, -0.56882495],
			[0.0, 0.0],
			[0.25, 0.24746646],
			[1.0, 0.8813736],
			[3.0, 1.8184465],
			[50.0, 4.6052704],
		],
	),
	(
		UnaryOp::Acosh,
		&[
			[1.01, 0.1413037],
			[1.5, 0.9624236],
			[2.0, 1.316958],
			[3.0, 1.7627472],
			[7.0, 2.633916],
			[20.0, 3.6882539],
			[50.0, 4.60507],
			[100.0, 5.298292],
		],
	),
	(
		UnaryOp::Atanh,
		&[
			[-0.98, -2.2975605],
			[-0.6, -0.69314724],
			[-0.125, -0.12565722],
			[0.0, 0.0],
			[0.25, 0.25541282],
			[0.5, 0.54930615],
			[0.75, 0.97295505],
			[0.95, 1.8317807],
		],
	),
	(
		UnaryOp::Exp,
		&[
			[-10.0, 4.539993e-05],
			[-2.0, 0.13533528],
			[-0.6, 0.5488116],
			[0.0, 1.0],
			[0.25, 1.2840254],
			[1.0, 2.7182817],
			[3.0, 20.085537],
			[10.0, 22026.465],
		],
	),
	(
		UnaryOp::Exp2,
		&[
			[-10.0, 0.0009765625],
			[-2.5, 0.17677669],
			[-0.6, 0.6597539],
			[0.0, 1.0],
			[0.25, 1.1892071],
			[1.0, 2.0],
			[3.0, 8.0],
			[10.5, 1448.1547],
		],
	),
	(
		UnaryOp::Log,
		&[
			[0.01, -4.6051702],
			[0.5, -0.6931472],
			[0.9, -0.105360545],
			[1.5, 0.4054651],
			[2.0, 0.6931472],
			[10.0, 2.3025851],
			[100.0, 4.6051702],
			[12345.0, 9.421006],
		],
	),
	(
		UnaryOp::Log2,
		&[
			[0.01, -6.643856],
			[0.5, -1.0],
			[0.9, -0.15200312],
			[1.5, 0.5849625],
			[2.0, 1.0],
			[10.0, 3.321928],
			[100.0, 6.643856],
			[12345.0, 13.5916395],
		],
	),
];

/// The same for two arguments.
#[allow(clippy::approx_constant)]
const FUNCTIONS_OF_TWO: [(BinaryOp, &[[f32; 3]]); 2] = [
	(
		BinaryOp::Pow,
		&[
			[2.0, 3.0, 8.0],
			[2.0, -3.0, 0.125],
			[0.5, 2.5, 0.17677669],
			[10.0, -1.5, 0.031622775],
			[1.0, 7.0, 1.0],
			[3.0, 0.0, 1.0],
			[-2.0, 3.0, -8.0],
			[-2.0, 2.0, 4.0],
			[-8.0, -1.0, -0.125],
			[0.0, 2.0, 0.0],
			[1.5, 0.3, 1.129347],
		],
	),
	(
		BinaryOp::Atan2,
		&[
			[1.0, 1.0, 0.7853982],
			[1.0, -1.0, 2.3561945],
			[-1.0, 1.0, -0.7853982],
			[-1.0, -1.0, -2.3561945],
			[0.5, 3.0, 0.16514868],
			[3.0, 0.5, 1.4056476],
			[-10.0, 7.0, -0.9600704],
			[2.0, -9.0, 2.9229238],
			[1.0, 0.5, 1.1071488],
		],
	),
];

/// The absolute and relative error that a driver may make of a function: what WGSL allows for sine,
/// cosine, and a tangent made of the two.
const FUNCTION_ERROR: f32 = 2e-3;

/// The relative error of arithmetic: 2.5 units in the last place of a quotient, twice over.
const ARITHMETIC_ERROR: f32 = 1e-6;

fn within(atol: f32, rtol: f32) -> Rule {
	match Tolerance::new(atol, rtol) {
		Ok(tolerance) => Rule::Within(tolerance),
		Err(_) => Rule::Exact,
	}
}

fn functions() -> Vec<Vector> {
	let rule = within(FUNCTION_ERROR, FUNCTION_ERROR);
	let mut one = Table::<1>::new("functions", Needs::Relaxed).rule(rule);
	for (op, points) in FUNCTIONS {
		let cases = points.iter().map(|&[x, y]| ([x.to_bits()], y.to_bits()));
		one.row(op.mnemonic(), [unary(op, RESULT, A)], cases);
	}
	let mut two = Table::<2>::new("functions of two", Needs::Relaxed).rule(rule);
	for (op, points) in FUNCTIONS_OF_TWO {
		let cases = points.iter().map(|words| {
			let [a, b, y] = words.map(f32::to_bits);
			([a, b], y)
		});
		two.row(op.mnemonic(), [binary(op, RESULT, A, B)], cases);
		for &[a, b, y] in points.iter().take(4) {
			let case = ([a.to_bits(), 0], y.to_bits());
			let code = [binary(op, RESULT, A, b)];
			two.row(format!("{} by {b}", op.mnemonic()), code, [case]);
		}
	}
	vec![one.finish(), two.finish()]
}

/// Positive numbers of all sizes, from 2^-30 to 2^30.
fn positive(random: &mut Random) -> u32 {
	random.word() & 0x007f_ffff | (97 + random.word() % 60) << 23
}

/// Sums, products, quotients and roots: without cancellation, so that the error is relative.
fn arithmetic() -> Vector {
	use BinaryOp::*;
	let rule = within(0.0, ARITHMETIC_ERROR);
	let mut table = Table::<3>::new("relaxed arithmetic", Needs::Relaxed).rule(rule);
	let mut random = Random::new(5000);
	let operands: Vec<[u32; 3]> = (0..512).map(|_| [0; 3].map(|_| positive(&mut random))).collect();
	let mut row = |label: &str, instr, oracle: fn(f64, f64, f64) -> f64| {
		let cases = operands.iter().map(|&words| {
			let [a, b, c] = words.map(float);
			(words, rounded(oracle(a, b, c)))
		});
		table.row(label, [instr], cases);
	};
	row("add.f", binary(AddF, RESULT, A, B), |a, b, _| a + b);
	row("sub.f", binary(SubF, RESULT, A, B), |a, b, _| a - b);
	row("mul.f", binary(MulF, RESULT, A, B), |a, b, _| a * b);
	row("div.f", binary(DivF, RESULT, A, B), |a, b, _| a / b);
	row("div.f by 3", binary(DivF, RESULT, A, 3.0f32), |a, _, _| a / 3.0);
	row("mad.f", mad_f(RESULT, A, B, C), |a, b, c| a * b + c);
	row("mad.f by 3", mad_f(RESULT, A, 3.0f32, C), |a, _, c| a * 3.0 + c);
	row("sqrt", unary(UnaryOp::Sqrt, RESULT, A), |a, _, _| a.sqrt());
	table.finish()
}

/// Floats whose comparisons and integral parts leave nothing to a driver: no NaNs, no subnormals.
const NUMBERS: [f32; 26] = [
	0.0,
	0.4,
	0.5,
	-0.5,
	0.75,
	1.0,
	-1.0,
	1.5,
	2.5,
	-2.5,
	-0.1,
	2047.0,
	-2048.5,
	65504.0,
	65519.0,
	65520.0,
	1e9,
	2147483520.0,
	2147483648.0,
	4294967040.0,
	4294967296.0,
	1e20,
	-1e9,
	-2147483648.0,
	-2147483904.0,
	-1e20,
];

/// Conversions, packing and integral parts, which are exact in relaxed kernels too.
fn exact_of_one() -> Vector {
	let mut table = Table::<1>::new("exact in relaxed kernels", Needs::Relaxed);
	let mut row = |op: UnaryOp, words: &[u32], oracle: fn(u32) -> u32| {
		let cases = words.iter().map(|&a| ([a], oracle(a)));
		table.row(op.mnemonic(), [unary(op, RESULT, A)], cases);
	};
	let numbers = NUMBERS.map(f32::to_bits);
	let special = [f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -0.0].map(f32::to_bits);
	let all: Vec<u32> = numbers.iter().chain(&special).copied().collect();
	row(UnaryOp::FToS, &all, |a| to_integer(a, -2_147_483_648.0, 2_147_483_647.0));
	row(UnaryOp::FToU, &all, |a| to_integer(a, 0.0, 4_294_967_295.0));
	// Ties, and integers that round up to the next power of two.
	let integers = [
		0,
		1,
		5,
		0xffff_ffff,
		0x8000_0000,
		0x7fff_ffff,
		0x7fff_ffbf,
		0x7fff_ffc0,
		0x0100_0001,
		0x0100_0003,
		0xffff_ff7f,
		0xffff_ff80,
		0xfeff_ffff,
	];
	row(UnaryOp::SToF, &integers, |a| (f64::from(a as i32) as f32).to_bits());
	row(UnaryOp::UToF, &integers, |a| (f64::from(a) as f32).to_bits());
	let halves: Vec<u32> = (0..64)
		.map(|at| (at * 0x03fb_0411) ^ (at << 26))
		.chain([0x0001_03ff, 0x83ff_8001, 0x0400_0001, 0x7bff_fbff, 0x7c00_fc00, 0x0000_8000])
		.filter(|word| [0, 16].into_iter().all(|by| word >> by & 0x7fff <= 0x7c00))
		.collect();
	row(UnaryOp::HalfLow, &halves, |a| from_half(a & 0xffff));
	row(UnaryOp::HalfHigh, &halves, |a| from_half(a >> 16));
	row(UnaryOp::Floor, &numbers, |a| rounded(float(a).floor()));
	row(UnaryOp::Ceil, &numbers[4..10], |a| rounded(float(a).ceil()));
	row(UnaryOp::Trunc, &numbers[4..10], |a| rounded(float(a).trunc()));
	row(UnaryOp::Round, &numbers[4..10], |a| rounded(float(a).round_ties_even()));
	row(UnaryOp::NegF, &numbers, |a| a ^ 0x8000_0000);
	row(UnaryOp::AbsF, &numbers, |a| a & 0x7fff_ffff);
	table.finish()
}

fn exact_of_two() -> Vector {
	use BinaryOp::*;
	let mut table = Table::<2>::new("order in relaxed kernels", Needs::Relaxed);
	let rows: [(BinaryOp, fn(f64, f64) -> bool); 6] = [
		(EqF, |a, b| a == b),
		(NeF, |a, b| a != b),
		(LtF, |a, b| a < b),
		(LeF, |a, b| a <= b),
		(GtF, |a, b| a > b),
		(GeF, |a, b| a >= b),
	];
	let bits = NUMBERS.map(f32::to_bits);
	let pairs: Vec<[u32; 2]> = bits.into_iter().flat_map(|a| bits.map(|b| [a, b])).collect();
	for (op, holds) in rows {
		let cases = pairs.iter().map(|&[a, b]| ([a, b], u32::from(holds(float(a), float(b)))));
		table.row(op.mnemonic(), [binary(op, RESULT, A, B)], cases);
	}
	for (op, first) in [(MinF, true), (MaxF, false)] {
		let cases = pairs.iter().map(|&[a, b]| {
			let a_is_less = float(a) <= float(b);
			([a, b], if a_is_less == first { a } else { b })
		});
		table.row(op.mnemonic(), [binary(op, RESULT, A, B)], cases);
	}
	let cases = pairs.iter().map(|&[a, b]| ([a, b], to_half(a) | to_half(b) << 16));
	table.row(PackHalf.mnemonic(), [binary(PackHalf, RESULT, A, B)], cases);
	table.finish()
}

pub fn vectors() -> Vec<Vector> {
	let mut all = functions();
	all.extend([arithmetic(), exact_of_one(), exact_of_two()]);
	all
}
