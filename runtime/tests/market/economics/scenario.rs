//! Many jobs among honest people and one who isn't, and what each of them has in the end.

use crate::{
	chain::{Chain, Refusal},
	market::{Market, ASKED, OFFERED},
	people::{self, asking, offering, Person},
	play::dice::Dice,
	work::Work,
};
use assay_jobs::{stage::Stage, DeclineReason, Ending, JobId, JobRecordOf, Offer, OfferOf};
use assay_market::PricePerGigaFuel;
use assay_runtime::{
	currency::ASY, AccountId, Balance, Balances, BlockNumber, Runtime, RuntimeCall, Stake,
};
use assay_stake::traits::Bonds;
use assay_touchstone::Fuel;
use frame_support::{traits::fungible::Inspect, BoundedVec};
use std::collections::BTreeMap;

/// What honest work costs whoever does it, in percent of what it asks.
pub const COST_PERCENT: Balance = 70;
/// Jobs that are on at the same time.
const AT_ONCE: usize = 16;
/// What somebody delegates to an honest provider.
const DELEGATED: Balance = 1_000 * ASY;

/// How the provider works that gets every job first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provider {
	/// As it should.
	Honest,
	/// Makes up so many of a thousand tiles, and saves what they would cost.
	Fakes(u32),
	/// Makes all up, and opens nothing.
	NeverOpens,
	/// Does the work, and opens it when it is too late.
	OpensLate,
	/// Makes a tenth up, and if one of those is drawn, tries to get out of it.
	PicksSamples,
	/// Says again what another provider said of the same job, without having done it.
	Copies,
	/// Gives every job back.
	Declines,
	/// Does the work, and delivers nothing that is demanded.
	Withholds,
}

/// What the requester does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requester {
	/// As it should.
	Honest,
	/// Demands a chunk that it could have had.
	Demands,
	/// Gives its input to nobody.
	WithholdsInput,
	/// Takes every job back at once.
	Cancels,
}

/// What a watcher does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watcher {
	/// Nothing.
	Absent,
	/// Challenges a tile that is wrong, if there is one.
	Honest,
	/// Challenges a tile that is right.
	False,
}

/// Who does what, how often.
#[derive(Clone)]
pub struct Scenario {
	pub provider: Provider,
	pub requester: Requester,
	pub watcher: Watcher,
	pub work: Work,
	pub jobs: usize,
	pub seed: u64,
}

/// What everybody has more or less than before, per job, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
	pub jobs: usize,
	/// What the provider in question asks for a job.
	pub payment: f64,
	pub provider: f64,
	pub requester: f64,
	pub watcher: f64,
	/// The other provider that fared worst.
	pub others: f64,
	/// Who delegated to one of those.
	pub delegator: f64,
	/// Of all jobs, how many slashed somebody.
	pub slashed: f64,
	/// Of all jobs, how many settled with a tile that is wrong.
	pub wrong: f64,
	/// Reports that were tried against the rules, and how many of those were let in.
	pub tried: usize,
	pub let_in: usize,
	/// The largest part of an attempt's fee that verification took.
	pub verified: f64,
}

/// A job that is on.
struct Running {
	id: JobId,
	/// What was told as its results, with the attempt.
	told: Option<(u32, Work)>,
	wrong: bool,
	demanded: bool,
	challenged: bool,
}

/// A scenario that is being played.
struct Theatre {
	scenario: Scenario,
	market: Market,
	crook: Person,
	watcher: Person,
	delegator: Person,
	dice: Dice,
	/// What work has cost each provider.
	costs: BTreeMap<AccountId, Balance>,
	outcome: Outcome,
	slashes: usize,
	wrong: usize,
}

impl Scenario {
	pub fn play(self) -> Outcome {
		let mut theatre = Theatre::new(self);
		theatre.play();
		theatre.outcome
	}
}

