//! A program's instructions, appended to the frame's entry point.

use super::{
	emit::{Emitter, Value},
	error::RaiseError,
	frame::names,
	lanes::Lanes,
	layout::{Layout, UNIFORM_VECTOR},
};
use assay_touchstone::{
	Address, Bound, Builtin, Control, FloatMode, Header, Instr, Program, Reg, When,
};
use naga::{Barrier, BinaryOperator, Block, Function, Module, Statement};

/// A block of the program whose end hasn't come yet.
enum Frame {
	If { condition: Value, accept: Option<Block> },
	Loop { body: Option<Block> },
}

/// Appends instructions one by one.
pub(super) struct Body<'a> {
	pub emit: Emitter,
	pub header: &'a Header,
	pub layout: &'a Layout,
	pub lanes: Lanes,
	frames: Vec<Frame>,
	/// Registers that hold the opaque result of a strict float operation: flushed already.
	flushed: [bool; 256],
}

/// The frame's entry point with the program behind it.
pub(super) fn append(
	module: &Module,
	entry: Function,
	program: &Program,
	(layout, lanes): (&Layout, Lanes),
) -> Result<Function, RaiseError> {
	let mut body = Body {
		emit: Emitter::new(module, entry),
		header: program.header(),
		layout,
		lanes,
		frames: Vec::new(),
		flushed: [false; 256],
	};
	for instr in program.code() {
		body.instr(instr)?;
	}
	Ok(body.emit.finish())
}

