//! What chains made from the presets start with.

use super::{chain, from_json};
use assay_runtime::{
	configs::governance::CouncilCollective,
	currency::{ASY, EXISTENTIAL_DEPOSIT},
	genesis, Babe, Balances, Grandpa, Runtime, Session,
};
use pallet_collective::Members;
use sp_keyring::Sr25519Keyring::{Alice, Bob, Charlie};

#[test]
fn presets_should_be_dev_local_and_testnet() {
	let names: Vec<String> = genesis::preset_names().iter().map(|n| n.to_string()).collect();
	assert_eq!(names, ["development", "local_testnet", "testnet"]);
	assert_eq!(genesis::preset(&"mainnet".into()), None);
}

#[test]
fn development_should_have_one_validator_and_sudo() {
	chain("development").execute_with(|| {
		assert_eq!(Session::validators(), [Alice.to_account_id()]);
		assert_eq!(Babe::authorities().len(), 1);
		assert_eq!(Grandpa::grandpa_authorities().len(), 1);
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), Some(Alice.to_account_id()));
		assert_eq!(Balances::free_balance(Alice.to_account_id()), 10_000_000 * ASY);
		assert_eq!(Members::<Runtime, CouncilCollective>::get(), [Alice.to_account_id()]);
	});
}

#[test]
fn local_should_have_three_validators() {
	chain("local_testnet").execute_with(|| {
		let mut expected = [Alice, Bob, Charlie].map(|k| k.to_account_id());
		expected.sort();
		assert_eq!(Session::validators(), expected);
		assert_eq!(Babe::authorities().len(), 3);
		assert_eq!(Grandpa::grandpa_authorities().len(), 3);
	});
}

#[test]
fn testnet_should_use_none_of_the_keys_that_dev_flags_give() {
	chain("testnet").execute_with(|| {
		let validators = Session::validators();
		assert_eq!(validators.len(), 4);
		for known in sp_keyring::Sr25519Keyring::iter() {
			assert!(!validators.contains(&known.to_account_id()), "{known}");
		}
		// Four validators and sudo; the treasury exists from the start.
		assert_eq!(Balances::total_issuance(), 5 * 10_000_000 * ASY + EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn sudo_should_be_nobody_when_genesis_names_none() {
	from_json(b"{}".to_vec()).execute_with(|| {
		assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
	});
}

#[test]
fn every_session_should_have_a_root_that_proves_its_validators() {
	chain("local_testnet").execute_with(|| {
		for session in [0, 1] {
			let (_, count) =
				pallet_session::historical::HistoricalSessions::<Runtime>::get(session)
					.expect("genesis notes the first two sessions");
			assert_eq!(count, 3);
		}
	});
}
