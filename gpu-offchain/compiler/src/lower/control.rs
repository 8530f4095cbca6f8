//! Branches and loops: how variables become results of `if`s and parameters of loops.

use super::{Frame, FrameKind, Leap, Lower, Lowered};
use crate::ir::{for_each_leave, IfNode, LoopNode, Node, Val};
use assay_touchstone::{BinaryOp, Bound};

/// Blocks within blocks that a kernel may have; the bytecode allows 64.
const MAX_NESTING: usize = 60;

impl<'a> Lower<'a> {
	pub(super) fn deeper(&mut self) -> Lowered<()> {
		self.depth += 1;
		if self.depth > MAX_NESTING {
			return Err(self
				.error("too-deep", "blocks are nested too deep here")
				.help("at most 60 `if`, `switch` and loops inside each other, calls included"));
		}
		Ok(())
	}

	/// An `if`. The branches say whether their end is reached; so does the whole.
	pub(super) fn branch(
		&mut self,
		cond: Val,
		accept: impl FnOnce(&mut Self) -> Lowered<bool>,
		reject: impl FnOnce(&mut Self) -> Lowered<bool>,
	) -> Lowered<bool> {
		match self.b.known(cond) {
			Some(0) => return reject(self),
			Some(_) => return accept(self),
			None => {},
		}
		self.deeper()?;
		let saved = self.cells.clone();
		self.b.open();
		let accept_ends = accept(self)?;
		let mut on_true = std::mem::replace(&mut self.cells, saved.clone());
		let mut accept_block = self.b.close(None);
		self.b.open();
		let reject_ends = reject(self)?;
		let mut on_false = std::mem::take(&mut self.cells);
		let mut reject_block = self.b.close(None);
		self.depth -= 1;
		on_true.truncate(saved.len());
		on_false.truncate(saved.len());

		let mut results = Vec::new();
		match (accept_ends, reject_ends) {
			(true, true) => {
				let (mut left, mut right) = (Vec::new(), Vec::new());
				self.cells = on_true;
				for (cell, b) in self.cells.iter_mut().zip(on_false) {
					let a = self.b.program.resolve(*cell);
					let b = self.b.program.resolve(b);
					if a != b {
						let result = self.b.fresh();
						left.push(a);
						right.push(b);
						results.push(result);
						*cell = result;
					}
				}
				accept_block.yields = Some(left);
				reject_block.yields = Some(right);
			},
			(true, false) => {
				accept_block.yields = Some(Vec::new());
				self.cells = on_true;
			},
			(false, true) => {
				reject_block.yields = Some(Vec::new());
				self.cells = on_false;
			},
			(false, false) => self.cells = saved,
		}
		self.b.node(Node::If(Box::new(IfNode {
			cond,
			accept: accept_block,
			reject: reject_block,
			results,
		})));
		Ok(accept_ends || reject_ends)
	}

