//! Expressions.

use super::{
	math,
	memory::{follow, look, Buffer, Pointer, Root, Shape},
	value::{zeros, Scalar, Value},
	Argument, Lane,
};
use naga::{AddressSpace, Expression as E, Handle, Literal, RelationalFunction, ScalarKind};

fn literal(literal: Literal) -> Value {
	Value::One(match literal {
		Literal::U32(value) => Scalar::U(value),
		Literal::I32(value) => Scalar::I(value),
		Literal::F32(value) => Scalar::F(value.to_bits()),
		Literal::Bool(value) => Scalar::B(value),
		Literal::AbstractInt(value) => Scalar::I(value as i32),
		Literal::AbstractFloat(value) => Scalar::F((value as f32).to_bits()),
		other => panic!("no kernel has {other:?}"),
	})
}

/// The name of an expression's kind, with its operator or function.
fn name(expression: &E) -> String {
	match expression {
		E::Unary { op, .. } => format!("{op:?}"),
		E::Binary { op, .. } => format!("{op:?}"),
		E::Math { fun, .. } => format!("{fun:?}"),
		E::Relational { fun, .. } => format!("{fun:?}"),
		E::As { kind, convert, .. } => format!("As {kind:?} {}", convert.is_some()),
		other => {
			let text = format!("{other:?}");
			let end = text.find(['(', ' ', '{']).unwrap_or(text.len());
			text[..end].to_string()
		},
	}
}

impl<'a> Lane<'a> {
	/// The value or pointer of an expression of the innermost call.
	pub(super) fn argument(&mut self, handle: Handle<E>) -> Argument {
		match self.top().values.get(&handle.index()) {
			Some(known) => known.clone(),
			None => self.evaluate(handle),
		}
	}

	pub(super) fn value(&mut self, handle: Handle<E>) -> Value {
		match self.argument(handle) {
			Argument::Value(value) => value,
			Argument::Pointer(pointer) => panic!("{pointer:?} is not a value"),
		}
	}

	pub(super) fn pointer(&mut self, handle: Handle<E>) -> Pointer {
		match self.argument(handle) {
			Argument::Pointer(pointer) => pointer,
			Argument::Value(value) => panic!("{value:?} is not a pointer"),
		}
	}

	pub(super) fn evaluate(&mut self, handle: Handle<E>) -> Argument {
		let expression = &self.top().function.expressions[handle];
		self.meet(&name(expression));
		let depth = self.calls.len() - 1;
		Argument::Value(match *expression {
			E::Literal(value) => literal(value),
			E::Constant(constant) => self.constant_of(constant),
			E::Override(handle) => self.override_value(handle),
			E::ZeroValue(ty) => zeros(self.module(), ty),
			E::Compose { ref components, ty } => {
				let parts: Vec<_> = components.iter().map(|part| self.value(*part)).collect();
				self.compose(ty, parts)
			},
			E::Splat { size, value } => Value::All(vec![self.value(value); size as usize]),
			E::Swizzle { size, vector, pattern } => {
				let vector = self.value(vector);
				let parts = pattern.iter().take(size as usize);
				Value::All(parts.map(|n| vector.parts()[*n as usize].clone()).collect())
			},
			E::Access { base, index } => {
				let index = self.value(index).index();
				return self.access(base, index);
			},
			E::AccessIndex { base, index } => return self.access(base, index as usize),
			E::FunctionArgument(number) => {
				return self.top().arguments[number as usize].clone();
			},
			E::GlobalVariable(global) => return Argument::Pointer(self.global_pointer(global)),
			E::LocalVariable(local) => {
				let number = local.index();
				let root = Root::Local { depth, number };
				let path = Vec::new();
				return Argument::Pointer(Pointer::Variable { root, path });
			},
			E::Load { pointer } => {
				let pointer = self.pointer(pointer);
				self.load(&pointer)
			},
			E::Unary { op, expr } => math::unary(op, &self.value(expr)),
			E::Binary { op, left, right } => {
				let left = self.value(left);
				math::binary(op, &left, &self.value(right))
			},
			E::Select { condition, accept, reject } => {
				let (condition, accept) = (self.value(condition), self.value(accept));
				let reject = self.value(reject);
				select(&condition, &accept, &reject)
			},
			E::Relational { fun, argument } => {
				let value = self.value(argument);
				let parts: Vec<Value> = match value {
					Value::One(_) => vec![value],
					Value::All(parts) => parts,
				};
				Value::One(Scalar::B(match fun {
					RelationalFunction::All => parts.iter().all(Value::is_true),
					RelationalFunction::Any => parts.iter().any(Value::is_true),
					other => panic!("no kernel has {other:?}"),
				}))
			},
			E::Math { fun, arg, arg1, arg2, arg3 } => {
				let handles = [Some(arg), arg1, arg2, arg3].into_iter().flatten();
				let args: Vec<_> = handles.map(|arg| self.value(arg)).collect();
				math::math(fun, &args)
			},
			E::As { expr, kind, convert } => math::convert(&self.value(expr), kind, convert),
			E::ArrayLength(array) => {
				let pointer = self.pointer(array);
				self.array_length(&pointer)
			},
			ref other => panic!("{other:?} is not in the language"),
		})
	}

