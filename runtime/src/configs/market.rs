//! The market: stake, providers, kernels, jobs.

use super::{
	fees::{ShareOut, TreasuryAccount},
	parameters::{fees, jobs, kernels, providers, stake, InRange},
};
use crate::{
	currency::{deposit, EXISTENTIAL_DEPOSIT},
	AccountId, Authorship, Balance, Balances, BlockNumber, Kernels, Providers, Runtime,
	RuntimeHoldReason, Stake,
};
use assay_jobs::terms::{Terms, MAX_BOUNTY};
use frame_support::{
	parameter_types,
	traits::{
		fungible::{Balanced, Credit},
		tokens::imbalance::ResolveTo,
		ConstU128, ConstU32, Get, OnUnbalanced,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use sp_runtime::transaction_validity::TransactionPriority;

parameter_types! {
	/// Deposit for a provider: five entries, and the largest profile, offer and devices.
	pub const ProviderDeposit: Balance = deposit(5, 3_000);
	/// Deposit for any kernel: two entries.
	pub const KernelDeposit: Balance = deposit(2, 200);
	/// Deposit for each byte of bytecode.
	pub const KernelByteDeposit: Balance = deposit(0, 1);
	/// Deposit for any job: its records, its places in agenda and queue.
	pub const JobDeposit: Balance = deposit(10, 600);
	/// Deposit for each byte of a job's specification and offer.
	pub const JobByteDeposit: Balance = deposit(0, 1);
	/// Reports come before ordinary transactions, since who is late loses collateral.
	pub const ReportPriority: TransactionPriority = TransactionPriority::MAX / 2;
	/// Heartbeats can wait a little for reports.
	pub const HeartbeatPriority: TransactionPriority = TransactionPriority::MAX / 4;
}

impl assay_stake::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type ReservationId = assay_jobs::JobId;
	type MinOwnBond = InRange<stake::MinOwnBond>;
	type MinDelegation = InRange<stake::MinDelegation>;
	type MinUnbond = InRange<stake::MinUnbond>;
	type UnbondingPeriod = InRange<stake::UnbondingPeriod>;
	type MaxUnbonding = ConstU32<16>;
	type MaxCommission = InRange<stake::MaxCommission>;
	type MaxCommissionRise = InRange<stake::MaxCommissionRise>;
	type CommissionRisePeriod = InRange<stake::CommissionRisePeriod>;
	type PoolDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
	type WeightInfo = assay_stake::weights::HandMade<Runtime>;
}

impl assay_providers::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Bonds = Stake;
	type ProviderDeposit = ProviderDeposit;
	type MaxCapacity = InRange<providers::MaxCapacity>;
	type HeartbeatPeriod = InRange<providers::HeartbeatPeriod>;
	type MissedPeriods = InRange<providers::MissedPeriods>;
	type HeartbeatPriority = HeartbeatPriority;
	type ConductHalfLife = InRange<providers::ConductHalfLife>;
	type SweepPerBlock = InRange<providers::SweepPerBlock>;
	type WeightInfo = assay_providers::weights::HandMade<Runtime>;
}

impl assay_kernels::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type BaseDeposit = KernelDeposit;
	type ByteDeposit = KernelByteDeposit;
	type MaxRoyalty = InRange<kernels::MaxRoyalty>;
	type WeightInfo = assay_kernels::weights::HandMade<Runtime>;
}

impl assay_jobs::Config for Runtime {
	type Currency = Balances;
	type RuntimeHoldReason = RuntimeHoldReason;
	type Kernels = Kernels;
	type Candidates = Providers;
	type Outcomes = Providers;
	type Workers = Providers;
	type Collateral = Stake;
	type Randomness = pallet_babe::ParentBlockRandomness<Runtime>;
	type Treasury = ResolveTo<TreasuryAccount, Balances>;
	type Validators = ToAuthor;
	type VerificationFees = AsFees;
	// The place of what mints rewards for settled jobs.
	type OnSettled = ();
	type Terms = CurrentTerms;
	type MaxDeadline = InRange<jobs::MaxDeadline>;
	type MaxPatience = InRange<jobs::MaxPatience>;
	type Retention = InRange<jobs::Retention>;
	type BaseDeposit = JobDeposit;
	type ByteDeposit = JobByteDeposit;
	type AssignmentsPerBlock = InRange<jobs::AssignmentsPerBlock>;
	type HookWeight = HookWeight;
	type ReportPriority = ReportPriority;
	type MaxAttempts = ConstU32<{ assay_market::limits::MAX_ATTEMPTS }>;
	type WeightInfo = assay_jobs::weights::HandMade<Runtime>;
}

/// What a job is submitted under now.
pub struct CurrentTerms;

impl Get<Terms<BlockNumber>> for CurrentTerms {
	fn get() -> Terms<BlockNumber> {
		Terms {
			open_within: InRange::<jobs::OpenWithin>::get(),
			challenge_window: InRange::<jobs::ChallengeWindow>::get(),
			deliver_within: InRange::<jobs::DeliverWithin>::get(),
			collateral_percent: InRange::<jobs::CollateralPercent>::get(),
			burned: InRange::<jobs::Burned>::get(),
			treasury: InRange::<jobs::TreasuryPart>::get(),
			validators: InRange::<jobs::ValidatorsPart>::get(),
			compensation: InRange::<jobs::Compensation>::get(),
			bounty: InRange::<jobs::Bounty>::get().min(MAX_BOUNTY),
			challenge_bond: InRange::<jobs::ChallengeBond>::get(),
			futile_fee: InRange::<jobs::FutileFee>::get(),
			chunk_price: InRange::<jobs::ChunkPrice>::get(),
			second_price: InRange::<fees::PerSecond>::get(),
			byte_price: InRange::<fees::PerByte>::get(),
		}
	}
}

/// What the chain may take per block for the market's own needs.
pub struct HookWeight;

impl Get<Weight> for HookWeight {
	fn get() -> Weight {
		let millis = u64::from(InRange::<jobs::HookMillis>::get());
		Weight::from_parts(millis.saturating_mul(WEIGHT_REF_TIME_PER_MILLIS), u64::MAX)
	}
}

/// Pays the author of the block that is being made; what can't be paid is burned.
pub struct ToAuthor;

impl OnUnbalanced<Credit<AccountId, Balances>> for ToAuthor {
	fn on_nonzero_unbalanced(credit: Credit<AccountId, Balances>) {
		if let Some(author) = Authorship::author() {
			let _ = Balances::resolve(&author, credit);
		}
	}
}

/// What requesters pay for verification goes where transaction fees go.
pub struct AsFees;

impl OnUnbalanced<Credit<AccountId, Balances>> for AsFees {
	fn on_nonzero_unbalanced(credit: Credit<AccountId, Balances>) {
		ShareOut::on_unbalanceds(core::iter::once(credit));
	}
}
