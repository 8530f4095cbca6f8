//! The only source of genesis values: named presets that the runtime itself carries.
//!
//! The node's chain specifications are made from these, and the files in `chain-specs/` are checked
//! against them.

mod known;

use crate::{
	configs::parameters, currency::ASY, time::PRIMARY_PROBABILITY, AccountId, BabeConfig, Balance,
	BalancesConfig, CouncilConfig, RuntimeGenesisConfig, SessionConfig, SudoConfig,
};
use alloc::{vec, vec::Vec};
use frame_support::{build_struct_json_patch, genesis_builder_helper::build_state};
use known::Validator;
use serde_json::Value;
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

/// The preset of the public test network.
pub const TESTNET_PRESET: &str = "testnet";

/// What each account named in a dev or test preset starts with.
const ENDOWMENT: Balance = 10_000_000 * ASY;

/// BABE's settings. Secondary slots use a VRF too, so that every block brings randomness.
pub const BABE_EPOCH: BabeEpochConfiguration = BabeEpochConfiguration {
	c: PRIMARY_PROBABILITY,
	allowed_slots: AllowedSlots::PrimaryAndSecondaryVRFSlots,
};

/// Who takes part from the first block.
struct Founders {
	validators: Vec<Validator>,
	council: Vec<AccountId>,
	endowed: Vec<AccountId>,
	sudo: AccountId,
}

impl Founders {
	fn genesis(self) -> Value {
		let Self { validators, council, endowed, sudo } = self;
		build_struct_json_patch!(RuntimeGenesisConfig {
			balances: BalancesConfig {
				balances: endowed.into_iter().map(|account| (account, ENDOWMENT)).collect(),
			},
			session: SessionConfig {
				keys: validators
					.into_iter()
					.map(|v| (v.account.clone(), v.account, v.keys))
					.collect(),
			},
			babe: BabeConfig { epoch_config: BABE_EPOCH },
			council: CouncilConfig { members: council },
			sudo: SudoConfig { key: Some(sudo) },
		})
	}
}

/// One validator, for work on one machine.
fn development() -> Founders {
	Founders {
		validators: vec![known::alice()],
		council: vec![Sr25519Keyring::Alice.to_account_id()],
		endowed: Sr25519Keyring::well_known().map(|k| k.to_account_id()).collect(),
		sudo: Sr25519Keyring::Alice.to_account_id(),
	}
}

/// Three validators on one machine or network.
fn local() -> Founders {
	Founders {
		validators: vec![known::alice(), known::bob(), known::charlie()],
		council: [Sr25519Keyring::Alice, Sr25519Keyring::Bob, Sr25519Keyring::Charlie]
			.map(|k| k.to_account_id())
			.to_vec(),
		..development()
	}
}

/// Four validators whose keys derive from a public phrase: a test network's money is worth nothing,
/// and whoever opens one to others replaces them first (`chain-specs/README.md` says how).
fn testnet() -> Founders {
	let validators = known::testnet_validators();
	let accounts: Vec<_> = validators.iter().map(|v| v.account.clone()).collect();
	let sudo = known::testnet_sudo();
	let mut endowed = accounts.clone();
	endowed.push(sudo.clone());
	Founders { validators, council: accounts, endowed, sudo }
}

/// A preset's genesis as JSON, or `None` where there is no preset of that name.
pub fn preset(id: &PresetId) -> Option<Vec<u8>> {
	let founders = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => local(),
		TESTNET_PRESET => testnet(),
		_ => return None,
	};
	serde_json::to_vec(&founders.genesis()).ok()
}

/// Writes the state of a genesis, all parameters included: their pallet has no genesis of its own.
pub fn build(config: Vec<u8>) -> sp_genesis_builder::Result {
	build_state::<RuntimeGenesisConfig>(config)?;
	parameters::store_missing();
	Ok(())
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![
		PresetId::from(DEV_RUNTIME_PRESET),
		PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET),
		PresetId::from(TESTNET_PRESET),
	]
}
