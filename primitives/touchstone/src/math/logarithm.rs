//! Logarithms.

use super::{fma, polynomial, LN_2, LOG2_E};

/// The bits of 2/3: mantissas are taken from there on, up to 4/3, so that the logarithm of a number
/// near 1 isn't a difference.
const TWO_THIRDS: u32 = 0x3f2a_aaab;

/// `(log(1 + x) - x + x^2 / 2) / x^3` from -1/3 to 1/3, within 2^-27 of the logarithm.
const LOG: [f32; 8] = [
	0.333_332_15,
	-0.249_998_06,
	0.200_104_27,
	-0.166_801_96,
	0.140_057_34,
	-0.121_874_79,
	0.139_845_94,
	-0.128_800_47,
];

/// The same, within 2^-30.
const LOG_PRECISE: [f32; 9] = [
	0.333_333_34,
	-0.249_998_27,
	0.199_996_81,
	-0.166_792_96,
	0.143_027_19,
	-0.121_994_18,
	0.107_695_25,
	-0.128_301_1,
	0.119_586_14,
];

/// A positive normal number as `2^n * (1 + m)` with an m from -1/3 to 1/3, both exact.
pub(super) fn parts(x: f32) -> (f32, f32) {
	let exponent = (x.to_bits().wrapping_sub(TWO_THIRDS) as i32) >> 23;
	let mantissa = f32::from_bits(x.to_bits().wrapping_sub((exponent as u32) << 23));
	(exponent as f32, mantissa - 1.0)
}

/// What has no ordinary logarithm: zero, what is negative, infinity, NaN.
fn special(x: f32) -> Option<f32> {
	if x == 0.0 {
		return Some(f32::NEG_INFINITY);
	}
	if x < 0.0 || x.is_nan() {
		return Some(f32::NAN);
	}
	(x == f32::INFINITY).then_some(x)
}

/// The natural logarithm.
pub fn log(x: f32) -> f32 {
	if let Some(result) = special(x) {
		return result;
	}
	let (n, m) = parts(x);
	let of_mantissa = fma(fma(polynomial(m, LOG), m, -0.5), m * m, m);
	fma(n, LN_2.high, fma(n, LN_2.low, of_mantissa))
}

/// The logarithm to base 2.
pub fn log2(x: f32) -> f32 {
	if let Some(result) = special(x) {
		return result;
	}
	let (n, m) = parts(x);
	let beyond_first = fma(polynomial(m, LOG_PRECISE), m, -0.5) * (m * m);
	let low = fma(beyond_first, LOG2_E.high, m * LOG2_E.low);
	n + fma(m, LOG2_E.high, low)
}

/// The natural logarithm of 1 + x, for an x from -1/2 on.
pub(super) fn log_1p(x: f32) -> f32 {
	let one_more = 1.0 + x;
	let lost = if x < 1.0 { x - (one_more - 1.0) } else { 1.0 - (one_more - x) };
	let (n, m) = parts(one_more);
	let scale = f32::from_bits(1f32.to_bits().wrapping_sub(((n as i32) as u32) << 23));
	let m = fma(lost, scale, m);
	let of_mantissa = fma(fma(polynomial(m, LOG_PRECISE), m, -0.5), m * m, m);
	fma(n, LN_2.high, fma(n, LN_2.low, of_mantissa))
}
