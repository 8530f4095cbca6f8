//! Numbers that governance may change, and the ranges that hold whatever is stored.

use super::{chain, from_json};
use assay_runtime::{
	configs::{
		market::{CurrentTerms, HookWeight},
		parameters::{
			self, jobs, kernels, providers, stake, InRange, Range, RuntimeParameters,
			RuntimeParametersValue, LONGEST_ATTEMPT,
		},
	},
	currency::ASY,
	migrations::StoreNewParameters,
	time::DAYS,
	Balance, Council, Parameters, Runtime, RuntimeCall, RuntimeOrigin,
};
use codec::Encode;
use frame_support::{
	assert_noop, assert_ok,
	traits::{Get, OnRuntimeUpgrade},
	weights::{constants::ParityDbWeight, Weight},
};
use sp_keyring::Sr25519Keyring::{Alice, Bob};
use sp_runtime::{
	traits::{BadOrigin, Bounded},
	Permill,
};
use std::collections::BTreeMap;

/// Sets a parameter as root.
fn set(parameter: RuntimeParameters) {
	assert_ok!(Parameters::set_parameter(RuntimeOrigin::root(), parameter));
}

/// Checks that a parameter is at its default, which is in its range, and then at the range's ends
/// when the most or the least that can be stored is stored.
macro_rules! holds {
	($group:ident, $variant:ident: $($name:ident),* $(,)?) => {
		$(
			let (least, most) = $group::$name::range();
			assert!(least <= most, "{}", stringify!($name));
			let default = $group::$name::stored();
			assert!((least..=most).contains(&default), "{}", stringify!($name));
			assert_eq!(InRange::<$group::$name>::get(), default);
			for (stored, held) in [(Bounded::max_value(), most), (Bounded::min_value(), least)] {
				set(RuntimeParameters::$variant($group::Parameters::$name(
					$group::$name,
					Some(stored),
				)));
				assert_eq!(InRange::<$group::$name>::get(), held, "{}", stringify!($name));
			}
		)*
	};
}

#[test]
fn parameters_should_stay_in_their_ranges_whatever_is_stored() {
	chain("development").execute_with(|| {
		holds!(stake, Stake: MinOwnBond, MinDelegation, MinUnbond, UnbondingPeriod, MaxCommission,
			MaxCommissionRise, CommissionRisePeriod);
		holds!(providers, Providers: MaxCapacity, HeartbeatPeriod, MissedPeriods, ConductHalfLife,
			SweepPerBlock);
		holds!(kernels, Kernels: MaxRoyalty);
		holds!(jobs, Jobs: OpenWithin, ChallengeWindow, DeliverWithin, CollateralPercent, Burned,
			TreasuryPart, ValidatorsPart, Compensation, Bounty, ChallengeBond, FutileFee, ChunkPrice,
			MaxDeadline, MaxPatience, Retention, AssignmentsPerBlock, HookMillis);
	});
}

#[test]
fn terms_should_be_made_of_what_is_set_now() {
	chain("development").execute_with(|| {
		let before = CurrentTerms::get();
		let bond = 7 * ASY;
		set(RuntimeParameters::Jobs(jobs::Parameters::ChallengeBond(
			jobs::ChallengeBond,
			Some(bond),
		)));
		let after = CurrentTerms::get();
		assert_eq!(after.challenge_bond, bond);
		assert_ne!(after, before);
		assert_eq!(HookWeight::get(), Weight::from_parts(150_000_000_000, u64::MAX));
	});
}

#[test]
fn parts_of_a_payment_should_leave_most_to_the_provider_at_every_end_of_their_ranges() {
	let most =
		[jobs::Burned::range().1, jobs::TreasuryPart::range().1, jobs::ValidatorsPart::range().1];
	let all = most.iter().fold(Permill::zero(), |sum, part| sum + *part);
	assert_eq!(all, Permill::from_percent(40));
}

#[test]
fn a_slash_should_burn_something_at_every_end_of_the_ranges() {
	chain("development").execute_with(|| {
		let mut terms = CurrentTerms::get();
		terms.collateral_percent = jobs::CollateralPercent::range().0;
		terms.compensation = jobs::Compensation::range().1;
		terms.bounty = jobs::Bounty::range().1;
		for (payment, fee) in [(1_000_000, 0), (1_000_000, 1_000_000), (1_000, 1_000_000_000)] {
			let collateral = terms.collateral(payment, fee).expect("it is a number");
			let forfeit = terms.forfeit(collateral, fee, payment, true);
			assert!(forfeit.burned > 0, "{payment} {fee}: {forfeit:?}");
			let parts: Balance =
				forfeit.refilled + forfeit.compensation + forfeit.bounty + forfeit.burned;
			assert_eq!(parts, collateral);
		}
	});
}

