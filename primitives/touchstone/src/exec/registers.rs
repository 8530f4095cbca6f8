//! The registers of all lanes.
//!
//! A row holds one register of every lane, in chunks small enough for a vector unit: an operation
//! takes a chunk of each operand, computes, and puts back a chunk, so a result may go where an
//! operand was.

use super::mask::Mask;
use crate::{
	isa::operand::{Field, Operand, Reg},
	ops::{self, extract_bits, insert_bits, BinaryOp, MulAddOp, UnaryOp},
};
use alloc::{vec, vec::Vec};

/// Lanes of a chunk.
pub const CHUNK: usize = 16;

/// The same register of neighbouring lanes.
pub type Chunk = [u32; CHUNK];

/// A chunk from the values of its lanes. A plain loop, which compilers make a vector of.
#[inline(always)]
fn each_of(f: impl Fn(usize) -> u32) -> Chunk {
	let mut chunk = [0; CHUNK];
	for (lane, word) in chunk.iter_mut().enumerate() {
		*word = f(lane);
	}
	chunk
}

/// The registers of all lanes, and one row to compute in.
#[derive(Clone, Debug)]
pub struct Registers {
	rows: Vec<Chunk>,
	chunks: usize,
	scratch: usize,
}

impl Registers {
	pub fn new(registers: u16, chunks: usize) -> Self {
		let scratch = usize::from(registers) * chunks;
		Self { rows: vec![[0; CHUNK]; scratch + chunks], chunks, scratch }
	}

	pub fn clear(&mut self) {
		self.rows.fill([0; CHUNK]);
	}

	/// The first chunk of a register.
	#[inline(always)]
	fn row(&self, reg: Reg) -> usize {
		usize::from(reg.0) * self.chunks
	}

	/// A register of all lanes.
	#[inline(always)]
	pub fn chunks_of(&self, reg: Reg) -> &[Chunk] {
		&self.rows[self.row(reg)..][..self.chunks]
	}

	/// A register of all lanes, lane by lane.
	#[inline(always)]
	pub fn lanes_of(&self, reg: Reg) -> &[u32] {
		self.chunks_of(reg).as_flattened()
	}

	/// All registers, lane by lane, with the distance from one to the next.
	#[inline(always)]
	pub fn all_lanes(&mut self) -> (&mut [u32], usize) {
		(self.rows.as_flattened_mut(), self.chunks * CHUNK)
	}

	/// Where a result is computed: in place when all lanes are active, else in the scratch row.
	#[inline(always)]
	fn target(&self, dst: Reg, all: bool) -> usize {
		if all {
			self.row(dst)
		} else {
			self.scratch
		}
	}

	/// Moves the scratch row's active lanes to a register, unless the result is there already.
	#[inline(always)]
	fn commit(&mut self, dst: Reg, active: &Mask, all: bool) {
		if !all {
			self.blend(dst, active);
		}
	}

	#[inline(never)]
	fn blend(&mut self, dst: Reg, active: &Mask) {
		let row = self.row(dst);
		for (chunk, mask) in active.words.iter().enumerate() {
			let (old, new) = (self.rows[row + chunk], self.rows[self.scratch + chunk]);
			self.rows[row + chunk] =
				each_of(|lane| (new[lane] & mask[lane]) | (old[lane] & !mask[lane]));
		}
	}

	/// Sets a register from each lane's number.
	pub fn fill(&mut self, dst: Reg, active: &Mask, all: bool, f: impl Fn(u32) -> u32) {
		let to = self.target(dst, all);
		let row = self.rows[to..][..self.chunks].as_flattened_mut();
		for (lane, word) in row.iter_mut().enumerate() {
			*word = f(lane as u32);
		}
		self.commit(dst, active, all);
	}

	#[inline(never)]
	fn map1(&mut self, to: usize, a: Reg, f: impl Fn(u32) -> u32) {
		let a = self.row(a);
		for chunk in 0..self.chunks {
			let x = self.rows[a + chunk];
			self.rows[to + chunk] = each_of(|lane| f(x[lane]));
		}
	}

	#[inline(never)]
	fn map2(&mut self, to: usize, a: Reg, b: Operand, f: impl Fn(u32, u32) -> u32) {
		let a = self.row(a);
		match b {
			Operand::Reg(b) => {
				let b = self.row(b);
				for chunk in 0..self.chunks {
					let (x, y) = (self.rows[a + chunk], self.rows[b + chunk]);
					self.rows[to + chunk] = each_of(|lane| f(x[lane], y[lane]));
				}
			},
			Operand::Imm(value) => {
				for chunk in 0..self.chunks {
					let x = self.rows[a + chunk];
					self.rows[to + chunk] = each_of(|lane| f(x[lane], value));
				}
			},
		}
	}

