//! Floats as the specification says: flushed, rounded, canonical.

pub const NAN: u32 = 0x7fc0_0000;

/// A subnormal becomes the zero of its sign.
pub fn flush(bits: u32) -> f32 {
	let subnormal = bits & 0x7f80_0000 == 0;
	f32::from_bits(if subnormal { bits & 0x8000_0000 } else { bits })
}

/// Subnormals become zeros, NaNs one NaN.
pub fn canonical(value: f32) -> u32 {
	match value.is_nan() {
		true => NAN,
		false => flush(value.to_bits()).to_bits(),
	}
}

/// An operation on one float.
pub fn one(a: u32, f: impl FnOnce(f32) -> f32) -> u32 {
	canonical(f(flush(a)))
}

/// An operation on two floats.
pub fn two(a: u32, b: u32, f: impl FnOnce(f32, f32) -> f32) -> u32 {
	canonical(f(flush(a), flush(b)))
}

pub fn add(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| a + b)
}

pub fn sub(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| a - b)
}

pub fn mul(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| a * b)
}

pub fn div(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| a / b)
}

pub fn min(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| if b < a { b } else { a })
}

pub fn max(a: u32, b: u32) -> u32 {
	two(a, b, |a, b| if a < b { b } else { a })
}

pub fn trunc(a: u32) -> u32 {
	one(a, f32::trunc)
}

pub fn floor(a: u32) -> u32 {
	one(a, f32::floor)
}

pub fn sqrt(a: u32) -> u32 {
	one(a, f32::sqrt)
}

pub fn negate(a: u32) -> u32 {
	one(a, |a| -a)
}

/// A binary16 as a float, exactly.
pub fn from_half(half: u32) -> u32 {
	let (sign, exponent, fraction) = (half >> 15 & 1, half >> 10 & 31, half & 1023);
	let magnitude = match exponent {
		0 => fraction as f32 / 16_777_216.0,
		31 if fraction == 0 => f32::INFINITY,
		31 => return NAN,
		_ => (1.0 + fraction as f32 / 1024.0) * 2f32.powi(exponent as i32 - 15),
	};
	canonical(if sign == 1 { -magnitude } else { magnitude })
}

/// A float as a binary16: the nearest, ties to even.
pub fn to_half(bits: u32) -> u32 {
	let value = flush(bits);
	let sign = value.to_bits() >> 31 << 15;
	if value.is_nan() {
		return 0x7e00;
	}
	let magnitude = f64::from(value.abs());
	if magnitude >= 65_520.0 {
		return sign | 0x7c00;
	}
	// The distance between two halves of that size, then a whole number of it.
	let exponent = (magnitude.log2().floor() as i32).max(-14);
	let exponent = match magnitude {
		m if m >= 2f64.powi(exponent + 1) => exponent + 1,
		m if m < 2f64.powi(exponent) && exponent > -14 => exponent - 1,
		_ => exponent,
	};
	let steps = (magnitude / 2f64.powi(exponent - 10)).round_ties_even() as u32;
	let below = if exponent == -14 { 0 } else { (exponent + 14) as u32 * 1024 };
	sign | (below + steps)
}
