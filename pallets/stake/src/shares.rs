//! Money owned in shares: pure arithmetic, without storage.
//!
//! A [`Fund`] is a sum of money that belongs to the holders of its shares. What lifts or lowers the
//! sum lifts or lowers every share alike, so neither needs to know the holders: both are O(1).
//!
//! Every division rounds against who moves money. A join or a part taken out never lowers what a
//! share is worth, so the others never pay for somebody's rounding.
//!
//! ```
//! use assay_stake::shares::{Fund, Holding, ShareError};
//!
//! let mut fund = Fund::default();
//! let (mut anna, mut ben) = (Holding::default(), Holding::default());
//! fund.join(&mut anna, 600)?;
//! fund.join(&mut ben, 200)?;
//!
//! fund.gain(80)?;
//! assert_eq!((fund.worth(&anna), fund.worth(&ben)), (660, 220));
//!
//! assert_eq!(fund.lose(440), 440);
//! assert_eq!((fund.worth(&anna), fund.worth(&ben)), (330, 110));
//!
//! assert_eq!(fund.take_all(&mut anna)?, 330);
//! assert_eq!(fund.take_part(&mut ben, 100)?, 100);
//! assert_eq!(fund.balance(), 10);
//! # Ok::<(), ShareError>(())
//! ```

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::{helpers_128bit::multiply_by_rational_with_rounding, Rounding};

pub use assay_market::Balance;

/// How far a share's worth may fall below what the first one cost, in powers of two.
///
/// A fund that falls further has lost all but a 4-billionth and counts as wiped out. Without a floor
/// the shares sold after each loss would grow without end.
pub const WORTH_FLOOR_BITS: u32 = 32;

/// What part of a payment may be lost to rounding, in powers of two: a millionth.
///
/// A fund in which a share costs more than that refuses to be joined.
pub const ROUNDING_LOSS_BITS: u32 = 20;

/// Why a fund refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareError {
	/// A number outgrew 128 bits.
	Overflow,
	/// The payment is zero.
	NothingPaid,
	/// A share costs so much that rounding would take more than a millionth of the payment.
	RoundingLoss {
		/// What was to be paid.
		paid: Balance,
		/// What the bought shares would be worth.
		worth: Balance,
	},
	/// The holding is worth less than what was asked for.
	NotEnough {
		/// What was asked for.
		asked: Balance,
		/// What there is.
		worth: Balance,
	},
	/// There is no share that a gain could go to.
	NobodyHolds,
}

/// Shares of one fund that belong to one holder.
///
/// The default is no shares.
#[derive(
	Clone,
	Copy,
	Default,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Holding {
	/// How many times the fund had been wiped out when these shares were sold.
	generation: u64,
	/// The number of shares. They are worth nothing once the fund was wiped out again.
	shares: u128,
}

/// A sum of money that belongs to the holders of its shares.
///
/// There are shares exactly when there is money. A fund that loses everything starts a new
/// generation, and the shares of earlier ones are worth nothing.
#[derive(
	Clone,
	Copy,
	Default,
	PartialEq,
	Eq,
	Debug,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Fund {
	/// How many times the fund has lost everything.
	generation: u64,
	/// What is in the fund, in grains.
	balance: Balance,
	/// The number of all shares in it.
	shares: u128,
}

impl Holding {
	/// The number of shares, whatever they are worth.
	pub fn shares(&self) -> u128 {
		self.shares
	}

	/// How many times the fund had been wiped out when these shares were sold.
	pub fn generation(&self) -> u64 {
		self.generation
	}
}

impl Fund {
	/// The money in it.
	pub fn balance(&self) -> Balance {
		self.balance
	}

	/// The shares that it was divided into.
	pub fn shares(&self) -> u128 {
		self.shares
	}

	/// How many times it was wiped out.
	pub fn generation(&self) -> u64 {
		self.generation
	}

	/// Whether the holding still has a part in the fund.
	pub fn owns(&self, holding: &Holding) -> bool {
		holding.shares > 0 && holding.generation == self.generation
	}

	/// What a holding would bring if all of it was taken out now.
	pub fn worth(&self, holding: &Holding) -> Balance {
		if self.owns(holding) {
			self.money_of(holding.shares).unwrap_or(0)
		} else {
			0
		}
	}

	/// Pays `amount` in and returns how many shares it bought.
	pub fn join(&mut self, holding: &mut Holding, amount: Balance) -> Result<u128, ShareError> {
		if amount == 0 {
			return Err(ShareError::NothingPaid);
		}
		let bought = if self.shares == 0 {
			amount
		} else {
			mul_div(amount, self.shares, self.balance, Rounding::Down)?
		};
		let joined = Fund {
			balance: checked(self.balance.checked_add(amount))?,
			shares: checked(self.shares.checked_add(bought))?,
			..*self
		};
		let worth = joined.money_of(bought)?;
		let tolerated = (amount >> ROUNDING_LOSS_BITS).saturating_add(1);
		if bought == 0 || amount.saturating_sub(worth) > tolerated {
			return Err(ShareError::RoundingLoss { paid: amount, worth });
		}
		let held = if self.owns(holding) { holding.shares } else { 0 };
		let shares = checked(held.checked_add(bought))?;
		*holding = Holding { generation: self.generation, shares };
		*self = joined;
		Ok(bought)
	}

