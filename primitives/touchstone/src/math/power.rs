//! Powers.

use super::{
	exponential::two_to, fma, logarithm::parts, nearest, polynomial, product, sum, Split, LOG2_E,
};

/// A third of [`LOG2_E`].
const THIRD: Split = Split { high: 0.480_898_35, low: -3.514_231e-9 };

/// The terms beyond the cube of `log2(1 + x)`, divided by x^4: from -1/3 to 1/3, absolute within
/// 2^-33.
const BEYOND_CUBE: [f32; 9] = [
	-0.360_673_93,
	0.288_534_82,
	-0.240_433_14,
	0.206_345_05,
	-0.180_849_13,
	0.155_293_87,
	-0.136_888_46,
	0.172_980_15,
	-0.168_392_32,
];

/// The logarithm to base 2 of a positive normal number, in two parts.
fn log2_split(x: f32) -> Split {
	let (n, m) = parts(x);
	// log2(1 + m) = m * LOG2_E - m^2 * LOG2_E / 2 + m^3 * (LOG2_E / 3 + m * ...), each term with
	// what its rounding lost.
	let first = product(m, LOG2_E.high);
	let first_low = fma(m, LOG2_E.low, first.low);
	let square = product(m, m);
	let half = -0.5 * LOG2_E.high;
	let second = product(square.high, half);
	let second_low = fma(square.low, half, fma(square.high, -0.5 * LOG2_E.low, second.low));
	let series = polynomial(m, BEYOND_CUBE);
	let more = series * m;
	let factor = THIRD.high + more;
	let factor_low = (THIRD.high - factor) + more + (fma(series, m, -more) + THIRD.low);
	let cube = product(m, square.high);
	let cube_low = cube.low + m * square.low;
	let third = product(cube.high, factor);
	let third_low = third.low + fma(cube.high, factor_low, cube_low * factor);
	let one = sum(n, first.high);
	let two = sum(one.high, second.high);
	let three = sum(two.high, third.high);
	let low = ((one.low + two.low) + three.low) + ((first_low + second_low) + third_low);
	let high = three.high + low;
	Split { high, low: (three.high - high) + low }
}

/// x to the power of y. A negative x has none, but to the power of 0.
pub fn pow(x: f32, y: f32) -> f32 {
	if y == 0.0 || x == 1.0 {
		return 1.0;
	}
	if x.is_nan() || y.is_nan() || x < 0.0 {
		return f32::NAN;
	}
	let grows = (x > 1.0) == (y > 0.0);
	if x == 0.0 || x == f32::INFINITY || y.is_infinite() {
		return if grows { f32::INFINITY } else { 0.0 };
	}
	let logarithm = log2_split(x);
	let exponent = product(y, logarithm.high);
	if exponent.high > 130.0 {
		return f32::INFINITY;
	}
	if exponent.high < -130.0 {
		return 0.0;
	}
	let whole = nearest(exponent.high);
	let low = fma(y, logarithm.low, exponent.low);
	two_to((exponent.high - whole) + low, whole)
}
