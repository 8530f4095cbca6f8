//! What computes: selections, unary and binary operations, multiply-and-add, bit fields.

use super::{body::Body, emit::Value, error::RaiseError};
use assay_touchstone::{BinaryOp, Field, MulAddOp, Operand, Reg, UnaryOp};
use naga::{BinaryOperator, Expression, MathFunction, ScalarKind, UnaryOperator};

/// What a word is that goes into a function of the frame, or comes out of one.
#[derive(Clone, Copy)]
enum Word {
	/// Bits, as they are.
	Bits,
	/// A float, flushed.
	Float,
}

/// A function of the frame, from the WGSL beside this module.
struct Call {
	function: &'static str,
	takes: Word,
	gives: Word,
}

impl Call {
	const fn of_bits(function: &'static str) -> Self {
		Self { function, takes: Word::Bits, gives: Word::Bits }
	}

	const fn of_floats(function: &'static str) -> Self {
		Self { function, takes: Word::Float, gives: Word::Float }
	}

	const fn from_floats(function: &'static str) -> Self {
		Self { function, takes: Word::Float, gives: Word::Bits }
	}

	const fn to_float(function: &'static str) -> Self {
		Self { function, takes: Word::Bits, gives: Word::Float }
	}
}

/// How a unary operation is written.
enum UnaryForm {
	/// Bitwise `~`.
	Not,
	/// One of naga's functions of an unsigned number.
	Math(MathFunction),
	/// `0 - a`: of MIN, backends make of `-a` what they like.
	Opposite,
	/// The opposite of what is negative.
	Absolute,
	Call(Call),
}

fn unary_form(op: UnaryOp) -> UnaryForm {
	let floats = |function| UnaryForm::Call(Call::of_floats(function));
	let from_float = |function| UnaryForm::Call(Call::from_floats(function));
	let to_float = |function| UnaryForm::Call(Call::to_float(function));
	match op {
		UnaryOp::Not => UnaryForm::Not,
		UnaryOp::NegI => UnaryForm::Opposite,
		UnaryOp::AbsS => UnaryForm::Absolute,
		UnaryOp::LeadingZeros => UnaryForm::Math(MathFunction::CountLeadingZeros),
		UnaryOp::TrailingZeros => UnaryForm::Math(MathFunction::CountTrailingZeros),
		UnaryOp::CountOnes => UnaryForm::Math(MathFunction::CountOneBits),
		UnaryOp::ReverseBits => UnaryForm::Math(MathFunction::ReverseBits),
		UnaryOp::NegF => floats("neg_f"),
		UnaryOp::AbsF => floats("abs_f"),
		UnaryOp::Sqrt => floats("sqrt_f"),
		UnaryOp::Floor => floats("floor_f"),
		UnaryOp::Ceil => floats("ceil_f"),
		UnaryOp::Trunc => floats("trunc_f"),
		UnaryOp::Round => floats("round_f"),
		UnaryOp::FToS => from_float("f_to_s"),
		UnaryOp::FToU => from_float("f_to_u"),
		UnaryOp::SToF => to_float("s_to_f"),
		UnaryOp::UToF => to_float("u_to_f"),
		UnaryOp::HalfLow => to_float("half_low"),
		UnaryOp::HalfHigh => to_float("half_high"),
		UnaryOp::InverseSqrt => floats("inverse_sqrt_f"),
		UnaryOp::Sin => floats("sin_f"),
		UnaryOp::Cos => floats("cos_f"),
		UnaryOp::Tan => floats("tan_f"),
		UnaryOp::Asin => floats("asin_f"),
		UnaryOp::Acos => floats("acos_f"),
		UnaryOp::Atan => floats("atan_f"),
		UnaryOp::Sinh => floats("sinh_f"),
		UnaryOp::Cosh => floats("cosh_f"),
		UnaryOp::Tanh => floats("tanh_f"),
		UnaryOp::Asinh => floats("asinh_f"),
		UnaryOp::Acosh => floats("acosh_f"),
		UnaryOp::Atanh => floats("atanh_f"),
		UnaryOp::Exp => floats("exp_f"),
		UnaryOp::Exp2 => floats("exp2_f"),
		UnaryOp::Log => floats("log_f"),
		UnaryOp::Log2 => floats("log2_f"),
	}
}

/// Whether words are taken for signed or unsigned numbers.
enum Sign {
	Signed,
	Unsigned,
}

/// How a binary operation is written.
enum BinaryForm {
	/// An operator on unsigned numbers.
	Operator(BinaryOperator),
	/// A comparison, of which 1 or 0 is made.
	Compare(BinaryOperator, Sign),
	/// A shift by a count that is taken modulo 32.
	Shift(BinaryOperator, Sign),
	/// One of naga's functions.
	Math(MathFunction, Sign),
	Call(Call),
}

