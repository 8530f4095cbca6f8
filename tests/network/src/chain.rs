//! What a node says about its chain and its peers.

use crate::rpc::{Rpc, RpcError};
use serde_json::{json, Value};
use std::fmt;

/// A block by number and hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
	/// The block's number.
	pub number: u64,
	/// The block's hash, as `0x` and hex digits.
	pub hash: String,
}

impl fmt::Display for Head {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "#{} ({})", self.number, self.hash)
	}
}

impl Rpc {
	/// The best block.
	pub fn best(&self) -> Result<Head, RpcError> {
		self.head(self.read("chain_getBlockHash", json!([]), text)?)
	}

	/// The last finalised block.
	pub fn finalised(&self) -> Result<Head, RpcError> {
		self.head(self.read("chain_getFinalizedHead", json!([]), text)?)
	}

	/// The hash of the best chain's block of that number, or `None` when there is none.
	pub fn hash_at(&self, number: u64) -> Result<Option<String>, RpcError> {
		self.read("chain_getBlockHash", json!([number]), |hash| match hash {
			Value::Null => Some(None),
			hash => text(hash).map(Some),
		})
	}

	/// How many peers the node is in touch with.
	pub fn peers(&self) -> Result<u64, RpcError> {
		self.read("system_health", json!([]), |health| health.get("peers")?.as_u64())
	}

	/// The addresses at which other nodes reach this one, each with its peer id.
	pub fn listen_addresses(&self) -> Result<Vec<String>, RpcError> {
		self.read("system_localListenAddresses", json!([]), |addresses| {
			addresses.as_array()?.iter().map(text).collect()
		})
	}

	/// The methods that the node offers.
	pub fn methods(&self) -> Result<Vec<String>, RpcError> {
		self.read("rpc_methods", json!([]), |methods| {
			methods.get("methods")?.as_array()?.iter().map(text).collect()
		})
	}

	fn head(&self, hash: String) -> Result<Head, RpcError> {
		let number = self.read("chain_getHeader", json!([hash]), |header| {
			number_from_hex(header.get("number")?.as_str()?)
		})?;
		Ok(Head { number, hash })
	}
}

fn text(value: &Value) -> Option<String> {
	value.as_str().map(str::to_owned)
}

fn number_from_hex(hex: &str) -> Option<u64> {
	u64::from_str_radix(hex.strip_prefix("0x")?, 16).ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn number_from_hex_should_read_block_numbers_and_nothing_else() {
		assert_eq!(number_from_hex("0x0"), Some(0));
		assert_eq!(number_from_hex("0x1f4"), Some(500));
		assert_eq!(number_from_hex("500"), None);
		assert_eq!(number_from_hex("0x"), None);
	}
}
