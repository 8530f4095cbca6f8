//! Floats as strict kernels compute with them: round to nearest even, subnormals are zeros, one NaN.

use std::{
	cmp::Ordering,
	ops::{Add, AddAssign, Div, Mul, Neg, Sub},
};

/// A float of a strict kernel.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Strict(f32);

/// A subnormal as the zero of its sign, a NaN as the one that there is.
fn canonical(x: f32) -> f32 {
	match x {
		_ if x.is_nan() => f32::from_bits(0x7fc0_0000),
		_ if x.is_subnormal() => 0f32.copysign(x),
		_ => x,
	}
}

impl Strict {
	pub const ZERO: Self = Self(0.0);
	pub const ONE: Self = Self(1.0);

	/// A float as it lies in memory.
	pub const fn new(x: f32) -> Self {
		Self(x)
	}

	pub fn get(self) -> f32 {
		self.0
	}

	fn flushed(self) -> f32 {
		canonical(self.0)
	}

	pub fn sqrt(self) -> Self {
		Self(canonical(self.flushed().sqrt()))
	}

	pub fn abs(self) -> Self {
		Self(canonical(self.flushed().abs()))
	}

	/// The greater, `self` where they are equal or one is NaN.
	pub fn max(self, other: Self) -> Self {
		Self(if self < other { other.flushed() } else { self.flushed() })
	}

	/// The lesser, `self` where they are equal or one is NaN.
	pub fn min(self, other: Self) -> Self {
		Self(if other < self { other.flushed() } else { self.flushed() })
	}
}

impl PartialEq for Strict {
	fn eq(&self, other: &Self) -> bool {
		self.flushed() == other.flushed()
	}
}

impl PartialOrd for Strict {
	fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
		self.flushed().partial_cmp(&other.flushed())
	}
}

impl Add for Strict {
	type Output = Self;
	fn add(self, other: Self) -> Self {
		Self(canonical(self.flushed() + other.flushed()))
	}
}

impl AddAssign for Strict {
	fn add_assign(&mut self, other: Self) {
		*self = *self + other;
	}
}

impl Sub for Strict {
	type Output = Self;
	fn sub(self, other: Self) -> Self {
		Self(canonical(self.flushed() - other.flushed()))
	}
}

impl Mul for Strict {
	type Output = Self;
	fn mul(self, other: Self) -> Self {
		Self(canonical(self.flushed() * other.flushed()))
	}
}

impl Div for Strict {
	type Output = Self;
	fn div(self, other: Self) -> Self {
		Self(canonical(self.flushed() / other.flushed()))
	}
}

impl Neg for Strict {
	type Output = Self;
	fn neg(self) -> Self {
		Self(canonical(-self.flushed()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn operations_should_round_and_then_flush() {
		let least = f32::MIN_POSITIVE;
		let below = Strict::new(f32::from_bits(0x3f7f_ffff));
		assert_eq!((Strict::new(least) * below).get().to_bits(), least.to_bits());
		let half = Strict::new(-least) * Strict::new(0.5);
		assert_eq!(half.get().to_bits(), (-0.0f32).to_bits());
		let subnormal = Strict::new(f32::from_bits(1));
		assert_eq!((subnormal + Strict::ZERO).get().to_bits(), 0);
		assert_eq!((Strict::ZERO / Strict::ZERO).get().to_bits(), 0x7fc0_0000);
		assert_eq!(Strict::new(-1.0).sqrt().get().to_bits(), 0x7fc0_0000);
		assert!(subnormal == Strict::ZERO);
	}
}
