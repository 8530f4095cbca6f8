//! The memories of a workgroup, and how lanes reach them.

use super::{
	fault::Fault,
	mask::Mask,
	race::{Access, Shadows},
	registers::Registers,
};
use crate::{
	isa::operand::{Address, Reg},
	ops::AtomicOp,
	tile::Tile,
};
use alloc::{vec, vec::Vec};

/// The first word of an element, if all of its words are below `len`.
#[inline(always)]
pub fn in_bounds(element: u32, width: u32, len: u32) -> Option<u32> {
	let first = element.checked_mul(width)?;
	(first.checked_add(width)? <= len).then_some(first)
}

/// Calls `visit` with each active lane, until it fails.
#[inline(always)]
pub fn each_lane<E>(
	active: &Mask,
	lanes: usize,
	mut visit: impl FnMut(usize) -> Result<(), E>,
) -> Result<(), E> {
	if active.count as usize == lanes {
		(0..lanes).try_for_each(visit)
	} else {
		(0..lanes).filter(|&lane| active.contains(lane)).try_for_each(&mut visit)
	}
}

/// Calls `read` for the element of each active lane, and puts the words in registers.
#[inline(always)]
pub fn gather<const N: usize, E>(
	registers: &mut Registers,
	(active, lanes): (&Mask, usize),
	(dst, address): (Reg, Address),
	mut read: impl FnMut(usize, u32) -> Result<[u32; N], E>,
) -> Result<(), E> {
	let (words, stride) = registers.all_lanes();
	let to = usize::from(dst.0) * stride;
	let base = address.base.map(|reg| usize::from(reg.0) * stride);
	each_lane(active, lanes, |lane| {
		let base = base.map_or(0, |base| words[base + lane]);
		let value = read(lane, base.wrapping_add(address.offset))?;
		for (index, word) in value.into_iter().enumerate() {
			words[to + index * stride + lane] = word;
		}
		Ok(())
	})
}

/// Calls `write` with the element and the words of each active lane.
#[inline(always)]
pub fn scatter<const N: usize, E>(
	registers: &mut Registers,
	(active, lanes): (&Mask, usize),
	(src, address): (Reg, Address),
	mut write: impl FnMut(usize, u32, [u32; N]) -> Result<(), E>,
) -> Result<(), E> {
	let (words, stride) = registers.all_lanes();
	let from = usize::from(src.0) * stride;
	let base = address.base.map(|reg| usize::from(reg.0) * stride);
	each_lane(active, lanes, |lane| {
		let base = base.map_or(0, |base| words[base + lane]);
		let value = core::array::from_fn(|index| words[from + index * stride + lane]);
		write(lane, base.wrapping_add(address.offset), value)
	})
}

/// Memory of each lane: word by word, the lanes side by side.
#[derive(Clone, Debug)]
pub struct Private {
	words: Vec<u32>,
	len: u32,
	stride: usize,
}

impl Private {
	pub fn new(len: u16, stride: usize) -> Self {
		Self { words: vec![0; usize::from(len) * stride], len: u32::from(len), stride }
	}

	pub fn clear(&mut self) {
		self.words.fill(0);
	}

	#[inline(always)]
	pub fn load<const N: usize>(&self, lane: usize, element: u32) -> [u32; N] {
		match in_bounds(element, N as u32, self.len) {
			Some(first) => core::array::from_fn(|index| {
				self.words[(first as usize + index) * self.stride + lane]
			}),
			None => [0; N],
		}
	}

	#[inline(always)]
	pub fn store<const N: usize>(&mut self, lane: usize, element: u32, value: [u32; N]) {
		if let Some(first) = in_bounds(element, N as u32, self.len) {
			for (index, word) in value.into_iter().enumerate() {
				self.words[(first as usize + index) * self.stride + lane] = word;
			}
		}
	}
}

/// Memory that lanes share.
#[derive(Clone, Debug)]
pub struct Shared {
	words: Vec<u32>,
	shadows: Shadows,
}

impl Shared {
	pub fn new(len: usize) -> Self {
		Self { words: vec![0; len], shadows: Shadows::new(len) }
	}

	/// Starts a workgroup with so many words, all 0.
	pub fn start(&mut self, len: usize) {
		if self.words.len() == len {
			self.words.fill(0);
			self.shadows.barrier();
		} else {
			*self = Self::new(len);
		}
	}

	pub fn barrier(&mut self) {
		self.shadows.barrier();
	}

	/// The words, which are given away.
	pub fn take(&mut self) -> Vec<u32> {
		core::mem::take(&mut self.words)
	}

	pub fn len(&self) -> u32 {
		self.words.len() as u32
	}

	#[inline(always)]
	fn touch(&mut self, word: usize, lane: usize, access: Access) -> Result<(), Fault> {
		if self.shadows.touch(word, lane, access) {
			Ok(())
		} else {
			Err(Fault::Race)
		}
	}

	#[inline(always)]
	pub fn load<const N: usize>(
		&mut self,
		lane: usize,
		first: Option<u32>,
	) -> Result<[u32; N], Fault> {
		let mut value = [0; N];
		if let Some(first) = first {
			for (index, word) in value.iter_mut().enumerate() {
				let at = first as usize + index;
				self.touch(at, lane, Access::Load)?;
				*word = self.words[at];
			}
		}
		Ok(value)
	}

	#[inline(always)]
	pub fn store<const N: usize>(
		&mut self,
		lane: usize,
		first: Option<u32>,
		value: [u32; N],
	) -> Result<(), Fault> {
		if let Some(first) = first {
			for (index, word) in value.into_iter().enumerate() {
				let at = first as usize + index;
				self.touch(at, lane, Access::Store)?;
				self.words[at] = word;
			}
		}
		Ok(())
	}

	pub fn atomic(
		&mut self,
		op: AtomicOp,
		lane: usize,
		element: u32,
		value: u32,
	) -> Result<(), Fault> {
		if let Some(first) = in_bounds(element, 1, self.len()) {
			let at = first as usize;
			self.touch(at, lane, Access::Atomic(op))?;
			self.words[at] = op.apply(self.words[at], value);
		}
		Ok(())
	}

	/// A word, without noting who reads it.
	pub fn peek(&self, element: u32) -> u32 {
		self.words.get(element as usize).copied().unwrap_or(0)
	}
}

/// An output's tile.
#[derive(Clone, Debug)]
pub struct TileMemory {
	pub tile: Tile,
	pub shared: Shared,
}

impl TileMemory {
	/// Where in the tile an element begins, if it is in bounds.
	#[inline(always)]
	pub fn locate(&self, element: u32, width: u32) -> Option<u32> {
		self.tile.locate(element.checked_mul(width)?, width)
	}
}
