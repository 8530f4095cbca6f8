//! Which lanes are active, and what the others wait for.

use super::{links::Link, mask::Mask, registers::Registers};
use crate::isa::operand::When;
use alloc::vec::Vec;

/// An open block.
#[derive(Clone, Copy, Debug)]
enum Frame {
	/// All active lanes went the same way.
	WholeIf,
	/// The mask of this level holds the lanes that aren't in the part that runs.
	SplitIf,
	/// The masks of this level hold the lanes that continued, and those that left.
	Loop { remaining: u32 },
}

/// The masks of a level of nesting.
#[derive(Clone, Debug)]
struct Level {
	first: Mask,
	second: Mask,
}

/// The active lanes and the open blocks.
#[derive(Clone, Debug)]
pub struct Flow {
	pub active: Mask,
	lanes: u32,
	chosen: Mask,
	frames: Vec<Frame>,
	levels: Vec<Level>,
}

impl Flow {
	pub fn new(lanes: u32, chunks: usize) -> Self {
		Self {
			active: Mask::empty(chunks),
			lanes,
			chosen: Mask::empty(chunks),
			frames: Vec::new(),
			levels: Vec::new(),
		}
	}

	pub fn start(&mut self) {
		self.active.set_first(self.lanes);
		self.frames.clear();
	}

	/// Whether every lane of the workgroup is active.
	#[inline(always)]
	pub fn all(&self) -> bool {
		self.active.count == self.lanes
	}

	/// Finds the active lanes for which a condition holds; true when it is all of them.
	#[inline(always)]
	fn choose(&mut self, when: When, registers: &Registers) -> bool {
		let (reg, wanted) = match when {
			When::Always => return true,
			When::If(reg) => (reg, true),
			When::Unless(reg) => (reg, false),
		};
		self.chosen.set_where(&self.active, registers.chunks_of(reg), wanted);
		self.chosen.count == self.active.count
	}

	/// The masks of the level that the next frame gets.
	fn next_level(&mut self) -> &mut Level {
		let depth = self.frames.len();
		while self.levels.len() <= depth {
			let empty = Mask::empty(self.active.words.len());
			self.levels.push(Level { first: empty.clone(), second: empty });
		}
		&mut self.levels[depth]
	}

	pub fn enter_if(&mut self, when: When, registers: &Registers, next: u32, link: Link) -> u32 {
		let all = self.choose(when, registers);
		if all || self.chosen.count == 0 {
			self.frames.push(Frame::WholeIf);
			return if all { next } else { link.target };
		}
		self.next_level();
		let waiting = &mut self.levels[self.frames.len()].first;
		core::mem::swap(waiting, &mut self.active);
		core::mem::swap(&mut self.active, &mut self.chosen);
		waiting.remove(&self.active);
		self.frames.push(Frame::SplitIf);
		next
	}

	pub fn enter_else(&mut self, next: u32, link: Link) -> u32 {
		match self.frames.last() {
			Some(Frame::SplitIf) => {
				let waiting = &mut self.levels[self.frames.len() - 1].first;
				core::mem::swap(waiting, &mut self.active);
				next
			},
			Some(Frame::WholeIf | Frame::Loop { .. }) | None => link.target,
		}
	}

	pub fn end_if(&mut self, next: u32, link: Link) -> u32 {
		if let Some(Frame::SplitIf) = self.frames.pop() {
			self.active.add(&self.levels[self.frames.len()].first);
		}
		self.go_on(next, link)
	}

	/// The next instruction while lanes are left, else the end of the part.
	fn go_on(&self, next: u32, link: Link) -> u32 {
		if self.active.count == 0 {
			link.skip
		} else {
			next
		}
	}

	pub fn enter_loop(&mut self, bound: u32, next: u32, link: Link) -> u32 {
		if bound == 0 {
			return link.target;
		}
		let level = self.next_level();
		level.first.clear();
		level.second.clear();
		self.frames.push(Frame::Loop { remaining: bound });
		next
	}

	/// The masks of the innermost loop: continued, left.
	fn innermost_loop(&mut self) -> Option<&mut Level> {
		let depth = self.frames.iter().rposition(|frame| matches!(frame, Frame::Loop { .. }))?;
		self.levels.get_mut(depth)
	}

	/// Takes the lanes for which a condition holds out of the active ones, into `chosen`.
	fn take(&mut self, when: When, registers: &Registers) {
		if self.choose(when, registers) {
			core::mem::swap(&mut self.chosen, &mut self.active);
			self.active.clear();
		} else if self.chosen.count > 0 {
			self.active.remove(&self.chosen);
		}
	}

	/// Moves lanes to a mask of the innermost loop.
	fn move_to(&mut self, when: When, registers: &Registers, mask: fn(&mut Level) -> &mut Mask) {
		self.take(when, registers);
		if self.chosen.count > 0 {
			let chosen = core::mem::replace(&mut self.chosen, Mask::empty(0));
			if let Some(level) = self.innermost_loop() {
				mask(level).add(&chosen);
			}
			self.chosen = chosen;
		}
	}

	pub fn leave_loop(&mut self, when: When, registers: &Registers, next: u32, link: Link) -> u32 {
		self.move_to(when, registers, |level| &mut level.second);
		self.go_on(next, link)
	}

	pub fn continue_loop(
		&mut self,
		when: When,
		registers: &Registers,
		next: u32,
		link: Link,
	) -> u32 {
		self.move_to(when, registers, |level| &mut level.first);
		self.go_on(next, link)
	}

	pub fn exit(&mut self, when: When, registers: &Registers, next: u32, link: Link) -> u32 {
		self.take(when, registers);
		self.go_on(next, link)
	}

	/// Lanes that continued join again.
	fn join(&mut self) {
		let depth = self.frames.len().saturating_sub(1);
		if let Some(level) = self.levels.get_mut(depth) {
			if level.first.count > 0 {
				self.active.add(&level.first);
				level.first.clear();
			}
		}
	}

	pub fn enter_continuing(&mut self, next: u32, link: Link) -> u32 {
		self.join();
		self.go_on(next, link)
	}

	pub fn end_loop(
		&mut self,
		leave: Option<When>,
		registers: &Registers,
		next: u32,
		link: Link,
	) -> u32 {
		self.join();
		if let Some(when) = leave {
			self.move_to(when, registers, |level| &mut level.second);
		}
		let depth = self.frames.len().saturating_sub(1);
		if let Some(Frame::Loop { remaining }) = self.frames.last_mut() {
			*remaining -= 1;
			if *remaining > 0 && self.active.count > 0 {
				return link.target;
			}
			self.frames.pop();
			if let Some(level) = self.levels.get(depth) {
				self.active.add(&level.second);
			}
		}
		self.go_on(next, link)
	}
}
