//! Who decides: the council, the treasury, calls that are scheduled, and who sets parameters.

use super::{fees::TreasuryAccount, parameters::RuntimeParameters, system::Weights};
use crate::{
	currency::{deposit, ASY},
	time::DAYS,
	AccountId, Balance, Balances, BlockNumber, OriginCaller, Preimage, Runtime, RuntimeCall,
	RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, System,
};
use frame_support::{
	parameter_types,
	traits::{
		fungible::HoldConsideration,
		tokens::{PayFromAccount, UnityAssetBalanceConversion},
		AsEnsureOriginWithArg, ConstU32, EitherOfDiverse, EqualPrivilegeOnly, LinearStoragePrice,
	},
	weights::Weight,
	PalletId,
};
use frame_system::{EnsureRoot, EnsureWithSuccess};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use sp_runtime::{traits::IdentityLookup, Perbill, Permill};

/// The council is the first and only collective.
pub type CouncilCollective = pallet_collective::Instance1;
/// Root, or more than half of the council.
pub type RootOrHalfCouncil = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionMoreThan<AccountId, CouncilCollective, 1, 2>,
>;
/// Root, or at least two thirds of the council.
pub type RootOrTwoThirdsCouncil = EitherOfDiverse<
	EnsureRoot<AccountId>,
	EnsureProportionAtLeast<AccountId, CouncilCollective, 2, 3>,
>;

parameter_types! {
	/// Share of a block that scheduled calls may take.
	pub ScheduledWeight: Weight = Perbill::from_percent(80) * Weights::get().max_block;
	/// Share of a block that a council motion may take.
	pub MotionWeight: Weight = Perbill::from_percent(50) * Weights::get().max_block;
	/// How long the council votes on a motion.
	pub const MotionDuration: BlockNumber = 5 * DAYS;
	/// Deposit for the bytes of a preimage.
	pub const PreimageBaseDeposit: Balance = deposit(2, 64);
	/// Deposit for each further byte of a preimage.
	pub const PreimageByteDeposit: Balance = deposit(0, 1);
	/// Names the hold that preimages take.
	pub const PreimageHold: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
	/// The treasury's account is derived from this.
	pub const TreasuryId: PalletId = PalletId(*b"asy/trsy");
	/// How often approved spends are looked at.
	pub const SpendPeriod: BlockNumber = DAYS;
	/// How long an approved payout can be claimed.
	pub const PayoutPeriod: BlockNumber = 30 * DAYS;
	/// Nothing is burned for not being spent.
	pub const NoBurn: Permill = Permill::zero();
	/// The most that one approval may spend.
	pub const SpendLimit: Balance = 1_000_000 * ASY;
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = AsEnsureOriginWithArg<RootOrHalfCouncil>;
	// The pallet keeps its weights to itself; these are the same numbers.
	type WeightInfo = ();
}

impl pallet_collective::Config<CouncilCollective> for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type Proposal = RuntimeCall;
	type RuntimeEvent = RuntimeEvent;
	type MotionDuration = MotionDuration;
	type MaxProposals = ConstU32<100>;
	type MaxMembers = ConstU32<100>;
	type DefaultVote = pallet_collective::PrimeDefaultVote;
	type WeightInfo = pallet_collective::weights::SubstrateWeight<Runtime>;
	type SetMembersOrigin = RootOrTwoThirdsCouncil;
	type MaxProposalWeight = MotionWeight;
	type DisapproveOrigin = RootOrTwoThirdsCouncil;
	type KillOrigin = EnsureRoot<AccountId>;
	type Consideration = ();
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHold,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = ScheduledWeight;
	type ScheduleOrigin = RootOrHalfCouncil;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<50>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

impl pallet_treasury::Config for Runtime {
	type Currency = Balances;
	type RejectOrigin = RootOrHalfCouncil;
	type RuntimeEvent = RuntimeEvent;
	type SpendPeriod = SpendPeriod;
	type Burn = NoBurn;
	type PalletId = TreasuryId;
	type BurnDestination = ();
	type WeightInfo = pallet_treasury::weights::SubstrateWeight<Runtime>;
	type SpendFunds = ();
	type MaxApprovals = ConstU32<100>;
	type SpendOrigin = EnsureWithSuccess<RootOrTwoThirdsCouncil, AccountId, SpendLimit>;
	type AssetKind = ();
	type Beneficiary = AccountId;
	type BeneficiaryLookup = IdentityLookup<AccountId>;
	type Paymaster = PayFromAccount<Balances, TreasuryAccount>;
	type BalanceConverter = UnityAssetBalanceConversion;
	type PayoutPeriod = PayoutPeriod;
	type BlockNumberProvider = System;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = ();
}

impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
