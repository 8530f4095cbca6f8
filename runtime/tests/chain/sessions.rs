//! Which validators serve, with which keys, and what happens to one that cheats.

use super::chain;
use assay_runtime::{
	configs::session::{DisableOffenders, StandingValidators, SESSIONS_KEPT},
	AccountId, Babe, Historical, Runtime, Session, SessionKeys,
};
use frame_support::{assert_ok, traits::KeyOwnerProofSystem};
use pallet_session::{historical::HistoricalSessions, SessionManager};
use sp_consensus_babe::KEY_TYPE as BABE;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};
use sp_runtime::{traits::OpaqueKeys, Perbill};
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

fn keys(sr25519: Sr25519Keyring, ed25519: Ed25519Keyring) -> SessionKeys {
	SessionKeys { babe: sr25519.public().into(), grandpa: ed25519.public().into() }
}

fn change_keys_of_alice() {
	let alice: AccountId = Sr25519Keyring::Alice.to_account_id();
	let new = keys(Sr25519Keyring::AliceStash, Ed25519Keyring::AliceStash);
	assert_ok!(<Session as pallet_session::SessionInterface>::set_keys(&alice, new));
}

#[test]
fn set_should_stay_as_it_is_when_no_keys_changed() {
	chain("local_testnet").execute_with(|| {
		assert_eq!(<StandingValidators as SessionManager<AccountId>>::new_session(2), None);
	});
}

#[test]
fn set_should_be_announced_anew_when_keys_changed() {
	chain("local_testnet").execute_with(|| {
		change_keys_of_alice();
		assert_eq!(
			<StandingValidators as SessionManager<AccountId>>::new_session(2),
			Some(Session::validators())
		);
	});
}

#[test]
fn new_keys_should_serve_after_two_sessions_and_old_ones_stay_provable() {
	chain("local_testnet").execute_with(|| {
		let old = keys(Sr25519Keyring::Alice, Ed25519Keyring::Alice);
		let proof = Historical::prove((BABE, old.get_raw(BABE))).expect("Alice serves");
		change_keys_of_alice();
		let new = Sr25519Keyring::AliceStash.public();
		let serves = || Babe::authorities().iter().any(|(key, _)| *key == new.into());
		Session::rotate_session();
		assert!(!serves());
		Session::rotate_session();
		assert!(serves());
		// The proof is of session 0, whose root was noted with the old keys.
		assert_eq!(
			Historical::check_proof((BABE, old.get_raw(BABE)), proof),
			Some((Sr25519Keyring::Alice.to_account_id(), ()))
		);
	});
}

#[test]
fn roots_should_be_kept_for_a_day_and_no_longer() {
	chain("local_testnet").execute_with(|| {
		for _ in 0..SESSIONS_KEPT + 10 {
			Session::rotate_session();
		}
		let kept: Vec<_> = HistoricalSessions::<Runtime>::iter_keys().collect();
		let current = Session::current_index();
		assert!(kept.contains(&current) && kept.contains(&(current - SESSIONS_KEPT)));
		assert!(!kept.contains(&0));
		assert_eq!(kept.len() as u32, SESSIONS_KEPT + 3);
	});
}

#[test]
fn offender_should_be_disabled_until_the_set_changes() {
	chain("testnet").execute_with(|| {
		let offender = Session::validators()[2].clone();
		DisableOffenders::on_offence(
			&[OffenceDetails { offender: (offender, ()), reporters: vec![] }],
			&[Perbill::from_percent(50)],
			0,
		);
		assert_eq!(Session::disabled_validators(), [2]);
		Session::rotate_session();
		assert_eq!(Session::disabled_validators(), [2]);
	});
}