	/// Vectors are composed of vectors and scalars, matrices also of scalars.
	fn compose(&self, ty: Handle<naga::Type>, parts: Vec<Value>) -> Value {
		match self.module().types[ty].inner {
			naga::TypeInner::Vector { .. } => Value::All(
				parts
					.into_iter()
					.flat_map(|part| match part {
						Value::All(parts) => parts,
						one => vec![one],
					})
					.collect(),
			),
			_ => Value::All(parts),
		}
	}

	fn access(&mut self, base: Handle<E>, index: usize) -> Argument {
		match self.argument(base) {
			Argument::Value(value) => Argument::Value(value.element(index)),
			Argument::Pointer(Pointer::Variable { root, mut path }) => {
				path.push(index);
				Argument::Pointer(Pointer::Variable { root, path })
			},
			Argument::Pointer(Pointer::Buffer { buffer, byte, shape }) => {
				let (shape, before) = shape.part(self.module(), index as u64);
				Argument::Pointer(Pointer::Buffer { buffer, byte: byte + before, shape })
			},
		}
	}

	fn global_pointer(&self, handle: Handle<naga::GlobalVariable>) -> Pointer {
		let global = &self.module().global_variables[handle];
		let root = match global.space {
			AddressSpace::Private => Root::Private(handle.index()),
			AddressSpace::WorkGroup => Root::Shared(handle.index()),
			_ => {
				return Pointer::Buffer {
					buffer: self.shared.buffers[&handle.index()],
					byte: 0,
					shape: Shape::Type(global.ty),
				}
			},
		};
		let path = Vec::new();
		Pointer::Variable { root, path }
	}

	pub(super) fn load(&mut self, pointer: &Pointer) -> Value {
		match pointer {
			Pointer::Variable { root: Root::Shared(global), path } => {
				look(&self.shared.workgroup.lock().unwrap()[global], path)
			},
			Pointer::Variable { root, path } => look(self.own_variable(*root), path),
			Pointer::Buffer { buffer, byte, shape } => {
				let module = self.module();
				shape.read(module, *byte, &mut |word| self.buffer_word(*buffer, word))
			},
		}
	}

	pub(super) fn store(&mut self, pointer: &Pointer, value: Value) {
		match pointer {
			Pointer::Variable { root: Root::Shared(global), path } => {
				let mut workgroup = self.shared.workgroup.lock().unwrap();
				let variable = workgroup.get_mut(global).expect("it was declared");
				if let Some(place) = follow(variable, path) {
					*place = value;
				}
			},
			Pointer::Variable { root, path } => {
				if let Some(place) = follow(self.own_variable(*root), path) {
					*place = value;
				}
			},
			Pointer::Buffer { buffer: Buffer::Output(number), byte, shape } => {
				let module = self.module();
				shape.write(module, *byte, &value, &mut |word, bits| {
					if let Some(at) = self.place_in_tile(*number, word) {
						self.shared.tiles.lock().unwrap()[*number][at] = bits;
					}
				});
			},
			other => panic!("{other:?} can't be written to"),
		}
	}

