//! Builds a function of naga's IR: expressions, their evaluation, statements, nested blocks.

use super::error::RaiseError;
use naga::{
	BinaryOperator, Block, Expression, Function, GlobalVariable, Handle, Literal, LocalVariable,
	Module, Range, Scalar, ScalarKind, Span, Statement, Type, TypeInner,
};
use std::collections::HashMap;

/// A value or pointer of the function that is being built.
pub(super) type Value = Handle<Expression>;

/// A block that is being filled.
struct Open {
	block: Block,
	/// Whether control can't get here any more, so that nothing more goes in.
	dead: bool,
}

/// Appends to a function of a module.
pub(super) struct Emitter {
	function: Function,
	open: Vec<Open>,
	functions: HashMap<String, Handle<Function>>,
	globals: HashMap<String, Handle<GlobalVariable>>,
	locals: HashMap<String, Handle<LocalVariable>>,
	named: HashMap<String, Value>,
	/// Literals and variables need no evaluation, so one expression of each will do.
	literals: HashMap<u32, Value>,
	global_pointers: HashMap<Handle<GlobalVariable>, Value>,
	local_pointers: HashMap<Handle<LocalVariable>, Value>,
	/// The types of vectors of so many words.
	vectors: HashMap<usize, Handle<Type>>,
}

impl Emitter {
	/// Goes on with a function at its end.
	pub fn new(module: &Module, mut function: Function) -> Self {
		let by_name = |name: &Option<String>| name.clone().unwrap_or_default();
		let mut block = core::mem::take(&mut function.body);
		let ends = matches!(block.last(), Some(Statement::Return { .. }));
		if ends {
			block.cull(block.len() - 1..);
		}
		Self {
			functions: module
				.functions
				.iter()
				.map(|(handle, function)| (by_name(&function.name), handle))
				.collect(),
			globals: module
				.global_variables
				.iter()
				.map(|(handle, variable)| (by_name(&variable.name), handle))
				.collect(),
			locals: function
				.local_variables
				.iter()
				.map(|(handle, variable)| (by_name(&variable.name), handle))
				.collect(),
			named: function
				.named_expressions
				.iter()
				.map(|(handle, name)| (name.clone(), *handle))
				.collect(),
			literals: HashMap::new(),
			global_pointers: HashMap::new(),
			local_pointers: HashMap::new(),
			vectors: module
				.types
				.iter()
				.filter_map(|(handle, ty)| match ty.inner {
					TypeInner::Vector { size, scalar: Scalar::U32 } => {
						Some((size as usize, handle))
					},
					_ => None,
				})
				.collect(),
			function,
			open: vec![Open { block, dead: false }],
		}
	}

	/// The function with everything that was appended.
	pub fn finish(mut self) -> Function {
		self.push(Statement::Return { value: None });
		while self.open.len() > 1 {
			self.open.pop();
		}
		self.function.body = self.open.pop().map(|open| open.block).unwrap_or_default();
		self.function
	}

	/// Adds a statement, unless control can't get here.
	pub fn push(&mut self, statement: Statement) {
		if let Some(open) = self.open.last_mut().filter(|open| !open.dead) {
			open.block.push(statement, Span::UNDEFINED);
		}
	}

	/// Adds a statement behind which control can't get in this block.
	pub fn push_last(&mut self, statement: Statement) {
		self.push(statement);
		if let Some(open) = self.open.last_mut() {
			open.dead = true;
		}
	}

	/// What follows goes into a new block.
	pub fn begin(&mut self) {
		let dead = self.open.last().is_some_and(|open| open.dead);
		self.open.push(Open { block: Block::new(), dead });
	}

	/// The block that was begun last, complete.
	pub fn end(&mut self) -> Block {
		self.open.pop().map(|open| open.block).unwrap_or_default()
	}

	/// Adds an expression and evaluates it here.
	pub fn value(&mut self, expression: Expression) -> Value {
		let value = self.function.expressions.append(expression, Span::UNDEFINED);
		self.push(Statement::Emit(Range::new_from_bounds(value, value)));
		value
	}

