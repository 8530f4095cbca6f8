//! Where each node is stored: post-order over groups.

use super::GROUP_CHUNKS;
use crate::{tree::Node, units::BlobLen};

/// The places of the stored nodes of a blob's tree.
#[derive(Clone, Copy)]
pub(super) struct Layout {
	top: Node,
	groups: u32,
}

impl Layout {
	pub(super) fn new(len: BlobLen) -> Self {
		Layout { top: Node::root(len), groups: len.chunks().0.div_ceil(GROUP_CHUNKS) }
	}

	/// How many nodes are stored: all of the tree over groups except its top.
	pub(super) fn stored(&self) -> usize {
		(self.groups as usize).saturating_mul(2).saturating_sub(2)
	}

	/// Whether the node has no stored node below it.
	pub(super) fn is_group(&self, node: Node) -> bool {
		let group = node.first().0 / GROUP_CHUNKS;
		node == self.group(group)
	}

	/// The node over the chunks of group `index`.
	pub(super) fn group(&self, index: u32) -> Node {
		let first = index.saturating_mul(GROUP_CHUNKS);
		let last = first.saturating_add(GROUP_CHUNKS).saturating_sub(1);
		self.top.part(first, last)
	}

	/// The place of a node; `None` for the top and for nodes inside a group.
	pub(super) fn place(&self, node: Node) -> Option<usize> {
		if node == self.top {
			return None;
		}
		let first_group = node.first().0 / GROUP_CHUNKS;
		let after_last = node.last().0.checked_add(1)?;
		let groups = after_last.div_ceil(GROUP_CHUNKS).checked_sub(first_group)?;
		let inside_group = groups == 1 && !self.is_group(node);
		if inside_group {
			return None;
		}
		// Left of the node lie perfect subtrees, whose nodes all come before; then come those below.
		let before = first_group.checked_mul(2)?.checked_sub(first_group.count_ones())?;
		let below = groups.checked_mul(2)?.checked_sub(2)?;
		Some(before.checked_add(below)? as usize)
	}
}