fn binary_form(op: BinaryOp) -> BinaryForm {
	use BinaryForm::{Compare, Math, Operator, Shift};
	use BinaryOperator as Op;
	use Sign::{Signed, Unsigned};
	let bits = |function| BinaryForm::Call(Call::of_bits(function));
	let floats = |function| BinaryForm::Call(Call::of_floats(function));
	let from_floats = |function| BinaryForm::Call(Call::from_floats(function));
	match op {
		BinaryOp::Add => Operator(Op::Add),
		BinaryOp::Sub => Operator(Op::Subtract),
		BinaryOp::Mul => Operator(Op::Multiply),
		BinaryOp::DivU => bits("div_u"),
		BinaryOp::DivS => bits("div_s"),
		BinaryOp::RemU => bits("rem_u"),
		BinaryOp::RemS => bits("rem_s"),
		BinaryOp::And => Operator(Op::And),
		BinaryOp::Or => Operator(Op::InclusiveOr),
		BinaryOp::Xor => Operator(Op::ExclusiveOr),
		BinaryOp::Shl => Shift(Op::ShiftLeft, Unsigned),
		BinaryOp::ShrU => Shift(Op::ShiftRight, Unsigned),
		BinaryOp::ShrS => Shift(Op::ShiftRight, Signed),
		BinaryOp::RotL => bits("rotated"),
		BinaryOp::MinU => Math(MathFunction::Min, Unsigned),
		BinaryOp::MaxU => Math(MathFunction::Max, Unsigned),
		BinaryOp::MinS => Math(MathFunction::Min, Signed),
		BinaryOp::MaxS => Math(MathFunction::Max, Signed),
		BinaryOp::Eq => Compare(Op::Equal, Unsigned),
		BinaryOp::Ne => Compare(Op::NotEqual, Unsigned),
		BinaryOp::LtU => Compare(Op::Less, Unsigned),
		BinaryOp::LeU => Compare(Op::LessEqual, Unsigned),
		BinaryOp::GtU => Compare(Op::Greater, Unsigned),
		BinaryOp::GeU => Compare(Op::GreaterEqual, Unsigned),
		BinaryOp::LtS => Compare(Op::Less, Signed),
		BinaryOp::LeS => Compare(Op::LessEqual, Signed),
		BinaryOp::GtS => Compare(Op::Greater, Signed),
		BinaryOp::GeS => Compare(Op::GreaterEqual, Signed),
		BinaryOp::Dot4S => bits("dot4_s"),
		BinaryOp::Dot4U => Math(MathFunction::Dot4U8Packed, Unsigned),
		BinaryOp::PackHalf => from_floats("pack_half"),
		BinaryOp::AddF => floats("add_f"),
		BinaryOp::SubF => floats("sub_f"),
		BinaryOp::MulF => floats("mul_f"),
		BinaryOp::DivF => floats("div_f"),
		BinaryOp::MinF => floats("min_f"),
		BinaryOp::MaxF => floats("max_f"),
		BinaryOp::EqF => from_floats("eq_f"),
		BinaryOp::NeF => from_floats("ne_f"),
		BinaryOp::LtF => from_floats("lt_f"),
		BinaryOp::LeF => from_floats("le_f"),
		BinaryOp::GtF => from_floats("gt_f"),
		BinaryOp::GeF => from_floats("ge_f"),
		BinaryOp::Pow => floats("pow_f"),
		BinaryOp::Atan2 => floats("atan2_f"),
	}
}

