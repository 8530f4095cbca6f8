//! Float arithmetic in integers, from section 4 of the specification.

pub const NAN: u32 = 0x7fc0_0000;
const INFINITY: u32 = 0x7f80_0000;
const SIGN: u32 = 1 << 31;

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
	Nan,
	Infinite,
	Zero,
	Finite,
}

/// A flushed operand: `mantissa * 2^exponent`, with 24 bits of mantissa when finite.
#[derive(Clone, Copy)]
pub struct Parts {
	pub kind: Kind,
	pub negative: bool,
	pub mantissa: u64,
	pub exponent: i32,
}

pub fn parts(bits: u32) -> Parts {
	let negative = bits >> 31 == 1;
	let field = (bits >> 23 & 255) as i32;
	let fraction = u64::from(bits & 0x7f_ffff);
	let kind = match (field, fraction) {
		(255, 0) => Kind::Infinite,
		(255, _) => Kind::Nan,
		(0, _) => Kind::Zero,
		_ => Kind::Finite,
	};
	Parts { kind, negative, mantissa: fraction | 1 << 23, exponent: field - 150 }
}

fn sign(negative: bool) -> u32 {
	if negative {
		SIGN
	} else {
		0
	}
}

fn zero(negative: bool) -> u32 {
	sign(negative)
}

fn infinite(negative: bool) -> u32 {
	INFINITY | sign(negative)
}

/// `magnitude * 2^exponent`, and a little more where `more` says so, to the nearest multiple of
/// 2^quantum, ties to even.
fn nearest(magnitude: u128, exponent: i32, more: bool, quantum: i32) -> u128 {
	let drop = quantum - exponent;
	if drop <= 0 {
		assert!(!more && drop > -100);
		return magnitude << -drop;
	}
	if drop > 126 {
		return 0;
	}
	let whole = magnitude >> drop;
	let rest = magnitude - (whole << drop);
	let half = 1u128 << (drop - 1);
	let up = rest > half || rest == half && (more || whole & 1 == 1);
	whole + u128::from(up)
}

/// Rounds to binary32 and flushes.
fn round32(negative: bool, magnitude: u128, exponent: i32, more: bool) -> u32 {
	if magnitude == 0 {
		return zero(negative);
	}
	let top = 127 - magnitude.leading_zeros() as i32 + exponent;
	let mut quantum = (top - 23).max(-149);
	let mut mantissa = nearest(magnitude, exponent, more, quantum);
	if mantissa == 1 << 24 {
		(mantissa, quantum) = (1 << 23, quantum + 1);
	}
	if mantissa < 1 << 23 {
		return zero(negative);
	}
	let field = quantum + 150;
	if field >= 255 {
		return infinite(negative);
	}
	sign(negative) | (field as u32) << 23 | (mantissa as u32 & 0x7f_ffff)
}

pub fn add(a: u32, b: u32) -> u32 {
	let (x, y) = (parts(a), parts(b));
	match (x.kind, y.kind) {
		(Kind::Nan, _) | (_, Kind::Nan) => NAN,
		(Kind::Infinite, Kind::Infinite) if x.negative != y.negative => NAN,
		(Kind::Infinite, _) => infinite(x.negative),
		(_, Kind::Infinite) => infinite(y.negative),
		(Kind::Zero, Kind::Zero) => zero(x.negative && y.negative),
		(Kind::Zero, _) => round32(y.negative, y.mantissa.into(), y.exponent, false),
		(_, Kind::Zero) => round32(x.negative, x.mantissa.into(), x.exponent, false),
		_ => {
			let (big, small) = if x.exponent >= y.exponent { (x, y) } else { (y, x) };
			// 60 bits below the larger one, what is dropped is far from where it rounds.
			let distance = (big.exponent - small.exponent).min(90);
			let signed = |p: Parts, m: i128| if p.negative { -m } else { m };
			let far = i128::from(big.mantissa) << 60;
			let near = i128::from(small.mantissa) << 60 >> distance.min(60);
			let near = if distance > 60 { 1 } else { near };
			let sum = signed(big, far) + signed(small, near);
			if sum == 0 {
				return zero(false);
			}
			round32(sum < 0, sum.unsigned_abs(), big.exponent - 60, false)
		},
	}
}

