//! Operations on one register.

use super::{float, half, relaxed};

operations! {
	/// Operations on one register.
	UnaryOp, computed by Unary {
		Integer {
			/// `~a`.
			Not = 0x00, "not", 1, |a| !a;
			/// `0 - a`, wrapping.
			NegI = 0x01, "neg.i", 1, |a| a.wrapping_neg();
			/// The absolute value of a signed number; that of MIN is MIN.
			AbsS = 0x02, "abs.s", 1, |a| (a as i32).wrapping_abs() as u32;
			/// Zero bits above the highest set bit; 32 for 0.
			LeadingZeros = 0x03, "clz", 1, |a| a.leading_zeros();
			/// Zero bits below the lowest set bit; 32 for 0.
			TrailingZeros = 0x04, "ctz", 1, |a| a.trailing_zeros();
			/// Set bits.
			CountOnes = 0x05, "popcount", 1, |a| a.count_ones();
			/// The bits in opposite order.
			ReverseBits = 0x06, "reverse", 2, |a| a.reverse_bits();
		}
		Float {
			/// `-a`.
			NegF = 0x10, "neg.f", 2, float::neg;
			/// `|a|`.
			AbsF = 0x11, "abs.f", 2, float::abs;
			/// The square root, rounded to nearest.
			Sqrt = 0x12, "sqrt", 10, float::sqrt;
			/// The integer below or equal.
			Floor = 0x13, "floor", 4, float::floor;
			/// The integer above or equal.
			Ceil = 0x14, "ceil", 4, float::ceil;
			/// The integer towards zero.
			Trunc = 0x15, "trunc", 4, float::trunc;
			/// The nearest integer, the even one of two.
			Round = 0x16, "round", 4, float::round;
			/// To i32: towards zero, clamped to the range; NaN gives 0.
			FToS = 0x18, "f_to_s", 3, float::to_s;
			/// To u32: towards zero, clamped to the range; NaN gives 0.
			FToU = 0x19, "f_to_u", 3, float::to_u;
			/// From i32, rounded to nearest.
			SToF = 0x1a, "s_to_f", 1, float::from_s;
			/// From u32, rounded to nearest.
			UToF = 0x1b, "u_to_f", 1, float::from_u;
			/// From the IEEE half in the low 16 bits.
			HalfLow = 0x1c, "half.low", 3, |a| half::to_float(a & 0xffff);
			/// From the IEEE half in the high 16 bits.
			HalfHigh = 0x1d, "half.high", 3, |a| half::to_float(a >> 16);
		}
		Relaxed {
			/// `1 / sqrt(a)`.
			InverseSqrt = 0x20, "inverse_sqrt", 20, relaxed::of_one(|x| 1.0 / libm::sqrtf(x));
			/// Sine, of radians.
			Sin = 0x21, "sin", 20, relaxed::of_one(libm::sinf);
			/// Cosine.
			Cos = 0x22, "cos", 20, relaxed::of_one(libm::cosf);
			/// Tangent.
			Tan = 0x23, "tan", 20, relaxed::of_one(libm::tanf);
			/// Inverse sine.
			Asin = 0x24, "asin", 20, relaxed::of_one(libm::asinf);
			/// Inverse cosine.
			Acos = 0x25, "acos", 20, relaxed::of_one(libm::acosf);
			/// Inverse tangent.
			Atan = 0x26, "atan", 20, relaxed::of_one(libm::atanf);
			/// Hyperbolic sine.
			Sinh = 0x27, "sinh", 20, relaxed::of_one(libm::sinhf);
			/// Hyperbolic cosine.
			Cosh = 0x28, "cosh", 20, relaxed::of_one(libm::coshf);
			/// Hyperbolic tangent.
			Tanh = 0x29, "tanh", 20, relaxed::of_one(libm::tanhf);
			/// Inverse hyperbolic sine.
			Asinh = 0x2a, "asinh", 20, relaxed::of_one(libm::asinhf);
			/// Inverse hyperbolic cosine.
			Acosh = 0x2b, "acosh", 20, relaxed::of_one(libm::acoshf);
			/// Inverse hyperbolic tangent.
			Atanh = 0x2c, "atanh", 20, relaxed::of_one(libm::atanhf);
			/// `e` to the power of `a`.
			Exp = 0x2d, "exp", 20, relaxed::of_one(libm::expf);
			/// 2 to the power of `a`.
			Exp2 = 0x2e, "exp2", 20, relaxed::of_one(libm::exp2f);
			/// The natural logarithm.
			Log = 0x2f, "log", 20, relaxed::of_one(libm::logf);
			/// The logarithm of base 2.
			Log2 = 0x30, "log2", 20, relaxed::of_one(libm::log2f);
		}
	}
}
