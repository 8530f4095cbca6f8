//! Operators and builtin functions, on scalars and then on everything else.

use super::{
	float,
	value::{Scalar, Value},
};
use naga::{BinaryOperator as B, MathFunction as F, ScalarKind, UnaryOperator as U};
use Scalar::{F as Fl, I, U as Un};

pub fn unary(op: U, value: &Value) -> Value {
	value.map(&mut |scalar| match (op, scalar) {
		(U::Negate, I(a)) => I(a.wrapping_neg()),
		(U::Negate, Fl(a)) => Fl(float::negate(a)),
		(U::LogicalNot, Scalar::B(a)) => Scalar::B(!a),
		(U::BitwiseNot, I(a)) => I(!a),
		(U::BitwiseNot, Un(a)) => Un(!a),
		other => panic!("{other:?}"),
	})
}

pub fn binary(op: B, left: &Value, right: &Value) -> Value {
	if op == B::Multiply {
		let nested = |value: &Value| matches!(value, Value::All(_)) && !value.is_vector();
		match (nested(left), nested(right)) {
			(true, true) => return matrix_by_matrix(left, right),
			(true, false) if right.is_vector_or_not() => return matrix_by_vector(left, right),
			(false, true) if left.is_vector_or_not() => {
				let columns = right.parts().iter().map(|column| dot(left, column));
				return Value::All(columns.collect());
			},
			_ => {},
		}
	}
	left.zip(right, &mut |a, b| scalar_binary(op, a, b))
}

impl Value {
	/// Whether it is a vector: scalars scale matrices.
	fn is_vector_or_not(&self) -> bool {
		matches!(self, Value::All(_))
	}
}

fn matrix_by_vector(matrix: &Value, vector: &Value) -> Value {
	let rows = matrix.parts()[0].parts().len();
	let row = |r: usize| Value::All(matrix.parts().iter().map(|c| c.parts()[r].clone()).collect());
	Value::All((0..rows).map(|r| dot(&row(r), vector)).collect())
}

fn matrix_by_matrix(left: &Value, right: &Value) -> Value {
	let columns = right.parts().iter();
	Value::All(columns.map(|column| matrix_by_vector(left, column)).collect())
}

/// The products, added in order.
fn dot(a: &Value, b: &Value) -> Value {
	let products = binary_parts(B::Multiply, a, b);
	let (first, rest) = products.split_first().expect("vectors have components");
	let sum = rest.iter().fold(*first, |sum, product| scalar_binary(B::Add, sum, *product));
	Value::One(sum)
}

fn binary_parts(op: B, a: &Value, b: &Value) -> Vec<Scalar> {
	let pairs = a.parts().iter().zip(b.parts());
	pairs.map(|(a, b)| scalar_binary(op, a.scalar(), b.scalar())).collect()
}

fn scalar_binary(op: B, a: Scalar, b: Scalar) -> Scalar {
	match (a, b) {
		(Un(a), Un(b)) => unsigned(op, a, b),
		(I(a), I(b)) => signed(op, a, b),
		(I(a), Un(b)) => match op {
			B::ShiftLeft => I(a.wrapping_shl(b)),
			B::ShiftRight => I(a.wrapping_shr(b)),
			_ => panic!("{op:?} of mixed integers"),
		},
		(Fl(a), Fl(b)) => floats(op, a, b),
		(Scalar::B(a), Scalar::B(b)) => Scalar::B(match op {
			B::And | B::LogicalAnd => a & b,
			B::InclusiveOr | B::LogicalOr => a | b,
			B::Equal => a == b,
			B::NotEqual => a != b,
			_ => panic!("{op:?} of bools"),
		}),
		other => panic!("{op:?} of {other:?}"),
	}
}

fn unsigned(op: B, a: u32, b: u32) -> Scalar {
	Un(match op {
		B::Add => a.wrapping_add(b),
		B::Subtract => a.wrapping_sub(b),
		B::Multiply => a.wrapping_mul(b),
		B::Divide => a.checked_div(b).unwrap_or(a),
		B::Modulo => a.checked_rem(b).unwrap_or(0),
		B::And => a & b,
		B::InclusiveOr => a | b,
		B::ExclusiveOr => a ^ b,
		B::ShiftLeft => a << (b % 32),
		B::ShiftRight => a >> (b % 32),
		other => return ordered(other, a, b),
	})
}