impl Theatre {
	fn new(scenario: Scenario) -> Self {
		// Another slot to begin with is another randomness for ever.
		let mut market = Market::on(Chain::beginning_at(1 + 1_000 * scenario.seed), 4);
		let crook = market.providers[0].clone();
		let (watcher, delegator) = (Person::new("watcher"), Person::new("delegator"));
		for (person, tokens) in [(&watcher, 100_000), (&delegator, 10_000)] {
			market.chain.endow(&person.account, tokens);
		}
		let requester = market.requester.account.clone();
		market.chain.endow(&requester, 5_000_000);
		// Whoever asks a little less gets the job.
		let call = assay_providers::Call::set_offer { offer: asking(ASKED - 1) };
		assert_eq!(market.chain.call(&crook, call), Ok(()));
		let call = assay_stake::Call::delegate {
			operator: market.providers[1].account.clone(),
			amount: DELEGATED,
		};
		assert_eq!(market.chain.call(&delegator, call), Ok(()));
		market.register_kernels(&scenario.work);
		Self {
			dice: Dice::new(scenario.seed),
			scenario,
			market,
			crook,
			watcher,
			delegator,
			costs: BTreeMap::new(),
			outcome: Outcome::default(),
			slashes: 0,
			wrong: 0,
		}
	}

	/// All that somebody owns: what is free, what is on hold, and the bond in its own pool.
	fn owned(&mut self, who: &AccountId) -> Balance {
		self.market.chain.with(|| Balances::total_balance(who) + Stake::own(who))
	}

	fn payment(&self) -> Balance {
		PricePerGigaFuel(ASKED - 1)
			.cost_of(Fuel(self.scenario.work.whole_fuel()))
			.expect("it is a number")
	}

	fn play(&mut self) {
		let people: Vec<AccountId> = self
			.market
			.providers
			.iter()
			.chain([&self.market.requester, &self.watcher, &self.delegator])
			.map(|person| person.account.clone())
			.collect();
		let before: Vec<Balance> = people.iter().map(|who| self.owned(who)).collect();
		let mut left = self.scenario.jobs;
		while left > 0 {
			let count = left.min(AT_ONCE);
			self.play_some(count);
			left -= count;
		}
		let jobs = self.scenario.jobs as f64;
		let mut gains = Vec::new();
		for (who, before) in people.iter().zip(before) {
			let cost = self.costs.get(who).copied().unwrap_or_default();
			let now = self.owned(who);
			gains.push((now as f64 - before as f64 - cost as f64) / ASY as f64 / jobs);
		}
		self.outcome = Outcome {
			jobs: self.scenario.jobs,
			payment: self.payment() as f64 / ASY as f64,
			provider: gains[0],
			others: gains[1..4].iter().copied().fold(f64::MAX, f64::min),
			requester: gains[4],
			watcher: gains[5],
			delegator: gains[6],
			slashed: self.slashes as f64 / jobs,
			wrong: self.wrong as f64 / jobs,
			..self.outcome
		};
	}

	fn offer(&self) -> OfferOf<Runtime> {
		let named = self.market.providers.iter().map(|person| person.account.clone());
		Offer { allowed: BoundedVec::truncate_from(named.collect()), ..offering(OFFERED) }
	}

	/// Some jobs at the same time, from the first to the last block.
	fn play_some(&mut self, count: usize) {
		let (work, offer) = (self.scenario.work.clone(), self.offer());
		let mut jobs: Vec<Running> = (0..count)
			.map(|_| Running {
				id: self.market.submit(&work, offer.clone()),
				told: None,
				wrong: false,
				demanded: false,
				challenged: false,
			})
			.collect();
		for job in &jobs {
			if self.scenario.requester == Requester::Cancels {
				let requester = self.market.requester.clone();
				let call = assay_jobs::Call::cancel { job: job.id };
				assert_eq!(self.market.chain.call(&requester, call), Ok(()));
			}
		}
		let mut blocks: BlockNumber = 0;
		while !jobs.is_empty() {
			for job in &mut jobs {
				self.turn(job);
			}
			let mut on = Vec::new();
			for job in jobs {
				match self.market.job(job.id) {
					Some(_) => on.push(job),
					None => self.note_end(&job),
				}
			}
			jobs = on;
			self.market.pass_block();
			blocks += 1;
			assert!(blocks < 1_000, "a job doesn't end");
		}
		self.slashes += self.market.check_counting_slashes();
	}

