//! Blocks that answers are about.

use serde::{Deserialize, Serialize};
use sp_core::H256;

/// A block.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BlockRef {
	/// Its number.
	pub number: u32,
	/// Its hash.
	pub hash: H256,
}
