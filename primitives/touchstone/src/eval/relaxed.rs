//! Functions of relaxed kernels, by a library that computes the same on every host.

use super::float::{canonical, operand};
use crate::isa::ops::UnaryOp;

/// The function's value. Not inlined: the call is small against what it computes.
#[inline(never)]
pub fn unary(op: UnaryOp, a: u32) -> u32 {
	let x = operand(a);
	canonical(match op {
		UnaryOp::InverseSqrt => 1.0 / libm::sqrtf(x),
		UnaryOp::Sin => libm::sinf(x),
		UnaryOp::Cos => libm::cosf(x),
		UnaryOp::Tan => libm::tanf(x),
		UnaryOp::Asin => libm::asinf(x),
		UnaryOp::Acos => libm::acosf(x),
		UnaryOp::Atan => libm::atanf(x),
		UnaryOp::Sinh => libm::sinhf(x),
		UnaryOp::Cosh => libm::coshf(x),
		UnaryOp::Tanh => libm::tanhf(x),
		UnaryOp::Asinh => libm::asinhf(x),
		UnaryOp::Acosh => libm::acoshf(x),
		UnaryOp::Atanh => libm::atanhf(x),
		UnaryOp::Exp => libm::expf(x),
		UnaryOp::Exp2 => libm::exp2f(x),
		UnaryOp::Log => libm::logf(x),
		UnaryOp::Log2 => libm::log2f(x),
		_ => x,
	})
}

#[inline(never)]
pub fn pow(a: u32, b: u32) -> u32 {
	canonical(libm::powf(operand(a), operand(b)))
}

#[inline(never)]
pub fn atan2(a: u32, b: u32) -> u32 {
	canonical(libm::atan2f(operand(a), operand(b)))
}
