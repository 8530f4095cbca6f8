//! The operations: what unary, binary and atomic instructions compute.

macro_rules! operations {
	(
		$(#[$outer:meta])*
		$name:ident { $( $(#[$inner:meta])* $variant:ident = $code:literal, $mnemonic:literal; )* }
	) => {
		$(#[$outer])*
		#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
		#[repr(u8)]
		pub enum $name {
			$( $(#[$inner])* $variant = $code, )*
		}

		impl $name {
			/// Every one of them.
			pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

			/// The one with this number.
			pub const fn from_code(code: u8) -> Option<Self> {
				match code {
					$( $code => Some(Self::$variant), )*
					_ => None,
				}
			}

			/// Its number in the encoding.
			pub const fn code(self) -> u8 {
				self as u8
			}

			/// Its name in a listing.
			pub const fn mnemonic(self) -> &'static str {
				match self {
					$( Self::$variant => $mnemonic, )*
				}
			}
		}
	};
}

operations! {
	/// Values that a lane is born with.
	Builtin {
		/// The lane's number in its workgroup: `x + y * size.x + z * size.x * size.y`.
		LocalIndex = 0, "local_index";
		/// The lane's x in its workgroup.
		LocalX = 1, "local.x";
		/// The lane's y in its workgroup.
		LocalY = 2, "local.y";
		/// The lane's z in its workgroup.
		LocalZ = 3, "local.z";
		/// The workgroup's x in the grid.
		GroupX = 4, "group.x";
		/// The workgroup's y in the grid.
		GroupY = 5, "group.y";
		/// The workgroup's z in the grid.
		GroupZ = 6, "group.z";
		/// `group.x * size.x + local.x`, wrapping.
		GlobalX = 7, "global.x";
		/// `group.y * size.y + local.y`, wrapping.
		GlobalY = 8, "global.y";
		/// `group.z * size.z + local.z`, wrapping.
		GlobalZ = 9, "global.z";
		/// Workgroups of the grid in x.
		GroupsX = 10, "groups.x";
		/// Workgroups of the grid in y.
		GroupsY = 11, "groups.y";
		/// Workgroups of the grid in z.
		GroupsZ = 12, "groups.z";
	}
}

operations! {
	/// Operations on one register.
	UnaryOp {
		/// `~a`.
		Not = 0x00, "not";
		/// `0 - a`, wrapping.
		NegI = 0x01, "neg.i";
		/// The absolute value of a signed number; that of MIN is MIN.
		AbsS = 0x02, "abs.s";
		/// Zero bits above the highest set bit; 32 for 0.
		LeadingZeros = 0x03, "clz";
		/// Zero bits below the lowest set bit; 32 for 0.
		TrailingZeros = 0x04, "ctz";
		/// Set bits.
		CountOnes = 0x05, "popcount";
		/// The bits in opposite order.
		ReverseBits = 0x06, "reverse";
		/// `-a`.
		NegF = 0x10, "neg.f";
		/// `|a|`.
		AbsF = 0x11, "abs.f";
		/// The square root, rounded to nearest.
		Sqrt = 0x12, "sqrt";
		/// The integer below or equal.
		Floor = 0x13, "floor";
		/// The integer above or equal.
		Ceil = 0x14, "ceil";
		/// The integer towards zero.
		Trunc = 0x15, "trunc";
		/// The nearest integer, the even one of two.
		Round = 0x16, "round";
		/// To i32: towards zero, clamped to the range; NaN gives 0.
		FToS = 0x18, "f_to_s";
		/// To u32: towards zero, clamped to the range; NaN gives 0.
		FToU = 0x19, "f_to_u";
		/// From i32, rounded to nearest.
		SToF = 0x1a, "s_to_f";
		/// From u32, rounded to nearest.
		UToF = 0x1b, "u_to_f";
		/// From the IEEE half in the low 16 bits.
		HalfLow = 0x1c, "half.low";
		/// From the IEEE half in the high 16 bits.
		HalfHigh = 0x1d, "half.high";
		/// `1 / sqrt(a)`. Relaxed only, as everything below.
		InverseSqrt = 0x20, "inverse_sqrt";
		/// Sine, of radians.
		Sin = 0x21, "sin";
		/// Cosine.
		Cos = 0x22, "cos";
		/// Tangent.
		Tan = 0x23, "tan";
		/// Inverse sine.
		Asin = 0x24, "asin";
		/// Inverse cosine.
		Acos = 0x25, "acos";
		/// Inverse tangent.
		Atan = 0x26, "atan";
		/// Hyperbolic sine.
		Sinh = 0x27, "sinh";
		/// Hyperbolic cosine.
		Cosh = 0x28, "cosh";
		/// Hyperbolic tangent.
		Tanh = 0x29, "tanh";
		/// Inverse hyperbolic sine.
		Asinh = 0x2a, "asinh";
		/// Inverse hyperbolic cosine.
		Acosh = 0x2b, "acosh";
		/// Inverse hyperbolic tangent.
		Atanh = 0x2c, "atanh";
		/// `e` to the power of `a`.
		Exp = 0x2d, "exp";
		/// 2 to the power of `a`.
		Exp2 = 0x2e, "exp2";
		/// The natural logarithm.
		Log = 0x2f, "log";
		/// The logarithm of base 2.
		Log2 = 0x30, "log2";
	}
}

operations! {
	/// Operations on a register and a register or immediate. Comparisons give 1 or 0.
	BinaryOp {
		/// `a + b`, wrapping.
		Add = 0x00, "add";
		/// `a - b`, wrapping.
		Sub = 0x01, "sub";
		/// `a * b`, wrapping.
		Mul = 0x02, "mul";
		/// Unsigned quotient; `a / 0 = a`.
		DivU = 0x03, "div.u";
		/// Signed quotient towards zero; `a / 0 = a`, `MIN / -1 = MIN`.
		DivS = 0x04, "div.s";
		/// Unsigned remainder; `a % 0 = 0`.
		RemU = 0x05, "rem.u";
		/// Signed remainder with the sign of `a`; `a % 0 = 0`, `MIN % -1 = 0`.
		RemS = 0x06, "rem.s";
		/// `a & b`.
		And = 0x07, "and";
		/// `a | b`.
		Or = 0x08, "or";
		/// `a ^ b`.
		Xor = 0x09, "xor";
		/// `a << (b % 32)`.
		Shl = 0x0a, "shl";
		/// `a >> (b % 32)`, zeros from above.
		ShrU = 0x0b, "shr.u";
		/// `a >> (b % 32)`, the sign from above.
		ShrS = 0x0c, "shr.s";
		/// `a` rotated to the left by `b % 32`.
		RotL = 0x0d, "rotl";
		/// The smaller unsigned number.
		MinU = 0x0e, "min.u";
		/// The larger unsigned number.
		MaxU = 0x0f, "max.u";
		/// The smaller signed number.
		MinS = 0x10, "min.s";
		/// The larger signed number.
		MaxS = 0x11, "max.s";
		/// `a == b`.
		Eq = 0x12, "eq";
		/// `a != b`.
		Ne = 0x13, "ne";
		/// `a < b`, unsigned.
		LtU = 0x14, "lt.u";
		/// `a <= b`, unsigned.
		LeU = 0x15, "le.u";
		/// `a > b`, unsigned.
		GtU = 0x16, "gt.u";
		/// `a >= b`, unsigned.
		GeU = 0x17, "ge.u";
		/// `a < b`, signed.
		LtS = 0x18, "lt.s";
		/// `a <= b`, signed.
		LeS = 0x19, "le.s";
		/// `a > b`, signed.
		GtS = 0x1a, "gt.s";
		/// `a >= b`, signed.
		GeS = 0x1b, "ge.s";
		/// The sum of the products of four signed bytes, wrapping.
		Dot4S = 0x1c, "dot4.s";
		/// The sum of the products of four unsigned bytes, wrapping.
		Dot4U = 0x1d, "dot4.u";
		/// Two IEEE halves, rounded to nearest: `a` in the low 16 bits, `b` in the high ones.
		PackHalf = 0x1e, "pack_half";
		/// `a + b`.
		AddF = 0x20, "add.f";
		/// `a - b`.
		SubF = 0x21, "sub.f";
		/// `a * b`.
		MulF = 0x22, "mul.f";
		/// `a / b`.
		DivF = 0x23, "div.f";
		/// `b` where `b < a`, else `a`.
		MinF = 0x24, "min.f";
		/// `b` where `a < b`, else `a`.
		MaxF = 0x25, "max.f";
		/// `a == b`; false with a NaN.
		EqF = 0x26, "eq.f";
		/// `a != b`; true with a NaN.
		NeF = 0x27, "ne.f";
		/// `a < b`; false with a NaN.
		LtF = 0x28, "lt.f";
		/// `a <= b`; false with a NaN.
		LeF = 0x29, "le.f";
		/// `a > b`; false with a NaN.
		GtF = 0x2a, "gt.f";
		/// `a >= b`; false with a NaN.
		GeF = 0x2b, "ge.f";
		/// `a` to the power of `b`. Relaxed only.
		Pow = 0x2c, "pow";
		/// The angle of the point (`b`, `a`). Relaxed only.
		Atan2 = 0x2d, "atan2";
	}
}

operations! {
	/// Multiply and add in one instruction.
	MulAddOp {
		/// `a * b + c`, wrapping.
		Int = 0, "mad";
		/// `a * b`, rounded, then `+ c`, rounded: two roundings, never one.
		Float = 1, "mad.f";
	}
}

operations! {
	/// What an atomic does to a word of workgroup memory. Nothing comes back.
	AtomicOp {
		/// Wrapping sum.
		Add = 0, "add";
		/// Smaller unsigned number.
		MinU = 1, "min.u";
		/// Larger unsigned number.
		MaxU = 2, "max.u";
		/// Smaller signed number.
		MinS = 3, "min.s";
		/// Larger signed number.
		MaxS = 4, "max.s";
		/// Bitwise and.
		And = 5, "and";
		/// Bitwise or.
		Or = 6, "or";
		/// Bitwise exclusive or.
		Xor = 7, "xor";
	}
}

impl UnaryOp {
	/// Whether a strict kernel may not use it, because no GPU has to compute it exactly.
	pub const fn relaxed_only(self) -> bool {
		self.code() >= Self::InverseSqrt.code()
	}

	/// Whether it works on or makes floats, so that the rules for NaN and subnormals apply.
	pub const fn is_float(self) -> bool {
		self.code() >= Self::NegF.code()
	}
}

impl BinaryOp {
	/// Whether a strict kernel may not use it, because no GPU has to compute it exactly.
	pub const fn relaxed_only(self) -> bool {
		matches!(self, Self::Pow | Self::Atan2)
	}

	/// Whether it works on floats, so that the rules for NaN and subnormals apply.
	pub const fn is_float(self) -> bool {
		self.code() >= Self::PackHalf.code()
	}
}
