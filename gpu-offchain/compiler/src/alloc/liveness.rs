//! Which variables are still read later, at every point.

use super::flatten::{Code, Item};

/// A set of variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Set(Vec<u64>);

impl Set {
	pub fn new(vars: u32) -> Self {
		Self(vec![0; (vars as usize).div_ceil(64)])
	}

	pub fn insert(&mut self, var: u32) {
		self.0[var as usize / 64] |= 1 << (var % 64);
	}

	pub fn remove(&mut self, var: u32) {
		self.0[var as usize / 64] &= !(1 << (var % 64));
	}

	pub fn contains(&self, var: u32) -> bool {
		self.0[var as usize / 64] >> (var % 64) & 1 == 1
	}

	/// Adds all of another set.
	pub fn add(&mut self, other: &Self) {
		for (word, more) in self.0.iter_mut().zip(&other.0) {
			*word |= more;
		}
	}

	pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
		self.0.iter().enumerate().flat_map(|(i, word)| {
			let mut word = *word;
			std::iter::from_fn(move || {
				if word == 0 {
					return None;
				}
				let bit = word.trailing_zeros();
				word &= word - 1;
				Some(i as u32 * 64 + bit)
			})
		})
	}
}

/// Where control goes from each item that isn't plain.
struct Edges {
	/// For `If` the item behind its `Else`; for `Else` its `End`.
	other: Vec<usize>,
	/// For `Break` and `Loop`: behind `EndLoop`. For `Continue`: `Continuing` or `EndLoop`. For
	/// `EndLoop`: its loop.
	target: Vec<usize>,
}

fn edges(items: &[Item]) -> Edges {
	let mut other = vec![0; items.len()];
	let mut target = vec![0; items.len()];
	let mut ifs: Vec<usize> = Vec::new();
	let mut loops: Vec<(usize, Vec<usize>, Vec<usize>)> = Vec::new();
	for (i, item) in items.iter().enumerate() {
		match item {
			Item::If(_) => ifs.push(i),
			Item::Else => {
				if let Some(top) = ifs.last_mut() {
					other[*top] = i + 1;
					*top = i;
				}
			},
			Item::End => {
				if let Some(top) = ifs.pop() {
					other[top] = i;
				}
			},
			Item::Loop(_) => loops.push((i, Vec::new(), Vec::new())),
			Item::Break => {
				if let Some((_, breaks, _)) = loops.last_mut() {
					breaks.push(i);
				}
			},
			Item::Continue => {
				if let Some((_, _, continues)) = loops.last_mut() {
					continues.push(i);
				}
			},
			Item::Continuing => {
				if let Some((_, _, continues)) = loops.last_mut() {
					for from in continues.drain(..) {
						target[from] = i;
					}
				}
			},
			Item::EndLoop(_) => {
				if let Some((start, breaks, continues)) = loops.pop() {
					target[start] = i + 1;
					target[i] = start;
					for from in breaks {
						target[from] = i + 1;
					}
					for from in continues {
						target[from] = i;
					}
				}
			},
			Item::Op { .. } | Item::Copy { .. } | Item::Exit => {},
		}
	}
	Edges { other, target }
}

/// What is live before each item, for those where control joins.
struct Joins {
	at: Vec<Option<Set>>,
}

/// Walks backwards over the code until nothing changes, then calls `visit` with each item and what
/// is live behind it, last item first.
pub(super) fn walk(code: &Code, mut visit: impl FnMut(usize, &Item, &Set)) {
	let items = &code.items;
	let edges = edges(items);
	let mut joins = Joins { at: vec![None; items.len() + 1] };
	// Targets of jumps remember what is live there.
	let mut is_target = vec![false; items.len() + 1];
	for (i, item) in items.iter().enumerate() {
		match item {
			Item::If(_) | Item::Else => is_target[edges.other[i]] = true,
			Item::Break | Item::Continue | Item::Loop(_) => is_target[edges.target[i]] = true,
			Item::EndLoop(_) => is_target[edges.target[i] + 1] = true,
			Item::Op { .. } | Item::Copy { .. } | Item::End | Item::Continuing | Item::Exit => {},
		}
	}
	loop {
		let mut changed = false;
		pass(code, &edges, &mut joins, &is_target, &mut changed, &mut |_, _, _| {});
		if !changed {
			break;
		}
	}
	let mut changed = false;
	pass(code, &edges, &mut joins, &is_target, &mut changed, &mut visit);
}

fn pass(
	code: &Code,
	edges: &Edges,
	joins: &mut Joins,
	is_target: &[bool],
	changed: &mut bool,
	visit: &mut dyn FnMut(usize, &Item, &Set),
) {
	let mut live = Set::new(code.vars);
	let empty = live.clone();
	let at = |joins: &Joins, i: usize| joins.at[i].clone().unwrap_or_else(|| empty.clone());
	for (i, item) in code.items.iter().enumerate().rev() {
		match item {
			Item::Break | Item::Continue => live = at(joins, edges.target[i]),
			Item::Exit => live = empty.clone(),
			// Behind the first branch comes the end, not the second.
			Item::Else => live = at(joins, edges.other[i]),
			Item::If(_) => live.add(&at(joins, edges.other[i])),
			Item::Loop(_) => live.add(&at(joins, edges.target[i])),
			Item::EndLoop(_) => live.add(&at(joins, edges.target[i] + 1)),
			Item::Op { .. } | Item::Copy { .. } | Item::End | Item::Continuing => {},
		}
		visit(i, item, &live);
		item.writes(|var| live.remove(var));
		item.reads(|var| live.insert(var));
		if is_target[i] && joins.at[i].as_ref() != Some(&live) {
			joins.at[i] = Some(live.clone());
			*changed = true;
		}
	}
}

/// Drops what sets variables that nobody reads.
pub(super) fn remove_dead(code: &mut Code) {
	loop {
		let mut dead = vec![false; code.items.len()];
		let mut any = false;
		walk(code, |i, item, live| {
			let removable = match item {
				Item::Op { op, defs, .. } => {
					!op.has_effect() && defs.iter().all(|def| !live.contains(*def))
				},
				Item::Copy { dst, src } => !live.contains(*dst) || dst == src,
				Item::If(_)
				| Item::Else
				| Item::End
				| Item::Loop(_)
				| Item::Continuing
				| Item::EndLoop(_)
				| Item::Break
				| Item::Continue
				| Item::Exit => false,
			};
			if removable {
				dead[i] = true;
				any = true;
			}
		});
		if !any {
			return;
		}
		let mut i = 0;
		code.items.retain(|_| {
			i += 1;
			!dead[i - 1]
		});
	}
}
