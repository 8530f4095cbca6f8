//! Operators, conversions and relations.

use super::{Lower, Lowered, Scope};
use crate::{
	ir::Val,
	types::{Kind, Ty},
};
use assay_touchstone::{BinaryOp, UnaryOp};
use naga::{BinaryOperator, Expression, Handle, RelationalFunction, ScalarKind, UnaryOperator};
use std::rc::Rc;

impl<'a> Lower<'a> {
	pub(super) fn unary_expression(
		&mut self,
		scope: &mut Scope<'a>,
		op: UnaryOperator,
		expr: Handle<Expression>,
	) -> Lowered<Rc<[Val]>> {
		let kind = self.kind(scope, expr)?;
		let scalars = self.scalars(scope, expr)?;
		Ok(scalars
			.iter()
			.map(|a| match (op, kind) {
				(UnaryOperator::Negate, Kind::F) => self.unary(UnaryOp::NegF, *a),
				(UnaryOperator::Negate, _) => self.unary(UnaryOp::NegI, *a),
				(UnaryOperator::BitwiseNot, _) => self.unary(UnaryOp::Not, *a),
				(UnaryOperator::LogicalNot, _) => self.b.with(BinaryOp::Eq, *a, 0),
			})
			.collect())
	}

	/// `a * b + c` in floats, rounded twice.
	fn dot_products(&mut self, rows: &[Vec<Val>], vector: &[Val]) -> Rc<[Val]> {
		rows.iter().map(|row| self.dot(row, vector, Kind::F)).collect()
	}

	/// The sum of products, added in order.
	pub(super) fn dot(&mut self, a: &[Val], b: &[Val], kind: Kind) -> Val {
		let (mul, add) = match kind {
			Kind::F => (BinaryOp::MulF, BinaryOp::AddF),
			Kind::U | Kind::I | Kind::B => (BinaryOp::Mul, BinaryOp::Add),
		};
		let mut sum = None;
		for (x, y) in a.iter().zip(b) {
			let product = self.binary(mul, *x, *y);
			sum = Some(match sum {
				Some(sum) => self.binary(add, product, sum),
				None => product,
			});
		}
		sum.unwrap_or_else(|| self.b.constant(0))
	}

	fn matrix_product(&mut self, left: (&Ty, &[Val]), right: (&Ty, &[Val])) -> Option<Rc<[Val]>> {
		let row = |values: &[Val], rows: usize, row: usize| -> Vec<Val> {
			values.iter().skip(row).step_by(rows).copied().collect()
		};
		Some(match (left.0, right.0) {
			(Ty::Matrix { rows, .. }, Ty::Vector(..)) => {
				let all: Vec<_> = (0..*rows).map(|i| row(left.1, *rows, i)).collect();
				self.dot_products(&all, right.1)
			},
			(Ty::Vector(..), Ty::Matrix { rows, .. }) => {
				let all: Vec<_> = right.1.chunks(*rows).map(<[Val]>::to_vec).collect();
				self.dot_products(&all, left.1)
			},
			(Ty::Matrix { rows, .. }, Ty::Matrix { rows: inner, .. }) => {
				let all: Vec<_> = (0..*rows).map(|i| row(left.1, *rows, i)).collect();
				let mut out = Vec::new();
				for column in right.1.chunks(*inner) {
					out.extend_from_slice(&self.dot_products(&all, column));
				}
				out.into()
			},
			_ => return None,
		})
	}

	pub(super) fn binary_expression(
		&mut self,
		scope: &mut Scope<'a>,
		op: BinaryOperator,
		left: Handle<Expression>,
		right: Handle<Expression>,
	) -> Lowered<Rc<[Val]>> {
		let left_ty = self.resolve_type(scope, left)?;
		let right_ty = self.resolve_type(scope, right)?;
		let a = self.scalars(scope, left)?;
		let b = self.scalars(scope, right)?;
		if op == BinaryOperator::Multiply {
			if let Some(product) = self.matrix_product((&left_ty, &a), (&right_ty, &b)) {
				return Ok(product);
			}
		}
		let kind = left_ty.kind();
		let len = a.len().max(b.len());
		(0..len)
			.map(|i| {
				let x = a[if a.len() == 1 { 0 } else { i }];
				let y = b[if b.len() == 1 { 0 } else { i }];
				self.operator(op, kind, x, y)
			})
			.collect()
	}

