//! Which variables have to hold the same in all lanes: those that decide who comes to a barrier.
//!
//! They get the uniform registers of the bytecode, by which its validation sees that no lane can
//! miss a barrier. Where such a variable depends on what may differ between lanes, the kernel is
//! refused.

use super::flatten::{Arg, Code, Item};
use crate::{
	diagnostic::{Diagnostic, Place},
	ir::Op,
};
use assay_touchstone::Space;

/// How lanes could miss a barrier.
#[derive(Clone, Copy)]
enum Way {
	Branch,
	Leaving,
	Continuing,
	Returning,
	/// They don't miss a uniform load but disagree about its place.
	Elsewhere,
}

/// The barrier that asks for something, and how lanes could miss it otherwise.
#[derive(Clone, Copy)]
struct Cause {
	place: Option<Place>,
	way: Way,
}

/// What has to be so, for a barrier.
enum Demand {
	/// All lanes come to this item together.
	Together(usize, Cause),
	/// This variable is the same in all of them.
	Same(u32, Cause),
}

/// A block of the code.
struct Block {
	parent: Option<usize>,
	/// The condition of a branch.
	cond: Option<u32>,
	first: usize,
	/// The end of a loop, with the condition on which it is left.
	end: usize,
	leave: Option<u32>,
	/// Where lanes that continue a loop are back.
	back: usize,
	breaks: Vec<usize>,
	continues: Vec<usize>,
	/// All that decides who comes into the block was asked for.
	asked: bool,
	/// So many of the loop's continues were.
	asked_continues: usize,
}

impl Block {
	fn new(parent: Option<usize>, cond: Option<u32>, first: usize) -> Self {
		Self {
			parent,
			cond,
			first,
			end: first,
			leave: None,
			back: usize::MAX,
			breaks: Vec::new(),
			continues: Vec::new(),
			asked: false,
			asked_continues: 0,
		}
	}
}

struct Together<'a> {
	code: &'a Code,
	blocks: Vec<Block>,
	/// The block around each item, if any.
	around: Vec<Option<usize>>,
	exits: Vec<usize>,
	asked_exits: usize,
	/// The items that write each variable.
	writers: Vec<Vec<usize>>,
	asked: Vec<bool>,
	same: Vec<bool>,
	demands: Vec<Demand>,
}

/// Whether each variable has to hold the same in all lanes.
pub(super) fn same_in_all_lanes(code: &Code) -> Result<Vec<bool>, Diagnostic> {
	let mut together = Together::of(code);
	for (at, item) in code.items.iter().enumerate() {
		let Item::Op { op, args, .. } = item else {
			continue;
		};
		let (Op::Barrier(place) | Op::UniformLoad(_, place)) = *op else {
			continue;
		};
		let cause = |way| Cause { place, way };
		together.come(at, cause(Way::Branch), true);
		for arg in args {
			if let Arg::Var(var) = arg {
				let demand = Demand::Same(*var, cause(Way::Elsewhere));
				together.demands.push(demand);
			}
		}
		together.settle()?;
	}
	Ok(together.same)
}

impl<'a> Together<'a> {
	fn of(code: &'a Code) -> Self {
		let mut writers = vec![Vec::new(); code.vars as usize];
		let mut blocks: Vec<Block> = Vec::new();
		let mut around = Vec::new();
		let mut exits = Vec::new();
		let mut open: Option<usize> = None;
		for (at, item) in code.items.iter().enumerate() {
			item.writes(|var| writers[var as usize].push(at));
			around.push(open);
			let innermost = |blocks: &[Block]| {
				let mut block = open;
				while let Some(number) = block.filter(|number| blocks[*number].cond.is_some()) {
					block = blocks[number].parent;
				}
				block
			};
			match item {
				Item::If(cond) => {
					blocks.push(Block::new(open, Some(*cond), at));
					open = Some(blocks.len() - 1);
				},
				Item::Loop(_) => {
					blocks.push(Block::new(open, None, at));
					open = Some(blocks.len() - 1);
				},
				Item::End | Item::EndLoop(_) => {
					if let Some(number) = open {
						let block = &mut blocks[number];
						block.end = at;
						block.back = block.back.min(at);
						if let Item::EndLoop(leave) = item {
							block.leave = *leave;
						}
						open = block.parent;
					}
				},
				Item::Continuing => {
					if let Some(number) = open {
						blocks[number].back = at;
					}
				},
				Item::Break => {
					if let Some(number) = innermost(&blocks) {
						blocks[number].breaks.push(at);
					}
				},
				Item::Continue => {
					if let Some(number) = innermost(&blocks) {
						blocks[number].continues.push(at);
					}
				},
				Item::Exit => exits.push(at),
				Item::Op { .. } | Item::Copy { .. } | Item::Else => {},
			}
		}
		Self {
			code,
			blocks,
			around,
			exits,
			asked_exits: 0,
			writers,
			asked: vec![false; code.items.len()],
			same: vec![false; code.vars as usize],
			demands: Vec::new(),
		}
	}

	fn settle(&mut self) -> Result<(), Diagnostic> {
		while let Some(demand) = self.demands.pop() {
			match demand {
				Demand::Together(at, cause) => self.come(at, cause, false),
				Demand::Same(var, cause) => self.same(var, cause)?,
			}
		}
		Ok(())
	}

