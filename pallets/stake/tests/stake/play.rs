//! Random play: anybody calls anything, wrong calls too, and all invariants hold after each step.

use crate::mock::*;
use assay_stake::{
	traits::{Collateral, Penalties, Rewards},
	Pools,
};
use frame_support::traits::{fungible::Balanced, Imbalance};
use proptest::prelude::*;
use sp_runtime::Perbill;

/// Whoever acts: three operators and three delegators.
const PEOPLE: [AccountId; 6] = [OPERATOR, 2, 3, ANNA, BEN, 12];

#[derive(Clone, Debug)]
enum Step {
	Bond(u128, u32),
	BondMore(u128),
	Delegate(AccountId, u128),
	Unbond(AccountId, Option<u128>),
	Withdraw(AccountId, AccountId),
	SetCommission(u32),
	Dissolve,
	Reserve(u32, u128),
	Release(u32),
	Slash(u32, u128),
	Penalise(u128),
	Reward(u128),
	Pass(u64),
}

fn person() -> impl Strategy<Value = AccountId> {
	prop::sample::select(&PEOPLE[..])
}

fn operator() -> impl Strategy<Value = AccountId> {
	prop::sample::select(&PEOPLE[..3])
}

fn amount() -> impl Strategy<Value = u128> {
	prop_oneof![0..20u128, 90..1_100u128, 0..20_000u128, Just(ENDOWMENT), any::<u128>()]
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		2 => (amount(), 0..60u32).prop_map(|(amount, percent)| Step::Bond(amount, percent)),
		2 => amount().prop_map(Step::BondMore),
		4 => (operator(), amount()).prop_map(|(who, amount)| Step::Delegate(who, amount)),
		4 => (operator(), prop::option::of(amount()))
			.prop_map(|(who, amount)| Step::Unbond(who, amount)),
		3 => (operator(), person()).prop_map(|(pool, who)| Step::Withdraw(pool, who)),
		1 => (0..60u32).prop_map(Step::SetCommission),
		1 => Just(Step::Dissolve),
		3 => (0..4u32, amount()).prop_map(|(id, amount)| Step::Reserve(id, amount)),
		1 => (0..4u32).prop_map(Step::Release),
		1 => (0..4u32, amount()).prop_map(|(id, amount)| Step::Slash(id, amount)),
		1 => (0..4_000u128).prop_map(Step::Penalise),
		2 => (0..5_000u128).prop_map(Step::Reward),
		3 => (1..15u64).prop_map(Step::Pass),
	]
}

/// Does one step in the name of `who`. Whether it was accepted.
fn act(who: AccountId, step: Step) -> bool {
	let origin = RuntimeOrigin::signed(who);
	match step {
		Step::Bond(amount, percent) => {
			Stake::bond(origin, amount, Perbill::from_percent(percent)).is_ok()
		},
		Step::BondMore(amount) => Stake::bond_more(origin, amount).is_ok(),
		Step::Delegate(pool, amount) => Stake::delegate(origin, pool, amount).is_ok(),
		Step::Unbond(pool, amount) => Stake::unbond(origin, pool, amount).is_ok(),
		Step::Withdraw(pool, member) => Stake::withdraw(origin, pool, member).is_ok(),
		Step::SetCommission(percent) => {
			Stake::set_commission(origin, Perbill::from_percent(percent)).is_ok()
		},
		Step::Dissolve => Stake::dissolve(origin).is_ok(),
		Step::Reserve(id, amount) => Stake::reserve(&who, id, amount).is_ok(),
		Step::Release(id) => Stake::release(&who, id).is_ok(),
		Step::Slash(id, amount) => {
			let worth = Stake::reserved(&who, id);
			let others = Pools::<Test>::get(who).map(|pool| pool.total());
			match Stake::slash(&who, id, amount) {
				Ok(taken) => {
					let left = Pools::<Test>::get(who).map(|pool| pool.total());
					assert_eq!(others, left.map(|left| left + taken.peek()));
					assert!(taken.peek() <= worth.min(amount), "more was taken than reserved");
					true
				},
				Err(_) => false,
			}
		},
		Step::Penalise(amount) => Stake::penalise(&who, amount).is_ok(),
		Step::Reward(amount) => Stake::reward(&who, Balances::issue(amount)).is_ok(),
		Step::Pass(blocks) => {
			pass_blocks(blocks);
			true
		},
	}
}

proptest! {
	// PROPTEST_CASES makes it longer.
	#![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 2))]

	#[test]
	fn invariants_should_hold_whatever_people_do(
		steps in prop::collection::vec((person(), step()), 1..300)
	) {
		chain(|| {
			for (who, step) in steps {
				act(who, step);
				check();
			}
			everybody_leaves();
		});
	}
}

/// Whatever happened, all jobs can end, all stake can leave and all pools can be dissolved.
fn everybody_leaves() {
	for operator in PEOPLE {
		for id in 0..4 {
			let _ = Stake::release(&operator, id);
		}
		for _ in 0..=MaxUnbonding::get() {
			for who in PEOPLE {
				let _ = Stake::unbond(RuntimeOrigin::signed(who), operator, None);
			}
			pass_blocks(UnbondingPeriod::get());
			for who in PEOPLE {
				let _ = Stake::withdraw(RuntimeOrigin::signed(STRANGER), operator, who);
			}
		}
		let _ = Stake::dissolve(RuntimeOrigin::signed(operator));
		assert_eq!(Pools::<Test>::get(operator), None, "{operator}'s pool is stuck");
		check();
	}
}
