//! Sine, cosine and tangent.

use super::{fma, polynomial, reduction::reduce, signed, SIGN};

/// `(sin(x) - x) / x^3` in x^2, to pi/4, within 2^-32 of the sine.
const SIN: [f32; 4] = [-0.166_666_67, 0.008_333_379, -1.985_306_4e-4, 2.832_51e-6];

/// `(cos(x) - 1 + x^2 / 2) / x^4` in x^2, to pi/4, within 2^-36 of the cosine.
const COS: [f32; 4] = [0.041_666_668, -0.001_388_898, 2.482_200_8e-5, -2.887_845_2e-7];

/// `(tan(x) - x) / x^3` in x^2, to pi/4, within 2^-29 of the tangent.
const TAN: [f32; 7] = [
	0.333_333_5,
	0.133_326_72,
	0.054_059_446,
	0.021_282_77,
	0.010_837_704,
	8.385_943_5e-5,
	0.004_380_368_6,
];

fn sin_of_rest(x: f32) -> f32 {
	let square = x * x;
	fma(polynomial(square, SIN) * square, x, x)
}

fn cos_of_rest(x: f32) -> f32 {
	let square = x * x;
	fma(polynomial(square, COS) * square, square, fma(square, -0.5, 1.0))
}

/// A number, negated if a bit is set.
fn negated_if(x: f32, bit: u32) -> f32 {
	f32::from_bits(x.to_bits() ^ if bit == 0 { 0 } else { SIGN })
}

/// The sine of an angle in radians.
pub fn sin(x: f32) -> f32 {
	if !x.is_finite() {
		return f32::NAN;
	}
	let angle = reduce(x.abs());
	let rest = angle.rest.high;
	let part = if angle.quarters & 1 == 0 { sin_of_rest(rest) } else { cos_of_rest(rest) };
	negated_if(negated_if(part, angle.quarters & 2), x.to_bits() & SIGN)
}

/// The cosine of an angle in radians.
pub fn cos(x: f32) -> f32 {
	if !x.is_finite() {
		return f32::NAN;
	}
	let angle = reduce(x.abs());
	let rest = angle.rest.high;
	let part = if angle.quarters & 1 == 0 { cos_of_rest(rest) } else { sin_of_rest(rest) };
	negated_if(part, angle.quarters.wrapping_add(1) & 2)
}

/// The tangent of an angle in radians.
pub fn tan(x: f32) -> f32 {
	if !x.is_finite() {
		return f32::NAN;
	}
	let angle = reduce(x.abs());
	let rest = angle.rest.high;
	let square = rest * rest;
	// The slope of the tangent times what the rest leaves.
	let low = fma(square, angle.rest.low, angle.rest.low);
	let part = fma(polynomial(square, TAN) * square, rest, low) + rest;
	let part = if angle.quarters & 1 == 0 { part } else { -1.0 / part };
	match part == 0.0 {
		true => signed(part, x),
		false => negated_if(part, x.to_bits() & SIGN),
	}
}
