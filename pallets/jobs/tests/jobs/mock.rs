//! A chain with balances, stake, providers, kernels and jobs, and what is checked after every test.

use assay_jobs::{terms::Terms, Event};
use assay_market::{Balance, KernelId};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		tokens::imbalance::ResolveTo, ConstU32, ConstU64, OnInitialize, Randomness, VariantCountOf,
	},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Zero},
	BuildStorage, Perbill, Permill,
};
use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
};

pub type AccountId = u64;
pub type Jobs = assay_jobs::Pallet<Test>;
pub type Stake = assay_stake::Pallet<Test>;
pub type Providers = assay_providers::Pallet<Test>;
pub type Kernels = assay_kernels::Pallet<Test>;
pub type Error = assay_jobs::Error<Test>;
pub type Extension = frame_system::AuthorizeCall<Test>;
pub type Extrinsic = sp_runtime::testing::TestXt<RuntimeCall, Extension>;
type Block = generic::Block<generic::Header<u64, BlakeTwo256>, Extrinsic>;

/// Providers are accounts 1 to 9.
pub const PROVIDERS: [AccountId; 9] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
/// Who submits jobs.
pub const REQUESTER: AccountId = 20;
/// Who wrote the kernels.
pub const AUTHOR: AccountId = 21;
/// Who challenges.
pub const WATCHER: AccountId = 22;
/// Somebody with money who has nothing to do with anything.
pub const STRANGER: AccountId = 99;
/// Gets the treasury's part.
pub const TREASURY: AccountId = 50;
/// Gets the validators' part.
pub const VALIDATORS: AccountId = 51;
/// Gets what verification costs.
pub const FEES: AccountId = 52;
/// What everybody starts with.
pub const ENDOWMENT: Balance = 10_000_000_000_000;
/// What every provider bonds.
pub const BOND: Balance = 1_000_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		StakePallet: assay_stake,
		ProvidersPallet: assay_providers,
		KernelsPallet: assay_kernels,
		JobsPallet: assay_jobs,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = frame_support::weights::constants::ParityDbWeight;
}

/// Times and shares that leave something to round.
fn first_terms() -> Terms<u64> {
	Terms {
		open_within: 6,
		challenge_window: 10,
		deliver_within: 8,
		collateral_percent: 200,
		burned: Permill::from_percent(5),
		treasury: Permill::from_percent(3),
		validators: Permill::from_percent(2),
		compensation: Permill::from_percent(10),
		bounty: Permill::from_percent(30),
		challenge_bond: 5_001,
		futile_fee: Permill::from_parts(12_345),
		chunk_price: 3_000_007,
		second_price: 1_000_000_007,
		byte_price: 3,
	}
}

parameter_types! {
	pub const ExistentialDeposit: Balance = 10;
	pub const MinBond: Balance = 1_000;
	pub const WholeCommission: Perbill = Perbill::from_percent(100);
	pub const HighestRoyalty: Permill = Permill::from_percent(5);
	pub const TreasuryAccount: AccountId = TREASURY;
	pub const ValidatorsAccount: AccountId = VALIDATORS;
	pub const FeesAccount: AccountId = FEES;
	pub const KernelDeposit: Balance = 1_000;
	pub const PerByte: Balance = 3;
	pub static JobDeposit: Balance = 777;
	pub static JobTerms: Terms<u64> = first_terms();
	pub static MaxDeadline: u64 = 100;
	pub static MaxPatience: u64 = 1_000;
	pub static Retention: u64 = 50;
	pub static AssignmentsPerBlock: u32 = 4;
	pub static HookWeight: Weight = Weight::from_parts(500_000_000_000, u64::MAX);
	/// What the VRF outputs of the blocks to come are made of; none if it isn't there.
	pub static VrfSeed: Option<u64> = Some(0);
	/// Who was heard to have settled a job, and how much was burned.
	pub static Settlements: Vec<(AccountId, Balance)> = Vec::new();
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
	type ReservationId = assay_jobs::JobId;
	type MinOwnBond = MinBond;
	type MinDelegation = MinBond;
	type MinUnbond = MinBond;
	type UnbondingPeriod = ConstU64<5_000>;
	type MaxUnbonding = ConstU32<4>;
	type MaxCommission = WholeCommission;
	type MaxCommissionRise = WholeCommission;
	type CommissionRisePeriod = ConstU64<20>;
	type PoolDeposit = ExistentialDeposit;
	type WeightInfo = assay_stake::weights::HandMade<Test>;
}

