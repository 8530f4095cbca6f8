//! The accounts that everybody knows, and what they have.

use crate::rpc::{Rpc, RpcError};
use serde_json::{json, Value};

/// Where the chain keeps accounts: `System.Account`. A key's hash and the key follow.
const ACCOUNTS: &str = "0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9";

/// A well-known account with money on development chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
	/// Makes the blocks of the development chain, and gets a part of all fees.
	Alice,
	/// Usually a requester.
	Bob,
	/// Usually a challenger.
	Charlie,
	/// A provider.
	Dave,
	/// Another provider.
	Eve,
	/// Somebody else.
	Ferdie,
}

impl Person {
	/// The name that `--dev-key` takes.
	pub fn name(self) -> &'static str {
		match self {
			Self::Alice => "Alice",
			Self::Bob => "Bob",
			Self::Charlie => "Charlie",
			Self::Dave => "Dave",
			Self::Eve => "Eve",
			Self::Ferdie => "Ferdie",
		}
	}

	/// The account's address.
	pub fn address(self) -> &'static str {
		match self {
			Self::Alice => "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
			Self::Bob => "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty",
			Self::Charlie => "5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y",
			Self::Dave => "5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy",
			Self::Eve => "5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw",
			Self::Ferdie => "5CiPPseXPECbkjWCa6MnjNokrgYjMqmKndv2rSnekmSK2DjL",
		}
	}

	/// The last part of the account's place in the chain's storage: the hash of its key, and the key.
	fn place(self) -> &'static str {
		match self {
			Self::Alice => {
				"de1e86a9a8c739864cf3cc5ec2bea59fd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d"
			},
			Self::Bob => {
				"4f9aea1afa791265fae359272badc1cf8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48"
			},
			Self::Charlie => {
				"b0edae20838083f2cde1c4080db8cf8090b5ab205c6974c9ea841be688864633dc9ca8a357843eeacf2314649965fe22"
			},
			Self::Dave => {
				"e5e802737cce3a54b0bc9e3d3e6be26e306721211d5404bd9da88e0204360a1a9ab8b87c66c1bc2fcdd37f3c2222cc20"
			},
			Self::Eve => {
				"edeaa42c2163f68084a988529a0e2ec5e659a7a1628cdd93febc04a4e0646ea20e9f5f0ce097d9a05290d4a9e054df4e"
			},
			Self::Ferdie => {
				"23a05cabf6d3bde7ca3ef0d11596b5611cbd2d43530a44705ad088af313e18f80b53ef16b36177cd4b77b846f2a5f07c"
			},
		}
	}
}

/// What an account has, in the chain's smallest unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Money {
	/// What can be spent, more or less.
	pub free: u128,
	/// What is on hold: escrow, bonds, deposits.
	pub held: u128,
}

impl Money {
	/// All of it.
	pub fn all(self) -> u128 {
		self.free + self.held
	}
}

impl Rpc {
	/// What somebody has after a block; after the best one when none is named.
	pub fn money(&self, person: Person, at: Option<&str>) -> Result<Money, RpcError> {
		let key = format!("{ACCOUNTS}{}", person.place());
		self.read("state_getStorage", json!([key, at]), |found| match found {
			Value::Null => Some(Money::default()),
			found => money_of(found.as_str()?),
		})
	}
}

/// Reads an account's record: four counters of 32 bits, then what is free and what is held.
fn money_of(hex: &str) -> Option<Money> {
	let hex = hex.strip_prefix("0x")?;
	let number = |at: usize| {
		let digits = hex.get(2 * at..2 * (at + 16))?;
		let bytes =
			(0..16).map(|byte| u8::from_str_radix(&digits[2 * byte..2 * byte + 2], 16).ok());
		let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
		Some(u128::from_le_bytes(bytes.try_into().ok()?))
	};
	Some(Money { free: number(16)?, held: number(32)? })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn money_of_should_read_what_is_free_and_what_is_held() {
		let number = |n: u128| -> String {
			let bytes = n.to_le_bytes();
			bytes.iter().map(|byte| format!("{byte:02x}")).collect()
		};
		let record =
			format!("0x{}{}{}{}", "01000000".repeat(4), number(7 << 90), number(300), number(0));
		let money = Money { free: 7 << 90, held: 300 };
		assert_eq!(money_of(&record), Some(money));
		assert_eq!(money.all(), (7 << 90) + 300);
		assert_eq!(money_of(&record[..60]), None);
	}
}
