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
	/// The largest that some values can be, where nothing but their use says so.
	pub limits: HashMap<Val, u32>,
	/// Lanes in x, y and z.
	pub workgroup_size: [u32; 3],
	/// Instructions so far.
	pub count: usize,
}

impl Build {
	pub fn new() -> Self {
		Self {
			open: vec![Vec::new()],
			seen: vec![HashMap::new()],
			..Self::default()
		}
	}

	/// Begins a block.
	pub fn open(&mut self) {
		self.open.push(Vec::new());
		self.seen.push(HashMap::new());
	}

	/// Ends the block.
	pub fn close(&mut self, yields: Option<Vec<Val>>) -> Block {
		self.seen.pop();
		Block {
			nodes: self.open.pop().unwrap_or_default(),
			yields,
		}
	}

	pub fn node(&mut self, node: Node) {
		self.count += 1;
		if let Some(block) = self.open.last_mut() {
			block.push(node);
		}
	}

	pub fn fresh(&mut self) -> Val {
		self.defs.push(None);
		self.program.fresh()
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
		self.defs[val.0 as usize] = Some((op, Vec::new()));
		self.leaves.insert(op, val);
		self.program.entry.push(Inst {
			op,
			args: Vec::new(),
			results: vec![val],
		});
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

	/// (a + x) + y, (a & x) & y and the like become one; `!(a < b)` becomes `a >= b`.
	fn chain(&self, op: Op, args: &[Val]) -> Option<Folded> {
		let (Op::Binary(op), [a, b]) = (op, args) else {
			return None;
		};
		let y = self.known(*b)?;
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

	/// Adds an instruction as it is.
	pub fn push(&mut self, op: Op, args: Vec<Val>, results: usize) -> Vec<Val> {
		let results: Vec<Val> = (0..results).map(|_| self.fresh()).collect();
		if let [only] = results[..] {
			self.defs[only.0 as usize] = Some((op, args.clone()));
		}
		self.node(Node::Inst(Inst {
			op,
			args,
			results: results.clone(),
		}));
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

fn is_comparison(op: BinaryOp) -> bool {
	use BinaryOp::*;
	matches!(
		op,
		Eq | Ne | LtU | LeU | GtU | GeU | LtS | LeS | GtS | GeS | EqF | NeF | LtF | LeF | GtF | GeF
	)
}

/// The comparison that is true where this one is false. Those of floats have none but for
/// equality, because of NaNs.
fn opposite(op: BinaryOp) -> Option<BinaryOp> {
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
