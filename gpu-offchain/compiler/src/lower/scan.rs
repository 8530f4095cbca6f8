//! Looks ahead: which variables need memory, and which functions end early.

use naga::{Block, Expression, Function, GlobalVariable, Handle, LocalVariable, Module, Statement};
use std::collections::{HashMap, HashSet};

/// What pointers lead to variables that are indexed when the kernel runs.
#[derive(Default)]
struct Indexed {
	locals: HashSet<Handle<LocalVariable>>,
	globals: HashSet<Handle<GlobalVariable>>,
	arguments: HashSet<u32>,
}

/// Variables that can't be kept in registers.
pub(super) struct MemoryNeeds {
	functions: HashMap<Handle<Function>, Indexed>,
	entry: Indexed,
	globals: HashSet<Handle<GlobalVariable>>,
}

impl MemoryNeeds {
	pub fn of(module: &Module, entry: &Function) -> Self {
		let mut functions = HashMap::new();
		// Callees come before their callers.
		for (handle, function) in module.functions.iter() {
			let indexed = indexed(module, function, &functions);
			functions.insert(handle, indexed);
		}
		let entry = indexed(module, entry, &functions);
		let globals = functions
			.values()
			.chain([&entry])
			.flat_map(|indexed| indexed.globals.iter().copied())
			.collect();
		Self { functions, entry, globals }
	}

	/// Whether a local variable of a function (`None`: the entry point) needs memory.
	pub fn local(&self, function: Option<Handle<Function>>, local: Handle<LocalVariable>) -> bool {
		match function {
			Some(function) => {
				self.functions.get(&function).is_some_and(|indexed| indexed.locals.contains(&local))
			},
			None => self.entry.locals.contains(&local),
		}
	}

	/// Whether a private variable needs memory.
	pub fn global(&self, global: Handle<GlobalVariable>) -> bool {
		self.globals.contains(&global)
	}
}

enum Root {
	Local(Handle<LocalVariable>),
	Global(Handle<GlobalVariable>),
	Argument(u32),
	None,
}

fn root(function: &Function, pointer: Handle<Expression>) -> Root {
	match function.expressions[pointer] {
		Expression::Access { base, .. } | Expression::AccessIndex { base, .. } => {
			root(function, base)
		},
		Expression::LocalVariable(local) => Root::Local(local),
		Expression::GlobalVariable(global) => Root::Global(global),
		Expression::FunctionArgument(index) => Root::Argument(index),
		_ => Root::None,
	}
}

/// Whether the thing indexed is a vector: those are cheap enough to pick from.
fn is_vector(module: &Module, function: &Function, pointer: Handle<Expression>) -> bool {
	let ty = match function.expressions[pointer] {
		Expression::LocalVariable(local) => function.local_variables[local].ty,
		Expression::GlobalVariable(global) => module.global_variables[global].ty,
		_ => return false,
	};
	matches!(module.types[ty].inner, naga::TypeInner::Vector { .. })
}

fn indexed(
	module: &Module,
	function: &Function,
	callees: &HashMap<Handle<Function>, Indexed>,
) -> Indexed {
	let mut found = Indexed::default();
	let mark = |found: &mut Indexed, root: Root| match root {
		Root::Local(local) => {
			found.locals.insert(local);
		},
		Root::Global(global) => {
			found.globals.insert(global);
		},
		Root::Argument(index) => {
			found.arguments.insert(index);
		},
		Root::None => {},
	};
	for (_, expression) in function.expressions.iter() {
		if let Expression::Access { base, .. } = *expression {
			if !is_vector(module, function, base) {
				mark(&mut found, root(function, base));
			}
		}
	}
	for_each_call(&function.body, &mut |callee, arguments| {
		let Some(indexed) = callees.get(&callee) else {
			return;
		};
		for index in &indexed.arguments {
			if let Some(argument) = arguments.get(*index as usize) {
				mark(&mut found, root(function, *argument));
			}
		}
	});
	found
}

fn for_each_call(block: &Block, visit: &mut dyn FnMut(Handle<Function>, &[Handle<Expression>])) {
	for statement in block {
		match statement {
			Statement::Call { function, arguments, .. } => visit(*function, arguments),
			Statement::Block(block) => for_each_call(block, visit),
			Statement::If { accept, reject, .. } => {
				for_each_call(accept, visit);
				for_each_call(reject, visit);
			},
			Statement::Switch { cases, .. } => {
				for case in cases {
					for_each_call(&case.body, visit);
				}
			},
			Statement::Loop { body, continuing, .. } => {
				for_each_call(body, visit);
				for_each_call(continuing, visit);
			},
			_ => {},
		}
	}
}

/// A way to leave a block early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
	/// Out of the function.
	Return,
	/// Out of the innermost switch.
	Break,
}

/// Whether a statement can leave by this way.
pub(super) fn leaves(statement: &Statement, way: Way) -> bool {
	let block = |block: &Block| block.iter().any(|statement| leaves(statement, way));
	match statement {
		Statement::Return { .. } => way == Way::Return,
		Statement::Break => way == Way::Break,
		Statement::Block(inner) => block(inner),
		Statement::If { accept, reject, .. } => block(accept) || block(reject),
		Statement::Switch { cases, .. } => {
			way == Way::Return && cases.iter().any(|case| block(&case.body))
		},
		Statement::Loop { body, continuing, .. } => {
			way == Way::Return && (block(body) || block(continuing))
		},
		_ => false,
	}
}

/// Whether a block certainly leaves by this way.
pub(super) fn always_leaves(block: &Block, way: Way) -> bool {
	block.iter().any(|statement| match statement {
		Statement::Return { .. } => way == Way::Return,
		Statement::Break => way == Way::Break,
		Statement::Block(inner) => always_leaves(inner, way),
		Statement::If { accept, reject, .. } => {
			always_leaves(accept, way) && always_leaves(reject, way)
		},
		_ => false,
	})
}

/// Blocks within blocks that early ends may make before a loop is used instead.
const MAX_EARLY: usize = 12;

/// Whether what is left early can be written with `if` and `else` alone: after each `if` that
/// leaves, the rest goes into the branch that doesn't.
pub(super) fn structured(block: &Block, way: Way) -> bool {
	let mut early = 0;
	fn check(block: &Block, way: Way, last: bool, early: &mut usize) -> bool {
		let count = block.len();
		for (i, statement) in block.iter().enumerate() {
			if !leaves(statement, way) {
				continue;
			}
			let last = last && i + 1 == count;
			*early += 1;
			let fine = match statement {
				Statement::Return { .. } | Statement::Break => true,
				Statement::Block(inner) => check(inner, way, last, early),
				Statement::If { accept, reject, .. } => {
					let (left, right) = (always_leaves(accept, way), always_leaves(reject, way));
					(last || left || right)
						&& check(accept, way, last || left, early)
						&& check(reject, way, last || right, early)
				},
				_ => false,
			};
			if !fine {
				return false;
			}
		}
		true
	}
	check(block, way, true, &mut early) && early <= MAX_EARLY
}
