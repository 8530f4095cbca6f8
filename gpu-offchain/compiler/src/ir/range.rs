//! How large a value can be.

use super::{
	build::{is_comparison, Build},
	Op, Val,
};
use assay_touchstone::{BinaryOp, Builtin, UnaryOp};

/// How far back to look.
const DEPTH: u32 = 12;

impl Build {
	/// The largest that a value can be, read as unsigned.
	pub fn highest(&self, val: Val) -> u32 {
		self.highest_within(val, DEPTH)
	}

	fn highest_within(&self, val: Val, depth: u32) -> u32 {
		let Some((op, args)) = self.def(val) else {
			return self.limits.get(&self.program.resolve(val)).copied().unwrap_or(u32::MAX);
		};
		if depth == 0 {
			return u32::MAX;
		}
		let of = |i: usize| self.highest_within(args[i], depth - 1);
		let lanes = self.workgroup_size;
		match op {
			Op::Const(value) => *value,
			Op::Builtin(Builtin::LocalX) => lanes[0].max(1) - 1,
			Op::Builtin(Builtin::LocalY) => lanes[1].max(1) - 1,
			Op::Builtin(Builtin::LocalZ) => lanes[2].max(1) - 1,
			Op::Builtin(Builtin::LocalIndex) => {
				lanes.iter().fold(1u32, |all, n| all.saturating_mul(*n)).max(1) - 1
			},
			Op::Unary(UnaryOp::LeadingZeros | UnaryOp::TrailingZeros | UnaryOp::CountOnes) => 32,
			Op::Extract(false, _, count) if *count < 32 => (1 << count) - 1,
			Op::Select => of(1).max(of(2)),
			Op::Binary(op) => match (op, self.known(args[1])) {
				(BinaryOp::And, _) => of(0).min(of(1)),
				(BinaryOp::Or | BinaryOp::Xor, _) => {
					let most = of(0) | of(1);
					u32::MAX.checked_shr(most.leading_zeros()).unwrap_or(0)
				},
				(BinaryOp::MinU, _) => of(0).min(of(1)),
				(BinaryOp::MaxU, _) => of(0).max(of(1)),
				(BinaryOp::Add, _) => of(0).saturating_add(of(1)),
				(BinaryOp::Mul, _) => of(0).saturating_mul(of(1)),
				(BinaryOp::ShrU, Some(by)) => of(0) >> (by % 32),
				(BinaryOp::ShrU, None) => of(0),
				(BinaryOp::Shl, Some(by)) => of(0).saturating_mul(1 << (by % 32)),
				(BinaryOp::DivU, Some(by)) if by > 0 => of(0) / by,
				(BinaryOp::DivU, _) => of(0),
				(BinaryOp::RemU, Some(by)) if by > 0 => of(0).min(by - 1),
				(BinaryOp::RemU, _) => of(0),
				(op, _) if is_comparison(*op) => 1,
				// Nothing is known, which is never wrong.
				_ => u32::MAX,
			},
			_ => u32::MAX,
		}
	}
}