	fn note_end(&mut self, job: &Running) {
		let settled = self.market.ending(job.id) == Some(Ending::Settled);
		self.wrong += usize::from(settled && job.wrong);
	}

	/// Everybody does what there is to do for a job in this block.
	fn turn(&mut self, running: &mut Running) {
		let Some(job) = self.market.job(running.id) else {
			return;
		};
		let Some(runner) = self.market.runner(running.id) else {
			return;
		};
		let crooked = runner.account == self.crook.account;
		let way = if crooked { self.scenario.provider } else { Provider::Honest };
		match &job.stage {
			Stage::Queued(_) => {},
			Stage::Assigned(_) => self.answer(running, &job, &runner, way),
			Stage::Committed(_) => self.watch(running, &job),
			Stage::Sampled(_) => self.open(running, &job, &runner, way),
			Stage::Opened(_) => {
				let verified = job.spent as f64 / job.attempt_fee as f64;
				self.outcome.verified = self.outcome.verified.max(verified);
				self.watch(running, &job);
				self.fetch(running, way);
			},
		}
	}

	fn send(&mut self, call: impl FnOnce() -> RuntimeCall) -> Result<(), Refusal> {
		let call = self.market.chain.with(call);
		self.market.chain.report(call)
	}

	/// Something against the rules is tried.
	fn try_wrong(&mut self, call: impl FnOnce() -> RuntimeCall) {
		self.outcome.tried += 1;
		let refused = matches!(self.send(call), Err(Refusal::NotLetIn(_)));
		self.outcome.let_in += usize::from(!refused);
	}

	fn answer(
		&mut self,
		running: &mut Running,
		job: &JobRecordOf<Runtime>,
		runner: &Person,
		way: Provider,
	) {
		let (id, attempt) = (running.id, job.attempt);
		let decline = if self.scenario.requester == Requester::WithholdsInput {
			Some(DeclineReason::InputUnavailable)
		} else if way == Provider::Declines {
			Some(DeclineReason::Unable)
		} else {
			None
		};
		if let Some(reason) = decline {
			let told = self.send(|| runner.decline(people::report(id, attempt), reason));
			return assert_eq!(told, Ok(()));
		}
		let mut work = self.scenario.work.clone();
		let groups = work.spec.passes[0].grid.0[0];
		let faked = match way {
			Provider::Fakes(permille) => permille,
			Provider::PicksSamples => 100,
			Provider::NeverOpens | Provider::Copies => 1_000,
			_ => 0,
		};
		let tiles = groups * faked / 1_000;
		// Somebody who copies tells what is right, but has none of it.
		if tiles > 0 && way != Provider::Copies {
			let first = self.dice.below(groups.into()) as u32;
			work.fake(0, (0..tiles).map(|tile| (first + tile) % groups));
			running.wrong = true;
		} else {
			running.wrong = false;
		}
		if way == Provider::Copies {
			self.replay(id, attempt, &work);
		}
		let payment = job.stage.run().map_or(0, |run| run.payment);
		let share = Balance::from(1_000 - faked);
		*self.costs.entry(runner.account.clone()).or_default() +=
			payment * COST_PERCENT * share / 100_000;
		let told = self.send(|| runner.commit(people::report(id, attempt), work.commitment()));
		assert_eq!(told, Ok(()));
		running.told = Some((attempt, work));
	}

