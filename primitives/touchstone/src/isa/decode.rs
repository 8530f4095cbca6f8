//! From bytes to instructions.
//!
//! Every instruction has exactly one encoding: what decodes, encodes to the same bytes again.

use super::{
	error::{Invalid, Reason},
	header::{FloatMode, Header},
	instr::Instr,
	opcode::{Opcode, SpaceCode, WhenCode, ABSOLUTE, BINARY, IMMEDIATE, LOAD, STORE},
	operand::{Address, Bound, Buffer, Field, Operand, Reg, Space, When, Width},
};
use crate::{
	limits::MAX_BYTECODE,
	ops::{AtomicOp, BinaryOp, Builtin, MulAddOp, UnaryOp},
};

/// Splits bytecode into its header and its instructions, without judging what they say.
pub fn decode(bytecode: &[u8]) -> Result<(Header, Decoded<'_>), Invalid> {
	let at = |offset: usize, reason| Invalid { offset: offset as u32, reason };
	if bytecode.len() > MAX_BYTECODE {
		return Err(at(MAX_BYTECODE, Reason::TooLong));
	}
	let mut words = Words { rest: bytecode };
	let header = header(&mut words)
		.map_err(|reason| at(bytecode.len() - words.rest.len(), reason).at_last_word())?;
	Ok((header, Decoded { total: bytecode.len(), words }))
}

/// The instructions of a program with the byte at which each begins, until the first bad one.
#[derive(Clone, Debug)]
pub struct Decoded<'a> {
	total: usize,
	words: Words<'a>,
}

impl Decoded<'_> {
	/// The byte at which the next instruction begins.
	pub fn offset(&self) -> u32 {
		(self.total - self.words.rest.len()) as u32
	}
}

impl Iterator for Decoded<'_> {
	type Item = Result<(u32, Instr), Invalid>;

	fn next(&mut self) -> Option<Self::Item> {
		if self.words.rest.is_empty() {
			return None;
		}
		let offset = self.offset();
		Some(match instr(&mut self.words) {
			Ok(instr) => Ok((offset, instr)),
			Err(reason) => {
				self.words.rest = &[];
				Err(Invalid { offset, reason })
			},
		})
	}
}

impl Invalid {
	/// Moves from the end of a word to its beginning.
	fn at_last_word(self) -> Self {
		Self { offset: self.offset.saturating_sub(4), reason: self.reason }
	}
}

type Parsed<T> = Result<T, Reason>;

#[derive(Clone, Debug)]
struct Words<'a> {
	rest: &'a [u8],
}

impl Words<'_> {
	fn next(&mut self) -> Parsed<u32> {
		let (word, rest) = self.rest.split_first_chunk::<4>().ok_or(Reason::Truncated)?;
		self.rest = rest;
		Ok(u32::from_le_bytes(*word))
	}
}

fn header(words: &mut Words<'_>) -> Parsed<Header> {
	let pair = |words: &mut Words<'_>| words.next().map(|word| (word as u16, (word >> 16) as u16));
	if words.next()? != Header::MAGIC {
		return Err(Reason::BadMagic);
	}
	let [mode, inputs, outputs, unused] = words.next()?.to_le_bytes();
	zero(unused)?;
	let float_mode = FloatMode::from_code(mode).ok_or(Reason::UnknownFloatMode)?;
	let (x, y) = pair(words)?;
	let (z, registers) = pair(words)?;
	let (params, private_words) = pair(words)?;
	let (workgroup_words, uniform) = pair(words)?;
	Ok(Header {
		float_mode,
		workgroup_size: [x, y, z],
		registers,
		uniform,
		private_words,
		workgroup_words,
		inputs,
		outputs,
		params,
	})
}

fn zero(byte: u8) -> Parsed<()> {
	if byte == 0 {
		Ok(())
	} else {
		Err(Reason::NotCanonical)
	}
}

fn known<T>(value: Option<T>) -> Parsed<T> {
	value.ok_or(Reason::UnknownOperation)
}

