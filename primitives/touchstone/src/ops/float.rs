//! Float operations with one meaning: round to nearest even, no subnormals, one NaN.
//!
//! Only `+ - * /`, comparisons and casts of `f32` are used, which IEEE 754 fixes but for the bits
//! of NaNs, and those never get out.

const SIGN: u32 = 0x8000_0000;
const MAGNITUDE: u32 = 0x7fff_ffff;
const EXPONENT: u32 = 0x7f80_0000;
const NAN: u32 = 0x7fc0_0000;

/// From here on every float is an integer, and below adding and taking it away rounds to one.
const INTEGERS: f32 = 8_388_608.0;

/// A subnormal becomes the zero of its sign.
#[inline(always)]
fn flush(bits: u32) -> u32 {
	let keep = if bits & EXPONENT == 0 { SIGN } else { u32::MAX };
	bits & keep
}

/// An operand: a subnormal counts as zero.
#[inline(always)]
pub fn operand(bits: u32) -> f32 {
	f32::from_bits(flush(bits))
}

/// A result: a subnormal becomes zero, and all NaNs one.
#[inline(always)]
pub fn canonical(value: f32) -> u32 {
	let bits = flush(value.to_bits());
	if bits & MAGNITUDE > EXPONENT {
		NAN
	} else {
		bits
	}
}

#[inline(always)]
pub fn add(a: u32, b: u32) -> u32 {
	canonical(operand(a) + operand(b))
}

#[inline(always)]
pub fn sub(a: u32, b: u32) -> u32 {
	canonical(operand(a) - operand(b))
}

#[inline(always)]
pub fn mul(a: u32, b: u32) -> u32 {
	canonical(operand(a) * operand(b))
}

#[inline(always)]
pub fn div(a: u32, b: u32) -> u32 {
	canonical(operand(a) / operand(b))
}

#[inline(always)]
pub fn min(a: u32, b: u32) -> u32 {
	let (a, b) = (operand(a), operand(b));
	canonical(if b < a { b } else { a })
}

#[inline(always)]
pub fn max(a: u32, b: u32) -> u32 {
	let (a, b) = (operand(a), operand(b));
	canonical(if a < b { b } else { a })
}

#[inline(always)]
pub fn compare(a: u32, b: u32, holds: impl Fn(f32, f32) -> bool) -> u32 {
	u32::from(holds(operand(a), operand(b)))
}

#[inline(always)]
pub fn neg(a: u32) -> u32 {
	canonical(f32::from_bits(a ^ SIGN))
}

#[inline(always)]
pub fn abs(a: u32) -> u32 {
	canonical(f32::from_bits(a & MAGNITUDE))
}

#[inline(always)]
pub fn sqrt(a: u32) -> u32 {
	canonical(libm::sqrtf(operand(a)))
}

/// Rounds the magnitude to an integer, lets `adjust` correct it, and restores the sign.
///
/// The sign of an integral part is never opposite to the operand's, so this holds for zeros too.
#[inline(always)]
fn integral(a: u32, adjust: impl Fn(f32, f32) -> f32) -> u32 {
	let value = operand(a);
	let magnitude = f32::from_bits(value.to_bits() & MAGNITUDE);
	let sign = value.to_bits() & SIGN;
	let nearest = (magnitude + INTEGERS) - INTEGERS;
	let signed = f32::from_bits(nearest.to_bits() | sign);
	let rounded = adjust(signed, value).to_bits() & MAGNITUDE | sign;
	// NaN is not below, and stays.
	canonical(if magnitude < INTEGERS { f32::from_bits(rounded) } else { value })
}

#[inline(always)]
pub fn round(a: u32) -> u32 {
	integral(a, |nearest, _| nearest)
}

#[inline(always)]
pub fn floor(a: u32) -> u32 {
	integral(a, |nearest, value| nearest - if nearest > value { 1.0 } else { 0.0 })
}

#[inline(always)]
pub fn ceil(a: u32) -> u32 {
	integral(a, |nearest, value| nearest + if nearest < value { 1.0 } else { 0.0 })
}

#[inline(always)]
pub fn trunc(a: u32) -> u32 {
	let sign = a & SIGN;
	floor(a & MAGNITUDE) | if is_nan(a) { 0 } else { sign }
}

#[inline(always)]
fn is_nan(bits: u32) -> bool {
	bits & MAGNITUDE > EXPONENT
}

// Casts from floats truncate, clamp, and make 0 of NaN; those to floats round to nearest even.

#[inline(always)]
pub fn to_s(a: u32) -> u32 {
	operand(a) as i32 as u32
}

#[inline(always)]
pub fn to_u(a: u32) -> u32 {
	operand(a) as u32
}

#[inline(always)]
pub fn from_s(a: u32) -> u32 {
	(a as i32 as f32).to_bits()
}

#[inline(always)]
pub fn from_u(a: u32) -> u32 {
	(a as f32).to_bits()
}