	fn buffer_word(&self, buffer: Buffer, word: u64) -> u32 {
		let pass = self.shared.pass;
		let at = |words: &[u32]| words.get(word as usize).copied().unwrap_or(0);
		match buffer {
			Buffer::Input(number) => at(&pass.inputs[number]),
			Buffer::Params => at(pass.params),
			Buffer::Output(number) => match self.place_in_tile(number, word) {
				Some(at) => self.shared.tiles.lock().unwrap()[number][at],
				None => 0,
			},
		}
	}

	/// Where in this workgroup's tile a word of the output is.
	fn place_in_tile(&self, number: usize, word: u64) -> Option<usize> {
		let (words, tile) = self.shared.pass.outputs[number];
		let [x, ..] = self.shared.group;
		let at = word.checked_sub(u64::from(x) * u64::from(tile))?;
		(at < u64::from(tile) && word < u64::from(words)).then_some(at as usize)
	}

	fn array_length(&self, pointer: &Pointer) -> Value {
		let Pointer::Buffer { buffer, byte, shape } = pointer else {
			panic!("only buffers have a length");
		};
		let pass = self.shared.pass;
		let words = match *buffer {
			Buffer::Input(number) => pass.inputs[number].len() as u64,
			Buffer::Output(number) => u64::from(pass.outputs[number].0),
			Buffer::Params => panic!("parameters have no length"),
		};
		Value::u(shape.run_time_length(self.module(), *byte, words))
	}

	/// One of the module's own expressions: of constants and of what variables start as.
	pub(super) fn global_expression(&self, handle: Handle<E>) -> Value {
		match self.module().global_expressions[handle] {
			E::Literal(value) => literal(value),
			E::Constant(constant) => self.constant_of(constant),
			E::Override(handle) => self.override_value(handle),
			E::ZeroValue(ty) => zeros(self.module(), ty),
			E::Splat { size, value } => {
				Value::All(vec![self.global_expression(value); size as usize])
			},
			E::Compose { ty, ref components } => {
				let parts = components.iter().map(|part| self.global_expression(*part));
				self.compose(ty, parts.collect())
			},
			E::Unary { op, expr } => math::unary(op, &self.global_expression(expr)),
			E::Binary { op, left, right } => {
				math::binary(op, &self.global_expression(left), &self.global_expression(right))
			},
			ref other => panic!("{other:?} is not a constant"),
		}
	}

	fn override_value(&self, handle: Handle<naga::Override>) -> Value {
		let module = self.module();
		let item = &module.overrides[handle];
		let given = self.shared.pass.overrides.iter();
		let given = given.clone().find(|(name, _)| Some(name) == item.name.as_ref());
		let naga::TypeInner::Scalar(scalar) = module.types[item.ty].inner else {
			panic!("an override is a scalar");
		};
		match (given, item.init) {
			(Some((_, value)), _) => Value::One(match scalar.kind {
				ScalarKind::Uint => Scalar::U(*value as u32),
				ScalarKind::Sint => Scalar::I(*value as i32),
				ScalarKind::Float => Scalar::F((*value as f32).to_bits()),
				ScalarKind::Bool => Scalar::B(*value != 0.0),
				other => panic!("no override is {other:?}"),
			}),
			(None, Some(init)) => self.global_expression(init),
			(None, None) => panic!("the override has no value"),
		}
	}
}

fn select(condition: &Value, accept: &Value, reject: &Value) -> Value {
	match condition {
		Value::One(_) if condition.is_true() => accept.clone(),
		Value::One(_) => reject.clone(),
		Value::All(conditions) => {
			let choices = accept.parts().iter().zip(reject.parts());
			let chosen = conditions
				.iter()
				.zip(choices)
				.map(|(condition, (accept, reject))| select(condition, accept, reject));
			Value::All(chosen.collect())
		},
	}
}
