//! What makes a program valid, beyond that it decodes.

use crate::{
	isa::{
		error::{Invalid, Reason},
		header::{FloatMode, Header},
		instr::Instr,
		operand::{Bound, Buffer, Field, Reg, Space},
	},
	limits::*,
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
			Instr::Loop { bound: Bound::Param { param, div, .. } } => {
				check(param < self.params, Reason::ParamOutOfRange)?;
				check(div != 0, Reason::BoundDividesByZero)
			},
			Instr::Length { buffer: Buffer::Input(index), .. }
			| Instr::Load { space: Space::Input(index), .. } => {
				check(index < self.inputs, Reason::BufferOutOfRange)
			},
			Instr::Length { buffer: Buffer::Output(index), .. }
			| Instr::Load { space: Space::Output(index), .. }
			| Instr::Store { space: Space::Output(index), .. } => {
				check(index < self.outputs, Reason::BufferOutOfRange)
			},
			Instr::Extract { field: Field::Fixed { offset, count }, .. }
			| Instr::Insert { field: Field::Fixed { offset, count }, .. } => {
				check(u16::from(offset) + u16::from(count) <= 32, Reason::FieldTooWide)
			},
			Instr::Unary { op, .. } => self.admits_float(op.relaxed_only()),
			Instr::Binary { op, .. } => self.admits_float(op.relaxed_only()),
			_ => Ok(()),
		}
	}

	fn admits_float(&self, relaxed_only: bool) -> Result<(), Reason> {
		check(!relaxed_only || self.float_mode == FloatMode::Relaxed, Reason::NotStrict)
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
		match instr {
			Instr::If { .. } => self.open_block(Block::If),
			Instr::Loop { .. } => self.open_block(Block::Body),
			Instr::Else => match self.open.last_mut() {
				Some(block @ Block::If) => {
					*block = Block::Else;
					Ok(())
				},
				_ => Err(Reason::ElseWithoutIf),
			},
			Instr::End => match self.open.pop() {
				Some(Block::If | Block::Else) => Ok(()),
				_ => Err(Reason::EndWithoutIf),
			},
			Instr::Continuing => match self.open.last_mut() {
				Some(block @ Block::Body) => {
					*block = Block::Continuing;
					Ok(())
				},
				_ => Err(Reason::NotInLoopBody),
			},
			Instr::EndLoop { .. } => match self.open.pop() {
				Some(Block::Body | Block::Continuing) => Ok(()),
				_ => Err(Reason::NotInLoopBody),
			},
			Instr::Break { .. } | Instr::Continue { .. } => {
				let innermost = self
					.open
					.iter()
					.rev()
					.find(|block| matches!(block, Block::Body | Block::Continuing));
				match innermost {
					None => Err(Reason::OutsideLoop),
					Some(Block::Continuing) => Err(Reason::LeavesContinuing),
					Some(_) => Ok(()),
				}
			},
			Instr::Exit { .. } => {
				check(!self.open.contains(&Block::Continuing), Reason::LeavesContinuing)
			},
			_ => Ok(()),
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
