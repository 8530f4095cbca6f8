//! Hashing a blob as it streams past, keeping what proofs need.

use super::{Outboard, GROUP_LEN};
use crate::{
	hash::{inner_parent, inner_subtree, top_parent, BlobHash, ChainingValue},
	units::{BlobLen, BlobTooLong},
};
use std::io::{self, Read};

/// Hashes a blob piece by piece and keeps the hashes of its tree.
///
/// ```
/// use assay_proof::{OutboardBuilder, BlobHash};
///
/// let mut builder = OutboardBuilder::new();
/// builder.update(b"gold ")?;
/// builder.update(b"rush")?;
/// assert_eq!(builder.finish().root(), BlobHash::of(b"gold rush"));
/// # Ok::<(), assay_proof::BlobTooLong>(())
/// ```
#[derive(Clone, Debug)]
pub struct OutboardBuilder {
	len: BlobLen,
	/// The last bytes, at most a group. A full group waits here for more bytes, since it is
	/// hashed differently when it is the whole blob.
	tail: Vec<u8>,
	/// Groups hashed.
	groups: u32,
	/// The tops of the perfect subtrees over the hashed groups, not merged before it is known
	/// that they aren't the two halves of the whole tree.
	tops: Vec<ChainingValue>,
	nodes: Vec<ChainingValue>,
}

impl Default for OutboardBuilder {
	fn default() -> Self {
		Self::new()
	}
}

impl OutboardBuilder {
	/// A builder that has seen no bytes.
	pub fn new() -> Self {
		OutboardBuilder {
			len: BlobLen::EMPTY,
			tail: Vec::with_capacity(GROUP_LEN),
			groups: 0,
			tops: Vec::new(),
			nodes: Vec::new(),
		}
	}

	/// Takes the next bytes of the blob; none of them if the blob gets too long.
	pub fn update(&mut self, bytes: &[u8]) -> Result<(), BlobTooLong> {
		self.len = BlobLen::new(self.len.get().saturating_add(bytes.len() as u64))?;
		let mut rest = bytes;
		while !rest.is_empty() {
			if self.tail.len() == GROUP_LEN {
				self.take_tail();
			}
			if let (true, Some((group, after))) =
				(self.tail.is_empty(), rest.split_at_checked(GROUP_LEN))
			{
				if !after.is_empty() {
					self.push_group(group);
					rest = after;
					continue;
				}
			}
			let room = GROUP_LEN.saturating_sub(self.tail.len());
			let (now, later) = rest.split_at(room.min(rest.len()));
			self.tail.extend_from_slice(now);
			rest = later;
		}
		Ok(())
	}

	/// The hash of the bytes taken, and of all nodes of their tree.
	pub fn finish(mut self) -> Outboard {
		let whole_in_tail = self.groups == 0;
		if whole_in_tail {
			let root = BlobHash::of(&self.tail);
			return Outboard { root, len: self.len, nodes: Vec::new() };
		}
		self.take_tail();
		while self.tops.len() > 2 {
			self.merge();
		}
		// A group has been pushed before the tail, so there are two.
		let root = match *self.tops {
			[left, right] => top_parent(left, right),
			_ => BlobHash::of(&[]),
		};
		Outboard { root, len: self.len, nodes: self.nodes }
	}

	fn take_tail(&mut self) {
		let mut tail = core::mem::take(&mut self.tail);
		self.push_group(&tail);
		tail.clear();
		self.tail = tail;
	}

	fn push_group(&mut self, bytes: &[u8]) {
		// Every perfect pair among the groups so far is now known to be below the top.
		let pairs = self.groups.checked_ilog2().map_or(0, |_| self.groups.trailing_zeros());
		for _ in 0..pairs {
			self.merge();
		}
		let offset = u64::from(self.groups).saturating_mul(GROUP_LEN as u64);
		self.keep(inner_subtree(offset, bytes));
		self.groups = self.groups.saturating_add(1);
	}

	fn merge(&mut self) {
		if let (Some(right), Some(left)) = (self.tops.pop(), self.tops.pop()) {
			self.keep(inner_parent(left, right));
		}
	}

	fn keep(&mut self, node: ChainingValue) {
		self.tops.push(node);
		self.nodes.push(node);
	}
}

impl Outboard {
	/// The outboard of `blob`.
	pub fn of(blob: &[u8]) -> Result<Self, BlobTooLong> {
		let mut builder = OutboardBuilder::new();
		builder.update(blob)?;
		Ok(builder.finish())
	}

	/// The outboard of all that `blob` yields; a blob that is too long is `InvalidData`.
	pub fn read_from(mut blob: impl Read) -> io::Result<Self> {
		let mut builder = OutboardBuilder::new();
		let mut buffer = vec![0; GROUP_LEN.saturating_mul(16)];
		loop {
			let count = match blob.read(&mut buffer) {
				Ok(0) => return Ok(builder.finish()),
				Ok(count) => count,
				Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
				Err(error) => return Err(error),
			};
			let bytes = buffer.get(..count).unwrap_or(&buffer);
			builder
				.update(bytes)
				.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
		}
	}
}
