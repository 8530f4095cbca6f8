//! The stored hashes of a blob's tree: with them, proving a chunk reads 16 KiB, not the blob.

mod build;
mod bytes;
mod layout;
mod prove;

pub use build::OutboardBuilder;
pub use bytes::OutboardError;
pub use prove::ProveError;

use crate::{
	hash::{BlobHash, ChainingValue, TreeHasher},
	tree::Node,
	units::{BlobLen, CHUNK_LEN},
};
use layout::Layout;

/// Chunks in a group, the smallest node that is stored.
///
/// Groups make the outboard 16 times smaller (4 MiB for a blob of 1 GiB) for at most 15 chunks
/// more to read and hash at each end of a range, which takes a few microseconds.
pub(crate) const GROUP_CHUNKS: u32 = 16;

/// Bytes in a group.
pub(crate) const GROUP_LEN: usize = GROUP_CHUNKS as usize * CHUNK_LEN as usize;

/// The hashes of a blob's tree from groups of 16 chunks upwards.
///
/// Made while the blob is hashed, kept beside it, used to prove chunks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outboard {
	root: BlobHash,
	len: BlobLen,
	/// In post-order, without the top, whose hash is `root`: so a builder only ever appends.
	nodes: Vec<ChainingValue>,
}

impl Outboard {
	/// The hash of the blob, the same as `b3sum` prints.
	pub fn root(&self) -> BlobHash {
		self.root
	}

	/// The length of the blob.
	pub fn len(&self) -> BlobLen {
		self.len
	}

	/// Whether the blob is empty.
	pub fn is_empty(&self) -> bool {
		self.len.get() == 0
	}

	/// The hash of a group or of a node above groups; `None` for a node inside a group.
	fn node(&self, node: Node) -> Option<ChainingValue> {
		if node == Node::root(self.len) {
			return Some(ChainingValue(self.root.0));
		}
		let place = Layout::new(self.len).place(node)?;
		self.nodes.get(place).copied()
	}

	fn hasher(&self) -> TreeHasher {
		TreeHasher::new(self.len)
	}
}
