//! The arithmetic of terms: parts add up, and rounding is against who could exploit it.

use assay_jobs::terms::{Division, Forfeit, Terms, MAX_BOUNTY};
use assay_market::Balance;
use frame_support::weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight};
use proptest::prelude::*;
use sp_runtime::Permill;

/// All money there is, with room for a percentage of it.
const MONEY: Balance = 1 << 100;

fn parts() -> impl Strategy<Value = Permill> {
	(0..=1_000_000u32).prop_map(Permill::from_parts)
}

/// Shares of a payment that are no more than all of it.
fn shares() -> impl Strategy<Value = [Permill; 3]> {
	let cuts = prop::array::uniform3(0..=1_000_000u32);
	cuts.prop_map(|mut cuts| {
		cuts.sort();
		let [first, second, third] = cuts;
		[first, second - first, third - second].map(Permill::from_parts)
	})
}

fn terms() -> impl Strategy<Value = Terms<u64>> {
	let prices = (0..MONEY >> 40, 0..MONEY >> 40);
	(0..100_000u32, shares(), parts(), parts(), parts(), prices).prop_map(
		|(collateral_percent, shares, compensation, bounty, futile_fee, prices)| Terms {
			open_within: 1,
			challenge_window: 1,
			deliver_within: 1,
			collateral_percent,
			burned: shares[0],
			treasury: shares[1],
			validators: shares[2],
			compensation,
			bounty,
			challenge_bond: 0,
			futile_fee,
			chunk_price: 0,
			second_price: prices.0,
			byte_price: prices.1,
		},
	)
}

/// Whether an amount is a part of the whole, rounded down.
fn is_floor(amount: Balance, part: Permill, whole: Balance) -> bool {
	let exact = whole * Balance::from(part.deconstruct());
	amount * 1_000_000 <= exact && exact < (amount + 1) * 1_000_000
}

proptest! {
	#[test]
	fn a_payment_should_be_divided_without_rest(terms in terms(), payment in 0..MONEY) {
		let Division { provider, burned, treasury, validators } = terms.divide(payment);
		prop_assert_eq!(provider + burned + treasury + validators, payment);
		prop_assert!(is_floor(burned, terms.burned, payment));
		prop_assert!(is_floor(treasury, terms.treasury, payment));
		prop_assert!(is_floor(validators, terms.validators, payment));
	}

	#[test]
	fn a_payment_should_be_divided_even_if_the_shares_are_more_than_all(
		mut terms in terms(),
		shares in prop::array::uniform3(parts()),
		payment in 0..MONEY,
	) {
		[terms.burned, terms.treasury, terms.validators] = shares;
		let Division { provider, burned, treasury, validators } = terms.divide(payment);
		// The chain's parts may then be more than the payment, and the provider gets nothing.
		prop_assert!(provider <= payment);
		prop_assert!(provider == 0 || provider + burned + treasury + validators == payment);
	}

	#[test]
	fn slashed_collateral_should_be_divided_without_rest(
		terms in terms(),
		slashed in prop_oneof![0..1_000u128, 0..MONEY],
		spent in prop_oneof![0..1_000u128, 0..MONEY],
		payment in prop_oneof![0..1_000u128, 0..MONEY],
		challenged in any::<bool>(),
	) {
		let forfeit = terms.forfeit(slashed, spent, payment, challenged);
		let Forfeit { refilled, compensation, bounty, burned } = forfeit;
		prop_assert_eq!(refilled + compensation + bounty + burned, slashed);
		// The requester comes first, and gets no more than it is due.
		prop_assert_eq!(refilled, spent.min(slashed));
		prop_assert!(compensation <= terms.compensation.mul_floor(payment));
		prop_assert!(compensation == terms.compensation.mul_floor(payment) || bounty == 0);
		// A third at most, and nothing for a slash that nobody brought about.
		prop_assert!(3 * bounty <= slashed);
		prop_assert!(challenged || bounty == 0);
		let due = terms.bounty.min(MAX_BOUNTY).mul_floor(slashed);
		prop_assert!(!challenged || bounty == due || burned == 0);
	}

	#[test]
	fn collateral_should_be_rounded_up(
		terms in terms(),
		payment in 0..MONEY,
		verification in 0..MONEY,
	) {
		let collateral = terms.collateral(payment, verification).expect("it is in range");
		let exact = (payment + verification) * Balance::from(terms.collateral_percent);
		prop_assert!(collateral * 100 >= exact && collateral > 0);
		prop_assert!(collateral == 1 || (collateral - 1) * 100 < exact);
	}

	#[test]
	fn fees_should_be_rounded_up_and_grow_with_what_they_are_for(
		terms in terms(),
		time in 0..1_000_000_000_000u64,
		more in 0..1_000_000_000_000u64,
		bytes in 0..4_000_000u32,
	) {
		let fee = terms.fee(Weight::from_parts(time, 0), bytes);
		let of_bytes = terms.byte_price * Balance::from(bytes);
		let exact = Balance::from(time) * terms.second_price;
		let second = Balance::from(WEIGHT_REF_TIME_PER_SECOND);
		prop_assert!((fee - of_bytes) * second >= exact);
		prop_assert!(fee == of_bytes || (fee - of_bytes - 1) * second < exact);
		prop_assert!(terms.fee(Weight::from_parts(time + more, 7), bytes + 1) >= fee);
	}

	#[test]
	fn a_futile_job_should_cost_a_part_rounded_up(terms in terms(), offer in 0..MONEY) {
		let fee = terms.futile(offer);
		let exact = offer * Balance::from(terms.futile_fee.deconstruct());
		prop_assert!(fee <= offer && fee * 1_000_000 >= exact);
		prop_assert!(fee == 0 || (fee - 1) * 1_000_000 < exact);
	}

	#[test]
	fn no_amount_should_panic(
		terms in terms(),
		amounts in prop::array::uniform3(any::<u128>()),
		prices in prop::array::uniform2(any::<u128>()),
		weight in any::<u64>(),
		bytes in any::<u32>(),
	) {
		let terms = Terms { second_price: prices[0], byte_price: prices[1], ..terms };
		let [first, second, third] = amounts;
		let division = terms.divide(first);
		prop_assert!(division.provider <= first);
		let forfeit = terms.forfeit(first, second, third, true);
		let given = forfeit.refilled.checked_add(forfeit.compensation);
		prop_assert!(given.is_some_and(|given| given <= first));
		prop_assert!(terms.futile(first) <= first);
		let _ = (terms.collateral(first, second), terms.fee(Weight::from_parts(weight, 0), bytes));
	}
}

#[test]
fn collateral_that_is_no_number_should_be_none() {
	let mut runner = proptest::test_runner::TestRunner::deterministic();
	let tree = terms().new_tree(&mut runner).expect("there are terms");
	let terms = Terms { collateral_percent: 200, ..proptest::strategy::ValueTree::current(&tree) };
	assert_eq!(terms.collateral(u128::MAX, 1), None);
	assert_eq!(terms.collateral(u128::MAX / 2, 0), None);
	assert_eq!(terms.collateral(0, 0), Some(1));
	assert_eq!(terms.collateral(100, 50), Some(300));
}
