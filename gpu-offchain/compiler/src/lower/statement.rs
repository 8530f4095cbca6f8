//! Statements.

use super::{
	scan::{always_leaves, leaves, structured, Way},
	FrameKind, Leap, Lower, Lowered, Return, Scope, Value,
};
use crate::{
	diagnostic::Place,
	ir::{Node, Op, Val},
};
use assay_touchstone::{AtomicOp, BinaryOp, Bound, UnaryOp};
use naga::{AtomicFunction, Barrier, Block, Expression, Handle, Span, Statement, SwitchValue};
use std::cell::RefCell;

/// Cases from which on they are tried one after the other instead of inside each other.
const FLAT_FROM: usize = 8;

type Listed<'s> = (&'s Statement, Span);

fn listed(block: &Block) -> Vec<Listed<'_>> {
	block.span_iter().map(|(statement, span)| (statement, *span)).collect()
}

impl<'a> Lower<'a> {
	/// A block; says whether its end is reached.
	pub(super) fn block(&mut self, scope: &mut Scope<'a>, block: &'a Block) -> Lowered<bool> {
		for (statement, span) in block.span_iter() {
			self.at(*span);
			if !self.statement(scope, statement)? {
				return Ok(false);
			}
		}
		Ok(true)
	}

	fn at(&mut self, span: Span) {
		if span.is_defined() {
			self.span = span;
		}
	}

	/// A block that is left early, but only in ways that `if` and `else` can express. Leaving is
	/// reaching its end.
	pub(super) fn early(
		&mut self,
		scope: &mut Scope<'a>,
		block: &'a Block,
		way: Way,
	) -> Lowered<bool> {
		self.early_list(scope, &listed(block), way)
	}

	fn early_list(
		&mut self,
		scope: &mut Scope<'a>,
		list: &[Listed<'a>],
		way: Way,
	) -> Lowered<bool> {
		for (i, (statement, span)) in list.iter().enumerate() {
			self.at(*span);
			if !leaves(statement, way) {
				if !self.statement(scope, statement)? {
					return Ok(false);
				}
				continue;
			}
			let rest = &list[i + 1..];
			return match *statement {
				Statement::Return { value } => {
					self.set_result(scope, *value)?;
					Ok(true)
				},
				Statement::Block(inner) => {
					let mut all = listed(inner);
					all.extend_from_slice(rest);
					self.early_list(scope, &all, way)
				},
				Statement::If { condition, accept, reject } => {
					let cond = self.scalar(scope, *condition)?;
					let with_rest = |block: &'a Block| {
						let mut all = listed(block);
						if !always_leaves(block, way) {
							all.extend_from_slice(rest);
						}
						all
					};
					let (accept, reject) = (with_rest(accept), with_rest(reject));
					let scope = RefCell::new(scope);
					self.branch(
						cond,
						|lower| lower.early_list(&mut scope.borrow_mut(), &accept, way),
						|lower| lower.early_list(&mut scope.borrow_mut(), &reject, way),
					)
				},
				_ => Ok(true),
			};
		}
		Ok(true)
	}

	fn set_result(
		&mut self,
		scope: &mut Scope<'a>,
		value: Option<Handle<Expression>>,
	) -> Lowered<()> {
		let (Some(value), Some(first)) = (value, scope.result) else {
			return Ok(());
		};
		let scalars = self.scalars(scope, value)?;
		for (i, val) in scalars.iter().enumerate() {
			self.cells[first + i] = *val;
		}
		Ok(())
	}

