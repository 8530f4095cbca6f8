//! Worker keys: what a provider's machine signs with.

use alloc::vec::Vec;
use codec::Encode;

/// The type of worker keys in a keystore.
pub const WORKER_KEY_TYPE: [u8; 4] = *b"gpuw";

/// Sets what proves possession apart from everything else that a worker key signs.
const POSSESSION_DOMAIN: &[u8; 18] = b"assay/gpuw/possess";

/// What a worker key signs to show that it belongs to an operator of one chain.
///
/// Bound to the chain by its genesis hash and to the operator, so nobody can register the key of
/// somebody else by repeating what was signed elsewhere.
pub fn possession_message<Hash: Encode, AccountId: Encode>(
	genesis: &Hash,
	operator: &AccountId,
) -> Vec<u8> {
	(POSSESSION_DOMAIN, genesis, operator).encode()
}
