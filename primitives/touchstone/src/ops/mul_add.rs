//! Multiply and add in one instruction.

use super::float;

operations! {
	/// Multiply and add in one instruction.
	MulAddOp, computed by Ternary {
		Integer {
			/// `a * b + c`, wrapping.
			Int = 0, "mad", 1, |a, b, c| a.wrapping_mul(b).wrapping_add(c);
		}
		Float {
			/// `a * b`, rounded, then `+ c`, rounded: two roundings, never one.
			Float = 1, "mad.f", 4, |a, b, c| float::add(float::mul(a, b), c);
		}
	}
}
