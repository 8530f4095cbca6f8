//! Builtin functions: which one, and those on integers, bits and bytes.

use super::{Lower, Lowered, Scope};
use crate::{
	ir::{Op, Val},
	types::Kind,
};
use assay_touchstone::{BinaryOp, UnaryOp};
use naga::{Expression, Handle, MathFunction as F};
use std::rc::Rc;

impl<'a> Lower<'a> {
	pub(super) fn math(
		&mut self,
		scope: &mut Scope<'a>,
		fun: F,
		handles: &[Handle<Expression>],
	) -> Lowered<Rc<[Val]>> {
		let span = self.span;
		let kind = self.kind(scope, handles[0])?;
		let ty = self.resolve_type(scope, handles[0])?;
		let mut args = Vec::new();
		for handle in handles {
			args.push(self.scalars(scope, *handle)?);
		}
		self.span = span;
		if let Some(result) = self.whole(fun, kind, &ty, &args) {
			return Ok(result);
		}
		let mut out = Vec::new();
		let count = args.iter().map(|arg| arg.len()).max().unwrap_or(0);
		for i in 0..count {
			let at = |n: usize| args.get(n).map(|arg| arg[if arg.len() == 1 { 0 } else { i }]);
			let a = args[0][if args[0].len() == 1 { 0 } else { i }];
			let (b, c, d) = (at(1).unwrap_or(a), at(2).unwrap_or(a), at(3).unwrap_or(a));
			let val = match kind {
				Kind::F => self.float_function(fun, a, b, c),
				Kind::I => self.integer_function(fun, true, [a, b, c, d]),
				Kind::U | Kind::B => self.integer_function(fun, false, [a, b, c, d]),
			};
			out.push(val.ok_or_else(|| {
				self.error(
					"unsupported-function",
					format!("`{}` is not part of the language", name(fun)),
				)
				.help("write it out with the operators and functions that there are")
			})?);
		}
		Ok(out.into())
	}

	fn integer_function(&mut self, fun: F, signed: bool, args: [Val; 4]) -> Option<Val> {
		let [a, b, c, d] = args;
		let (min, max) = match signed {
			true => (BinaryOp::MinS, BinaryOp::MaxS),
			false => (BinaryOp::MinU, BinaryOp::MaxU),
		};
		Some(match fun {
			F::Abs if signed => self.unary(UnaryOp::AbsS, a),
			F::Abs => a,
			F::Min => self.binary(min, a, b),
			F::Max => self.binary(max, a, b),
			F::Clamp => {
				let low = self.binary(max, a, b);
				self.binary(min, low, c)
			},
			F::Sign if signed => {
				let high = self.b.with(BinaryOp::MinS, a, 1);
				self.b.with(BinaryOp::MaxS, high, u32::MAX)
			},
			F::Sign => self.b.with(BinaryOp::MinU, a, 1),
			F::CountTrailingZeros => self.unary(UnaryOp::TrailingZeros, a),
			F::CountLeadingZeros => self.unary(UnaryOp::LeadingZeros, a),
			F::CountOneBits => self.unary(UnaryOp::CountOnes, a),
			F::ReverseBits => self.unary(UnaryOp::ReverseBits, a),
			F::FirstTrailingBit => {
				let zeros = self.unary(UnaryOp::TrailingZeros, a);
				let none = self.b.constant(u32::MAX);
				self.b.select(a, zeros, none)
			},
			F::FirstLeadingBit => {
				let bits = match signed {
					true => {
						let sign = self.b.with(BinaryOp::ShrS, a, 31);
						self.b.binary(BinaryOp::Xor, a, sign)
					},
					false => a,
				};
				let zeros = self.unary(UnaryOp::LeadingZeros, bits);
				// For 0 this is 31 - 32, the -1 that is asked for.
				let top = self.b.constant(31);
				self.b.binary(BinaryOp::Sub, top, zeros)
			},
			F::ExtractBits => match (self.b.known(b), self.b.known(c)) {
				(Some(offset), Some(count)) => {
					let offset = offset.min(32);
					let count = count.min(32 - offset);
					match count {
						0 => self.b.constant(0),
						_ => self.b.value(Op::Extract(signed, offset as u8, count as u8), &[a]),
					}
				},
				_ => self.b.value(Op::ExtractDynamic(signed), &[a, b, c]),
			},
			F::InsertBits => match (self.b.known(c), self.b.known(d)) {
				(Some(offset), Some(count)) => {
					let offset = offset.min(32);
					let count = count.min(32 - offset);
					match count {
						0 => a,
						_ => self.b.value(Op::Insert(offset as u8, count as u8), &[a, b]),
					}
				},
				_ => self.b.value(Op::InsertDynamic, &[a, b, c, d]),
			},
			_ => return None,
		})
	}

