//! Private memory: variables that are indexed, and tables of constants.

use super::{
	place::{Area, Place},
	Lower, Lowered,
};
use crate::{
	ir::{Inst, Op, Val},
	types::Ty,
};
use assay_touchstone::{BinaryOp, Bound, Space, Width};
use std::{collections::HashMap, rc::Rc};

/// Words from which on zeros are written by a loop.
const LOOP_FROM: u32 = 64;

/// Who has which words of private memory.
#[derive(Default)]
pub(super) struct Tables {
	/// What was ever used; above it all words are 0.
	pub high_water: u32,
	/// The end of what is used where we are.
	pub top: u32,
	/// Below this, tables may lie.
	floor: u32,
	/// Tables by their content.
	constants: HashMap<Vec<u32>, u32>,
	/// Fills the tables before all else.
	pub prologue: Vec<Inst>,
}

impl Tables {
	/// Words for a variable, and whether they are certainly still 0.
	fn allocate(&mut self, words: u32) -> (u32, bool) {
		let start = self.top.max(self.floor).next_multiple_of(4);
		let untouched = start >= self.high_water;
		self.top = start.saturating_add(words);
		self.high_water = self.high_water.max(self.top);
		(start, untouched)
	}
}

impl<'a> Lower<'a> {
	/// A variable in private memory, and whether it is certainly still 0.
	pub(super) fn private_variable(&mut self, ty: Rc<Ty>) -> (Place, bool) {
		let (start, untouched) = self.tables.allocate(ty.words());
		let zeros = untouched && self.frames.is_empty();
		(Place::memory(Area::Space(Space::Private), start, ty), zeros)
	}

	/// Sets a place in private memory to zeros.
	pub(super) fn clear(&mut self, place: &Place) -> Lowered<()> {
		let Place::Memory { offset, ty, .. } = place else {
			return Ok(());
		};
		let zero = self.b.constant(0);
		let (start, words) = (*offset, ty.words());
		let store = |offset| Op::Store(Space::Private, Width::Four, offset, false);
		if words < LOOP_FROM || start % 4 != 0 {
			let wide = if start % 4 == 0 { words / 4 } else { 0 };
			for i in 0..wide {
				self.b.push(store(start / 4 + i), vec![zero; 4], 0);
			}
			for word in start + wide * 4..start + words {
				let op = Op::Store(Space::Private, Width::One, word, false);
				self.b.push(op, vec![zero], 0);
			}
			return Ok(());
		}
		// Variables begin at multiples of four words, so the last few words are nobody else's.
		let rounds = words.div_ceil(4);
		self.tables.high_water = self.tables.high_water.max(start + rounds * 4);
		self.tables.top = self.tables.top.max(start + rounds * 4);
		let cell = self.cells.len();
		self.cells.push(zero);
		self.repeat(
			Some(Bound::Constant(rounds)),
			super::FrameKind::Function,
			|lower| {
				let index = lower.cells[cell];
				let op = Op::Store(Space::Private, Width::Four, start / 4, true);
				lower.b.push(op, vec![index, zero, zero, zero, zero], 0);
				lower.cells[cell] = lower.b.with(BinaryOp::Add, index, 1);
				Ok(true)
			},
			|_| Ok(None),
		)?;
		self.cells.truncate(cell);
		Ok(())
	}

	/// A place that holds constants, the same for the same constants.
	pub(super) fn constant_table(&mut self, ty: Rc<Ty>, words: &[u32]) -> Place {
		let start = match self.tables.constants.get(words) {
			Some(start) => *start,
			None => {
				let start = self.tables.high_water.next_multiple_of(4);
				let end = start.saturating_add(words.len() as u32);
				self.tables.high_water = end;
				self.tables.floor = end;
				self.tables.constants.insert(words.to_vec(), start);
				self.fill(start, words);
				start
			},
		};
		Place::memory(Area::Space(Space::Private), start, ty)
	}

	fn fill(&mut self, start: u32, words: &[u32]) {
		for (i, four) in words.chunks(4).enumerate() {
			if four.iter().all(|word| *word == 0) {
				continue;
			}
			let mut vals: Vec<Val> = four.iter().map(|word| self.b.constant(*word)).collect();
			let at = start + 4 * i as u32;
			let wide = vals.len() == 4;
			let parts = if wide { 1 } else { vals.len() };
			for part in 0..parts as u32 {
				let (width, offset) = match wide {
					true => (Width::Four, at / 4),
					false => (Width::One, at + part),
				};
				let args = match wide {
					true => std::mem::take(&mut vals),
					false => vec![vals[part as usize]],
				};
				self.tables.prologue.push(Inst {
					op: Op::Store(Space::Private, width, offset, false),
					args,
					results: Vec::new(),
				});
			}
		}
	}
}
