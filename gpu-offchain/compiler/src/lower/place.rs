//! Where variables are, and how they are read and written.

use super::{Lower, Lowered, MAX_SCALARS};
use crate::{
	ir::{Op, Val},
	types::Ty,
};
use assay_touchstone::{BinaryOp, Space, Width};
use std::rc::Rc;

/// A memory that loads can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Area {
	Space(Space),
	Param,
}

/// What a pointer points to.
#[derive(Clone, Debug)]
pub(super) enum Place {
	/// Scalars held as values.
	Cells { first: usize, ty: Rc<Ty> },
	/// One scalar of several held as values.
	CellAt { first: usize, len: usize, index: Val, ty: Rc<Ty> },
	/// `offset + sum of value * stride`, in words.
	Memory { area: Area, terms: Vec<(Val, u32)>, offset: u32, ty: Rc<Ty> },
}

impl Place {
	pub fn memory(area: Area, offset: u32, ty: Rc<Ty>) -> Self {
		Self::Memory { area, terms: Vec::new(), offset, ty }
	}

	pub fn ty(&self) -> &Rc<Ty> {
		match self {
			Self::Cells { ty, .. } | Self::CellAt { ty, .. } | Self::Memory { ty, .. } => ty,
		}
	}
}

/// Words that one instruction moves: the first scalar, the width, the word offset.
struct Chunk {
	scalar: usize,
	width: Width,
	offset: u32,
}

impl<'a> Lower<'a> {
	/// The part of a place that a constant index names.
	pub(super) fn part(&mut self, place: &Place, index: u32) -> Lowered<Place> {
		let (ty, scalar, word) = place.ty().part(index).ok_or_else(|| {
			self.error("index", format!("there is no element {index}"))
				.help("count from 0; the last element of `array<T, n>` is n - 1")
		})?;
		Ok(match place {
			Place::Cells { first, .. } => Place::Cells { first: first + scalar, ty },
			Place::CellAt { .. } => return Err(self.unexpected("a part of a component")),
			Place::Memory { area, terms, offset, .. } => Place::Memory {
				area: *area,
				terms: terms.clone(),
				offset: offset.wrapping_add(word),
				ty,
			},
		})
	}

	/// The part of a place that an index names when the kernel runs.
	pub(super) fn element(&mut self, place: &Place, index: Val) -> Lowered<Place> {
		let Some((ty, len, stride)) = place.ty().elements() else {
			return Err(self.unexpected("an index into this"));
		};
		if let Some(value) = self.b.known(index) {
			if len.is_some_and(|len| value < len) {
				return self.part(place, value);
			}
		}
		match place {
			Place::Cells { first, .. } => {
				Ok(Place::CellAt { first: *first, len: len.unwrap_or(0) as usize, index, ty })
			},
			Place::CellAt { .. } => Err(self.unexpected("a part of a component")),
			Place::Memory { area, terms, offset, .. } => {
				let mut terms = terms.clone();
				terms.push((index, stride));
				Ok(Place::Memory { area: *area, terms, offset: *offset, ty })
			},
		}
	}

	/// Base value and offset of an element of `width` words, in elements.
	fn address(&mut self, terms: &[(Val, u32)], offset: u32, width: u32) -> (Option<Val>, u32) {
		let mut offset = offset / width;
		let mut base: Option<Val> = None;
		for (val, stride) in terms {
			let stride = stride / width;
			let mut val = *val;
			// What is added to an index is added to the offset instead: modulo 2^32 it is the same.
			while let Some((Op::Binary(BinaryOp::Add), args)) = self.b.def(val).cloned() {
				let Some(value) = self.b.known(args[1]) else {
					break;
				};
				offset = offset.wrapping_add(value.wrapping_mul(stride));
				val = args[0];
			}
			if let Some(value) = self.b.known(val) {
				offset = offset.wrapping_add(value.wrapping_mul(stride));
				continue;
			}
			let scaled = self.b.with(BinaryOp::Mul, val, stride);
			base = Some(match base {
				Some(base) => self.b.binary(BinaryOp::Add, base, scaled),
				None => scaled,
			});
		}
		(base, offset)
	}

	/// Splits a value's words into accesses as wide as its alignment allows.
	fn chunks(&self, ty: &Ty, terms: &[(Val, u32)], offset: u32, wide: bool) -> Vec<Chunk> {
		let mut words = Vec::new();
		ty.leaves(offset, &mut |at, n| words.extend((0..n as u32).map(|i| at.wrapping_add(i))));
		let mut chunks = Vec::new();
		let mut at = 0;
		while at < words.len() {
			let fits = |n: u32| {
				wide && words[at] % n == 0
					&& terms.iter().all(|(_, stride)| stride % n == 0)
					&& (1..n)
						.all(|i| words.get(at + i as usize) == Some(&words[at].wrapping_add(i)))
			};
			let width = if fits(4) {
				Width::Four
			} else if fits(2) {
				Width::Two
			} else {
				Width::One
			};
			chunks.push(Chunk { scalar: at, width, offset: words[at] });
			at += width.words() as usize;
		}
		chunks
	}

