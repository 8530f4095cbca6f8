//! Proofs, and the verifier.

use crate::{
	chunks::VerifiedChunks,
	hash::{BlobHash, ChainingValue, TreeHasher},
	ranges::ChunkRanges,
	shape::{node_of_hash, ProofShape, ShapeError},
	tree::{walk, Node, Visitor},
	units::BlobLen,
};
use alloc::vec::Vec;
use thiserror::Error;

/// Chunks of a blob, with the hashes that tie them to the blob's root hash.
///
/// For a blob and a set of chunks there is exactly one proof. Length and root hash aren't in it:
/// both come from whoever asked for the chunks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "scale", derive(codec::Encode, scale_info::TypeInfo))]
#[cfg_attr(feature = "scale", scale_info(capture_docs = "always"))]
pub struct RangeProof {
	/// The chunks that it shows, in canonical form.
	pub ranges: ChunkRanges,
	/// The hashes of the largest subtrees without a shown chunk, from left to right.
	pub hashes: Vec<ChainingValue>,
	/// The bytes of the shown chunks, from left to right.
	pub data: Vec<u8>,
}

impl RangeProof {
	/// Checks that the chunks belong to the blob of `len` bytes with hash `root`.
	///
	/// `len` must be settled together with `root`, before the proof is made: see the
	/// [module documentation](crate#who-vouches-for-the-length). Sizes are checked before
	/// anything is hashed; what is hashed then is [`ProofShape::compressions`].
	pub fn verify(self, root: &BlobHash, len: BlobLen) -> Result<VerifiedChunks, VerifyError> {
		let shape = ProofShape::of(len, &self.ranges).map_err(VerifyError::Shape)?;
		self.check_sizes(&shape, len)?;

		let mut rebuild = Rebuild {
			tree: TreeHasher::new(len),
			len,
			shape,
			proof: &self,
			hashes: self.hashes.iter(),
			data: &self.data,
		};
		let top = walk(Node::root(len), self.ranges.as_slice(), &mut rebuild)?;
		let found = BlobHash(top.0);
		if found != *root {
			return Err(VerifyError::RootMismatch { expected: *root, found });
		}
		Ok(VerifiedChunks::new(len, self.ranges, self.data))
	}

	fn check_sizes(&self, shape: &ProofShape, len: BlobLen) -> Result<(), VerifyError> {
		let (expected, found) = (shape.hashes, self.hashes.len());
		if let Some(node) = node_of_hash(len, &self.ranges, found) {
			return Err(self.missing_hash(shape, node));
		}
		if u32::try_from(found) != Ok(expected) {
			return Err(VerifyError::ExtraHashes { expected, found });
		}
		if u32::try_from(self.data.len()) != Ok(shape.data_bytes) {
			return Err(self.wrong_length(shape));
		}
		Ok(())
	}

	fn missing_hash(&self, shape: &ProofShape, node: Node) -> VerifyError {
		VerifyError::MissingHash { node, expected: shape.hashes, found: self.hashes.len() }
	}

	fn wrong_length(&self, shape: &ProofShape) -> VerifyError {
		VerifyError::DataLength { expected: shape.data_bytes, found: self.data.len() }
	}
}

/// Computes the top of the tree from the hashes and the data of a proof of checked sizes.
struct Rebuild<'a> {
	tree: TreeHasher,
	len: BlobLen,
	shape: ProofShape,
	proof: &'a RangeProof,
	hashes: core::slice::Iter<'a, ChainingValue>,
	data: &'a [u8],
}

impl Visitor for Rebuild<'_> {
	type Value = ChainingValue;
	type Error = VerifyError;

	fn hidden(&mut self, node: Node) -> Result<ChainingValue, VerifyError> {
		let next = self.hashes.next().copied();
		next.ok_or_else(|| self.proof.missing_hash(&self.shape, node))
	}

	fn shown(&mut self, node: Node) -> Result<ChainingValue, VerifyError> {
		let (own, rest) = usize::try_from(node.byte_count(self.len))
			.ok()
			.and_then(|count| self.data.split_at_checked(count))
			.ok_or_else(|| self.proof.wrong_length(&self.shape))?;
		self.data = rest;
		Ok(self.tree.subtree(node, own))
	}

	fn parent(
		&mut self,
		node: Node,
		left: ChainingValue,
		right: ChainingValue,
	) -> Result<ChainingValue, VerifyError> {
		Ok(self.tree.parent(node, left, right))
	}
}

/// Why a proof was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum VerifyError {
	/// No proof can show these chunks.
	#[error(transparent)]
	Shape(ShapeError),
	/// There are too few hashes.
	#[error("{found} hashes where {expected} are needed: {node} has none")]
	MissingHash {
		/// The first hidden subtree left without a hash.
		node: Node,
		/// How many hashes there must be.
		expected: u32,
		/// How many there are.
		found: usize,
	},
	/// There are hashes that belong to no node.
	#[error("{found} hashes where {expected} are needed")]
	ExtraHashes {
		/// How many hashes there must be.
		expected: u32,
		/// How many there are.
		found: usize,
	},
	/// The data isn't as long as the shown chunks.
	#[error("{found} bytes of data where the shown chunks have {expected}")]
	DataLength {
		/// Bytes in the shown chunks.
		expected: u32,
		/// Bytes in the proof.
		found: usize,
	},
	/// A byte, a hash, the place of a chunk or the length isn't the blob's.
	#[error("the chunks belong to a blob with hash {found}, not {expected}")]
	RootMismatch {
		/// The hash of the blob.
		expected: BlobHash,
		/// What the proof leads to.
		found: BlobHash,
	},
}
