//! Finds accesses of different lanes to one word that no barrier orders.
//!
//! Each word has a shadow that says who has accessed it since the last barrier: the epoch in the
//! high half, so that a barrier needn't touch the shadows, and below it what was done and by whom.

use crate::ops::AtomicOp;
use alloc::{vec, vec::Vec};

/// What a lane does to a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
	Load,
	Store,
	Atomic(AtomicOp),
}

const READ: u32 = 1 << 16;
const WRITTEN: u32 = 2 << 16;
const ATOMIC: u32 = 3 << 16;

/// Instead of a lane's number: several lanes.
const SEVERAL: u32 = 0xffff;

/// The shadows of a memory's words.
#[derive(Clone, Debug)]
pub struct Shadows {
	words: Vec<u64>,
	epoch: u64,
}

impl Shadows {
	pub fn new(words: usize) -> Self {
		Self { words: vec![0; words], epoch: 1 << 32 }
	}

	/// Forgets all accesses.
	pub fn barrier(&mut self) {
		match self.epoch.checked_add(1 << 32) {
			Some(epoch) => self.epoch = epoch,
			None => {
				self.words.fill(0);
				self.epoch = 1 << 32;
			},
		}
	}

	/// Notes an access; false when it races with an earlier one.
	#[inline(always)]
	pub fn touch(&mut self, word: usize, lane: usize, access: Access) -> bool {
		let Some(shadow) = self.words.get_mut(word) else {
			return true;
		};
		let several_read = self.epoch | u64::from(READ | SEVERAL);
		if access == Access::Load && *shadow == several_read {
			return true;
		}
		let before = if *shadow >> 32 == self.epoch >> 32 { *shadow as u32 } else { 0 };
		match after(before, lane as u32, access) {
			Some(state) => {
				*shadow = self.epoch | u64::from(state);
				true
			},
			None => false,
		}
	}
}

/// What a word's state becomes, or `None` for a race.
#[inline(always)]
fn after(before: u32, lane: u32, access: Access) -> Option<u32> {
	let (kind, who) = (before & !SEVERAL, before & SEVERAL);
	let alone = before == 0 || who == lane;
	match access {
		Access::Load if alone => Some(if kind > READ { WRITTEN | lane } else { READ | lane }),
		Access::Load => (kind == READ).then_some(READ | SEVERAL),
		Access::Store => alone.then_some(WRITTEN | lane),
		Access::Atomic(op) => {
			let same = ATOMIC + (u32::from(op.code()) << 16);
			match (before, alone) {
				(0, _) => Some(same | lane),
				(_, true) if kind == same => Some(before),
				(_, true) => Some(WRITTEN | lane),
				(_, false) => (kind == same).then_some(same | SEVERAL),
			}
		},
	}
}
