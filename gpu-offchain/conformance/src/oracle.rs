//! What operations make of words, by plain arithmetic.
//!
//! Floats are computed in 64 bits and rounded once more. That is exact here: the sum, difference,
//! product, quotient or root of two numbers with 24 bits, rounded to 53 bits and then to 24, is the
//! one that is rounded to 24 at once, since 53 is at least 2 * 24 + 2.

/// The one NaN.
pub const NAN: u32 = 0x7fc0_0000;
const EXPONENT: u32 = 0x7f80_0000;
const SIGN: u32 = 0x8000_0000;

/// An operand: subnormals count as zeros.
pub fn float(bits: u32) -> f64 {
	match bits & EXPONENT {
		0 => f64::from(f32::from_bits(bits & SIGN)),
		_ => f64::from(f32::from_bits(bits)),
	}
}

/// A result: rounded, without subnormals and payloads.
pub fn rounded(value: f64) -> u32 {
	let bits = (value as f32).to_bits();
	match bits & EXPONENT {
		_ if value.is_nan() => NAN,
		0 => bits & SIGN,
		_ => bits,
	}
}

/// A binary operation on floats.
pub fn floats(compute: impl Fn(f64, f64) -> f64) -> impl Fn([u32; 2]) -> u32 {
	move |[a, b]| rounded(compute(float(a), float(b)))
}

/// A comparison of floats.
pub fn comparison(holds: impl Fn(f64, f64) -> bool) -> impl Fn([u32; 2]) -> u32 {
	move |[a, b]| u32::from(holds(float(a), float(b)))
}

/// A unary operation on a float.
pub fn unary(compute: impl Fn(f64) -> f64) -> impl Fn([u32; 1]) -> u32 {
	move |[a]| rounded(compute(float(a)))
}

/// A float to an integer between two others, towards zero.
pub fn to_integer(bits: u32, least: f64, most: f64) -> u32 {
	let value = float(bits);
	match value.is_nan() {
		true => 0,
		false => value.trunc().clamp(least, most) as i64 as u32,
	}
}

/// The float that a half is.
pub fn from_half(half: u32) -> u32 {
	let (field, fraction) = (half >> 10 & 31, half & 1023);
	let magnitude = match field {
		31 if fraction != 0 => return NAN,
		31 => f64::INFINITY,
		0 => f64::from(fraction) * 2f64.powi(-24),
		_ => f64::from(1024 + fraction) * 2f64.powi(field as i32 - 25),
	};
	rounded(if half >> 15 & 1 == 1 { -magnitude } else { magnitude })
}

/// The half nearest to a float.
pub fn to_half(bits: u32) -> u32 {
	let value = float(bits);
	let sign = bits >> 16 & 0x8000;
	let magnitude = value.abs();
	if value.is_nan() {
		return 0x7e00;
	}
	// The middle between the largest half and the next, were there one.
	if magnitude >= 65520.0 {
		return sign | 0x7c00;
	}
	// The exponent of the unit in the last place, counted from that of the smallest halves.
	let steps = (0..30).take_while(|steps| magnitude >= 2f64.powi(steps - 13)).count();
	let units = (magnitude / 2f64.powi(steps as i32 - 24)).round_ties_even();
	// Rounding up to the next power of two carries into the exponent by itself.
	sign | (((steps as u32) << 10) + units as u32)
}

/// Bits `offset` to `offset + count - 1` as a mask, limited as the specification says.
pub fn field(offset: u32, count: u32) -> (u32, u32) {
	let offset = offset.min(32);
	let count = count.min(32 - offset);
	(offset, ((1u64 << count) - 1) as u32)
}

/// Bits of a word, moved to bit 0.
pub fn extract(signed: bool, word: u32, offset: u32, count: u32) -> u32 {
	let (offset, mask) = field(offset, count);
	let bits = (u64::from(word) >> offset) as u32 & mask;
	let highest = mask ^ mask >> 1;
	match signed && bits & highest != 0 {
		true => bits | !mask,
		false => bits,
	}
}

/// A word with some bits replaced.
pub fn insert(word: u32, bits: u32, offset: u32, count: u32) -> u32 {
	let (offset, mask) = field(offset, count);
	let place = (u64::from(mask) << offset) as u32;
	word & !place | (u64::from(bits) << offset) as u32 & place
}
