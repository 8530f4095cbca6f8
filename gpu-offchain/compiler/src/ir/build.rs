//! Adds instructions to a program, simplifying them on the way.

use super::{
	fold::{fold, Folded},
	Block, Inst, Node, Op, Program, Val,
};
use assay_touchstone::{BinaryOp, UnaryOp};
use std::collections::HashMap;

/// The program under construction and what is known of its values.
#[derive(Default)]
pub(crate) struct Build {
	pub program: Program,
	open: Vec<Vec<Node>>,
	/// What defined a value, for those that an instruction with one result defines.
	defs: Vec<Option<(Op, Vec<Val>)>>,
	/// Constants, parameters and builtin values: all live in the entry.
	leaves: HashMap<Op, Val>,
	/// Pure instructions that can be seen from here, by open block.
	seen: Vec<HashMap<(Op, Vec<Val>), Val>>,
	/// In which open block each value was made; 0 for the entry.
	level: Vec<usize>,
	/// The blocks around the open loops.
	loops: Vec<usize>,
	/// The largest that some values can be, where nothing but their use says so.
	pub limits: HashMap<Val, u32>,
	/// Lanes in x, y and z.
	pub workgroup_size: [u32; 3],
	/// Instructions so far.
	pub count: usize,
}

impl Build {
	pub fn new() -> Self {
		Self { open: vec![Vec::new()], seen: vec![HashMap::new()], ..Self::default() }
	}

	/// Begins a block.
	pub fn open(&mut self) {
		self.open.push(Vec::new());
		self.seen.push(HashMap::new());
	}

	/// Ends the block.
	pub fn close(&mut self, yields: Option<Vec<Val>>) -> Block {
		self.seen.pop();
		Block { nodes: self.open.pop().unwrap_or_default(), yields }
	}

	pub fn node(&mut self, node: Node) {
		self.count += 1;
		if let Some(block) = self.open.last_mut() {
			block.push(node);
		}
	}

	pub fn fresh(&mut self) -> Val {
		self.defs.push(None);
		self.level.push(self.open.len());
		self.program.fresh()
	}

	/// A new value of the loop whose blocks come next.
	pub fn fresh_in_loop(&mut self) -> Val {
		let val = self.fresh();
		self.level[val.0 as usize] += 1;
		val
	}

	pub fn constant(&mut self, value: u32) -> Val {
		self.leaf(Op::Const(value))
	}

	/// A value of the entry.
	pub fn leaf(&mut self, op: Op) -> Val {
		if let Some(val) = self.leaves.get(&op) {
			return *val;
		}
		let val = self.fresh();
		self.level[val.0 as usize] = 0;
		self.defs[val.0 as usize] = Some((op, Vec::new()));
		self.leaves.insert(op, val);
		self.program.entry.push(Inst { op, args: Vec::new(), results: vec![val] });
		val
	}

	/// The constant that a value is.
	pub fn known(&self, val: Val) -> Option<u32> {
		match self.def(val) {
			Some((Op::Const(value), _)) => Some(*value),
			_ => None,
		}
	}

	/// What defined a value.
	pub fn def(&self, val: Val) -> Option<&(Op, Vec<Val>)> {
		let val = self.program.resolve(val);
		self.defs.get(val.0 as usize)?.as_ref()
	}

	/// The result of a computation: an earlier one, a simpler one, or a new instruction.
	pub fn value(&mut self, op: Op, args: &[Val]) -> Val {
		let mut op = op;
		let mut args: Vec<Val> = args.iter().map(|arg| self.program.resolve(*arg)).collect();
		// Each step is simpler than the one before; the limit is for the reader's peace.
		for _ in 0..8 {
			match fold(op, &args, &|val| self.known(val)).or_else(|| self.chain(op, &args)) {
				Some(Folded::Const(value)) => return self.constant(value),
				Some(Folded::Same(val)) => return val,
				Some(Folded::With(binary, a, value)) => {
					let b = self.constant(value);
					if (op, args.as_slice()) == (Op::Binary(binary), &[a, b]) {
						break;
					}
					op = Op::Binary(binary);
					args = vec![a, b];
				},
				Some(Folded::Pair(binary, a, b)) => {
					op = Op::Binary(binary);
					args = vec![a, b];
				},
				None => break,
			}
		}
		if !op.is_pure() {
			return self.push(op, args, 1)[0];
		}
		let key = (op, args);
		if let Some(val) = self.seen.iter().rev().find_map(|seen| seen.get(&key)) {
			return *val;
		}
		let val = self.push(op, key.1.clone(), 1)[0];
		if let Some(seen) = self.seen.last_mut() {
			seen.insert(key, val);
		}
		val
	}

