//! Money: the token and its parts.

use crate::Balance;

pub use assay_market::{ASY, DECIMALS, SYMBOL};

/// The smallest unit.
pub const GRAIN: Balance = 1;
/// A thousandth of a token.
pub const MILLI_ASY: Balance = ASY / 1_000;

/// An account below this is removed from state.
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_ASY;

/// What storing `items` entries of `bytes` bytes in all takes as a deposit.
///
/// High enough that a gigabyte of spam binds a tenth of a million tokens, and given back when the
/// entries go.
pub const fn deposit(items: u32, bytes: u32) -> Balance {
	items as Balance * 100 * MILLI_ASY + (bytes as Balance) * MILLI_ASY / 10
}
