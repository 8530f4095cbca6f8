//! The compiler's own form of a kernel: structured, every value assigned once.
//!
//! Values are words of a lane. What naga keeps in variables becomes values that blocks hand on:
//! an `if` has results, a loop has parameters that each iteration sets anew.

pub(crate) mod build;
pub(crate) mod fold;
pub(crate) mod range;

use crate::{diagnostic::Place, directives::BoundNote};
use assay_touchstone::{
	AtomicOp, BinaryOp, Bound, Buffer, Builtin, MulAddOp, Space, UnaryOp, Width,
};

/// A value: assigned in one place, read in others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Val(pub u32);

/// What an instruction does with its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
	Const(u32),
	Builtin(Builtin),
	Param(u16),
	Length(Buffer),
	/// base
	ParamAt(u32),
	Unary(UnaryOp),
	Binary(BinaryOp),
	/// a, b, c: a * b + c
	MulAdd(MulAddOp),
	/// condition, on true, on false
	Select,
	/// a; the offset and count are fixed
	Extract(bool, u8, u8),
	/// a, offset, count
	ExtractDynamic(bool),
	/// base, bits
	Insert(u8, u8),
	/// base, bits, offset, count
	InsertDynamic,
	/// base register, if any; then the offset
	Load(Space, Width, u32),
	/// base, if any; then the offset, and where the source asks for it
	UniformLoad(u32, Option<Place>),
	/// base, if any, then the words
	Store(Space, Width, u32, bool),
	/// base, if any, then the value
	Atomic(AtomicOp, u32, bool),
	/// Where the source asks for it.
	Barrier(Option<Place>),
}

impl Op {
	/// Whether it has to stay where it is, used or not.
	pub fn has_effect(&self) -> bool {
		matches!(
			self,
			Self::Store(..) | Self::Atomic(..) | Self::Barrier(_) | Self::UniformLoad(..)
		)
	}

	/// Whether the same arguments give the same result everywhere.
	pub fn is_pure(&self) -> bool {
		!self.has_effect()
			&& !matches!(self, Self::Load(space, ..) if !matches!(space, Space::Input(_)))
	}

	/// Whether it may be computed where the program doesn't ask for it.
	pub fn is_speculable(&self) -> bool {
		!self.has_effect() && !matches!(self, Self::Load(..))
	}

	/// Lane-operations per lane.
	pub fn cost(&self) -> u32 {
		match self {
			Self::Unary(op) if op.relaxed_only() => 32,
			Self::Unary(UnaryOp::Sqrt) => 16,
			Self::Unary(op) if op.is_float() => 3,
			Self::Binary(op) if op.relaxed_only() => 48,
			Self::Binary(op) if op.is_float() => 3,
			Self::Binary(BinaryOp::DivU | BinaryOp::DivS | BinaryOp::RemU | BinaryOp::RemS) => 4,
			Self::MulAdd(MulAddOp::Float) => 4,
			Self::Load(..) | Self::Store(..) | Self::Atomic(..) => 4,
			_ => 1,
		}
	}
}

/// One instruction.
#[derive(Clone, Debug)]
pub(crate) struct Inst {
	pub op: Op,
	pub args: Vec<Val>,
	/// One for most, as many as the width for loads, none for effects.
	pub results: Vec<Val>,
}

/// A step of a block.
#[derive(Clone, Debug)]
pub(crate) enum Node {
	Inst(Inst),
	If(Box<IfNode>),
	Loop(Box<LoopNode>),
	/// Leaves the innermost loop; one value for each of its parameters.
	Break(Vec<Val>),
	/// Goes to the loop's continuing part; one value for each parameter.
	Continue(Vec<Val>),
	/// Ends the lane.
	Exit,
}

/// Steps in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Block {
	pub nodes: Vec<Node>,
	/// What it hands on where its end is reached; `None` where it never is.
	pub yields: Option<Vec<Val>>,
}

/// Two ways to go.
#[derive(Clone, Debug)]
pub(crate) struct IfNode {
	pub cond: Val,
	pub accept: Block,
	pub reject: Block,
	/// One for each value that the blocks yield.
	pub results: Vec<Val>,
}

/// A bounded repetition.
#[derive(Clone, Debug)]
pub(crate) struct LoopNode {
	/// Known for loops that the compiler makes; inferred for others.
	pub bound: Option<Bound>,
	/// The bound says exactly how often the body runs, so that nothing else has to end the loop.
	pub params: Vec<Val>,
	pub inits: Vec<Val>,
	/// Yields one value per parameter where there are `cont_params`, else nothing.
	pub body: Block,
	/// What the continuing part sees, one per parameter; empty where nothing `continue`s.
	pub cont_params: Vec<Val>,
	/// Yields the parameters of the next iteration.
	pub continuing: Block,
	/// Leaves at the end of an iteration where this is true.
	pub leave: Option<Val>,
	/// What is known behind the loop, one per parameter.
	pub results: Vec<Val>,
	pub span: naga::Span,
	pub note: Option<BoundNote>,
}

/// A kernel in this form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Program {
	/// Constants, parameters and builtin values, before all else.
	pub entry: Vec<Inst>,
	pub body: Block,
	/// How many values there are.
	pub values: u32,
	/// Values that turned out to be others.
	alias: Vec<Val>,
}

impl Program {
	/// A new value.
	pub fn fresh(&mut self) -> Val {
		let val = Val(self.values);
		self.values += 1;
		self.alias.push(val);
		val
	}

	/// Makes `from` another name of `to`.
	pub fn replace(&mut self, from: Val, to: Val) {
		let to = self.resolve(to);
		if let Some(slot) = self.alias.get_mut(from.0 as usize) {
			*slot = to;
		}
	}

	/// The value behind a name.
	pub fn resolve(&self, val: Val) -> Val {
		let mut val = val;
		while let Some(next) = self.alias.get(val.0 as usize) {
			if *next == val {
				break;
			}
			val = *next;
		}
		val
	}
}

/// Calls `visit` with each break and continue of the loop whose body this is.
pub(crate) fn for_each_leave(block: &mut Block, visit: &mut dyn FnMut(&mut Vec<Val>, bool)) {
	for node in &mut block.nodes {
		match node {
			Node::Break(values) => visit(values, true),
			Node::Continue(values) => visit(values, false),
			Node::If(node) => {
				for_each_leave(&mut node.accept, visit);
				for_each_leave(&mut node.reject, visit);
			},
			_ => {},
		}
	}
}
