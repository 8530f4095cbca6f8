//! The arithmetic of shares against an exact, slow reference in rational numbers.

use assay_stake::shares::{Fund, Holding, ShareError, ROUNDING_LOSS_BITS, WORTH_FLOOR_BITS};
use num_bigint::BigInt;
use num_rational::BigRational;
use proptest::prelude::*;

const HOLDERS: usize = 5;

/// One thing that happens to a fund.
#[derive(Clone, Debug)]
enum Step {
	Join(usize, u128),
	/// Takes out a part of what the holder has, in 1/2^16.
	TakePart(usize, u16),
	TakeAll(usize),
	Gain(u128),
	/// Loses a part of what there is, in 1/2^16.
	Lose(u16),
}

/// Amounts of every magnitude up to a billion tokens.
fn amount() -> impl Strategy<Value = u128> {
	(0u32..71, any::<u128>()).prop_map(|(bits, random)| (random & ((1 << bits) - 1)) + 1)
}

fn step() -> impl Strategy<Value = Step> {
	prop_oneof![
		4 => (0..HOLDERS, amount()).prop_map(|(who, amount)| Step::Join(who, amount)),
		3 => (0..HOLDERS, any::<u16>()).prop_map(|(who, part)| Step::TakePart(who, part)),
		1 => (0..HOLDERS).prop_map(Step::TakeAll),
		2 => (0u32..40, any::<u128>())
			.prop_map(|(bits, random)| Step::Gain(random & ((1 << bits) - 1))),
		1 => any::<u16>().prop_map(Step::Lose),
		1 => (0u16..2048).prop_map(Step::Lose),
	]
}

/// The same fund, slow and obvious: whole shares of a rational number, rounded where it says so.
#[derive(Clone, Default)]
struct Reference {
	balance: BigInt,
	held: [BigInt; HOLDERS],
}

fn rational(amount: impl Into<BigInt>) -> BigRational {
	BigRational::from_integer(amount.into())
}

fn power_of_two(bits: u32) -> BigRational {
	rational(1u128 << bits)
}

impl Reference {
	fn shares(&self) -> BigInt {
		self.held.iter().sum()
	}

	/// Money per share.
	fn price(&self) -> BigRational {
		rational(self.balance.clone()) / rational(self.shares())
	}

	/// What a holder owns, exactly.
	fn claim(&self, who: usize) -> BigRational {
		if self.held[who] == BigInt::from(0) {
			rational(0)
		} else {
			rational(self.held[who].clone()) * self.price()
		}
	}

	fn claims(&self) -> [BigRational; HOLDERS] {
		std::array::from_fn(|who| self.claim(who))
	}

	/// Whether the payment is taken: not if more than a millionth, and a grain, would be lost.
	fn join(&mut self, who: usize, paid: u128) -> bool {
		let empty = self.shares() == BigInt::from(0);
		let price = if empty { rational(1) } else { self.price() };
		let bought = (rational(paid) / price).floor().to_integer();
		let mut joined = self.clone();
		joined.balance += paid;
		joined.held[who] += &bought;
		let worth = (rational(bought.clone()) * joined.price()).floor();
		let tolerated = (rational(paid) / power_of_two(ROUNDING_LOSS_BITS)).floor() + rational(1);
		let taken = bought > BigInt::from(0) && rational(paid) - worth <= tolerated;
		if taken {
			*self = joined;
		}
		taken
	}

	/// Sells the fewest shares that bring `asked`, or all.
	fn take(&mut self, who: usize, asked: Option<u128>) -> BigInt {
		let sold = match asked {
			_ if self.held[who] == BigInt::from(0) => return BigInt::from(0),
			Some(asked) => (rational(asked) / self.price()).ceil().to_integer(),
			None => self.held[who].clone(),
		};
		let money = (rational(sold.clone()) * self.price()).floor().to_integer();
		self.held[who] -= sold;
		self.balance -= &money;
		money
	}

	/// Takes from all alike; whether that wipes the fund out.
	fn lose(&mut self, asked: u128) -> bool {
		let left = &self.balance - BigInt::from(asked);
		let floor = rational(self.shares()) / power_of_two(WORTH_FLOOR_BITS);
		let wiped_out = self.shares() > BigInt::from(0) && rational(left.clone()) <= floor.floor();
		if wiped_out {
			*self = Reference::default();
		} else {
			self.balance = left;
		}
		wiped_out
	}
}

