//! Operations on two operands.

use super::{float, half, integer, relaxed};

operations! {
	/// Operations on a register and a register or immediate. Comparisons give 1 or 0.
	BinaryOp, computed by Binary {
		Integer {
			/// `a + b`, wrapping.
			Add = 0x00, "add", 1, |a, b| a.wrapping_add(b);
			/// `a - b`, wrapping.
			Sub = 0x01, "sub", 1, |a, b| a.wrapping_sub(b);
			/// `a * b`, wrapping.
			Mul = 0x02, "mul", 1, |a, b| a.wrapping_mul(b);
			/// Unsigned quotient; `a / 0 = a`.
			DivU = 0x03, "div.u", 4, integer::div_u;
			/// Signed quotient towards zero; `a / 0 = a`, `MIN / -1 = MIN`.
			DivS = 0x04, "div.s", 4, integer::div_s;
			/// Unsigned remainder; `a % 0 = 0`.
			RemU = 0x05, "rem.u", 4, integer::rem_u;
			/// Signed remainder with the sign of `a`; `a % 0 = 0`, `MIN % -1 = 0`.
			RemS = 0x06, "rem.s", 4, integer::rem_s;
			/// `a & b`.
			And = 0x07, "and", 1, |a, b| a & b;
			/// `a | b`.
			Or = 0x08, "or", 1, |a, b| a | b;
			/// `a ^ b`.
			Xor = 0x09, "xor", 1, |a, b| a ^ b;
			/// `a << (b % 32)`.
			Shl = 0x0a, "shl", 1, |a, b| a.wrapping_shl(b);
			/// `a >> (b % 32)`, zeros from above.
			ShrU = 0x0b, "shr.u", 1, |a, b| a.wrapping_shr(b);
			/// `a >> (b % 32)`, the sign from above.
			ShrS = 0x0c, "shr.s", 1, |a, b| (a as i32).wrapping_shr(b) as u32;
			/// `a` rotated to the left by `b % 32`.
			RotL = 0x0d, "rotl", 1, |a, b| a.rotate_left(b & 31);
			/// The smaller unsigned number.
			MinU = 0x0e, "min.u", 1, |a, b| a.min(b);
			/// The larger unsigned number.
			MaxU = 0x0f, "max.u", 1, |a, b| a.max(b);
			/// The smaller signed number.
			MinS = 0x10, "min.s", 1, |a, b| (a as i32).min(b as i32) as u32;
			/// The larger signed number.
			MaxS = 0x11, "max.s", 1, |a, b| (a as i32).max(b as i32) as u32;
			/// `a == b`.
			Eq = 0x12, "eq", 1, |a, b| u32::from(a == b);
			/// `a != b`.
			Ne = 0x13, "ne", 1, |a, b| u32::from(a != b);
			/// `a < b`, unsigned.
			LtU = 0x14, "lt.u", 1, |a, b| u32::from(a < b);
			/// `a <= b`, unsigned.
			LeU = 0x15, "le.u", 1, |a, b| u32::from(a <= b);
			/// `a > b`, unsigned.
			GtU = 0x16, "gt.u", 1, |a, b| u32::from(a > b);
			/// `a >= b`, unsigned.
			GeU = 0x17, "ge.u", 1, |a, b| u32::from(a >= b);
			/// `a < b`, signed.
			LtS = 0x18, "lt.s", 1, |a, b| u32::from((a as i32) < b as i32);
			/// `a <= b`, signed.
			LeS = 0x19, "le.s", 1, |a, b| u32::from(a as i32 <= b as i32);
			/// `a > b`, signed.
			GtS = 0x1a, "gt.s", 1, |a, b| u32::from(a as i32 > b as i32);
			/// `a >= b`, signed.
			GeS = 0x1b, "ge.s", 1, |a, b| u32::from(a as i32 >= b as i32);
			/// The sum of the products of four signed bytes, wrapping.
			Dot4S = 0x1c, "dot4.s", 4, integer::dot4_s;
			/// The sum of the products of four unsigned bytes, wrapping.
			Dot4U = 0x1d, "dot4.u", 4, integer::dot4_u;
		}
		Float {
			/// Two IEEE halves, rounded to nearest: `a` in the low 16 bits, `b` in the high ones.
			PackHalf = 0x1e, "pack_half", 5, |a, b| half::from_float(a) | half::from_float(b) << 16;
			/// `a + b`.
			AddF = 0x20, "add.f", 2, float::add;
			/// `a - b`.
			SubF = 0x21, "sub.f", 2, float::sub;
			/// `a * b`.
			MulF = 0x22, "mul.f", 2, float::mul;
			/// `a / b`.
			DivF = 0x23, "div.f", 4, float::div;
			/// `b` where `b < a`, else `a`.
			MinF = 0x24, "min.f", 2, float::min;
			/// `b` where `a < b`, else `a`.
			MaxF = 0x25, "max.f", 2, float::max;
			/// `a == b`; false with a NaN.
			EqF = 0x26, "eq.f", 2, |a, b| float::compare(a, b, |a, b| a == b);
			/// `a != b`; true with a NaN.
			NeF = 0x27, "ne.f", 2, |a, b| float::compare(a, b, |a, b| a != b);
			/// `a < b`; false with a NaN.
			LtF = 0x28, "lt.f", 2, |a, b| float::compare(a, b, |a, b| a < b);
			/// `a <= b`; false with a NaN.
			LeF = 0x29, "le.f", 2, |a, b| float::compare(a, b, |a, b| a <= b);
			/// `a > b`; false with a NaN.
			GtF = 0x2a, "gt.f", 2, |a, b| float::compare(a, b, |a, b| a > b);
			/// `a >= b`; false with a NaN.
			GeF = 0x2b, "ge.f", 2, |a, b| float::compare(a, b, |a, b| a >= b);
		}
		Relaxed {
			/// `a` to the power of `b`.
			Pow = 0x2c, "pow", 30, relaxed::of_two(libm::powf);
			/// The angle of the point (`b`, `a`).
			Atan2 = 0x2d, "atan2", 30, relaxed::of_two(libm::atan2f);
		}
	}
}
