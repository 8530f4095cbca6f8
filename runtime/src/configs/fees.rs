//! What a transaction costs, and who gets it.

use super::parameters::{fees, InRange};
use crate::{AccountId, Authorship, Balance, Balances, Runtime, RuntimeEvent, Treasury};
use frame_support::{
	traits::{
		fungible::{Balanced, Credit},
		tokens::imbalance::ResolveTo,
		ConstU8, Get, Imbalance, OnUnbalanced,
	},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight, WeightToFee},
};
use pallet_transaction_payment::{FungibleAdapter, Multiplier, TargetedFeeAdjustment};
use sp_runtime::{traits::Bounded, FixedPointNumber, Perquintill};

/// Of a fee, out of a hundred: what the treasury gets. The block's author gets the rest and tips.
const TREASURY_PERCENT: u32 = 80;

frame_support::parameter_types! {
	/// The multiplier falls while blocks are emptier than this, and rises while they are fuller.
	pub const TargetFullness: Perquintill = Perquintill::from_percent(25);
	/// How fast: at most about 30% a day.
	pub AdjustmentSpeed: Multiplier = Multiplier::saturating_from_rational(75, 1_000_000);
	/// The fee multiplier's floor.
	pub MinimumMultiplier: Multiplier = Multiplier::saturating_from_rational(1, 10);
	/// The fee multiplier's ceiling.
	pub MaximumMultiplier: Multiplier = Bounded::max_value();
	/// The account that the treasury's part goes to.
	pub TreasuryAccount: AccountId = Treasury::account_id();
}

impl pallet_transaction_payment::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type OnChargeTransaction = FungibleAdapter<Balances, ShareOut>;
	type WeightToFee = ComputeFee;
	type LengthToFee = LengthFee;
	type FeeMultiplierUpdate = TargetedFeeAdjustment<
		Self,
		TargetFullness,
		AdjustmentSpeed,
		MinimumMultiplier,
		MaximumMultiplier,
	>;
	type OperationalFeeMultiplier = ConstU8<5>;
	type WeightInfo = pallet_transaction_payment::weights::SubstrateWeight<Runtime>;
}

/// The price of execution time.
pub struct ComputeFee;

impl WeightToFee for ComputeFee {
	type Balance = Balance;

	fn weight_to_fee(weight: &Weight) -> Balance {
		Balance::from(weight.ref_time())
			.saturating_mul(InRange::<fees::PerSecond>::get())
			.div_ceil(Balance::from(WEIGHT_REF_TIME_PER_SECOND))
	}
}

/// The price of block space. The length comes as a weight's `ref_time`, one per byte.
pub struct LengthFee;

impl WeightToFee for LengthFee {
	type Balance = Balance;

	fn weight_to_fee(length: &Weight) -> Balance {
		Balance::from(length.ref_time()).saturating_mul(InRange::<fees::PerByte>::get())
	}
}

/// Divides fees between the treasury and the block's author, and gives the author the tips.
pub struct ShareOut;

impl OnUnbalanced<Credit<AccountId, Balances>> for ShareOut {
	fn on_unbalanceds(mut parts: impl Iterator<Item = Credit<AccountId, Balances>>) {
		let Some(fee) = parts.next() else { return };
		let (treasury, mut author) = fee.ration(TREASURY_PERCENT, 100 - TREASURY_PERCENT);
		if let Some(tip) = parts.next() {
			tip.merge_into(&mut author);
		}
		ResolveTo::<TreasuryAccount, Balances>::on_unbalanced(treasury);
		if let Some(account) = Authorship::author() {
			// An author that can't receive forfeits: what is left over is burned.
			let _ = Balances::resolve(&account, author);
		}
	}
}
