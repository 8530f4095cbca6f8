//! Accounts and validators whose secret keys are public, for dev and test chains.

use crate::{AccountId, SessionKeys};
use alloc::vec::Vec;
use sp_core::{ed25519, hex2array, sr25519};
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// An account and the keys it validates with.
pub struct Validator {
	/// The account that the validator is known by.
	pub account: AccountId,
	/// Its session keys.
	pub keys: SessionKeys,
}

impl Validator {
	fn new(account: sr25519::Public, babe: sr25519::Public, grandpa: ed25519::Public) -> Self {
		Self {
			account: AccountId::from(account.0),
			keys: SessionKeys { babe: babe.into(), grandpa: grandpa.into() },
		}
	}

	// `--alice` and its like put keys derived this way into the node's keystore.
	fn from_keyring(sr25519: Sr25519Keyring, ed25519: Ed25519Keyring) -> Self {
		Self::new(sr25519.public(), sr25519.public(), ed25519.public())
	}
}

/// The validator that `--alice` runs.
pub fn alice() -> Validator {
	Validator::from_keyring(Sr25519Keyring::Alice, Ed25519Keyring::Alice)
}

/// The validator that `--bob` runs.
pub fn bob() -> Validator {
	Validator::from_keyring(Sr25519Keyring::Bob, Ed25519Keyring::Bob)
}

/// The validator that `--charlie` runs.
pub fn charlie() -> Validator {
	Validator::from_keyring(Sr25519Keyring::Charlie, Ed25519Keyring::Charlie)
}

/// The public phrase and path that the test network's keys derive from, without the last step.
#[cfg(test)]
pub const TESTNET_PATH: &str = "//Assay//testnet//";

/// Account and block key (sr25519), finality key (ed25519), of validators `1` to `4`.
const TESTNET_VALIDATORS: [([u8; 32], [u8; 32]); 4] = [
	(
		hex2array!("b047f28eabfa2c425add6ee34a41a038cbd0c00eea36faa696e4680ae1d94359"),
		hex2array!("13766ca7020b39bfe472bd933ba3d441e39a1176591ff439d79981ff077b784c"),
	),
	(
		hex2array!("a0fe8e19098e03ce731be88bcb65d68858a3e5a753f2e4bdf2ea584c80e43b15"),
		hex2array!("43b0644721ca061053b40b5b58dc721fffcb4a51711893eb7bc7348aad0bd844"),
	),
	(
		hex2array!("1c16421f8e59f0abbbc0360f3e6752a12a912fdfe0a78643b24cb3ed6615a231"),
		hex2array!("7d9b5a00bd85e079a491dc2434bfaa91adaf27f1eb7b7a1f9b0cc7d821cf495b"),
	),
	(
		hex2array!("56b8917c6c8b4053b089e4a1896e75969458f77051acd1fa27b84e7afc23c046"),
		hex2array!("500f4663e78d5986094764376dfab80d923bed5310298f0213b8332ed5bf1001"),
	),
];

/// The account at `sudo` of the same path.
const TESTNET_SUDO: [u8; 32] =
	hex2array!("64ab9ac0d6b7e02bfb0f809938e1e06c77b7b270a83d339334c1246689c87f65");

/// The validators of the test network.
pub fn testnet_validators() -> Vec<Validator> {
	TESTNET_VALIDATORS
		.iter()
		.map(|(account, grandpa)| {
			let account = sr25519::Public::from_raw(*account);
			Validator::new(account, account, ed25519::Public::from_raw(*grandpa))
		})
		.collect()
}

/// The account that may do anything on the test network.
pub fn testnet_sudo() -> AccountId {
	AccountId::from(TESTNET_SUDO)
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::format;
	use sp_core::{crypto::DEV_PHRASE, Pair};

	fn public<P: Pair>(step: impl core::fmt::Display) -> P::Public {
		let path = format!("{DEV_PHRASE}{TESTNET_PATH}{step}");
		P::from_string(&path, None).expect("the path is well formed").public()
	}

	#[test]
	fn testnet_keys_should_derive_from_the_public_phrase() {
		for (index, validator) in testnet_validators().into_iter().enumerate() {
			let account = public::<sr25519::Pair>(index + 1);
			let grandpa = public::<ed25519::Pair>(index + 1);
			assert_eq!(validator.account, AccountId::from(account.0));
			assert_eq!(validator.keys.babe, account.into());
			assert_eq!(validator.keys.grandpa, grandpa.into());
		}
		assert_eq!(testnet_sudo(), AccountId::from(public::<sr25519::Pair>("sudo").0));
	}
}
