//! The shape of a BLAKE3 tree, and the one walk that prover and verifier share.

use crate::{
	ranges::ChunkRange,
	units::{BlobLen, ChunkIndex},
};
use core::{fmt, ops::Range};

/// A node of the tree of a blob, named by the chunks below it.
///
/// The left child of a node of n chunks has the largest power of two of chunks that is less
/// than n, so left subtrees are perfect and only the nodes above the last chunk may not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
	first: ChunkIndex,
	// Inclusive: a node without a chunk can't be written down.
	last: ChunkIndex,
}

impl Node {
	/// The top of the tree of a blob of `len` bytes.
	pub fn root(len: BlobLen) -> Self {
		Node { first: ChunkIndex(0), last: len.last_chunk() }
	}

	/// The first chunk below the node.
	pub fn first(self) -> ChunkIndex {
		self.first
	}

	/// The last chunk below the node.
	pub fn last(self) -> ChunkIndex {
		self.last
	}

	/// Levels below the node: 0 for a chunk, at most 20.
	pub fn level(self) -> u32 {
		self.left_level().map_or(0, |level| level.saturating_add(1))
	}

	/// The two nodes below; `None` for a chunk.
	pub fn children(self) -> Option<(Node, Node)> {
		let left_chunks = 1u32.checked_shl(self.left_level()?)?;
		let middle = self.first.0.checked_add(left_chunks)?;
		let left = Node { first: self.first, last: ChunkIndex(middle.checked_sub(1)?) };
		Some((left, Node { first: ChunkIndex(middle), last: self.last }))
	}

	/// The bytes of the node in a blob of `len` bytes.
	pub fn bytes(self, len: BlobLen) -> Range<u64> {
		let after = self.last.byte_offset().saturating_add(crate::CHUNK_LEN);
		self.first.byte_offset()..after.min(len.get())
	}

	/// How many bytes the node has in a blob of `len` bytes.
	pub fn byte_count(self, len: BlobLen) -> u64 {
		let bytes = self.bytes(len);
		bytes.end.saturating_sub(bytes.start)
	}

	/// The node over the chunks from `first` to `last` that this node has.
	#[cfg(feature = "std")]
	pub(crate) fn part(self, first: u32, last: u32) -> Node {
		Node { first: ChunkIndex(first), last: ChunkIndex(last.min(self.last.0)) }
	}

	/// The level of the left child; `None` for a chunk.
	fn left_level(self) -> Option<u32> {
		self.last.0.checked_sub(self.first.0)?.checked_ilog2()
	}

	fn lies_in(self, range: ChunkRange) -> bool {
		range.start() <= self.first && self.last < range.end()
	}
}

impl fmt::Display for Node {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let end = self.last.0.saturating_add(1);
		write!(f, "the node of level {}, chunks {}..{end}", self.level(), self.first.0)
	}
}

/// What is done at each node of a walk over the part of a tree that a set of chunks cuts out.
pub(crate) trait Visitor {
	/// What a visited node is worth to its parent.
	type Value;
	/// Ends the walk.
	type Error;

	/// At the top of a subtree of which no chunk is shown.
	fn hidden(&mut self, node: Node) -> Result<Self::Value, Self::Error>;

	/// At the top of a subtree of which every chunk is shown.
	fn shown(&mut self, node: Node) -> Result<Self::Value, Self::Error>;

	/// At a node with shown and hidden chunks, after both its children.
	fn parent(
		&mut self,
		node: Node,
		left: Self::Value,
		right: Self::Value,
	) -> Result<Self::Value, Self::Error>;
}

/// Walks the tree below `node` from left to right and stops at subtrees that are all shown or
/// all hidden. `ranges` are the canonical ranges that overlap `node`.
///
/// This order is the order of hashes and data in a proof. The depth is at most 20, and for every
/// range at most two paths are followed.
pub(crate) fn walk<V: Visitor>(
	node: Node,
	ranges: &[ChunkRange],
	visitor: &mut V,
) -> Result<V::Value, V::Error> {
	let children = match ranges {
		[] => return visitor.hidden(node),
		[range, ..] if node.lies_in(*range) => None,
		_ => node.children(),
	};
	let Some((left, right)) = children else {
		return visitor.shown(node);
	};
	let (below, _) = ranges.split_at(ranges.partition_point(|r| r.start() < right.first));
	let (_, above) = ranges.split_at(ranges.partition_point(|r| r.end() <= right.first));
	let left_value = walk(left, below, visitor)?;
	let right_value = walk(right, above, visitor)?;
	visitor.parent(node, left_value, right_value)
}
