//! Powers of two and of e.

use super::{fma, nearest, polynomial, scaled, LN_2, LOG2_E};

/// From here on results are beyond the largest `f32`.
const LARGEST_EXP: f32 = 88.722_83;

/// Below this results are below the smallest normal `f32`.
const LEAST_EXP: f32 = -87.336_55;

/// `(2^x - 1) / x` from -1/2 to 1/2, within 2^-28 of `2^x`.
const EXP2: [f32; 6] =
	[LN_2.high, 0.240_226_48, 0.055_503_6, 0.009_618_506, 0.001_339_081_2, 1.532_649_9e-4];

/// `(e^x - 1 - x) / x^2` within half the logarithm of 2, within 2^-28 of `e^x`.
const EXP: [f32; 5] = [0.499_999_94, 0.166_665_21, 0.041_668_274, 0.008_368_683, 0.001_382_005_3];

/// The same, within 2^-31 of `e^x - 1`.
const EXP_M1: [f32; 6] =
	[0.5, 0.166_666_66, 0.041_666_493, 0.008_333_544, 0.001_393_234, 1.976_344e-4];

/// 2 to the power of x.
pub fn exp2(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	if x >= 128.0 {
		return f32::INFINITY;
	}
	if x < -126.0 {
		return 0.0;
	}
	let whole = nearest(x);
	two_to(x - whole, whole)
}

/// 2 to the power of a number within 1/2 and an integer.
pub(super) fn two_to(part: f32, whole: f32) -> f32 {
	scaled(fma(polynomial(part, EXP2), part, 1.0), whole as i32)
}

/// e to the power of x.
pub fn exp(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	if x > LARGEST_EXP {
		return f32::INFINITY;
	}
	if x < LEAST_EXP {
		return 0.0;
	}
	let (whole, rest) = reduced(x);
	scaled(fma(polynomial(rest, EXP) * rest, rest, rest) + 1.0, whole as i32)
}

/// `e^x` as `2^n * (1 + m)`: n and m. x is within [`LARGEST_EXP`] or not far beyond.
pub(super) fn exp_m1(x: f32) -> (i32, f32) {
	let (whole, rest) = reduced(x);
	(whole as i32, fma(polynomial(rest, EXP_M1) * rest, rest, rest))
}

/// How many times x has the logarithm of 2, and what is left.
fn reduced(x: f32) -> (f32, f32) {
	let whole = nearest(x * LOG2_E.high);
	let rest = fma(whole, -LN_2.high, x);
	(whole, fma(whole, -LN_2.low, rest))
}
