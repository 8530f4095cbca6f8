//! Conversions between binary32 and binary16, exact or rounded to nearest even.

use super::float::{canonical, operand};

const HALF_INFINITY: u32 = 0x7c00;
const HALF_NAN: u32 = 0x7e00;

/// What a binary32 exponent has more than a binary16 one, in place.
const REBIAS: u32 = (127 - 15) << 10;

/// 2^-24, the smallest binary16.
const UNIT: f32 = f32::from_bits(0x3380_0000);

/// The float of a binary16 in the low 16 bits.
#[inline(always)]
pub fn to_float(half: u32) -> u32 {
	let sign = (half & 0x8000) << 16;
	let magnitude = half & 0x7fff;
	let value = if magnitude < 0x0400 {
		f32::from_bits((magnitude as f32 * UNIT).to_bits() | sign)
	} else if magnitude < HALF_INFINITY {
		f32::from_bits((magnitude + REBIAS) << 13 | sign)
	} else {
		f32::from_bits((magnitude + 2 * REBIAS) << 13 | sign)
	};
	canonical(value)
}

/// The binary16 of a float, in the low 16 bits.
#[inline(always)]
pub fn from_float(bits: u32) -> u32 {
	let bits = operand(bits).to_bits();
	let sign = (bits >> 16) & 0x8000;
	let magnitude = bits & 0x7fff_ffff;
	if magnitude > 0x7f80_0000 {
		return HALF_NAN;
	}
	if magnitude >= 0x4780_0000 {
		return sign | HALF_INFINITY;
	}
	if magnitude < 0x3880_0000 {
		// In units of 2^-24; adding 2^23 rounds to whole ones.
		let units = f32::from_bits(magnitude) / UNIT + 8_388_608.0;
		return sign | (units.to_bits() & 0x007f_ffff);
	}
	let to_even = magnitude + 0x0fff + ((magnitude >> 13) & 1);
	sign | ((to_even >> 13) - REBIAS)
}
