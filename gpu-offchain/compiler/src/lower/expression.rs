//! Expressions.

use super::{
	place::{Area, Place},
	Lower, Lowered, Scope, Value, MAX_SCALARS,
};
use crate::{
	ir::{Op, Val},
	types::{Kind, Ty},
};
use assay_touchstone::{BinaryOp, Buffer, Space};
use naga::{Expression, Handle, Literal};
use std::rc::Rc;

/// Elements up to which an indexed value is picked from instead of put into memory.
const MAX_PICKED: usize = 4;

impl<'a> Lower<'a> {
	/// The value of an expression that is evaluated already, or that is constant.
	pub(super) fn value(
		&mut self,
		scope: &mut Scope<'a>,
		handle: Handle<Expression>,
	) -> Lowered<Value> {
		match scope.values.get(&handle) {
			Some(value) => Ok(value.clone()),
			None => self.evaluate(scope, handle),
		}
	}

	/// The scalars of an expression that isn't a pointer.
	pub(super) fn scalars(
		&mut self,
		scope: &mut Scope<'a>,
		handle: Handle<Expression>,
	) -> Lowered<Rc<[Val]>> {
		match self.value(scope, handle)? {
			Value::Scalars(scalars) => Ok(scalars),
			Value::Pointer(_) => Err(self.unexpected("a pointer as a value")),
		}
	}

	/// The only scalar of an expression.
	pub(super) fn scalar(
		&mut self,
		scope: &mut Scope<'a>,
		handle: Handle<Expression>,
	) -> Lowered<Val> {
		let scalars = self.scalars(scope, handle)?;
		scalars.first().copied().ok_or_else(|| self.unexpected("an empty value"))
	}

	/// The place that a pointer expression names.
	pub(super) fn place(
		&mut self,
		scope: &mut Scope<'a>,
		handle: Handle<Expression>,
	) -> Lowered<Place> {
		match self.value(scope, handle)? {
			Value::Pointer(place) => Ok(place),
			Value::Scalars(_) => Err(self.unexpected("a value as a pointer")),
		}
	}

	/// Evaluates an expression here.
	pub(super) fn evaluate(
		&mut self,
		scope: &mut Scope<'a>,
		handle: Handle<Expression>,
	) -> Lowered<Value> {
		let span = scope.function.expressions.get_span(handle);
		if span.is_defined() {
			self.span = span;
		}
		let function = scope.function;
		let value = match &function.expressions[handle] {
			Expression::Literal(literal) => self.literal(*literal)?,
			Expression::Constant(constant) => {
				let init = self.module.constants[*constant].init;
				self.constant_value(init)?
			},
			Expression::ZeroValue(ty) => self.zeros(*ty)?,
			Expression::Compose { components, .. } => {
				let mut all = Vec::new();
				for component in components {
					all.extend_from_slice(&self.scalars(scope, *component)?);
				}
				self.check_value(all.len())?;
				all.into()
			},
			Expression::Access { base, index } => {
				let index = self.scalar(scope, *index)?;
				match self.value(scope, *base)? {
					Value::Pointer(place) => {
						return Ok(Value::Pointer(self.element(&place, index)?))
					},
					Value::Scalars(scalars) => {
						let ty = self.resolve_type(scope, *base)?;
						self.index_value(&ty, &scalars, index)?
					},
				}
			},
			Expression::AccessIndex { base, index } => match self.value(scope, *base)? {
				Value::Pointer(place) => return Ok(Value::Pointer(self.part(&place, *index)?)),
				Value::Scalars(scalars) => {
					let ty = self.resolve_type(scope, *base)?;
					let (part, first, _) =
						ty.part(*index).ok_or_else(|| self.unexpected("this index"))?;
					scalars[first..first + part.scalars()].into()
				},
			},
			Expression::Splat { size, value } => {
				vec![self.scalar(scope, *value)?; *size as usize].into()
			},
			Expression::Swizzle { size, vector, pattern } => {
				let vector = self.scalars(scope, *vector)?;
				pattern[..*size as usize]
					.iter()
					.map(|component| vector[*component as usize])
					.collect()
			},
			Expression::FunctionArgument(index) => {
				return scope
					.arguments
					.get(*index as usize)
					.cloned()
					.ok_or_else(|| self.unexpected("this argument"));
			},
			Expression::GlobalVariable(global) => {
				return self
					.globals
					.get(global)
					.cloned()
					.map(Value::Pointer)
					.ok_or_else(|| self.unexpected("this variable"));
			},
			Expression::LocalVariable(local) => {
				return scope
					.locals
					.get(local.index())
					.cloned()
					.map(Value::Pointer)
					.ok_or_else(|| self.unexpected("this variable"));
			},
			Expression::Load { pointer } => {
				let place = self.place(scope, *pointer)?;
				self.load(&place)?
			},
			Expression::Unary { op, expr } => self.unary_expression(scope, *op, *expr)?,
			Expression::Binary { op, left, right } => {
				self.binary_expression(scope, *op, *left, *right)?
			},
			Expression::Select { condition, accept, reject } => {
				let cond = self.scalars(scope, *condition)?;
				let accept = self.scalars(scope, *accept)?;
				let reject = self.scalars(scope, *reject)?;
				let one = cond.len() == 1;
				accept
					.iter()
					.zip(reject.iter())
					.enumerate()
					.map(|(i, (a, b))| self.b.select(cond[if one { 0 } else { i }], *a, *b))
					.collect()
			},
			Expression::Relational { fun, argument } => self.relational(scope, *fun, *argument)?,
			Expression::Math { fun, arg, arg1, arg2, arg3 } => {
				let args: Vec<_> =
					[Some(*arg), *arg1, *arg2, *arg3].into_iter().flatten().collect();
				self.math(scope, *fun, &args)?
			},
			Expression::As { expr, kind, convert } => {
				self.conversion(scope, *expr, *kind, *convert)?
			},
			Expression::ArrayLength(pointer) => {
				let place = self.place(scope, *pointer)?;
				Rc::new([self.array_length(&place)?])
			},
			Expression::ImageSample { .. }
			| Expression::ImageLoad { .. }
			| Expression::ImageQuery { .. } => return Err(self.unexpected("a texture")),
			_ => return Err(self.unexpected("this expression")),
		};
		Ok(Value::Scalars(value))
	}

