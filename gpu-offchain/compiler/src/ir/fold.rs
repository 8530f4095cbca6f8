//! What integer instructions give when their arguments are known. Floats are never touched.

use super::{Op, Val};
use assay_touchstone::{BinaryOp, MulAddOp, UnaryOp};

/// What an instruction turned out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Folded {
	Const(u32),
	Same(Val),
	/// Another instruction on one value and a constant.
	With(BinaryOp, Val, u32),
	/// Another instruction on two values.
	Pair(BinaryOp, Val, Val),
}

/// Looks for something simpler. `known` gives the constant behind a value.
pub(crate) fn fold(op: Op, args: &[Val], known: &dyn Fn(Val) -> Option<u32>) -> Option<Folded> {
	match (op, args) {
		(Op::Unary(op), [a]) => unary(op, known(*a)?).map(Folded::Const),
		(Op::Binary(op), [a, b]) => match (known(*a), known(*b)) {
			(Some(x), Some(y)) => binary(op, x, y).map(Folded::Const),
			(None, Some(y)) => with_constant(op, *a, y),
			(Some(x), None) => swapped(op)
				.and_then(|op| with_constant(op, *b, x).or(Some(Folded::With(op, *b, x)))),
			(None, None) => same(op, *a, *b),
		},
		(Op::MulAdd(MulAddOp::Int), [a, b, c]) => match (known(*a), known(*b), known(*c)) {
			(Some(x), Some(y), _) => Some(Folded::With(BinaryOp::Add, *c, x.wrapping_mul(y))),
			(_, _, Some(0)) => Some(Folded::Pair(BinaryOp::Mul, *a, *b)),
			(Some(1), ..) => Some(Folded::Pair(BinaryOp::Add, *b, *c)),
			(_, Some(1), _) => Some(Folded::Pair(BinaryOp::Add, *a, *c)),
			(Some(0), ..) | (_, Some(0), _) => Some(Folded::Same(*c)),
			_ => None,
		},
		(Op::Select, [cond, a, b]) => match known(*cond) {
			Some(0) => Some(Folded::Same(*b)),
			Some(_) => Some(Folded::Same(*a)),
			None if a == b => Some(Folded::Same(*a)),
			// Conditions are 0 or 1 wherever the compiler makes them, but a select takes any word.
			None if known(*a) == Some(1) && known(*b) == Some(0) => {
				Some(Folded::With(BinaryOp::Ne, *cond, 0))
			},
			None if known(*a) == Some(0) && known(*b) == Some(1) => {
				Some(Folded::With(BinaryOp::Eq, *cond, 0))
			},
			None => None,
		},
		(Op::Extract(signed, offset, count), [a]) => {
			if offset == 0 && count == 32 {
				return Some(Folded::Same(*a));
			}
			Some(Folded::Const(extract(signed, known(*a)?, offset.into(), count.into())))
		},
		_ => None,
	}
}

fn unary(op: UnaryOp, x: u32) -> Option<u32> {
	Some(match op {
		UnaryOp::Not => !x,
		UnaryOp::NegI => x.wrapping_neg(),
		UnaryOp::AbsS => (x as i32).wrapping_abs() as u32,
		UnaryOp::LeadingZeros => x.leading_zeros(),
		UnaryOp::TrailingZeros => x.trailing_zeros(),
		UnaryOp::CountOnes => x.count_ones(),
		UnaryOp::ReverseBits => x.reverse_bits(),
		_ => return None,
	})
}

/// The bits of a field, at bit 0.
pub(crate) fn extract(signed: bool, x: u32, offset: u32, count: u32) -> u32 {
	let offset = offset.min(32);
	let count = count.min(32 - offset);
	if count == 0 {
		return 0;
	}
	let top = x << (32 - count - offset);
	if signed {
		((top as i32) >> (32 - count)) as u32
	} else {
		top >> (32 - count)
	}
}

/// The result of an integer operation; `None` for floats.
pub(crate) fn binary(op: BinaryOp, x: u32, y: u32) -> Option<u32> {
	let (s, t) = (x as i32, y as i32);
	Some(match op {
		BinaryOp::Add => x.wrapping_add(y),
		BinaryOp::Sub => x.wrapping_sub(y),
		BinaryOp::Mul => x.wrapping_mul(y),
		BinaryOp::DivU => x.checked_div(y).unwrap_or(x),
		BinaryOp::DivS => s.checked_div(t).unwrap_or(s) as u32,
		BinaryOp::RemU => x.checked_rem(y).unwrap_or(0),
		BinaryOp::RemS => s.checked_rem(t).unwrap_or(0) as u32,
		BinaryOp::And => x & y,
		BinaryOp::Or => x | y,
		BinaryOp::Xor => x ^ y,
		BinaryOp::Shl => x.wrapping_shl(y),
		BinaryOp::ShrU => x.wrapping_shr(y),
		BinaryOp::ShrS => s.wrapping_shr(y) as u32,
		BinaryOp::RotL => x.rotate_left(y % 32),
		BinaryOp::MinU => x.min(y),
		BinaryOp::MaxU => x.max(y),
		BinaryOp::MinS => s.min(t) as u32,
		BinaryOp::MaxS => s.max(t) as u32,
		BinaryOp::Eq => (x == y).into(),
		BinaryOp::Ne => (x != y).into(),
		BinaryOp::LtU => (x < y).into(),
		BinaryOp::LeU => (x <= y).into(),
		BinaryOp::GtU => (x > y).into(),
		BinaryOp::GeU => (x >= y).into(),
		BinaryOp::LtS => (s < t).into(),
		BinaryOp::LeS => (s <= t).into(),
		BinaryOp::GtS => (s > t).into(),
		BinaryOp::GeS => (s >= t).into(),
		_ => return None,
	})
}

