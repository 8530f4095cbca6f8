//! The compiler's own form of a kernel: structured, every value assigned once.
//!
//! Values are words of a lane. What naga keeps in variables becomes values that blocks hand on:
//! an `if` has results, a loop has parameters that each iteration sets anew.

pub(crate) mod build;
pub(crate) mod fold;
pub(crate) mod range;

use crate::{diagnostic::Place, directives::BoundNote};
use assay_touchstone::{
	AtomicOp, BinaryOp, Bound, Buffer, Builtin, Domain, MulAddOp, Space, UnaryOp, Width,
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

/// What ties an instruction to its place in the program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tie {
	/// Nothing: it is made of its arguments alone.
	None,
	/// It reads memory that nobody writes.
	ReadsInput,
	/// It reads memory that stores change.
	ReadsStored,
	/// It changes memory, or lanes wait for each other.
	Acts,
}

impl Op {
	fn tie(&self) -> Tie {
		match self {
			Self::Const(_)
			| Self::Builtin(_)
			| Self::Param(_)
			| Self::Length(_)
			| Self::ParamAt(_)
			| Self::Unary(_)
			| Self::Binary(_)
			| Self::MulAdd(_)
			| Self::Select
			| Self::Extract(..)
			| Self::ExtractDynamic(_)
			| Self::Insert(..)
			| Self::InsertDynamic => Tie::None,
			Self::Load(Space::Input(_), ..) => Tie::ReadsInput,
			Self::Load(Space::Output(_) | Space::Workgroup | Space::Private, ..) => {
				Tie::ReadsStored
			},
			Self::Store(..) | Self::Atomic(..) | Self::Barrier(_) | Self::UniformLoad(..) => {
				Tie::Acts
			},
		}
	}

	/// Whether it has to stay where it is, used or not.
	pub fn has_effect(&self) -> bool {
		match self.tie() {
			Tie::Acts => true,
			Tie::None | Tie::ReadsInput | Tie::ReadsStored => false,
		}
	}

	/// Whether the same arguments give the same result everywhere.
	pub fn is_pure(&self) -> bool {
		match self.tie() {
			Tie::None | Tie::ReadsInput => true,
			Tie::ReadsStored | Tie::Acts => false,
		}
	}

	/// Whether it may be computed where the program doesn't ask for it.
	pub fn is_speculable(&self) -> bool {
		match self.tie() {
			Tie::None => true,
			Tie::ReadsInput | Tie::ReadsStored | Tie::Acts => false,
		}
	}

	/// Roughly the fuel in each lane: enough to choose between a branch and selects. What it really
	/// takes, [`assay_touchstone::Instr::cost`] says.
	pub fn rough_cost(&self) -> u32 {
		match self {
			Self::Unary(op) => match (op.domain(), op) {
				(Domain::Integer, _) => 1,
				(Domain::Float, UnaryOp::Sqrt) => 16,
				(Domain::Float, _) => 3,
				(Domain::Relaxed, _) => 32,
			},
			Self::Binary(op) => match (op.domain(), op) {
				(
					Domain::Integer,
					BinaryOp::DivU | BinaryOp::DivS | BinaryOp::RemU | BinaryOp::RemS,
				) => 4,
				(Domain::Integer, _) => 1,
				(Domain::Float, _) => 3,
				(Domain::Relaxed, _) => 48,
			},
			Self::MulAdd(op) => match op.domain() {
				Domain::Integer => 1,
				Domain::Float | Domain::Relaxed => 4,
			},
			Self::Load(..) | Self::Store(..) | Self::Atomic(..) => 4,
			Self::Const(_)
			| Self::Builtin(_)
			| Self::Param(_)
			| Self::Length(_)
			| Self::ParamAt(_)
			| Self::Select
			| Self::Extract(..)
			| Self::ExtractDynamic(_)
			| Self::Insert(..)
			| Self::InsertDynamic
			| Self::UniformLoad(..)
			| Self::Barrier(_) => 1,
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
			// Inside of a loop, leaves are that loop's.
			Node::Loop(_) | Node::Inst(_) | Node::Exit => {},
		}
	}
}