impl Body<'_> {
	/// A register's value.
	pub fn reg(&mut self, reg: Reg) -> Result<Value, RaiseError> {
		let pointer = self.emit.local(&names::register(reg.0))?;
		Ok(self.emit.load(pointer))
	}

	/// Gives a register a value.
	pub fn set(&mut self, reg: Reg, value: Value) -> Result<(), RaiseError> {
		let pointer = self.emit.local(&names::register(reg.0))?;
		self.emit.store(pointer, value);
		self.flushed[usize::from(reg.0)] = false;
		Ok(())
	}

	/// Gives a register the opaque result of a float operation.
	pub fn set_flushed(&mut self, reg: Reg, value: Value) -> Result<(), RaiseError> {
		self.set(reg, value)?;
		self.flushed[usize::from(reg.0)] = true;
		Ok(())
	}

	/// Gives a register the value of another one.
	pub fn set_like(&mut self, dst: Reg, src: Reg, value: Value) -> Result<(), RaiseError> {
		let flushed = self.flushed[usize::from(src.0)];
		self.set(dst, value)?;
		self.flushed[usize::from(dst.0)] = flushed;
		Ok(())
	}

	/// A register's value as the operand of a float operation.
	pub fn float(&mut self, reg: Reg) -> Result<Value, RaiseError> {
		let value = self.reg(reg)?;
		if self.flushed[usize::from(reg.0)] {
			Ok(value)
		} else {
			self.flush(value)
		}
	}

	/// A value as the operand of a float operation.
	pub fn flush(&mut self, value: Value) -> Result<Value, RaiseError> {
		match self.header.float_mode {
			FloatMode::Strict => self.emit.call("flush", vec![value]),
			FloatMode::Relaxed => Ok(value),
		}
	}

	/// A hidden word of the pass.
	pub fn pass_word(&mut self, word: u32) -> Result<Value, RaiseError> {
		let array = self.emit.global(names::PASS)?;
		let vector = self.emit.at(array, word / UNIFORM_VECTOR);
		let pointer = self.emit.at(vector, word % UNIFORM_VECTOR);
		Ok(self.emit.load(pointer))
	}

	/// The element that an address names.
	pub fn element(&mut self, address: Address) -> Result<Value, RaiseError> {
		let offset = self.emit.u32(address.offset);
		let Some(base) = address.base else {
			return Ok(offset);
		};
		let base = self.reg(base)?;
		Ok(match address.offset {
			0 => base,
			_ => self.emit.binary(BinaryOperator::Add, base, offset),
		})
	}

	/// `when`, where it isn't `Always`.
	fn condition(&mut self, when: When) -> Result<Option<Value>, RaiseError> {
		let (reg, op) = match when {
			When::Always => return Ok(None),
			When::If(reg) => (reg, BinaryOperator::NotEqual),
			When::Unless(reg) => (reg, BinaryOperator::Equal),
		};
		let (value, zero) = (self.reg(reg)?, self.emit.u32(0));
		Ok(Some(self.emit.binary(op, value, zero)))
	}

	/// Goes elsewhere.
	fn branch(&mut self, when: When, target: Statement) -> Result<(), RaiseError> {
		match self.condition(when)? {
			None => self.emit.push_last(target),
			Some(condition) => {
				self.emit.begin();
				self.emit.push(target);
				let accept = self.emit.end();
				self.emit.push(Statement::If { condition, accept, reject: Block::new() });
			},
		}
		Ok(())
	}

	fn instr(&mut self, instr: &Instr) -> Result<(), RaiseError> {
		match instr.control() {
			// Lanes come here by another way, with other values in their registers.
			Some(
				Control::Else
				| Control::End
				| Control::Loop { .. }
				| Control::Continuing
				| Control::EndLoop { .. },
			) => self.flushed = [false; 256],
			Some(
				Control::If { .. }
				| Control::Break { .. }
				| Control::Continue { .. }
				| Control::Exit { .. },
			)
			| None => {},
		}
		match *instr {
			Instr::If { when } => {
				let condition = match self.condition(when)? {
					Some(condition) => condition,
					None => self.emit.always(),
				};
				self.frames.push(Frame::If { condition, accept: None });
				self.emit.begin();
			},
			Instr::Else => {
				let then = self.emit.end();
				if let Some(Frame::If { accept, .. }) = self.frames.last_mut() {
					*accept = Some(then);
				}
				self.emit.begin();
			},
			Instr::End => self.end_if(),
			Instr::Loop { bound } => self.begin_loop(bound)?,
			Instr::Continuing => {
				let whole = self.emit.end();
				if let Some(Frame::Loop { body }) = self.frames.last_mut() {
					*body = Some(whole);
				}
				self.emit.begin();
			},
			Instr::EndLoop { leave } => self.end_loop(leave)?,
			Instr::Break { when } => self.branch(when, Statement::Break)?,
			Instr::Continue { when } => self.branch(when, Statement::Continue)?,
			Instr::Exit { when } => self.branch(when, Statement::Return { value: None })?,
			Instr::Barrier => self.barrier(),
			Instr::UniformLoad { dst, address } => self.uniform_load(dst, address)?,
			Instr::Load { space, width, dst, address } => {
				self.load_from(space, width, dst, address)?
			},
			Instr::Store { space, width, src, address } => {
				self.store_to(space, width, src, address)?
			},
			Instr::Atomic { op, address, value } => self.atomic(op, address, value)?,
			Instr::Param { dst, index } => {
				let word = self.pass_word(self.layout.param_words() + u32::from(index))?;
				self.set(dst, word)?;
			},
			Instr::ParamAt { dst, address } => self.param_at(dst, address)?,
			Instr::Length { dst, buffer } => self.length(dst, buffer)?,
			Instr::Builtin { dst, which } => {
				let value = self.builtin(which)?;
				self.set(dst, value)?;
			},
			Instr::Const { dst, value } => {
				let value = self.emit.u32(value);
				self.set(dst, value)?;
			},
			Instr::Copy { dst, src } => {
				let value = self.reg(src)?;
				self.set_like(dst, src, value)?;
			},
			Instr::Select { dst, cond, on_true, on_false } => {
				self.select(dst, [cond, on_true, on_false])?
			},
			Instr::Unary { op, dst, a } => self.unary(op, dst, a)?,
			Instr::Binary { op, dst, a, b } => self.binary(op, dst, a, b)?,
			Instr::MulAdd { op, dst, a, b, c } => self.mul_add(op, dst, (a, b, c))?,
			Instr::Extract { signed, dst, a, field } => self.extract(signed, dst, a, field)?,
			Instr::Insert { dst, base, bits, field } => self.insert(dst, (base, bits), field)?,
		}
		Ok(())
	}

	fn end_if(&mut self) {
		let last = self.emit.end();
		if let Some(Frame::If { condition, accept }) = self.frames.pop() {
			let (accept, reject) = match accept {
				Some(accept) => (accept, last),
				None => (last, Block::new()),
			};
			self.emit.push(Statement::If { condition, accept, reject });
		}
	}

	/// A counter of iterations for each depth of loops: a loop inside of another one starts anew.
	fn counter(&mut self) -> Result<Value, RaiseError> {
		let open = self.frames.iter().filter(|frame| matches!(frame, Frame::Loop { .. })).count();
		self.emit.local(&names::counter(open.saturating_sub(1)))
	}

	fn begin_loop(&mut self, bound: Bound) -> Result<(), RaiseError> {
		self.frames.push(Frame::Loop { body: None });
		let counter = self.counter()?;
		let bound = match bound {
			Bound::Constant(bound) => self.emit.u32(bound),
			Bound::Param { .. } => {
				let word = self.layout.bound_word(&bound);
				self.pass_word(word.ok_or_else(|| RaiseError::missing("loop bound"))?)?
			},
		};
		self.emit.store(counter, bound);
		self.emit.begin();

		let (left, zero, one) = (self.emit.load(counter), self.emit.u32(0), self.emit.u32(1));
		let spent = self.emit.binary(BinaryOperator::Equal, left, zero);
		self.emit.begin();
		self.emit.push(Statement::Break);
		let accept = self.emit.end();
		self.emit.push(Statement::If { condition: spent, accept, reject: Block::new() });
		let fewer = self.emit.binary(BinaryOperator::Subtract, left, one);
		self.emit.store(counter, fewer);
		Ok(())
	}

	fn end_loop(&mut self, leave: Option<When>) -> Result<(), RaiseError> {
		if let Some(Frame::Loop { body: body @ None }) = self.frames.last_mut() {
			*body = Some(self.emit.end());
			self.emit.begin();
		}
		let break_if = match leave {
			None => None,
			Some(when) => match self.condition(when)? {
				Some(condition) => Some(condition),
				None => Some(self.emit.always()),
			},
		};
		let continuing = self.emit.end();
		if let Some(Frame::Loop { body }) = self.frames.pop() {
			let body = body.unwrap_or_default();
			self.emit.push(Statement::Loop { body, continuing, break_if });
		}
		Ok(())
	}

	/// Orders workgroup memory and outputs.
	pub fn barrier(&mut self) {
		self.emit.push(Statement::ControlBarrier(Barrier::WORK_GROUP | Barrier::STORAGE));
	}

	fn builtin(&mut self, which: Builtin) -> Result<Value, RaiseError> {
		let size = self.header.workgroup_size;
		let group = |body: &mut Self, axis: u32| -> Result<Value, RaiseError> {
			let group = body.emit.named(names::GROUP)?;
			Ok(body.emit.at(group, axis))
		};
		let local = |body: &mut Self, axis: u32| -> Result<Value, RaiseError> {
			let place = body.emit.named(names::LOCAL)?;
			Ok(body.emit.at(place, axis))
		};
		let global = |body: &mut Self, axis: u32| -> Result<Value, RaiseError> {
			let (group, local) = (group(body, axis)?, local(body, axis)?);
			let lanes = body.emit.u32(u32::from(size[axis as usize]));
			let first = body.emit.binary(BinaryOperator::Multiply, group, lanes);
			Ok(body.emit.binary(BinaryOperator::Add, first, local))
		};
		match which {
			Builtin::LocalIndex => self.emit.named(names::LANE),
			Builtin::LocalX => local(self, 0),
			Builtin::LocalY => local(self, 1),
			Builtin::LocalZ => local(self, 2),
			Builtin::GroupX => group(self, 0),
			Builtin::GroupY => group(self, 1),
			Builtin::GroupZ => group(self, 2),
			Builtin::GlobalX => global(self, 0),
			Builtin::GlobalY => global(self, 1),
			Builtin::GlobalZ => global(self, 2),
			Builtin::GroupsX => self.pass_word(0),
			Builtin::GroupsY => self.pass_word(1),
			Builtin::GroupsZ => self.pass_word(2),
		}
	}
}
