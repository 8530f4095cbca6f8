//! What instructions cost.
//!
//! The unit is what an integer addition takes in one lane. The table follows the interpreter's
//! running time as WebAssembly, since fuel has to bound what a re-execution takes from a block.

use super::{
	instr::Instr,
	operand::{Field, Space, Width},
	ops::{BinaryOp, MulAddOp, UnaryOp},
};

impl Instr {
	/// Lane-operations per lane each time that it is executed.
	pub const fn cost(&self) -> u8 {
		match self {
			Self::End | Self::Else | Self::Continuing => 0,
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::Length { .. }
			| Self::Select { .. }
			| Self::Extract { field: Field::Fixed { .. }, .. }
			| Self::Insert { field: Field::Fixed { .. }, .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. }
			| Self::EndLoop { .. } => 1,
			Self::Extract { .. } | Self::Insert { .. } => 2,
			Self::If { .. } | Self::Loop { .. } | Self::Barrier | Self::ParamAt { .. } => 2,
			Self::Unary { op, .. } => unary(*op),
			Self::Binary { op, .. } => binary(*op),
			Self::MulAdd { op: MulAddOp::Int, .. } => 1,
			Self::MulAdd { op: MulAddOp::Float, .. } => 4,
			Self::Load { space, width, .. } | Self::Store { space, width, .. } => {
				memory(*space, *width)
			},
			Self::Atomic { .. } => 4,
			Self::UniformLoad { .. } => 6,
		}
	}
}

const fn memory(space: Space, width: Width) -> u8 {
	// Words that lanes share are watched one by one.
	let (first, further) = match space {
		Space::Input(_) => (4, 1),
		Space::Output(_) => (4, 2),
		Space::Workgroup => (3, 2),
		Space::Private => (2, 1),
	};
	first + further * (width.words() as u8 - 1)
}

const fn unary(op: UnaryOp) -> u8 {
	match op {
		UnaryOp::Not
		| UnaryOp::NegI
		| UnaryOp::AbsS
		| UnaryOp::LeadingZeros
		| UnaryOp::TrailingZeros
		| UnaryOp::CountOnes
		| UnaryOp::SToF
		| UnaryOp::UToF => 1,
		UnaryOp::ReverseBits | UnaryOp::NegF | UnaryOp::AbsF => 2,
		UnaryOp::FToS | UnaryOp::FToU | UnaryOp::HalfLow | UnaryOp::HalfHigh => 3,
		UnaryOp::Floor | UnaryOp::Ceil | UnaryOp::Trunc | UnaryOp::Round => 4,
		UnaryOp::Sqrt => 10,
		_ => 20,
	}
}

const fn binary(op: BinaryOp) -> u8 {
	match op {
		BinaryOp::DivU | BinaryOp::DivS | BinaryOp::RemU | BinaryOp::RemS => 4,
		BinaryOp::Dot4S | BinaryOp::Dot4U => 4,
		BinaryOp::PackHalf => 5,
		BinaryOp::DivF => 4,
		BinaryOp::Pow | BinaryOp::Atan2 => 30,
		_ if op.is_float() => 2,
		_ => 1,
	}
}
