//! From instructions to bytes.

use super::{
	header::Header,
	instr::Instr,
	opcode::{Opcode, SpaceCode, WhenCode, ABSOLUTE, BINARY, IMMEDIATE, LOAD, STORE},
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
};
use crate::ops::{AtomicOp, BinaryOp, MulAddOp};
use alloc::vec::Vec;

const _: () = {
	let mut index = 0;
	while index < BinaryOp::ALL.len() {
		let code = BinaryOp::ALL[index].code();
		assert!(code < IMMEDIATE - BINARY, "a binary operation's number has no room in an opcode");
		index += 1;
	}
	let mut index = 0;
	while index < AtomicOp::ALL.len() {
		assert!(AtomicOp::ALL[index].code() < ABSOLUTE, "an atomic's number has no room in `z`");
		index += 1;
	}
};

/// The bytecode of a program. Whether it is valid is for [`crate::Program::parse`] to say.
pub fn encode(header: &Header, code: &[Instr]) -> Vec<u8> {
	let mut words: Vec<u32> = header.to_words().to_vec();
	for instr in code {
		push(&mut words, instr);
	}
	words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

const NO_REG: Reg = Reg(0);

fn pack(opcode: u8, x: u8, y: u8, z: u8) -> u32 {
	u32::from_le_bytes([opcode, x, y, z])
}

fn first_word(opcode: Opcode, x: u8, y: u8, z: u8) -> u32 {
	pack(opcode.code(), x, y, z)
}

fn space_code(space: Space) -> (SpaceCode, u8) {
	match space {
		Space::Input(index) => (SpaceCode::Input, index),
		Space::Output(index) => (SpaceCode::Output, index),
		Space::Workgroup => (SpaceCode::Workgroup, 0),
		Space::Private => (SpaceCode::Private, 0),
	}
}

fn when_code(when: Option<When>) -> (Reg, WhenCode) {
	match when {
		None => (NO_REG, WhenCode::Never),
		Some(When::If(reg)) => (reg, WhenCode::If),
		Some(When::Unless(reg)) => (reg, WhenCode::Unless),
		Some(When::Always) => (NO_REG, WhenCode::Always),
	}
}

fn push_branch(words: &mut Vec<u32>, opcode: Opcode, when: Option<When>) {
	let (reg, code) = when_code(when);
	words.push(first_word(opcode, reg.0, code.code(), 0));
}

fn push_field(words: &mut Vec<u32>, opcode: Opcode, [x, y, z]: [u8; 3], field: Field) {
	let (flag, low, high) = match field {
		Field::Fixed { offset, count } => (IMMEDIATE, offset, count),
		Field::Dynamic { offset, count } => (0, offset.0, count.0),
	};
	words.push(pack(opcode.code() | flag, x, y, z));
	words.push(pack(low, high, 0, 0));
}

fn push_access(words: &mut Vec<u32>, opcode: u8, reg: Reg, address: Address, z: u8) {
	match address {
		Address { base: Some(base), offset: 0 } => words.push(pack(opcode, reg.0, base.0, z)),
		Address { base: Some(base), offset } => {
			words.extend([pack(opcode | IMMEDIATE, reg.0, base.0, z), offset]);
		},
		Address { base: None, offset } => {
			words.extend([pack(opcode | IMMEDIATE, reg.0, 0, z | ABSOLUTE), offset]);
		},
	}
}

fn push_memory(
	words: &mut Vec<u32>,
	opcode: u8,
	(space, width): (Space, Width),
	reg: Reg,
	address: Address,
) {
	let (space, index) = space_code(space);
	let opcode = opcode + 4 * space.code() + width as u8;
	// An index that has no room stays one that no header announces.
	push_access(words, opcode, reg, address, index.min(!ABSOLUTE));
}

fn push(words: &mut Vec<u32>, instr: &Instr) {
	match *instr {
		Instr::Const { dst, value } => {
			words.extend([first_word(Opcode::Const, dst.0, 0, 0), value])
		},
		Instr::Copy { dst, src } => words.push(first_word(Opcode::Copy, dst.0, src.0, 0)),
		Instr::Builtin { dst, which } => {
			words.push(first_word(Opcode::Builtin, dst.0, which.code(), 0))
		},
		Instr::Param { dst, index } => {
			let [low, high] = index.to_le_bytes();
			words.push(first_word(Opcode::Param, dst.0, low, high));
		},
		Instr::ParamAt { dst, address } => {
			push_access(words, Opcode::ParamAt.code(), dst, address, 0)
		},
		Instr::Length { dst, buffer } => {
			let (kind, index) = match buffer {
				Buffer::Input(index) => (SpaceCode::Input, index),
				Buffer::Output(index) => (SpaceCode::Output, index),
			};
			words.push(first_word(Opcode::Length, dst.0, kind.code(), index));
		},
		Instr::Unary { op, dst, a } => words.push(first_word(Opcode::Unary, dst.0, a.0, op.code())),
		Instr::Binary { op, dst, a, b } => match b {
			Operand::Reg(b) => words.push(pack(BINARY + op.code(), dst.0, a.0, b.0)),
			Operand::Imm(value) => {
				words.extend([pack((BINARY + op.code()) | IMMEDIATE, dst.0, a.0, 0), value]);
			},
		},
		Instr::MulAdd { op, dst, a, b, c } => {
			let opcode = match op {
				MulAddOp::Int => Opcode::MulAdd,
				MulAddOp::Float => Opcode::MulAddFloat,
			};
			let (flag, b) = match b {
				Operand::Reg(b) => (0, u32::from(b.0)),
				Operand::Imm(value) => (IMMEDIATE, value),
			};
			words.extend([pack(opcode.code() | flag, dst.0, a.0, c.0), b]);
		},
		Instr::Select { dst, cond, on_true, on_false } => {
			words.extend([
				first_word(Opcode::Select, dst.0, cond.0, on_true.0),
				u32::from(on_false.0),
			]);
		},
		Instr::Extract { signed, dst, a, field } => {
			let opcode = if signed { Opcode::ExtractS } else { Opcode::ExtractU };
			push_field(words, opcode, [dst.0, a.0, 0], field);
		},
		Instr::Insert { dst, base, bits, field } => {
			push_field(words, Opcode::Insert, [dst.0, base.0, bits.0], field);
		},
		Instr::Load { space, width, dst, address } => {
			push_memory(words, LOAD, (space, width), dst, address);
		},
		Instr::Store { space, width, src, address } => {
			push_memory(words, STORE, (space, width), src, address);
		},
		Instr::UniformLoad { dst, address } => {
			push_access(words, Opcode::UniformLoad.code(), dst, address, 0)
		},
		Instr::Atomic { op, address, value } => {
			push_access(words, Opcode::Atomic.code(), value, address, op.code());
		},
		Instr::If { when } => push_branch(words, Opcode::If, Some(when)),
		Instr::Else => words.push(first_word(Opcode::Else, 0, 0, 0)),
		Instr::End => words.push(first_word(Opcode::End, 0, 0, 0)),
		Instr::Loop { bound: Bound::Constant(n) } => {
			words.extend([first_word(Opcode::Loop, 0, 0, 0), n])
		},
		Instr::Loop { bound: Bound::Param { param, mul, div, add } } => {
			let [low, high] = param.to_le_bytes();
			words.extend([first_word(Opcode::LoopParam, 0, low, high), mul, div, add]);
		},
		Instr::Continuing => words.push(first_word(Opcode::Continuing, 0, 0, 0)),
		Instr::EndLoop { leave } => push_branch(words, Opcode::EndLoop, leave),
		Instr::Break { when } => push_branch(words, Opcode::Break, Some(when)),
		Instr::Continue { when } => push_branch(words, Opcode::Continue, Some(when)),
		Instr::Exit { when } => push_branch(words, Opcode::Exit, Some(when)),
		Instr::Barrier => words.push(first_word(Opcode::Barrier, 0, 0, 0)),
	}
}
