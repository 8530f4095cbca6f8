//! What blocks and calls take of storage when there are many providers, delegations and jobs, and
//! when there are few.
//!
//! `ASSAY_SCALE` is how many of 10,000 providers, 100,000 delegations and 50,000 open jobs there
//! are where there are many, in percent.

use crate::{
	chain::Chain,
	life::one_pass,
	market::{Market, ASKED, BOND, OFFERED},
	people::{self, offering, Person},
	play::setting,
	state::Accesses,
	work::Work,
};
use assay_jobs::Offer;
use assay_market::Place;
use assay_market::PricePerGigaFuel;
use assay_runtime::{
	currency::ASY, AccountId, Balance, Balances, Jobs, Providers, Runtime, RuntimeCall,
	RuntimeOrigin, Stake, System,
};
use frame_support::{
	assert_ok, dispatch::RawOrigin, traits::fungible::Mutate, traits::UnfilteredDispatchable,
	BoundedVec,
};
use sp_runtime::Perbill;

/// How many of each there are.
#[derive(Clone, Copy, Debug)]
struct Size {
	providers: u32,
	delegations: u32,
	jobs: u32,
}

const FEW: Size = Size { providers: 100, delegations: 1_000, jobs: 500 };
const MANY: Size = Size { providers: 10_000, delegations: 100_000, jobs: 50_000 };
/// Blocks that are measured of each kind: as many as few jobs suffice for.
const BLOCKS: u64 = 20;
/// The first that were assigned are late before the last of few jobs are.
const DEADLINE: u32 = 25;
/// Draws among few providers meet the same one more often, which saves some reads.
const ABOUT_EQUAL: f64 = 1.15;

/// What something took.
struct Cost {
	what: &'static str,
	accesses: Accesses,
}

struct Town {
	market: Market,
	work: Work,
	costs: Vec<Cost>,
}

fn account(kind: &str, number: u32) -> AccountId {
	Person::new(&format!("{kind} {number}")).account
}

/// Dispatches a call as somebody, past signature and fee.
fn dispatch(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) {
	let call: RuntimeCall = call.into();
	assert_ok!(call.dispatch_bypass_filter(origin));
}

/// Now and then, since they would fill the memory.
fn forget_events(number: u32) {
	if number.is_multiple_of(1_000) {
		System::reset_events();
	}
}

impl Town {
	fn new(size: Size) -> Self {
		let mut town =
			Self { market: Market::on(Chain::new(), 1), work: one_pass(50), costs: Vec::new() };
		town.market.register_kernels(&town.work.clone());
		let requester = town.market.requester.account.clone();
		town.market.chain.endow(&requester, 5_000_000);
		let suspect = town.commit_to_a_lie();
		town.settle(size);
		// The pool that most delegate to loses collateral, among all the others.
		let (watcher, place) = (Person::new("watcher"), Place { pass: 0, group: [0; 3] });
		town.market.chain.endow(&watcher.account, 1_000);
		let mut lie = town.work.clone();
		lie.fake(0, 0..1);
		town.measure("a challenge that slashes the largest pool", 1, |market| {
			assert_eq!(market.challenge(&watcher, suspect, &lie, place), Ok(()));
		});
		town.measure_calls();
		town.measure("a block that assigns 16 jobs", BLOCKS, |market| market.chain.pass_block());
		// Until deadlines are over, so that jobs come back as others go.
		town.market.chain.pass_blocks(10);
		town.measure("a block in which 16 are late and 16 assigned", BLOCKS, |market| {
			market.chain.pass_block()
		});
		town
	}

	/// The first provider runs a job, and has told a result that isn't one.
	fn commit_to_a_lie(&mut self) -> u64 {
		let mut lie = self.work.clone();
		lie.fake(0, 0..1);
		let named = self.market.providers[0].account.clone();
		let offer = Offer { allowed: BoundedVec::truncate_from(vec![named]), ..offering(OFFERED) };
		let work = self.work.clone();
		let job = self.market.submit(&work, offer);
		self.market.assign(job);
		assert_eq!(self.market.commit(job, &lie), Ok(()));
		job
	}