impl Body<'_> {
	pub fn select(
		&mut self,
		dst: Reg,
		[cond, on_true, on_false]: [Reg; 3],
	) -> Result<(), RaiseError> {
		let condition = self.is_true(cond)?;
		let (accept, reject) = (self.reg(on_true)?, self.reg(on_false)?);
		let value = self.emit.select(condition, accept, reject);
		self.set(dst, value)
	}

	pub fn unary(&mut self, op: UnaryOp, dst: Reg, a: Reg) -> Result<(), RaiseError> {
		let value = match unary_form(op) {
			UnaryForm::Call(call) => return self.call(&call, dst, &[a.into()]),
			UnaryForm::Not => {
				let expr = self.reg(a)?;
				self.emit.value(Expression::Unary { op: UnaryOperator::BitwiseNot, expr })
			},
			UnaryForm::Math(fun) => {
				let value = self.reg(a)?;
				self.math(fun, value, None)
			},
			UnaryForm::Opposite => {
				let value = self.reg(a)?;
				self.opposite(value)
			},
			UnaryForm::Absolute => {
				let value = self.reg(a)?;
				let opposite = self.opposite(value);
				let sign = self.emit.u32(1 << 31);
				let negative = self.emit.binary(BinaryOperator::GreaterEqual, value, sign);
				self.emit.select(negative, opposite, value)
			},
		};
		self.set(dst, value)
	}

	pub fn binary(&mut self, op: BinaryOp, dst: Reg, a: Reg, b: Operand) -> Result<(), RaiseError> {
		let value = match binary_form(op) {
			BinaryForm::Call(call) => return self.call(&call, dst, &[a.into(), b]),
			BinaryForm::Operator(op) => {
				let (left, right) = (self.reg(a)?, self.operand(b)?);
				self.emit.binary(op, left, right)
			},
			BinaryForm::Compare(op, sign) => {
				let (left, right) = (self.reg(a)?, self.operand(b)?);
				let (left, right) = (self.as_signed(&sign, left), self.as_signed(&sign, right));
				let holds = self.emit.binary(op, left, right);
				self.one_or_zero(holds)
			},
			BinaryForm::Shift(op, sign) => {
				let (left, right) = (self.reg(a)?, self.operand(b)?);
				let mask = self.emit.u32(31);
				let count = self.emit.binary(BinaryOperator::And, right, mask);
				let left = self.as_signed(&sign, left);
				let value = self.emit.binary(op, left, count);
				self.as_bits(&sign, value)
			},
			BinaryForm::Math(fun, sign) => {
				let (left, right) = (self.reg(a)?, self.operand(b)?);
				let (left, right) = (self.as_signed(&sign, left), self.as_signed(&sign, right));
				let value = self.math(fun, left, Some(right));
				self.as_bits(&sign, value)
			},
		};
		self.set(dst, value)
	}

	pub fn mul_add(
		&mut self,
		op: MulAddOp,
		dst: Reg,
		(a, b, c): (Reg, Operand, Reg),
	) -> Result<(), RaiseError> {
		match op {
			MulAddOp::Int => {
				let (a, b, c) = (self.reg(a)?, self.operand(b)?, self.reg(c)?);
				let product = self.emit.binary(BinaryOperator::Multiply, a, b);
				let value = self.emit.binary(BinaryOperator::Add, product, c);
				self.set(dst, value)
			},
			MulAddOp::Float => self.call(&Call::of_floats("mad_f"), dst, &[a.into(), b, c.into()]),
		}
	}

	pub fn extract(
		&mut self,
		signed: bool,
		dst: Reg,
		a: Reg,
		field: Field,
	) -> Result<(), RaiseError> {
		let value = self.reg(a)?;
		let value = match field {
			Field::Fixed { offset, count } => {
				self.fixed_extract(signed, value, offset.into(), count.into())
			},
			Field::Dynamic { offset, count } => {
				let function = if signed { "extract_s" } else { "extract_u" };
				let (offset, count) = (self.reg(offset)?, self.reg(count)?);
				self.emit.call(function, vec![value, offset, count])?
			},
		};
		self.set(dst, value)
	}

	pub fn insert(
		&mut self,
		dst: Reg,
		(base, bits): (Reg, Reg),
		field: Field,
	) -> Result<(), RaiseError> {
		let (base, bits) = (self.reg(base)?, self.reg(bits)?);
		let value = match field {
			Field::Fixed { offset, count } => {
				self.fixed_insert(base, bits, offset.into(), count.into())
			},
			Field::Dynamic { offset, count } => {
				let (offset, count) = (self.reg(offset)?, self.reg(count)?);
				self.emit.call("insert_bits", vec![base, bits, offset, count])?
			},
		};
		self.set(dst, value)
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

	/// Gives a register what a function of the frame makes of operands.
	fn call(&mut self, call: &Call, dst: Reg, operands: &[Operand]) -> Result<(), RaiseError> {
		let mut arguments = Vec::new();
		for operand in operands {
			arguments.push(match call.takes {
				Word::Bits => self.operand(*operand)?,
				Word::Float => self.float_operand(*operand)?,
			});
		}
		let value = self.emit.call(call.function, arguments)?;
		match call.gives {
			Word::Bits => self.set(dst, value),
			Word::Float => self.set_flushed(dst, value),
		}
	}

	fn math(&mut self, fun: MathFunction, arg: Value, arg1: Option<Value>) -> Value {
		self.emit.value(Expression::Math { fun, arg, arg1, arg2: None, arg3: None })
	}

	fn opposite(&mut self, value: Value) -> Value {
		let zero = self.emit.u32(0);
		self.emit.binary(BinaryOperator::Subtract, zero, value)
	}

	/// A word as a number of this sign.
	fn as_signed(&mut self, sign: &Sign, value: Value) -> Value {
		match sign {
			Sign::Signed => self.emit.cast(value, ScalarKind::Sint),
			Sign::Unsigned => value,
		}
	}

	/// A number of this sign as a word.
	fn as_bits(&mut self, sign: &Sign, value: Value) -> Value {
		match sign {
			Sign::Signed => self.emit.cast(value, ScalarKind::Uint),
			Sign::Unsigned => value,
		}
	}

	fn one_or_zero(&mut self, holds: Value) -> Value {
		let (one, zero) = (self.emit.u32(1), self.emit.u32(0));
		self.emit.select(holds, one, zero)
	}
}
