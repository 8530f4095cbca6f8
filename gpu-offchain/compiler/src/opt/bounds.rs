//! How often loops run: from the usual counted forms, or from what the author says.
//!
//! A bound is never smaller than the number of iterations. Where it is that number exactly, and
//! nothing happens before the test that ends the loop, the test itself is dropped: the bound ends
//! the loop as well, and costs nothing.

use super::affine::{Affine, Limits};
use crate::{
	diagnostic::Diagnostic,
	directives::BoundNote,
	ir::{build::Build, fold, Block, LoopNode, Node, Op, Val},
	lower::Kernel,
};
use assay_touchstone::{BinaryOp, Bound};
use std::collections::HashMap;

/// Iterations that are tried out to count a loop of constants.
const MAX_SIMULATED: u32 = 1 << 22;

/// Steps up to which a loop whose counter would wrap takes more fuel than any workgroup may.
const MAX_STEP: u32 = 4096;

/// A variable that changes by a constant in each iteration.
struct Counter {
	init: Val,
	param: Val,
	next: Val,
	op: BinaryOp,
	step: u32,
}

/// A test that ends the loop: it goes on while `left op right`.
struct Test {
	/// Where in the body; `None` at its end.
	at: Option<usize>,
	op: BinaryOp,
	left: Val,
	right: Val,
	/// It is all of the condition, and nothing happens before it.
	first: bool,
}

struct Found {
	bound: Bound,
	exact: bool,
	counter: Val,
	highest: u32,
	limit: Option<Affine>,
}

/// Names that bounds may use.
struct Names {
	words: HashMap<String, u16>,
	constants: HashMap<String, u32>,
}

/// Gives all loops bounds.
pub(super) fn infer(build: &mut Build, kernel: &Kernel) -> Result<(), Diagnostic> {
	let prefix = kernel.params_name.clone().unwrap_or_default();
	let mut words = HashMap::new();
	for field in &kernel.params {
		let word = field.word as u16;
		words.insert(field.name.clone(), word);
		let dot = if field.name.starts_with('[') || field.name.is_empty() { "" } else { "." };
		words.insert(format!("{prefix}{dot}{}", field.name), word);
	}
	let names = Names { words, constants: kernel.constants.clone() };
	let mut body = std::mem::take(&mut build.program.body);
	let result = block(build, &mut body, &names, &mut Limits::default());
	build.program.body = body;
	result
}

fn block(
	build: &mut Build,
	block_: &mut Block,
	names: &Names,
	limits: &mut Limits,
) -> Result<(), Diagnostic> {
	for node in &mut block_.nodes {
		match node {
			Node::If(node) => {
				block(build, &mut node.accept, names, limits)?;
				block(build, &mut node.reject, names, limits)?;
			},
			Node::Loop(node) => {
				if node.bound.is_none() {
					bound(build, node, names, limits)?;
				}
				block(build, &mut node.body, names, limits)?;
				block(build, &mut node.continuing, names, limits)?;
			},
			Node::Inst(_) | Node::Break(_) | Node::Continue(_) | Node::Exit => {},
		}
	}
	Ok(())
}

fn bound(
	build: &mut Build,
	node: &mut LoopNode,
	names: &Names,
	limits: &mut Limits,
) -> Result<(), Diagnostic> {
	if node.note.is_none() && leaves(&node.body) {
		// No lane comes round again.
		node.bound = Some(Bound::Constant(1));
		return Ok(());
	}
	let counters = counters(build, node);
	let tests = tests(build, node);
	let mut best: Option<(Found, Option<usize>)> = None;
	for test in &tests {
		for counter in &counters {
			let Some(found) = trips(build, limits, counter, test) else {
				continue;
			};
			let better = match &best {
				None => true,
				Some((other, _)) => match (other.bound, found.bound) {
					(Bound::Constant(a), Bound::Constant(b)) => b < a,
					(Bound::Constant(_), Bound::Param { .. }) => false,
					(Bound::Param { .. }, Bound::Constant(_)) => true,
					(Bound::Param { .. }, Bound::Param { .. }) => !other.exact && found.exact,
				},
			};
			if better {
				best = Some((found, test.at.filter(|_| test.first)));
			}
		}
	}
	// Before the test that ends the loop, the counter may be beyond its limit.
	if let Some((found, Some(_))) = &best {
		build.limits.insert(found.counter, found.highest);
		if let Some(limit) = found.limit {
			limits.insert(found.counter, limit);
		}
	}
	if let Some(note) = &node.note {
		node.bound = Some(said(note, names)?);
		return Ok(());
	}
	let Some((found, first)) = best else {
		return Err(Diagnostic::error("loop-bound", "how often this loop runs is not known")
			.at(node.span)
			.label("this loop")
			.help(
				"count from a constant to a constant or a parameter: \
				 `for (var i = 0u; i < params.n; i++)`,\n\
				 or say the most on the line above: `// bound: 100` or `// bound: params.n * 4`",
			));
	};
	node.bound = Some(found.bound);
	if let (true, Some(at)) = (found.exact, first) {
		drop_test(&mut node.body, at);
	}
	Ok(())
}

