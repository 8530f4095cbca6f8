//! Types as the lowering sees them: scalars of 32 bits at word offsets.

use crate::diagnostic::Diagnostic;
use naga::{AddressSpace, ArraySize, Handle, Module, ScalarKind, TypeInner};
use std::rc::Rc;

/// What the bits of a scalar are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
	U,
	I,
	F,
	/// Held as 0 or 1.
	B,
}

/// A type with its layout in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
	Scalar(Kind),
	Vector(usize, Kind),
	Matrix {
		columns: usize,
		rows: usize,
	},
	/// Of `None` elements at run time.
	Array {
		element: Rc<Ty>,
		len: Option<u32>,
		stride: u32,
	},
	Struct {
		members: Vec<(Rc<Ty>, u32)>,
		span: u32,
		align: u32,
		// Counted once: structs in structs may have more members than can be visited.
		scalars: usize,
		has_atomics: bool,
	},
	Atomic(Kind),
}

impl Ty {
	/// Words in memory, without padding behind it. 0 for what is sized at run time.
	pub fn words(&self) -> u32 {
		match self {
			Self::Scalar(_) | Self::Atomic(_) => 1,
			Self::Vector(n, _) => *n as u32,
			Self::Matrix { columns, rows } => *columns as u32 * vector_stride(*rows),
			Self::Array { len, stride, .. } => len.unwrap_or(0).saturating_mul(*stride),
			Self::Struct { span, .. } => *span,
		}
	}

	/// The alignment in words.
	pub fn align(&self) -> u32 {
		match self {
			Self::Scalar(_) | Self::Atomic(_) => 1,
			Self::Vector(n, _) => vector_stride(*n),
			Self::Matrix { rows, .. } => vector_stride(*rows),
			Self::Array { element, .. } => element.align(),
			Self::Struct { align, .. } => *align,
		}
	}

	/// How many scalars a value of it has.
	pub fn scalars(&self) -> usize {
		match self {
			Self::Scalar(_) | Self::Atomic(_) => 1,
			Self::Vector(n, _) => *n,
			Self::Matrix { columns, rows } => columns * rows,
			Self::Array { element, len, .. } => {
				element.scalars().saturating_mul(len.unwrap_or(0) as usize)
			},
			Self::Struct { scalars, .. } => *scalars,
		}
	}

	/// Whether part of it is sized at run time.
	pub fn is_unsized(&self) -> bool {
		match self {
			Self::Array { len: None, .. } => true,
			Self::Struct { members, .. } => members.last().is_some_and(|(ty, _)| ty.is_unsized()),
			Self::Array { len: Some(_), .. }
			| Self::Scalar(_)
			| Self::Vector(..)
			| Self::Matrix { .. }
			| Self::Atomic(_) => false,
		}
	}

	/// Whether part of it is atomic.
	pub fn has_atomics(&self) -> bool {
		match self {
			Self::Atomic(_) => true,
			Self::Array { element, .. } => element.has_atomics(),
			Self::Struct { has_atomics, .. } => *has_atomics,
			Self::Scalar(_) | Self::Vector(..) | Self::Matrix { .. } => false,
		}
	}

	/// The kind of its scalars, where it is a scalar, vector or matrix.
	pub fn kind(&self) -> Kind {
		match self {
			Self::Scalar(kind) | Self::Vector(_, kind) | Self::Atomic(kind) => *kind,
			Self::Matrix { .. } => Kind::F,
			// Nobody asks: what they hold is asked for.
			Self::Array { .. } | Self::Struct { .. } => Kind::F,
		}
	}

