//! From naga's module to the compiler's own form, functions inlined.

mod arithmetic;
mod call;
mod control;
mod expression;
mod float_math;
mod integer_math;
mod interface;
mod place;
mod scan;
mod statement;
mod table;

use crate::{
	diagnostic::Diagnostic,
	directives::Directives,
	ir::{build::Build, Block, Node, Val},
	types::{Ty, Types},
	Binding, ParamField,
};
use assay_touchstone::{limits, BinaryOp, Builtin, UnaryOp};
use naga::{
	valid::{FunctionInfo, ModuleInfo},
	Expression, GlobalVariable, Handle, Module, Span,
};
use place::Place;
use std::{collections::HashMap, rc::Rc};

pub(crate) type Lowered<T> = Result<T, Diagnostic>;

/// Instructions before optimisation beyond which a kernel can't fit in 32 KiB anyway.
const MAX_INSTRUCTIONS: usize = 200_000;

/// Words of variables that are kept in registers; larger ones live in private memory.
const MAX_CELLS: usize = 64;

/// Scalars of a value that is loaded, stored or passed at once.
const MAX_SCALARS: usize = 1024;

/// A kernel before optimisation, and what the header has to say.
pub(crate) struct Kernel {
	pub build: Build,
	pub workgroup_size: [u32; 3],
	pub private_words: u32,
	pub workgroup_words: u32,
	pub param_words: u32,
	pub inputs: Vec<Binding>,
	pub outputs: Vec<Binding>,
	pub params: Vec<ParamField>,
	pub params_name: Option<String>,
	/// Where the first float operation is.
	pub floats: Option<Span>,
	/// Where the first operation without an exact result is, and its name.
	pub inexact: Option<(Span, &'static str)>,
	/// Named constants that loop bounds may use.
	pub constants: HashMap<String, u32>,
}

/// What an expression came to.
#[derive(Clone, Debug)]
enum Value {
	/// The scalars of it, in order.
	Scalars(Rc<[Val]>),
	/// A place in memory or in variables.
	Pointer(Place),
}

/// Something that `break`, `continue` or an early `return` leaves: always a loop in the bytecode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameKind {
	Loop,
	Switch,
	Function,
}

struct Frame {
	kind: FrameKind,
	/// Codes of leaps from within to frames further out.
	escapes: Vec<Leap>,
}

/// A leap to a frame: behind it, or to its next iteration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leap {
	frame: usize,
	is_continue: bool,
}

/// What `return` does in the function that is being inlined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Return {
	/// Ends the lane: the entry point.
	Exit,
	/// Nothing: it only stands where the function ends anyway.
	Structured,
	/// Leaves this frame.
	Frame(usize),
}

/// A function in the process of being inlined.
struct Scope<'a> {
	function: &'a naga::Function,
	info: &'a FunctionInfo,
	values: HashMap<Handle<Expression>, Value>,
	locals: Vec<Place>,
	arguments: Vec<Value>,
	returns: Return,
	/// Where the result goes: the first cell.
	result: Option<usize>,
}

/// The lowering of one entry point.
pub(crate) struct Lower<'a> {
	module: &'a Module,
	info: &'a ModuleInfo,
	types: Types,
	directives: &'a Directives,
	needs: scan::MemoryNeeds,
	b: Build,
	/// The values of all scalars of variables in registers. Cell 0 says where a leap goes.
	cells: Vec<Val>,
	frames: Vec<Frame>,
	globals: HashMap<Handle<GlobalVariable>, Place>,
	tables: table::Tables,
	kernel_floats: Option<Span>,
	inexact: Option<(Span, &'static str)>,
	/// Where we are, for messages.
	span: Span,
	depth: usize,
}

/// Lowers an entry point.
pub(crate) fn lower(
	module: &Module,
	info: &ModuleInfo,
	entry: usize,
	directives: &Directives,
) -> Lowered<Kernel> {
	let point = &module.entry_points[entry];
	let types = Types::of(module);
	let entry_info = info.get_entry_point(entry);
	let layout = interface::layout(module, entry_info, &types)?;
	let mut lower = Lower {
		module,
		info,
		types,
		directives,
		needs: scan::MemoryNeeds::of(module, &point.function),
		b: Build::new(),
		cells: Vec::new(),
		frames: Vec::new(),
		globals: layout.places,
		tables: table::Tables::default(),
		kernel_floats: None,
		inexact: None,
		span: Span::UNDEFINED,
		depth: 0,
	};
	lower.b.workgroup_size = point.workgroup_size;
	let zero = lower.b.constant(0);
	lower.cells.push(zero);
	lower.private_globals(entry_info)?;
	lower.entry_point(point, entry_info)?;

	let Lower { mut b, tables, kernel_floats, inexact, .. } = lower;
	let mut body: Block = b.close(Some(Vec::new()));
	let mut nodes: Vec<Node> = tables.prologue.into_iter().map(Node::Inst).collect();
	nodes.append(&mut body.nodes);
	body.nodes = nodes;
	b.program.body = body;
	if tables.high_water > limits::MAX_PRIVATE_WORDS {
		return Err(Diagnostic::error(
			"too-much-memory",
			format!(
				"the variables of a lane take {} words; {} is the most",
				tables.high_water,
				limits::MAX_PRIVATE_WORDS
			),
		)
		.help("make the arrays smaller, or share one in `var<workgroup>`"));
	}
	Ok(Kernel {
		build: b,
		workgroup_size: point.workgroup_size,
		private_words: tables.high_water,
		workgroup_words: layout.workgroup_words,
		param_words: layout.param_words,
		inputs: layout.inputs,
		outputs: layout.outputs,
		params: layout.params,
		params_name: layout.params_name,
		floats: kernel_floats,
		inexact,
		constants: interface::named_constants(module),
	})
}

