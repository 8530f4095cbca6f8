//! Accounts as people write them.

use assay_runtime::{configs::system::SS58_PREFIX, AccountId};
use sp_core::crypto::{Ss58AddressFormat, Ss58Codec};

/// An account's address on this chain.
pub fn address(account: &AccountId) -> String {
	account.to_ss58check_with_version(Ss58AddressFormat::custom(SS58_PREFIX))
}

/// Reads an address, of this or of another Substrate chain: the key is the same.
pub fn parse_address(text: &str) -> Result<AccountId, String> {
	AccountId::from_ss58check(text).map_err(|_| {
		format!(
			"`{text}` is no address; it looks like 5Grwva…, or is shown by `assay provider status`"
		)
	})
}

/// A text from the chain, safe on a terminal.
pub fn printable(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}