	/// Sends what an honest provider signed for this attempt or another.
	fn replay(&mut self, id: JobId, attempt: u32, work: &Work) {
		let honest = self.market.providers[1].clone();
		let commitment = work.commitment();
		self.try_wrong(|| honest.commit(people::report(id, attempt), commitment));
		let (honest, commitment) = (self.market.providers[1].clone(), work.commitment());
		self.try_wrong(|| honest.commit(people::report(id, attempt + 1), commitment));
	}

	fn open(
		&mut self,
		running: &mut Running,
		job: &JobRecordOf<Runtime>,
		runner: &Person,
		way: Provider,
	) {
		let (id, attempt) = (running.id, job.attempt);
		let Stage::Sampled(sampled) = &job.stage else {
			return;
		};
		let (_, work) = running.told.clone().expect("it told something");
		let honest = &self.scenario.work;
		match way {
			Provider::NeverOpens | Provider::Copies => return,
			Provider::OpensLate => {
				// In the last block before it is late; then the chain is faster.
				if self.market.chain.now() + 1 < sampled.until {
					return;
				}
				self.market.pass_block();
				let place = sampled.samples[0];
				let witness = work.witness(place);
				let fuel = work.fuel(place.pass);
				return self
					.try_wrong(|| runner.open(people::report(id, attempt), 0, fuel, witness));
			},
			Provider::PicksSamples => {
				let wrong = sampled.samples.iter().any(|place| !honest.has_tile_of(&work, *place));
				if wrong {
					let right = honest.commitment();
					self.try_wrong(|| {
						runner.decline(people::report(id, attempt), DeclineReason::Unable)
					});
					self.try_wrong(|| runner.commit(people::report(id, attempt), right));
					return;
				}
			},
			_ => {},
		}
		for (number, place) in sampled.samples.iter().enumerate() {
			let (fuel, witness) = (work.fuel(place.pass), work.witness(*place));
			let told =
				self.send(|| runner.open(people::report(id, attempt), number as u8, fuel, witness));
			assert_eq!(told, Ok(()));
			// The first that is wrong ends the attempt.
			if self.market.runner(id).map(|person| person.account) != Some(runner.account.clone()) {
				return;
			}
		}
	}

	fn watch(&mut self, running: &mut Running, job: &JobRecordOf<Runtime>) {
		let Some((attempt, work)) = running.told.clone() else {
			return;
		};
		if attempt != job.attempt || (running.challenged && !running.wrong) {
			return;
		}
		let wanted_wrong = match self.scenario.watcher {
			Watcher::Absent => return,
			Watcher::Honest => true,
			Watcher::False => false,
		};
		if let Some(place) = self.tile(&work, wanted_wrong) {
			let watcher = self.watcher.clone();
			let told = self.market.challenge(&watcher, running.id, &work, place);
			assert_eq!(told, Ok(()));
			running.challenged = true;
		}
	}

	/// A tile that is wrong, or right.
	fn tile(&self, work: &Work, wrong: bool) -> Option<assay_market::Place> {
		let faked = self.scenario.work.differing_tile(work);
		if wrong {
			faked
		} else {
			Some(assay_market::Place { pass: 0, group: [0; 3] })
		}
	}

	/// The requester gets its output.
	fn fetch(&mut self, running: &mut Running, way: Provider) {
		let id = running.id;
		let Some(Stage::Opened(opened)) = self.market.job(id).map(|job| job.stage) else {
			return;
		};
		let hidden = way == Provider::Withholds;
		let demands = hidden || self.scenario.requester == Requester::Demands;
		if demands && !running.demanded {
			running.demanded = true;
			assert_eq!(self.market.demand(id, 0, 0, 1), Ok(()));
		} else if opened.demand.is_some() && !hidden {
			let (_, work) = running.told.clone().expect("it told something");
			assert_eq!(self.market.deliver(id, &work), Ok(()));
		}
	}
}
