//! Numbers that governance may change while the chain runs, each within a hard range.
//!
//! What is stored may be anything that decodes, so readers go through `within_range`.

use super::governance::RootOrHalfCouncil;
use crate::{
	currency::{ASY, GRAIN, MILLI_ASY},
	Balance, Runtime, RuntimeEvent,
};
use frame_support::{
	dynamic_params::{dynamic_pallet_params, dynamic_params},
	traits::{AsEnsureOriginWithArg, Get},
};

pub use dynamic::*;

/// The parameters, grouped by what they govern.
#[dynamic_params(RuntimeParameters, pallet_parameters::Parameters::<Runtime>)]
pub mod dynamic {
	use super::*;

	/// Transaction fees.
	#[dynamic_pallet_params]
	#[codec(index = 0)]
	pub mod fees {
		use super::*;

		/// Price of a second of execution on the reference machine.
		#[codec(index = 0)]
		pub static PerSecond: Balance = 100 * ASY;

		/// Price of a byte in a block.
		#[codec(index = 1)]
		pub static PerByte: Balance = MILLI_ASY / 100;
	}
}

impl fees::PerSecond {
	/// The current value, held to what keeps the chain both usable and safe from spam.
	pub fn within_range() -> Balance {
		Self::get().clamp(ASY, 100_000 * ASY)
	}
}

impl fees::PerByte {
	/// The current value, held to what keeps the chain both usable and safe from spam.
	pub fn within_range() -> Balance {
		Self::get().clamp(GRAIN, ASY)
	}
}

impl pallet_parameters::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeParameters = RuntimeParameters;
	type AdminOrigin = AsEnsureOriginWithArg<RootOrHalfCouncil>;
	// The pallet keeps its weights to itself; these are the same numbers.
	type WeightInfo = ();
}

#[cfg(feature = "runtime-benchmarks")]
impl Default for RuntimeParameters {
	fn default() -> Self {
		RuntimeParameters::Fees(fees::Parameters::PerSecond(
			fees::PerSecond,
			Some(100 * ASY),
		))
	}
}
