//! Statements.

use super::{
	memory::Pointer,
	value::{zeros, Scalar, Value},
	Argument, Call, Lane,
};
use naga::{AtomicFunction, Block, Function, Statement as S, SwitchValue};
use std::collections::HashMap;

/// Where it goes on.
#[derive(Debug)]
enum Flow {
	Next,
	Break,
	Continue,
	Return(Option<Value>),
}

impl<'a> Lane<'a> {
	/// Calls a function.
	pub(super) fn call(
		&mut self,
		function: &'a Function,
		arguments: Vec<Argument>,
	) -> Option<Value> {
		let module = self.module();
		self.calls.push(Call {
			function,
			arguments,
			locals: function
				.local_variables
				.iter()
				.map(|(_, local)| zeros(module, local.ty))
				.collect(),
			values: HashMap::new(),
		});
		let depth = self.calls.len() - 1;
		for (handle, local) in function.local_variables.iter() {
			if let Some(init) = local.init {
				let value = self.value(init);
				self.calls[depth].locals[handle.index()] = value;
			}
		}
		let flow = self.block(&function.body);
		self.calls.pop();
		match flow {
			Flow::Return(value) => value,
			_ => None,
		}
	}

	fn block(&mut self, block: &'a Block) -> Flow {
		for statement in block.iter() {
			match self.statement(statement) {
				Flow::Next => {},
				leaves => return leaves,
			}
		}
		Flow::Next
	}

	fn keep(&mut self, handle: naga::Handle<naga::Expression>, value: Argument) {
		let call = self.calls.last_mut().expect("a call is under way");
		call.values.insert(handle.index(), value);
	}

	fn statement(&mut self, statement: &'a S) -> Flow {
		match *statement {
			S::Emit(ref range) => {
				for handle in range.clone() {
					let value = self.evaluate(handle);
					self.keep(handle, value);
				}
			},
			S::Block(ref block) => return self.block(block),
			S::If { condition, ref accept, ref reject } => {
				self.meet("If");
				return match self.value(condition).is_true() {
					true => self.block(accept),
					false => self.block(reject),
				};
			},
			S::Switch { selector, ref cases } => {
				self.meet("Switch");
				let selector = self.value(selector).scalar();
				let wanted = cases.iter().position(|case| match case.value {
					SwitchValue::U32(value) => selector == Scalar::U(value),
					SwitchValue::I32(value) => selector == Scalar::I(value),
					SwitchValue::Default => false,
				});
				let default = || cases.iter().position(|case| case.value == SwitchValue::Default);
				let first = wanted.or_else(default).expect("a switch has a default");
				for case in &cases[first..] {
					match self.block(&case.body) {
						Flow::Next if case.fall_through => {},
						Flow::Next | Flow::Break => break,
						leaves => return leaves,
					}
				}
			},
			S::Loop { ref body, ref continuing, break_if } => {
				self.meet("Loop");
				return self.repeat(body, continuing, break_if);
			},
			S::Break => {
				self.meet("Break");
				return Flow::Break;
			},
			S::Continue => {
				self.meet("Continue");
				return Flow::Continue;
			},
			S::Return { value } => {
				self.meet(if value.is_some() { "Return value" } else { "Return" });
				return Flow::Return(value.map(|value| self.value(value)));
			},
			S::ControlBarrier(_) => {
				self.meet("ControlBarrier");
				self.shared.barrier.wait();
			},
			S::MemoryBarrier(_) => {},
			S::Store { pointer, value } => {
				self.meet("Store");
				let (pointer, value) = (self.pointer(pointer), self.value(value));
				self.store(&pointer, value);
			},
			S::Atomic { pointer, fun, value, result } => {
				self.meet(&format!("Atomic {fun:?}"));
				let (pointer, value) = (self.pointer(pointer), self.value(value));
				let old = self.atomic(&pointer, fun, value.scalar());
				if let Some(result) = result {
					self.keep(result, Argument::Value(old));
				}
			},
			S::WorkGroupUniformLoad { pointer, result } => {
				self.meet("WorkGroupUniformLoad");
				self.shared.barrier.wait();
				let pointer = self.pointer(pointer);
				let value = self.load(&pointer);
				self.shared.barrier.wait();
				self.keep(result, Argument::Value(value));
			},
			S::Call { function, ref arguments, result } => {
				self.meet("Call");
				let arguments = arguments.iter().map(|argument| self.argument(*argument));
				let arguments = arguments.collect();
				let value = self.call(&self.module().functions[function], arguments);
				if let (Some(result), Some(value)) = (result, value) {
					self.keep(result, Argument::Value(value));
				}
			},
			ref other => panic!("{other:?} is not in the language"),
		}
		Flow::Next
	}

	fn repeat(
		&mut self,
		body: &'a Block,
		continuing: &'a Block,
		break_if: Option<naga::Handle<naga::Expression>>,
	) -> Flow {
		loop {
			match self.block(body) {
				Flow::Next | Flow::Continue => {},
				Flow::Break => return Flow::Next,
				leaves => return leaves,
			}
			match self.block(continuing) {
				Flow::Next => {},
				other => panic!("{other:?} in a continuing part"),
			}
			if break_if.is_some_and(|condition| self.value(condition).is_true()) {
				return Flow::Next;
			}
		}
	}

	/// Changes a word of workgroup memory while no other lane does.
	fn atomic(&mut self, pointer: &Pointer, fun: AtomicFunction, value: Scalar) -> Value {
		let Pointer::Variable { root: super::memory::Root::Shared(global), path } = pointer else {
			panic!("atomics are the workgroup's");
		};
		let mut workgroup = self.shared.workgroup.lock().unwrap();
		let variable = workgroup.get_mut(global).expect("it was declared");
		let place = super::memory::follow(variable, path).expect("the index is in bounds");
		let old = place.scalar();
		let new = match (old, value) {
			(Scalar::U(a), Scalar::U(b)) => Scalar::U(changed(fun, a, b, u32::min, u32::max)),
			(Scalar::I(a), Scalar::I(b)) => {
				let min = |a: u32, b: u32| (a as i32).min(b as i32) as u32;
				let max = |a: u32, b: u32| (a as i32).max(b as i32) as u32;
				Scalar::I(changed(fun, a as u32, b as u32, min, max) as i32)
			},
			other => panic!("{fun:?} of {other:?}"),
		};
		*place = Value::One(new);
		Value::One(old)
	}
}

fn changed(
	fun: AtomicFunction,
	a: u32,
	b: u32,
	min: impl Fn(u32, u32) -> u32,
	max: impl Fn(u32, u32) -> u32,
) -> u32 {
	match fun {
		AtomicFunction::Add => a.wrapping_add(b),
		AtomicFunction::Subtract => a.wrapping_sub(b),
		AtomicFunction::And => a & b,
		AtomicFunction::InclusiveOr => a | b,
		AtomicFunction::ExclusiveOr => a ^ b,
		AtomicFunction::Min => min(a, b),
		AtomicFunction::Max => max(a, b),
		AtomicFunction::Exchange { .. } => panic!("exchanges are not in the language"),
	}
}
