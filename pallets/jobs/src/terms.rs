//! What a job is submitted under: times and shares that governance sets for jobs to come, and the
//! arithmetic with them.

use assay_market::Balance;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
use scale_info::TypeInfo;
use sp_runtime::Permill;

/// The most of what is slashed that goes to who proved it: the rest has to be lost to everybody,
/// or a provider that challenges itself would lose nothing.
pub const MAX_BOUNTY: Permill = Permill::from_parts(333_333);

/// Times and shares of one job. A job keeps those that it was submitted under.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo, MaxEncodedLen,
)]
#[scale_info(capture_docs = "always")]
pub struct Terms<BlockNumber> {
	/// Blocks in which samples have to be opened.
	pub open_within: BlockNumber,
	/// Blocks in which an opened job can be challenged.
	pub challenge_window: BlockNumber,
	/// Blocks in which demanded chunks have to be delivered.
	pub deliver_within: BlockNumber,
	/// Collateral for what a provider is paid and for verifying its work, in percent.
	pub collateral_percent: u32,
	/// The part of a payment that is burned, in millionths.
	pub burned: Permill,
	/// The part of a payment that the treasury gets, in millionths.
	pub treasury: Permill,
	/// The part of a payment that validators get, in millionths.
	pub validators: Permill,
	/// What a requester gets for a slashed attempt, in millionths of the attempt's payment.
	pub compensation: Permill,
	/// The part of slashed collateral that a challenger gets, in millionths.
	pub bounty: Permill,
	/// What a challenger loses to the provider if the tile matches, in grains.
	pub challenge_bond: Balance,
	/// What a job costs that three providers couldn't run, in millionths of the offer.
	pub futile_fee: Permill,
	/// What a demanded chunk of 1,024 bytes costs, in grains.
	pub chunk_price: Balance,
	/// What a second of verification costs, in grains.
	pub second_price: Balance,
	/// What a byte of an opening costs, in grains.
	pub byte_price: Balance,
}

/// How a payment is divided. What rounding leaves is the provider's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Division {
	/// The provider's part, from which royalties are taken.
	pub provider: Balance,
	/// Burned.
	pub burned: Balance,
	/// The treasury's.
	pub treasury: Balance,
	/// The validators'.
	pub validators: Balance,
}

/// How slashed collateral is divided. What rounding leaves is burned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Forfeit {
	/// Goes back into the requester's escrow for verification.
	pub refilled: Balance,
	/// Compensates the requester.
	pub compensation: Balance,
	/// The challenger's.
	pub bounty: Balance,
	/// Burned.
	pub burned: Balance,
}

impl<BlockNumber> Terms<BlockNumber> {
	/// The collateral for an attempt, rounded up: against the provider.
	pub fn collateral(&self, payment: Balance, verification: Balance) -> Option<Balance> {
		payment
			.checked_add(verification)?
			.checked_mul(self.collateral_percent.into())
			.map(|hundredfold| hundredfold.div_ceil(100).max(1))
	}

	/// What verifying costs, rounded up: against the requester, who chose the kernel.
	pub fn fee(&self, weight: Weight, bytes: u32) -> Balance {
		let second = Balance::from(WEIGHT_REF_TIME_PER_SECOND);
		let time =
			Balance::from(weight.ref_time()).saturating_mul(self.second_price).div_ceil(second);
		time.saturating_add(self.byte_price.saturating_mul(bytes.into()))
	}

	/// Divides a payment. The chain's parts are rounded down.
	pub fn divide(&self, payment: Balance) -> Division {
		let burned = self.burned.mul_floor(payment);
		let treasury = self.treasury.mul_floor(payment);
		let validators = self.validators.mul_floor(payment);
		let rest =
			payment.saturating_sub(burned).saturating_sub(treasury).saturating_sub(validators);
		Division { provider: rest, burned, treasury, validators }
	}

	/// Divides slashed collateral: the requester is made whole first.
	pub fn forfeit(
		&self,
		slashed: Balance,
		spent: Balance,
		payment: Balance,
		challenged: bool,
	) -> Forfeit {
		let refilled = spent.min(slashed);
		let mut rest = slashed.saturating_sub(refilled);
		let compensation = self.compensation.mul_floor(payment).min(rest);
		rest = rest.saturating_sub(compensation);
		let bounty =
			if challenged { self.bounty.min(MAX_BOUNTY).mul_floor(slashed).min(rest) } else { 0 };
		Forfeit { refilled, compensation, bounty, burned: rest.saturating_sub(bounty) }
	}

	/// What a job costs that three providers couldn't run.
	pub fn futile(&self, offer: Balance) -> Balance {
		self.futile_fee.mul_ceil(offer)
	}
}
