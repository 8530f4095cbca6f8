//! Builtin functions on floats, each in a fixed order of operations.

use super::Lower;
use crate::{
	ir::{Op, Val},
	types::{Kind, Ty},
};
use assay_touchstone::{BinaryOp, MulAddOp, UnaryOp};
use naga::MathFunction as F;
use std::rc::Rc;

/// The one operation that a function is.
fn plain(fun: F) -> Option<UnaryOp> {
	Some(match fun {
		F::Abs => UnaryOp::AbsF,
		F::Cos => UnaryOp::Cos,
		F::Cosh => UnaryOp::Cosh,
		F::Sin => UnaryOp::Sin,
		F::Sinh => UnaryOp::Sinh,
		F::Tan => UnaryOp::Tan,
		F::Tanh => UnaryOp::Tanh,
		F::Acos => UnaryOp::Acos,
		F::Asin => UnaryOp::Asin,
		F::Atan => UnaryOp::Atan,
		F::Asinh => UnaryOp::Asinh,
		F::Acosh => UnaryOp::Acosh,
		F::Atanh => UnaryOp::Atanh,
		F::Ceil => UnaryOp::Ceil,
		F::Floor => UnaryOp::Floor,
		F::Round => UnaryOp::Round,
		F::Trunc => UnaryOp::Trunc,
		F::Exp => UnaryOp::Exp,
		F::Exp2 => UnaryOp::Exp2,
		F::Log => UnaryOp::Log,
		F::Log2 => UnaryOp::Log2,
		F::Sqrt => UnaryOp::Sqrt,
		F::InverseSqrt => UnaryOp::InverseSqrt,
		_ => return None,
	})
}

impl<'a> Lower<'a> {
	fn add(&mut self, a: Val, b: Val) -> Val {
		self.binary(BinaryOp::AddF, a, b)
	}

	fn sub(&mut self, a: Val, b: Val) -> Val {
		self.binary(BinaryOp::SubF, a, b)
	}

	fn mul(&mut self, a: Val, b: Val) -> Val {
		self.binary(BinaryOp::MulF, a, b)
	}

	fn limit(&mut self, a: Val, low: Val, high: Val) -> Val {
		let above = self.binary(BinaryOp::MaxF, a, low);
		self.binary(BinaryOp::MinF, above, high)
	}

	/// A function of one component.
	pub(super) fn float_function(&mut self, fun: F, a: Val, b: Val, c: Val) -> Option<Val> {
		if let Some(op) = plain(fun) {
			return Some(self.unary(op, a));
		}
		Some(match fun {
			F::Min => self.binary(BinaryOp::MinF, a, b),
			F::Max => self.binary(BinaryOp::MaxF, a, b),
			F::Clamp => self.limit(a, b, c),
			F::Saturate => {
				let (zero, one) = (self.float(0.0), self.float(1.0));
				self.limit(a, zero, one)
			},
			F::Atan2 => self.binary(BinaryOp::Atan2, a, b),
			F::Pow => self.binary(BinaryOp::Pow, a, b),
			F::Radians => {
				let factor = self.float(std::f32::consts::PI / 180.0);
				self.mul(a, factor)
			},
			F::Degrees => {
				let factor = self.float(180.0 / std::f32::consts::PI);
				self.mul(a, factor)
			},
			F::Fract => {
				let whole = self.unary(UnaryOp::Floor, a);
				self.sub(a, whole)
			},
			F::Sign => {
				let (zero, one, minus) = (self.float(0.0), self.float(1.0), self.float(-1.0));
				let below = self.binary(BinaryOp::LtF, a, zero);
				let above = self.binary(BinaryOp::GtF, a, zero);
				let negative = self.b.select(below, minus, zero);
				self.b.select(above, one, negative)
			},
			F::Fma => {
				self.kernel_floats.get_or_insert(self.span);
				self.b.value(Op::MulAdd(MulAddOp::Float), &[a, b, c])
			},
			F::Mix => {
				let one = self.float(1.0);
				let rest = self.sub(one, c);
				let left = self.mul(a, rest);
				let right = self.mul(b, c);
				self.add(left, right)
			},
			F::Step => {
				let (zero, one) = (self.float(0.0), self.float(1.0));
				let reached = self.binary(BinaryOp::LeF, a, b);
				self.b.select(reached, one, zero)
			},
			F::SmoothStep => {
				let range = self.sub(b, a);
				let way = self.sub(c, a);
				let part = self.binary(BinaryOp::DivF, way, range);
				let (zero, one) = (self.float(0.0), self.float(1.0));
				let t = self.limit(part, zero, one);
				let (two, three) = (self.float(2.0), self.float(3.0));
				let twice = self.mul(two, t);
				let rest = self.sub(three, twice);
				let square = self.mul(t, t);
				self.mul(square, rest)
			},
			F::Ldexp => self.scale_by_power(a, b),
			F::QuantizeToF16 => {
				let zero = self.b.constant(0);
				let packed = self.binary(BinaryOp::PackHalf, a, zero);
				self.unary(UnaryOp::HalfLow, packed)
			},
			_ => return None,
		})
	}