/// Replaces the `if` that ends the loop by what it does where the loop goes on.
fn drop_test(body: &mut Block, at: usize) {
	let Some(Node::If(node)) = body.nodes.get_mut(at) else {
		return;
	};
	let stays = match node.accept.yields.is_some() {
		true => &mut node.accept,
		false => &mut node.reject,
	};
	let nodes = std::mem::take(&mut stays.nodes);
	body.nodes.splice(at..=at, nodes);
}

fn said(note: &BoundNote, names: &Names) -> Result<Bound, Diagnostic> {
	if note.path.is_empty() {
		return Ok(Bound::Constant(note.add));
	}
	if let Some(value) = names.constants.get(&note.path) {
		let value = (u64::from(*value) * u64::from(note.mul)).div_ceil(u64::from(note.div));
		let value = value + u64::from(note.add);
		return Ok(Bound::Constant(u32::try_from(value).unwrap_or(u32::MAX)));
	}
	match names.words.get(&note.path) {
		Some(word) => {
			Ok(Bound::Param { param: *word, mul: note.mul, div: note.div, add: note.add })
		},
		None => {
			let mut known: Vec<_> = names.words.keys().filter(|name| name.contains('.')).collect();
			known.sort();
			Err(Diagnostic::error(
				"loop-bound",
				format!("`{}` is not a parameter or constant", note.path),
			)
			.at_place(note.place)
			.help(match known.first() {
				Some(name) => format!("name a word of the uniform block, as `{name}`"),
				None => "write a number: the kernel has no uniform block".to_string(),
			}))
		},
	}
}

fn counters(build: &Build, node: &LoopNode) -> Vec<Counter> {
	let Some(nexts) = &node.continuing.yields else {
		return Vec::new();
	};
	let resolve = |val: Val| build.program.resolve(val);
	let mut counters = Vec::new();
	for (i, param) in node.params.iter().enumerate() {
		let next = resolve(nexts[i]);
		let Some((Op::Binary(op), args)) = build.def(next) else {
			continue;
		};
		let (from, Some(step)) = (resolve(args[0]), build.known(args[1])) else {
			continue;
		};
		if from == *param {
			counters.push(Counter {
				init: resolve(node.inits[i]),
				param: *param,
				next,
				op: *op,
				step,
			});
		}
	}
	counters
}

/// Whether all ways through a block leave the loop.
fn leaves(block: &Block) -> bool {
	block.yields.is_none()
		&& block.nodes.iter().all(|node| match node {
			Node::Continue(_) => false,
			Node::If(node) => !continues(&node.accept) && !continues(&node.reject),
			// Inside of a loop, leaves are that loop's.
			Node::Loop(_) | Node::Inst(_) | Node::Break(_) | Node::Exit => true,
		})
}

fn continues(block: &Block) -> bool {
	block.nodes.iter().any(|node| match node {
		Node::Continue(_) => true,
		Node::If(node) => continues(&node.accept) || continues(&node.reject),
		Node::Loop(_) | Node::Inst(_) | Node::Break(_) | Node::Exit => false,
	})
}

fn tests(build: &Build, node: &LoopNode) -> Vec<Test> {
	let mut tests = Vec::new();
	let mut first = true;
	let mut passed = true;
	for (at, step) in node.body.nodes.iter().enumerate() {
		match step {
			Node::Inst(inst) if !inst.op.has_effect() => {},
			Node::If(branch) => {
				let stay = match (leaves(&branch.accept), leaves(&branch.reject)) {
					(true, false) => Some((false, &branch.accept)),
					(false, true) => Some((true, &branch.reject)),
					_ => None,
				};
				if let Some((stay, leaving)) = stay {
					// Leaving here must be the same as not coming here again.
					let plain = match &leaving.nodes[..] {
						[Node::Break(values)] => values
							.iter()
							.zip(&node.params)
							.all(|(val, param)| build.program.resolve(*val) == *param),
						_ => false,
					};
					collect(build, branch.cond, stay, 0, &mut |op, left, right, whole| {
						tests.push(Test {
							at: Some(at),
							op,
							left,
							right,
							first: first && plain && whole,
						});
					});
				}
				// A lane that goes on from in here doesn't meet the tests behind.
				passed = !continues(&branch.accept) && !continues(&branch.reject);
				first = false;
			},
			Node::Inst(_) | Node::Loop(_) | Node::Break(_) | Node::Continue(_) | Node::Exit => {
				first = false
			},
		}
		if !passed {
			break;
		}
	}
	// Every lane that comes round again passes the end of the continuing part.
	if let Some(leave) = node.leave {
		collect(build, leave, false, 0, &mut |op, left, right, _| {
			tests.push(Test { at: None, op, left, right, first: false });
		});
	}
	tests
}

