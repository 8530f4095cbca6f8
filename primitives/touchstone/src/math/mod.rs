//! The functions that a processor doesn't have, each as one sequence of exact operations.
//!
//! Sums, products, quotients, square roots and fused multiply-adds of `f32` round the same way on
//! every machine, so what is made of them in a fixed order is the same to the last bit. Nothing here
//! calls a library whose next release may round otherwise. `docs/measurements/floats.md` has the
//! errors: none that was found is beyond 2 units of the last place.
//!
//! Opcodes don't compute with them yet: relaxed kernels' references are still those of `libm`.
//!
//! Operands come without subnormals, and results are canonicalised as those of other float
//! operations are, so a subnormal result counts as zero.
//!
//! Coefficients are minimax fits for the interval that is named beside them, each rounded to `f32`
//! before the higher ones were fitted to what was left.

mod arc;
mod exponential;
mod fused;
mod hyperbolic;
mod logarithm;
mod power;
mod reduction;
mod trigonometric;

pub use arc::{acos, asin, atan, atan2};
pub use exponential::{exp, exp2};
pub use fused::fma;
pub use hyperbolic::{acosh, asinh, atanh, cosh, sinh, tanh};
pub use logarithm::{log, log2};
pub use power::pow;
pub use trigonometric::{cos, sin, tan};

use core::f32::consts;

const SIGN: u32 = 0x8000_0000;

/// A number as the sum of two: the nearest `f32`, and the nearest to what that leaves.
#[derive(Clone, Copy)]
struct Split {
	high: f32,
	low: f32,
}

const LN_2: Split = Split { high: consts::LN_2, low: -1.904_654_2e-9 };
const LOG2_E: Split = Split { high: consts::LOG2_E, low: 1.925_963e-8 };
const HALF_PI: Split = Split { high: consts::FRAC_PI_2, low: -4.371_139e-8 };

/// What [`HALF_PI`] leaves of a quarter turn.
const HALF_PI_REST: f32 = -1.715_124_5e-15;

/// 1.5 * 2^23: adding and taking it away rounds what is below 2^22 to an integer, ties to even.
const ROUNDER: f32 = 12_582_912.0;

/// The nearest integer of a number below 2^22.
fn nearest(x: f32) -> f32 {
	(x + ROUNDER) - ROUNDER
}

/// A polynomial, the constant first.
fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
	coefficients.into_iter().rev().reduce(|sum, next| fma(sum, x, next)).unwrap_or(0.0)
}

/// The sum of two numbers, and what rounding it has lost: exact.
fn sum(a: f32, b: f32) -> Split {
	let high = a + b;
	let of_b = high - a;
	Split { high, low: (a - (high - of_b)) + (b - of_b) }
}

/// The product of two numbers, and what rounding it has lost: exact in the normal range.
fn product(a: f32, b: f32) -> Split {
	let high = a * b;
	Split { high, low: fma(a, b, -high) }
}

/// 2^n for an n from -126 to 127.
fn power_of_two(n: i32) -> f32 {
	f32::from_bits((n.wrapping_add(127) as u32) << 23)
}

/// `x * 2^n` for an x from 1/2 on and below 2: zero below the normal range, infinity above.
fn scaled(x: f32, n: i32) -> f32 {
	let exponent = ((x.to_bits() >> 23) as i32).wrapping_add(n);
	match exponent {
		..=0 => 0.0,
		1..=254 => f32::from_bits(x.to_bits().wrapping_add((n as u32) << 23)),
		255.. => f32::INFINITY,
	}
}

/// A magnitude with the sign of a number.
fn signed(magnitude: f32, like: f32) -> f32 {
	f32::from_bits((magnitude.to_bits() & !SIGN) | (like.to_bits() & SIGN))
}
