//! What computes: constants, copies, unary and binary operations, bit fields.

use super::{body::Body, emit::Value, RaiseError};
use assay_touchstone::{BinaryOp, Field, Instr, MulAddOp, Operand, Reg, UnaryOp};
use naga::{BinaryOperator, Expression, MathFunction, ScalarKind, UnaryOperator};

/// How a binary operation on integers is written.
enum Integer {
	/// An operator on unsigned numbers.
	Unsigned(BinaryOperator),
	/// A comparison of unsigned numbers.
	CompareU(BinaryOperator),
	/// A comparison of signed numbers.
	CompareS(BinaryOperator),
	/// A shift by a count that is taken modulo 32.
	Shift(BinaryOperator, ScalarKind),
	/// One of naga's functions, of unsigned or signed numbers.
	Math(MathFunction, ScalarKind),
	/// A function of the frame.
	Call(&'static str),
}

impl Body<'_> {
	/// An instruction that gives one register a value computed from others.
	pub fn operation(&mut self, instr: &Instr) -> Result<(), RaiseError> {
		match *instr {
			Instr::Const { dst, value } => {
				let value = self.emit.u32(value);
				self.set(dst, value)
			},
			Instr::Copy { dst, src } => {
				let value = self.reg(src)?;
				self.set_like(dst, src, value)
			},
			Instr::Select { dst, cond, on_true, on_false } => {
				let condition = self.is_true(cond)?;
				let (accept, reject) = (self.reg(on_true)?, self.reg(on_false)?);
				let value = self.emit.select(condition, accept, reject);
				self.set(dst, value)
			},
			Instr::Unary { op, dst, a } => self.unary(op, dst, a),
			Instr::Binary { op, dst, a, b } if op.is_float() => self.binary_float(op, dst, a, b),
			Instr::Binary { op, dst, a, b } => {
				let (left, right) = (self.reg(a)?, self.operand(b)?);
				let value = self.binary_integer(op, left, right)?;
				self.set(dst, value)
			},
			Instr::MulAdd { op: MulAddOp::Int, dst, a, b, c } => {
				let (a, b, c) = (self.reg(a)?, self.operand(b)?, self.reg(c)?);
				let product = self.emit.binary(BinaryOperator::Multiply, a, b);
				let value = self.emit.binary(BinaryOperator::Add, product, c);
				self.set(dst, value)
			},
			Instr::MulAdd { op: MulAddOp::Float, dst, a, b, c } => {
				let (a, b, c) = (self.float(a)?, self.float_operand(b)?, self.float(c)?);
				let value = self.emit.call("mad_f", vec![a, b, c])?;
				self.set_flushed(dst, value)
			},
			Instr::Extract { signed, dst, a, field } => {
				let value = self.reg(a)?;
				let value = match field {
					Field::Fixed { offset, count } => {
						self.fixed_extract(signed, value, offset.into(), count.into())
					},
					Field::Dynamic { .. } => {
						let function = if signed { "extract_s" } else { "extract_u" };
						let (offset, count) = self.field(field)?;
						self.emit.call(function, vec![value, offset, count])?
					},
				};
				self.set(dst, value)
			},
			Instr::Insert { dst, base, bits, field } => {
				let (base, bits) = (self.reg(base)?, self.reg(bits)?);
				let value = match field {
					Field::Fixed { offset, count } => {
						self.fixed_insert(base, bits, offset.into(), count.into())
					},
					Field::Dynamic { .. } => {
						let (offset, count) = self.field(field)?;
						self.emit.call("insert_bits", vec![base, bits, offset, count])?
					},
				};
				self.set(dst, value)
			},
			_ => Ok(()),
		}
	}