	/// A loop. The continuing part says when to leave at its end.
	pub(super) fn repeat(
		&mut self,
		bound: Option<Bound>,
		kind: FrameKind,
		body: impl FnOnce(&mut Self) -> Lowered<bool>,
		continuing: impl FnOnce(&mut Self) -> Lowered<Option<Val>>,
	) -> Lowered<bool> {
		self.deeper()?;
		let span = self.span;
		let note = match kind {
			FrameKind::Loop => {
				span.to_range().and_then(|range| self.directives.bound_at(range.start).cloned())
			},
			FrameKind::Function | FrameKind::Switch => None,
		};
		let inits = self.cells.clone();
		let count = inits.len();
		let params: Vec<Val> = (0..count).map(|_| self.b.fresh()).collect();
		self.cells = params.clone();
		self.frames.push(Frame { kind, escapes: Vec::new() });
		self.b.open();
		let ends = body(self)?;
		self.cells.truncate(count);
		let mut body = self.b.close(None);
		let mut continues = Vec::new();
		for_each_leave(&mut body, &mut |values, is_break| {
			if !is_break {
				continues.push(values.clone());
			}
		});
		let mut cont_params = Vec::new();
		if continues.is_empty() {
			body.yields = ends.then(Vec::new);
		} else {
			if ends {
				body.yields = Some(self.cells.clone());
				continues.push(self.cells.clone());
			}
			for i in 0..count {
				let param = self.b.fresh();
				let first = self.b.program.resolve(continues[0][i]);
				let same = |values: &Vec<Val>| self.b.program.resolve(values[i]) == first;
				if continues.iter().all(same) {
					self.b.program.replace(param, first);
				}
				cont_params.push(param);
			}
			self.cells = cont_params.clone();
		}
		let reached = ends || !continues.is_empty();
		self.b.open();
		let leave = match reached {
			true => continuing(self)?,
			false => None,
		};
		self.cells.truncate(count);
		let nexts = match reached {
			true => self.cells.clone(),
			false => params.clone(),
		};
		let continuing = self.b.close(Some(nexts));
		let frame = self.frames.pop();
		self.depth -= 1;
		let results: Vec<Val> = (0..count).map(|_| self.b.fresh()).collect();
		self.cells = results.clone();
		let mut node = LoopNode {
			bound,
			params,
			inits,
			body,
			cont_params,
			continuing,
			leave,
			results,
			span,
			note,
		};
		self.settle(&mut node);
		self.b.node(Node::Loop(Box::new(node)));

		for leap in frame.map(|frame| frame.escapes).unwrap_or_default() {
			let code = self.code(leap);
			let escape = self.b.program.resolve(self.cells[0]);
			let here = self.b.with(BinaryOp::Eq, escape, code);
			self.branch(
				here,
				|lower| {
					lower.leap(leap);
					Ok(false)
				},
				|_| Ok(true),
			)?;
		}
		Ok(true)
	}

	/// Drops the parameters of a loop that it doesn't change.
	fn settle(&mut self, node: &mut LoopNode) {
		let count = node.params.len();
		let mut edges: Vec<Vec<Val>> = Vec::new();
		for_each_leave(&mut node.body, &mut |values, _| edges.push(values.clone()));
		edges.extend(node.body.yields.clone().filter(|yields| !yields.is_empty()));
		edges.extend(node.continuing.yields.clone());
		let mut kept = vec![true; count];
		loop {
			let mut changed = false;
			for i in 0..count {
				if !kept[i] {
					continue;
				}
				let program = &self.b.program;
				let init = program.resolve(node.inits[i]);
				let param = program.resolve(node.params[i]);
				// One that turned out to be another value says nothing about the parameter.
				let cont = node.cont_params.get(i).copied();
				let cont = cont.filter(|val| program.resolve(*val) == *val);
				let unchanged = edges.iter().all(|values| {
					let val = program.resolve(values[i]);
					val == init || val == param || Some(val) == cont
				});
				if unchanged {
					self.b.program.replace(node.params[i], init);
					self.b.program.replace(node.results[i], init);
					if let Some(cont) = cont {
						self.b.program.replace(cont, init);
					}
					kept[i] = false;
					changed = true;
				}
			}
			if !changed {
				break;
			}
		}
		retain(&mut node.params, &kept);
		retain(&mut node.inits, &kept);
		retain(&mut node.cont_params, &kept);
		retain(&mut node.results, &kept);
		for_each_leave(&mut node.body, &mut |values, _| retain(values, &kept));
		for values in [&mut node.body.yields, &mut node.continuing.yields].into_iter().flatten() {
			retain(values, &kept);
		}
	}

	fn code(&self, leap: Leap) -> u32 {
		1 + 2 * leap.frame as u32 + u32::from(leap.is_continue)
	}

	/// Goes to a frame, through those in between.
	pub(super) fn leap(&mut self, leap: Leap) {
		let top = self.frames.len() - 1;
		let code = match leap.frame == top {
			true => 0,
			false => self.code(leap),
		};
		self.cells[0] = self.b.constant(code);
		// The loop's own variables come first; what was declared inside is gone.
		let values = self.cells.clone();
		if leap.frame == top && leap.is_continue {
			self.b.node(Node::Continue(values));
			return;
		}
		if leap.frame != top {
			let escapes = &mut self.frames[top].escapes;
			if !escapes.contains(&leap) {
				escapes.push(leap);
			}
		}
		self.b.node(Node::Break(values));
	}
}

fn retain(values: &mut Vec<Val>, kept: &[bool]) {
	if values.is_empty() {
		return;
	}
	let mut i = 0;
	values.retain(|_| {
		i += 1;
		kept.get(i - 1).copied().unwrap_or(false)
	});
}
