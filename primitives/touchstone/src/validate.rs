//! What makes a program valid, beyond that it decodes.

use crate::{
	isa::{
		error::{Invalid, Reason},
		header::{FloatMode, Header},
		instr::{Control, Instr},
		operand::{Bound, Buffer, Field, Reg, Space},
	},
	limits::*,
	ops::Domain,
};
use alloc::vec::Vec;

/// The byte of the header at which the word with this number begins.
fn at_word(word: u32, reason: Reason) -> Invalid {
	Invalid { offset: 4 * word, reason }
}

/// Checks that a program asks for no more than it may.
pub(crate) fn check_header(header: &Header) -> Result<(), Invalid> {
	let lanes = header.lanes();
	let private = u32::from(header.private_words);
	let limits = [
		(u32::from(header.inputs) > MAX_INPUTS, 1, Reason::TooManyInputs),
		(u32::from(header.outputs) > MAX_OUTPUTS, 1, Reason::TooManyOutputs),
		(lanes == 0 || lanes > MAX_LANES, 2, Reason::BadWorkgroupSize),
		(u32::from(header.registers) > MAX_REGISTERS, 3, Reason::TooManyRegisters),
		(header.uniform > header.registers, 5, Reason::TooManyUniform),
		(u32::from(header.params) > MAX_PARAM_WORDS, 4, Reason::TooManyParams),
		(
			private > MAX_PRIVATE_WORDS || private.saturating_mul(lanes) > MAX_PRIVATE_TOTAL,
			4,
			Reason::TooMuchPrivateMemory,
		),
		(
			u32::from(header.workgroup_words) > MAX_WORKGROUP_WORDS,
			5,
			Reason::TooMuchWorkgroupMemory,
		),
	];
	match limits.iter().find(|(broken, ..)| *broken) {
		Some(&(_, word, reason)) => Err(at_word(word, reason)),
		None => Ok(()),
	}
}

impl Header {
	/// Whether an instruction names only what the header announces.
	pub(crate) fn admits(&self, instr: &Instr) -> Result<(), Reason> {
		let mut in_range = true;
		instr.registers(|Reg(first), count| {
			in_range &= u16::from(first) + count <= self.registers;
		});
		check(in_range, Reason::RegisterOutOfRange)?;
		match *instr {
			Instr::Param { index, .. } => check(index < self.params, Reason::ParamOutOfRange),
			Instr::Loop { bound } => match bound {
				Bound::Constant(_) => Ok(()),
				Bound::Param { param, div, .. } => {
					check(param < self.params, Reason::ParamOutOfRange)?;
					check(div != 0, Reason::BoundDividesByZero)
				},
			},
			Instr::Length { buffer, .. } => match buffer {
				Buffer::Input(index) => self.admits_space(Space::Input(index)),
				Buffer::Output(index) => self.admits_space(Space::Output(index)),
			},
			Instr::Load { space, .. } | Instr::Store { space, .. } => self.admits_space(space),
			Instr::Extract { field, .. } | Instr::Insert { field, .. } => match field {
				Field::Fixed { offset, count } => {
					check(u16::from(offset) + u16::from(count) <= 32, Reason::FieldTooWide)
				},
				Field::Dynamic { .. } => Ok(()),
			},
			Instr::Unary { op, .. } => self.admits_operation(op.domain()),
			Instr::Binary { op, .. } => self.admits_operation(op.domain()),
			Instr::MulAdd { op, .. } => self.admits_operation(op.domain()),
			Instr::Atomic { op, .. } => self.admits_operation(op.domain()),
			// They name nothing but registers.
			Instr::Const { .. }
			| Instr::Copy { .. }
			| Instr::Builtin { .. }
			| Instr::ParamAt { .. }
			| Instr::Select { .. }
			| Instr::UniformLoad { .. }
			| Instr::If { .. }
			| Instr::Else
			| Instr::End
			| Instr::Continuing
			| Instr::EndLoop { .. }
			| Instr::Break { .. }
			| Instr::Continue { .. }
			| Instr::Exit { .. }
			| Instr::Barrier => Ok(()),
		}
	}

	fn admits_space(&self, space: Space) -> Result<(), Reason> {
		match space {
			Space::Input(index) => check(index < self.inputs, Reason::BufferOutOfRange),
			Space::Output(index) => check(index < self.outputs, Reason::BufferOutOfRange),
			Space::Workgroup | Space::Private => Ok(()),
		}
	}

	fn admits_operation(&self, domain: Domain) -> Result<(), Reason> {
		match self.float_mode {
			FloatMode::Strict => check(!domain.relaxed_only(), Reason::NotStrict),
			FloatMode::Relaxed => Ok(()),
		}
	}
}

fn check(holds: bool, reason: Reason) -> Result<(), Reason> {
	if holds {
		Ok(())
	} else {
		Err(reason)
	}
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
	If,
	Else,
	Body,
	Continuing,
}

/// The blocks that are open at a point of the code.
#[derive(Default)]
pub(crate) struct Blocks {
	open: Vec<Block>,
}

impl Blocks {
	/// Goes past an instruction.
	pub(crate) fn enter(&mut self, instr: &Instr) -> Result<(), Reason> {
		let Some(control) = instr.control() else {
			return Ok(());
		};
		match control {
			Control::If { .. } => self.open_block(Block::If),
			Control::Loop { .. } => self.open_block(Block::Body),
			Control::Else => match self.open.last_mut() {
				Some(block @ Block::If) => {
					*block = Block::Else;
					Ok(())
				},
				Some(Block::Else | Block::Body | Block::Continuing) | None => {
					Err(Reason::ElseWithoutIf)
				},
			},
			Control::End => match self.open.pop() {
				Some(Block::If | Block::Else) => Ok(()),
				Some(Block::Body | Block::Continuing) | None => Err(Reason::EndWithoutIf),
			},
			Control::Continuing => match self.open.last_mut() {
				Some(block @ Block::Body) => {
					*block = Block::Continuing;
					Ok(())
				},
				Some(Block::If | Block::Else | Block::Continuing) | None => {
					Err(Reason::NotInLoopBody)
				},
			},
			Control::EndLoop { .. } => match self.open.pop() {
				Some(Block::Body | Block::Continuing) => Ok(()),
				Some(Block::If | Block::Else) | None => Err(Reason::NotInLoopBody),
			},
			Control::Break { .. } | Control::Continue { .. } => {
				let innermost = self.open.iter().rev().find_map(|block| match block {
					Block::Body => Some(Ok(())),
					Block::Continuing => Some(Err(Reason::LeavesContinuing)),
					Block::If | Block::Else => None,
				});
				innermost.unwrap_or(Err(Reason::OutsideLoop))
			},
			Control::Exit { .. } => {
				check(!self.open.contains(&Block::Continuing), Reason::LeavesContinuing)
			},
		}
	}

	/// Whether the code may end here.
	pub(crate) fn all_closed(&self) -> bool {
		self.open.is_empty()
	}

	fn open_block(&mut self, block: Block) -> Result<(), Reason> {
		check(self.open.len() < MAX_NESTING, Reason::TooDeep)?;
		self.open.push(block);
		Ok(())
	}
}
