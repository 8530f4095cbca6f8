//! Worker keys: what a provider's machine signs with.

use codec::Encode;
use sp_application_crypto::KeyTypeId;

/// The type of worker keys in a keystore.
pub const KEY_TYPE: KeyTypeId = KeyTypeId(*b"gpuw");

/// Sets what proves possession apart from everything else that a worker key signs.
const POSSESSION_DOMAIN: &[u8; 18] = b"assay/gpuw/possess";

mod app {
	use sp_application_crypto::{app_crypto, sr25519};
	app_crypto!(sr25519, super::KEY_TYPE);
}

/// A worker's public key.
pub type WorkerKey = app::Public;

/// A worker's signature.
pub type WorkerSignature = app::Signature;

/// A worker's key pair.
#[cfg(feature = "std")]
pub type WorkerPair = app::Pair;

/// What a worker key signs to show that it belongs to an operator of one chain.
///
/// Bound to the chain by its genesis hash and to the operator, so nobody can register the key of
/// somebody else by repeating what was signed elsewhere.
pub fn possession_message<Hash: Encode, AccountId: Encode>(
	genesis: &Hash,
	operator: &AccountId,
) -> alloc::vec::Vec<u8> {
	(POSSESSION_DOMAIN, genesis, operator).encode()
}