impl assay_providers::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Bonds = Stake;
	type ProviderDeposit = KernelDeposit;
	type MaxCapacity = ConstU32<8>;
	type HeartbeatPeriod = ConstU64<1_000_000>;
	type MissedPeriods = ConstU32<2>;
	type HeartbeatPriority = ConstU64<1_000>;
	type ConductHalfLife = ConstU64<100_000>;
	type SweepPerBlock = ConstU32<2>;
	type WeightInfo = assay_providers::weights::HandMade<Test>;
}

impl assay_kernels::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BaseDeposit = KernelDeposit;
	type ByteDeposit = PerByte;
	type MaxRoyalty = HighestRoyalty;
	type WeightInfo = assay_kernels::weights::HandMade<Test>;
}

impl assay_jobs::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Kernels = Kernels;
	type Candidates = Providers;
	type Outcomes = Providers;
	type Workers = Providers;
	type Collateral = Stake;
	type Randomness = Vrf;
	type Treasury = ResolveTo<TreasuryAccount, Balances>;
	type Validators = ResolveTo<ValidatorsAccount, Balances>;
	type VerificationFees = ResolveTo<FeesAccount, Balances>;
	type OnSettled = Heard;
	type Terms = JobTerms;
	type MaxDeadline = MaxDeadline;
	type MaxPatience = MaxPatience;
	type Retention = Retention;
	type BaseDeposit = JobDeposit;
	type ByteDeposit = PerByte;
	type AssignmentsPerBlock = AssignmentsPerBlock;
	type HookWeight = HookWeight;
	type ReportPriority = ConstU64<5_000>;
	type MaxAttempts = ConstU32<5>;
	type WeightInfo = assay_jobs::weights::HandMade<Test>;
}

/// VRF outputs that a test may choose.
pub struct Vrf;

impl Randomness<Option<H256>, u64> for Vrf {
	fn random(subject: &[u8]) -> (Option<H256>, u64) {
		use codec::Encode;
		let now = System::block_number();
		let value = VrfSeed::get()
			.map(|seed| (subject, seed, now).using_encoded(sp_io::hashing::blake2_256).into());
		(value, now)
	}
}

/// Remembers settled jobs.
pub struct Heard;

impl assay_jobs::traits::OnSettled<AccountId> for Heard {
	fn on_settled(operator: &AccountId, burned: Balance) {
		Settlements::mutate(|all| all.push((*operator, burned)));
	}
}

impl<Call> frame_system::offchain::CreateTransactionBase<Call> for Test
where
	RuntimeCall: From<Call>,
{
	type RuntimeCall = RuntimeCall;
	type Extrinsic = Extrinsic;
}

impl<Call> frame_system::offchain::CreateTransaction<Call> for Test
where
	RuntimeCall: From<Call>,
{
	type Extension = Extension;
	fn create_transaction(call: RuntimeCall, extension: Extension) -> Extrinsic {
		Extrinsic::new_transaction(call, extension)
	}
}

impl<Call> frame_system::offchain::CreateAuthorizedTransaction<Call> for Test
where
	RuntimeCall: From<Call>,
{
	fn create_extension() -> Extension {
		Extension::new()
	}
}

thread_local! {
	/// Events that were looked at already.
	static SEEN: RefCell<Vec<RuntimeEvent>> = const { RefCell::new(Vec::new()) };
}