fn signed(op: B, a: i32, b: i32) -> Scalar {
	I(match op {
		B::Add => a.wrapping_add(b),
		B::Subtract => a.wrapping_sub(b),
		B::Multiply => a.wrapping_mul(b),
		B::Divide if b == 0 => a,
		B::Divide => a.wrapping_div(b),
		B::Modulo if b == 0 => 0,
		B::Modulo => a.wrapping_rem(b),
		B::And => a & b,
		B::InclusiveOr => a | b,
		B::ExclusiveOr => a ^ b,
		other => return ordered(other, a, b),
	})
}

fn floats(op: B, a: u32, b: u32) -> Scalar {
	Fl(match op {
		B::Add => float::add(a, b),
		B::Subtract => float::sub(a, b),
		B::Multiply => float::mul(a, b),
		B::Divide => float::div(a, b),
		B::Modulo => float::sub(a, float::mul(b, float::trunc(float::div(a, b)))),
		other => return ordered(other, float::flush(a), float::flush(b)),
	})
}

fn ordered<T: PartialOrd>(op: B, a: T, b: T) -> Scalar {
	Scalar::B(match op {
		B::Equal => a == b,
		B::NotEqual => a != b,
		B::Less => a < b,
		B::LessEqual => a <= b,
		B::Greater => a > b,
		B::GreaterEqual => a >= b,
		other => panic!("{other:?} is no comparison"),
	})
}

/// A conversion; `None` keeps the bits.
pub fn convert(value: &Value, kind: ScalarKind, width: Option<u8>) -> Value {
	value.map(&mut |scalar| match (width, kind, scalar) {
		(None, kind, scalar) => Scalar::of(kind, scalar.bits()),
		(_, ScalarKind::Float, Un(a)) => Fl((a as f32).to_bits()),
		(_, ScalarKind::Float, I(a)) => Fl((a as f32).to_bits()),
		(_, ScalarKind::Float, Scalar::B(a)) => Fl(f32::from(u8::from(a)).to_bits()),
		// Rust's casts clamp, and make 0 of a NaN, as the specification does.
		(_, ScalarKind::Uint, Fl(a)) => Un(float::flush(a) as u32),
		(_, ScalarKind::Sint, Fl(a)) => I(float::flush(a) as i32),
		(_, ScalarKind::Bool, Fl(a)) => Scalar::B(float::flush(a) != 0.0),
		(_, ScalarKind::Bool, a) => Scalar::B(a.bits() != 0),
		(_, kind, a) => Scalar::of(kind, a.bits()),
	})
}

pub fn math(fun: F, args: &[Value]) -> Value {
	match fun {
		F::Dot => dot(&args[0], &args[1]),
		F::Cross => cross(&args[0], &args[1]),
		F::Length => length(&args[0]),
		F::Distance => length(&binary(B::Subtract, &args[0], &args[1])),
		F::Normalize => binary(B::Divide, &args[0], &length(&args[0])),
		F::Transpose => {
			let columns = args[0].parts();
			let row = |r: usize| Value::All(columns.iter().map(|c| c.parts()[r].clone()).collect());
			Value::All((0..columns[0].parts().len()).map(row).collect())
		},
		F::Reflect => {
			let twice = binary(B::Multiply, &Value::float(2.0), &dot(&args[1], &args[0]));
			binary(B::Subtract, &args[0], &binary(B::Multiply, &twice, &args[1]))
		},
		F::FaceForward => {
			let towards = dot(&args[1], &args[2]);
			match binary(B::Less, &towards, &Value::float(0.0)).is_true() {
				true => args[0].clone(),
				false => unary(U::Negate, &args[0]),
			}
		},
		F::Pack4xI8 | F::Pack4xU8 | F::Pack4xI8Clamp | F::Pack4xU8Clamp => {
			pack_bytes(fun, &args[0])
		},
		F::Unpack4xI8 | F::Unpack4xU8 => unpack_bytes(fun, args[0].scalar().bits()),
		F::Dot4I8Packed | F::Dot4U8Packed => dot_bytes(fun, args),
		F::Pack2x16float => {
			let half = |n: usize| float::to_half(args[0].parts()[n].scalar().bits());
			Value::u(half(0) | half(1) << 16)
		},
		F::Unpack2x16float => {
			let bits = args[0].scalar().bits();
			let half = |bits: u32| Value::One(Fl(float::from_half(bits & 0xffff)));
			Value::All(vec![half(bits), half(bits >> 16)])
		},
		_ => by_component(fun, args),
	}
}