	/// `a * 2^e` in two steps, since 2^e alone may not be a float where the product is.
	fn scale_by_power(&mut self, a: Val, e: Val) -> Val {
		let low = self.b.with(BinaryOp::MaxS, e, -252i32 as u32);
		let e = self.b.with(BinaryOp::MinS, low, 254);
		let half = self.b.with(BinaryOp::ShrS, e, 1);
		let rest = self.b.binary(BinaryOp::Sub, e, half);
		let mut power = |e: Val| {
			let biased = self.b.with(BinaryOp::Add, e, 127);
			self.b.with(BinaryOp::Shl, biased, 23)
		};
		let (half, rest) = (power(half), power(rest));
		let once = self.mul(a, half);
		self.mul(once, rest)
	}

	fn length(&mut self, a: &[Val]) -> Val {
		if let [only] = a {
			return self.unary(UnaryOp::AbsF, *only);
		}
		let square = self.dot(a, a, Kind::F);
		self.unary(UnaryOp::Sqrt, square)
	}

	fn cross(&mut self, a: &[Val], b: &[Val]) -> Rc<[Val]> {
		let mut part = |i: usize, j: usize| {
			let left = self.mul(a[i], b[j]);
			let right = self.mul(a[j], b[i]);
			self.sub(left, right)
		};
		Rc::new([part(1, 2), part(2, 0), part(0, 1)])
	}

	/// The determinant of columns, along the first row.
	fn determinant(&mut self, columns: &[Vec<Val>]) -> Val {
		if columns.len() == 1 {
			return columns[0][0];
		}
		let mut sum = None;
		for (i, column) in columns.iter().enumerate() {
			let rest: Vec<Vec<Val>> = columns
				.iter()
				.enumerate()
				.filter(|(j, _)| *j != i)
				.map(|(_, other)| other[1..].to_vec())
				.collect();
			let minor = self.determinant(&rest);
			let product = self.mul(column[0], minor);
			sum = Some(match (sum, i % 2) {
				(None, _) => product,
				(Some(sum), 0) => self.add(sum, product),
				(Some(sum), _) => self.sub(sum, product),
			});
		}
		sum.unwrap_or_else(|| self.float(1.0))
	}