/// Plays steps on both, checking after each that they agree and that nobody pays for somebody's
/// rounding. Returns the fund at the end.
fn play(steps: &[Step]) -> Result<Fund, TestCaseError> {
	let mut fund = Fund::default();
	let mut holdings = [Holding::default(); HOLDERS];
	let mut reference = Reference::default();
	let failed = |error: ShareError| TestCaseError::fail(format!("{error:?}"));
	for step in steps {
		let (before, claims) = (fund, reference.claims());
		let mover = match *step {
			Step::Join(who, paid) => {
				let taken = match fund.join(&mut holdings[who], paid) {
					Err(ShareError::RoundingLoss { .. }) => false,
					result => result.map(|_| true).map_err(failed)?,
				};
				prop_assert_eq!(taken, reference.join(who, paid));
				let gained = reference.claim(who) - &claims[who];
				prop_assert!(gained <= rational(paid), "a join made money");
				let least = rational(paid - (paid >> ROUNDING_LOSS_BITS)) - rational(2);
				prop_assert!(!taken || gained >= least, "a join lost too much");
				Some(who)
			},
			Step::TakePart(who, part) => {
				let asked = (fund.worth(&holdings[who]) * u128::from(part)) >> 16;
				let taken = fund.take_part(&mut holdings[who], asked).map_err(failed)?;
				prop_assert!(taken >= asked);
				prop_assert_eq!(BigInt::from(taken), reference.take(who, Some(asked)));
				prop_assert!(reference.claim(who) + rational(taken) <= claims[who]);
				Some(who)
			},
			Step::TakeAll(who) => {
				let worth = fund.worth(&holdings[who]);
				let taken = fund.take_all(&mut holdings[who]).map_err(failed)?;
				prop_assert_eq!(taken, worth);
				prop_assert_eq!(holdings[who], Holding::default());
				prop_assert_eq!(BigInt::from(taken), reference.take(who, None));
				Some(who)
			},
			Step::Gain(amount) => {
				match fund.gain(amount) {
					Ok(()) => reference.balance += amount,
					Err(error) => prop_assert_eq!((error, fund), (ShareError::NobodyHolds, before)),
				}
				None
			},
			Step::Lose(part) => {
				let asked = (before.balance() * u128::from(part)) >> 16;
				let taken = fund.lose(asked);
				let wiped_out = reference.lose(asked);
				prop_assert_eq!(fund.generation() > before.generation(), wiped_out);
				prop_assert_eq!(taken, if wiped_out { before.balance() } else { asked });
				prop_assert!(taken - asked <= before.shares() >> WORTH_FLOOR_BITS);
				None
			},
		};
		for (who, claim) in claims.iter().enumerate() {
			if mover.is_some() && mover != Some(who) {
				prop_assert!(reference.claim(who) >= *claim, "a bystander paid for {:?}", step);
			}
		}
		check(&fund, &holdings, &reference)?;
	}
	Ok(fund)
}

/// The fund is that of the reference, owes no more than it has, and its price is above the floor.
fn check(
	fund: &Fund,
	holdings: &[Holding; HOLDERS],
	reference: &Reference,
) -> Result<(), TestCaseError> {
	prop_assert_eq!(BigInt::from(fund.balance()), reference.balance.clone());
	prop_assert_eq!(BigInt::from(fund.shares()), reference.shares());
	for (holding, claim) in holdings.iter().zip(reference.claims()) {
		prop_assert_eq!(rational(fund.worth(holding)), claim.floor());
	}
	let owed: u128 = holdings.iter().map(|holding| fund.worth(holding)).sum();
	prop_assert!(owed <= fund.balance());
	prop_assert_eq!(fund.shares() == 0, fund.balance() == 0);
	prop_assert!(fund.shares() == 0 || fund.shares() >> WORTH_FLOOR_BITS < fund.balance());
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

	#[test]
	fn funds_should_agree_with_the_reference(steps in prop::collection::vec(step(), 1..60)) {
		play(&steps)?;
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 200, ..ProptestConfig::default() })]

	#[test]
	fn funds_should_agree_with_the_reference_for_a_long_time(
		steps in prop::collection::vec(step(), 20_000)
	) {
		play(&steps)?;
	}
}

#[test]
fn overflow_should_be_refused_and_change_nothing() {
	let (mut fund, mut holding) = (Fund::default(), Holding::default());
	assert_eq!(fund.join(&mut holding, u128::MAX), Ok(u128::MAX));
	let before = (fund, holding);
	assert_eq!(fund.join(&mut holding, 1), Err(ShareError::Overflow));
	assert_eq!(fund.gain(1), Err(ShareError::Overflow));
	assert_eq!((fund, holding), before);
	assert_eq!(fund.take_all(&mut holding), Ok(u128::MAX));
}

