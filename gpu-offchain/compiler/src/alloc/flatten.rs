//! Structured values become a list of items on variables; results of blocks become copies.

use crate::ir::{Block, IfNode, Inst, LoopNode, Node, Op, Program, Val};
use assay_touchstone::Bound;
use std::collections::HashSet;

/// What an item reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arg {
	Var(u32),
	Imm(u32),
}

/// A step on variables, each of which may be set in several places.
#[derive(Clone, Debug)]
pub(super) enum Item {
	Op {
		op: Op,
		args: Vec<Arg>,
		defs: Vec<u32>,
	},
	Copy {
		dst: u32,
		src: u32,
	},
	If(u32),
	Else,
	End,
	Loop(Bound),
	Continuing,
	/// Leaves where the variable is true.
	EndLoop(Option<u32>),
	Break,
	Continue,
	Exit,
}

impl Item {
	/// Calls `visit` with each variable that is read.
	pub fn reads(&self, mut visit: impl FnMut(u32)) {
		match self {
			Self::Op { args, .. } => {
				for arg in args {
					if let Arg::Var(var) = arg {
						visit(*var);
					}
				}
			},
			Self::Copy { src, .. } => visit(*src),
			Self::If(cond) | Self::EndLoop(Some(cond)) => visit(*cond),
			Self::Else
			| Self::End
			| Self::Loop(_)
			| Self::Continuing
			| Self::EndLoop(None)
			| Self::Break
			| Self::Continue
			| Self::Exit => {},
		}
	}

	/// Calls `visit` with each variable that is written.
	pub fn writes(&self, mut visit: impl FnMut(u32)) {
		match self {
			Self::Op { defs, .. } => defs.iter().for_each(|def| visit(*def)),
			Self::Copy { dst, .. } => visit(*dst),
			Self::If(_)
			| Self::Else
			| Self::End
			| Self::Loop(_)
			| Self::Continuing
			| Self::EndLoop(_)
			| Self::Break
			| Self::Continue
			| Self::Exit => {},
		}
	}
}

/// A program as a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Code {
	pub items: Vec<Item>,
	/// How many variables there are.
	pub vars: u32,
	/// So many are the program's own. The others hold a value on its way to or from memory, and
	/// have to stay in registers.
	pub own: u32,
	/// Variables that need consecutive registers.
	pub tuples: Vec<Vec<u32>>,
}

impl Code {
	pub fn fresh(&mut self) -> u32 {
		self.vars += 1;
		self.vars - 1
	}
}

struct Flatten<'a> {
	program: &'a Program,
	code: Code,
	/// Constants by value number.
	constants: Vec<Option<u32>>,
	/// Results of loops, which are their parameters: where a loop is left, nothing else reads those.
	renamed: Vec<u32>,
	/// Where breaks and continues of the innermost loop put their values.
	targets: Vec<(Vec<Val>, Vec<Val>)>,
}

/// Flattens a program.
pub(super) fn flatten(program: &Program) -> Code {
	let mut constants = vec![None; program.values as usize];
	for inst in &program.entry {
		if let Op::Const(value) = inst.op {
			constants[inst.results[0].0 as usize] = Some(value);
		}
	}
	let mut flatten = Flatten {
		program,
		code: Code { vars: program.values, ..Code::default() },
		constants,
		renamed: (0..program.values).collect(),
		targets: Vec::new(),
	};
	flatten.block(&program.body);
	let body = std::mem::take(&mut flatten.code.items);
	let mut used = HashSet::new();
	for item in &body {
		item.reads(|var| {
			used.insert(var);
		});
	}
	for inst in &program.entry {
		if used.contains(&inst.results[0].0) {
			flatten.inst(inst);
		}
	}
	flatten.code.items.extend(body);
	flatten.code.own = flatten.code.vars;
	flatten.code
}