	/// Functions that look at all components at once.
	pub(super) fn float_whole(
		&mut self,
		fun: F,
		kind: Kind,
		ty: &Ty,
		args: &[Rc<[Val]>],
	) -> Option<Rc<[Val]>> {
		if kind != Kind::F {
			return None;
		}
		let a = &args[0];
		let one = |val: Val| -> Option<Rc<[Val]>> { Some(Rc::new([val])) };
		match fun {
			F::Length => {
				let length = self.length(a);
				one(length)
			},
			F::Distance => {
				let b = args.get(1)?;
				let way: Vec<Val> = a.iter().zip(b.iter()).map(|(a, b)| self.sub(*a, *b)).collect();
				let length = self.length(&way);
				one(length)
			},
			F::Normalize => {
				let length = self.length(a);
				Some(a.iter().map(|val| self.binary(BinaryOp::DivF, *val, length)).collect())
			},
			F::Cross => Some(self.cross(a, args.get(1)?)),
			F::FaceForward => {
				let dot = self.dot(args.get(1)?, args.get(2)?, Kind::F);
				let zero = self.float(0.0);
				let towards = self.binary(BinaryOp::LtF, dot, zero);
				Some(
					a.iter()
						.map(|val| {
							let back = self.unary(UnaryOp::NegF, *val);
							self.b.select(towards, *val, back)
						})
						.collect(),
				)
			},
			F::Reflect => {
				let normal = args.get(1)?;
				let dot = self.dot(normal, a, Kind::F);
				let two = self.float(2.0);
				let twice = self.mul(two, dot);
				Some(
					a.iter()
						.zip(normal.iter())
						.map(|(val, n)| {
							let part = self.mul(twice, *n);
							self.sub(*val, part)
						})
						.collect(),
				)
			},
			F::Refract => {
				let (normal, eta) = (args.get(1)?, *args.get(2)?.first()?);
				let dot = self.dot(normal, a, Kind::F);
				let (zero, unit) = (self.float(0.0), self.float(1.0));
				let square = self.mul(dot, dot);
				let sine = self.sub(unit, square);
				let eta_square = self.mul(eta, eta);
				let bent = self.mul(eta_square, sine);
				let k = self.sub(unit, bent);
				let none = self.binary(BinaryOp::LtF, k, zero);
				let root = self.unary(UnaryOp::Sqrt, k);
				let along = self.mul(eta, dot);
				let factor = self.add(along, root);
				Some(
					a.iter()
						.zip(normal.iter())
						.map(|(val, n)| {
							let straight = self.mul(eta, *val);
							let part = self.mul(factor, *n);
							let out = self.sub(straight, part);
							self.b.select(none, zero, out)
						})
						.collect(),
				)
			},
			F::Transpose => {
				let Ty::Matrix { rows, .. } = ty else {
					return None;
				};
				Some(
					(0..*rows).flat_map(|row| a.iter().skip(row).step_by(*rows).copied()).collect(),
				)
			},
			F::Determinant => {
				let Ty::Matrix { rows, .. } = ty else {
					return None;
				};
				let columns: Vec<Vec<Val>> = a.chunks(*rows).map(<[Val]>::to_vec).collect();
				let determinant = self.determinant(&columns);
				one(determinant)
			},
			F::Modf => {
				let wholes: Vec<Val> =
					a.iter().map(|val| self.unary(UnaryOp::Trunc, *val)).collect();
				let mut out: Vec<Val> =
					a.iter().zip(&wholes).map(|(val, whole)| self.sub(*val, *whole)).collect();
				out.extend(wholes);
				Some(out.into())
			},
			F::Frexp => {
				let parts: Vec<(Val, Val)> = a.iter().map(|val| self.split(*val)).collect();
				let fractions = parts.iter().map(|(fraction, _)| *fraction);
				Some(fractions.chain(parts.iter().map(|(_, e)| *e)).collect())
			},
			_ => None,
		}
	}

	/// A fraction in [0.5, 1) and an exponent. Zeros, infinities and NaNs are their own fraction.
	fn split(&mut self, val: Val) -> (Val, Val) {
		let field = self.b.value(Op::Extract(false, 23, 8), &[val]);
		// Fields 0 and 255 become 255 and 254, the only ones that high.
		let below = self.b.with(BinaryOp::Add, field, u32::MAX);
		let normal = self.b.with(BinaryOp::LtU, below, 254);
		let half = self.b.constant(126);
		let fraction = self.b.value(Op::Insert(23, 8), &[val, half]);
		let exponent = self.b.with(BinaryOp::Sub, field, 126);
		let zero = self.b.constant(0);
		(self.b.select(normal, fraction, val), self.b.select(normal, exponent, zero))
	}
}
