//! Accounts as people write them.

use sp_core::crypto::{AccountId32 as AccountId, Ss58AddressFormat, Ss58Codec};

/// The first byte of addresses on this chain: that of Substrate chains without one of their own.
const SS58_PREFIX: u16 = 42;

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

/// A kernel's id, as `b3sum` prints its bytecode's hash.
pub fn kernel_hex(id: &assay_market::KernelId) -> String {
	assay_market::BlobHash(id.0).to_string()
}
