//! Which registers an instruction touches, for whoever checks or allocates them.

use super::{
	instr::Instr,
	operand::{Address, Field, Operand, Reg, When},
};

impl Instr {
	/// The registers that it writes: the first, and how many.
	pub fn writes(&self) -> Option<(Reg, u16)> {
		match *self {
			Self::Const { dst, .. }
			| Self::Copy { dst, .. }
			| Self::Builtin { dst, .. }
			| Self::Param { dst, .. }
			| Self::ParamAt { dst, .. }
			| Self::Length { dst, .. }
			| Self::Unary { dst, .. }
			| Self::Binary { dst, .. }
			| Self::MulAdd { dst, .. }
			| Self::Select { dst, .. }
			| Self::Extract { dst, .. }
			| Self::Insert { dst, .. }
			| Self::UniformLoad { dst, .. } => Some((dst, 1)),
			Self::Load { width, dst, .. } => Some((dst, width.words() as u16)),
			Self::Store { .. }
			| Self::Atomic { .. }
			| Self::If { .. }
			| Self::Else
			| Self::End
			| Self::Loop { .. }
			| Self::Continuing
			| Self::EndLoop { .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. }
			| Self::Barrier => None,
		}
	}

	/// Calls `visit` with each run of registers that it reads.
	pub fn reads(&self, mut visit: impl FnMut(Reg, u16)) {
		let mut one = |reg: Reg| visit(reg, 1);
		match *self {
			Self::Copy { src, .. } => one(src),
			Self::ParamAt { address, .. }
			| Self::Load { address, .. }
			| Self::UniformLoad { address, .. } => base(address, one),
			Self::Unary { a, .. } => one(a),
			Self::Binary { a, b, .. } => {
				one(a);
				operand(b, one);
			},
			Self::MulAdd { a, b, c, .. } => {
				one(a);
				one(c);
				operand(b, one);
			},
			Self::Select { cond, on_true, on_false, .. } => {
				one(cond);
				one(on_true);
				one(on_false);
			},
			Self::Extract { a, field: bits, .. } => {
				one(a);
				field(bits, one);
			},
			Self::Insert { base, bits, field: which, .. } => {
				one(base);
				one(bits);
				field(which, one);
			},
			Self::Store { width, src, address, .. } => {
				base(address, &mut one);
				visit(src, width.words() as u16);
			},
			Self::Atomic { address, value, .. } => {
				base(address, &mut one);
				one(value);
			},
			Self::If { when: on }
			| Self::Break { when: on }
			| Self::Continue { when: on }
			| Self::Exit { when: on }
			| Self::EndLoop { leave: Some(on) } => when(on, one),
			Self::Const { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::Length { .. }
			| Self::Else
			| Self::End
			| Self::Loop { .. }
			| Self::Continuing
			| Self::EndLoop { leave: None }
			| Self::Barrier => {},
		}
	}

	/// Calls `visit` with each run of registers that it reads or writes.
	pub fn registers(&self, mut visit: impl FnMut(Reg, u16)) {
		self.reads(&mut visit);
		if let Some((first, count)) = self.writes() {
			visit(first, count);
		}
	}
}

fn base(address: Address, mut visit: impl FnMut(Reg)) {
	if let Some(reg) = address.base {
		visit(reg);
	}
}

fn operand(operand: Operand, mut visit: impl FnMut(Reg)) {
	match operand {
		Operand::Reg(reg) => visit(reg),
		Operand::Imm(_) => {},
	}
}

fn field(field: Field, mut visit: impl FnMut(Reg)) {
	match field {
		Field::Dynamic { offset, count } => {
			visit(offset);
			visit(count);
		},
		Field::Fixed { .. } => {},
	}
}

fn when(when: When, mut visit: impl FnMut(Reg)) {
	match when {
		When::If(reg) | When::Unless(reg) => visit(reg),
		When::Always => {},
	}
}
