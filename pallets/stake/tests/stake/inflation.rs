//! Attacks on the next to join: a nearly empty pool whose shares are made dear.
//!
//! In the classic attack a pool has one share, its owner makes that share dear, and who joins then
//! pays for 1.99 shares and gets one.

use crate::mock::*;
use assay_stake::{
	shares::{Fund, Holding, ShareError},
	traits::Penalties,
};
use frame_support::assert_ok;

/// What a victim of a fund with one dear share would lose without the check.
#[test]
fn a_fund_should_refuse_who_would_be_robbed_by_rounding() {
	let (mut fund, mut attacker, mut victim) = Default::default();
	let fund: &mut Fund = &mut fund;
	assert_eq!(fund.join(&mut attacker, 1), Ok(1));
	assert_eq!(fund.gain(1_000_000_000), Ok(()));
	for paid in [1_000_000_000, 1_999_999_999, 2_000_000_001, 1_000_000_000_000] {
		let before = *fund;
		match fund.join(&mut victim, paid) {
			Err(ShareError::RoundingLoss { paid: refused, .. }) => assert_eq!(refused, paid),
			other => panic!("{paid} were taken: {other:?}"),
		}
		assert_eq!((*fund, victim), (before, Holding::default()));
	}
	// Who pays for whole shares is welcome.
	assert_eq!(fund.join(&mut victim, 2 * 1_000_000_001), Ok(2));
	assert_eq!(fund.worth(&victim), 2 * 1_000_000_001);
}

#[test]
fn presents_should_not_make_shares_dear() {
	chain(|| {
		open(OPERATOR, 1_000);
		let account = Stake::account_of(&OPERATOR);
		assert_ok!(Balances::transfer_allow_death(
			RuntimeOrigin::signed(OPERATOR),
			account,
			900_000_000
		));
		delegate(ANNA, 1_999);
		assert_eq!(bonded(ANNA), 1_999);
	});
}

#[test]
fn the_operator_should_not_be_able_to_shrink_its_pool_to_a_share() {
	chain(|| {
		open(OPERATOR, 1_000_000);
		assert_noop!(
			Stake::unbond(RuntimeOrigin::signed(OPERATOR), OPERATOR, Some(999_999)),
			Error::OwnBondBelowMinimum
		);
		unbond(OPERATOR, Some(999_000));
		assert_eq!(pool().bonded.shares(), 1_000);
	});
}

/// The attacker pays itself rewards, shrinks its bond to the minimum, and repeats, so that ever
/// fewer and dearer shares remain. Each victim loses a millionth and a grain at most, or is refused.
#[test]
fn rewards_should_not_make_shares_so_dear_that_the_next_delegator_is_robbed() {
	chain(|| {
		open(OPERATOR, 1_000);
		let mut refused = 0;
		let mut joined = 0;
		for round in 0..12 {
			reward(9_000);
			// Once shares are dearer than the minimum, no part of them can leave alone.
			let surplus = Some(bonded(OPERATOR) - 2_000);
			if Stake::unbond(RuntimeOrigin::signed(OPERATOR), OPERATOR, surplus).is_ok() {
				pass_blocks(20);
				withdraw(OPERATOR);
			}

			for paid in [100, 1_999, 3_999, 100_000_000] {
				let others = bonded(OPERATOR);
				match Stake::delegate(RuntimeOrigin::signed(ANNA), OPERATOR, paid) {
					Ok(_) => {
						joined += 1;
						let lost = paid - bonded(ANNA);
						assert!(lost <= 1 + paid / 1_000_000, "round {round}: {paid} lost {lost}");
						leave(ANNA);
					},
					Err(error) => {
						refused += 1;
						assert_eq!(error.error, Error::RoundingLossTooLarge.into());
					},
				}
				assert!(bonded(OPERATOR) <= others + 1 + paid / 1_000_000, "round {round}");
				check();
			}
		}
		assert!(joined > 0 && refused > 0, "{joined} joined, {refused} were refused");
	});
}

#[test]
fn a_slash_to_nearly_nothing_should_not_let_the_rest_rob_who_comes_next() {
	chain(|| {
		open(OPERATOR, 1_000_000);
		drop(Stake::penalise(&OPERATOR, 999_999));
		assert_eq!((pool().bonded.balance(), pool().bonded.shares()), (1, 1_000_000));
		assert_ok!(Stake::bond_more(RuntimeOrigin::signed(OPERATOR), 999_999));
		delegate(ANNA, 12_345);
		assert_eq!(bonded(ANNA), 12_345);
	});
}