	/// Takes out at least `amount`, more by less than one share's worth, and returns how much.
	pub fn take_part(
		&mut self,
		holding: &mut Holding,
		amount: Balance,
	) -> Result<Balance, ShareError> {
		let worth = self.worth(holding);
		if amount > worth {
			return Err(ShareError::NotEnough { asked: amount, worth });
		}
		if amount == 0 {
			return Ok(0);
		}
		let sold = mul_div(amount, self.shares, self.balance, Rounding::Up)?;
		self.redeem(holding, sold)
	}

	/// Takes out all that a holding is worth, and returns how much. The holding is empty then.
	pub fn take_all(&mut self, holding: &mut Holding) -> Result<Balance, ShareError> {
		if self.owns(holding) {
			self.redeem(holding, holding.shares)
		} else {
			*holding = Holding::default();
			Ok(0)
		}
	}

	/// Adds `amount` to what the present shares are worth together.
	pub fn gain(&mut self, amount: Balance) -> Result<(), ShareError> {
		if self.shares == 0 {
			return Err(ShareError::NobodyHolds);
		}
		self.balance = checked(self.balance.checked_add(amount))?;
		Ok(())
	}

	/// Takes `amount`, or what there is, from all shares alike, and returns how much was taken.
	///
	/// That is more than asked for when what would remain is below the floor of a share's worth:
	/// then the rest goes too, and a new generation begins.
	pub fn lose(&mut self, amount: Balance) -> Balance {
		let left = self.balance.saturating_sub(amount);
		if self.shares >> WORTH_FLOOR_BITS >= left {
			let taken = self.balance;
			if self.shares > 0 {
				*self = Fund { generation: self.generation.saturating_add(1), ..Fund::default() };
			}
			taken
		} else {
			let taken = self.balance.saturating_sub(left);
			self.balance = left;
			taken
		}
	}

	/// Adds `amount` to the fund, and returns the claim to it.
	///
	/// A claim isn't money: it says what part of a loss is whose. Rounding goes against the other
	/// claims, by less than a share's worth, so that none ever grows.
	pub fn claim(&mut self, amount: Balance) -> Result<Holding, ShareError> {
		if amount == 0 {
			return Err(ShareError::NothingPaid);
		}
		let shares = if self.shares == 0 {
			amount
		} else {
			mul_div(amount, self.shares, self.balance, Rounding::Up)?
		};
		*self = Fund {
			balance: checked(self.balance.checked_add(amount))?,
			shares: checked(self.shares.checked_add(shares))?,
			..*self
		};
		Ok(Holding { generation: self.generation, shares })
	}

	/// Ends a claim, and returns what it was worth. What it leaves behind never raises another.
	pub fn end_claim(&mut self, claim: &Holding) -> Result<Balance, ShareError> {
		if !self.owns(claim) {
			return Ok(0);
		}
		let worth = self.money_of(claim.shares)?;
		let removed = mul_div(claim.shares, self.balance, self.shares, Rounding::Up)?;
		*self = Fund {
			balance: checked(self.balance.checked_sub(removed))?,
			shares: checked(self.shares.checked_sub(claim.shares))?,
			..*self
		};
		// Rounding may have left the others less than the floor.
		self.lose(0);
		Ok(worth)
	}

	/// Sells `shares` of a holding that owns them back.
	fn redeem(&mut self, holding: &mut Holding, shares: u128) -> Result<Balance, ShareError> {
		let money = self.money_of(shares)?;
		let held = checked(holding.shares.checked_sub(shares))?;
		self.balance = checked(self.balance.checked_sub(money))?;
		self.shares = checked(self.shares.checked_sub(shares))?;
		*holding =
			if held == 0 { Holding::default() } else { Holding { shares: held, ..*holding } };
		Ok(money)
	}

	/// What `shares` of the fund are worth, rounded down. All of them are worth all of it.
	fn money_of(&self, shares: u128) -> Result<Balance, ShareError> {
		mul_div(shares, self.balance, self.shares, Rounding::Down)
	}
}

/// `part` of `whole` applied to `amount`, rounded down: how a loss is split between two funds.
///
/// ```
/// assert_eq!(assay_stake::shares::proportion(100, 1, 3), 33);
/// assert_eq!(assay_stake::shares::proportion(100, 0, 0), 0);
/// ```
pub fn proportion(amount: Balance, part: Balance, whole: Balance) -> Balance {
	mul_div(amount, part, whole, Rounding::Down).unwrap_or(0)
}

/// `a * b / c` with the product in 256 bits.
fn mul_div(a: u128, b: u128, c: u128, rounding: Rounding) -> Result<u128, ShareError> {
	checked(multiply_by_rational_with_rounding(a, b, c, rounding))
}

fn checked<N>(result: Option<N>) -> Result<N, ShareError> {
	result.ok_or(ShareError::Overflow)
}