fn length(value: &Value) -> Value {
	match value {
		Value::One(_) => math(F::Abs, std::slice::from_ref(value)),
		Value::All(_) => math(F::Sqrt, &[dot(value, value)]),
	}
}

fn cross(a: &Value, b: &Value) -> Value {
	let at = |value: &Value, n: usize| value.parts()[n % 3].scalar().bits();
	let part = |n: usize| {
		let left = float::mul(at(a, n + 1), at(b, n + 2));
		let right = float::mul(at(a, n + 2), at(b, n + 1));
		Value::One(Fl(float::sub(left, right)))
	};
	Value::All((0..3).map(part).collect())
}

fn pack_bytes(fun: F, vector: &Value) -> Value {
	let byte = |value: &Value| match (fun, value.scalar()) {
		(F::Pack4xI8Clamp, I(a)) => a.clamp(-128, 127) as u32 & 255,
		(F::Pack4xU8Clamp, Un(a)) => a.min(255),
		(_, a) => a.bits() & 255,
	};
	let bytes = vector.parts().iter().rev();
	Value::u(bytes.fold(0, |word, value| word << 8 | byte(value)))
}

fn unpack_bytes(fun: F, word: u32) -> Value {
	let parts = word.to_le_bytes().into_iter().map(|byte| {
		Value::One(match fun {
			F::Unpack4xI8 => I(i32::from(byte as i8)),
			_ => Un(u32::from(byte)),
		})
	});
	Value::All(parts.collect())
}

fn dot_bytes(fun: F, args: &[Value]) -> Value {
	let bytes = |n: usize| args[n].scalar().bits().to_le_bytes();
	let pairs = bytes(0).into_iter().zip(bytes(1));
	Value::One(match fun {
		F::Dot4I8Packed => I(pairs.map(|(a, b)| i32::from(a as i8) * i32::from(b as i8)).sum()),
		_ => Un(pairs.map(|(a, b)| u32::from(a) * u32::from(b)).sum()),
	})
}

/// Functions on each component by itself; a scalar among vectors goes with every component.
fn by_component(fun: F, args: &[Value]) -> Value {
	let widest = args.iter().find(|arg| matches!(arg, Value::All(_)));
	let Some(widest) = widest else {
		let scalars: Vec<Scalar> = args.iter().map(Value::scalar).collect();
		return Value::One(scalar_math(fun, &scalars));
	};
	let parts = (0..widest.parts().len()).map(|n| {
		let component = |arg: &Value| match arg {
			Value::All(parts) => parts[n].clone(),
			one => one.clone(),
		};
		by_component(fun, &args.iter().map(component).collect::<Vec<_>>())
	});
	Value::All(parts.collect())
}

fn scalar_math(fun: F, args: &[Scalar]) -> Scalar {
	match args[0] {
		Fl(a) => {
			let at = |n: usize| args.get(n).map_or(0, |arg| arg.bits());
			Fl(float_math(fun, a, at(1), at(2)))
		},
		Un(a) => Un(bits_math(fun, args).unwrap_or_else(|| {
			let at = |n: usize| args[n].bits();
			match fun {
				F::Abs => a,
				F::Min => a.min(at(1)),
				F::Max => a.max(at(1)),
				F::Clamp => a.max(at(1)).min(at(2)),
				F::Sign => a.min(1),
				F::FirstLeadingBit => a.checked_ilog2().unwrap_or(u32::MAX),
				F::ExtractBits => extract(a, at(1), at(2)),
				other => panic!("{other:?} of u32"),
			}
		})),
		I(a) => I(bits_math(fun, args).map_or_else(
			|| {
				let at = |n: usize| args[n].bits() as i32;
				match fun {
					F::Abs => a.wrapping_abs(),
					F::Min => a.min(at(1)),
					F::Max => a.max(at(1)),
					F::Clamp => a.max(at(1)).min(at(2)),
					F::Sign => a.signum(),
					F::FirstLeadingBit => {
						let unlike_sign = if a < 0 { !a } else { a } as u32;
						unlike_sign.checked_ilog2().map_or(-1, |bit| bit as i32)
					},
					F::ExtractBits => {
						let (offset, count) = field(args[1].bits(), args[2].bits());
						let low = extract(a as u32, offset, count);
						match count {
							0 => 0,
							_ => ((low << (32 - count)) as i32) >> (32 - count),
						}
					},
					other => panic!("{other:?} of i32"),
				}
			},
			|bits| bits as i32,
		)),
		Scalar::B(_) => panic!("{fun:?} of bool"),
	}
}

