//! A chain with balances and the stake pallet, and builders for what tests start from.

use assay_stake::{
	shares::{Balance, Holding},
	traits::{Bonds, Rewards},
	Event, Members, PoolRecordOf, Pools,
};
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{
		fungible::{Balanced, Inspect},
		VariantCountOf,
	},
};
use sp_runtime::{BuildStorage, Perbill};

pub type AccountId = u64;
pub type Stake = assay_stake::Pallet<Test>;
pub type Error = assay_stake::Error<Test>;

/// The operator of most tests.
pub const OPERATOR: AccountId = 1;
/// The first delegator.
pub const ANNA: AccountId = 10;
/// The second delegator.
pub const BEN: AccountId = 11;
/// Somebody without any stake.
pub const STRANGER: AccountId = 99;

/// What everybody starts with.
pub const ENDOWMENT: Balance = 1_000_000_000;
pub const EXISTENTIAL_DEPOSIT: Balance = 10;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		StakePallet: assay_stake,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = frame_system::mocking::MockBlock<Test>;
	type AccountData = pallet_balances::AccountData<Balance>;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub static MinOwnBond: Balance = 1_000;
	pub static MinDelegation: Balance = 100;
	pub static MinUnbond: Balance = 10;
	pub static UnbondingPeriod: u64 = 20;
	pub static MaxCommission: Perbill = Perbill::from_percent(50);
	pub static MaxCommissionRise: Perbill = Perbill::from_percent(5);
	pub static CommissionRisePeriod: u64 = 100;
	pub static PoolDeposit: Balance = 50;
	pub const MaxUnbonding: u32 = 3;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ExistentialDeposit;
	type RuntimeHoldReason = RuntimeHoldReason;
	type RuntimeFreezeReason = RuntimeFreezeReason;
	type FreezeIdentifier = RuntimeFreezeReason;
	type MaxFreezes = VariantCountOf<RuntimeFreezeReason>;
}

impl assay_stake::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type ReservationId = u32;
	type MinOwnBond = MinOwnBond;
	type MinDelegation = MinDelegation;
	type MinUnbond = MinUnbond;
	type UnbondingPeriod = UnbondingPeriod;
	type MaxUnbonding = MaxUnbonding;
	type MaxCommission = MaxCommission;
	type MaxCommissionRise = MaxCommissionRise;
	type CommissionRisePeriod = CommissionRisePeriod;
	type PoolDeposit = PoolDeposit;
	type WeightInfo = assay_stake::weights::HandMade<Test>;
}

/// A chain on which some people have money.
pub fn fresh() -> sp_io::TestExternalities {
	let people = [OPERATOR, 2, 3, ANNA, BEN, 12, 13, STRANGER];
	let mut storage = frame_system::GenesisConfig::<Test>::default()
		.build_storage()
		.expect("the genesis is valid");
	pallet_balances::GenesisConfig::<Test> {
		balances: people.iter().map(|who| (*who, ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("the genesis is valid");
	sp_io::TestExternalities::new(storage)
}

/// Runs a test on a fresh chain, and then checks that all invariants hold and no money was made.
pub fn chain<R>(test: impl FnOnce() -> R) -> R {
	fresh().execute_with(|| {
		System::set_block_number(1);
		let result = test();
		check();
		result
	})
}

/// Checks all invariants, and that issuance is what the accounts have.
pub fn check() {
	assert_eq!(Stake::do_try_state(), Ok(()));
	let accounts = frame_system::Account::<Test>::iter_values();
	let sum: Balance = accounts.map(|account| account.data.free + account.data.reserved).sum();
	assert_eq!(Balances::total_issuance(), sum, "issuance and accounts differ");
}

/// Opens a pool without commission.
pub fn open(operator: AccountId, own_bond: Balance) {
	assert_ok!(Stake::bond(RuntimeOrigin::signed(operator), own_bond, Perbill::zero()));
}

/// A pool with the same bond of `OPERATOR`, `ANNA` and `BEN`.
pub fn open_with_delegators(each: Balance) {
	open(OPERATOR, each);
	delegate(ANNA, each);
	delegate(BEN, each);
}

pub fn delegate(who: AccountId, amount: Balance) {
	assert_ok!(Stake::delegate(RuntimeOrigin::signed(who), OPERATOR, amount));
}

pub fn unbond(who: AccountId, amount: Option<Balance>) {
	assert_ok!(Stake::unbond(RuntimeOrigin::signed(who), OPERATOR, amount));
}

pub fn withdraw(who: AccountId) {
	assert_ok!(Stake::withdraw(RuntimeOrigin::signed(who), OPERATOR, who));
}

/// Everything leaves and is paid out, after the unbonding period.
pub fn leave(who: AccountId) {
	unbond(who, None);
	pass_blocks(UnbondingPeriod::get());
	withdraw(who);
}

/// Mints `amount` and rewards `OPERATOR`'s pool with it.
pub fn reward(amount: Balance) {
	assert!(Stake::reward(&OPERATOR, Balances::issue(amount)).is_ok(), "the pool is open");
}

pub fn pass_blocks(count: u64) {
	System::set_block_number(System::block_number() + count);
}

pub fn pool() -> PoolRecordOf<Test> {
	Pools::<Test>::get(OPERATOR).expect("the pool is open")
}

/// Worth of what a member has bonded with `OPERATOR`.
pub fn bonded(who: AccountId) -> Balance {
	if who == OPERATOR {
		return Stake::own(&OPERATOR);
	}
	let holding =
		Members::<Test>::get(OPERATOR, who).map_or(Holding::default(), |member| member.bonded);
	pool().bonded.worth(&holding)
}

/// Worth of what a member has unbonding with `OPERATOR`.
pub fn unbonding(who: AccountId) -> Balance {
	let Some(member) = Members::<Test>::get(OPERATOR, who) else {
		return 0;
	};
	member.unbonding.iter().map(|record| pool().unbonding.worth(&record.holding)).sum()
}

/// What an account can spend.
pub fn free(who: AccountId) -> Balance {
	Balances::balance(&who)
}

/// The stake pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::StakePallet(event) => Some(event),
			_ => None,
		})
		.collect()
}
