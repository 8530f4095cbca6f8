//! Numbers that governance may change while the chain runs, each within a hard range.
//!
//! What is stored may be anything that decodes, so readers go through [`InRange`]. All parameters
//! are stored from genesis on, so that any wallet can list them under `parameters.parameters`.

use crate::{
	currency::{ASY, EXISTENTIAL_DEPOSIT, GRAIN, MILLI_ASY},
	time::{DAYS, HOURS, MINUTES},
	Balance, BlockNumber, Runtime,
};
use alloc::vec::Vec;
use assay_jobs::terms::MAX_BOUNTY;
use core::marker::PhantomData;
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{dynamic_params::AggregatedKeyValue, Get},
};
use pallet_parameters::Parameters;
use sp_runtime::{Perbill, Permill};

pub use dynamic::*;

/// The longest that an attempt at a job can live, with every parameter at its highest: deadline,
/// sampling, opening, challenges, and two deliveries.
pub const LONGEST_ATTEMPT: BlockNumber = 4 * DAYS + HOURS;

/// The highest royalty that governance may allow.
pub const HIGHEST_ROYALTY: Permill = Permill::from_percent(5);

/// The parameters, grouped by what they govern.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic {
	use super::*;

	/// Transaction fees.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod fees {
		use super::*;

		/// Price of a second of execution on the reference machine, in grains (10^12 are 1 ASY).
		#[codec(index = 0)]
		pub static PerSecond: Balance = 100 * ASY;

		/// Price of a byte in a block, in grains (10^12 are 1 ASY).
		#[codec(index = 1)]
		pub static PerByte: Balance = MILLI_ASY / 100;
	}

	/// Stake.
	#[dynamic_pallet_params]
	#[codec(index = 1)]
	pub mod stake {
		use super::*;

		/// The least that an operator may have in its own pool, in grains (10^12 are 1 ASY).
		#[codec(index = 0)]
		pub static MinOwnBond: Balance = 100 * ASY;

		/// The least that a delegator may have in a pool, in grains (10^12 are 1 ASY).
		#[codec(index = 1)]
		pub static MinDelegation: Balance = 10 * ASY;

		/// The least part of a stake that may leave without the rest, in grains (10^12 are 1 ASY).
		#[codec(index = 2)]
		pub static MinUnbond: Balance = ASY;

		/// How long stake waits before it can be withdrawn, in blocks (20 are a minute).
		#[codec(index = 3)]
		pub static UnbondingPeriod: BlockNumber = 14 * DAYS;

		/// The highest commission, in billionths of a reward.
		#[codec(index = 4)]
		pub static MaxCommission: Perbill = Perbill::one();

		/// How far a commission may rise at once, in billionths of a reward.
		#[codec(index = 5)]
		pub static MaxCommissionRise: Perbill = Perbill::from_percent(2);

		/// How long a commission stays before it may rise again, in blocks (20 are a minute).
		#[codec(index = 6)]
		pub static CommissionRisePeriod: BlockNumber = 7 * DAYS;
	}

	/// Providers.
	#[dynamic_pallet_params]
	#[codec(index = 2)]
	pub mod providers {
		use super::*;

		/// How many jobs at once a provider may offer to take, at most.
		#[codec(index = 0)]
		pub static MaxCapacity: u32 = 32;

		/// Blocks in which one heartbeat of a worker is due.
		#[codec(index = 1)]
		pub static HeartbeatPeriod: BlockNumber = 5 * MINUTES;

		/// How many periods in a row without a heartbeat make a provider offline.
		#[codec(index = 2)]
		pub static MissedPeriods: u32 = 2;

		/// In how many blocks half of a provider's past conduct is forgotten.
		#[codec(index = 3)]
		pub static ConductHalfLife: BlockNumber = 7 * DAYS;

		/// How many active providers are looked at per block, to find those that are offline.
		#[codec(index = 4)]
		pub static SweepPerBlock: u32 = 4;
	}

	/// Kernels.
	#[dynamic_pallet_params]
	#[codec(index = 3)]
	pub mod kernels {
		use super::*;

		/// The highest royalty, in millionths of what a provider is paid.
		#[codec(index = 0)]
		pub static MaxRoyalty: Permill = Permill::from_percent(5);
	}

	/// Jobs.
	#[dynamic_pallet_params]
	#[codec(index = 4)]
	pub mod jobs {
		use super::*;

		/// Blocks in which a provider has to open the samples of its job.
		#[codec(index = 0)]
		pub static OpenWithin: BlockNumber = 5 * MINUTES;

		/// Blocks in which the results of an opened job can be challenged.
		#[codec(index = 1)]
		pub static ChallengeWindow: BlockNumber = 10 * MINUTES;

		/// Blocks in which a provider has to deliver chunks that were demanded.
		#[codec(index = 2)]
		pub static DeliverWithin: BlockNumber = 10 * MINUTES;

		/// Collateral of a provider, in percent of its payment and the fees for verifying it.
		#[codec(index = 3)]
		pub static CollateralPercent: u32 = 200;

		/// The part of a payment that is burned, in millionths.
		#[codec(index = 4)]
		pub static Burned: Permill = Permill::from_percent(5);

		/// The part of a payment that the treasury gets, in millionths.
		#[codec(index = 5)]
		pub static TreasuryPart: Permill = Permill::from_percent(3);

		/// The part of a payment that validators get, in millionths.
		#[codec(index = 6)]
		pub static ValidatorsPart: Permill = Permill::from_percent(2);

		/// What a requester gets for a slashed attempt, in millionths of the attempt's payment.
		#[codec(index = 7)]
		pub static Compensation: Permill = Permill::from_percent(10);

		/// The part of slashed collateral that a challenger gets, in millionths.
		#[codec(index = 8)]
		pub static Bounty: Permill = Permill::from_percent(30);

		/// What a challenger loses if the tile is right, in grains (10^12 are 1 ASY).
		#[codec(index = 9)]
		pub static ChallengeBond: Balance = 5 * ASY;

		/// What a job costs that several providers tried in vain, in millionths of the offer.
		#[codec(index = 10)]
		pub static FutileFee: Permill = Permill::from_percent(1);

		/// What a demanded chunk of 1,024 bytes costs, in grains (10^12 are 1 ASY).
		#[codec(index = 11)]
		pub static ChunkPrice: Balance = 20 * MILLI_ASY;

		/// The longest deadline for a commitment, in blocks (20 are a minute).
		#[codec(index = 12)]
		pub static MaxDeadline: BlockNumber = 6 * HOURS;

		/// The longest that a job may wait for providers, in blocks (20 are a minute).
		#[codec(index = 13)]
		pub static MaxPatience: BlockNumber = 7 * DAYS;

		/// Blocks for which it is remembered how a job ended.
		#[codec(index = 14)]
		pub static Retention: BlockNumber = 7 * DAYS;

		/// How many queued jobs are looked at per block, at most.
		#[codec(index = 15)]
		pub static AssignmentsPerBlock: u32 = 16;

		/// Milliseconds of a block that the chain may take for what it does by itself.
		#[codec(index = 16)]
		pub static HookMillis: u32 = 150;
	}
}

