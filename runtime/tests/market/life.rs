//! Whole lives of jobs by real extrinsics, to the last grain.

use crate::{
	kernels::{add, triple, LANES},
	market::{Market, ASKED, OFFERED, ROYALTY},
	people::offering,
	work::{noise, Step, Work},
};
use assay_jobs::Ending;
use assay_market::PricePerGigaFuel;
use assay_market::{CompareRule, InputSource};
use assay_runtime::{configs::fees::TreasuryAccount, AccountId, Balance, Balances, RuntimeEvent};
use assay_touchstone::Fuel;
use sp_keyring::Sr25519Keyring::Alice;
use sp_runtime::Permill;

/// One pass that triples words.
pub fn one_pass(groups: u32) -> Work {
	Work::new(vec![noise(groups * LANES)], &[triples(groups)])
}

/// A pass that triples words, and one that adds to what came of it what it was made of.
pub fn two_passes(groups: u32) -> Work {
	let adds = Step {
		kernel: add(),
		inputs: vec![InputSource::Job(0), InputSource::Pass { pass: 0, output: 0 }],
		..triples(groups)
	};
	Work::new(vec![noise(groups * LANES)], &[triples(groups), adds])
}

fn triples(groups: u32) -> Step {
	Step {
		kernel: triple(),
		groups,
		params: vec![],
		inputs: vec![InputSource::Job(0)],
		tile: LANES,
		rule: CompareRule::Exact,
	}
}

/// What happened to the money of those that a job concerns.
struct Balanced {
	requester: Balance,
	provider: Balance,
	author: Balance,
	treasury: Balance,
	validator: Balance,
	issuance: Balance,
}

impl Balanced {
	fn of(market: &mut Market, provider: &AccountId) -> Self {
		let (requester, author) = (&market.requester.account, &market.author.account);
		let total = |who: &AccountId| {
			<Balances as frame_support::traits::fungible::Inspect<_>>::total_balance(who)
		};
		market.chain.with(|| Self {
			requester: total(requester),
			provider: total(provider),
			author: total(author),
			treasury: total(&TreasuryAccount::get()),
			validator: total(&Alice.to_account_id()),
			issuance: Balances::total_issuance(),
		})
	}
}

/// What those paid who signed since the last time.
fn fees(events: &[RuntimeEvent]) -> Balance {
	events
		.iter()
		.map(|event| match event {
			RuntimeEvent::TransactionPayment(
				pallet_transaction_payment::Event::TransactionFeePaid { actual_fee, .. },
			) => *actual_fee,
			_ => 0,
		})
		.sum()
}

/// What was spent on verification so far.
fn spent(market: &mut Market, job: u64) -> Balance {
	market.job(job).expect("it is on").spent
}

fn live(work: &Work) {
	let mut market = Market::new(3);
	market.register_kernels(work);
	market.check();
	let providers: Vec<AccountId> =
		market.providers.iter().map(|provider| provider.account.clone()).collect();
	let before: Vec<Balanced> =
		providers.iter().map(|provider| Balanced::of(&mut market, provider)).collect();

	let offer = offering(OFFERED);
	let quote = market.quote(work, &offer);
	let fuel = work.whole_fuel();
	let offered = PricePerGigaFuel(OFFERED).cost_of(Fuel(fuel)).unwrap();
	assert_eq!((quote.fuel, quote.escrow.payment), (fuel, offered));
	market.take_events();
	let job = market.submit(work, offer);
	let fee = fees(&market.take_events());
	assert!(fee > 0);

	let runner = market.assign(job);
	market.check();
	assert_eq!(market.commit(job, work), Ok(()));
	let samples = market.sample(job);
	assert_eq!(samples.len(), 2);
	for (number, place) in samples.into_iter().enumerate() {
		market.check();
		assert_eq!(market.open(job, work, number, place), Ok(()));
	}
	let verification = spent(&mut market, job);
	assert!(verification > 0 && verification <= quote.attempt_fee);
	market.pass_to_end(job);
	market.check();
	assert_eq!(market.ending(job), Some(Ending::Settled));
	assert_eq!(market.jobs_on(), 0);

	// Who gets what of it: 5% burned, 3% and 2% for treasury and validators, the rest for provider
	// and author.
	let asked = PricePerGigaFuel(ASKED).cost_of(Fuel(fuel)).unwrap();
	let [burned, treasury, validators] =
		[5, 3, 2].map(|percent| Permill::from_percent(percent).mul_floor(asked));
	let provider = asked - burned - treasury - validators;
	let royalties = quote.royalties.mul_floor(provider);
	assert!(quote.royalties <= ROYALTY && royalties > 0);
	let shared = fee + verification;
	let to_treasury = Permill::from_percent(80).mul_floor(shared);

	let at = providers.iter().position(|provider| *provider == runner.account).unwrap();
	for (number, other) in providers.iter().enumerate() {
		let after = Balanced::of(&mut market, other);
		let earned = if number == at { provider - royalties } else { 0 };
		assert_eq!(after.provider - before[number].provider, earned);
	}
	let after = Balanced::of(&mut market, &runner.account);
	let before = &before[at];
	assert_eq!(before.requester - after.requester, asked + shared);
	assert_eq!(after.author - before.author, royalties);
	assert_eq!(before.issuance - after.issuance, burned);
	// Of each of the fees the treasury's part is rounded down.
	let got = after.treasury - before.treasury - treasury;
	assert!(got <= to_treasury && to_treasury - got <= 3, "{got} of {to_treasury}");
	assert_eq!(after.validator - before.validator, shared - got + validators);
}

#[test]
fn job_of_one_pass_should_be_run_verified_and_paid_for() {
	live(&one_pass(100));
}

#[test]
fn job_of_two_passes_should_be_run_verified_and_paid_for() {
	live(&two_passes(100));
}
