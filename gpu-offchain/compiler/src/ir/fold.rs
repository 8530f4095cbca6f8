//! What integer instructions give when their arguments are known. Floats are never touched.

use super::{Op, Val};
use assay_touchstone::{extract_bits, BinaryOp, Domain, MulAddOp};

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
		(Op::Unary(op), [a]) => {
			let value = known(*a).filter(|_| folds(op.domain()))?;
			Some(Folded::Const(op.apply(value)))
		},
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
			Some(Folded::Const(extract_bits(signed, known(*a)?, offset.into(), count.into())))
		},
		_ => None,
	}
}

/// The result of an operation whose arguments are known; `None` for floats.
pub(crate) fn binary(op: BinaryOp, x: u32, y: u32) -> Option<u32> {
	folds(op.domain()).then(|| op.apply(x, y))
}

/// Whether operations on constants are computed here. Floats are left to the kernel's float mode.
fn folds(domain: Domain) -> bool {
	match domain {
		Domain::Integer => true,
		Domain::Float | Domain::Relaxed => false,
	}
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