/// A chain on which all named accounts have money.
pub fn fresh() -> sp_io::TestExternalities {
	let people = PROVIDERS
		.into_iter()
		.chain([REQUESTER, AUTHOR, WATCHER, STRANGER, TREASURY, VALIDATORS, FEES]);
	let mut storage = frame_system::GenesisConfig::<Test>::default()
		.build_storage()
		.expect("the genesis is valid");
	pallet_balances::GenesisConfig::<Test> {
		balances: people.map(|who| (who, ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("the genesis is valid");
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| System::set_block_number(1));
	state
}

/// Runs a test on a fresh chain, and then checks all invariants and that money was burned only by
/// name.
pub fn chain<R>(test: impl FnOnce() -> R) -> R {
	fresh().execute_with(|| {
		SEEN.with_borrow_mut(Vec::clear);
		let at_genesis = Balances::total_issuance();
		let result = test();
		check();
		let burned: Balance = all_events().iter().map(burned).sum();
		assert_eq!(
			Balances::total_issuance(),
			at_genesis - burned,
			"money appeared or went without an event"
		);
		result
	})
}

/// Checks every invariant of all four pallets.
pub fn check() {
	assert_eq!(Jobs::do_try_state(), Ok(()));
	assert_eq!(Stake::do_try_state(), Ok(()));
	assert_eq!(Providers::do_try_state(), Ok(()));
	assert_eq!(Kernels::do_try_state(), Ok(()));
	check_between_pallets();
}

/// Checks that the pallets tell the same: stake is reserved for the jobs that somebody runs and for
/// no others, providers count those, and kernels count the jobs that need them.
fn check_between_pallets() {
	let mut reserved = BTreeSet::new();
	let mut running = BTreeMap::<AccountId, u32>::new();
	let mut uses = BTreeMap::<KernelId, u32>::new();
	for (id, job) in assay_jobs::Jobs::<Test>::iter() {
		if let Some(run) = job.stage.run() {
			reserved.insert((run.operator, id));
			*running.entry(run.operator).or_default() += 1;
		}
		let spec = assay_jobs::Specs::<Test>::get(id).expect("a job has a specification");
		let kernels: BTreeSet<_> = spec.passes.iter().map(|pass| pass.kernel).collect();
		for kernel in kernels {
			*uses.entry(kernel).or_default() += 1;
		}
	}
	let found: BTreeSet<_> = assay_stake::Reservations::<Test>::iter_keys().collect();
	assert_eq!(found, reserved, "stake is reserved for other jobs than are run");
	for (operator, activity) in assay_providers::Activity::<Test>::iter() {
		let runs = running.remove(&operator).unwrap_or(0);
		assert_eq!(activity.running, runs, "{operator} runs other jobs than it counts");
	}
	assert_eq!(running.len(), 0, "jobs are run by strangers");
	for (id, kernel) in assay_kernels::KernelRecords::<Test>::iter() {
		let needed = uses.remove(&id).unwrap_or(0);
		assert_eq!(kernel.uses, needed, "a kernel counts other jobs than need it");
	}
	assert_eq!(uses.len(), 0, "jobs need kernels that there aren't");
}

/// What an event says was burned. Besides the jobs pallet's own burning there is only stake that a
/// test takes as a penalty and drops: no account of these tests is ever emptied, so nothing is lost
/// as dust, and the accounts that parts are paid to exist.
fn burned(event: &RuntimeEvent) -> Balance {
	match event {
		RuntimeEvent::JobsPallet(Event::Paid { burned, .. } | Event::Slashed { burned, .. }) => {
			*burned
		},
		RuntimeEvent::StakePallet(assay_stake::Event::Slashed {
			id: None,
			bonded,
			unbonding,
			..
		}) => bonded + unbonding,
		RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => {
			panic!("{amount} was lost as dust")
		},
		_ => 0,
	}
}

/// All events since the chain began.
fn all_events() -> Vec<RuntimeEvent> {
	let new = System::events().into_iter().map(|record| record.event);
	SEEN.with_borrow(|seen| seen.iter().cloned().chain(new).collect())
}

/// The jobs pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let new: Vec<RuntimeEvent> = System::events().into_iter().map(|record| record.event).collect();
	System::reset_events();
	SEEN.with_borrow_mut(|seen| seen.extend(new.iter().cloned()));
	new.into_iter()
		.filter_map(|event| match event {
			RuntimeEvent::JobsPallet(event) => Some(event),
			_ => None,
		})
		.collect()
}

/// Passes blocks with the hooks of all pallets.
pub fn pass_blocks(count: u64) {
	for _ in 0..count {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		let weight = AllPalletsWithSystem::on_initialize(next);
		assert!(!weight.is_zero());
	}
}

/// Passes blocks up to the beginning of this one.
pub fn pass_to(block: u64) {
	pass_blocks(block - System::block_number());
}

/// The hash of the whole state.
pub fn root() -> Vec<u8> {
	sp_io::storage::root(sp_core::storage::StateVersion::V1)
}

/// What an account can spend.
pub fn free(who: AccountId) -> Balance {
	use frame_support::traits::fungible::Inspect;
	Balances::balance(&who)
}

/// What an account has on hold for its jobs: escrow and deposits.
pub fn on_hold(who: AccountId) -> (Balance, Balance) {
	use assay_jobs::HoldReason::{Deposit, Escrow};
	use frame_support::traits::fungible::InspectHold;
	(
		Balances::balance_on_hold(&Escrow.into(), &who),
		Balances::balance_on_hold(&Deposit.into(), &who),
	)
}
