//! What a node's state says of money, read from storage: who has what, and what for.
//!
//! These keys and layouts are read by hand, so that no code of the chain's can be wrong twice.

use assay_tests_network::{Rpc, RpcError};
use serde_json::{json, Value};
use sp_crypto_hashing::twox_128;
use std::collections::BTreeMap;

/// Bytes of an account before its number in a map's key: the hash of it.
const HASH_BYTES: usize = 16;

/// Keys that a node gives at once.
const PAGE: u32 = 256;

/// The index of the pallet `jobs` in the runtime.
const JOBS: u8 = 53;

/// Money of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
	pub free: u128,
	pub reserved: u128,
	/// What is on hold, by the pallet that holds it.
	pub holds: Vec<(u8, u128)>,
}

/// All money at a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
	/// What the chain says that there is.
	pub issuance: u128,
	/// By account, in hex.
	pub accounts: BTreeMap<String, Account>,
	/// Jobs that aren't over.
	pub jobs: usize,
}

impl Ledger {
	/// The ledger at a block.
	pub fn at(rpc: &Rpc, block: &str) -> Result<Self, RpcError> {
		let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
		for (account, value) in entries(rpc, "System", "Account", block)? {
			let mut bytes = Bytes(&value);
			// Nonce and three counters.
			bytes.skip(16);
			let money = accounts.entry(account).or_default();
			(money.free, money.reserved) = (bytes.u128(), bytes.u128());
		}
		for (account, value) in entries(rpc, "Balances", "Holds", block)? {
			let mut bytes = Bytes(&value);
			let holds = &mut accounts.entry(account).or_default().holds;
			for _ in 0..bytes.short_length() {
				let (pallet, _reason) = (bytes.byte(), bytes.byte());
				holds.push((pallet, bytes.u128()));
			}
		}
		let issuance = rpc.read(
			"state_getStorage",
			json!([prefix("Balances", "TotalIssuance"), block]),
			|value| Some(Bytes(&from_hex(value.as_str()?)?).u128()),
		)?;
		Ok(Self { issuance, accounts, jobs: keys(rpc, "Jobs", "Jobs", block)?.len() })
	}

	/// What is on hold of everybody for jobs.
	pub fn held_for_jobs(&self) -> u128 {
		let holds = self.accounts.values().flat_map(|account| &account.holds);
		holds.filter(|(pallet, _)| *pallet == JOBS).map(|(_, amount)| amount).sum()
	}

	/// Checks that nothing is on hold without a reason, and that all there is belongs to somebody.
	#[track_caller]
	pub fn assert_adds_up(&self) {
		for (account, money) in &self.accounts {
			let held: u128 = money.holds.iter().map(|(_, amount)| amount).sum();
			assert_eq!(money.reserved, held, "what is on hold of {account}");
		}
		let sum: u128 = self.accounts.values().map(|money| money.free + money.reserved).sum();
		assert_eq!(sum, self.issuance, "all accounts together, and the issuance");
	}
}

/// The key under which a pallet keeps a value, or under which all keys of a map begin.
fn prefix(pallet: &str, item: &str) -> String {
	let hashes = [pallet, item].map(|name| twox_128(name.as_bytes()));
	let digits = hashes.iter().flatten().map(|byte| format!("{byte:02x}"));
	format!("0x{}", digits.collect::<String>())
}

/// The keys of a map.
fn keys(rpc: &Rpc, pallet: &str, item: &str, block: &str) -> Result<Vec<String>, RpcError> {
	let mut keys: Vec<String> = Vec::new();
	loop {
		let question = json!([prefix(pallet, item), PAGE, keys.last(), block]);
		let more = rpc.read("state_getKeysPaged", question, |keys| {
			let keys = keys.as_array()?.iter();
			keys.map(|key| key.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
		})?;
		if more.is_empty() {
			return Ok(keys);
		}
		keys.extend(more);
	}
}

/// The entries of a map from accounts, each with its account in hex.
fn entries(
	rpc: &Rpc,
	pallet: &str,
	item: &str,
	block: &str,
) -> Result<Vec<(String, Vec<u8>)>, RpcError> {
	let start = prefix(pallet, item).len() + 2 * HASH_BYTES;
	let mut entries = Vec::new();
	for key in keys(rpc, pallet, item, block)? {
		let value =
			rpc.read("state_getStorage", json!([key, block]), |value| from_hex(value.as_str()?))?;
		entries.push((key[start..].to_owned(), value));
	}
	Ok(entries)
}

/// The root of all state after a block.
pub fn state_root(rpc: &Rpc, block: &str) -> Result<String, RpcError> {
	rpc.read("chain_getHeader", json!([block]), |header| {
		header.get("stateRoot").and_then(Value::as_str).map(str::to_owned)
	})
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
	let digits = text.strip_prefix("0x")?;
	let pairs = (0..digits.len()).step_by(2);
	pairs.map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok()).collect()
}

/// Reads SCALE from the front. Whatever is too short is a test's mistake.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
	fn skip(&mut self, count: usize) {
		self.0 = &self.0[count..];
	}

	fn byte(&mut self) -> u8 {
		let byte = self.0[0];
		self.skip(1);
		byte
	}

	fn u128(&mut self) -> u128 {
		let bytes = self.0[..16].try_into().expect("sixteen bytes");
		self.skip(16);
		u128::from_le_bytes(bytes)
	}

	/// A compact number below 64.
	fn short_length(&mut self) -> u8 {
		let byte = self.byte();
		assert_eq!(byte & 0b11, 0, "a list of less than 64 entries");
		byte >> 2
	}
}

#[test]
fn prefix_should_be_that_of_the_account_map() {
	assert_eq!(
		prefix("System", "Account"),
		"0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9"
	);
}