	/// Begins a loop, whose blocks follow.
	pub fn enter_loop(&mut self) {
		self.loops.push(self.open.len());
	}

	/// Ends it.
	pub fn leave_loop(&mut self) {
		self.loops.pop();
	}

	/// The result of a computation, made before all loops that it doesn't depend on.
	pub fn hoisted(&mut self, op: Op, args: &[Val]) -> Val {
		let level = |build: &Self, val: Val| {
			let val = build.program.resolve(val);
			build.level.get(val.0 as usize).copied().unwrap_or(usize::MAX)
		};
		let made = args.iter().map(|arg| level(self, *arg)).max().unwrap_or(0);
		let target = self.loops.iter().copied().find(|outside| made <= *outside);
		let Some(target) = target.filter(|target| *target < self.open.len()) else {
			return self.value(op, args);
		};
		let inner_open = self.open.split_off(target);
		let inner_seen = self.seen.split_off(target);
		let val = self.value(op, args);
		self.open.extend(inner_open);
		self.seen.extend(inner_seen);
		val
	}

	/// (a + x) + y, (a & x) & y and the like become one; `!(a < b)` becomes `a >= b`.
	fn chain(&self, op: Op, args: &[Val]) -> Option<Folded> {
		if let (Op::Select, [cond, a, b]) = (op, args) {
			// On 0 and 1, `c ? x : 0` and `c ? 1 : x` are plain.
			let bools = |x: &Val| self.highest(*cond) <= 1 && self.highest(*x) <= 1;
			return match (self.known(*a), self.known(*b)) {
				(None, Some(0)) if bools(a) => Some(Folded::Pair(BinaryOp::And, *cond, *a)),
				(Some(1), None) if bools(b) => Some(Folded::Pair(BinaryOp::Or, *cond, *b)),
				_ => None,
			};
		}
		let (Op::Binary(op), [a, b]) = (op, args) else {
			return None;
		};
		let Some(y) = self.known(*b) else {
			return self.rotation(op, *a, *b);
		};
		let (Op::Binary(inner), parts) = self.def(*a)? else {
			return None;
		};
		let (first, second) = (parts[0], parts[1]);
		if y == 0 && op == BinaryOp::Eq || y == 1 && op == BinaryOp::Xor {
			if let Some(opposite) = opposite(*inner) {
				return Some(Folded::Pair(opposite, first, second));
			}
		}
		if y == 0 && op == BinaryOp::Ne && is_comparison(*inner) {
			return Some(Folded::Same(*a));
		}
		let x = self.known(second)?;
		match (op, inner) {
			(BinaryOp::Add, BinaryOp::Add) => Some(Folded::With(op, first, x.wrapping_add(y))),
			(BinaryOp::Mul, BinaryOp::Mul) => Some(Folded::With(op, first, x.wrapping_mul(y))),
			(BinaryOp::And, BinaryOp::And) => Some(Folded::With(op, first, x & y)),
			(BinaryOp::Or, BinaryOp::Or) => Some(Folded::With(op, first, x | y)),
			(BinaryOp::Xor, BinaryOp::Xor) => Some(Folded::With(op, first, x ^ y)),
			_ => None,
		}
	}

