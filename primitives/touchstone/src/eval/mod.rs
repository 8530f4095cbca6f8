//! What each operation computes, of single words.
//!
//! The interpreter applies these to whole registers; a compiler folds constants with them.

mod float;
mod half;
mod integer;
mod relaxed;

use crate::isa::ops::{AtomicOp, BinaryOp, MulAddOp, UnaryOp};

/// The result of a unary operation.
#[inline(always)]
pub fn unary(op: UnaryOp, a: u32) -> u32 {
	match op {
		UnaryOp::Not => !a,
		UnaryOp::NegI => a.wrapping_neg(),
		UnaryOp::AbsS => (a as i32).wrapping_abs() as u32,
		UnaryOp::LeadingZeros => a.leading_zeros(),
		UnaryOp::TrailingZeros => a.trailing_zeros(),
		UnaryOp::CountOnes => a.count_ones(),
		UnaryOp::ReverseBits => a.reverse_bits(),
		UnaryOp::NegF => float::neg(a),
		UnaryOp::AbsF => float::abs(a),
		UnaryOp::Sqrt => float::sqrt(a),
		UnaryOp::Floor => float::floor(a),
		UnaryOp::Ceil => float::ceil(a),
		UnaryOp::Trunc => float::trunc(a),
		UnaryOp::Round => float::round(a),
		UnaryOp::FToS => float::to_s(a),
		UnaryOp::FToU => float::to_u(a),
		UnaryOp::SToF => float::from_s(a),
		UnaryOp::UToF => float::from_u(a),
		UnaryOp::HalfLow => half::to_float(a & 0xffff),
		UnaryOp::HalfHigh => half::to_float(a >> 16),
		_ => relaxed::unary(op, a),
	}
}

/// The result of a binary operation.
#[inline(always)]
pub fn binary(op: BinaryOp, a: u32, b: u32) -> u32 {
	let (s, t) = (a as i32, b as i32);
	match op {
		BinaryOp::Add => a.wrapping_add(b),
		BinaryOp::Sub => a.wrapping_sub(b),
		BinaryOp::Mul => a.wrapping_mul(b),
		BinaryOp::DivU => integer::div_u(a, b),
		BinaryOp::DivS => integer::div_s(a, b),
		BinaryOp::RemU => integer::rem_u(a, b),
		BinaryOp::RemS => integer::rem_s(a, b),
		BinaryOp::And => a & b,
		BinaryOp::Or => a | b,
		BinaryOp::Xor => a ^ b,
		BinaryOp::Shl => a.wrapping_shl(b),
		BinaryOp::ShrU => a.wrapping_shr(b),
		BinaryOp::ShrS => s.wrapping_shr(b) as u32,
		BinaryOp::RotL => a.rotate_left(b & 31),
		BinaryOp::MinU => a.min(b),
		BinaryOp::MaxU => a.max(b),
		BinaryOp::MinS => s.min(t) as u32,
		BinaryOp::MaxS => s.max(t) as u32,
		BinaryOp::Eq => u32::from(a == b),
		BinaryOp::Ne => u32::from(a != b),
		BinaryOp::LtU => u32::from(a < b),
		BinaryOp::LeU => u32::from(a <= b),
		BinaryOp::GtU => u32::from(a > b),
		BinaryOp::GeU => u32::from(a >= b),
		BinaryOp::LtS => u32::from(s < t),
		BinaryOp::LeS => u32::from(s <= t),
		BinaryOp::GtS => u32::from(s > t),
		BinaryOp::GeS => u32::from(s >= t),
		BinaryOp::Dot4S => integer::dot4_s(a, b),
		BinaryOp::Dot4U => integer::dot4_u(a, b),
		BinaryOp::PackHalf => half::from_float(a) | half::from_float(b) << 16,
		BinaryOp::AddF => float::add(a, b),
		BinaryOp::SubF => float::sub(a, b),
		BinaryOp::MulF => float::mul(a, b),
		BinaryOp::DivF => float::div(a, b),
		BinaryOp::MinF => float::min(a, b),
		BinaryOp::MaxF => float::max(a, b),
		BinaryOp::EqF => float::compare(a, b, |a, b| a == b),
		BinaryOp::NeF => float::compare(a, b, |a, b| a != b),
		BinaryOp::LtF => float::compare(a, b, |a, b| a < b),
		BinaryOp::LeF => float::compare(a, b, |a, b| a <= b),
		BinaryOp::GtF => float::compare(a, b, |a, b| a > b),
		BinaryOp::GeF => float::compare(a, b, |a, b| a >= b),
		BinaryOp::Pow => relaxed::pow(a, b),
		BinaryOp::Atan2 => relaxed::atan2(a, b),
	}
}

/// The result of `a * b + c`.
#[inline(always)]
pub fn mul_add(op: MulAddOp, a: u32, b: u32, c: u32) -> u32 {
	match op {
		MulAddOp::Int => a.wrapping_mul(b).wrapping_add(c),
		MulAddOp::Float => float::add(float::mul(a, b), c),
	}
}

/// What an atomic leaves in a word.
#[inline(always)]
pub fn atomic(op: AtomicOp, word: u32, value: u32) -> u32 {
	let same = match op {
		AtomicOp::Add => BinaryOp::Add,
		AtomicOp::MinU => BinaryOp::MinU,
		AtomicOp::MaxU => BinaryOp::MaxU,
		AtomicOp::MinS => BinaryOp::MinS,
		AtomicOp::MaxS => BinaryOp::MaxS,
		AtomicOp::And => BinaryOp::And,
		AtomicOp::Or => BinaryOp::Or,
		AtomicOp::Xor => BinaryOp::Xor,
	};
	binary(same, word, value)
}

/// Bits of a word, moved to bit 0. The numbers are limited to the word.
#[inline(always)]
pub fn extract(signed: bool, a: u32, offset: u32, count: u32) -> u32 {
	if signed {
		integer::extract_s(a, offset, count)
	} else {
		integer::extract_u(a, offset, count)
	}
}

/// A word with some bits replaced. The numbers are limited to the word.
#[inline(always)]
pub fn insert(base: u32, bits: u32, offset: u32, count: u32) -> u32 {
	integer::insert(base, bits, offset, count)
}