	/// The bits of a field that is known, by shifts and a mask.
	fn fixed_extract(&mut self, signed: bool, value: Value, offset: u32, count: u32) -> Value {
		let Some(above) = 32u32.checked_sub(offset + count).filter(|_| count > 0) else {
			return self.emit.u32(0);
		};
		let (up, down) = (self.emit.u32(above), self.emit.u32(32 - count));
		let top = self.emit.binary(BinaryOperator::ShiftLeft, value, up);
		if !signed {
			return self.emit.binary(BinaryOperator::ShiftRight, top, down);
		}
		let top = self.emit.cast(top, ScalarKind::Sint);
		let low = self.emit.binary(BinaryOperator::ShiftRight, top, down);
		self.emit.cast(low, ScalarKind::Uint)
	}

	/// A word with the bits of a field that is known replaced, by shifts and exclusive ors: where
	/// both are masked instead, lavapipe (Mesa 22.3) loses the bits in some programs with barriers.
	fn fixed_insert(&mut self, base: Value, bits: Value, offset: u32, count: u32) -> Value {
		if count == 0 || offset + count > 32 {
			return base;
		}
		let mask = (u32::MAX >> (32 - count)) << offset;
		let (offset, mask) = (self.emit.u32(offset), self.emit.u32(mask));
		let moved = self.emit.binary(BinaryOperator::ShiftLeft, bits, offset);
		let changed = self.emit.binary(BinaryOperator::ExclusiveOr, moved, base);
		let changed = self.emit.binary(BinaryOperator::And, changed, mask);
		self.emit.binary(BinaryOperator::ExclusiveOr, base, changed)
	}

	fn is_true(&mut self, reg: Reg) -> Result<Value, RaiseError> {
		let (value, zero) = (self.reg(reg)?, self.emit.u32(0));
		Ok(self.emit.binary(BinaryOperator::NotEqual, value, zero))
	}

	fn operand(&mut self, operand: Operand) -> Result<Value, RaiseError> {
		match operand {
			Operand::Reg(reg) => self.reg(reg),
			Operand::Imm(value) => Ok(self.emit.u32(value)),
		}
	}

	fn float_operand(&mut self, operand: Operand) -> Result<Value, RaiseError> {
		match operand {
			Operand::Reg(reg) => self.float(reg),
			Operand::Imm(value) => {
				let value = self.emit.u32(value);
				self.flush(value)
			},
		}
	}

	fn field(&mut self, field: Field) -> Result<(Value, Value), RaiseError> {
		Ok(match field {
			Field::Fixed { offset, count } => {
				(self.emit.u32(u32::from(offset)), self.emit.u32(u32::from(count)))
			},
			Field::Dynamic { offset, count } => (self.reg(offset)?, self.reg(count)?),
		})
	}

	fn math(&mut self, fun: MathFunction, arg: Value, arg1: Option<Value>) -> Value {
		self.emit.value(Expression::Math { fun, arg, arg1, arg2: None, arg3: None })
	}

	fn unary(&mut self, op: UnaryOp, dst: Reg, a: Reg) -> Result<(), RaiseError> {
		if op.is_float() {
			return self.unary_float(op, dst, a);
		}
		let value = self.reg(a)?;
		let value = match op {
			UnaryOp::Not => {
				self.emit.value(Expression::Unary { op: UnaryOperator::BitwiseNot, expr: value })
			},
			UnaryOp::LeadingZeros => self.math(MathFunction::CountLeadingZeros, value, None),
			UnaryOp::TrailingZeros => self.math(MathFunction::CountTrailingZeros, value, None),
			UnaryOp::CountOnes => self.math(MathFunction::CountOneBits, value, None),
			UnaryOp::ReverseBits => self.math(MathFunction::ReverseBits, value, None),
			// Subtracting, not negating: of MIN, backends make what they like.
			UnaryOp::NegI => {
				let zero = self.emit.u32(0);
				self.emit.binary(BinaryOperator::Subtract, zero, value)
			},
			_ => {
				let zero = self.emit.u32(0);
				let opposite = self.emit.binary(BinaryOperator::Subtract, zero, value);
				let sign = self.emit.u32(1 << 31);
				let negative = self.emit.binary(BinaryOperator::GreaterEqual, value, sign);
				self.emit.select(negative, opposite, value)
			},
		};
		self.set(dst, value)
	}