	/// `x << n | x >> (32 - n)` in all its forms.
	fn rotation(&self, op: BinaryOp, a: Val, b: Val) -> Option<Folded> {
		if !matches!(op, BinaryOp::Or | BinaryOp::Xor | BinaryOp::Add) {
			return None;
		}
		let part = |val: Val| match self.def(val) {
			Some((Op::Binary(op), args)) => Some((*op, args[0], args[1])),
			_ => None,
		};
		let (mut left, mut right) = (part(a)?, part(b)?);
		if left.0 == BinaryOp::ShrU {
			std::mem::swap(&mut left, &mut right);
		}
		if (left.0, right.0) != (BinaryOp::Shl, BinaryOp::ShrU) || left.1 != right.1 {
			return None;
		}
		if let (Some(up), Some(down)) = (self.known(left.2), self.known(right.2)) {
			let whole = up.checked_add(down) == Some(32);
			return (whole && up < 32).then_some(Folded::With(BinaryOp::RotL, left.1, up));
		}
		// By 0, both parts are x itself: only `|` gives x then.
		let complement = |n: Val, other: Val| match self.def(n) {
			Some((Op::Binary(BinaryOp::Sub), args)) => {
				self.known(args[0]) == Some(32) && self.program.resolve(args[1]) == other
			},
			_ => false,
		};
		if op == BinaryOp::Or && complement(right.2, left.2) {
			return Some(Folded::Pair(BinaryOp::RotL, left.1, left.2));
		}
		if op == BinaryOp::Or && complement(left.2, right.2) {
			// Left by 32 - n is what is there.
			return Some(Folded::Pair(BinaryOp::RotL, left.1, left.2));
		}
		None
	}

	/// Adds an instruction as it is.
	pub fn push(&mut self, op: Op, args: Vec<Val>, results: usize) -> Vec<Val> {
		let results: Vec<Val> = (0..results).map(|_| self.fresh()).collect();
		if let [only] = results[..] {
			self.defs[only.0 as usize] = Some((op, args.clone()));
		}
		self.node(Node::Inst(Inst { op, args, results: results.clone() }));
		results
	}

	/// A load of several words, or the same from an earlier one.
	pub fn load(&mut self, op: Op, args: Vec<Val>, words: usize) -> Vec<Val> {
		if words == 1 {
			return vec![self.value(op, &args)];
		}
		let key = (op, args);
		if op.is_pure() {
			if let Some(first) = self.seen.iter().rev().find_map(|seen| seen.get(&key)) {
				// The results of one instruction have consecutive numbers.
				return (0..words as u32).map(|i| Val(first.0 + i)).collect();
			}
		}
		let results = self.push(op, key.1.clone(), words);
		if let (true, Some(seen)) = (op.is_pure(), self.seen.last_mut()) {
			seen.insert(key, results[0]);
		}
		results
	}

	pub fn unary(&mut self, op: UnaryOp, a: Val) -> Val {
		self.value(Op::Unary(op), &[a])
	}

	pub fn binary(&mut self, op: BinaryOp, a: Val, b: Val) -> Val {
		self.value(Op::Binary(op), &[a, b])
	}

	pub fn with(&mut self, op: BinaryOp, a: Val, b: u32) -> Val {
		let b = self.constant(b);
		self.binary(op, a, b)
	}

	pub fn select(&mut self, cond: Val, a: Val, b: Val) -> Val {
		self.value(Op::Select, &[cond, a, b])
	}
}

/// Whether it gives 1 or 0, and nothing else.
pub(crate) fn is_comparison(op: BinaryOp) -> bool {
	use BinaryOp::*;
	matches!(
		op,
		Eq | Ne | LtU | LeU | GtU | GeU | LtS | LeS | GtS | GeS | EqF | NeF | LtF | LeF | GtF | GeF
	)
}

/// The comparison that is true where this one is false. Those of floats have none but for
/// equality, because of NaNs.
pub(crate) fn opposite(op: BinaryOp) -> Option<BinaryOp> {
	use BinaryOp::*;
	Some(match op {
		Eq => Ne,
		Ne => Eq,
		LtU => GeU,
		LeU => GtU,
		GtU => LeU,
		GeU => LtU,
		LtS => GeS,
		LeS => GtS,
		GtS => LeS,
		GeS => LtS,
		EqF => NeF,
		NeF => EqF,
		_ => return None,
	})
}
