//! Angles, reduced to an eighth of a turn to either side of a multiple of a quarter turn.

use super::{fma, nearest, product, sum, Split, HALF_PI, HALF_PI_REST};

/// From here on angles are reduced in integers.
const LARGE: f32 = 8192.0;

/// The first 256 bits of 2/pi behind the point.
const TWO_OVER_PI: [u32; 8] = [
	0xa2f9_836e,
	0x4e44_1529,
	0xfc27_57d1,
	0xf534_ddc0,
	0xdb62_9599,
	0x3c43_9041,
	0xfe51_63ab,
	0xdebb_c561,
];

/// An angle.
#[derive(Clone, Copy)]
pub(super) struct Reduced {
	/// Quarter turns, of which the last two bits count.
	pub quarters: u32,
	/// What is left.
	pub rest: Split,
}

/// Reduces a finite angle that isn't negative.
pub(super) fn reduce(angle: f32) -> Reduced {
	if angle < LARGE {
		small(angle)
	} else {
		large(angle)
	}
}

/// Takes the nearest multiple of a quarter turn away, in three parts of which the first is exact.
fn small(angle: f32) -> Reduced {
	let quarters = nearest(angle * 0.636_619_75);
	let first = fma(quarters, -HALF_PI.high, angle);
	let second = product(quarters, HALF_PI.low);
	let left = sum(first, -second.high);
	let low = fma(quarters, -HALF_PI_REST, left.low - second.low);
	let high = left.high + low;
	Reduced { quarters: quarters as u32, rest: Split { high, low: (left.high - high) + low } }
}

/// Multiplies the mantissa by those bits of 2/pi that count: those before make whole turns.
fn large(angle: f32) -> Reduced {
	let exponent = ((angle.to_bits() >> 23) as i32).wrapping_sub(150);
	let mantissa = u64::from((angle.to_bits() & 0x007f_ffff) | 0x0080_0000);
	// Two bits before the point of the product are quarter turns.
	let first = exponent.wrapping_sub(2);
	let [a, b, c] = [0, 32, 64].map(|further| bits_of_two_over_pi(first.wrapping_add(further)));
	let middle = mantissa.wrapping_mul(b).wrapping_add(mantissa.wrapping_mul(c) >> 32);
	let turns = (mantissa.wrapping_mul(a) << 32).wrapping_add(middle);
	let quarters = turns.wrapping_add(1 << 61) >> 62;
	let fraction = turns.wrapping_sub(quarters << 62) as i64;
	// At least a few of the 62 bits are left: no float is that near to a multiple.
	let magnitude = fraction.unsigned_abs() | 1;
	let zeros = magnitude.leading_zeros();
	let bits = magnitude.wrapping_shl(zeros);
	let unit = f32::from_bits(105u32.wrapping_sub(zeros) << 23);
	let high = (bits >> 40) as f32 * unit;
	let low = ((bits >> 16) & 0x00ff_ffff) as f32 * (unit / 16_777_216.0);
	let turned = product(high, HALF_PI.high);
	let more = turned.low + fma(low, HALF_PI.high, high * HALF_PI.low);
	let rest = turned.high + more;
	let left = (turned.high - rest) + more;
	let (high, low) = if fraction < 0 { (-rest, -left) } else { (rest, left) };
	Reduced { quarters: quarters as u32, rest: Split { high, low } }
}

/// 32 bits of 2/pi from one on; those before the point are zeros.
fn bits_of_two_over_pi(first: i32) -> u64 {
	let word = |index: i32| {
		let word = usize::try_from(index).ok().and_then(|index| TWO_OVER_PI.get(index));
		u64::from(word.copied().unwrap_or(0))
	};
	let (index, shift) = (first.wrapping_shr(5), first & 31);
	let both = (word(index) << 32) | word(index.wrapping_add(1));
	(both << shift) >> 32
}