	fn unary_float(&mut self, op: UnaryOp, dst: Reg, a: Reg) -> Result<(), RaiseError> {
		// What comes from an integer or a binary16 isn't flushed.
		let operand = match op {
			UnaryOp::SToF | UnaryOp::UToF | UnaryOp::HalfLow | UnaryOp::HalfHigh => self.reg(a)?,
			_ => self.float(a)?,
		};
		let function = match op {
			UnaryOp::NegF => "neg_f",
			UnaryOp::AbsF => "abs_f",
			UnaryOp::Sqrt => "sqrt_f",
			UnaryOp::Floor => "floor_f",
			UnaryOp::Ceil => "ceil_f",
			UnaryOp::Trunc => "trunc_f",
			UnaryOp::Round => "round_f",
			UnaryOp::FToS => "f_to_s",
			UnaryOp::FToU => "f_to_u",
			UnaryOp::SToF => "s_to_f",
			UnaryOp::UToF => "u_to_f",
			UnaryOp::HalfLow => "half_low",
			UnaryOp::HalfHigh => "half_high",
			UnaryOp::InverseSqrt => "inverse_sqrt_f",
			UnaryOp::Sin => "sin_f",
			UnaryOp::Cos => "cos_f",
			UnaryOp::Tan => "tan_f",
			UnaryOp::Asin => "asin_f",
			UnaryOp::Acos => "acos_f",
			UnaryOp::Atan => "atan_f",
			UnaryOp::Sinh => "sinh_f",
			UnaryOp::Cosh => "cosh_f",
			UnaryOp::Tanh => "tanh_f",
			UnaryOp::Asinh => "asinh_f",
			UnaryOp::Acosh => "acosh_f",
			UnaryOp::Atanh => "atanh_f",
			UnaryOp::Exp => "exp_f",
			UnaryOp::Exp2 => "exp2_f",
			UnaryOp::Log => "log_f",
			_ => "log2_f",
		};
		let value = self.emit.call(function, vec![operand])?;
		match op {
			UnaryOp::FToS | UnaryOp::FToU => self.set(dst, value),
			_ => self.set_flushed(dst, value),
		}
	}

	fn binary_float(
		&mut self,
		op: BinaryOp,
		dst: Reg,
		a: Reg,
		b: Operand,
	) -> Result<(), RaiseError> {
		let (left, right) = (self.float(a)?, self.float_operand(b)?);
		let (function, gives_float) = match op {
			BinaryOp::PackHalf => ("pack_half", false),
			BinaryOp::AddF => ("add_f", true),
			BinaryOp::SubF => ("sub_f", true),
			BinaryOp::MulF => ("mul_f", true),
			BinaryOp::DivF => ("div_f", true),
			BinaryOp::MinF => ("min_f", true),
			BinaryOp::MaxF => ("max_f", true),
			BinaryOp::EqF => ("eq_f", false),
			BinaryOp::NeF => ("ne_f", false),
			BinaryOp::LtF => ("lt_f", false),
			BinaryOp::LeF => ("le_f", false),
			BinaryOp::GtF => ("gt_f", false),
			BinaryOp::GeF => ("ge_f", false),
			BinaryOp::Pow => ("pow_f", true),
			_ => ("atan2_f", true),
		};
		let value = self.emit.call(function, vec![left, right])?;
		if gives_float {
			self.set_flushed(dst, value)
		} else {
			self.set(dst, value)
		}
	}