/// A word of which only the low two bytes may be used.
fn two_bytes(word: u32) -> Parsed<(u8, u8)> {
	let [low, high, a, b] = word.to_le_bytes();
	zero(a | b)?;
	Ok((low, high))
}

fn when(reg: u8, code: u8, z: u8) -> Parsed<Option<When>> {
	zero(z)?;
	match known(WhenCode::from_code(code))? {
		WhenCode::Never => zero(reg).map(|()| None),
		WhenCode::If => Ok(Some(When::If(Reg(reg)))),
		WhenCode::Unless => Ok(Some(When::Unless(Reg(reg)))),
		WhenCode::Always => zero(reg).map(|()| Some(When::Always)),
	}
}

fn address(words: &mut Words<'_>, immediate: bool, base: u8, z: u8) -> Parsed<Address> {
	let absolute = z & ABSOLUTE != 0;
	match (immediate, absolute) {
		(false, false) => Ok(Address::reg(Reg(base))),
		(false, true) => Err(Reason::NotCanonical),
		(true, false) => match words.next()? {
			0 => Err(Reason::NotCanonical),
			offset => Ok(Address { base: Some(Reg(base)), offset }),
		},
		(true, true) => zero(base).and_then(|()| words.next()).map(Address::at),
	}
}

fn field(words: &mut Words<'_>, immediate: bool) -> Parsed<Field> {
	let (low, high) = two_bytes(words.next()?)?;
	Ok(if immediate {
		Field::Fixed { offset: low, count: high }
	} else {
		Field::Dynamic { offset: Reg(low), count: Reg(high) }
	})
}

fn access(code: u8, z: u8) -> Parsed<(Space, Width)> {
	let index = z & !ABSOLUTE;
	let width = *Width::ALL.get(usize::from(code & 3)).ok_or(Reason::UnknownOpcode)?;
	let space = match SpaceCode::from_code(code >> 2).ok_or(Reason::UnknownOpcode)? {
		SpaceCode::Input => Space::Input(index),
		SpaceCode::Output => Space::Output(index),
		SpaceCode::Workgroup => zero(index).map(|()| Space::Workgroup)?,
		SpaceCode::Private => zero(index).map(|()| Space::Private)?,
	};
	Ok((space, width))
}

fn buffer(kind: u8, index: u8) -> Parsed<Buffer> {
	match known(SpaceCode::from_code(kind))? {
		SpaceCode::Input => Ok(Buffer::Input(index)),
		SpaceCode::Output => Ok(Buffer::Output(index)),
		SpaceCode::Workgroup | SpaceCode::Private => Err(Reason::UnknownOperation),
	}
}

fn instr(words: &mut Words<'_>) -> Parsed<Instr> {
	let [first, x, y, z] = words.next()?.to_le_bytes();
	let dst = Reg(x);
	let immediate = first & IMMEDIATE != 0;
	let code = first & !IMMEDIATE;
	match code {
		LOAD..STORE => {
			let (space, width) = access(code - LOAD, z)?;
			Ok(Instr::Load { space, width, dst, address: address(words, immediate, y, z)? })
		},
		STORE..BINARY => {
			let (space, width) = access(code - STORE, z)?;
			if matches!(space, Space::Input(_)) {
				return Err(Reason::UnknownOpcode);
			}
			Ok(Instr::Store { space, width, src: dst, address: address(words, immediate, y, z)? })
		},
		BINARY.. => {
			let op = BinaryOp::from_code(code - BINARY).ok_or(Reason::UnknownOpcode)?;
			let b = if immediate {
				zero(z)?;
				Operand::Imm(words.next()?)
			} else {
				Operand::Reg(Reg(z))
			};
			Ok(Instr::Binary { op, dst, a: Reg(y), b })
		},
		// No family has it.
		..LOAD => match Opcode::from_code(code) {
			Some(opcode) if !immediate || opcode.has_immediate_form() => {
				single(words, (opcode, immediate), [x, y, z])
			},
			Some(_) | None => Err(Reason::UnknownOpcode),
		},
	}
}

