//! Each operation, from section 3 of the specification.

use super::softfloat as soft;
use assay_touchstone::{AtomicOp, BinaryOp, MulAddOp, UnaryOp};
use std::cmp::Ordering;

fn bits_of(word: u32) -> [bool; 32] {
	std::array::from_fn(|bit| word >> bit & 1 == 1)
}

fn word_of(bits: [bool; 32]) -> u32 {
	(0..32).map(|bit| u32::from(bits[bit]) << bit).sum()
}

fn signed(word: u32) -> i64 {
	i64::from(word as i32)
}

fn low(value: i64) -> u32 {
	value as u32
}

fn flip(a: u32) -> u32 {
	a ^ 1 << 31
}

pub fn unary(op: UnaryOp, a: u32) -> u32 {
	use UnaryOp::*;
	let library = |f: fn(f32) -> f32| soft::clean(f(f32::from_bits(soft::clean(a))).to_bits());
	match op {
		Not => word_of(bits_of(a).map(|bit| !bit)),
		NegI => low(-signed(a)),
		AbsS => low(signed(a).abs()),
		LeadingZeros => bits_of(a).iter().rev().take_while(|bit| !**bit).count() as u32,
		TrailingZeros => bits_of(a).iter().take_while(|bit| !**bit).count() as u32,
		CountOnes => bits_of(a).iter().filter(|bit| **bit).count() as u32,
		ReverseBits => {
			let mut bits = bits_of(a);
			bits.reverse();
			word_of(bits)
		},
		NegF => match soft::clean(a) {
			soft::NAN => soft::NAN,
			value => flip(value),
		},
		AbsF => soft::clean(a) & 0x7fff_ffff,
		Sqrt => soft::sqrt(a),
		Floor => soft::integral(a, |low, _, rest, negative| low + u64::from(rest && negative)),
		Ceil => soft::integral(a, |low, _, rest, negative| low + u64::from(rest && !negative)),
		Trunc => soft::integral(a, |low, _, _, _| low),
		Round => soft::integral(a, |low, half, _, _| match half {
			Ordering::Less => low,
			Ordering::Equal => low + low % 2,
			Ordering::Greater => low + 1,
		}),
		FToS => low(soft::to_integer(a, i32::MIN.into(), i32::MAX.into())),
		FToU => low(soft::to_integer(a, 0, u32::MAX.into())),
		SToF => soft::from_integer(signed(a)),
		UToF => soft::from_integer(a.into()),
		HalfLow => soft::from_half(a & 0xffff),
		HalfHigh => soft::from_half(a >> 16),
		InverseSqrt => soft::div(0x3f80_0000, soft::sqrt(a)),
		Sin => library(libm::sinf),
		Cos => library(libm::cosf),
		Tan => library(libm::tanf),
		Asin => library(libm::asinf),
		Acos => library(libm::acosf),
		Atan => library(libm::atanf),
		Sinh => library(libm::sinhf),
		Cosh => library(libm::coshf),
		Tanh => library(libm::tanhf),
		Asinh => library(libm::asinhf),
		Acosh => library(libm::acoshf),
		Atanh => library(libm::atanhf),
		Exp => library(libm::expf),
		Exp2 => library(libm::exp2f),
		Log => library(libm::logf),
		Log2 => library(libm::log2f),
	}
}

