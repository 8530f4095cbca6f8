//! Blocks: their limits, their clock, their weights.

use crate::{
	migrations, time::SLOT_MILLIS, AccountId, Babe, Balance, Block, Hash, Nonce, PalletInfo,
	Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, VERSION,
};
use frame_support::{
	derive_impl,
	dispatch::DispatchClass::{Mandatory, Normal, Operational},
	parameter_types,
	traits::{ConstU16, ConstU32, ConstU64, Everything},
	weights::{
		constants::{
			BlockExecutionWeight, ExtrinsicBaseWeight, ParityDbWeight, WEIGHT_REF_TIME_PER_SECOND,
		},
		Weight,
	},
};
use frame_system::limits::{BlockLength, BlockWeights};
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;

/// The prefix of addresses: the generic one, which every wallet knows.
pub const SS58_PREFIX: u16 = 42;

/// Share of a block that ordinary transactions may fill; the rest is for the chain's own needs.
const NORMAL_SHARE: Perbill = Perbill::from_percent(75);
/// Share of a block that hooks are expected to take.
const HOOKS_SHARE: Perbill = Perbill::from_percent(10);
/// Computation per block: a third of a slot, so that slow validators keep up.
/// The chain has no relay chain to prove itself to, so proof size is not limited.
const BLOCK_WEIGHT: Weight = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, u64::MAX);
/// Bytes per block.
const BLOCK_BYTES: u32 = 5 * 1024 * 1024;

parameter_types! {
	/// Blocks for which a hash stays known; bounds the life of a mortal transaction.
	pub const BlockHashCount: u32 = 4096;
	/// This runtime's version.
	pub const Version: RuntimeVersion = VERSION;
	/// Byte limits.
	pub Length: BlockLength = BlockLength::builder()
		.max_length(BLOCK_BYTES)
		.modify_max_length_for_class(Normal, |max| *max = NORMAL_SHARE * BLOCK_BYTES)
		.build();
	/// Weight limits.
	pub Weights: BlockWeights = block_weights();
}

fn block_weights() -> BlockWeights {
	BlockWeights::builder()
		.base_block(BlockExecutionWeight::get())
		.for_class([Normal, Operational, Mandatory].as_slice(), |limits| {
			limits.base_extrinsic = ExtrinsicBaseWeight::get();
		})
		.for_class(Normal, |limits| {
			limits.max_total = Some(NORMAL_SHARE * BLOCK_WEIGHT);
		})
		.for_class(Operational, |limits| {
			limits.max_total = Some(BLOCK_WEIGHT);
			// What ordinary transactions can't take is always there for operational ones.
			limits.reserved = Some(BLOCK_WEIGHT - NORMAL_SHARE * BLOCK_WEIGHT);
		})
		.avg_block_initialization(HOOKS_SHARE)
		.build_or_panic()
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type BaseCallFilter = Everything;
	type Block = Block;
	type BlockWeights = Weights;
	type BlockLength = Length;
	type AccountId = AccountId;
	type Nonce = Nonce;
	type Hash = Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type BlockHashCount = BlockHashCount;
	type DbWeight = ParityDbWeight;
	type Version = Version;
	type AccountData = pallet_balances::AccountData<Balance>;
	type SS58Prefix = ConstU16<SS58_PREFIX>;
	type SystemWeightInfo = frame_system::weights::SubstrateWeight<Runtime>;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type SingleBlockMigrations = migrations::SingleBlock;
	type MaxConsumers = ConstU32<16>;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = u64;
	type OnTimestampSet = Babe;
	type MinimumPeriod = ConstU64<{ SLOT_MILLIS / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}