	fn binary_integer(
		&mut self,
		op: BinaryOp,
		left: Value,
		right: Value,
	) -> Result<Value, RaiseError> {
		Ok(match integer(op) {
			Integer::Unsigned(op) => self.emit.binary(op, left, right),
			Integer::CompareU(op) => {
				let holds = self.emit.binary(op, left, right);
				self.one_or_zero(holds)
			},
			Integer::CompareS(op) => {
				let (left, right) = (self.signed(left), self.signed(right));
				let holds = self.emit.binary(op, left, right);
				self.one_or_zero(holds)
			},
			Integer::Shift(op, kind) => {
				let mask = self.emit.u32(31);
				let count = self.emit.binary(BinaryOperator::And, right, mask);
				match kind {
					ScalarKind::Sint => {
						let left = self.signed(left);
						let value = self.emit.binary(op, left, count);
						self.emit.cast(value, ScalarKind::Uint)
					},
					_ => self.emit.binary(op, left, count),
				}
			},
			Integer::Math(fun, kind) => match kind {
				ScalarKind::Sint => {
					let (left, right) = (self.signed(left), self.signed(right));
					let value = self.math(fun, left, Some(right));
					self.emit.cast(value, ScalarKind::Uint)
				},
				_ => self.math(fun, left, Some(right)),
			},
			Integer::Call(function) => self.emit.call(function, vec![left, right])?,
		})
	}

	fn signed(&mut self, value: Value) -> Value {
		self.emit.cast(value, ScalarKind::Sint)
	}

	fn one_or_zero(&mut self, holds: Value) -> Value {
		let (one, zero) = (self.emit.u32(1), self.emit.u32(0));
		self.emit.select(holds, one, zero)
	}
}

fn integer(op: BinaryOp) -> Integer {
	use BinaryOperator as Op;
	match op {
		BinaryOp::Add => Integer::Unsigned(Op::Add),
		BinaryOp::Sub => Integer::Unsigned(Op::Subtract),
		BinaryOp::Mul => Integer::Unsigned(Op::Multiply),
		BinaryOp::DivU => Integer::Call("div_u"),
		BinaryOp::DivS => Integer::Call("div_s"),
		BinaryOp::RemU => Integer::Call("rem_u"),
		BinaryOp::RemS => Integer::Call("rem_s"),
		BinaryOp::And => Integer::Unsigned(Op::And),
		BinaryOp::Or => Integer::Unsigned(Op::InclusiveOr),
		BinaryOp::Xor => Integer::Unsigned(Op::ExclusiveOr),
		BinaryOp::Shl => Integer::Shift(Op::ShiftLeft, ScalarKind::Uint),
		BinaryOp::ShrU => Integer::Shift(Op::ShiftRight, ScalarKind::Uint),
		BinaryOp::ShrS => Integer::Shift(Op::ShiftRight, ScalarKind::Sint),
		BinaryOp::RotL => Integer::Call("rotated"),
		BinaryOp::MinU => Integer::Math(MathFunction::Min, ScalarKind::Uint),
		BinaryOp::MaxU => Integer::Math(MathFunction::Max, ScalarKind::Uint),
		BinaryOp::MinS => Integer::Math(MathFunction::Min, ScalarKind::Sint),
		BinaryOp::MaxS => Integer::Math(MathFunction::Max, ScalarKind::Sint),
		BinaryOp::Eq => Integer::CompareU(Op::Equal),
		BinaryOp::Ne => Integer::CompareU(Op::NotEqual),
		BinaryOp::LtU => Integer::CompareU(Op::Less),
		BinaryOp::LeU => Integer::CompareU(Op::LessEqual),
		BinaryOp::GtU => Integer::CompareU(Op::Greater),
		BinaryOp::GeU => Integer::CompareU(Op::GreaterEqual),
		BinaryOp::LtS => Integer::CompareS(Op::Less),
		BinaryOp::LeS => Integer::CompareS(Op::LessEqual),
		BinaryOp::GtS => Integer::CompareS(Op::Greater),
		BinaryOp::GeS => Integer::CompareS(Op::GreaterEqual),
		BinaryOp::Dot4S => Integer::Call("dot4_s"),
		_ => Integer::Math(MathFunction::Dot4U8Packed, ScalarKind::Uint),
	}
}