pub fn mul(a: u32, b: u32) -> u32 {
	let (x, y) = (parts(a), parts(b));
	let negative = x.negative != y.negative;
	match (x.kind, y.kind) {
		(Kind::Nan, _) | (_, Kind::Nan) => NAN,
		(Kind::Infinite, Kind::Zero) | (Kind::Zero, Kind::Infinite) => NAN,
		(Kind::Infinite, _) | (_, Kind::Infinite) => infinite(negative),
		(Kind::Zero, _) | (_, Kind::Zero) => zero(negative),
		_ => {
			let product = u128::from(x.mantissa) * u128::from(y.mantissa);
			round32(negative, product, x.exponent + y.exponent, false)
		},
	}
}

/// The product as the specification tells a GPU to make it where drivers differ.
pub fn small_product(a: u32, b: u32) -> Option<u32> {
	let (x, y) = (parts(a), parts(b));
	if x.kind != Kind::Finite || y.kind != Kind::Finite {
		return None;
	}
	let mut m = x.mantissa * y.mantissa;
	let mut exponent = x.exponent + y.exponent;
	if m < 1 << 47 {
		(m, exponent) = (m << 1, exponent - 1);
	}
	let negative = sign(x.negative != y.negative);
	match exponent + 47 {
		-127 if m >= (1 << 48) - (1 << 24) => Some(negative | 0x0080_0000),
		e if e <= -127 => Some(negative),
		_ => None,
	}
}

/// Division digit by digit, as the specification tells a GPU to do it.
pub fn div(a: u32, b: u32) -> u32 {
	let (x, y) = (parts(a), parts(b));
	let negative = x.negative != y.negative;
	match (x.kind, y.kind) {
		(Kind::Nan, _) | (_, Kind::Nan) => return NAN,
		(Kind::Infinite, Kind::Infinite) | (Kind::Zero, Kind::Zero) => return NAN,
		(Kind::Infinite, _) | (_, Kind::Zero) => return infinite(negative),
		(Kind::Zero, _) | (_, Kind::Infinite) => return zero(negative),
		_ => {},
	}
	let (mut ma, mb) = (x.mantissa as u32, y.mantissa as u32);
	let mut e = x.exponent - y.exponent;
	if ma < mb {
		(ma, e) = (ma << 1, e - 1);
	}
	let (mut r, mut q) = (ma - mb, 1u32);
	for _ in 0..3 {
		let n = r << 8;
		q = (q << 8) | (n / mb);
		r = n % mb;
	}
	assert_eq!(u128::from(q), (u128::from(ma) << 24) / u128::from(mb));
	let magnitude = if e >= -126 {
		let mut m = q >> 1;
		if q & 1 == 1 && (r != 0 || m & 1 == 1) {
			m += 1;
		}
		if m == 1 << 24 {
			(m, e) = (1 << 23, e + 1);
		}
		if e > 127 {
			INFINITY
		} else {
			((e + 127) as u32) << 23 | (m & 0x7f_ffff)
		}
	} else if e == -127 && q >= (1 << 25) - 2 {
		0x0080_0000
	} else {
		0
	};
	magnitude | sign(negative)
}

/// Division by one wide integer division.
pub fn div_wide(a: u32, b: u32) -> Option<u32> {
	let (x, y) = (parts(a), parts(b));
	if x.kind != Kind::Finite || y.kind != Kind::Finite {
		return None;
	}
	let (n, d) = (u128::from(x.mantissa) << 80, u128::from(y.mantissa));
	let exponent = x.exponent - y.exponent - 80;
	Some(round32(x.negative != y.negative, n / d, exponent, n % d != 0))
}