/// The operation that takes its arguments the other way round.
pub(crate) fn swapped(op: BinaryOp) -> Option<BinaryOp> {
	Some(match op {
		BinaryOp::Add
		| BinaryOp::Mul
		| BinaryOp::And
		| BinaryOp::Or
		| BinaryOp::Xor
		| BinaryOp::MinU
		| BinaryOp::MaxU
		| BinaryOp::MinS
		| BinaryOp::MaxS
		| BinaryOp::Eq
		| BinaryOp::Ne
		| BinaryOp::Dot4S
		| BinaryOp::Dot4U
		| BinaryOp::AddF
		| BinaryOp::MulF
		| BinaryOp::EqF
		| BinaryOp::NeF => op,
		BinaryOp::LtU => BinaryOp::GtU,
		BinaryOp::LeU => BinaryOp::GeU,
		BinaryOp::GtU => BinaryOp::LtU,
		BinaryOp::GeU => BinaryOp::LeU,
		BinaryOp::LtS => BinaryOp::GtS,
		BinaryOp::LeS => BinaryOp::GeS,
		BinaryOp::GtS => BinaryOp::LtS,
		BinaryOp::GeS => BinaryOp::LeS,
		BinaryOp::LtF => BinaryOp::GtF,
		BinaryOp::LeF => BinaryOp::GeF,
		BinaryOp::GtF => BinaryOp::LtF,
		BinaryOp::GeF => BinaryOp::LeF,
		_ => return None,
	})
}

fn with_constant(op: BinaryOp, a: Val, y: u32) -> Option<Folded> {
	use Folded::{Const, Same, With};
	let power = y.is_power_of_two().then(|| y.trailing_zeros());
	match op {
		BinaryOp::Add | BinaryOp::Sub | BinaryOp::Or | BinaryOp::Xor | BinaryOp::MaxU if y == 0 => {
			Some(Same(a))
		},
		BinaryOp::Shl | BinaryOp::ShrU | BinaryOp::ShrS | BinaryOp::RotL
			if y.is_multiple_of(32) =>
		{
			Some(Same(a))
		},
		BinaryOp::And | BinaryOp::MinU if y == u32::MAX => Some(Same(a)),
		BinaryOp::And | BinaryOp::Mul | BinaryOp::MinU if y == 0 => Some(Const(0)),
		BinaryOp::Or | BinaryOp::MaxU if y == u32::MAX => Some(Const(y)),
		BinaryOp::Mul | BinaryOp::DivS if y == 1 => Some(Same(a)),
		BinaryOp::DivU | BinaryOp::DivS if y == 0 => Some(Same(a)),
		BinaryOp::RemU | BinaryOp::RemS if y == 0 || y == 1 => Some(Const(0)),
		BinaryOp::LtU if y == 0 => Some(Const(0)),
		BinaryOp::GeU if y == 0 => Some(Const(1)),
		// A division costs four times what a shift does.
		BinaryOp::DivU => power.map(|shift| match shift {
			0 => Same(a),
			_ => With(BinaryOp::ShrU, a, shift),
		}),
		BinaryOp::RemU => power.map(|_| With(BinaryOp::And, a, y - 1)),
		// One form for additions, so that chains of them fold.
		BinaryOp::Sub => Some(With(BinaryOp::Add, a, y.wrapping_neg())),
		_ => None,
	}
}

fn same(op: BinaryOp, a: Val, b: Val) -> Option<Folded> {
	if a != b {
		return None;
	}
	match op {
		BinaryOp::Sub | BinaryOp::Xor => Some(Folded::Const(0)),
		BinaryOp::And
		| BinaryOp::Or
		| BinaryOp::MinU
		| BinaryOp::MaxU
		| BinaryOp::MinS
		| BinaryOp::MaxS => Some(Folded::Same(a)),
		BinaryOp::Eq | BinaryOp::LeU | BinaryOp::GeU | BinaryOp::LeS | BinaryOp::GeS => {
			Some(Folded::Const(1))
		},
		BinaryOp::Ne | BinaryOp::LtU | BinaryOp::GtU | BinaryOp::LtS | BinaryOp::GtS => {
			Some(Folded::Const(0))
		},
		_ => None,
	}
}
