//! Money per work.

use assay_touchstone::Fuel;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Money in the token's smallest unit.
pub type Balance = u128;

/// The token's symbol.
pub const SYMBOL: &str = "ASY";

/// Decimal places between one token and its smallest unit, the grain.
pub const DECIMALS: u8 = 12;

/// One token, in grains.
pub const ASY: Balance = 1_000_000_000_000;

/// Lane-operations that a price is for.
const GIGA: u128 = 1_000_000_000;

/// Price of a giga-fuel in the token's smallest unit.
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
pub struct PricePerGigaFuel(pub Balance);

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
