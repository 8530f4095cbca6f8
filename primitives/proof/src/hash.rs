//! Hashes of nodes: a thin cover over BLAKE3's functions for parts of a tree.

use crate::{tree::Node, units::BlobLen};
use blake3::hazmat::{merge_subtrees_non_root, merge_subtrees_root, HasherExt, Mode};
use core::{fmt, str::FromStr};

/// The BLAKE3 hash of a whole blob: what `b3sum` prints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
#[cfg_attr(feature = "scale", scale_info(capture_docs = "always"))]
pub struct BlobHash(pub [u8; 32]);

impl BlobHash {
	/// The hash of `blob`.
	pub fn of(blob: &[u8]) -> Self {
		BlobHash(blake3::hash(blob).into())
	}
}

impl FromStr for BlobHash {
	type Err = NotABlobHash;

	/// Reads what `b3sum` prints, in either case.
	fn from_str(hex: &str) -> Result<Self, NotABlobHash> {
		let refused = NotABlobHash { found: hex.len() };
		let hash = blake3::Hash::from_hex(hex).map_err(|_| refused)?;
		Ok(BlobHash(hash.into()))
	}
}

/// Text that isn't a root hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABlobHash {
	/// How many bytes of text there are.
	pub found: usize,
}

impl fmt::Display for NotABlobHash {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "a root hash is 64 hexadecimal digits, as b3sum prints; ")?;
		match self.found {
			64 => write!(f, "these 64 characters aren't all hexadecimal"),
			found => write!(f, "this is {found} characters long"),
		}
	}
}

impl core::error::Error for NotABlobHash {}

/// The hash of a node below the top of a tree: BLAKE3's chaining value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
	feature = "scale",
	derive(
		codec::Encode,
		codec::Decode,
		codec::DecodeWithMemTracking,
		codec::MaxEncodedLen,
		scale_info::TypeInfo
	)
)]
#[cfg_attr(feature = "scale", scale_info(capture_docs = "always"))]
pub struct ChainingValue(pub [u8; 32]);

/// Writes bytes as `b3sum` does.
fn write_hex(bytes: &[u8; 32], f: &mut fmt::Formatter<'_>) -> fmt::Result {
	bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for BlobHash {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_hex(&self.0, f)
	}
}

impl fmt::Debug for BlobHash {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_hex(&self.0, f)
	}
}

impl fmt::Display for ChainingValue {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_hex(&self.0, f)
	}
}

impl fmt::Debug for ChainingValue {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write_hex(&self.0, f)
	}
}

/// The tree of one blob, as far as hashing its nodes needs it.
///
/// BLAKE3 hashes the top of a tree with a flag of its own. Here the top is a node like others:
/// its value is the blob's [`BlobHash`].
#[derive(Clone, Copy)]
pub(crate) struct TreeHasher {
	top: Node,
}

impl TreeHasher {
	pub(crate) fn new(len: BlobLen) -> Self {
		TreeHasher { top: Node::root(len) }
	}

	/// The hash of a node from its `bytes`, of which there must be [`Node::bytes`] many.
	pub(crate) fn subtree(self, node: Node, bytes: &[u8]) -> ChainingValue {
		// An empty slice is the top of an empty blob: BLAKE3 panics for any other.
		if node == self.top || bytes.is_empty() {
			ChainingValue(BlobHash::of(bytes).0)
		} else {
			inner_subtree(node.first().byte_offset(), bytes)
		}
	}

	/// The hash of a node from the hashes of its children.
	pub(crate) fn parent(
		self,
		node: Node,
		left: ChainingValue,
		right: ChainingValue,
	) -> ChainingValue {
		if node == self.top {
			ChainingValue(top_parent(left, right).0)
		} else {
			inner_parent(left, right)
		}
	}
}

/// The hash of a subtree that isn't the whole tree.
pub(crate) fn inner_subtree(byte_offset: u64, bytes: &[u8]) -> ChainingValue {
	let mut hasher = blake3::Hasher::new();
	ChainingValue(hasher.set_input_offset(byte_offset).update(bytes).finalize_non_root())
}

/// The hash of a parent that isn't the top.
pub(crate) fn inner_parent(left: ChainingValue, right: ChainingValue) -> ChainingValue {
	ChainingValue(merge_subtrees_non_root(&left.0, &right.0, Mode::Hash))
}

/// The hash of the whole tree from the two halves below its top.
pub(crate) fn top_parent(left: ChainingValue, right: ChainingValue) -> BlobHash {
	BlobHash(merge_subtrees_root(&left.0, &right.0, Mode::Hash).into())
}
