//! What a transaction costs, and who gets it.

use super::chain;
use assay_runtime::{
	configs::{
		fees::{ComputeFee, LengthFee, ShareOut, TreasuryAccount},
		parameters::{dynamic, fees, InRange, RuntimeParameters},
	},
	currency::{ASY, MILLI_ASY},
	AccountId, Balances, Parameters, RuntimeOrigin, System,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::{fungible::Balanced, tokens::Precision, Get, OnUnbalanced},
	weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight, WeightToFee},
};
use sp_consensus_babe::digests::{PreDigest, SecondaryPlainPreDigest};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{generic::Digest, traits::BadOrigin, DigestItem};

/// Makes the block's author known, as a block's header does.
fn authored_by(index: u32) {
	let claim = PreDigest::SecondaryPlain(SecondaryPlainPreDigest {
		authority_index: index,
		slot: 1.into(),
	});
	let digest = Digest {
		logs: vec![DigestItem::PreRuntime(sp_consensus_babe::BABE_ENGINE_ID, claim.encode())],
	};
	System::initialize(&2, &Default::default(), &digest);
}

fn price_per_second(price: Option<u128>) -> RuntimeParameters {
	RuntimeParameters::Fees(fees::Parameters::PerSecond(fees::PerSecond, price))
}

#[test]
fn fee_should_be_linear_in_time_and_length() {
	chain("development").execute_with(|| {
		let second = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, 0);
		assert_eq!(ComputeFee::weight_to_fee(&second), 100 * ASY);
		assert_eq!(ComputeFee::weight_to_fee(&(second / 2)), 50 * ASY);
		assert_eq!(LengthFee::weight_to_fee(&Weight::from_parts(100, 0)), MILLI_ASY);
		// Rounded up: no work is free.
		assert!(ComputeFee::weight_to_fee(&Weight::from_parts(1, 0)) > 0);
		assert_eq!(ComputeFee::weight_to_fee(&Weight::zero()), 0);
	});
}

#[test]
fn price_should_change_when_root_says_so_and_stay_in_its_range() {
	chain("development").execute_with(|| {
		let second = Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND, 0);
		let set = |price| {
			assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), price_per_second(price)));
			ComputeFee::weight_to_fee(&second)
		};
		assert_eq!(set(Some(7 * ASY)), 7 * ASY);
		assert_eq!(set(Some(0)), ASY);
		assert_eq!(set(Some(u128::MAX)), 100_000 * ASY);
		assert_eq!(set(None), 100 * ASY);
		assert_eq!(InRange::<dynamic::fees::PerByte>::get(), MILLI_ASY / 100);
	});
}

#[test]
fn price_should_not_change_when_anyone_else_says_so() {
	chain("development").execute_with(|| {
		assert_noop!(
			Parameters::set_parameter(
				RuntimeOrigin::signed(Alice.to_account_id()),
				price_per_second(Some(ASY)),
			),
			BadOrigin
		);
	});
}

#[test]
fn fee_should_go_to_treasury_and_author_and_the_tip_to_the_author() {
	chain("development").execute_with(|| {
		authored_by(0);
		let payer = Bob.to_account_id();
		let author: AccountId = Alice.to_account_id();
		let balance = |who: &AccountId| Balances::free_balance(who);
		let treasury = TreasuryAccount::get();
		let before = [balance(&author), balance(&treasury), Balances::total_issuance()];
		let take = |amount| {
			<Balances as Balanced<AccountId>>::withdraw(
				&payer,
				amount,
				Precision::Exact,
				frame_support::traits::tokens::Preservation::Preserve,
				frame_support::traits::tokens::Fortitude::Polite,
			)
			.expect("Bob can pay")
		};
		ShareOut::on_unbalanceds([take(100 * ASY), take(3 * ASY)].into_iter());
		assert_eq!(balance(&author) - before[0], 23 * ASY);
		assert_eq!(balance(&treasury) - before[1], 80 * ASY);
		assert_eq!(Balances::total_issuance(), before[2]);
	});
}
