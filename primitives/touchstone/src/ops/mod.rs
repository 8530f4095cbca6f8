//! The operations: what unary, binary, multiply-add and atomic instructions compute of words.
//!
//! The interpreter applies them to whole registers; a compiler folds constants with them. How to
//! add one is described in `docs/how-to/add-an-opcode.md`.

#[macro_use]
mod table;

mod atomic;
mod binary;
mod bits;
mod builtin;
mod float;
mod half;
mod integer;
mod mul_add;
mod relaxed;
mod unary;

pub use atomic::AtomicOp;
pub use binary::BinaryOp;
pub use bits::{extract_bits, insert_bits};
pub use builtin::Builtin;
pub use mul_add::MulAddOp;
pub use unary::UnaryOp;

/// What an operation takes its operands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Domain {
	/// Integers, or bits. Exact on every GPU.
	Integer,
	/// Floats that strict kernels may use: exact where the rules for NaN and subnormals hold.
	Float,
	/// Floats of relaxed kernels only: no GPU has to compute them exactly.
	Relaxed,
}

impl Domain {
	/// Whether the rules for NaN and subnormals apply.
	pub const fn is_float(self) -> bool {
		match self {
			Self::Integer => false,
			Self::Float | Self::Relaxed => true,
		}
	}

	/// Whether strict kernels may not use it.
	pub const fn relaxed_only(self) -> bool {
		match self {
			Self::Integer | Self::Float => false,
			Self::Relaxed => true,
		}
	}
}

/// A use of an operation's function of one word.
pub(crate) trait Unary {
	type Result;
	fn with(self, function: impl Fn(u32) -> u32) -> Self::Result;
}

/// A use of an operation's function of two words.
pub(crate) trait Binary {
	type Result;
	fn with(self, function: impl Fn(u32, u32) -> u32) -> Self::Result;
}

/// A use of an operation's function of three words.
pub(crate) trait Ternary {
	type Result;
	fn with(self, function: impl Fn(u32, u32, u32) -> u32) -> Self::Result;
}

/// The use that is a single call.
struct Call<const N: usize>([u32; N]);

impl Unary for Call<1> {
	type Result = u32;

	#[inline(always)]
	fn with(self, function: impl Fn(u32) -> u32) -> u32 {
		let [a] = self.0;
		function(a)
	}
}

impl Binary for Call<2> {
	type Result = u32;

	#[inline(always)]
	fn with(self, function: impl Fn(u32, u32) -> u32) -> u32 {
		let [a, b] = self.0;
		function(a, b)
	}
}

impl Ternary for Call<3> {
	type Result = u32;

	#[inline(always)]
	fn with(self, function: impl Fn(u32, u32, u32) -> u32) -> u32 {
		let [a, b, c] = self.0;
		function(a, b, c)
	}
}

impl UnaryOp {
	/// What it makes of a word.
	#[inline(always)]
	pub fn apply(self, a: u32) -> u32 {
		self.compute(Call([a]))
	}
}

impl BinaryOp {
	/// What it makes of two words.
	#[inline(always)]
	pub fn apply(self, a: u32, b: u32) -> u32 {
		self.compute(Call([a, b]))
	}
}

impl MulAddOp {
	/// `a * b + c`.
	#[inline(always)]
	pub fn apply(self, a: u32, b: u32, c: u32) -> u32 {
		self.compute(Call([a, b, c]))
	}
}

impl AtomicOp {
	/// What it leaves in a word of memory.
	#[inline(always)]
	pub fn apply(self, word: u32, value: u32) -> u32 {
		self.compute(Call([word, value]))
	}
}