	#[inline(never)]
	fn map3(&mut self, to: usize, [a, b, c]: [Reg; 3], f: impl Fn(u32, u32, u32) -> u32) {
		let (a, b, c) = (self.row(a), self.row(b), self.row(c));
		for chunk in 0..self.chunks {
			let (x, y, z) = (self.rows[a + chunk], self.rows[b + chunk], self.rows[c + chunk]);
			self.rows[to + chunk] = each_of(|lane| f(x[lane], y[lane], z[lane]));
		}
	}

	pub fn copy(&mut self, dst: Reg, src: Reg, active: &Mask, all: bool) {
		let to = self.target(dst, all);
		self.map1(to, src, |a| a);
		self.commit(dst, active, all);
	}

	pub fn select(&mut self, dst: Reg, operands: [Reg; 3], active: &Mask, all: bool) {
		let to = self.target(dst, all);
		self.map3(to, operands, |cond, a, b| if cond != 0 { a } else { b });
		self.commit(dst, active, all);
	}

	pub fn extract(
		&mut self,
		signed: bool,
		dst: Reg,
		a: Reg,
		field: Field,
		active: &Mask,
		all: bool,
	) {
		let to = self.target(dst, all);
		match field {
			Field::Fixed { offset, count } => {
				let (offset, count) = (u32::from(offset), u32::from(count));
				self.map1(to, a, |a| extract_bits(signed, a, offset, count));
			},
			Field::Dynamic { offset, count } => {
				self.map3(to, [a, offset, count], |a, offset, count| {
					extract_bits(signed, a, offset, count)
				});
			},
		}
		self.commit(dst, active, all);
	}

	pub fn insert(
		&mut self,
		dst: Reg,
		(base, bits): (Reg, Reg),
		field: Field,
		active: &Mask,
		all: bool,
	) {
		let to = self.target(dst, all);
		match field {
			Field::Fixed { offset, count } => {
				let (offset, count) = (u32::from(offset), u32::from(count));
				self.map2(to, base, bits.into(), |base, bits| {
					insert_bits(base, bits, offset, count)
				});
			},
			Field::Dynamic { offset, count } => {
				let (base, bits) = (self.row(base), self.row(bits));
				let (offset, count) = (self.row(offset), self.row(count));
				for chunk in 0..self.chunks {
					let at = |row: usize| self.rows[row + chunk];
					let (base, bits, offset, count) = (at(base), at(bits), at(offset), at(count));
					self.rows[to + chunk] = each_of(|lane| {
						insert_bits(base[lane], bits[lane], offset[lane], count[lane])
					});
				}
			},
		}
		self.commit(dst, active, all);
	}
}

/// A row to compute from an operation's operands.
struct Row<'r, Operands> {
	registers: &'r mut Registers,
	to: usize,
	operands: Operands,
}

impl ops::Unary for Row<'_, Reg> {
	type Result = ();

	#[inline(always)]
	fn with(self, function: impl Fn(u32) -> u32) {
		self.registers.map1(self.to, self.operands, function);
	}
}

impl ops::Binary for Row<'_, (Reg, Operand)> {
	type Result = ();

	#[inline(always)]
	fn with(self, function: impl Fn(u32, u32) -> u32) {
		let (a, b) = self.operands;
		self.registers.map2(self.to, a, b, function);
	}
}

impl ops::Ternary for Row<'_, (Reg, Operand, Reg)> {
	type Result = ();

	#[inline(always)]
	fn with(self, function: impl Fn(u32, u32, u32) -> u32) {
		let Self { registers, to, operands: (a, b, c) } = self;
		match b {
			Operand::Reg(b) => registers.map3(to, [a, b, c], function),
			Operand::Imm(b) => registers.map2(to, a, c.into(), |a, c| function(a, b, c)),
		}
	}
}

impl Registers {
	pub fn unary(&mut self, op: UnaryOp, dst: Reg, a: Reg, active: &Mask, all: bool) {
		let to = self.target(dst, all);
		op.compute(Row { registers: self, to, operands: a });
		self.commit(dst, active, all);
	}

	pub fn binary(&mut self, op: BinaryOp, dst: Reg, a: Reg, b: Operand, active: &Mask, all: bool) {
		let to = self.target(dst, all);
		op.compute(Row { registers: self, to, operands: (a, b) });
		self.commit(dst, active, all);
	}

	pub fn mul_add(
		&mut self,
		op: MulAddOp,
		dst: Reg,
		operands: (Reg, Operand, Reg),
		active: &Mask,
		all: bool,
	) {
		let to = self.target(dst, all);
		op.compute(Row { registers: self, to, operands });
		self.commit(dst, active, all);
	}
}