	/// A literal, the same expression each time.
	pub fn u32(&mut self, number: u32) -> Value {
		let expressions = &mut self.function.expressions;
		*self.literals.entry(number).or_insert_with(|| {
			expressions.append(Expression::Literal(Literal::U32(number)), Span::UNDEFINED)
		})
	}

	/// True.
	pub fn always(&mut self) -> Value {
		self.function.expressions.append(Expression::Literal(Literal::Bool(true)), Span::UNDEFINED)
	}

	/// `left op right`.
	pub fn binary(&mut self, op: BinaryOperator, left: Value, right: Value) -> Value {
		self.value(Expression::Binary { op, left, right })
	}

	/// `condition ? accept : reject`.
	pub fn select(&mut self, condition: Value, accept: Value, reject: Value) -> Value {
		self.value(Expression::Select { condition, accept, reject })
	}

	/// The same bits, as signed or unsigned numbers.
	pub fn cast(&mut self, value: Value, kind: ScalarKind) -> Value {
		self.value(Expression::As { expr: value, kind, convert: None })
	}

	/// A component of a vector, or an element of an array behind a pointer.
	pub fn at(&mut self, base: Value, index: u32) -> Value {
		self.value(Expression::AccessIndex { base, index })
	}

	/// The same with an index that is computed.
	pub fn at_value(&mut self, base: Value, index: Value) -> Value {
		self.value(Expression::Access { base, index })
	}

	/// What a pointer points to.
	pub fn load(&mut self, pointer: Value) -> Value {
		self.value(Expression::Load { pointer })
	}

	/// Words as one value: a vector where there are several.
	pub fn joined(&mut self, words: &[Value]) -> Result<Value, RaiseError> {
		if let [word] = *words {
			return Ok(word);
		}
		let ty = self.vectors.get(&words.len());
		let ty = *ty.ok_or_else(|| RaiseError::missing("vector"))?;
		Ok(self.value(Expression::Compose { ty, components: words.to_vec() }))
	}

	/// `*pointer = value`.
	pub fn store(&mut self, pointer: Value, value: Value) {
		self.push(Statement::Store { pointer, value });
	}

	/// A call of one of the frame's functions that returns something.
	pub fn call(&mut self, name: &str, arguments: Vec<Value>) -> Result<Value, RaiseError> {
		let function = self.function_named(name)?;
		let result =
			self.function.expressions.append(Expression::CallResult(function), Span::UNDEFINED);
		self.push(Statement::Call { function, arguments, result: Some(result) });
		Ok(result)
	}

	/// A call of one of the frame's functions that returns nothing.
	pub fn call_for_effect(&mut self, name: &str, arguments: Vec<Value>) -> Result<(), RaiseError> {
		let function = self.function_named(name)?;
		self.push(Statement::Call { function, arguments, result: None });
		Ok(())
	}

	/// A value that the frame gave a name with `let`.
	pub fn named(&self, name: &str) -> Result<Value, RaiseError> {
		self.named.get(name).copied().ok_or_else(|| RaiseError::missing(name))
	}

	/// A pointer to a variable of the frame's entry point.
	pub fn local(&mut self, name: &str) -> Result<Value, RaiseError> {
		let handle = self.locals.get(name).copied().ok_or_else(|| RaiseError::missing(name))?;
		let expressions = &mut self.function.expressions;
		Ok(*self.local_pointers.entry(handle).or_insert_with(|| {
			expressions.append(Expression::LocalVariable(handle), Span::UNDEFINED)
		}))
	}

	/// A pointer to a variable of the frame.
	pub fn global(&mut self, name: &str) -> Result<Value, RaiseError> {
		let handle = self.globals.get(name).copied().ok_or_else(|| RaiseError::missing(name))?;
		let expressions = &mut self.function.expressions;
		Ok(*self.global_pointers.entry(handle).or_insert_with(|| {
			expressions.append(Expression::GlobalVariable(handle), Span::UNDEFINED)
		}))
	}

	fn function_named(&self, name: &str) -> Result<Handle<Function>, RaiseError> {
		self.functions.get(name).copied().ok_or_else(|| RaiseError::missing(name))
	}
}