	pub(super) fn check_value(&self, scalars: usize) -> Lowered<()> {
		if scalars > MAX_SCALARS {
			return Err(self
				.error("value-size", format!("this value has more than {MAX_SCALARS} scalars"))
				.help("keep large arrays in a `var`, and work on their elements"));
		}
		Ok(())
	}

	fn literal(&mut self, literal: Literal) -> Lowered<Rc<[Val]>> {
		let bits = match literal {
			Literal::F32(value) => value.to_bits(),
			Literal::U32(value) => value,
			Literal::I32(value) => value as u32,
			Literal::Bool(value) => value.into(),
			Literal::AbstractInt(value) => value as u32,
			Literal::AbstractFloat(value) => (value as f32).to_bits(),
			_ => {
				return Err(self
					.error("unsupported-type", "only 32-bit literals are part of the language")
					.help("use i32, u32 or f32"))
			},
		};
		Ok(Rc::new([self.b.constant(bits)]))
	}

	fn zeros(&mut self, ty: Handle<naga::Type>) -> Lowered<Rc<[Val]>> {
		let ty = self.types.get(ty).map_err(|error| error.at(self.span))?;
		self.check_value(ty.scalars())?;
		let zero = self.b.constant(0);
		Ok(vec![zero; ty.scalars()].into())
	}

	/// The value of one of the module's constant expressions.
	pub(super) fn constant_value(&mut self, handle: Handle<Expression>) -> Lowered<Rc<[Val]>> {
		let module = self.module;
		match &module.global_expressions[handle] {
			Expression::Literal(literal) => self.literal(*literal),
			Expression::Constant(constant) => self.constant_value(module.constants[*constant].init),
			Expression::ZeroValue(ty) => self.zeros(*ty),
			Expression::Compose { components, .. } => {
				let mut all = Vec::new();
				for component in components {
					all.extend_from_slice(&self.constant_value(*component)?);
				}
				self.check_value(all.len())?;
				Ok(all.into())
			},
			Expression::Splat { size, value } => {
				let value = self.constant_value(*value)?;
				Ok(vec![value[0]; *size as usize].into())
			},
			_ => Err(self.unexpected("this constant expression")),
		}
	}

	/// An element of a value, by an index known when the kernel runs.
	fn index_value(&mut self, ty: &Ty, scalars: &[Val], index: Val) -> Lowered<Rc<[Val]>> {
		let Some((element, Some(len), _)) = ty.elements() else {
			return Err(self.unexpected("an index into this"));
		};
		let size = element.scalars();
		if let Some(index) = self.b.known(index) {
			let first = (index as usize).saturating_mul(size);
			let zero = self.b.constant(0);
			return Ok(match scalars.get(first..first + size) {
				Some(part) => part.into(),
				None => vec![zero; size].into(),
			});
		}
		let constants: Option<Vec<u32>> =
			scalars.iter().map(|scalar| self.b.known(*scalar)).collect();
		if len as usize <= MAX_PICKED && (size == 1 || constants.is_none()) {
			return Ok((0..size)
				.map(|i| {
					let column: Vec<Val> = scalars.iter().skip(i).step_by(size).copied().collect();
					self.pick(&column, index)
				})
				.collect());
		}
		let owned = Rc::new(ty.clone());
		let place = match constants {
			Some(constants) => {
				let mut words = vec![0; ty.words() as usize];
				let mut scalars = constants.iter();
				ty.leaves(0, &mut |at, n| {
					for i in 0..n {
						if let (Some(word), Some(value)) =
							(words.get_mut(at as usize + i), scalars.next())
						{
							*word = *value;
						}
					}
				});
				self.constant_table(owned, &words)
			},
			None => {
				let (place, _) = self.private_variable(owned);
				self.store(&place, scalars)?;
				place
			},
		};
		let place = self.element(&place, index)?;
		self.load(&place)
	}

	fn array_length(&mut self, place: &Place) -> Lowered<Val> {
		let Place::Memory { area: Area::Space(space), offset, ty, .. } = place else {
			return Err(self.unexpected("this length"));
		};
		let buffer = match space {
			Space::Input(index) => Buffer::Input(*index),
			Space::Output(index) => Buffer::Output(*index),
			_ => return Err(self.unexpected("this length")),
		};
		let Ty::Array { stride, .. } = **ty else {
			return Err(self.unexpected("this length"));
		};
		let words = self.b.leaf(Op::Length(buffer));
		let behind = match offset {
			0 => words,
			// A buffer shorter than what comes before the array has no elements.
			_ => {
				let rest = self.b.with(BinaryOp::Sub, words, *offset);
				let enough = self.b.with(BinaryOp::GeU, words, *offset);
				let zero = self.b.constant(0);
				self.b.select(enough, rest, zero)
			},
		};
		Ok(self.b.with(BinaryOp::DivU, behind, stride))
	}

	/// The type's kind of scalars.
	pub(super) fn kind(&self, scope: &Scope<'a>, handle: Handle<Expression>) -> Lowered<Kind> {
		Ok(self.resolve_type(scope, handle)?.kind())
	}
}
