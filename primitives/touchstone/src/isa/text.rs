//! Headers and instructions as people read them.

use super::{
	header::Header,
	instr::Instr,
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
};
use core::fmt::{Display, Formatter, Result};

impl Display for Header {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		let mode = self.float_mode.mnemonic();
		let [x, y, z] = self.workgroup_size;
		write!(
			f,
			"; {mode}, workgroup {x} x {y} x {z}, {} registers ({} uniform), {} private words, \
			 {} workgroup words, {} inputs, {} outputs, {} parameters",
			self.registers,
			self.uniform,
			self.private_words,
			self.workgroup_words,
			self.inputs,
			self.outputs,
			self.params
		)
	}
}

impl Display for Reg {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		write!(f, "r{}", self.0)
	}
}

impl Display for Operand {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Reg(reg) => reg.fmt(f),
			Self::Imm(value) => write!(f, "{value:#x}"),
		}
	}
}

impl Display for Address {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self { base: Some(base), offset: 0 } => write!(f, "[{base}]"),
			Self { base: Some(base), offset } if *offset > i32::MAX as u32 => {
				write!(f, "[{base} - {}]", offset.wrapping_neg())
			},
			Self { base: Some(base), offset } => write!(f, "[{base} + {offset}]"),
			Self { base: None, offset } => write!(f, "[{offset}]"),
		}
	}
}

impl Display for Space {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Input(index) => write!(f, "in{index}"),
			Self::Output(index) => write!(f, "out{index}"),
			Self::Workgroup => f.write_str("workgroup"),
			Self::Private => f.write_str("private"),
		}
	}
}

impl Display for Buffer {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Input(index) => write!(f, "in{index}"),
			Self::Output(index) => write!(f, "out{index}"),
		}
	}
}

impl Display for Width {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		self.words().fmt(f)
	}
}

/// Behind the name of an instruction, so with a space in front.
impl Display for When {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Always => Ok(()),
			Self::If(reg) => write!(f, " {reg}"),
			Self::Unless(reg) => write!(f, " !{reg}"),
		}
	}
}

impl Display for Bound {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match *self {
			Self::Constant(bound) => bound.fmt(f),
			Self::Param { param, mul, div, add } => {
				write!(f, "{add} + ceil(param {param} * {mul} / {div})")
			},
		}
	}
}

impl Display for Field {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Fixed { offset, count } => write!(f, "offset {offset}, count {count}"),
			Self::Dynamic { offset, count } => write!(f, "offset {offset}, count {count}"),
		}
	}
}

impl Display for Instr {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		match self {
			Self::Const { dst, value } => write!(f, "const {dst}, {value:#x}"),
			Self::Copy { dst, src } => write!(f, "copy {dst}, {src}"),
			Self::Builtin { dst, which } => write!(f, "builtin {dst}, {}", which.mnemonic()),
			Self::Param { dst, index } => write!(f, "param {dst}, [{index}]"),
			Self::ParamAt { dst, address } => write!(f, "param_at {dst}, {address}"),
			Self::Length { dst, buffer } => write!(f, "length {dst}, {buffer}"),
			Self::Unary { op, dst, a } => write!(f, "{} {dst}, {a}", op.mnemonic()),
			Self::Binary { op, dst, a, b } => write!(f, "{} {dst}, {a}, {b}", op.mnemonic()),
			Self::MulAdd { op, dst, a, b, c } => {
				write!(f, "{} {dst}, {a}, {b}, {c}", op.mnemonic())
			},
			Self::Select { dst, cond, on_true, on_false } => {
				write!(f, "select {dst}, {cond}, {on_true}, {on_false}")
			},
			Self::Extract { signed, dst, a, field } => {
				write!(f, "extract.{} {dst}, {a}, {field}", if *signed { 's' } else { 'u' })
			},
			Self::Insert { dst, base, bits, field } => {
				write!(f, "insert {dst}, {base}, {bits}, {field}")
			},
			Self::Load { space, width, dst, address } => {
				write!(f, "load.{width} {dst}, {space}{address}")
			},
			Self::Store { space, width, src, address } => {
				write!(f, "store.{width} {space}{address}, {src}")
			},
			Self::UniformLoad { dst, address } => {
				write!(f, "uniform_load {dst}, workgroup{address}")
			},
			Self::Atomic { op, address, value } => {
				write!(f, "atomic.{} workgroup{address}, {value}", op.mnemonic())
			},
			Self::If { when } => write!(f, "if{when}"),
			Self::Else => f.write_str("else"),
			Self::End => f.write_str("end"),
			Self::Loop { bound } => write!(f, "loop {bound}"),
			Self::Continuing => f.write_str("continuing"),
			Self::EndLoop { leave: None } => f.write_str("end_loop"),
			Self::EndLoop { leave: Some(when) } => write!(f, "end_loop leave{when}"),
			Self::Break { when } => write!(f, "break{when}"),
			Self::Continue { when } => write!(f, "continue{when}"),
			Self::Exit { when } => write!(f, "exit{when}"),
			Self::Barrier => f.write_str("barrier"),
		}
	}
}