	/// Functions that look at all components at once.
	fn whole(
		&mut self,
		fun: F,
		kind: Kind,
		ty: &crate::types::Ty,
		args: &[Rc<[Val]>],
	) -> Option<Rc<[Val]>> {
		let a = &args[0];
		let first = a.first().copied()?;
		let one = |val: Val| -> Option<Rc<[Val]>> { Some(Rc::new([val])) };
		match fun {
			F::Dot => {
				let sum = self.dot(a, args.get(1)?, kind);
				one(sum)
			},
			F::Dot4I8Packed | F::Dot4U8Packed => {
				let op = match fun {
					F::Dot4I8Packed => BinaryOp::Dot4S,
					_ => BinaryOp::Dot4U,
				};
				let sum = self.binary(op, first, *args.get(1)?.first()?);
				one(sum)
			},
			F::Pack4xI8 | F::Pack4xU8 | F::Pack4xI8Clamp | F::Pack4xU8Clamp => {
				let bytes: Vec<Val> = a
					.iter()
					.map(|val| match fun {
						F::Pack4xI8Clamp => {
							let low = self.b.with(BinaryOp::MaxS, *val, -128i32 as u32);
							self.b.with(BinaryOp::MinS, low, 127)
						},
						F::Pack4xU8Clamp => self.b.with(BinaryOp::MinU, *val, 255),
						_ => *val,
					})
					.collect();
				let packed = self.pack(&bytes, 8);
				one(packed)
			},
			F::Pack4x8snorm | F::Pack4x8unorm | F::Pack2x16snorm | F::Pack2x16unorm => {
				let (bits, scale, low) = match fun {
					F::Pack4x8snorm => (8, 127.0, -1.0),
					F::Pack4x8unorm => (8, 255.0, 0.0),
					F::Pack2x16snorm => (16, 32767.0, -1.0),
					_ => (16, 65535.0, 0.0),
				};
				let parts: Vec<Val> =
					a.iter().map(|val| self.fraction_to_word(*val, scale, low)).collect();
				let packed = self.pack(&parts, bits);
				one(packed)
			},
			F::Pack2x16float => {
				let packed = self.binary(BinaryOp::PackHalf, first, *a.get(1)?);
				one(packed)
			},
			F::Unpack2x16float => Some(Rc::new([
				self.unary(UnaryOp::HalfLow, first),
				self.unary(UnaryOp::HalfHigh, first),
			])),
			F::Unpack4xI8 | F::Unpack4xU8 => Some(
				(0..4)
					.map(|i| self.b.value(Op::Extract(fun == F::Unpack4xI8, 8 * i, 8), &[first]))
					.collect(),
			),
			F::Unpack4x8snorm | F::Unpack4x8unorm | F::Unpack2x16snorm | F::Unpack2x16unorm => {
				let (bits, scale, signed) = match fun {
					F::Unpack4x8snorm => (8, 127.0, true),
					F::Unpack4x8unorm => (8, 255.0, false),
					F::Unpack2x16snorm => (16, 32767.0, true),
					_ => (16, 65535.0, false),
				};
				Some(
					(0..32 / bits)
						.map(|i| self.word_to_fraction(first, i * bits, bits, scale, signed))
						.collect(),
				)
			},
			_ => self.float_whole(fun, kind, ty, args),
		}
	}

	/// Puts the low bits of several words side by side.
	fn pack(&mut self, parts: &[Val], bits: u8) -> Val {
		let mut word = parts[0];
		for (i, part) in parts.iter().enumerate().skip(1) {
			word = self.b.value(Op::Insert(bits * i as u8, bits), &[word, *part]);
		}
		word
	}

	fn fraction_to_word(&mut self, val: Val, scale: f32, low: f32) -> Val {
		let (low_end, high_end) = (self.float(low), self.float(1.0));
		let above = self.binary(BinaryOp::MaxF, val, low_end);
		let inside = self.binary(BinaryOp::MinF, above, high_end);
		let scale = self.float(scale);
		let half = self.float(0.5);
		let scaled = self.binary(BinaryOp::MulF, inside, scale);
		let shifted = self.binary(BinaryOp::AddF, scaled, half);
		let whole = self.unary(UnaryOp::Floor, shifted);
		self.unary(if low < 0.0 { UnaryOp::FToS } else { UnaryOp::FToU }, whole)
	}

	fn word_to_fraction(
		&mut self,
		word: Val,
		offset: u8,
		bits: u8,
		scale: f32,
		signed: bool,
	) -> Val {
		let part = self.b.value(Op::Extract(signed, offset, bits), &[word]);
		let whole = self.unary(if signed { UnaryOp::SToF } else { UnaryOp::UToF }, part);
		let scale = self.float(scale);
		let fraction = self.binary(BinaryOp::DivF, whole, scale);
		match signed {
			true => {
				let low = self.float(-1.0);
				self.binary(BinaryOp::MaxF, fraction, low)
			},
			false => fraction,
		}
	}
}

/// A function's name in WGSL.
fn name(fun: F) -> String {
	let debug = format!("{fun:?}");
	let mut letters = debug.chars();
	match letters.next() {
		Some(first) => first.to_lowercase().collect::<String>() + letters.as_str(),
		None => debug,
	}
}