impl<'a> Lower<'a> {
	/// An error at the place that is being lowered.
	fn error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
		Diagnostic::error(code, message).at(self.span)
	}

	/// An error that should be impossible in a module that naga has validated.
	fn unexpected(&self, what: &str) -> Diagnostic {
		self.error("unsupported", format!("{what} is not part of the language"))
	}

	fn check_size(&self) -> Lowered<()> {
		if self.b.count > MAX_INSTRUCTIONS || self.cells.len() > 1 << 14 {
			return Err(self
				.error("too-large", "the kernel is too large once its functions are inlined")
				.help("call large functions from one place, in a loop; use fewer large arrays"));
		}
		Ok(())
	}

	fn unary(&mut self, op: UnaryOp, a: Val) -> Val {
		if op.is_float() {
			self.kernel_floats.get_or_insert(self.span);
		}
		if op.relaxed_only() {
			self.inexact.get_or_insert((self.span, op.mnemonic()));
		}
		self.b.unary(op, a)
	}

	fn binary(&mut self, op: BinaryOp, a: Val, b: Val) -> Val {
		if op.is_float() {
			self.kernel_floats.get_or_insert(self.span);
		}
		if op.relaxed_only() {
			self.inexact.get_or_insert((self.span, op.mnemonic()));
		}
		self.b.binary(op, a, b)
	}

	/// A float constant.
	fn float(&mut self, value: f32) -> Val {
		self.b.constant(value.to_bits())
	}

	fn resolve_type(&self, scope: &Scope<'a>, expr: Handle<Expression>) -> Lowered<Rc<Ty>> {
		let inner = scope.info[expr].ty.inner_with(&self.module.types);
		match inner {
			naga::TypeInner::Pointer { .. } | naga::TypeInner::ValuePointer { .. } => self
				.types
				.pointee(inner)
				.map(|(ty, _)| ty)
				.unwrap_or_else(|| Err(self.unexpected("this pointer"))),
			inner => self.types.inner(inner),
		}
		.map_err(|diagnostic| diagnostic.at(self.span))
	}

	fn entry_point(&mut self, point: &'a naga::EntryPoint, info: &'a FunctionInfo) -> Lowered<()> {
		let mut arguments = Vec::new();
		for argument in &point.function.arguments {
			arguments.push(self.entry_argument(argument)?);
		}
		let mut scope = Scope {
			function: &point.function,
			info,
			values: HashMap::new(),
			locals: Vec::new(),
			arguments,
			returns: Return::Exit,
			result: None,
		};
		self.declare_locals(&mut scope)?;
		self.block(&mut scope, &point.function.body)?;
		Ok(())
	}

	fn entry_argument(&mut self, argument: &naga::FunctionArgument) -> Lowered<Value> {
		let mut scalars = Vec::new();
		match &argument.binding {
			Some(naga::Binding::BuiltIn(builtin)) => self.builtin(*builtin, &mut scalars)?,
			Some(_) => return Err(self.unexpected("`@location` in a compute kernel")),
			None => {
				let naga::TypeInner::Struct { members, .. } = &self.module.types[argument.ty].inner
				else {
					return Err(self.unexpected("an entry point argument without `@builtin`"));
				};
				for member in members {
					match &member.binding {
						Some(naga::Binding::BuiltIn(builtin)) => {
							self.builtin(*builtin, &mut scalars)?;
						},
						_ => return Err(self.unexpected("a member without `@builtin`")),
					}
				}
			},
		}
		Ok(Value::Scalars(scalars.into()))
	}

	fn builtin(&mut self, which: naga::BuiltIn, out: &mut Vec<Val>) -> Lowered<()> {
		use Builtin::*;
		let list: &[Builtin] =
			match which {
				naga::BuiltIn::GlobalInvocationId => &[GlobalX, GlobalY, GlobalZ],
				naga::BuiltIn::LocalInvocationId => &[LocalX, LocalY, LocalZ],
				naga::BuiltIn::LocalInvocationIndex => &[LocalIndex],
				naga::BuiltIn::WorkGroupId => &[GroupX, GroupY, GroupZ],
				naga::BuiltIn::NumWorkGroups => &[GroupsX, GroupsY, GroupsZ],
				_ => return Err(self
					.error("unsupported-builtin", "this builtin value is not part of the language")
					.help(
						"use global_invocation_id, local_invocation_id, local_invocation_index, \
						 workgroup_id or num_workgroups",
					)),
			};
		let size = self.b.workgroup_size;
		for builtin in list {
			// With one lane in a direction, these are plain.
			let (axis, local) = match builtin {
				LocalX => (0, true),
				LocalY => (1, true),
				LocalZ => (2, true),
				GlobalX => (0, false),
				GlobalY => (1, false),
				GlobalZ => (2, false),
				LocalIndex | GroupX | GroupY | GroupZ | GroupsX | GroupsY | GroupsZ => {
					out.push(self.b.leaf(crate::ir::Op::Builtin(*builtin)));
					continue;
				},
			};
			out.push(match (size[axis], local) {
				(1, true) => self.b.constant(0),
				(1, false) => self.b.leaf(crate::ir::Op::Builtin([GroupX, GroupY, GroupZ][axis])),
				_ => self.b.leaf(crate::ir::Op::Builtin(*builtin)),
			});
		}
		Ok(())
	}
}
