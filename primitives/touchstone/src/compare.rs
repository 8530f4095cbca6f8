//! Whether a tile is the one that the interpreter made.
//!
//! All in integers: a float is a whole number of the smallest subnormal, scaled, so that no
//! comparison rounds.

use core::cmp::Ordering;
use thiserror::Error;

/// Beyond this many tolerances a word isn't inaccurate but wrong.
pub const GROSS_FACTOR: u32 = 16;

/// How words of an output are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
	/// All bits equal.
	Exact,
	/// Floats, within a tolerance.
	Within(Tolerance),
}

/// How far a float may be off: `atol + rtol * |ref|`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tolerance {
	atol: u32,
	rtol: u32,
}

/// A tolerance that is negative, infinite or NaN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a tolerance must be a finite number that is not negative")]
pub struct BadTolerance;

/// What comparing gives. The worse is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Comparison {
	/// Equal, or within the tolerance.
	Match,
	/// Outside of the tolerance, but not grossly.
	Inaccurate,
	/// Wrong.
	Mismatch,
}

impl Tolerance {
	/// From the bits of two floats.
	pub const fn from_bits(atol: u32, rtol: u32) -> Result<Self, BadTolerance> {
		if atol < INFINITY && rtol < INFINITY {
			Ok(Self { atol, rtol })
		} else {
			Err(BadTolerance)
		}
	}

	/// From two floats.
	pub const fn new(atol: f32, rtol: f32) -> Result<Self, BadTolerance> {
		Self::from_bits(atol.to_bits(), rtol.to_bits())
	}

	/// The bits of `atol` and `rtol`.
	pub const fn to_bits(self) -> (u32, u32) {
		(self.atol, self.rtol)
	}
}

impl Rule {
	/// Compares a word with the interpreter's.
	pub fn compare_word(&self, got: u32, reference: u32) -> Comparison {
		match self {
			Self::Exact if got == reference => Comparison::Match,
			Self::Exact => Comparison::Mismatch,
			Self::Within(tolerance) => within(*tolerance, got, reference),
		}
	}

	/// Compares words with the interpreter's: the worst of them. Lengths that differ don't match.
	pub fn compare(&self, got: &[u32], reference: &[u32]) -> Comparison {
		if got.len() != reference.len() {
			return Comparison::Mismatch;
		}
		let words = got.iter().zip(reference);
		words.map(|(&got, &want)| self.compare_word(got, want)).max().unwrap_or(Comparison::Match)
	}
}

const INFINITY: u32 = 0x7f80_0000;
const SIGN: u32 = 0x8000_0000;

/// What the smallest subnormal is a power of: every finite float is a multiple of 2^-149.
const UNIT_EXPONENT: u32 = 149;

fn is_finite(bits: u32) -> bool {
	bits & INFINITY != INFINITY
}

fn within(tolerance: Tolerance, got: u32, reference: u32) -> Comparison {
	if !is_finite(reference) {
		return Comparison::Inaccurate;
	}
	if !is_finite(got) {
		return Comparison::Mismatch;
	}
	// In units of 2^-298, where both a float and the product of two are whole numbers.
	let size = |bits: u32| Wide::float(bits).shifted(UNIT_EXPONENT);
	let difference = if (got ^ reference) & SIGN == 0 {
		size(got).distance(&size(reference))
	} else {
		size(got).plus(&size(reference))
	};
	let allowed = size(tolerance.atol).plus(&Wide::product(tolerance.rtol, reference & !SIGN));
	match () {
		() if difference.order(&allowed) != Ordering::Greater => Comparison::Match,
		() if difference.order(&allowed.shifted(GROSS_FACTOR.ilog2())) != Ordering::Greater => {
			Comparison::Inaccurate
		},
		() => Comparison::Mismatch,
	}
}

const LIMBS: usize = 10;

/// A natural number below 2^640. The largest here is 2^4 * (2^426 + 2^554).
#[derive(Clone, Copy)]
struct Wide([u64; LIMBS]);

impl Wide {
	/// The mantissa of a float's magnitude and how far it is shifted, in units of 2^-149.
	fn parts(bits: u32) -> (u64, u32) {
		let exponent = (bits & INFINITY) >> 23;
		let fraction = u64::from(bits & 0x007f_ffff);
		if exponent == 0 {
			(fraction, 0)
		} else {
			(fraction | 1 << 23, exponent - 1)
		}
	}

	fn from_parts(mantissa: u64, shift: u32) -> Self {
		let mut limbs = [0; LIMBS];
		limbs[0] = mantissa;
		Self(limbs).shifted(shift)
	}

	/// A float's magnitude, in units of 2^-149.
	fn float(bits: u32) -> Self {
		let (mantissa, shift) = Self::parts(bits);
		Self::from_parts(mantissa, shift)
	}

	/// The product of two floats' magnitudes, in units of 2^-298.
	fn product(a: u32, b: u32) -> Self {
		let ((a, shift_a), (b, shift_b)) = (Self::parts(a), Self::parts(b));
		Self::from_parts(a * b, shift_a + shift_b)
	}

	fn shifted(&self, bits: u32) -> Self {
		let (limbs, bits) = ((bits / 64) as usize, bits % 64);
		let at = |index: usize| self.0.get(index).copied().unwrap_or(0);
		Self(core::array::from_fn(|index| {
			let Some(from) = index.checked_sub(limbs) else {
				return 0;
			};
			let below = from.checked_sub(1).map_or(0, at);
			at(from) << bits | below.checked_shr(64 - bits).unwrap_or(0)
		}))
	}

