//! An outboard as bytes: a tag, the root hash, the length, the nodes.

use super::{layout::Layout, Outboard};
use crate::{
	hash::{BlobHash, ChainingValue},
	tree::Node,
	units::{BlobLen, BlobTooLong},
};
use thiserror::Error;

/// Names the format and its version.
const TAG: [u8; 8] = *b"assayob1";

impl Outboard {
	/// The bytes to store: 48 and then 32 for each node.
	pub fn to_bytes(&self) -> Vec<u8> {
		let head = [&TAG[..], &self.root.0, &self.len.get().to_le_bytes()].concat();
		let nodes = self.nodes.iter().flat_map(|node| node.0);
		head.into_iter().chain(nodes).collect()
	}

	/// Reads what [`Outboard::to_bytes`] wrote, and checks that every node follows from those
	/// below it. What is left to check are the groups themselves: that is done when they're read.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, OutboardError> {
		let short = OutboardError::Short { found: bytes.len() };
		let (tag, rest) = bytes.split_first_chunk::<8>().ok_or(short)?;
		let (root, rest) = rest.split_first_chunk::<32>().ok_or(short)?;
		let (len, rest) = rest.split_first_chunk::<8>().ok_or(short)?;
		if *tag != TAG {
			return Err(OutboardError::Tag { found: *tag });
		}
		let len = BlobLen::new(u64::from_le_bytes(*len)).map_err(OutboardError::TooLong)?;

		let expected = Layout::new(len).stored();
		if rest.len() != expected.saturating_mul(32) {
			return Err(OutboardError::Nodes { expected, found_bytes: rest.len() });
		}
		let (nodes, _) = rest.as_chunks::<32>();
		let nodes = nodes.iter().copied().map(ChainingValue).collect();
		let outboard = Outboard { root: BlobHash(*root), len, nodes };
		outboard.check(Node::root(len))?;
		Ok(outboard)
	}

	/// The stored hash of a node, if all that is stored below agrees with it.
	fn check(&self, node: Node) -> Result<ChainingValue, OutboardError> {
		let stored = self.node(node).ok_or(OutboardError::NotStored { node })?;
		if Layout::new(self.len).is_group(node) {
			return Ok(stored);
		}
		let (left, right) = node.children().ok_or(OutboardError::NotStored { node })?;
		let computed = self.hasher().parent(node, self.check(left)?, self.check(right)?);
		if computed != stored {
			return Err(OutboardError::Inconsistent { node, stored, computed });
		}
		Ok(stored)
	}
}

/// Why bytes aren't an outboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OutboardError {
	/// There are fewer bytes than the head has.
	#[error("{found} bytes are too few for an outboard, which starts with 48")]
	Short {
		/// How many there are.
		found: usize,
	},
	/// The bytes are in another format.
	#[error("not an outboard: it starts with {found:02x?}, not {TAG:02x?}")]
	Tag {
		/// The first eight.
		found: [u8; 8],
	},
	/// The blob's length is over the limit.
	#[error(transparent)]
	TooLong(BlobTooLong),
	/// The nodes aren't as many as the length asks for.
	#[error("{found_bytes} bytes of hashes where {expected} of 32 bytes are needed")]
	Nodes {
		/// How many there must be, of 32 bytes each.
		expected: usize,
		/// Bytes after the head.
		found_bytes: usize,
	},
	/// A node isn't what its children make.
	#[error("{node} is stored as {stored}, but its children make {computed}")]
	Inconsistent {
		/// Named by the chunks below it.
		node: Node,
		/// Its hash as stored.
		stored: ChainingValue,
		/// Its hash from its children.
		computed: ChainingValue,
	},
	/// The layout has no place for a node that it should have.
	#[error("{node} has no place in the outboard")]
	NotStored {
		/// Named by the chunks below it.
		node: Node,
	},
}