/// A parameter's values that keep the chain usable, safe from spam, and its money conserved.
pub trait Range {
	/// What it is.
	type Value: Ord;

	/// What is stored.
	fn stored() -> Self::Value;

	/// The least and the most that is meant by it.
	fn range() -> (Self::Value, Self::Value);
}

/// Reads a parameter, held to its range.
pub struct InRange<P>(PhantomData<P>);

impl<P: Range> Get<P::Value> for InRange<P> {
	fn get() -> P::Value {
		let (least, most) = P::range();
		P::stored().clamp(least, most)
	}
}

/// Stores every parameter that isn't stored, as it is used now: at genesis, and after an upgrade
/// that adds some. Returns how many there were to look at and to store.
pub fn store_missing() -> (u64, u64) {
	let all = all();
	let missing = all.iter().filter(|(key, _)| !Parameters::<Runtime>::contains_key(key));
	let stored = missing.map(|(key, value)| Parameters::<Runtime>::insert(key, value)).count();
	(all.len() as u64, stored as u64)
}

macro_rules! ranges {
	($($group:ident $variant:ident: {
		$($name:ident: $value:ty, $least:expr, $most:expr;)*
	})*) => {
		/// All parameters with the values that are used now.
		pub fn all() -> Vec<(RuntimeParametersKey, RuntimeParametersValue)> {
			let all = [$($(RuntimeParameters::$variant($group::Parameters::$name(
				$group::$name,
				Some(InRange::<$group::$name>::get()),
			)),)*)*];
			let parts = all.into_iter().map(AggregatedKeyValue::into_parts);
			parts.filter_map(|(key, value)| Some((key, value?))).collect()
		}

		$($(
			impl Range for $group::$name {
				type Value = $value;

				fn stored() -> $value {
					Self::get()
				}

				fn range() -> ($value, $value) {
					($least, $most)
				}
			}
		)*)*
	};
}

