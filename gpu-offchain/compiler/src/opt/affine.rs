//! Values that are at most `(param * mul + add) / div`.

use crate::ir::{build::Build, Op, Val};
use assay_touchstone::{BinaryOp, Bound};
use std::collections::HashMap;

/// What is known of the counters of the loops around.
pub(super) type Limits = HashMap<Val, Affine>;

/// How far back to look.
const DEPTH: u32 = 8;

/// An upper limit for a value, from a word of the parameters, rounded down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affine {
	param: u16,
	mul: u64,
	div: u64,
	add: i64,
	/// The value is that, in every pass that a workgroup's fuel allows.
	pub exact: bool,
}

impl Affine {
	/// The limit of a value, or `None` where no parameter limits it. Where an unsigned value could
	/// wrap to a large one, it has none.
	pub fn of(build: &Build, limits: &Limits, val: Val, signed: bool) -> Option<Self> {
		Self::within(build, limits, val, signed, DEPTH)
	}

	fn within(build: &Build, limits: &Limits, val: Val, signed: bool, depth: u32) -> Option<Self> {
		let val = build.program.resolve(val);
		if let Some(limit) = limits.get(&val) {
			return Some(*limit);
		}
		let (op, args) = build.def(val)?;
		if depth == 0 {
			return None;
		}
		let of = |i: usize| Self::within(build, limits, args[i], signed, depth - 1);
		let binary = match op {
			Op::Param(param) => {
				return Some(Self { param: *param, mul: 1, div: 1, add: 0, exact: true })
			},
			Op::Binary(binary) => *binary,
			_ => return None,
		};
		let by = build.known(args[1]);
		match (binary, by) {
			(BinaryOp::Add, Some(by)) => {
				let by = by as i32;
				// n - 1 is huge where n is 0, unless it is signed.
				if by < 0 && !signed {
					return None;
				}
				let inner = of(0)?;
				Some(Self {
					add: inner.add + i64::from(by).checked_mul(inner.div as i64)?,
					..inner
				})
				.filter(|affine| affine.is_small())
			},
			(BinaryOp::Mul, Some(by)) if by < 1 << 16 => of(0)?.times(by),
			(BinaryOp::Shl, Some(by)) if by % 32 < 16 => of(0)?.times(1 << (by % 32)),
			(BinaryOp::DivU, Some(by)) if by > 0 => of(0)?.over(by),
			(BinaryOp::DivS, Some(by)) if by > 0 && by < 1 << 31 && signed => of(0)?.over(by),
			(BinaryOp::ShrU, Some(by)) if !signed && by % 32 < 16 => of(0)?.over(1 << (by % 32)),
			(BinaryOp::ShrS, Some(by)) if signed && by % 32 < 16 => of(0)?.over(1 << (by % 32)),
			(BinaryOp::MinU, _) if !signed => of(0).or_else(|| of(1)).map(Self::inexact),
			(BinaryOp::MinS, _) if signed => of(0).or_else(|| of(1)).map(Self::inexact),
			_ => None,
		}
	}

	/// The same as a limit only.
	pub fn inexact(self) -> Self {
		Self { exact: false, ..self }
	}

	fn is_small(&self) -> bool {
		self.mul < 1 << 32 && self.div < 1 << 32 && self.add.unsigned_abs() < 1 << 40
	}

	fn times(self, by: u32) -> Option<Self> {
		let scaled = Self {
			mul: self.mul * u64::from(by),
			add: self.add * i64::from(by),
			exact: self.exact && self.div == 1 && self.add == 0,
			..self
		};
		Some(scaled).filter(Self::is_small)
	}

	fn over(self, by: u32) -> Option<Self> {
		let div = self.div * u64::from(by);
		let scaled = Self {
			div,
			// A negative number is rounded the other way, and what wrapped before is smaller.
			exact: self.exact && self.mul == 1 && self.add >= 0 && div <= 4096,
			..self
		};
		Some(scaled).filter(Self::is_small)
	}

	/// Iterations of a counter from `from`, by `step`, while below the limit (or at it).
	pub fn trips(&self, from: u32, step: u32, or_equal: bool, extra: u32) -> Option<(Bound, bool)> {
		let step = i64::from(step);
		let div = i64::try_from(self.div).ok()?;
		let mut over = div.checked_mul(step)?;
		let mut mul = self.mul;
		// floor((param * mul + rest) / over)
		let reach = self.add + if or_equal { div } else { 0 } + (step - 1) * div;
		let rest = reach.checked_sub(i64::from(from).checked_mul(div)?)?;
		let add;
		let mut exact = self.exact;
		if mul.is_multiple_of(over as u64) {
			mul /= over as u64;
			add = rest.div_euclid(over);
			over = 1;
		} else {
			let above = rest - (over - 1);
			exact &= above.rem_euclid(over) == 0;
			add = (above + over - 1).div_euclid(over);
		}
		exact &= add >= 0;
		let bound = Bound::Param {
			param: self.param,
			mul: u32::try_from(mul).ok()?,
			div: u32::try_from(over).ok()?,
			add: u32::try_from(add.max(0)).ok()?.checked_add(extra)?,
		};
		Some((bound, exact))
	}
}