	fn operator(&mut self, op: BinaryOperator, kind: Kind, x: Val, y: Val) -> Lowered<Val> {
		use BinaryOperator as B;
		let by_kind = |u, i, f| match kind {
			Kind::U | Kind::B => u,
			Kind::I => i,
			Kind::F => f,
		};
		let op = match op {
			B::Add => by_kind(BinaryOp::Add, BinaryOp::Add, BinaryOp::AddF),
			B::Subtract => by_kind(BinaryOp::Sub, BinaryOp::Sub, BinaryOp::SubF),
			B::Multiply => by_kind(BinaryOp::Mul, BinaryOp::Mul, BinaryOp::MulF),
			B::Divide => by_kind(BinaryOp::DivU, BinaryOp::DivS, BinaryOp::DivF),
			B::Modulo if kind == Kind::F => return Ok(self.float_remainder(x, y)),
			B::Modulo => by_kind(BinaryOp::RemU, BinaryOp::RemS, BinaryOp::RemU),
			B::Equal => by_kind(BinaryOp::Eq, BinaryOp::Eq, BinaryOp::EqF),
			B::NotEqual => by_kind(BinaryOp::Ne, BinaryOp::Ne, BinaryOp::NeF),
			B::Less => by_kind(BinaryOp::LtU, BinaryOp::LtS, BinaryOp::LtF),
			B::LessEqual => by_kind(BinaryOp::LeU, BinaryOp::LeS, BinaryOp::LeF),
			B::Greater => by_kind(BinaryOp::GtU, BinaryOp::GtS, BinaryOp::GtF),
			B::GreaterEqual => by_kind(BinaryOp::GeU, BinaryOp::GeS, BinaryOp::GeF),
			B::And | B::LogicalAnd => BinaryOp::And,
			B::InclusiveOr | B::LogicalOr => BinaryOp::Or,
			B::ExclusiveOr => BinaryOp::Xor,
			B::ShiftLeft => BinaryOp::Shl,
			B::ShiftRight => by_kind(BinaryOp::ShrU, BinaryOp::ShrS, BinaryOp::ShrU),
		};
		Ok(self.binary(op, x, y))
	}

	/// `x - y * trunc(x / y)`.
	fn float_remainder(&mut self, x: Val, y: Val) -> Val {
		let quotient = self.binary(BinaryOp::DivF, x, y);
		let whole = self.unary(UnaryOp::Trunc, quotient);
		let product = self.binary(BinaryOp::MulF, y, whole);
		self.binary(BinaryOp::SubF, x, product)
	}

	pub(super) fn relational(
		&mut self,
		scope: &mut Scope<'a>,
		fun: RelationalFunction,
		argument: Handle<Expression>,
	) -> Lowered<Rc<[Val]>> {
		let scalars = self.scalars(scope, argument)?;
		let mut fold = |op| {
			let (first, rest) = (scalars[0], &scalars[1..]);
			rest.iter().fold(first, |all, val| self.b.binary(op, all, *val))
		};
		Ok(match fun {
			RelationalFunction::All => Rc::new([fold(BinaryOp::And)]),
			RelationalFunction::Any => Rc::new([fold(BinaryOp::Or)]),
			RelationalFunction::IsNan | RelationalFunction::IsInf => {
				return Err(self.unexpected("`isNan` or `isInf`"))
			},
		})
	}

	pub(super) fn conversion(
		&mut self,
		scope: &mut Scope<'a>,
		expr: Handle<Expression>,
		to: ScalarKind,
		convert: Option<u8>,
	) -> Lowered<Rc<[Val]>> {
		let from = self.kind(scope, expr)?;
		let scalars = self.scalars(scope, expr)?;
		let Some(width) = convert else {
			return Ok(scalars);
		};
		if width != 4 && to != ScalarKind::Bool {
			return Err(self
				.error("unsupported-type", "only 32-bit types are part of the language")
				.help("convert to i32, u32 or f32"));
		}
		Ok(scalars
			.iter()
			.map(|a| match (from, to) {
				(Kind::F, ScalarKind::Sint) => self.unary(UnaryOp::FToS, *a),
				(Kind::F, ScalarKind::Uint) => self.unary(UnaryOp::FToU, *a),
				(Kind::F, ScalarKind::Bool) => {
					let zero = self.b.constant(0);
					self.binary(BinaryOp::NeF, *a, zero)
				},
				(Kind::I, ScalarKind::Float) => self.unary(UnaryOp::SToF, *a),
				(Kind::U, ScalarKind::Float) => self.unary(UnaryOp::UToF, *a),
				(Kind::B, ScalarKind::Float) => {
					let (one, zero) = (self.float(1.0), self.float(0.0));
					self.b.select(*a, one, zero)
				},
				(Kind::U | Kind::I, ScalarKind::Bool) => self.b.with(BinaryOp::Ne, *a, 0),
				(Kind::F, ScalarKind::Float)
				| (Kind::U | Kind::I | Kind::B, ScalarKind::Sint | ScalarKind::Uint)
				| (Kind::B, ScalarKind::Bool)
				| (_, ScalarKind::AbstractInt | ScalarKind::AbstractFloat) => *a,
			})
			.collect())
	}
}
