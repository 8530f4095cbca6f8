//! Worker keys: what a provider's machine signs with.

use sp_application_crypto::KeyTypeId;

pub use assay_market::possession_message;

/// The type of worker keys in a keystore.
pub const KEY_TYPE: KeyTypeId = KeyTypeId(assay_market::WORKER_KEY_TYPE);

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