/// Splits a condition into comparisons that hold while the loop goes on.
fn collect(
	build: &Build,
	cond: Val,
	stay: bool,
	depth: u32,
	add: &mut dyn FnMut(BinaryOp, Val, Val, bool),
) {
	let Some((Op::Binary(op), args)) = build.def(cond) else {
		return;
	};
	let (left, right) = (args[0], args[1]);
	match (op, stay) {
		_ if depth > 8 => {},
		(BinaryOp::And, true) | (BinaryOp::Or, false) => {
			// The rest of the condition still has to be tested.
			for part in [left, right] {
				collect(build, part, stay, depth + 1, &mut |op, a, b, _| add(op, a, b, false));
			}
		},
		(BinaryOp::Eq, _) if build.known(right) == Some(0) && build.highest(left) <= 1 => {
			collect(build, left, !stay, depth + 1, add);
		},
		(op, true) => add(*op, left, right, true),
		(op, false) => {
			if let Some(op) = crate::ir::build::opposite(*op) {
				add(op, left, right, true);
			}
		},
	}
}

fn is_signed(op: BinaryOp) -> bool {
	matches!(op, BinaryOp::LtS | BinaryOp::LeS | BinaryOp::GtS | BinaryOp::GeS)
}

fn trips(build: &Build, limits: &Limits, counter: &Counter, test: &Test) -> Option<Found> {
	let (mut op, mut left, mut right) = (test.op, test.left, test.right);
	let is_counter = |val: Val| {
		let val = build.program.resolve(val);
		val == counter.param || val == counter.next
	};
	if !is_counter(left) {
		(op, left, right) = (fold::swapped(op)?, right, left);
	}
	if !is_counter(left) || is_counter(right) {
		return None;
	}
	// Tested on the value of the next round, or somewhere in the middle: one more.
	let later = build.program.resolve(left) == counter.next && counter.next != counter.param;
	let extra = u32::from(later || !test.first);
	let signed = is_signed(op);
	let limit = build.known(right);
	let (init, init_high) = (build.known(counter.init), build.highest(counter.init));
	let limit_high = build.highest(right);
	let found = |bound, exact, highest, limit| {
		Some(Found { bound, exact: exact && extra == 0, counter: counter.param, highest, limit })
	};

	if let (Some(init), Some(limit)) = (init, limit) {
		let (count, highest) = simulate(init, counter, op, limit)?;
		return found(Bound::Constant(count.saturating_add(extra)), true, highest, None);
	}
	let small = |val: u32| val < 1 << 31;
	let up = counter.op == BinaryOp::Add && (1..=MAX_STEP).contains(&counter.step);
	if up && matches!(op, BinaryOp::LtU | BinaryOp::LeU | BinaryOp::LtS | BinaryOp::LeS) {
		if signed && !small(init_high) {
			return None;
		}
		let or_equal = matches!(op, BinaryOp::LeU | BinaryOp::LeS);
		let highest = match limit_high {
			high if small(high) => high.max(init_high).saturating_add(u32::from(or_equal)),
			_ => u32::MAX,
		};
		if let Some(affine) = Affine::of(build, limits, right, signed) {
			let (bound, exact) = affine.trips(init.unwrap_or(0), counter.step, or_equal, extra)?;
			return found(bound, exact && init.is_some(), highest, Some(affine.inexact()));
		}
		if small(limit_high) {
			let span = limit_high + u32::from(or_equal);
			let count = span.saturating_sub(init.unwrap_or(0)).div_ceil(counter.step);
			return found(Bound::Constant(count + extra), false, highest, None);
		}
		return None;
	}
	if op == BinaryOp::Ne && counter.op == BinaryOp::Add && counter.step == 1 && init == Some(0) {
		let affine = Affine::of(build, limits, right, false).filter(|affine| affine.exact)?;
		let (bound, exact) = affine.trips(0, 1, false, extra)?;
		return found(bound, exact, u32::MAX, None);
	}
	let back = counter.step.wrapping_neg();
	if counter.op == BinaryOp::Add && (1..=MAX_STEP).contains(&back) {
		// Until what: below that, the counter must not wrap.
		let floor = match (op, limit) {
			(BinaryOp::GtU, Some(limit)) if limit + 1 >= back => limit,
			(BinaryOp::GeU, Some(limit)) if limit >= back => limit - 1,
			(BinaryOp::GtU, None) if back == 1 => 0,
			(BinaryOp::Ne, Some(0)) if back == 1 => 0,
			(BinaryOp::GtS, Some(limit)) if small(limit) => limit,
			(BinaryOp::GeS, Some(limit)) if small(limit) && limit > 0 => limit - 1,
			_ => 0,
		};
		let down_to_zero =
			op == BinaryOp::GeS && (limit == Some(0) || limit.is_none() && small(limit_high));
		let known = match op {
			BinaryOp::GtU => limit.map_or(back == 1, |limit| limit >= back - 1),
			BinaryOp::GeU => limit.is_some_and(|limit| limit >= back),
			BinaryOp::Ne => limit == Some(0) && back == 1,
			BinaryOp::GtS | BinaryOp::GeS => small(limit_high),
			_ => false,
		};
		if !known {
			return None;
		}
		if let Some(affine) = Affine::of(build, limits, counter.init, signed) {
			let exact = limit.is_some();
			if op == BinaryOp::Ne && !affine.exact {
				return None;
			}
			let (bound, fits) = affine.trips(floor, back, down_to_zero, extra)?;
			return found(bound, fits && exact, init_high, Some(affine.inexact()));
		}
		if small(init_high) {
			let span = init_high.saturating_sub(floor) + u32::from(down_to_zero);
			return found(Bound::Constant(span.div_ceil(back) + extra), false, init_high, None);
		}
		return None;
	}
	halving(build, counter, op, limit, limit_high, init_high, signed)
		.or_else(|| doubling(counter, op, init, limit_high))
		.and_then(|count| found(Bound::Constant(count + extra), false, u32::MAX, None))
}