#[test]
fn stake_should_stay_for_longer_than_any_attempt() {
	let attempt = jobs::MaxDeadline::range().1
		+ jobs::OpenWithin::range().1
		+ jobs::ChallengeWindow::range().1
		+ 2 * jobs::DeliverWithin::range().1
		+ 3;
	assert!(attempt <= LONGEST_ATTEMPT, "{attempt}");
	assert!(stake::UnbondingPeriod::range().0 >= LONGEST_ATTEMPT + DAYS);
}

#[test]
fn the_council_should_be_able_to_change_a_parameter_and_nobody_else() {
	chain("development").execute_with(|| {
		let parameter = RuntimeParameters::Jobs(jobs::Parameters::ChallengeWindow(
			jobs::ChallengeWindow,
			Some(77),
		));
		let call = RuntimeCall::Parameters(pallet_parameters::Call::set_parameter {
			key_value: parameter.clone(),
		});
		assert_noop!(
			Parameters::set_parameter(
				RuntimeOrigin::signed(Bob.to_account_id()),
				parameter.clone()
			),
			BadOrigin
		);
		assert_noop!(Parameters::set_parameter(RuntimeOrigin::none(), parameter), BadOrigin);
		// The council of this preset is Alice alone.
		let length = call.encoded_size() as u32;
		assert_ok!(Council::propose(
			RuntimeOrigin::signed(Alice.to_account_id()),
			1,
			Box::new(call),
			length
		));
		assert_eq!(InRange::<jobs::ChallengeWindow>::get(), 77);
	});
}

/// The tests with real nodes write this entry into a genesis: they have no runtime to ask.
#[test]
fn a_challenge_window_should_be_stored_where_the_network_tests_write_it() {
	chain("development").execute_with(|| {
		let before = entries();
		set(RuntimeParameters::Jobs(jobs::Parameters::ChallengeWindow(
			jobs::ChallengeWindow,
			Some(4),
		)));
		let changed = entries().into_iter().find(|entry| !before.contains(entry));
		let (key, value) = changed.expect("it is stored");
		let hex = |bytes: &[u8]| format!("0x{}", sp_core::hexdisplay::HexDisplay::from(&bytes));
		let expected = concat!(
			"0xc63bdd4a39095ccf55623a6f2872bf8ac63bdd4a39095ccf55623a6f2872bf8a",
			"e0a92a6b59af95c6822ecf6ea46af0980401"
		);
		assert_eq!((&hex(&key)[..], &hex(&value)[..]), (expected, "0x040104000000"));
	});
}

/// All entries of the parameters' pallet.
fn entries() -> Vec<(Vec<u8>, Vec<u8>)> {
	let prefix = sp_io::hashing::twox_128(b"Parameters");
	let mut entries = Vec::new();
	let mut key = prefix.to_vec();
	while let Some(next) = sp_io::storage::next_key(&key).filter(|next| next.starts_with(&prefix)) {
		let value = sp_io::storage::get(&next).expect("there is such a key");
		key.clone_from(&next);
		entries.push((next, value.to_vec()));
	}
	entries
}

/// Wallets list a storage map, and know nothing of defaults in the code.
#[test]
fn every_parameter_should_be_stored_from_genesis_on() {
	for preset in ["development", "local_testnet", "testnet"] {
		chain(preset).execute_with(|| {
			assert_eq!(stored().len(), 32);
			assert_eq!(stored(), used());
		});
	}
	from_json(b"{}".to_vec()).execute_with(|| assert_eq!(stored(), used()));
}

#[test]
fn an_upgrade_should_store_parameters_that_are_missing_and_leave_the_others() {
	chain("development").execute_with(|| {
		set(RuntimeParameters::Stake(stake::Parameters::MinUnbond(
			stake::MinUnbond,
			Some(7 * ASY),
		)));
		for missing in [
			RuntimeParameters::Stake(stake::Parameters::MinOwnBond(stake::MinOwnBond, None)),
			RuntimeParameters::Jobs(jobs::Parameters::Bounty(jobs::Bounty, None)),
		] {
			set(missing);
		}
		assert_eq!(stored().len(), 30);
		let weight = StoreNewParameters::on_runtime_upgrade();
		assert_eq!(weight, ParityDbWeight::get().reads_writes(64, 2));
		assert_eq!(stored(), used());
		assert_eq!(InRange::<stake::MinUnbond>::get(), 7 * ASY);
		assert_eq!(InRange::<stake::MinOwnBond>::get(), 100 * ASY);
		// Nothing is left to do.
		let weight = StoreNewParameters::on_runtime_upgrade();
		assert_eq!(weight, ParityDbWeight::get().reads(64));
	});
}

/// What is stored, by encoded key.
fn stored() -> BTreeMap<Vec<u8>, RuntimeParametersValue> {
	let all = pallet_parameters::Parameters::<Runtime>::iter();
	all.map(|(key, value)| (key.encode(), value)).collect()
}

/// What the chain uses, by encoded key.
fn used() -> BTreeMap<Vec<u8>, RuntimeParametersValue> {
	parameters::all().into_iter().map(|(key, value)| (key.encode(), value)).collect()
}
