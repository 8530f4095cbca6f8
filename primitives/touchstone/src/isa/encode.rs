//! From instructions to bytes.

use super::{
	header::Header,
	instr::Instr,
	opcode::*,
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
	ops::MulAddOp,
};
use alloc::vec::Vec;

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

fn space_code(space: Space) -> (u8, u8) {
	match space {
		Space::Input(index) => (SPACE_INPUT, index),
		Space::Output(index) => (SPACE_OUTPUT, index),
		Space::Workgroup => (SPACE_WORKGROUP, 0),
		Space::Private => (SPACE_PRIVATE, 0),
	}
}

fn when_code(when: Option<When>) -> (Reg, u8) {
	match when {
		None => (NO_REG, WHEN_NEVER),
		Some(When::If(reg)) => (reg, WHEN_IF),
		Some(When::Unless(reg)) => (reg, WHEN_UNLESS),
		Some(When::Always) => (NO_REG, WHEN_ALWAYS),
	}
}

fn push_branch(words: &mut Vec<u32>, opcode: u8, when: Option<When>) {
	let (reg, mode) = when_code(when);
	words.push(pack(opcode, reg.0, mode, 0));
}

fn push_field(words: &mut Vec<u32>, opcode: u8, [x, y, z]: [u8; 3], field: Field) {
	let (flag, low, high) = match field {
		Field::Fixed { offset, count } => (IMMEDIATE, offset, count),
		Field::Dynamic { offset, count } => (0, offset.0, count.0),
	};
	words.push(pack(opcode | flag, x, y, z));
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
	let opcode = opcode + 4 * space + width as u8;
	// An index that has no room stays one that no header announces.
	push_access(words, opcode, reg, address, index.min(!ABSOLUTE));
}

fn push(words: &mut Vec<u32>, instr: &Instr) {
	match *instr {
		Instr::Const { dst, value } => words.extend([pack(CONST, dst.0, 0, 0), value]),
		Instr::Copy { dst, src } => words.push(pack(COPY, dst.0, src.0, 0)),
		Instr::Builtin { dst, which } => words.push(pack(BUILTIN, dst.0, which.code(), 0)),
		Instr::Param { dst, index } => {
			let [low, high] = index.to_le_bytes();
			words.push(pack(PARAM, dst.0, low, high));
		},
		Instr::ParamAt { dst, address } => push_access(words, PARAM_AT, dst, address, 0),
		Instr::Length { dst, buffer } => {
			let (kind, index) = match buffer {
				Buffer::Input(index) => (SPACE_INPUT, index),
				Buffer::Output(index) => (SPACE_OUTPUT, index),
			};
			words.push(pack(LENGTH, dst.0, kind, index));
		},
		Instr::Unary { op, dst, a } => words.push(pack(UNARY, dst.0, a.0, op.code())),
		Instr::Binary { op, dst, a, b } => match b {
			Operand::Reg(b) => words.push(pack(BINARY + op.code(), dst.0, a.0, b.0)),
			Operand::Imm(value) => {
				words.extend([pack((BINARY + op.code()) | IMMEDIATE, dst.0, a.0, 0), value]);
			},
		},
		Instr::MulAdd { op, dst, a, b, c } => {
			let opcode = match op {
				MulAddOp::Int => MUL_ADD,
				MulAddOp::Float => MUL_ADD_FLOAT,
			};
			let (flag, b) = match b {
				Operand::Reg(b) => (0, u32::from(b.0)),
				Operand::Imm(value) => (IMMEDIATE, value),
			};
			words.extend([pack(opcode | flag, dst.0, a.0, c.0), b]);
		},
		Instr::Select { dst, cond, on_true, on_false } => {
			words.extend([pack(SELECT, dst.0, cond.0, on_true.0), u32::from(on_false.0)]);
		},
		Instr::Extract { signed, dst, a, field } => {
			let opcode = if signed { EXTRACT_S } else { EXTRACT_U };
			push_field(words, opcode, [dst.0, a.0, 0], field);
		},
		Instr::Insert { dst, base, bits, field } => {
			push_field(words, INSERT, [dst.0, base.0, bits.0], field);
		},
		Instr::Load { space, width, dst, address } => {
			push_memory(words, LOAD, (space, width), dst, address);
		},
		Instr::Store { space, width, src, address } => {
			push_memory(words, STORE, (space, width), src, address);
		},
		Instr::UniformLoad { dst, address } => push_access(words, UNIFORM_LOAD, dst, address, 0),
		Instr::Atomic { op, address, value } => {
			push_access(words, ATOMIC, value, address, op.code());
		},
		Instr::If { when } => push_branch(words, IF, Some(when)),
		Instr::Else => words.push(pack(ELSE, 0, 0, 0)),
		Instr::End => words.push(pack(END, 0, 0, 0)),
		Instr::Loop { bound: Bound::Constant(n) } => words.extend([pack(LOOP, 0, 0, 0), n]),
		Instr::Loop { bound: Bound::Param { param, mul, div, add } } => {
			let [low, high] = param.to_le_bytes();
			words.extend([pack(LOOP_PARAM, 0, low, high), mul, div, add]);
		},
		Instr::Continuing => words.push(pack(CONTINUING, 0, 0, 0)),
		Instr::EndLoop { leave } => push_branch(words, END_LOOP, leave),
		Instr::Break { when } => push_branch(words, BREAK, Some(when)),
		Instr::Continue { when } => push_branch(words, CONTINUE, Some(when)),
		Instr::Exit { when } => push_branch(words, EXIT, Some(when)),
		Instr::Barrier => words.push(pack(BARRIER, 0, 0, 0)),
	}
}
