//! Where all lanes go the same way, which is where barriers may stand.
//!
//! The first registers of a program, as many as its header says, are *uniform*: only what is the
//! same in all lanes is written to them, by all lanes. So one pass over the code can tell which
//! branches take all lanes along, with no more state than the open blocks.

use crate::isa::{
	error::{Invalid, Reason},
	header::Header,
	instr::Instr,
	operand::{Address, Reg, Space, When},
};
use alloc::vec::Vec;

/// An open block.
struct Open {
	/// For a loop, the byte at which it begins.
	loop_at: Option<u32>,
	/// Lanes leave this loop separately.
	left: bool,
}

/// What is known about the lanes at a point of the code.
pub(crate) struct Uniformity {
	/// Registers below this one are uniform.
	registers: u16,
	open: Vec<Open>,
	/// Where lanes may be apart: at the end of how many-th block all are together again. At that
	/// of block 0, the program, they never are.
	apart_until: Option<usize>,
	/// The last thing that all lanes had to do together: what is wrong if they didn't.
	last: Option<Invalid>,
}

impl Uniformity {
	/// The start of a program.
	pub fn new(header: &Header) -> Self {
		Self { registers: header.uniform, open: Vec::new(), apart_until: None, last: None }
	}

	/// Goes past an instruction, whose block structure has been checked.
	pub fn enter(&mut self, at: u32, instr: &Instr) -> Result<(), Invalid> {
		match *instr {
			Instr::If { when } => {
				self.open.push(Open { loop_at: None, left: false });
				if !self.takes_all(when) {
					self.apart(self.open.len());
				}
			},
			Instr::Loop { .. } => self.open.push(Open { loop_at: Some(at), left: false }),
			Instr::End => self.close(),
			Instr::Continuing => self.join(),
			Instr::EndLoop { leave } => {
				self.join();
				if let Some(when) = leave {
					self.leave(self.open.len(), when)?;
				}
				self.close();
			},
			Instr::Break { when } => self.leave(self.innermost(), when)?,
			Instr::Continue { when } if !self.takes_all(when) => self.apart(self.innermost()),
			Instr::Exit { when } if !self.takes_all(when) => {
				let outermost = self.open.iter().find_map(|block| block.loop_at);
				self.nothing_together_since(outermost)?;
				self.apart(0);
			},
			Instr::Barrier => self.together(at, Reason::DivergentBarrier)?,
			Instr::UniformLoad { address, .. } => {
				self.together(at, Reason::DivergentBarrier)?;
				self.same(at, self.is_uniform_place(address))?;
			},
			// All lanes that come here go on together.
			Instr::Else
			| Instr::Continue { .. }
			| Instr::Exit { .. }
			| Instr::Const { .. }
			| Instr::Copy { .. }
			| Instr::Builtin { .. }
			| Instr::Param { .. }
			| Instr::ParamAt { .. }
			| Instr::Length { .. }
			| Instr::Unary { .. }
			| Instr::Binary { .. }
			| Instr::MulAdd { .. }
			| Instr::Select { .. }
			| Instr::Extract { .. }
			| Instr::Insert { .. }
			| Instr::Load { .. }
			| Instr::Store { .. }
			| Instr::Atomic { .. } => {},
		}
		match instr.writes() {
			Some((dst, _)) if self.is_uniform(dst) => {
				self.same(at, self.makes_uniform(instr))?;
				self.together(at, Reason::DivergentWrite)
			},
			_ => Ok(()),
		}
	}

	fn is_uniform(&self, Reg(reg): Reg) -> bool {
		u16::from(reg) < self.registers
	}

	fn is_uniform_place(&self, address: Address) -> bool {
		address.base.is_none_or(|base| self.is_uniform(base))
	}

	/// Whether the result is the same in all lanes that execute an instruction together.
	fn makes_uniform(&self, instr: &Instr) -> bool {
		match *instr {
			Instr::Builtin { which, .. } => which.is_uniform(),
			Instr::Load { space, address, .. } => match space {
				Space::Input(_) => self.is_uniform_place(address),
				// What lanes write may differ between them, or change while they read.
				Space::Output(_) | Space::Workgroup | Space::Private => false,
			},
			Instr::Const { .. }
			| Instr::Copy { .. }
			| Instr::Param { .. }
			| Instr::ParamAt { .. }
			| Instr::Length { .. }
			| Instr::Unary { .. }
			| Instr::Binary { .. }
			| Instr::MulAdd { .. }
			| Instr::Select { .. }
			| Instr::Extract { .. }
			| Instr::Insert { .. }
			| Instr::UniformLoad { .. } => {
				let mut all = true;
				instr.reads(|reg, _| all &= self.is_uniform(reg));
				all
			},
			// They have no result.
			Instr::Store { .. }
			| Instr::Atomic { .. }
			| Instr::If { .. }
			| Instr::Else
			| Instr::End
			| Instr::Loop { .. }
			| Instr::Continuing
			| Instr::EndLoop { .. }
			| Instr::Break { .. }
			| Instr::Continue { .. }
			| Instr::Exit { .. }
			| Instr::Barrier => true,
		}
	}

	/// Whether all lanes of the workgroup are here and go the same way.
	fn takes_all(&self, when: When) -> bool {
		self.apart_until.is_none()
			&& match when {
				When::Always => true,
				When::If(reg) | When::Unless(reg) => self.is_uniform(reg),
			}
	}

	/// Lanes may be apart until a block's end.
	fn apart(&mut self, until: usize) {
		self.apart_until = Some(self.apart_until.map_or(until, |other| other.min(until)));
	}

	/// The number of the innermost loop; 0 where there is none.
	fn innermost(&self) -> usize {
		let found = self.open.iter().rposition(|block| block.loop_at.is_some());
		found.map_or(0, |index| index + 1)
	}

	/// Lanes that continued the loop that is the innermost block are back.
	fn join(&mut self) {
		let left = self.open.last().is_some_and(|block| block.left);
		if self.apart_until == Some(self.open.len()) && !left {
			self.apart_until = None;
		}
	}

	/// Lanes leave a loop.
	fn leave(&mut self, number: usize, when: When) -> Result<(), Invalid> {
		if self.takes_all(when) {
			return Ok(());
		}
		let mut since = None;
		if let Some(block) = number.checked_sub(1).and_then(|index| self.open.get_mut(index)) {
			block.left = true;
			since = block.loop_at;
		}
		// The next time round, lanes are missing at everything that the loop has done so far.
		self.nothing_together_since(since)?;
		self.apart(number);
		Ok(())
	}

	fn close(&mut self) {
		if self.apart_until == Some(self.open.len()) {
			self.apart_until = None;
		}
		self.open.pop();
	}

	/// Something that all lanes have to do together.
	fn together(&mut self, offset: u32, reason: Reason) -> Result<(), Invalid> {
		let need = Invalid { offset, reason };
		match self.apart_until {
			Some(_) => Err(need),
			None => {
				self.last = Some(need);
				Ok(())
			},
		}
	}

	fn nothing_together_since(&self, start: Option<u32>) -> Result<(), Invalid> {
		match (self.last, start) {
			(Some(need), Some(start)) if need.offset > start => Err(need),
			_ => Ok(()),
		}
	}

	fn same(&self, offset: u32, holds: bool) -> Result<(), Invalid> {
		match holds {
			true => Ok(()),
			false => Err(Invalid { offset, reason: Reason::NotUniform }),
		}
	}
}