impl Flatten<'_> {
	fn var(&self, val: Val) -> u32 {
		let val = self.program.resolve(val).0;
		self.renamed.get(val as usize).copied().unwrap_or(val)
	}

	fn constant(&self, val: Val) -> Option<u32> {
		let val = self.program.resolve(val);
		self.constants.get(val.0 as usize).copied().flatten()
	}

	fn push(&mut self, item: Item) {
		self.code.items.push(item);
	}

	fn block(&mut self, block: &Block) {
		for node in &block.nodes {
			match node {
				Node::Inst(inst) => self.inst(inst),
				Node::If(node) => self.branch(node),
				Node::Loop(node) => self.repeat(node),
				Node::Break(values) => {
					if let Some((results, _)) = self.targets.last().cloned() {
						self.copies(&results, values);
					}
					self.push(Item::Break);
				},
				Node::Continue(values) => {
					if let Some((_, params)) = self.targets.last().cloned() {
						self.copies(&params, values);
					}
					self.push(Item::Continue);
				},
				Node::Exit => self.push(Item::Exit),
			}
		}
	}

	fn inst(&mut self, inst: &Inst) {
		let mut vals: Vec<Val> = inst.args.clone();
		// Only the second operand may be a number.
		let immediate = match inst.op {
			Op::Binary(_) => Some(1),
			Op::MulAdd(_) => {
				if self.constant(vals[0]).is_some() {
					vals.swap(0, 1);
				}
				Some(1)
			},
			Op::Const(_)
			| Op::Builtin(_)
			| Op::Param(_)
			| Op::Length(_)
			| Op::ParamAt(_)
			| Op::Unary(_)
			| Op::Select
			| Op::Extract(..)
			| Op::ExtractDynamic(_)
			| Op::Insert(..)
			| Op::InsertDynamic
			| Op::Load(..)
			| Op::UniformLoad(..)
			| Op::Store(..)
			| Op::Atomic(..)
			| Op::Barrier(_) => None,
		};
		let mut args: Vec<Arg> = vals
			.iter()
			.enumerate()
			.map(|(i, val)| match self.constant(*val) {
				Some(value) if immediate == Some(i) => Arg::Imm(value),
				_ => Arg::Var(self.var(*val)),
			})
			.collect();
		let mut defs: Vec<u32> = inst.results.iter().map(|val| self.var(*val)).collect();
		let mut after = Vec::new();
		match inst.op {
			Op::Load(_, width, _) if width.words() > 1 => {
				for def in &mut defs {
					let part = self.code.fresh();
					after.push(Item::Copy { dst: *def, src: part });
					*def = part;
				}
				self.code.tuples.push(defs.clone());
			},
			Op::Store(_, width, _, has_base) if width.words() > 1 => {
				let mut tuple = Vec::new();
				for arg in args.iter_mut().skip(usize::from(has_base)) {
					let part = self.code.fresh();
					if let Arg::Var(src) = *arg {
						self.push(Item::Copy { dst: part, src });
					}
					*arg = Arg::Var(part);
					tuple.push(part);
				}
				self.code.tuples.push(tuple);
			},
			_ => {},
		}
		self.push(Item::Op { op: inst.op, args, defs });
		self.code.items.append(&mut after);
	}

	/// Sets several variables at once.
	fn copies(&mut self, to: &[Val], from: &[Val]) {
		let mut pending: Vec<(u32, u32)> = to
			.iter()
			.zip(from)
			.map(|(to, from)| (self.var(*to), self.var(*from)))
			.filter(|(to, from)| to != from)
			.collect();
		while !pending.is_empty() {
			// One whose target nobody else still reads.
			let free = pending
				.iter()
				.position(|(to, _)| pending.iter().filter(|(_, from)| from == to).count() == 0);
			match free {
				Some(at) => {
					let (dst, src) = pending.swap_remove(at);
					self.push(Item::Copy { dst, src });
				},
				// A cycle: put one aside.
				None => {
					let (_, src) = pending[0];
					let aside = self.code.fresh();
					self.push(Item::Copy { dst: aside, src });
					for (_, from) in &mut pending {
						if *from == src {
							*from = aside;
						}
					}
				},
			}
		}
	}

	fn branch(&mut self, node: &IfNode) {
		let cond = self.var(node.cond);
		self.push(Item::If(cond));
		for (i, block) in [&node.accept, &node.reject].into_iter().enumerate() {
			if i == 1 {
				self.push(Item::Else);
			}
			self.block(block);
			if let Some(yields) = &block.yields {
				self.copies(&node.results, yields);
			}
		}
		self.push(Item::End);
	}

	fn repeat(&mut self, node: &LoopNode) {
		self.copies(&node.params, &node.inits);
		self.push(Item::Loop(node.bound.unwrap_or(Bound::Constant(0))));
		for (result, param) in node.results.iter().zip(&node.params) {
			let result = self.program.resolve(*result);
			self.renamed[result.0 as usize] = self.var(*param);
		}
		let continued = match node.cont_params.is_empty() {
			true => node.params.clone(),
			false => node.cont_params.clone(),
		};
		self.targets.push((node.params.clone(), continued));
		self.block(&node.body);
		self.targets.pop();
		if !node.cont_params.is_empty() {
			if let Some(yields) = &node.body.yields {
				self.copies(&node.cont_params, yields);
			}
			self.push(Item::Continuing);
		}
		self.block(&node.continuing);
		// The condition is read behind the copies, which may change what it was made of.
		let leave = node.leave.map(|leave| self.var(leave));
		let mut leave = leave;
		if let Some(cond) = leave {
			let changed = node.params.iter().any(|param| self.var(*param) == cond);
			if changed {
				let aside = self.code.fresh();
				self.push(Item::Copy { dst: aside, src: cond });
				leave = Some(aside);
			}
		}
		if let Some(nexts) = &node.continuing.yields {
			self.copies(&node.params, nexts);
		}
		self.push(Item::EndLoop(leave));
	}
}
