//! Angles of sines, cosines and tangents.

use super::{fma, polynomial, signed, sum, HALF_PI, SIGN};

/// `(atan(x) - x) / x^3` in x^2, to 1, within 2^-28 of the angle.
const ATAN: [f32; 9] = [
	-0.333_333,
	0.199_985_3,
	-0.142_640_16,
	0.109_508_8,
	-0.083_992_995,
	0.057_881_17,
	-0.031_096_656,
	0.010_868_459,
	-0.001_782_764_3,
];

/// `(asin(x) - x) / x^3` in x^2, to 1/2, within 2^-27 of the angle.
const ASIN: [f32; 5] = [0.166_667_52, 0.074_953_064, 0.045_469_772, 0.024_180_774, 0.042_166_412];

fn atan_within_one(x: f32) -> f32 {
	let square = x * x;
	fma(polynomial(square, ATAN) * square, x, x)
}

/// What the angle is more than its sine, to 1/2.
fn asin_beyond(x: f32) -> f32 {
	let square = x * x;
	polynomial(square, ASIN) * square * x
}

/// An angle, taken from a quarter turn.
fn from_quarter(angle: f32) -> f32 {
	HALF_PI.high - (angle - HALF_PI.low)
}

/// An angle, taken from half a turn.
fn from_half(angle: f32) -> f32 {
	2.0 * HALF_PI.high - (angle - 2.0 * HALF_PI.low)
}

/// The angle of a tangent.
pub fn atan(x: f32) -> f32 {
	if x.is_nan() {
		return x;
	}
	let size = x.abs();
	let angle =
		if size <= 1.0 { atan_within_one(size) } else { from_quarter(atan_within_one(1.0 / size)) };
	signed(angle, x)
}

/// The angle of a point, y first.
pub fn atan2(y: f32, x: f32) -> f32 {
	if x.is_nan() || y.is_nan() {
		return f32::NAN;
	}
	let (width, height) = (x.abs(), y.abs());
	let (less, more) = if height < width { (height, width) } else { (width, height) };
	let ratio = match less == more {
		true if more == 0.0 => 0.0,
		true => 1.0,
		false => less / more,
	};
	let angle = atan_within_one(ratio);
	let angle = if height > width { from_quarter(angle) } else { angle };
	let angle = if x.to_bits() & SIGN != 0 { from_half(angle) } else { angle };
	signed(angle, y)
}

/// The angle of a sine.
pub fn asin(x: f32) -> f32 {
	let size = x.abs();
	if size.is_nan() || size > 1.0 {
		return f32::NAN;
	}
	let angle = if size <= 0.5 {
		size + asin_beyond(size)
	} else {
		let half = root(fma(size, -0.5, 0.5));
		let angle = sum(HALF_PI.high, -2.0 * half);
		angle.high + (angle.low - fma(asin_beyond(half), 2.0, -HALF_PI.low))
	};
	signed(angle, x)
}

/// The angle of a cosine.
pub fn acos(x: f32) -> f32 {
	let size = x.abs();
	if size.is_nan() || size > 1.0 {
		return f32::NAN;
	}
	if size <= 0.5 {
		return from_quarter(x + asin_beyond(x));
	}
	let half = root(fma(size, -0.5, 0.5));
	let angle = 2.0 * (half + asin_beyond(half));
	if x > 0.0 {
		angle
	} else {
		from_half(angle)
	}
}

/// A square root, which IEEE 754 fixes.
fn root(x: f32) -> f32 {
	libm::sqrtf(x)
}