	/// The part with this number: its type, its first scalar, its word offset.
	pub fn part(&self, index: u32) -> Option<(Rc<Ty>, usize, u32)> {
		let at = index as usize;
		match self {
			Self::Vector(n, kind) if at < *n => Some((Rc::new(Self::Scalar(*kind)), at, index)),
			Self::Matrix { columns, rows } if at < *columns => Some((
				Rc::new(Self::Vector(*rows, Kind::F)),
				at * rows,
				index * vector_stride(*rows),
			)),
			Self::Array { element, len, stride } if len.is_none_or(|len| index < len) => Some((
				element.clone(),
				at.saturating_mul(element.scalars()),
				index.wrapping_mul(*stride),
			)),
			Self::Struct { members, .. } => {
				let (ty, offset) = members.get(at)?;
				let before = members[..at].iter().map(|(ty, _)| ty.scalars()).sum();
				Some((ty.clone(), before, *offset))
			},
			// Beyond the last part, or without any.
			Self::Vector(..)
			| Self::Matrix { .. }
			| Self::Array { .. }
			| Self::Scalar(_)
			| Self::Atomic(_) => None,
		}
	}

	/// Where a dynamic index goes: the parts' type, how many, words and scalars between them.
	pub fn elements(&self) -> Option<(Rc<Ty>, Option<u32>, u32)> {
		match self {
			Self::Vector(n, kind) => Some((Rc::new(Self::Scalar(*kind)), Some(*n as u32), 1)),
			Self::Matrix { columns, rows } => Some((
				Rc::new(Self::Vector(*rows, Kind::F)),
				Some(*columns as u32),
				vector_stride(*rows),
			)),
			Self::Array { element, len, stride } => Some((element.clone(), *len, *stride)),
			Self::Scalar(_) | Self::Struct { .. } | Self::Atomic(_) => None,
		}
	}

	/// Calls `visit` with the vectors and scalars of a value, in order: word offset and size.
	pub fn leaves(&self, base: u32, visit: &mut dyn FnMut(u32, usize)) {
		match self {
			Self::Scalar(_) | Self::Atomic(_) => visit(base, 1),
			Self::Vector(n, _) => visit(base, *n),
			Self::Matrix { columns, rows } => {
				for column in 0..*columns as u32 {
					visit(base + column * vector_stride(*rows), *rows);
				}
			},
			Self::Array { element, len, stride } => {
				for index in 0..len.unwrap_or(0) {
					element.leaves(base + index * stride, visit);
				}
			},
			Self::Struct { members, .. } => {
				for (ty, offset) in members {
					ty.leaves(base + offset, visit);
				}
			},
		}
	}
}

fn vector_stride(n: usize) -> u32 {
	[1, 1, 2, 4, 4][n.min(4)]
}

fn round_up(value: u32, to: u32) -> u32 {
	value.div_ceil(to).saturating_mul(to)
}

/// All types of a module.
pub(crate) struct Types {
	/// By handle; `Err` says what is not supported.
	list: Vec<Result<Rc<Ty>, &'static str>>,
}

impl Types {
	pub fn of(module: &Module) -> Self {
		let mut types = Self { list: Vec::new() };
		for (_, ty) in module.types.iter() {
			let converted = types.convert(&ty.inner);
			types.list.push(converted.map(Rc::new));
		}
		types
	}

	/// The type with this handle, or a message that it isn't part of the language.
	pub fn get(&self, handle: Handle<naga::Type>) -> Result<Rc<Ty>, Diagnostic> {
		self.list.get(handle.index()).cloned().unwrap_or(Err("unknown types")).map_err(unsupported)
	}

	/// The type of a resolved expression.
	pub fn inner(&self, inner: &TypeInner) -> Result<Rc<Ty>, Diagnostic> {
		self.convert(inner).map(Rc::new).map_err(unsupported)
	}

	/// What a pointer type points to, and where.
	pub fn pointee(&self, inner: &TypeInner) -> Option<(Result<Rc<Ty>, Diagnostic>, AddressSpace)> {
		match *inner {
			TypeInner::Pointer { base, space } => Some((self.get(base), space)),
			TypeInner::ValuePointer { size, scalar, space } => {
				let ty = kind(scalar).map(|kind| match size {
					Some(n) => Rc::new(Ty::Vector(n as usize, kind)),
					None => Rc::new(Ty::Scalar(kind)),
				});
				Some((ty.map_err(unsupported), space))
			},
			_ => None,
		}
	}

