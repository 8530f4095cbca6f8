//! Calls, which are inlined, and the variables that functions declare.

use super::{
	place::Place,
	scan::{leaves, structured, Way},
	FrameKind, Lower, Lowered, Return, Scope, Value, MAX_CELLS,
};
use crate::types::Ty;
use assay_touchstone::Bound;
use naga::{valid::FunctionInfo, AddressSpace, Expression, Function, Handle};
use std::{collections::HashMap, rc::Rc};

impl<'a> Lower<'a> {
	/// Cells or memory for a variable that starts as zeros.
	fn declare(&mut self, ty: Rc<Ty>, needs_memory: bool) -> Lowered<Place> {
		if needs_memory || ty.scalars() > MAX_CELLS {
			let (place, zeros) = self.private_variable(ty);
			if !zeros {
				self.clear(&place)?;
			}
			return Ok(place);
		}
		let first = self.cells.len();
		let zero = self.b.constant(0);
		self.cells.resize(first + ty.scalars(), zero);
		Ok(Place::Cells { first, ty })
	}

	/// The variables of the function, with what they start as.
	pub(super) fn declare_locals(&mut self, scope: &mut Scope<'a>) -> Lowered<()> {
		let handle = self.handle_of(scope.function);
		for (local, variable) in scope.function.local_variables.iter() {
			let span = scope.function.local_variables.get_span(local);
			let ty = self.types.get(variable.ty).map_err(|error| error.at(span))?;
			let place = self.declare(ty, self.needs.local(handle, local))?;
			scope.locals.push(place.clone());
			if let Some(init) = variable.init {
				let value = self.scalars(scope, init)?;
				self.store(&place, &value)?;
			}
		}
		Ok(())
	}

	/// The private variables that the entry point uses.
	pub(super) fn private_globals(&mut self, info: &FunctionInfo) -> Lowered<()> {
		for (handle, variable) in self.module.global_variables.iter() {
			if variable.space != AddressSpace::Private || info[handle].is_empty() {
				continue;
			}
			self.span = self.module.global_variables.get_span(handle);
			let ty = self.types.get(variable.ty).map_err(|error| error.at(self.span))?;
			let place = self.declare(ty, self.needs.global(handle))?;
			self.globals.insert(handle, place.clone());
			if let Some(init) = variable.init {
				let value = self.constant_value(init)?;
				self.store(&place, &value)?;
			}
		}
		Ok(())
	}

	fn handle_of(&self, function: &Function) -> Option<Handle<Function>> {
		self.module
			.functions
			.iter()
			.find(|(_, other)| std::ptr::eq(*other, function))
			.map(|(handle, _)| handle)
	}

	pub(super) fn call(
		&mut self,
		scope: &mut Scope<'a>,
		callee: Handle<Function>,
		arguments: &[Handle<Expression>],
		result: Option<Handle<Expression>>,
	) -> Lowered<()> {
		let call_span = self.span;
		let module = self.module;
		let function = &module.functions[callee];
		let mut values = Vec::new();
		for argument in arguments {
			values.push(self.value(scope, *argument)?);
		}
		let cells = self.cells.len();
		let top = self.tables.top;
		let mut inner = Scope {
			function,
			info: &self.info[callee],
			values: HashMap::new(),
			locals: Vec::new(),
			arguments: values,
			returns: Return::Structured,
			result: None,
		};
		let mut scalars = 0;
		if let Some(result) = &function.result {
			scalars = self.types.get(result.ty).map_err(|error| error.at(call_span))?.scalars();
			inner.result = Some(cells);
			let zero = self.b.constant(0);
			self.cells.resize(cells + scalars, zero);
		}
		self.deeper()?;
		self.declare_locals(&mut inner)?;
		let body = &function.body;
		let early = body.iter().any(|statement| leaves(statement, Way::Return));
		if !early || structured(body, Way::Return) {
			self.early(&mut inner, body, Way::Return)?;
		} else {
			inner.returns = Return::Frame(self.frames.len());
			self.repeat(
				Some(Bound::Constant(1)),
				FrameKind::Function,
				|lower| lower.block(&mut inner, body),
				|_| Ok(None),
			)?;
		}
		self.depth -= 1;
		self.span = call_span;
		if let Some(result) = result {
			let value = self.cells[cells..cells + scalars]
				.iter()
				.map(|val| self.b.program.resolve(*val))
				.collect();
			scope.values.insert(result, Value::Scalars(value));
		}
		self.cells.truncate(cells);
		self.tables.top = top;
		Ok(())
	}
}