	/// All come, by the same calls as everybody, but in one block and without signatures.
	fn settle(&mut self, size: Size) {
		let (work, requester) = (self.work.clone(), self.market.requester.account.clone());
		let favourite = self.market.providers[0].account.clone();
		let period = self.market.chain.now() / 200;
		self.market.chain.with(|| {
			let genesis = System::block_hash(0);
			for number in 1..size.providers {
				let person = Person::new(&format!("provider {number}"));
				let who = RuntimeOrigin::signed(person.account.clone());
				assert_ok!(Balances::mint_into(&person.account, 2 * BOND));
				let bond =
					assay_stake::Call::bond { amount: BOND, commission: Perbill::from_percent(10) };
				dispatch(who.clone(), bond);
				// Not all ask the same.
				let price = ASKED - Balance::from(number % 7);
				dispatch(who, people::register(&person, genesis, price));
				let heard = people::heartbeat(&person, period);
				dispatch(RawOrigin::Authorized.into(), heard);
				forget_events(number);
			}
			for number in 0..size.delegations {
				let delegator = account("delegator", number);
				assert_ok!(Balances::mint_into(&delegator, 100 * ASY));
				// Nine of ten are in one pool.
				let operator = if number % 10 > 0 {
					favourite.clone()
				} else {
					account("provider", number / 10 % (size.providers - 1) + 1)
				};
				let delegate = assay_stake::Call::delegate { operator, amount: 10 * ASY };
				dispatch(RuntimeOrigin::signed(delegator), delegate);
				forget_events(number);
			}
			for number in 0..size.jobs {
				let submit = people::submit(&work.spec, Self::offer());
				dispatch(RuntimeOrigin::signed(requester.clone()), submit);
				forget_events(number);
			}
			System::reset_events();
			Stake::do_try_state().expect("the state is a legal one");
			Providers::do_try_state().expect("the state is a legal one");
			Jobs::do_try_state().expect("the state is a legal one");
		});
	}

	fn offer() -> assay_jobs::OfferOf<Runtime> {
		Offer {
			price: PricePerGigaFuel(OFFERED),
			deadline: DEADLINE,
			patience: 2_000,
			..offering(OFFERED)
		}
	}

	fn measure(&mut self, what: &'static str, times: u64, act: impl Fn(&mut Market)) {
		self.market.chain.take_accesses();
		for _ in 0..times {
			act(&mut self.market);
		}
		let sum = self.market.chain.take_accesses();
		self.costs.push(Cost {
			what,
			accesses: Accesses {
				reads: sum.reads / times,
				writes: sum.writes / times,
				walks: sum.walks / times,
				bytes: sum.bytes / times,
			},
		});
	}

	fn measure_calls(&mut self) {
		let work = self.work.clone();
		self.measure("submitting a job", 1, move |market| {
			market.submit(&work, Self::offer());
		});
		let delegator = Person::new("late delegator");
		self.market.chain.endow(&delegator.account, 1_000);
		self.measure("delegating to the largest pool", 1, move |market| {
			let call = assay_stake::Call::delegate {
				operator: market.providers[0].account.clone(),
				amount: 10 * ASY,
			};
			assert_eq!(market.chain.call(&delegator, call), Ok(()));
		});
		let newcomer = Person::new("newcomer");
		self.measure("a newcomer's bond and registration", 1, move |market| {
			market.join(&newcomer, BOND, ASKED);
		});
		let newcomer = Person::new("newcomer");
		self.measure("its first heartbeat", 1, move |market| {
			let period = market.chain.now() / 200;
			let call = market.chain.with(|| people::heartbeat(&newcomer, period));
			assert_eq!(market.chain.report(call), Ok(()));
		});
	}
}

#[test]
fn blocks_should_take_as_much_whether_there_are_few_or_many() {
	let percent = setting("ASSAY_SCALE", 2) as u32;
	let part = |all: u32, few: u32| (all / 100 * percent).max(few);
	let many = Size {
		providers: part(MANY.providers, FEW.providers),
		delegations: part(MANY.delegations, FEW.delegations),
		jobs: part(MANY.jobs, FEW.jobs),
	};
	let (small, large) = (Town::new(FEW), Town::new(many));
	println!("{FEW:?} and {many:?}");
	println!("| What | Reads | Writes | Keys walked | Bytes read |");
	println!("|---|--:|--:|--:|--:|");
	for (small, large) in small.costs.iter().zip(&large.costs) {
		let (few, many) = (&small.accesses, &large.accesses);
		println!(
			"| {} | {} / {} | {} / {} | {} / {} | {} / {} |",
			small.what,
			many.reads,
			few.reads,
			many.writes,
			few.writes,
			many.walks,
			few.walks,
			many.bytes,
			few.bytes,
		);
		for (many, few) in [
			(many.reads, few.reads),
			(many.writes, few.writes),
			(many.walks, few.walks),
			(many.bytes, few.bytes),
		] {
			assert!(
				many as f64 <= ABOUT_EQUAL * few as f64 + 2.0,
				"{}: {many} where there are many, {few} where there are few",
				small.what
			);
		}
	}
}