	fn plus(&self, other: &Self) -> Self {
		let mut carry = false;
		Self(core::array::from_fn(|index| {
			let (sum, first) = self.0[index].overflowing_add(other.0[index]);
			let (sum, second) = sum.overflowing_add(u64::from(carry));
			carry = first || second;
			sum
		}))
	}

	fn distance(&self, other: &Self) -> Self {
		let (large, small) =
			if self.order(other) == Ordering::Less { (other, self) } else { (self, other) };
		let mut borrow = false;
		Self(core::array::from_fn(|index| {
			let (rest, first) = large.0[index].overflowing_sub(small.0[index]);
			let (rest, second) = rest.overflowing_sub(u64::from(borrow));
			borrow = first || second;
			rest
		}))
	}

	fn order(&self, other: &Self) -> Ordering {
		self.0.iter().rev().cmp(other.0.iter().rev())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn compare(got: f32, want: f32, atol: f32, rtol: f32) -> Comparison {
		let tolerance = Tolerance::new(atol, rtol).expect("the tolerance is a valid one");
		Rule::Within(tolerance).compare_word(got.to_bits(), want.to_bits())
	}

	#[test]
	fn exact_should_see_every_bit() {
		assert_eq!(Rule::Exact.compare(&[1, 2], &[1, 2]), Comparison::Match);
		assert_eq!(Rule::Exact.compare(&[1, 2], &[1, 3]), Comparison::Mismatch);
		assert_eq!(Rule::Exact.compare(&[1], &[1, 3]), Comparison::Mismatch);
		assert_eq!(Rule::Exact.compare_word(0, SIGN), Comparison::Mismatch);
	}

	#[test]
	fn tolerances_should_include_their_edge_and_no_more() {
		assert_eq!(compare(1.5, 1.0, 0.5, 0.0), Comparison::Match);
		assert_eq!(compare(1.5000001, 1.0, 0.5, 0.0), Comparison::Inaccurate);
		assert_eq!(compare(9.0, 1.0, 0.5, 0.0), Comparison::Inaccurate);
		assert_eq!(compare(9.000001, 1.0, 0.5, 0.0), Comparison::Mismatch);
		assert_eq!(compare(-0.5, 0.5, 1.0, 0.0), Comparison::Match);
		assert_eq!(compare(-0.5, 0.5, 0.99999994, 0.0), Comparison::Inaccurate);
		assert_eq!(compare(-6.0, -4.0, 0.0, 0.5), Comparison::Match);
		assert_eq!(compare(-6.0000005, -4.0, 0.0, 0.5), Comparison::Inaccurate);
		assert_eq!(compare(4.0, 4.0, 0.0, 0.0), Comparison::Match);
		assert_eq!(compare(4.0000005, 4.0, 0.0, 0.0), Comparison::Mismatch);
	}

	#[test]
	fn tolerances_should_be_exact_at_both_ends_of_the_range() {
		let (least, most) = (f32::from_bits(1), f32::MAX);
		assert_eq!(compare(least, 0.0, least, 0.0), Comparison::Match);
		assert_eq!(compare(least, -least, least, 0.0), Comparison::Inaccurate);
		assert_eq!(compare(most, -most, most, 1.0), Comparison::Match);
		assert_eq!(compare(most, -most, most, 0.99999994), Comparison::Inaccurate);
		assert_eq!(compare(most, most, most, most), Comparison::Match);
		assert_eq!(compare(most, -most, 0.0, 0.0), Comparison::Mismatch);
		assert_eq!(compare(least, 0.0, 0.0, most), Comparison::Mismatch);
		// rtol * |ref| below what a float can hold still counts.
		let tiny = f32::from_bits(0x0080_0000);
		assert_eq!(compare(tiny, tiny, 0.0, tiny), Comparison::Match);
		assert_eq!(compare(f32::from_bits(0x0080_0001), tiny, 0.0, tiny), Comparison::Mismatch);
	}

	#[test]
	fn nan_and_infinity_should_never_match() {
		let infinity = f32::INFINITY;
		for odd in [f32::NAN, infinity, -infinity] {
			assert_eq!(compare(odd, 1.0, f32::MAX, f32::MAX), Comparison::Mismatch);
			assert_eq!(compare(1.0, odd, f32::MAX, f32::MAX), Comparison::Inaccurate);
			assert_eq!(compare(odd, odd, f32::MAX, f32::MAX), Comparison::Inaccurate);
		}
		assert_eq!(Tolerance::new(-0.0, 0.0), Err(BadTolerance));
		assert_eq!(Tolerance::new(f32::INFINITY, 0.0), Err(BadTolerance));
		assert_eq!(Tolerance::new(0.0, f32::NAN), Err(BadTolerance));
	}

	#[test]
	fn comparisons_should_agree_with_double_precision_away_from_the_edge() {
		let mut seed = 1u64;
		let mut next = || {
			seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
			(seed >> 40) as f32 / 65_536.0
		};
		for _ in 0..20_000 {
			let (got, want, atol, rtol) =
				(next() - 128.0, next() - 128.0, next() / 8.0, next() / 64.0);
			let off = (f64::from(got) - f64::from(want)).abs();
			let allowed = f64::from(atol) + f64::from(rtol) * f64::from(want).abs();
			let expected = match off / allowed {
				ratio if ratio < 0.999_999 => Comparison::Match,
				ratio if ratio > 1.000_001 && ratio < 15.999 => Comparison::Inaccurate,
				ratio if ratio > 16.001 => Comparison::Mismatch,
				_ => continue,
			};
			assert_eq!(compare(got, want, atol, rtol), expected, "{got} {want} {atol} {rtol}");
		}
	}
}
