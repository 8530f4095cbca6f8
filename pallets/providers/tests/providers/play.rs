//! Random play: all invariants hold after each step, whatever people do.

use crate::mock::*;
use assay_providers::{
	conduct::Outcome,
	traits::{Candidates, Outcomes},
};
use assay_stake::traits::Penalties;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
	Register,
	Heard,
	Drain,
	Resume,
	Deregister,
	Expire,
	SetWorker(AccountId),
	Begin,
	Note(Outcome),
	Penalise(u128),
	BondMore(u128),
	Pass(u64),
}

fn outcome() -> impl Strategy<Value = Outcome> {
	prop::sample::select(vec![
		Outcome::Settled,
		Outcome::Late,
		Outcome::Declined,
		Outcome::Slashed,
		Outcome::Blameless,
	])
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		3 => Just(Step::Register),
		6 => Just(Step::Heard),
		2 => Just(Step::Drain),
		2 => Just(Step::Resume),
		1 => Just(Step::Deregister),
		1 => Just(Step::Expire),
		1 => (1..8u64).prop_map(Step::SetWorker),
		3 => Just(Step::Begin),
		2 => outcome().prop_map(Step::Note),
		1 => (0..2_000u128).prop_map(Step::Penalise),
		1 => (0..3_000u128).prop_map(Step::BondMore),
		3 => (1..30u64).prop_map(Step::Pass),
	]
}

fn act(who: AccountId, step: Step) -> bool {
	let origin = RuntimeOrigin::signed(who);
	match step {
		Step::Register => {
			let pair = pair(who);
			let proof = possession(&pair, who);
			let worker = sp_core::crypto::Pair::public(&pair);
			Pallet::register(origin, profile(), offer(100), devices(), worker, proof).is_ok()
		},
		Step::Heard => {
			let (heartbeat, signature) = signed_heartbeat(who);
			let origin = RuntimeOrigin::from(frame_system::RawOrigin::Authorized);
			Pallet::heartbeat(origin, heartbeat, signature).is_ok()
		},
		Step::Drain => Pallet::drain(origin).is_ok(),
		Step::Resume => Pallet::resume(origin).is_ok(),
		Step::Deregister => Pallet::deregister(origin).is_ok(),
		Step::Expire => Pallet::expire(RuntimeOrigin::signed(STRANGER), who).is_ok(),
		Step::SetWorker(of) => {
			let pair = pair(of);
			let proof = possession(&pair, who);
			Pallet::set_worker(origin, sp_core::crypto::Pair::public(&pair), proof).is_ok()
		},
		Step::Begin => Pallet::begin(&who).is_ok(),
		Step::Note(outcome) => Pallet::note(&who, outcome).is_ok(),
		Step::Penalise(amount) => Stake::penalise(&who, amount).is_ok(),
		Step::BondMore(amount) => Stake::bond_more(origin, amount).is_ok(),
		Step::Pass(blocks) => {
			pass_blocks(blocks);
			true
		},
	}
}

proptest! {
	// PROPTEST_CASES makes it longer.
	#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

	#[test]
	fn invariants_should_hold_whatever_people_do(
		steps in prop::collection::vec((1..6u64, step()), 1..150)
	) {
		chain(|| {
			for (who, step) in steps {
				// A refused call is undone, as in a block.
				let _ = frame_support::storage::with_storage_layer(|| {
					if act(who, step) { Ok(()) } else { Err(sp_runtime::DispatchError::CannotLookup) }
				});
				check();
			}
			// Nobody has to stay, and who is silent doesn't stay in the list.
			pass_blocks(100);
			assert_eq!(Pallet::count(), 0);
		});
	}
}
