//! The prover.

use super::{layout::Layout, Outboard, GROUP_CHUNKS, GROUP_LEN};
use crate::{
	hash::ChainingValue,
	ranges::ChunkRanges,
	shape::{ProofShape, ShapeError},
	tree::{walk, Node, Visitor},
	verify::RangeProof,
};
use std::io::{self, Read, Seek, SeekFrom};
use thiserror::Error;

impl Outboard {
	/// The proof of the chunks in `ranges`.
	///
	/// Reads and rehashes the groups that these chunks lie in and no others, and refuses to prove
	/// from bytes that have changed since the outboard was made. For bytes in memory, pass a
	/// [`std::io::Cursor`].
	pub fn prove(
		&self,
		blob: impl Read + Seek,
		ranges: &ChunkRanges,
	) -> Result<RangeProof, ProveError> {
		let shape = ProofShape::of(self.len, ranges).map_err(ProveError::Shape)?;
		let mut collect = Collect {
			outboard: self,
			blob,
			group: Vec::with_capacity(GROUP_LEN),
			loaded: None,
			hashes: Vec::with_capacity(shape.hashes as usize),
			data: Vec::with_capacity(shape.data_bytes as usize),
		};
		walk(Node::root(self.len), ranges.as_slice(), &mut collect)?;
		let Collect { hashes, data, .. } = collect;
		Ok(RangeProof { ranges: ranges.clone(), hashes, data })
	}
}

/// Gathers the hashes and the data of a proof.
struct Collect<'a, B> {
	outboard: &'a Outboard,
	blob: B,
	/// The bytes of the group last read.
	group: Vec<u8>,
	loaded: Option<Node>,
	hashes: Vec<ChainingValue>,
	data: Vec<u8>,
}

impl<B: Read + Seek> Collect<'_, B> {
	/// Reads a group, unless it is the one read last, and checks it against the outboard.
	fn load(&mut self, node: Node) -> Result<(), ProveError> {
		if self.loaded == Some(node) {
			return Ok(());
		}
		self.loaded = None;
		let bytes = node.bytes(self.outboard.len);
		self.group.clear();
		self.blob
			.seek(SeekFrom::Start(bytes.start))
			.and_then(|_| {
				let count = node.byte_count(self.outboard.len);
				self.blob.by_ref().take(count).read_to_end(&mut self.group)
			})
			.map_err(|source| ProveError::Io { node, source })?;
		if self.group.len() as u64 != node.byte_count(self.outboard.len) {
			return Err(ProveError::Short { node, found: self.group.len() });
		}
		let found = self.outboard.hasher().subtree(node, &self.group);
		let expected = self.outboard.node(node);
		if expected != Some(found) {
			return Err(ProveError::Changed { node, expected, found });
		}
		self.loaded = Some(node);
		Ok(())
	}

	/// The bytes that `node` has in the group that is loaded.
	fn in_group(&self, node: Node, group: Node) -> &[u8] {
		let (own, all) = (node.bytes(self.outboard.len), group.bytes(self.outboard.len));
		let start = own.start.max(all.start).saturating_sub(all.start) as usize;
		let end = own.end.min(all.end).saturating_sub(all.start) as usize;
		self.group.get(start..end).unwrap_or_default()
	}
}

impl<B: Read + Seek> Visitor for Collect<'_, B> {
	type Value = ();
	type Error = ProveError;

	fn hidden(&mut self, node: Node) -> Result<(), ProveError> {
		let hash = match self.outboard.node(node) {
			Some(stored) => stored,
			None => {
				let layout = Layout::new(self.outboard.len);
				let group = layout.group(node.first().0 / GROUP_CHUNKS);
				self.load(group)?;
				self.outboard.hasher().subtree(node, self.in_group(node, group))
			},
		};
		self.hashes.push(hash);
		Ok(())
	}

	fn shown(&mut self, node: Node) -> Result<(), ProveError> {
		let layout = Layout::new(self.outboard.len);
		for index in node.first().0 / GROUP_CHUNKS..=node.last().0 / GROUP_CHUNKS {
			let group = layout.group(index);
			self.load(group)?;
			let mut data = core::mem::take(&mut self.data);
			data.extend_from_slice(self.in_group(node, group));
			self.data = data;
		}
		Ok(())
	}

	fn parent(&mut self, _: Node, _: (), _: ()) -> Result<(), ProveError> {
		Ok(())
	}
}

/// Why a proof can't be made.
#[derive(Debug, Error)]
pub enum ProveError {
	/// No proof can show these chunks.
	#[error(transparent)]
	Shape(ShapeError),
	/// A part of the blob can't be read.
	#[error("can't read {node}")]
	Io {
		/// The subtree of the part.
		node: Node,
		/// What went wrong.
		source: io::Error,
	},
	/// The blob ends inside a part that must be read.
	#[error("the blob has become shorter: of {node} only {found} bytes are left")]
	Short {
		/// The subtree of the part.
		node: Node,
		/// Bytes that it still has.
		found: usize,
	},
	/// A part of the blob isn't what it was when the outboard was made.
	#[error(
		"{}",
		match .expected {
			Some(expected) => {
				format!("the blob has changed: {node} hashes to {found}, not {expected}")
			},
			None => format!("{node} hashes to {found}, but isn't in the outboard"),
		}
	)]
	Changed {
		/// The subtree of the part.
		node: Node,
		/// Its hash in the outboard.
		expected: Option<ChainingValue>,
		/// Its hash now.
		found: ChainingValue,
	},
}