/// Rounds of a loop that divides until nothing is left.
fn halving(
	_: &Build,
	counter: &Counter,
	op: BinaryOp,
	limit: Option<u32>,
	limit_high: u32,
	init_high: u32,
	signed: bool,
) -> Option<u32> {
	let ends = match op {
		BinaryOp::GtU => true,
		BinaryOp::Ne => limit == Some(0),
		BinaryOp::GeU => limit.is_some_and(|limit| limit > 0),
		BinaryOp::GtS => limit_high < 1 << 31,
		BinaryOp::GeS => limit.is_some_and(|limit| limit > 0 && limit < 1 << 31),
		_ => false,
	};
	if !ends || signed && init_high >= 1 << 31 {
		return None;
	}
	let bits = u32::BITS - init_high.leading_zeros();
	match (counter.op, counter.step) {
		(BinaryOp::ShrU, by) if (1..32).contains(&by) => Some(bits.div_ceil(by)),
		(BinaryOp::ShrS, by) if (1..32).contains(&by) && init_high < 1 << 31 => {
			Some(bits.div_ceil(by))
		},
		(BinaryOp::DivU, by) if by >= 2 => Some(bits),
		(BinaryOp::DivS, by) if (2..1 << 31).contains(&by) && init_high < 1 << 31 => Some(bits),
		_ => None,
	}
}

/// Rounds of a loop that multiplies until a limit.
fn doubling(counter: &Counter, op: BinaryOp, init: Option<u32>, limit_high: u32) -> Option<u32> {
	let factor = match (counter.op, counter.step) {
		(BinaryOp::Shl, by) if (1..31).contains(&by) => 1u64 << by,
		(BinaryOp::Mul, by) if by >= 2 => by.into(),
		_ => return None,
	};
	let or_equal = match op {
		BinaryOp::LtU | BinaryOp::LtS => 0,
		BinaryOp::LeU | BinaryOp::LeS => 1,
		_ => return None,
	};
	let mut value = u64::from(init.filter(|init| *init > 0)?);
	let mut count = 0;
	while value < u64::from(limit_high) + or_equal {
		value *= factor;
		count += 1;
		// It would begin again from below.
		if value > u64::from(u32::MAX) || is_signed(op) && value > i32::MAX as u64 {
			return None;
		}
	}
	Some(count)
}

/// Counts a loop of constants by running it; also the largest value of the counter.
fn simulate(init: u32, counter: &Counter, op: BinaryOp, limit: u32) -> Option<(u32, u32)> {
	let mut value = init;
	let mut highest = init;
	for count in 0..MAX_SIMULATED {
		if fold::binary(op, value, limit)? == 0 {
			return Some((count, highest));
		}
		highest = highest.max(value);
		value = fold::binary(counter.op, value, counter.step)?;
	}
	None
}
