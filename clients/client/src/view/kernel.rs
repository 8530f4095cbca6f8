//! What is told of kernels.

use serde::{Deserialize, Serialize};
use sp_core::{Bytes, H256};

/// A registered kernel.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kernel {
	/// Its id: the BLAKE3 hash of its bytecode.
	pub id: H256,
	/// Its bytecode.
	pub bytecode: Bytes,
}
