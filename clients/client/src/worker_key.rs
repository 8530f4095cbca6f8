//! The worker key: what a provider's machine signs with. The operator's key needn't be on it.

use assay_market::possession_message;
use sp_core::{
	crypto::{AccountId32, Pair as _},
	sr25519, H256,
};

/// A worker key's public half, and its signature that shows an operator's possession of it.
pub fn possession(
	worker: &sr25519::Pair,
	genesis: H256,
	operator: &AccountId32,
) -> ([u8; 32], [u8; 64]) {
	let message = possession_message(&genesis, operator);
	(worker.public().0, worker.sign(&message).0)
}