/// The instruction of an opcode that isn't one of a family.
fn single(
	words: &mut Words<'_>,
	(opcode, immediate): (Opcode, bool),
	[x, y, z]: [u8; 3],
) -> Parsed<Instr> {
	let (dst, a) = (Reg(x), Reg(y));
	let bare = |instr| zero(x | y | z).map(|()| instr);
	let branch = || when(x, y, z).and_then(known);

	Ok(match opcode {
		Opcode::Const => {
			zero(y | z)?;
			Instr::Const { dst, value: words.next()? }
		},
		Opcode::Copy => zero(z).map(|()| Instr::Copy { dst, src: a })?,
		Opcode::Builtin => {
			zero(z)?;
			Instr::Builtin { dst, which: known(Builtin::from_code(y))? }
		},
		Opcode::Param => Instr::Param { dst, index: u16::from_le_bytes([y, z]) },
		Opcode::ParamAt => {
			zero(z)?;
			Instr::ParamAt { dst, address: address(words, immediate, y, 0)? }
		},
		Opcode::Length => Instr::Length { dst, buffer: buffer(y, z)? },
		Opcode::Select => match two_bytes(words.next()?)? {
			(on_false, 0) => {
				Instr::Select { dst, cond: a, on_true: Reg(z), on_false: Reg(on_false) }
			},
			_ => return Err(Reason::NotCanonical),
		},
		Opcode::MulAdd => mul_add(words, MulAddOp::Int, immediate, [x, y, z])?,
		Opcode::MulAddFloat => mul_add(words, MulAddOp::Float, immediate, [x, y, z])?,
		Opcode::ExtractU | Opcode::ExtractS => {
			zero(z)?;
			let signed = opcode == Opcode::ExtractS;
			Instr::Extract { signed, dst, a, field: field(words, immediate)? }
		},
		Opcode::Insert => {
			Instr::Insert { dst, base: a, bits: Reg(z), field: field(words, immediate)? }
		},
		Opcode::Unary => Instr::Unary { op: known(UnaryOp::from_code(z))?, dst, a },
		Opcode::Atomic => Instr::Atomic {
			op: known(AtomicOp::from_code(z & !ABSOLUTE))?,
			address: address(words, immediate, y, z)?,
			value: dst,
		},
		Opcode::UniformLoad => {
			zero(z & !ABSOLUTE)?;
			Instr::UniformLoad { dst, address: address(words, immediate, y, z)? }
		},
		Opcode::If => match branch()? {
			When::Always => return Err(Reason::UnknownOperation),
			when @ (When::If(_) | When::Unless(_)) => Instr::If { when },
		},
		Opcode::Else => bare(Instr::Else)?,
		Opcode::End => bare(Instr::End)?,
		Opcode::Loop => {
			zero(x | y | z)?;
			Instr::Loop { bound: Bound::Constant(words.next()?) }
		},
		Opcode::LoopParam => {
			zero(x)?;
			let (mul, div, add) = (words.next()?, words.next()?, words.next()?);
			let param = u16::from_le_bytes([y, z]);
			Instr::Loop { bound: Bound::Param { param, mul, div, add } }
		},
		Opcode::Continuing => bare(Instr::Continuing)?,
		Opcode::EndLoop => Instr::EndLoop { leave: when(x, y, z)? },
		Opcode::Break => Instr::Break { when: branch()? },
		Opcode::Continue => Instr::Continue { when: branch()? },
		Opcode::Exit => Instr::Exit { when: branch()? },
		Opcode::Barrier => bare(Instr::Barrier)?,
	})
}

fn mul_add(
	words: &mut Words<'_>,
	op: MulAddOp,
	immediate: bool,
	[x, y, z]: [u8; 3],
) -> Parsed<Instr> {
	let word = words.next()?;
	let b = match (immediate, two_bytes(word)) {
		(true, _) => Operand::Imm(word),
		(false, Ok((b, 0))) => Operand::Reg(Reg(b)),
		(false, _) => return Err(Reason::NotCanonical),
	};
	Ok(Instr::MulAdd { op, dst: Reg(x), a: Reg(y), b, c: Reg(z) })
}