	fn statement(&mut self, scope: &mut Scope<'a>, statement: &'a Statement) -> Lowered<bool> {
		self.check_size()?;
		match statement {
			Statement::Emit(range) => {
				for handle in range.clone() {
					let value = self.evaluate(scope, handle)?;
					scope.values.insert(handle, value);
				}
			},
			Statement::Block(block) => return self.block(scope, block),
			Statement::If { condition, accept, reject } => {
				let cond = self.scalar(scope, *condition)?;
				let scope = RefCell::new(scope);
				return self.branch(
					cond,
					|lower| lower.block(&mut scope.borrow_mut(), accept),
					|lower| lower.block(&mut scope.borrow_mut(), reject),
				);
			},
			Statement::Switch { selector, cases } => return self.switch(scope, *selector, cases),
			Statement::Loop { body, continuing, break_if } => {
				// What the body computes, the continuing part can use.
				let shared = RefCell::new(scope);
				return self.repeat(
					None,
					FrameKind::Loop,
					|lower| lower.block(&mut shared.borrow_mut(), body),
					|lower| {
						let scope = &mut shared.borrow_mut();
						lower.block(scope, continuing)?;
						break_if.map(|cond| lower.scalar(scope, cond)).transpose()
					},
				);
			},
			Statement::Break => {
				let frame = self.frames.iter().rposition(|frame| frame.kind != FrameKind::Function);
				return self.leave(frame, false);
			},
			Statement::Continue => {
				let frame = self.frames.iter().rposition(|frame| frame.kind == FrameKind::Loop);
				return self.leave(frame, true);
			},
			Statement::Return { value } => match scope.returns {
				Return::Exit => {
					self.b.node(Node::Exit);
					return Ok(false);
				},
				Return::Structured => {
					self.set_result(scope, *value)?;
				},
				Return::Frame(frame) => {
					self.set_result(scope, *value)?;
					return self.leave(Some(frame), false);
				},
			},
			Statement::Kill => return Err(self.unexpected("`discard`")),
			Statement::ControlBarrier(barrier) => {
				if barrier.intersects(Barrier::SUB_GROUP | Barrier::TEXTURE) {
					return Err(self
						.error("unsupported-barrier", "there is no such barrier")
						.help("use `workgroupBarrier()` or `storageBarrier()`"));
				}
				self.b.push(Op::Barrier(Place::of(self.span)), Vec::new(), 0);
			},
			Statement::MemoryBarrier(_) => {
				return Err(self.unexpected("a memory barrier without a control barrier"))
			},
			Statement::Store { pointer, value } => {
				let place = self.place(scope, *pointer)?;
				let value = self.scalars(scope, *value)?;
				self.store(&place, &value)?;
			},
			Statement::Atomic { pointer, fun, value, result } => {
				self.atomic(scope, *pointer, fun, *value, *result)?
			},
			Statement::WorkGroupUniformLoad { pointer, result } => {
				let place = self.place(scope, *pointer)?;
				let value = self.uniform_load(&place)?;
				scope.values.insert(*result, Value::Scalars(value.into()));
			},
			Statement::Call { function, arguments, result } => {
				self.call(scope, *function, arguments, *result)?
			},
			Statement::ImageStore { .. } | Statement::ImageAtomic { .. } => {
				return Err(self.unexpected("a texture"))
			},
			Statement::SubgroupBallot { .. }
			| Statement::SubgroupGather { .. }
			| Statement::SubgroupCollectiveOperation { .. } => {
				return Err(self
					.error("subgroups", "subgroups are not part of the language")
					.help("exchange values through `var<workgroup>` and `workgroupBarrier()`"))
			},
			_ => return Err(self.unexpected("this statement")),
		}
		Ok(true)
	}

	fn leave(&mut self, frame: Option<usize>, is_continue: bool) -> Lowered<bool> {
		let frame = frame.ok_or_else(|| self.unexpected("leaving no loop"))?;
		self.leap(Leap { frame, is_continue });
		Ok(false)
	}

	fn uniform_load(&mut self, place: &super::place::Place) -> Lowered<Vec<Val>> {
		let mut out = Vec::new();
		let mut words = Vec::new();
		place.ty().leaves(0, &mut |at, n| words.extend((0..n as u32).map(|i| at + i)));
		let (base, offset) = self.workgroup_word(place)?;
		for word in words {
			let op = Op::UniformLoad(offset.wrapping_add(word), Place::of(self.span));
			out.extend(self.b.push(op, base.into_iter().collect(), 1));
		}
		Ok(out)
	}