	fn check_scalars(&self, ty: &Ty) -> Lowered<()> {
		if ty.scalars() > MAX_SCALARS || ty.is_unsized() {
			return Err(self
				.error("value-size", "this copies a large array as a whole")
				.help("work on elements: `a[i]`, or pass `&a` to functions"));
		}
		Ok(())
	}

	/// The value at a place.
	pub(super) fn load(&mut self, place: &Place) -> Lowered<Rc<[Val]>> {
		self.check_scalars(place.ty())?;
		self.check_size()?;
		Ok(match place {
			Place::Cells { first, ty } => self.cells[*first..*first + ty.scalars()]
				.iter()
				.map(|val| self.b.program.resolve(*val))
				.collect(),
			Place::CellAt { first, len, index, .. } => {
				let cells: Vec<Val> = self.cells[*first..*first + *len].to_vec();
				Rc::new([self.pick(&cells, *index)])
			},
			Place::Memory { area, terms, offset, ty } => {
				let mut out = Vec::with_capacity(ty.scalars());
				let wide = *area != Area::Param;
				for chunk in self.chunks(ty, terms, *offset, wide) {
					let words = chunk.width.words();
					let (base, offset) = self.address(terms, chunk.offset, words);
					let args: Vec<Val> = base.into_iter().collect();
					match area {
						Area::Param if args.is_empty() => out.push(
							self.b.leaf(u16::try_from(offset).map_or(Op::Const(0), Op::Param)),
						),
						Area::Param => {
							out.extend(self.b.load(Op::ParamAt(offset), args, words as usize))
						},
						Area::Space(space) => {
							let op = Op::Load(*space, chunk.width, offset);
							out.extend(self.b.load(op, args, words as usize))
						},
					}
				}
				out.into()
			},
		})
	}

	/// Sets the value at a place.
	pub(super) fn store(&mut self, place: &Place, value: &[Val]) -> Lowered<()> {
		self.check_scalars(place.ty())?;
		self.check_size()?;
		match place {
			Place::Cells { first, ty } => {
				for (cell, val) in self.cells[*first..*first + ty.scalars()].iter_mut().zip(value) {
					*cell = *val;
				}
			},
			Place::CellAt { first, len, index, .. } => {
				let Some(new) = value.first() else {
					return Ok(());
				};
				for i in 0..*len {
					let here = self.b.with(BinaryOp::Eq, *index, i as u32);
					let old = self.cells[first + i];
					self.cells[first + i] = self.b.select(here, *new, old);
				}
			},
			Place::Memory { area, terms, offset, ty } => {
				let Area::Space(space) = *area else {
					return Err(self.unexpected("a store to the parameters"));
				};
				for chunk in self.chunks(ty, terms, *offset, true) {
					let words = chunk.width.words();
					let (base, offset) = self.address(terms, chunk.offset, words);
					let mut args: Vec<Val> = base.into_iter().collect();
					args.extend_from_slice(&value[chunk.scalar..chunk.scalar + words as usize]);
					let op = Op::Store(space, chunk.width, offset, base.is_some());
					self.b.push(op, args, 0);
				}
			},
		}
		Ok(())
	}

	/// The base value and offset of one word of workgroup memory.
	pub(super) fn workgroup_word(&mut self, place: &Place) -> Lowered<(Option<Val>, u32)> {
		match place {
			Place::Memory { area: Area::Space(Space::Workgroup), terms, offset, .. } => {
				Ok(self.address(&terms.clone(), *offset, 1))
			},
			_ => Err(self.unexpected("this outside of workgroup memory")),
		}
	}

	/// One of several values, by an index; 0 where there is none.
	pub(super) fn pick(&mut self, values: &[Val], index: Val) -> Val {
		if let Some(known) = self.b.known(index) {
			return match values.get(known as usize) {
				Some(val) => *val,
				None => self.b.constant(0),
			};
		}
		let always_inside = (self.b.highest(index) as usize) < values.len();
		let mut result = match (always_inside, values.last()) {
			(true, Some(last)) => *last,
			_ => self.b.constant(0),
		};
		for (i, val) in values.iter().enumerate().rev() {
			if always_inside && i + 1 == values.len() {
				continue;
			}
			let here = self.b.with(BinaryOp::Eq, index, i as u32);
			result = self.b.select(here, *val, result);
		}
		result
	}
}
