//! A chain with balances, stake and providers, and builders for what tests start from.

use assay_market::{
	Ask, Capability, DeviceLimits, FloatModes, PricePerGigaFuel, Profile, ProviderDevice,
	ProviderDevices, Tag,
};
use assay_providers::{
	worker::{possession_message, WorkerPair},
	ActivityRecord, Event, Heartbeat, ProviderRecord, Providers, WorkerSignature,
};
use assay_stake::shares::Balance;
use frame_support::{
	assert_ok, derive_impl, parameter_types,
	traits::{Hooks, VariantCountOf},
	BoundedVec,
};
use sp_core::{crypto::Pair, Get};
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Zero},
	BuildStorage, Perbill,
};

pub type AccountId = u64;
pub type Pallet = assay_providers::Pallet<Test>;
pub type Stake = assay_stake::Pallet<Test>;
pub type Error = assay_providers::Error<Test>;
pub type Extension = frame_system::AuthorizeCall<Test>;
pub type Extrinsic = sp_runtime::testing::TestXt<RuntimeCall, Extension>;
type Block = generic::Block<generic::Header<u64, BlakeTwo256>, Extrinsic>;

/// The operator of most tests.
pub const OPERATOR: AccountId = 1;
/// An account without a pool.
pub const STRANGER: AccountId = 99;
/// What everybody starts with.
pub const ENDOWMENT: Balance = 1_000_000;

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Balances: pallet_balances,
		StakePallet: assay_stake,
		ProvidersPallet: assay_providers,
	}
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = Block;
	type AccountData = pallet_balances::AccountData<Balance>;
	type DbWeight = frame_support::weights::constants::ParityDbWeight;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = 10;
	pub const ShareOfRewards: Perbill = Perbill::from_percent(100);
	pub static MinOwnBond: Balance = 1_000;
	pub static ProviderDeposit: Balance = 500;
	pub static HeartbeatPeriod: u64 = 20;
	pub static MissedPeriods: u32 = 2;
	pub static ConductHalfLife: u64 = 100;
	pub static SweepPerBlock: u32 = 2;
	pub const Small: u32 = 4;
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
	type MinDelegation = MinOwnBond;
	type MinUnbond = MinOwnBond;
	type UnbondingPeriod = HeartbeatPeriod;
	type MaxUnbonding = Small;
	type MaxCommission = ShareOfRewards;
	type MaxCommissionRise = ShareOfRewards;
	type CommissionRisePeriod = HeartbeatPeriod;
	type PoolDeposit = ExistentialDeposit;
	type WeightInfo = assay_stake::weights::HandMade<Test>;
}

