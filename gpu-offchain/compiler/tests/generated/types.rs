//! Types of generated programs.

use crate::choices::Choices;

/// A kind of scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
	U,
	I,
	F,
	B,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ty {
	Scalar(Kind),
	Vector(usize, Kind),
	/// Columns, rows.
	Matrix(usize, usize),
	Array(Box<Ty>, usize),
	/// By the number of its declaration.
	Struct(usize),
}

pub const U: Ty = Ty::Scalar(Kind::U);
pub const I: Ty = Ty::Scalar(Kind::I);
pub const F: Ty = Ty::Scalar(Kind::F);
pub const B: Ty = Ty::Scalar(Kind::B);

impl Kind {
	pub fn name(self) -> &'static str {
		match self {
			Self::U => "u32",
			Self::I => "i32",
			Self::F => "f32",
			Self::B => "bool",
		}
	}

	pub fn any(c: &mut Choices) -> Self {
		[Self::U, Self::I, Self::F, Self::B][c.below(4)]
	}

	/// A kind that may lie in a buffer.
	pub fn in_buffers(c: &mut Choices) -> Self {
		[Self::U, Self::I, Self::F][c.below(3)]
	}
}

impl Ty {
	pub fn name(&self) -> String {
		match self {
			Self::Scalar(kind) => kind.name().into(),
			Self::Vector(n, kind) => format!("vec{n}<{}>", kind.name()),
			Self::Matrix(columns, rows) => format!("mat{columns}x{rows}<f32>"),
			Self::Array(element, len) => format!("array<{}, {len}>", element.name()),
			Self::Struct(number) => format!("S{number}"),
		}
	}

	/// A scalar, vector or matrix.
	pub fn small(c: &mut Choices) -> Self {
		match c.below(8) {
			0..=3 => Self::Scalar(Kind::any(c)),
			4..=6 => Self::Vector(2 + c.below(3), Kind::any(c)),
			_ => Self::Matrix(2 + c.below(3), 2 + c.below(3)),
		}
	}

	/// Anything that a variable may be, with structs up to a number.
	pub fn any(c: &mut Choices, structs: usize) -> Self {
		match c.below(6) {
			0..=2 => Self::small(c),
			3 => Self::Array(Box::new(Self::small(c)), 1 + c.below(6)),
			4 if structs > 0 => Self::Struct(c.below(structs)),
			5 if structs > 0 => {
				Self::Array(Box::new(Self::Struct(c.below(structs))), 1 + c.below(4))
			},
			_ => Self::small(c),
		}
	}

	/// What may lie in a buffer: no bools.
	pub fn in_buffers(c: &mut Choices) -> Self {
		match c.below(4) {
			0 | 1 => Self::Scalar(Kind::in_buffers(c)),
			2 => Self::Vector(2 + c.below(3), Kind::in_buffers(c)),
			_ => Self::Matrix(2 + c.below(3), 2 + c.below(3)),
		}
	}
}

/// A declared struct: what its members are, `m0`, `m1`, ...
#[derive(Clone, Debug)]
pub struct Struct {
	pub members: Vec<Ty>,
}
