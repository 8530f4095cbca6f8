//! Values: scalars with their types, and trees of them.

use naga::{Handle, Module, ScalarKind, Type, TypeInner};

/// A scalar. Floats are held as bits, since their NaNs matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
	U(u32),
	I(i32),
	F(u32),
	B(bool),
}

/// A scalar, or the components, columns, elements or members of something larger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
	One(Scalar),
	All(Vec<Value>),
}

impl Scalar {
	/// The bits as they lie in memory.
	pub fn bits(self) -> u32 {
		match self {
			Self::U(bits) | Self::F(bits) => bits,
			Self::I(value) => value as u32,
			Self::B(value) => value.into(),
		}
	}

	/// The scalar of a kind with these bits.
	pub fn of(kind: ScalarKind, bits: u32) -> Self {
		match kind {
			ScalarKind::Uint => Self::U(bits),
			ScalarKind::Sint => Self::I(bits as i32),
			ScalarKind::Float => Self::F(bits),
			ScalarKind::Bool => Self::B(bits != 0),
			other => panic!("no kernel has scalars of kind {other:?}"),
		}
	}

	/// Zero of the same kind.
	pub fn zero(self) -> Self {
		match self {
			Self::U(_) => Self::U(0),
			Self::I(_) => Self::I(0),
			Self::F(_) => Self::F(0),
			Self::B(_) => Self::B(false),
		}
	}
}

impl Value {
	pub fn u(value: u32) -> Self {
		Self::One(Scalar::U(value))
	}

	pub fn float(value: f32) -> Self {
		Self::One(Scalar::F(value.to_bits()))
	}

	/// The scalar that this is.
	pub fn scalar(&self) -> Scalar {
		match self {
			Self::One(scalar) => *scalar,
			Self::All(_) => panic!("{self:?} is not a scalar"),
		}
	}

	/// The parts that this has.
	pub fn parts(&self) -> &[Value] {
		match self {
			Self::All(parts) => parts,
			Self::One(_) => panic!("{self:?} has no parts"),
		}
	}

	pub fn is_vector(&self) -> bool {
		matches!(self, Self::All(parts) if matches!(parts[0], Self::One(_)))
	}

	/// As an index: negative ones are beyond every end.
	pub fn index(&self) -> usize {
		self.scalar().bits() as usize
	}

	pub fn is_true(&self) -> bool {
		self.scalar() == Scalar::B(true)
	}

	/// The same shape with zeros.
	pub fn zeroed(&self) -> Self {
		self.map(&mut |scalar| scalar.zero())
	}

	/// The same shape with other scalars.
	pub fn map(&self, f: &mut impl FnMut(Scalar) -> Scalar) -> Self {
		match self {
			Self::One(scalar) => Self::One(f(*scalar)),
			Self::All(parts) => Self::All(parts.iter().map(|part| part.map(f)).collect()),
		}
	}

	/// Both, scalar by scalar; a scalar goes with every scalar of the other.
	pub fn zip(&self, other: &Self, f: &mut impl FnMut(Scalar, Scalar) -> Scalar) -> Self {
		match (self, other) {
			(Self::One(a), Self::One(b)) => Self::One(f(*a, *b)),
			(Self::All(a), Self::All(b)) => {
				assert_eq!(a.len(), b.len());
				Self::All(a.iter().zip(b).map(|(a, b)| a.zip(b, f)).collect())
			},
			(Self::All(a), one) => Self::All(a.iter().map(|a| a.zip(one, f)).collect()),
			(one, Self::All(b)) => Self::All(b.iter().map(|b| one.zip(b, f)).collect()),
		}
	}

	/// An element, or zeros beyond the last.
	pub fn element(&self, index: usize) -> Self {
		let parts = self.parts();
		parts.get(index).cloned().unwrap_or_else(|| parts[0].zeroed())
	}
}

/// Zeros of a type.
pub fn zeros(module: &Module, ty: Handle<Type>) -> Value {
	let one = |scalar: naga::Scalar| Value::One(Scalar::of(scalar.kind, 0));
	match module.types[ty].inner {
		TypeInner::Scalar(scalar) | TypeInner::Atomic(scalar) => one(scalar),
		TypeInner::Vector { size, scalar } => Value::All(vec![one(scalar); size as usize]),
		TypeInner::Matrix { columns, rows, scalar } => {
			Value::All(vec![Value::All(vec![one(scalar); rows as usize]); columns as usize])
		},
		TypeInner::Array { base, size: naga::ArraySize::Constant(len), .. } => {
			Value::All(vec![zeros(module, base); len.get() as usize])
		},
		TypeInner::Struct { ref members, .. } => {
			Value::All(members.iter().map(|member| zeros(module, member.ty)).collect())
		},
		ref other => panic!("no variable has the type {other:?}"),
	}
}