impl assay_providers::Config for Test {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Bonds = Stake;
	type ProviderDeposit = ProviderDeposit;
	type MaxCapacity = Small;
	type HeartbeatPeriod = HeartbeatPeriod;
	type MissedPeriods = MissedPeriods;
	type HeartbeatPriority = frame_support::traits::ConstU64<1_000>;
	type ConductHalfLife = ConductHalfLife;
	type SweepPerBlock = SweepPerBlock;
	type WeightInfo = assay_providers::weights::HandMade<Test>;
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

/// A chain on which accounts 1 to 9 have money and a backed pool, and `STRANGER` has money.
pub fn fresh() -> sp_io::TestExternalities {
	let people: Vec<AccountId> = (1..10).chain([STRANGER]).collect();
	let mut storage = frame_system::GenesisConfig::<Test>::default()
		.build_storage()
		.expect("the genesis is valid");
	pallet_balances::GenesisConfig::<Test> {
		balances: people.iter().map(|who| (*who, ENDOWMENT)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.expect("the genesis is valid");
	let mut state = sp_io::TestExternalities::new(storage);
	state.execute_with(|| {
		System::set_block_number(1);
		for who in 1..10 {
			assert_ok!(Stake::bond(RuntimeOrigin::signed(who), 2_000, Perbill::zero()));
		}
		System::reset_events();
	});
	state
}

/// Runs a test on a fresh chain, and then checks that all invariants hold.
pub fn chain<R>(test: impl FnOnce() -> R) -> R {
	fresh().execute_with(|| {
		let result = test();
		check();
		result
	})
}

pub fn check() {
	assert_eq!(Pallet::do_try_state(), Ok(()));
	assert_eq!(Stake::do_try_state(), Ok(()));
}

pub fn text<N: Get<u32>>(text: &str) -> BoundedVec<u8, N> {
	BoundedVec::try_from(text.as_bytes().to_vec()).expect("the text is short enough")
}

pub fn tag(name: &str) -> Tag {
	Tag(text(name))
}

pub fn profile() -> Profile {
	Profile { name: text("Müller & Söhne"), endpoint: text("https://gpu.example:8443") }
}

pub fn offer(price: Balance) -> Ask {
	Ask {
		price: PricePerGigaFuel(price),
		capacity: 2,
		region: tag("eu-west"),
		attributes: BoundedVec::truncate_from(vec![tag("ecc-memory"), tag("solar")]),
	}
}

pub fn device() -> ProviderDevice {
	ProviderDevice {
		name: text("llvmpipe"),
		capability: Capability {
			limits: DeviceLimits {
				memory: 8 << 30,
				buffer: 128 << 20,
				lanes: 256,
				workgroup_memory: 16 << 10,
			},
			floats: FloatModes { strict: true, relaxed: false },
		},
		score: 700,
	}
}

pub fn devices() -> ProviderDevices {
	BoundedVec::truncate_from(vec![device()])
}

/// The worker key of an operator.
pub fn pair(operator: AccountId) -> WorkerPair {
	WorkerPair::from_string(&format!("//worker//{operator}"), None).expect("the path is valid")
}

/// What an operator's worker key signs to be registered.
pub fn possession(pair: &WorkerPair, operator: AccountId) -> WorkerSignature {
	pair.sign(&possession_message(&System::block_hash(0), &operator))
}

pub fn register(operator: AccountId) {
	let pair = pair(operator);
	assert_ok!(Pallet::register(
		RuntimeOrigin::signed(operator),
		profile(),
		offer(100),
		devices(),
		pair.public(),
		possession(&pair, operator),
	));
}

/// A heartbeat of the period that is on, and its signature.
pub fn signed_heartbeat(operator: AccountId) -> (Heartbeat<u64>, WorkerSignature) {
	let (pair, now) = (pair(operator), System::block_number());
	let heartbeat =
		Heartbeat { worker: pair.public(), period: now / HeartbeatPeriod::get(), sent_at: now };
	let signature = pair.sign(&Pallet::heartbeat_message(&heartbeat));
	(heartbeat, signature)
}

/// Registers operators and lets their workers be heard.
pub fn activate(operators: impl IntoIterator<Item = AccountId>) {
	for operator in operators {
		register(operator);
		heard(operator);
	}
}

/// Applies a heartbeat as if it was in a block.
pub fn heard(operator: AccountId) {
	let (heartbeat, signature) = signed_heartbeat(operator);
	assert_ok!(Pallet::heartbeat(
		RuntimeOrigin::from(frame_system::RawOrigin::Authorized),
		heartbeat,
		signature
	));
}

/// Passes blocks with their hooks.
pub fn pass_blocks(count: u64) {
	for _ in 0..count {
		let next = System::block_number() + 1;
		System::set_block_number(next);
		let weight = Pallet::on_initialize(next);
		assert!(!weight.is_zero());
	}
}

pub fn provider(operator: AccountId) -> ProviderRecord {
	Providers::<Test>::get(operator).expect("it is registered")
}

pub fn activity(operator: AccountId) -> ActivityRecord<u64> {
	assay_providers::Activity::<Test>::get(operator)
}

/// The active operators by position.
pub fn active() -> Vec<AccountId> {
	use assay_providers::traits::Candidates;
	(0..Pallet::count()).map(|index| Pallet::at(index).expect("there are no gaps")).collect()
}

/// The providers pallet's events since the last call.
pub fn events() -> Vec<Event<Test>> {
	let all = System::events();
	System::reset_events();
	all.into_iter()
		.filter_map(|record| match record.event {
			RuntimeEvent::ProvidersPallet(event) => Some(event),
			_ => None,
		})
		.collect()
}
