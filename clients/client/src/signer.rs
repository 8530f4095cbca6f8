//! The caller's key. It never leaves this machine.

use assay_terminal::Failure;
use sp_core::{
	crypto::{AccountId32, Pair as _},
	sr25519,
};
use std::fmt;
use subxt::{
	config::SubstrateConfig,
	utils::{AccountId32 as SubxtAccount, MultiSignature},
};

/// Who signs.
#[derive(Clone)]
pub struct Signer {
	pair: sr25519::Pair,
	account: AccountId32,
}

impl fmt::Debug for Signer {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.debug_struct("Signer").field("account", &self.account).finish_non_exhaustive()
	}
}

impl Signer {
	/// Who has a key.
	pub fn new(pair: sr25519::Pair) -> Self {
		let account = AccountId32::from(pair.public().0);
		Self { pair, account }
	}

	/// Who knows a secret phrase; `place` says where it was read, for the error.
	pub fn of_phrase(phrase: &str, place: &str) -> Result<Self, Failure> {
		pair_of(phrase, place).map(Self::new)
	}

	/// The key's account.
	pub fn account(&self) -> &AccountId32 {
		&self.account
	}
}

impl subxt::tx::Signer<SubstrateConfig> for Signer {
	fn account_id(&self) -> SubxtAccount {
		SubxtAccount(self.account.clone().into())
	}

	fn sign(&self, payload: &[u8]) -> MultiSignature {
		MultiSignature::Sr25519(self.pair.sign(payload).0)
	}
}

/// The key of a secret phrase.
pub fn pair_of(phrase: &str, place: &str) -> Result<sr25519::Pair, Failure> {
	// The error says what is wrong with the phrase, and would show it.
	sr25519::Pair::from_string(phrase.trim(), None).map_err(|_| {
		Failure::input(format!("{place} holds no secret phrase")).advice(
			"a phrase is 12 to 24 words, or 0x and 64 hex digits; `assay key generate` makes one. \
			 Nothing was sent",
		)
	})
}
