//! Money, and money per work.

use assay_touchstone::Fuel;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// Money in grains, the token's smallest unit: 10^12 of them are one ASY.
pub type Balance = u128;

/// The token's symbol.
pub const SYMBOL: &str = "ASY";

/// Decimal places between one token and its smallest unit, the grain.
pub const DECIMALS: u8 = 12;

/// One token, in grains.
pub const ASY: Balance = 1_000_000_000_000;

/// Fuel that a price is for.
const GIGA: u128 = 1_000_000_000;

/// Price of a giga-fuel, in grains (10^-12 ASY).
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
#[scale_info(capture_docs = "always")]
pub struct PricePerGigaFuel(
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))] pub Balance,
);

impl PricePerGigaFuel {
	/// What so much fuel costs, rounded up: who buys pays for the last part too. `None` beyond 128
	/// bits.
	///
	/// ```
	/// use assay_touchstone::Fuel;
	/// use assay_market::PricePerGigaFuel;
	///
	/// assert_eq!(PricePerGigaFuel(3).cost_of(Fuel(500_000_000)), Some(2));
	/// assert_eq!(PricePerGigaFuel(u128::MAX).cost_of(Fuel(2)), None);
	/// ```
	pub fn cost_of(&self, fuel: Fuel) -> Option<Balance> {
		self.0.checked_mul(u128::from(fuel.0)).map(|product| product.div_ceil(GIGA))
	}
}

/// Money of a requester that is on hold for a job, in grains (10^-12 ASY).
#[derive(
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[scale_info(capture_docs = "always")]
pub struct Escrow {
	/// For the provider, in grains (10^-12 ASY): fuel at the offered price.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub payment: Balance,
	/// For verification, in grains.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub verification: Balance,
	/// For what the chain keeps of the job, in grains. Comes back when the job is over.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub deposit: Balance,
}

impl Escrow {
	/// All of it. No account has more than 128 bits can count.
	pub fn total(&self) -> Balance {
		let Self { payment, verification, deposit } = *self;
		payment.saturating_add(verification).saturating_add(deposit)
	}
}

/// What submitting a job would put on hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
#[cfg_attr(
	feature = "std",
	derive(serde::Serialize, serde::Deserialize),
	serde(rename_all = "camelCase")
)]
#[scale_info(capture_docs = "always")]
pub struct Quote {
	/// Fuel of all passes.
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub fuel: u64,
	/// What would be on hold.
	pub escrow: Escrow,
	/// All that would be on hold, in grains (10^-12 ASY).
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub total: Balance,
	/// What verifying one attempt takes at most, in grains (10^-12 ASY).
	#[cfg_attr(feature = "std", serde(with = "crate::json::decimal"))]
	pub attempt_fee: Balance,
	/// What authors of kernels get of the provider's part, in millionths.
	pub royalties: Permill,
}