#[test]
fn who_asks_for_too_much_should_be_told_what_there_is() {
	let (mut fund, mut holding) = (Fund::default(), Holding::default());
	assert_eq!(fund.join(&mut holding, 10), Ok(10));
	assert_eq!(
		fund.take_part(&mut holding, 11),
		Err(ShareError::NotEnough { asked: 11, worth: 10 })
	);
	assert_eq!(fund.join(&mut holding, 0), Err(ShareError::NothingPaid));
	assert_eq!(fund.take_part(&mut Holding::default(), 0), Ok(0));
}

#[test]
fn the_last_share_should_take_the_last_grain() {
	let (mut fund, mut one, mut two) = Default::default();
	let fund: &mut Fund = &mut fund;
	assert_eq!((fund.join(&mut one, 10), fund.join(&mut two, 5)), (Ok(10), Ok(5)));
	assert_eq!(fund.gain(2), Ok(()));
	assert_eq!((fund.worth(&one), fund.worth(&two)), (11, 5));
	assert_eq!((fund.take_all(&mut one), fund.take_all(&mut two)), (Ok(11), Ok(6)));
	assert_eq!(*fund, Fund::default());
}

/// One thing that happens to a fund of claims.
#[derive(Clone, Debug)]
enum ClaimStep {
	Claim(u128),
	/// Ends the claim with this number, modulo their count.
	End(usize),
	/// Loses a part of what there is, in 1/2^16.
	Lose(u16),
}

fn claim_step() -> impl Strategy<Value = ClaimStep> {
	prop_oneof![
		4 => amount().prop_map(ClaimStep::Claim),
		3 => any::<usize>().prop_map(ClaimStep::End),
		1 => (0u16..30_000).prop_map(ClaimStep::Lose),
	]
}

/// A claim, and what it would be worth without any rounding.
struct Claimed {
	claim: Holding,
	amount: u128,
	exact: BigRational,
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

	#[test]
	fn a_claim_should_never_grow(steps in prop::collection::vec(claim_step(), 1..120)) {
		let mut fund = Fund::default();
		let mut claims = Vec::<Claimed>::new();
		for (number, step) in steps.into_iter().enumerate() {
			match step {
				ClaimStep::Claim(amount) => {
					let claim = fund.claim(amount).expect("amounts are small");
					prop_assert_eq!(fund.worth(&claim), amount);
					claims.push(Claimed { claim, amount, exact: rational(amount) });
				},
				ClaimStep::End(which) if !claims.is_empty() => {
					let ended = claims.swap_remove(which % claims.len());
					let worth = fund.worth(&ended.claim);
					prop_assert_eq!(fund.end_claim(&ended.claim), Ok(worth));
				},
				ClaimStep::End(_) => {},
				ClaimStep::Lose(_) if fund.balance() == 0 => {},
				ClaimStep::Lose(part) => {
					let before = fund.balance();
					let lost = fund.lose(before / 65_536 * u128::from(part));
					for claimed in &mut claims {
						claimed.exact *= rational(before - lost) / rational(before);
					}
				},
			}
			prop_assert_eq!(fund.shares() == 0, fund.balance() == 0);
			let mut sum = 0;
			for Claimed { claim, amount, exact } in &claims {
				let worth = fund.worth(claim);
				sum += worth;
				prop_assert!(worth <= *amount, "{} grew to {}", amount, worth);
				// Each step costs a claim less than a grain.
				let least = exact - rational(number as u128 + 1);
				prop_assert!(rational(worth) > least, "{} is not {}", worth, exact);
			}
			prop_assert!(sum <= fund.balance());
		}
	}
}

#[test]
fn claims_that_end_should_leave_nothing_to_the_others() {
	let mut fund = Fund::default();
	let claims: Vec<Holding> = (0..4).map(|_| fund.claim(10).expect("small")).collect();
	assert_eq!(fund.lose(10), 10);
	let worth = |fund: &Fund| claims.iter().map(|claim| fund.worth(claim)).collect::<Vec<_>>();
	assert_eq!(worth(&fund), [7, 7, 7, 7]);

	let late = fund.claim(5).expect("small");
	assert_eq!((fund.balance(), fund.worth(&late)), (35, 5));
	for claim in &claims[..3] {
		assert_eq!(fund.end_claim(claim), Ok(7));
		assert!(fund.worth(&late) <= 5);
	}
	assert_eq!(fund.end_claim(&claims[3]), Ok(6));
	assert_eq!((fund.balance(), fund.worth(&late)), (fund.worth(&late), 4));
	assert_eq!(fund.end_claim(&late), Ok(4));
	assert_eq!(fund, Fund::default());
}