	fn atomic(
		&mut self,
		scope: &mut Scope<'a>,
		pointer: Handle<Expression>,
		fun: &AtomicFunction,
		value: Handle<Expression>,
		result: Option<Handle<Expression>>,
	) -> Lowered<()> {
		let signed = self.resolve_type(scope, value)?.kind() == crate::types::Kind::I;
		let op =
			match fun {
				AtomicFunction::Add | AtomicFunction::Subtract => AtomicOp::Add,
				AtomicFunction::And => AtomicOp::And,
				AtomicFunction::InclusiveOr => AtomicOp::Or,
				AtomicFunction::ExclusiveOr => AtomicOp::Xor,
				AtomicFunction::Min if signed => AtomicOp::MinS,
				AtomicFunction::Min => AtomicOp::MinU,
				AtomicFunction::Max if signed => AtomicOp::MaxS,
				AtomicFunction::Max => AtomicOp::MaxU,
				AtomicFunction::Exchange { .. } => return Err(self
					.error("atomic-exchange", "exchanging atomics depend on the order of lanes")
					.help(
						"use atomicAdd, atomicMin, atomicMax, atomicAnd, atomicOr or atomicXor, \
						 whose outcome is the same in any order",
					)),
			};
		if result.is_some_and(|result| scope.info[result].ref_count > 0) {
			return Err(self
				.error("atomic-result", "what an atomic returns depends on the order of lanes")
				.help(
					"leave the result unused, and read the variable behind a \
					 `workgroupBarrier()`; for positions, use a prefix sum",
				));
		}
		let place = self.place(scope, pointer)?;
		let mut value = self.scalar(scope, value)?;
		if matches!(fun, AtomicFunction::Subtract) {
			value = self.unary(UnaryOp::NegI, value);
		}
		let (base, offset) = self.workgroup_word(&place)?;
		let mut args: Vec<Val> = base.into_iter().collect();
		args.push(value);
		self.b.push(Op::Atomic(op, offset, base.is_some()), args, 0);
		Ok(())
	}

	fn switch(
		&mut self,
		scope: &mut Scope<'a>,
		selector: Handle<Expression>,
		cases: &'a [naga::SwitchCase],
	) -> Lowered<bool> {
		let selector = self.scalar(scope, selector)?;
		// Selectors that share a body are cases that fall through an empty one.
		let mut arms: Vec<(Vec<u32>, bool, &'a Block)> = Vec::new();
		let mut values = Vec::new();
		let mut default = false;
		for case in cases {
			match case.value {
				SwitchValue::I32(value) => values.push(value as u32),
				SwitchValue::U32(value) => values.push(value),
				SwitchValue::Default => default = true,
			}
			if case.fall_through {
				continue;
			}
			arms.push((std::mem::take(&mut values), default, &case.body));
			default = false;
		}
		// The default is what is left, so it comes last.
		arms.sort_by_key(|(_, default, _)| *default);
		if arms.iter().all(|(_, _, body)| structured(body, Way::Break)) {
			return self.arms(scope, selector, &arms, true);
		}
		let shared = RefCell::new(scope);
		self.repeat(
			Some(Bound::Constant(1)),
			FrameKind::Switch,
			|lower| lower.arms(&mut shared.borrow_mut(), selector, &arms, false),
			|_| Ok(None),
		)
	}

	fn arm(
		&mut self,
		scope: &mut Scope<'a>,
		body: &'a Block,
		is_structured: bool,
	) -> Lowered<bool> {
		match is_structured {
			true => self.early(scope, body, Way::Break),
			false => self.block(scope, body),
		}
	}

	fn matches(&mut self, selector: Val, values: &[u32]) -> Val {
		let mut any = None;
		for value in values {
			let here = self.b.with(BinaryOp::Eq, selector, *value);
			any = Some(match any {
				Some(any) => self.b.binary(BinaryOp::Or, any, here),
				None => here,
			});
		}
		any.unwrap_or_else(|| self.b.constant(0))
	}

	fn arms(
		&mut self,
		scope: &mut Scope<'a>,
		selector: Val,
		arms: &[(Vec<u32>, bool, &'a Block)],
		is_structured: bool,
	) -> Lowered<bool> {
		let Some(((values, default, body), rest)) = arms.split_first() else {
			return Ok(true);
		};
		if *default {
			return self.arm(scope, body, is_structured);
		}
		if arms.len() >= FLAT_FROM {
			return self.flat(scope, selector, arms, is_structured);
		}
		let cond = self.matches(selector, values);
		let scope = RefCell::new(scope);
		self.branch(
			cond,
			|lower| lower.arm(&mut scope.borrow_mut(), body, is_structured),
			|lower| lower.arms(&mut scope.borrow_mut(), selector, rest, is_structured),
		)
	}

	fn flat(
		&mut self,
		scope: &mut Scope<'a>,
		selector: Val,
		arms: &[(Vec<u32>, bool, &'a Block)],
		is_structured: bool,
	) -> Lowered<bool> {
		let mut any = self.b.constant(0);
		for (values, default, body) in arms {
			let cond = match default {
				true => self.b.with(BinaryOp::Eq, any, 0),
				false => {
					let here = self.matches(selector, values);
					any = self.b.binary(BinaryOp::Or, any, here);
					here
				},
			};
			self.branch(cond, |lower| lower.arm(scope, body, is_structured), |_| Ok(true))?;
		}
		Ok(true)
	}
}
