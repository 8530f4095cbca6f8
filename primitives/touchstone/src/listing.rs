//! A whole program as people read it.

use crate::{isa::instr::Control, program::Program};
use core::fmt::{Display, Formatter, Result};

/// A program as text: its header, and one instruction a line, indented by blocks.
///
/// ```
/// use assay_touchstone::{Address, BinaryOp, Builder, FloatMode, Header, Listing, Program, Reg, Space};
///
/// let bytecode = Builder::new(Header { outputs: 1, ..Header::new(FloatMode::Strict) })
///     .if_true(Reg(1), |b| b.binary(BinaryOp::AddF, Reg(0), Reg(1), 2u32))
///     .store(Space::Output(0), Address::reg(Reg(1)).plus(3), Reg(0))
///     .finish();
/// let listing = Listing(&Program::parse(&bytecode).unwrap()).to_string();
/// assert!(listing.ends_with("if r1\n  add.f r0, r1, 0x2\nend\nstore.1 out0[r1 + 3], r0\n"));
/// ```
pub struct Listing<'a>(pub &'a Program);

impl Display for Listing<'_> {
	fn fmt(&self, f: &mut Formatter<'_>) -> Result {
		writeln!(f, "{}", self.0.header())?;
		let mut depth = 0usize;
		for instr in self.0.code() {
			let (closes, opens) = match instr.control() {
				Some(Control::If { .. } | Control::Loop { .. }) => (false, true),
				Some(Control::Else | Control::Continuing) => (true, true),
				Some(Control::End | Control::EndLoop { .. }) => (true, false),
				Some(Control::Break { .. } | Control::Continue { .. } | Control::Exit { .. })
				| None => (false, false),
			};
			depth = depth.saturating_sub(usize::from(closes));
			writeln!(f, "{:1$}{instr}", "", 2 * depth)?;
			depth += usize::from(opens);
		}
		Ok(())
	}
}