/// The square root digit by digit, as the specification tells a GPU to do it.
pub fn sqrt(a: u32) -> u32 {
	let x = parts(a);
	match x.kind {
		Kind::Nan => return NAN,
		Kind::Zero => return zero(x.negative),
		_ if x.negative => return NAN,
		Kind::Infinite => return INFINITY,
		Kind::Finite => {},
	}
	let (mut m, mut e) = (x.mantissa as u32, x.exponent + 23);
	if e % 2 != 0 {
		(m, e) = (m << 1, e - 1);
	}
	let (mut rem, mut root) = (0u32, 0u32);
	for i in 0..25 {
		let pair = match i {
			0..12 => m >> (23 - 2 * i) & 3,
			12 => (m & 1) << 1,
			_ => 0,
		};
		rem = rem << 2 | pair;
		let t = root << 2 | 1;
		root <<= 1;
		if rem >= t {
			rem -= t;
			root |= 1;
		}
		assert!(rem < 1 << 28 && t < 1 << 28);
	}
	let r = (root >> 1) + (root & 1);
	((e / 2 + 127) as u32) << 23 | (r & 0x7f_ffff)
}

/// How two operands compare, `None` with a NaN.
pub fn order(a: u32, b: u32) -> Option<std::cmp::Ordering> {
	let key = |bits: u32| {
		let p = parts(bits);
		let size = match p.kind {
			Kind::Nan => return None,
			Kind::Zero => 0,
			_ => i64::from(bits & !SIGN),
		};
		Some(if p.negative { -size } else { size })
	};
	Some(key(a)?.cmp(&key(b)?))
}

/// A result that is one of the operands.
pub fn clean(bits: u32) -> u32 {
	let p = parts(bits);
	match p.kind {
		Kind::Nan => NAN,
		Kind::Zero => zero(p.negative),
		_ => bits,
	}
}

/// The integral part that `pick` chooses of the two integers around a magnitude: given the lower
/// one, how the rest compares with a half, whether there is a rest, and the sign.
pub fn integral(a: u32, pick: fn(u64, std::cmp::Ordering, bool, bool) -> u64) -> u32 {
	let p = parts(a);
	if p.kind != Kind::Finite || p.exponent >= 0 {
		return clean(a);
	}
	let drop = -p.exponent as u32;
	let (low, rest) = if drop > 60 {
		(0, p.mantissa)
	} else {
		(p.mantissa >> drop, p.mantissa & ((1 << drop) - 1))
	};
	let half = if drop > 60 { u64::MAX } else { 1 << (drop - 1) };
	let whole = pick(low, rest.cmp(&half), rest != 0, p.negative);
	round32(p.negative, whole.into(), 0, false)
}

/// Towards zero, clamped.
pub fn to_integer(a: u32, least: i64, most: i64) -> i64 {
	let p = parts(a);
	let value = match p.kind {
		Kind::Nan | Kind::Zero => 0,
		Kind::Infinite => i64::MAX,
		Kind::Finite if p.exponent > 30 => i64::MAX,
		Kind::Finite if p.exponent >= 0 => (p.mantissa as i64) << p.exponent,
		Kind::Finite if p.exponent < -40 => 0,
		Kind::Finite => p.mantissa as i64 >> -p.exponent,
	};
	(if p.negative { -value } else { value }).clamp(least, most)
}

pub fn from_integer(value: i64) -> u32 {
	round32(value < 0, value.unsigned_abs().into(), 0, false)
}

pub fn from_half(half: u32) -> u32 {
	let negative = half >> 15 & 1 == 1;
	let (field, fraction) = (half >> 10 & 31, u128::from(half & 0x3ff));
	match field {
		31 if fraction != 0 => NAN,
		31 => infinite(negative),
		0 => round32(negative, fraction, -24, false),
		_ => round32(negative, fraction | 0x400, field as i32 - 25, false),
	}
}

pub fn to_half(a: u32) -> u32 {
	let p = parts(a);
	let sign = u32::from(p.negative) << 15;
	match p.kind {
		Kind::Nan => return 0x7e00,
		Kind::Infinite => return sign | 0x7c00,
		Kind::Zero => return sign,
		Kind::Finite => {},
	}
	let top = 23 + p.exponent;
	let mut quantum = (top - 10).max(-24);
	let mut mantissa = nearest(p.mantissa.into(), p.exponent, false, quantum) as u32;
	if mantissa == 1 << 11 {
		(mantissa, quantum) = (1 << 10, quantum + 1);
	}
	if quantum > 5 {
		return sign | 0x7c00;
	}
	if mantissa < 1 << 10 {
		return sign | mantissa;
	}
	sign | ((quantum + 25) as u32) << 10 | (mantissa & 0x3ff)
}
