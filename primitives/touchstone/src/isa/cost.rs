//! What instructions cost in fuel.
//!
//! The unit is what an integer addition takes in one lane. The table follows the interpreter's
//! running time as WebAssembly, since fuel has to bound what a re-execution takes from a block.

use super::{
	instr::Instr,
	operand::{Field, Space, Width},
};

impl Instr {
	/// The fuel that it takes in each lane, each time that it is executed.
	pub const fn cost(&self) -> u8 {
		match self {
			Self::End | Self::Else | Self::Continuing => 0,
			Self::Const { .. }
			| Self::Copy { .. }
			| Self::Builtin { .. }
			| Self::Param { .. }
			| Self::Length { .. }
			| Self::Select { .. }
			| Self::Break { .. }
			| Self::Continue { .. }
			| Self::Exit { .. }
			| Self::EndLoop { .. } => 1,
			Self::If { .. } | Self::Loop { .. } | Self::Barrier | Self::ParamAt { .. } => 2,
			Self::Extract { field, .. } | Self::Insert { field, .. } => match field {
				Field::Fixed { .. } => 1,
				Field::Dynamic { .. } => 2,
			},
			Self::Unary { op, .. } => op.cost(),
			Self::Binary { op, .. } => op.cost(),
			Self::MulAdd { op, .. } => op.cost(),
			Self::Atomic { op, .. } => op.cost(),
			Self::Load { space, width, .. } | Self::Store { space, width, .. } => {
				memory(*space, *width)
			},
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