	fn convert(&self, inner: &TypeInner) -> Result<Ty, &'static str> {
		let at = |handle: Handle<naga::Type>| {
			self.list.get(handle.index()).cloned().unwrap_or(Err("unknown types"))
		};
		Ok(match *inner {
			TypeInner::Scalar(scalar) => Ty::Scalar(kind(scalar)?),
			TypeInner::Vector { size, scalar } => Ty::Vector(size as usize, kind(scalar)?),
			TypeInner::Matrix { columns, rows, scalar } => {
				kind(scalar)?;
				Ty::Matrix { columns: columns as usize, rows: rows as usize }
			},
			TypeInner::Atomic(scalar) => Ty::Atomic(kind(scalar)?),
			TypeInner::Array { base, size, stride } => {
				let element = at(base)?;
				let len = match size {
					ArraySize::Constant(n) => Some(n.get()),
					ArraySize::Dynamic => None,
					ArraySize::Pending(_) => return Err("arrays sized by an unresolved override"),
				};
				// naga counts a bool as one byte.
				let natural = round_up(element.words(), element.align());
				let stride = natural.max(if stride % 4 == 0 { stride / 4 } else { 0 });
				Ty::Array { element, len, stride }
			},
			TypeInner::Struct { ref members, span } => {
				let mut end = 0;
				let mut list = Vec::new();
				for member in members {
					let ty = at(member.ty)?;
					let natural = round_up(end, ty.align());
					let said = if member.offset % 4 == 0 { member.offset / 4 } else { 0 };
					let offset = natural.max(said);
					end = offset.saturating_add(ty.words());
					list.push((ty, offset));
				}
				let align = list.iter().map(|(ty, _)| ty.align()).max().unwrap_or(1);
				Ty::Struct {
					scalars: list
						.iter()
						.fold(0, |sum, (ty, _)| usize::saturating_add(sum, ty.scalars())),
					has_atomics: list.iter().any(|(ty, _)| ty.has_atomics()),
					members: list,
					span: round_up(end, align).max(span / 4),
					align,
				}
			},
			TypeInner::Image { .. } | TypeInner::Sampler { .. } => {
				return Err("textures and samplers")
			},
			TypeInner::BindingArray { .. } => return Err("binding arrays"),
			TypeInner::Pointer { .. } | TypeInner::ValuePointer { .. } => {
				return Err("pointers inside of other types")
			},
			TypeInner::CooperativeMatrix { .. } => return Err("cooperative matrices"),
			TypeInner::AccelerationStructure { .. } | TypeInner::RayQuery { .. } => {
				return Err("ray queries")
			},
		})
	}
}

fn kind(scalar: naga::Scalar) -> Result<Kind, &'static str> {
	match (scalar.kind, scalar.width) {
		(ScalarKind::Sint, 4) => Ok(Kind::I),
		(ScalarKind::Uint, 4) => Ok(Kind::U),
		(ScalarKind::Float, 4) => Ok(Kind::F),
		(ScalarKind::Bool, _) => Ok(Kind::B),
		(ScalarKind::Float, 2) => Err("16-bit floats"),
		(_, 8) => Err("64-bit types"),
		_ => Err("types that don't have 32 bits"),
	}
}

fn unsupported(what: &'static str) -> Diagnostic {
	Diagnostic::error("unsupported-type", format!("{what} are not part of the language")).help(
		match what {
			"textures and samplers" => {
				"bind the texels as `var<storage, read> texels: array<u32>` and index it yourself"
			},
			"binding arrays" => "bind each buffer by itself; a kernel has up to 8 inputs",
			"16-bit floats" => {
				"use f32; halves in memory can be read with `unpack2x16float` and \
				 written with `pack2x16float`"
			},
			"64-bit types" => "use 32-bit types, or pairs of u32",
			_ => "use i32, u32, f32, bool, and vectors, matrices, arrays and structs of them",
		},
	)
}