pub fn binary(op: BinaryOp, a: u32, b: u32) -> u32 {
	use BinaryOp::*;
	let (x, y) = (i128::from(a), i128::from(b));
	let (s, t) = (signed(a), signed(b));
	let bitwise = |f: fn(bool, bool) -> bool| {
		let (a, b) = (bits_of(a), bits_of(b));
		word_of(std::array::from_fn(|bit| f(a[bit], b[bit])))
	};
	let places = (b % 32) as usize;
	// Bit `bit` of the result is bit `bit - shift` of `a`, or `fill` where there is none.
	let shifted = |shift: i32, fill: bool| {
		let a = bits_of(a);
		word_of(std::array::from_fn(|bit| {
			usize::try_from(bit as i32 - shift)
				.ok()
				.and_then(|from| a.get(from).copied())
				.unwrap_or(fill)
		}))
	};
	let truth = u32::from;
	let order = soft::order(a, b);
	let library = |f: fn(f32, f32) -> f32| {
		let [a, b] = [a, b].map(|bits| f32::from_bits(soft::clean(bits)));
		soft::clean(f(a, b).to_bits())
	};
	match op {
		Add => (x + y) as u32,
		Sub => (x - y) as u32,
		Mul => (x * y) as u32,
		DivU if b == 0 => a,
		DivU => (x / y) as u32,
		DivS if t == 0 => a,
		DivS => low(s / t),
		RemU if b == 0 => 0,
		RemU => (x % y) as u32,
		RemS if t == 0 => 0,
		RemS => low(s % t),
		And => bitwise(|a, b| a && b),
		Or => bitwise(|a, b| a || b),
		Xor => bitwise(|a, b| a != b),
		Shl => shifted(places as i32, false),
		ShrU => shifted(-(places as i32), false),
		ShrS => shifted(-(places as i32), s < 0),
		RotL => {
			let mut bits = bits_of(a);
			bits.rotate_right(places);
			word_of(bits)
		},
		MinU => x.min(y) as u32,
		MaxU => x.max(y) as u32,
		MinS => low(s.min(t)),
		MaxS => low(s.max(t)),
		Eq => truth(x == y),
		Ne => truth(x != y),
		LtU => truth(x < y),
		LeU => truth(x <= y),
		GtU => truth(x > y),
		GeU => truth(x >= y),
		LtS => truth(s < t),
		LeS => truth(s <= t),
		GtS => truth(s > t),
		GeS => truth(s >= t),
		Dot4S => {
			let pairs = a.to_le_bytes().into_iter().zip(b.to_le_bytes());
			low(pairs.map(|(a, b)| i64::from(a as i8) * i64::from(b as i8)).sum())
		},
		Dot4U => {
			let pairs = a.to_le_bytes().into_iter().zip(b.to_le_bytes());
			low(pairs.map(|(a, b)| i64::from(a) * i64::from(b)).sum())
		},
		PackHalf => soft::to_half(a) + (soft::to_half(b) << 16),
		AddF => soft::add(a, b),
		SubF => soft::add(a, flip(b)),
		MulF => soft::mul(a, b),
		DivF => soft::div(a, b),
		MinF => soft::clean(if order == Some(Ordering::Greater) { b } else { a }),
		MaxF => soft::clean(if order == Some(Ordering::Less) { b } else { a }),
		EqF => truth(order == Some(Ordering::Equal)),
		NeF => truth(order != Some(Ordering::Equal)),
		LtF => truth(order == Some(Ordering::Less)),
		LeF => truth(matches!(order, Some(Ordering::Less | Ordering::Equal))),
		GtF => truth(order == Some(Ordering::Greater)),
		GeF => truth(matches!(order, Some(Ordering::Greater | Ordering::Equal))),
		Pow => library(libm::powf),
		Atan2 => library(libm::atan2f),
	}
}

pub fn mul_add(op: MulAddOp, a: u32, b: u32, c: u32) -> u32 {
	match op {
		MulAddOp::Int => (u64::from(a) * u64::from(b) % (1 << 32) + u64::from(c)) as u32,
		MulAddOp::Float => soft::add(soft::mul(a, b), c),
	}
}

pub fn atomic(op: AtomicOp, word: u32, value: u32) -> u32 {
	match op {
		AtomicOp::Add => (u64::from(word) + u64::from(value)) as u32,
		AtomicOp::MinU => word.min(value),
		AtomicOp::MaxU => word.max(value),
		AtomicOp::MinS => low(signed(word).min(signed(value))),
		AtomicOp::MaxS => low(signed(word).max(signed(value))),
		AtomicOp::And => word & value,
		AtomicOp::Or => word | value,
		AtomicOp::Xor => word ^ value,
	}
}

/// The bits of a field: the lowest, and how many.
fn field(offset: u32, count: u32) -> (usize, usize) {
	let offset = offset.min(32) as usize;
	(offset, (count as usize).min(32 - offset))
}

pub fn extract(sign: bool, a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = field(offset, count);
	let a = bits_of(a);
	let above = sign && count > 0 && a[offset + count - 1];
	word_of(std::array::from_fn(|bit| if bit < count { a[offset + bit] } else { above }))
}

pub fn insert(base: u32, bits: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = field(offset, count);
	let (base, bits) = (bits_of(base), bits_of(bits));
	word_of(std::array::from_fn(|bit| {
		if (offset..offset + count).contains(&bit) {
			bits[bit - offset]
		} else {
			base[bit]
		}
	}))
}
