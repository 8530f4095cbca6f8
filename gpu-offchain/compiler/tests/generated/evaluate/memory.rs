//! Where variables and buffers are, and what pointers name.

use super::value::{Scalar, Value};
use naga::{Handle, Module, Scalar as ScalarType, Type, TypeInner};

/// A pointer.
#[derive(Clone, Debug)]
pub enum Pointer {
	/// Into a variable: through these elements and members.
	Variable { root: Root, path: Vec<usize> },
	/// Into a buffer: a byte of it.
	Buffer { buffer: Buffer, byte: u64, shape: Shape },
}

/// A variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
	/// Of the function call at this depth, with this number.
	Local { depth: usize, number: usize },
	/// Of the lane.
	Private(usize),
	/// Of the workgroup.
	Shared(usize),
}

/// A buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buffer {
	Input(usize),
	Output(usize),
	Params,
}

/// What a pointer into a buffer points to.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
	Type(Handle<Type>),
	Vector(usize, ScalarType),
	Scalar(ScalarType),
}

impl Shape {
	fn resolve(self, module: &Module) -> Self {
		match self {
			Self::Type(ty) => match module.types[ty].inner {
				TypeInner::Scalar(scalar) => Self::Scalar(scalar),
				TypeInner::Vector { size, scalar } => Self::Vector(size as usize, scalar),
				_ => self,
			},
			other => other,
		}
	}

	/// An element or member: its shape and the bytes before it.
	pub fn part(self, module: &Module, index: u64) -> (Self, u64) {
		match self.resolve(module) {
			Self::Vector(_, scalar) => (Self::Scalar(scalar), 4 * index),
			Self::Scalar(_) => panic!("a scalar has no parts"),
			Self::Type(ty) => match module.types[ty].inner {
				TypeInner::Matrix { rows, scalar, .. } => {
					let stride = if rows as u64 == 2 { 8 } else { 16 };
					(Self::Vector(rows as usize, scalar), stride * index)
				},
				TypeInner::Array { base, stride, .. } => {
					(Self::Type(base), u64::from(stride) * index)
				},
				TypeInner::Struct { ref members, .. } => {
					let member = &members[index as usize];
					(Self::Type(member.ty), u64::from(member.offset))
				},
				ref other => panic!("{other:?} has no parts"),
			},
		}
	}

	/// How many parts; `None` for scalars and for what is sized at run time.
	fn count(self, module: &Module) -> Option<u64> {
		match self.resolve(module) {
			Self::Scalar(_) => None,
			Self::Vector(size, _) => Some(size as u64),
			Self::Type(ty) => match module.types[ty].inner {
				TypeInner::Matrix { columns, .. } => Some(columns as u64),
				TypeInner::Array { size: naga::ArraySize::Constant(len), .. } => {
					Some(len.get().into())
				},
				TypeInner::Struct { ref members, .. } => Some(members.len() as u64),
				_ => None,
			},
		}
	}

	/// Reads a value with `word`, which is given the number of each word.
	pub fn read(self, module: &Module, byte: u64, word: &mut impl FnMut(u64) -> u32) -> Value {
		if let Self::Scalar(scalar) = self.resolve(module) {
			return Value::One(Scalar::of(scalar.kind, word(byte / 4)));
		}
		let count = self.count(module).expect("values have a size");
		let parts = (0..count).map(|index| {
			let (part, before) = self.part(module, index);
			part.read(module, byte + before, word)
		});
		Value::All(parts.collect())
	}

	/// Writes a value with `word`, which is given the number of each word and its bits.
	pub fn write(self, module: &Module, byte: u64, value: &Value, word: &mut impl FnMut(u64, u32)) {
		match value {
			Value::One(scalar) => word(byte / 4, scalar.bits()),
			Value::All(parts) => {
				for (index, value) in parts.iter().enumerate() {
					let (part, before) = self.part(module, index as u64);
					part.write(module, byte + before, value, word);
				}
			},
		}
	}

	/// Elements of an array that is sized at run time, in a buffer of so many words.
	pub fn run_time_length(self, module: &Module, byte: u64, words: u64) -> u32 {
		let Self::Type(ty) = self else {
			panic!("only arrays have a length");
		};
		let TypeInner::Array { stride, .. } = module.types[ty].inner else {
			panic!("only arrays have a length");
		};
		((4 * words).saturating_sub(byte) / u64::from(stride)) as u32
	}
}

/// The part of a value that a path leads to; `None` beyond an end.
pub fn follow<'v>(value: &'v mut Value, path: &[usize]) -> Option<&'v mut Value> {
	path.iter().try_fold(value, |value, index| match value {
		Value::All(parts) => parts.get_mut(*index),
		Value::One(_) => panic!("a path into a scalar"),
	})
}

/// The value that a path leads to, or zeros beyond an end.
pub fn look(value: &Value, path: &[usize]) -> Value {
	match path.split_first() {
		None => value.clone(),
		Some((index, rest)) => match value.parts().get(*index) {
			Some(part) => look(part, rest),
			None => look(&value.parts()[0].zeroed(), rest),
		},
	}
}
