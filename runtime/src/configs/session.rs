//! Sessions: which validators serve, with which keys, and what happens to one that cheats.

use crate::{
	currency::deposit, AccountId, Babe, Balance, Balances, Historical, Runtime, RuntimeEvent,
	Session, SessionKeys,
};
use alloc::vec::Vec;
use frame_support::{parameter_types, weights::Weight};
use pallet_session::{historical, NextKeys, QueuedKeys};
use sp_runtime::{
	traits::{ConvertInto, OpaqueKeys},
	Perbill,
};
use sp_staking::{
	offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
	SessionIndex,
};

/// Sessions whose validators stay provable, so that their equivocations can be reported: a day.
pub const SESSIONS_KEPT: u32 = 24 * 60 / 5;

parameter_types! {
	/// Held from whoever sets session keys: one entry with two keys.
	pub const KeyDeposit: Balance = deposit(1, 64);
}

impl pallet_session::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type ValidatorId = AccountId;
	type ValidatorIdOf = ConvertInto;
	type ShouldEndSession = Babe;
	type NextSessionRotation = Babe;
	type SessionManager = historical::NoteHistoricalRoot<Self, StandingValidators>;
	type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
	type Keys = SessionKeys;
	type DisablingStrategy = pallet_session::disabling::UpToLimitWithReEnablingDisablingStrategy;
	type WeightInfo = pallet_session::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type KeyDeposit = KeyDeposit;
}

impl historical::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type FullIdentification = ();
	type FullIdentificationOf = Everyone;
}

/// Nothing besides its account identifies a validator.
pub struct Everyone;

impl sp_runtime::traits::Convert<AccountId, Option<()>> for Everyone {
	fn convert(_: AccountId) -> Option<()> {
		Some(())
	}
}

/// The validators of genesis go on serving, with whatever keys they set.
pub struct StandingValidators;

impl StandingValidators {
	/// At genesis every account with session keys is a validator; sorted, since a map has no order.
	fn of_genesis() -> Vec<AccountId> {
		let mut validators: Vec<_> = NextKeys::<Runtime>::iter_keys().collect();
		validators.sort();
		validators
	}

	/// Whether a validator has other keys now than those queued for the next session.
	fn keys_changed() -> bool {
		QueuedKeys::<Runtime>::get()
			.into_iter()
			.any(|(validator, queued)| NextKeys::<Runtime>::get(validator) != Some(queued))
	}
}

impl pallet_session::SessionManager<AccountId> for StandingValidators {
	// `None` keeps the set, its historical root and GRANDPA's set id as they are.
	fn new_session(_: SessionIndex) -> Option<Vec<AccountId>> {
		Self::keys_changed().then(Session::validators)
	}

	fn new_session_genesis(_: SessionIndex) -> Option<Vec<AccountId>> {
		Some(Self::of_genesis())
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(ended: SessionIndex) {
		if let Some(oldest) = ended.checked_sub(SESSIONS_KEPT) {
			Historical::prune_up_to(oldest);
		}
	}
}

impl historical::SessionManager<AccountId, ()> for StandingValidators {
	fn new_session(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		<Self as pallet_session::SessionManager<_>>::new_session(index).map(identified)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(AccountId, ())>> {
		<Self as pallet_session::SessionManager<_>>::new_session_genesis(index).map(identified)
	}

	fn start_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::start_session(index)
	}

	fn end_session(index: SessionIndex) {
		<Self as pallet_session::SessionManager<_>>::end_session(index)
	}
}

fn identified(validators: Vec<AccountId>) -> Vec<(AccountId, ())> {
	validators.into_iter().map(|validator| (validator, ())).collect()
}

/// Takes an offender out of service until the set of validators changes.
pub struct DisableOffenders;

impl OnOffenceHandler<AccountId, historical::IdentificationTuple<Runtime>, Weight>
	for DisableOffenders
{
	fn on_offence(
		offenders: &[OffenceDetails<AccountId, historical::IdentificationTuple<Runtime>>],
		fractions: &[Perbill],
		_: SessionIndex,
	) -> Weight {
		for (offence, fraction) in offenders.iter().zip(fractions) {
			let (validator, ()) = offence.offender.clone();
			Session::report_offence(validator, OffenceSeverity(*fraction));
		}
		<Runtime as frame_system::Config>::DbWeight::get()
			.reads_writes(2, 1)
			.saturating_mul(offenders.len() as u64)
	}
}
