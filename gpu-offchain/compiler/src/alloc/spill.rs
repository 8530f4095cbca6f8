//! The last resort: variables that live in private memory instead of registers.

use super::flatten::{Arg, Code, Item};
use crate::ir::Op;
use assay_touchstone::{Space, Width};
use std::collections::HashMap;

enum Home {
	/// A word of private memory.
	Slot(u32),
	/// Made again where it is needed.
	Leaf(Op),
}

/// Moves classes of variables to private memory from a word on; says where that ends.
pub(super) fn spill(code: &mut Code, classes: &[Vec<u32>], first: u32) -> u32 {
	let mut end = first;
	let mut homes: HashMap<u32, usize> = HashMap::new();
	let mut places = Vec::new();
	for (i, class) in classes.iter().enumerate() {
		let mut definitions = code.items.iter().filter(|item| {
			let mut any = false;
			item.writes(|var| any |= class.contains(&var));
			any
		});
		let home = match (definitions.next(), definitions.next()) {
			(Some(Item::Op { op, args, .. }), None)
				if args.is_empty()
					&& matches!(
						op,
						Op::Const(_) | Op::Param(_) | Op::Builtin(_) | Op::Length(_)
					) =>
			{
				Home::Leaf(*op)
			},
			_ => {
				end += 1;
				Home::Slot(end - 1)
			},
		};
		places.push(home);
		for var in class {
			homes.insert(*var, i);
		}
	}
	let items = std::mem::take(&mut code.items);
	for mut item in items {
		let mut fetched: HashMap<usize, u32> = HashMap::new();
		let mut before = Vec::new();
		let mut fetch = |var: &mut u32, code: &mut Code| {
			let Some(home) = homes.get(var) else {
				return;
			};
			*var = *fetched.entry(*home).or_insert_with(|| {
				let fresh = code.fresh();
				let op = match &places[*home] {
					Home::Slot(slot) => Op::Load(Space::Private, Width::One, *slot),
					Home::Leaf(op) => *op,
				};
				before.push(Item::Op { op, args: Vec::new(), defs: vec![fresh] });
				fresh
			});
		};
		match &mut item {
			Item::Op { args, .. } => {
				for arg in args {
					if let Arg::Var(var) = arg {
						fetch(var, code);
					}
				}
			},
			Item::Copy { src, .. } => fetch(src, code),
			Item::If(cond) | Item::EndLoop(Some(cond)) => fetch(cond, code),
			Item::Else
			| Item::End
			| Item::Loop(_)
			| Item::Continuing
			| Item::EndLoop(None)
			| Item::Break
			| Item::Continue
			| Item::Exit => {},
		}
		let mut after = Vec::new();
		let mut drop_item = false;
		let mut keep = |var: &mut u32, code: &mut Code| {
			let Some(home) = homes.get(var) else {
				return;
			};
			match &places[*home] {
				Home::Leaf(_) => drop_item = true,
				Home::Slot(slot) => {
					*var = code.fresh();
					after.push(Item::Op {
						op: Op::Store(Space::Private, Width::One, *slot, false),
						args: vec![Arg::Var(*var)],
						defs: Vec::new(),
					});
				},
			}
		};
		match &mut item {
			Item::Op { defs, .. } => defs.iter_mut().for_each(|def| keep(def, code)),
			Item::Copy { dst, .. } => keep(dst, code),
			Item::If(_)
			| Item::Else
			| Item::End
			| Item::Loop(_)
			| Item::Continuing
			| Item::EndLoop(_)
			| Item::Break
			| Item::Continue
			| Item::Exit => {},
		}
		code.items.append(&mut before);
		if !drop_item {
			code.items.push(item);
		}
		code.items.append(&mut after);
	}
	end
}
