//! What instructions work on: registers, immediates, addresses, conditions, bounds.

use crate::limits::MAX_BUFFER_WORDS;

/// A register of a lane: 32 bits, whose type is what the instruction makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reg(pub u8);

/// A register, or 32 bits written in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operand {
	/// The value of a register.
	Reg(Reg),
	/// The value itself.
	Imm(u32),
}

impl From<Reg> for Operand {
	fn from(reg: Reg) -> Self {
		Self::Reg(reg)
	}
}

impl From<u32> for Operand {
	fn from(value: u32) -> Self {
		Self::Imm(value)
	}
}

impl From<i32> for Operand {
	fn from(value: i32) -> Self {
		Self::Imm(value as u32)
	}
}

impl From<f32> for Operand {
	fn from(value: f32) -> Self {
		Self::Imm(value.to_bits())
	}
}

/// Where a memory access goes: `base + offset`, wrapping, in units of the access's width.
///
/// Counting in units keeps wide accesses aligned whatever a program computes: element 5 of a
/// 4-word access is words 20 to 23.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Address {
	/// The register that is added, if any.
	pub base: Option<Reg>,
	/// The constant part.
	pub offset: u32,
}

impl Address {
	/// The element that a register names.
	pub const fn reg(base: Reg) -> Self {
		Self { base: Some(base), offset: 0 }
	}

	/// The element at a constant place.
	pub const fn at(offset: u32) -> Self {
		Self { base: None, offset }
	}

	/// The same, `offset` elements further.
	pub const fn plus(self, offset: u32) -> Self {
		Self { base: self.base, offset: self.offset.wrapping_add(offset) }
	}
}

impl From<Reg> for Address {
	fn from(base: Reg) -> Self {
		Self::reg(base)
	}
}

/// Words that one memory access moves, to or from as many consecutive registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
	/// One word.
	One,
	/// Two words.
	Two,
	/// Four words.
	Four,
}

impl Width {
	/// All widths, in the order of their encoding.
	pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Four];

	/// How many words.
	pub const fn words(self) -> u32 {
		match self {
			Self::One => 1,
			Self::Two => 2,
			Self::Four => 4,
		}
	}
}

/// A memory that loads read and stores write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Space {
	/// An input of the pass, by its index. Read-only.
	Input(u8),
	/// An output of the pass, by its index. A workgroup sees its own tile only.
	Output(u8),
	/// The memory that a workgroup's lanes share.
	Workgroup,
	/// The memory of one lane.
	Private,
}

/// A buffer whose length a program can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Buffer {
	/// An input, by its index.
	Input(u8),
	/// An output, by its index.
	Output(u8),
}

/// When a branch happens. A register counts as true when any bit of it is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
	/// In every lane that gets here.
	Always,
	/// In lanes where the register is true.
	If(Reg),
	/// In lanes where the register is false.
	Unless(Reg),
}

/// The most times that a loop's body runs, each time that the loop is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bound {
	/// Known when the program is written.
	Constant(u32),
	/// `add + ceil(param * mul / div)`, of a word of the pass's parameters.
	Param {
		/// Which word of the parameters.
		param: u16,
		/// What it is multiplied with.
		mul: u32,
		/// What that is divided by, rounding up. Not 0.
		div: u32,
		/// What is added in the end.
		add: u32,
	},
}

impl Bound {
	/// `param * mul`.
	pub const fn param(param: u16, mul: u32) -> Self {
		Self::Param { param, mul, div: 1, add: 0 }
	}

	/// How many iterations, or `None` where that is more than 32 bits can count.
	pub fn iterations(&self, params: &[u32]) -> Option<u32> {
		match *self {
			Self::Constant(n) => Some(n),
			Self::Param { param, mul, div, add } => {
				let word = params.get(usize::from(param)).copied().unwrap_or(0);
				let scaled = (u64::from(word) * u64::from(mul)).div_ceil(u64::from(div.max(1)));
				u32::try_from(scaled.checked_add(u64::from(add))?).ok()
			},
		}
	}
}

/// Which bits of a word an extract or insert works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
	/// Known when the program is written; `offset + count <= 32`.
	Fixed {
		/// The lowest bit.
		offset: u8,
		/// How many bits.
		count: u8,
	},
	/// From registers, and limited: `o = min(offset, 32)`, `c = min(count, 32 - o)`.
	Dynamic {
		/// Holds the lowest bit.
		offset: Reg,
		/// Holds how many bits.
		count: Reg,
	},
}

const _: () = assert!(MAX_BUFFER_WORDS <= 1 << 30, "an element's words must be countable in u32");