/// Functions that see bits and not numbers.
fn bits_math(fun: F, args: &[Scalar]) -> Option<u32> {
	let a = args[0].bits();
	Some(match fun {
		F::CountOneBits => a.count_ones(),
		F::CountLeadingZeros => a.leading_zeros(),
		F::CountTrailingZeros => a.trailing_zeros(),
		F::ReverseBits => a.reverse_bits(),
		F::FirstTrailingBit => match a {
			0 => u32::MAX,
			_ => a.trailing_zeros(),
		},
		F::InsertBits => {
			let (offset, count) = field(args[2].bits(), args[3].bits());
			let mask = mask(count) << (offset % 32);
			match count {
				0 => a,
				_ => a & !mask | args[1].bits() << (offset % 32) & mask,
			}
		},
		_ => return None,
	})
}

fn field(offset: u32, count: u32) -> (u32, u32) {
	let offset = offset.min(32);
	(offset, count.min(32 - offset))
}

fn mask(count: u32) -> u32 {
	((1u64 << count) - 1) as u32
}

fn extract(a: u32, offset: u32, count: u32) -> u32 {
	let (offset, count) = field(offset, count);
	(u64::from(a) >> offset) as u32 & mask(count)
}

fn float_math(fun: F, a: u32, b: u32, c: u32) -> u32 {
	use float::{add, div, max, min, mul, one, sub, two};
	let unit = 1f32.to_bits();
	match fun {
		F::Abs => one(a, f32::abs),
		F::Min => min(a, b),
		F::Max => max(a, b),
		F::Clamp => min(max(a, b), c),
		F::Saturate => min(max(a, 0), unit),
		F::Floor => float::floor(a),
		F::Ceil => one(a, f32::ceil),
		F::Trunc => float::trunc(a),
		F::Round => one(a, f32::round_ties_even),
		F::Fract => sub(a, float::floor(a)),
		F::Sqrt => float::sqrt(a),
		F::Sign => one(a, |a| {
			if a > 0.0 {
				1.0
			} else if a < 0.0 {
				-1.0
			} else {
				0.0
			}
		}),
		F::Fma => add(mul(a, b), c),
		F::Mix => add(mul(a, sub(unit, c)), mul(b, c)),
		F::Step => two(a, b, |edge, x| if edge <= x { 1.0 } else { 0.0 }),
		F::SmoothStep => {
			let t = min(max(div(sub(c, a), sub(b, a)), 0), unit);
			mul(mul(t, t), sub(3f32.to_bits(), mul(2f32.to_bits(), t)))
		},
		F::Degrees => mul(a, (180.0f32 / std::f32::consts::PI).to_bits()),
		F::Radians => mul(a, (std::f32::consts::PI / 180.0).to_bits()),
		F::QuantizeToF16 => float::from_half(float::to_half(a)),
		F::Sin => one(a, libm::sinf),
		F::Cos => one(a, libm::cosf),
		F::Tan => one(a, libm::tanf),
		F::Asin => one(a, libm::asinf),
		F::Acos => one(a, libm::acosf),
		F::Atan => one(a, libm::atanf),
		F::Sinh => one(a, libm::sinhf),
		F::Cosh => one(a, libm::coshf),
		F::Tanh => one(a, libm::tanhf),
		F::Asinh => one(a, libm::asinhf),
		F::Acosh => one(a, libm::acoshf),
		F::Atanh => one(a, libm::atanhf),
		F::Exp => one(a, libm::expf),
		F::Exp2 => one(a, libm::exp2f),
		F::Log => one(a, libm::logf),
		F::Log2 => one(a, libm::log2f),
		F::Pow => two(a, b, libm::powf),
		F::Atan2 => two(a, b, libm::atan2f),
		F::InverseSqrt => one(a, |a| 1.0 / a.sqrt()),
		other => panic!("{other:?} of f32"),
	}
}
