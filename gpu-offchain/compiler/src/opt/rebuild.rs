//! Builds a program anew: folds what is known by now, shares what is computed twice, moves what
//! doesn't change out of loops, and makes selects of small branches.

use crate::ir::{build::Build, Block, IfNode, Inst, LoopNode, Node, Op, Program, Val};
use assay_touchstone::BinaryOp;

/// Results up to which a branch becomes selects.
const MAX_SELECTS: usize = 3;

/// Rough fuel of both branches up to which selects replace them.
const MAX_SELECTED_COST: u32 = 12;

struct Rebuild<'a> {
	old: &'a Program,
	new: Build,
	map: Vec<Option<Val>>,
}

/// The program, rebuilt.
pub(super) fn rebuild(old: &Program, workgroup_size: [u32; 3]) -> Build {
	let mut new = Build::new();
	new.workgroup_size = workgroup_size;
	let mut rebuild = Rebuild { old, new, map: vec![None; old.values as usize] };
	for inst in &old.entry {
		let val = rebuild.new.leaf(inst.op);
		rebuild.bind(inst.results[0], val);
	}
	rebuild.nodes(&old.body.nodes);
	let mut new = rebuild.new;
	new.program.body = new.close(Some(Vec::new()));
	new
}

impl Rebuild<'_> {
	fn bind(&mut self, old: Val, new: Val) {
		let old = self.old.resolve(old);
		self.map[old.0 as usize] = Some(new);
	}

	fn val(&mut self, old: Val) -> Val {
		let old = self.old.resolve(old);
		match self.map[old.0 as usize] {
			Some(val) => self.new.program.resolve(val),
			// Only in code that is never reached.
			None => self.new.constant(0),
		}
	}

	fn vals(&mut self, old: &[Val]) -> Vec<Val> {
		old.iter().map(|val| self.val(*val)).collect()
	}

	/// Adds nodes to the open block; says whether their end is reached.
	fn nodes(&mut self, nodes: &[Node]) -> bool {
		for node in nodes {
			match node {
				Node::Inst(inst) => self.inst(inst),
				Node::If(node) => {
					if !self.branch(node) {
						return false;
					}
				},
				Node::Loop(node) => self.repeat(node),
				Node::Break(values) => {
					let values = self.vals(values);
					self.new.node(Node::Break(values));
					return false;
				},
				Node::Continue(values) => {
					let values = self.vals(values);
					self.new.node(Node::Continue(values));
					return false;
				},
				Node::Exit => {
					self.new.node(Node::Exit);
					return false;
				},
			}
		}
		true
	}

	fn inst(&mut self, inst: &Inst) {
		let args = self.vals(&inst.args);
		match inst.results.len() {
			0 => {
				self.new.push(inst.op, args, 0);
			},
			1 if !inst.op.has_effect() => {
				let val = match inst.op.is_speculable() {
					true => self.new.hoisted(inst.op, &args),
					false => self.new.value(inst.op, &args),
				};
				self.bind(inst.results[0], val);
			},
			n => {
				let vals = match inst.op.has_effect() {
					true => self.new.push(inst.op, args, n),
					false => self.new.load(inst.op, args, n),
				};
				for (old, new) in inst.results.iter().zip(vals) {
					self.bind(*old, new);
				}
			},
		}
	}

	fn block(&mut self, block: &Block) -> Block {
		self.new.open();
		let reached = self.nodes(&block.nodes);
		let yields = match (&block.yields, reached) {
			(Some(yields), true) => Some(self.vals(yields)),
			_ => None,
		};
		self.new.close(yields)
	}

	fn branch(&mut self, node: &IfNode) -> bool {
		let mut cond = self.val(node.cond);
		if let Some(value) = self.new.known(cond) {
			let taken = if value != 0 { &node.accept } else { &node.reject };
			if !self.nodes(&taken.nodes) {
				return false;
			}
			let Some(yields) = &taken.yields else {
				return false;
			};
			for (result, val) in node.results.iter().zip(self.vals(yields)) {
				self.bind(*result, val);
			}
			return true;
		}
		let (mut accept, mut reject) = (&node.accept, &node.reject);
		// `!x` is `x` with the branches the other way round.
		while let Some((inner, flips)) = self.new.truth(cond) {
			cond = inner;
			if flips {
				std::mem::swap(&mut accept, &mut reject);
			}
		}
		if selectable(accept, reject, node.results.len()) {
			self.nodes(&accept.nodes);
			let left = self.vals(accept.yields.as_deref().unwrap_or_default());
			self.nodes(&reject.nodes);
			let right = self.vals(reject.yields.as_deref().unwrap_or_default());
			for ((result, a), b) in node.results.iter().zip(left).zip(right) {
				let val = self.new.hoisted(Op::Select, &[cond, a, b]);
				self.bind(*result, val);
			}
			return true;
		}
		let mut accept = self.block(accept);
		let mut reject = self.block(reject);
		let mut results = Vec::new();
		let ends = accept.yields.is_some() || reject.yields.is_some();
		match (accept.yields.clone(), reject.yields.clone()) {
			(Some(left), Some(right)) => {
				let (mut kept_left, mut kept_right) = (Vec::new(), Vec::new());
				for ((result, a), b) in node.results.iter().zip(left).zip(right) {
					let (a, b) = (self.new.program.resolve(a), self.new.program.resolve(b));
					if a == b {
						self.bind(*result, a);
						continue;
					}
					let new = self.new.fresh();
					self.bind(*result, new);
					results.push(new);
					kept_left.push(a);
					kept_right.push(b);
				}
				accept.yields = Some(kept_left);
				reject.yields = Some(kept_right);
			},
			(Some(yields), None) | (None, Some(yields)) => {
				for (result, val) in node.results.iter().zip(yields) {
					self.bind(*result, val);
				}
				let none = |block: &mut Block| {
					block.yields = block.yields.as_ref().map(|_| Vec::new());
				};
				none(&mut accept);
				none(&mut reject);
			},
			(None, None) => {},
		}
		self.new.node(Node::If(Box::new(IfNode { cond, accept, reject, results })));
		ends
	}

	fn repeat(&mut self, node: &LoopNode) {
		let inits = self.vals(&node.inits);
		let params: Vec<Val> = node
			.params
			.iter()
			.map(|old| {
				let new = self.new.fresh_in_loop();
				self.bind(*old, new);
				new
			})
			.collect();
		self.new.enter_loop();
		let body = self.block(&node.body);
		// Some of these are other values by now, which stay what they are.
		let cont_params: Vec<Val> = node
			.cont_params
			.iter()
			.map(|old| {
				let root = self.old.resolve(*old);
				let new = self.new.fresh_in_loop();
				match root == *old {
					true => self.map[root.0 as usize] = Some(new),
					false => {
						let other = self.val(root);
						self.new.program.replace(new, other);
					},
				}
				new
			})
			.collect();
		self.new.open();
		let reached = self.nodes(&node.continuing.nodes);
		let leave = node.leave.map(|leave| self.val(leave));
		let nexts = self.vals(node.continuing.yields.as_deref().unwrap_or_default());
		let continuing = self.new.close(reached.then_some(nexts));
		self.new.leave_loop();
		let results: Vec<Val> = node
			.results
			.iter()
			.map(|old| {
				let new = self.new.fresh();
				self.bind(*old, new);
				new
			})
			.collect();
		self.new.node(Node::Loop(Box::new(LoopNode {
			bound: node.bound,
			params,
			inits,
			body,
			cont_params,
			continuing,
			leave,
			results,
			span: node.span,
			note: node.note.clone(),
		})));
	}
}

/// Whether both branches are so small that computing both and selecting is cheaper.
fn selectable(accept: &Block, reject: &Block, results: usize) -> bool {
	if accept.yields.is_none() || reject.yields.is_none() || results > MAX_SELECTS {
		return false;
	}
	let mut cost = 0;
	for node in accept.nodes.iter().chain(&reject.nodes) {
		match node {
			Node::Inst(inst) if inst.op.is_speculable() => cost += inst.op.rough_cost(),
			Node::Inst(_)
			| Node::If(_)
			| Node::Loop(_)
			| Node::Break(_)
			| Node::Continue(_)
			| Node::Exit => return false,
		}
	}
	cost <= MAX_SELECTED_COST
}

impl Build {
	/// Another value that is true where this one is, or (`true`) where it isn't.
	fn truth(&self, cond: Val) -> Option<(Val, bool)> {
		let (Op::Binary(op), args) = self.def(cond)? else {
			return None;
		};
		match (op, self.known(args[1])?) {
			(BinaryOp::Eq, 0) => Some((self.program.resolve(args[0]), true)),
			(BinaryOp::Ne, 0) => Some((self.program.resolve(args[0]), false)),
			_ => None,
		}
	}
}
