//! Registers for variables: variables that are copied to each other share one where they can.

use super::{
	flatten::{Code, Item},
	liveness::{walk, Set},
};
use assay_touchstone::limits;

const REGISTERS: usize = limits::MAX_REGISTERS as usize;

/// Which variables may not share a register.
pub(super) struct Graph {
	near: Vec<Set>,
	/// Reads and writes, those in loops counted more.
	weight: Vec<f32>,
	/// Copies, the most executed first.
	copies: Vec<(u32, u32)>,
	/// Where each variable is first written.
	first: Vec<usize>,
}

impl Graph {
	/// The graph of a program without dead code.
	pub fn of(code: &Code) -> Self {
		let vars = code.vars as usize;
		let mut graph = Self {
			near: vec![Set::new(code.vars); vars],
			weight: vec![0.0; vars],
			copies: Vec::new(),
			first: vec![usize::MAX; vars],
		};
		let mut copies = Vec::new();
		let mut depth = 0i32;
		walk(code, |i, item, live| {
			match item {
				Item::EndLoop(_) => depth += 1,
				Item::Loop(_) => depth -= 1,
				Item::Op { .. }
				| Item::Copy { .. }
				| Item::If(_)
				| Item::Else
				| Item::End
				| Item::Continuing
				| Item::Break
				| Item::Continue
				| Item::Exit => {},
			}
			let often = 8f32.powi(depth.min(6));
			item.reads(|var| graph.weight[var as usize] += often);
			let mut source = None;
			if let Item::Copy { dst, src } = item {
				copies.push((depth, i, *dst, *src));
				source = Some(*src);
			}
			let mut written = Vec::new();
			item.writes(|var| written.push(var));
			for var in &written {
				graph.weight[*var as usize] += often;
				graph.first[*var as usize] = i;
				for other in live.iter().chain(written.iter().copied()) {
					if other != *var && Some(other) != source {
						graph.near[*var as usize].insert(other);
						graph.near[other as usize].insert(*var);
					}
				}
			}
		});
		copies.sort_by_key(|(depth, i, ..)| (-depth, *i));
		graph.copies = copies.into_iter().map(|(_, _, dst, src)| (dst, src)).collect();
		graph
	}
}

fn find(parent: &mut [u32], var: u32) -> u32 {
	let mut root = var;
	while parent[root as usize] != root {
		root = parent[root as usize];
	}
	let mut at = var;
	while parent[at as usize] != root {
		at = std::mem::replace(&mut parent[at as usize], root);
	}
	root
}

/// The registers of a program.
pub(super) struct Registers {
	/// One for each variable.
	pub of: Vec<u8>,
	/// Those below are for variables that are the same in all lanes, and for no others.
	pub uniform: u16,
}

/// A register for each variable, or variables that have to go to memory. Those that are the same in
/// all lanes come first.
pub(super) fn color(
	code: &mut Code,
	graph: Graph,
	same: &[bool],
	at_once: usize,
) -> Result<Registers, Vec<Vec<u32>>> {
	let vars = code.vars as usize;
	let mut graph = graph;
	let mut parent: Vec<u32> = (0..code.vars).collect();
	let mut in_tuple = vec![false; vars];
	let used = |var: u32| graph.first[var as usize] != usize::MAX;
	let tuples: Vec<Vec<u32>> =
		code.tuples.iter().filter(|tuple| tuple.iter().any(|var| used(*var))).cloned().collect();
	for var in tuples.iter().flatten() {
		in_tuple[*var as usize] = true;
	}

	for (dst, src) in std::mem::take(&mut graph.copies) {
		let a = find(&mut parent, dst);
		let b = find(&mut parent, src);
		if a == b || same[a as usize] != same[b as usize] || graph.near[a as usize].contains(b) {
			continue;
		}
		// A variable has one place in one tuple.
		if in_tuple[a as usize] && in_tuple[b as usize] {
			continue;
		}
		parent[b as usize] = a;
		in_tuple[a as usize] |= in_tuple[b as usize];
		let moved = std::mem::replace(&mut graph.near[b as usize], Set::new(0));
		for other in moved.iter() {
			graph.near[other as usize].remove(b);
			graph.near[other as usize].insert(a);
		}
		graph.near[a as usize].add(&moved);
		graph.weight[a as usize] += graph.weight[b as usize];
		let first = graph.first[a as usize].min(graph.first[b as usize]);
		graph.first[a as usize] = first;
	}

	let mut chosen: Vec<Option<u8>> = vec![None; vars];
	let taken = |chosen: &[Option<u8>], var: u32| {
		let mut taken = [false; REGISTERS];
		for other in graph.near[var as usize].iter() {
			if let Some(register) = chosen[other as usize] {
				taken[usize::from(register)] = true;
			}
		}
		taken
	};
	let mut order: Vec<u32> = (0..code.vars)
		.filter(|var| parent[*var as usize] == *var && graph.first[*var as usize] != usize::MAX)
		.collect();
	order.sort_by_key(|var| graph.first[*var as usize]);
	let mut failed = false;
	// The registers that are taken so far are below this one.
	let mut end = 0;
	let mut uniform = 0;
	for class in [true, false] {
		let first = end;
		for tuple in tuples.iter().filter(|tuple| same[tuple[0] as usize] == class) {
			let roots: Vec<u32> = tuple.iter().map(|var| find(&mut parent, *var)).collect();
			let busy: Vec<_> = roots.iter().map(|root| taken(&chosen, *root)).collect();
			let base = (first..=REGISTERS - tuple.len())
				.find(|base| busy.iter().enumerate().all(|(i, busy)| !busy[base + i]));
			match base {
				Some(base) => {
					for (i, root) in roots.iter().enumerate() {
						chosen[*root as usize] = Some((base + i) as u8);
					}
					end = end.max(base + roots.len());
				},
				None => failed = true,
			}
		}
		for var in order.iter().filter(|var| same[**var as usize] == class) {
			if chosen[*var as usize].is_some() {
				continue;
			}
			let busy = taken(&chosen, *var);
			match (first..REGISTERS).find(|register| !busy[*register]) {
				Some(register) => {
					chosen[*var as usize] = Some(register as u8);
					end = end.max(register + 1);
				},
				None => failed = true,
			}
		}
		if class {
			uniform = end as u16;
		}
	}
	if !failed {
		let of = (0..code.vars)
			.map(|var| chosen[find(&mut parent, var) as usize].unwrap_or(0))
			.collect();
		return Ok(Registers { of, uniform });
	}

	// Those that are in the way of most others and used least.
	let mut own = vec![false; vars];
	for var in 0..code.own {
		own[find(&mut parent, var) as usize] = true;
	}
	let mut candidates: Vec<(f32, u32)> = order
		.iter()
		.filter(|var| {
			let var = **var as usize;
			own[var] && !in_tuple[var] && !same[var]
		})
		.map(|var| {
			let degree = graph.near[*var as usize].iter().count();
			(graph.weight[*var as usize] / (degree as f32 + 1.0), *var)
		})
		.collect();
	candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
	let roots: Vec<u32> = candidates.iter().take(at_once).map(|(_, var)| *var).collect();
	Err(roots
		.iter()
		.map(|root| (0..code.vars).filter(|var| find(&mut parent, *var) == *root).collect())
		.collect())
}