ranges! {
	fees Fees: {
		PerSecond: Balance, ASY, 100_000 * ASY;
		PerByte: Balance, GRAIN, ASY;
	}
	stake Stake: {
		MinOwnBond: Balance, ASY, 10_000_000 * ASY;
		MinDelegation: Balance, ASY, 1_000_000 * ASY;
		MinUnbond: Balance, EXISTENTIAL_DEPOSIT, 1_000 * ASY;
		// Longer than an attempt can live, or collateral could leave before it is slashed.
		UnbondingPeriod: BlockNumber, LONGEST_ATTEMPT + DAYS, 90 * DAYS;
		MaxCommission: Perbill, Perbill::from_percent(1), Perbill::one();
		MaxCommissionRise: Perbill, Perbill::from_parts(1), Perbill::from_percent(20);
		CommissionRisePeriod: BlockNumber, HOURS, 90 * DAYS;
	}
	providers Providers: {
		MaxCapacity: u32, 1, 64;
		HeartbeatPeriod: BlockNumber, MINUTES, DAYS;
		MissedPeriods: u32, 1, 10;
		ConductHalfLife: BlockNumber, HOURS, 90 * DAYS;
		SweepPerBlock: u32, 1, 32;
	}
	kernels Kernels: {
		MaxRoyalty: Permill, Permill::zero(), HIGHEST_ROYALTY;
	}
	jobs Jobs: {
		OpenWithin: BlockNumber, MINUTES, HOURS - 10;
		ChallengeWindow: BlockNumber, 1, DAYS;
		DeliverWithin: BlockNumber, MINUTES, DAYS;
		// Below that a requester, a challenger and a provider who are one might lose nothing.
		CollateralPercent: u32, 150, 1_000;
		Burned: Permill, Permill::from_percent(1), Permill::from_percent(20);
		TreasuryPart: Permill, Permill::zero(), Permill::from_percent(10);
		ValidatorsPart: Permill, Permill::zero(), Permill::from_percent(10);
		Compensation: Permill, Permill::zero(), Permill::from_percent(50);
		Bounty: Permill, Permill::zero(), MAX_BOUNTY;
		ChallengeBond: Balance, MILLI_ASY, 10_000 * ASY;
		FutileFee: Permill, Permill::zero(), Permill::from_percent(5);
		ChunkPrice: Balance, MILLI_ASY, ASY;
		MaxDeadline: BlockNumber, MINUTES, DAYS;
		MaxPatience: BlockNumber, MINUTES, 30 * DAYS;
		Retention: BlockNumber, HOURS, 90 * DAYS;
		AssignmentsPerBlock: u32, 1, 64;
		HookMillis: u32, 20, 400;
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Fees(fees::Parameters::PerSecond(fees::PerSecond, Some(100 * ASY)))
	}
}