	/// All lanes have to come to an item: asks for what that takes. For the barrier itself the way
	/// in which they could miss it becomes the cause.
	fn come(&mut self, at: usize, cause: Cause, is_barrier: bool) {
		if std::mem::replace(&mut self.asked[at], true) {
			return;
		}
		let cause_of = |way| match is_barrier {
			true => Cause { way, ..cause },
			false => cause,
		};
		while let Some(exit) = self.exits.get(self.asked_exits).filter(|exit| **exit < at) {
			self.demands.push(Demand::Together(*exit, cause_of(Way::Returning)));
			self.asked_exits += 1;
		}
		let mut around = self.around[at];
		while let Some(number) = around {
			let block = &mut self.blocks[number];
			around = block.parent;
			if at < block.back {
				let cause = cause_of(Way::Continuing);
				while let Some(item) =
					block.continues.get(block.asked_continues).filter(|item| **item < at)
				{
					self.demands.push(Demand::Together(*item, cause));
					block.asked_continues += 1;
				}
			}
			if std::mem::replace(&mut block.asked, true) {
				continue;
			}
			if let Some(cond) = block.cond {
				self.demands.push(Demand::Same(cond, cause_of(Way::Branch)));
				continue;
			}
			// Whoever leaves the loop misses what it does in the next iteration.
			let cause = cause_of(Way::Leaving);
			let demands = &mut self.demands;
			demands.extend(block.leave.map(|leave| Demand::Same(leave, cause)));
			demands.extend(block.breaks.iter().map(|at| Demand::Together(*at, cause)));
			let inside = block.first..block.end;
			let exits = self.exits.iter().filter(|exit| inside.contains(exit));
			let cause = cause_of(Way::Returning);
			demands.extend(exits.map(|at| Demand::Together(*at, cause)));
		}
	}

	/// A variable has to be the same: so has what it is made of, wherever it is written.
	fn same(&mut self, var: u32, cause: Cause) -> Result<(), Diagnostic> {
		if std::mem::replace(&mut self.same[var as usize], true) {
			return Ok(());
		}
		for writer in self.writers[var as usize].clone() {
			self.demands.push(Demand::Together(writer, cause));
			let item = &self.code.items[writer];
			if let Item::Op { op, .. } = item {
				if let Some(source) = differs(op) {
					return Err(refused(cause, source));
				}
			}
			let demands = &mut self.demands;
			item.reads(|var| demands.push(Demand::Same(var, cause)));
			// Words that are loaded at once lie in registers beside each other.
			item.writes(|var| demands.push(Demand::Same(var, cause)));
		}
		Ok(())
	}
}

/// What it is about an operation that its result may differ between lanes, whatever it is made of.
fn differs(op: &Op) -> Option<&'static str> {
	match op {
		Op::Builtin(which) => (!which.is_uniform()).then_some("on which lane it is"),
		Op::Load(Space::Input(_), ..) => None,
		Op::Load(Space::Output(_), ..) => Some("on a word of an output"),
		Op::Load(Space::Workgroup, ..) => {
			Some("on workgroup memory that is read without `workgroupUniformLoad`")
		},
		Op::Load(Space::Private, ..) => {
			Some("on an array or a matrix that each lane has of its own")
		},
		Op::Const(_)
		| Op::Param(_)
		| Op::Length(_)
		| Op::ParamAt(_)
		| Op::Unary(_)
		| Op::Binary(_)
		| Op::MulAdd(_)
		| Op::Select
		| Op::Extract(..)
		| Op::ExtractDynamic(_)
		| Op::Insert(..)
		| Op::InsertDynamic
		| Op::UniformLoad(..)
		| Op::Store(..)
		| Op::Atomic(..)
		| Op::Barrier(_) => None,
	}
}

fn refused(cause: Cause, source: &str) -> Diagnostic {
	let (message, remedy) = match cause.way {
		Way::Branch => (
			"not every lane may come to this barrier: it is inside of a branch",
			"move the barrier out of the branch; where lanes do different things before and \
			 behind it, write two branches with the barrier between them",
		),
		Way::Leaving => (
			"not every lane may come to this barrier: lanes may leave the loop around it one by one",
			"let all lanes leave the loop together: let it run as long for all lanes, with an `if` \
			 around what only some of them do",
		),
		Way::Continuing => (
			"not every lane may come to this barrier: some may `continue` before it",
			"write an `if` around what the lanes skip, and leave the barrier outside of it",
		),
		Way::Returning => (
			"not every lane may come to this barrier: some may `return` before it",
			"write an `if` around what the lanes skip instead of returning early, and leave the \
			 barrier outside of it",
		),
		Way::Elsewhere => (
			"`workgroupUniformLoad` loads one place for all lanes, but this one may differ between \
			 them",
			"load a place that is the same for all lanes, or read the variable itself behind a \
			 `workgroupBarrier()`",
		),
	};
	let diagnostic = Diagnostic::error("divergent-barrier", message)
		.label(format!("who comes here depends {source}"))
		.help(format!(
			"{remedy}\nall lanes agree on constants, parameters, `workgroup_id`, `num_workgroups`, \
			 the result of `workgroupUniformLoad`, inputs at such places, and what is computed of these"
		));
	match (cause.way, cause.place) {
		(Way::Elsewhere, Some(place)) => {
			diagnostic.label(format!("the place depends {source}")).at_place(place)
		},
		(_, Some(place)) => diagnostic.at_place(place),
		(_, None) => diagnostic,
	}
}
