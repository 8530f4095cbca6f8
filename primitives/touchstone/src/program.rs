//! A program that has been checked.

use crate::{
	isa::{
		decode::decode,
		error::{Invalid, Reason},
		header::Header,
		instr::Instr,
	},
	uniform::Uniformity,
	validate::{check_header, Blocks},
};
use alloc::vec::Vec;

/// A valid program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
	header: Header,
	code: Vec<Instr>,
}

impl Program {
	/// Checks bytecode in one pass over it.
	///
	/// ```
	/// use assay_touchstone::{Builder, FloatMode, Header, Instr, Program, Reason};
	///
	/// let bytecode = Builder::new(Header::new(FloatMode::Strict)).push(Instr::Else).finish();
	/// let invalid = Program::parse(&bytecode).unwrap_err();
	/// assert_eq!((invalid.offset, invalid.reason), (24, Reason::ElseWithoutIf));
	/// ```
	pub fn parse(bytecode: &[u8]) -> Result<Self, Invalid> {
		let (header, mut decoded) = decode(bytecode)?;
		check_header(&header)?;
		let mut code = Vec::new();
		let mut blocks = Blocks::default();
		let mut uniformity = Uniformity::new(&header);
		for item in decoded.by_ref() {
			let (offset, instr) = item?;
			let at = |reason| Invalid { offset, reason };
			header.admits(&instr).map_err(at)?;
			blocks.enter(&instr).map_err(at)?;
			uniformity.enter(offset, &instr)?;
			code.push(instr);
		}
		if !blocks.all_closed() {
			return Err(Invalid { offset: decoded.offset(), reason: Reason::UnclosedBlock });
		}
		Ok(Self { header, code })
	}

	/// A program that nothing was checked of.
	#[cfg(test)]
	pub(crate) fn unchecked(header: Header, code: Vec<Instr>) -> Self {
		Self { header, code }
	}

	/// What the program says about itself.
	pub fn header(&self) -> &Header {
		&self.header
	}

	/// Its instructions.
	pub fn code(&self) -> &[Instr] {
		&self.code
	}

	/// Whether any instruction works on floats: only then does the float mode matter to a device.
	pub fn uses_floats(&self) -> bool {
		self.code.iter().any(Instr::is_float)
	}
}
