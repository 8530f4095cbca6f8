//! A chain with providers, requesters and kernels on it.

use crate::{
	chain::{Chain, Refusal},
	ledger::Ledger,
	people::{self, Person},
	work::Work,
};
use assay_jobs::{stage::Stage, Ended, JobId, JobRecordOf, NextJob, OfferOf};
use assay_market::{KernelId, Place};
use assay_runtime::{
	configs::parameters::{jobs, providers, RuntimeParameters},
	currency::ASY,
	Balance, BlockNumber, Jobs, Runtime, RuntimeEvent, System,
};
use sp_runtime::{Perbill, Permill};

/// What providers of these tests ask for a giga-fuel.
pub const ASKED: Balance = 500_000 * ASY;
/// What requesters of these tests offer for it.
pub const OFFERED: Balance = 600_000 * ASY;
/// The bond of a provider.
pub const BOND: Balance = 100_000 * ASY;
/// What kernels' authors ask.
pub const ROYALTY: Permill = Permill::from_percent(1);

/// The market.
pub struct Market {
	pub chain: Chain,
	pub providers: Vec<Person>,
	pub requester: Person,
	pub author: Person,
	ledger: Ledger,
	/// The last period with heartbeats.
	heard: Option<BlockNumber>,
}

impl Market {
	/// A market with so many providers, all of which ask the same.
	pub fn new(providers: usize) -> Self {
		Self::on(Chain::new(), providers)
	}

	/// The same on a chain that has just begun.
	pub fn on(mut chain: Chain, providers: usize) -> Self {
		let ledger = Ledger::new(&mut chain);
		let mut market = Self {
			providers: (0..providers)
				.map(|number| Person::new(&format!("provider {number}")))
				.collect(),
			requester: Person::new("requester"),
			author: Person::new("author"),
			chain,
			ledger,
			heard: None,
		};
		// Rounds off what is paid to the treasury before it has anything.
		let treasury = assay_runtime::configs::fees::TreasuryAccount::get();
		market.chain.endow(&treasury, 1);
		for person in [&market.requester, &market.author] {
			market.chain.endow(&person.account, 1_000_000);
		}
		market.shorten();
		for provider in market.providers.clone() {
			market.join(&provider, BOND, ASKED);
		}
		market.hear();
		market
	}

	/// Short windows, so that lives pass in few blocks.
	fn shorten(&mut self) {
		use jobs::{
			ChallengeWindow, DeliverWithin, HookMillis, MaxPatience, OpenWithin, Retention,
		};
		use providers::{HeartbeatPeriod, MissedPeriods};
		let of_jobs = |parameter| RuntimeParameters::Jobs(parameter);
		let of_providers = |parameter| RuntimeParameters::Providers(parameter);
		let parameters = [
			of_jobs(jobs::Parameters::OpenWithin(OpenWithin, Some(20))),
			of_jobs(jobs::Parameters::ChallengeWindow(ChallengeWindow, Some(4))),
			of_jobs(jobs::Parameters::DeliverWithin(DeliverWithin, Some(20))),
			of_jobs(jobs::Parameters::MaxPatience(MaxPatience, Some(2_000))),
			of_jobs(jobs::Parameters::Retention(Retention, Some(1_200))),
			of_jobs(jobs::Parameters::HookMillis(HookMillis, Some(400))),
			of_providers(providers::Parameters::HeartbeatPeriod(HeartbeatPeriod, Some(200))),
			of_providers(providers::Parameters::MissedPeriods(MissedPeriods, Some(2))),
		];
		for key_value in parameters {
			self.chain.sudo(pallet_parameters::Call::set_parameter { key_value });
		}
	}

	/// Opens a pool and registers a provider.
	pub fn join(&mut self, who: &Person, bond: Balance, price: Balance) {
		self.chain.endow(&who.account, u32::try_from(2 * bond / ASY).expect("bonds are smaller"));
		let call = assay_stake::Call::bond { amount: bond, commission: Perbill::from_percent(10) };
		assert_eq!(self.chain.call(who, call), Ok(()));
		let genesis = self.chain.with(|| System::block_hash(0));
		let call = people::register(who, genesis, price);
		assert_eq!(self.chain.call(who, call), Ok(()));
	}

	/// Every provider's machine is heard, if a new period has begun.
	pub fn hear(&mut self) {
		let period = self.chain.now() / 200;
		if self.heard == Some(period) {
			return;
		}
		self.heard = Some(period);
		for provider in self.providers.clone() {
			let call = self.chain.with(|| people::heartbeat(&provider, period));
			assert_eq!(self.chain.report(call), Ok(()));
		}
	}

	/// Passes a block; whoever has to be heard is.
	pub fn pass_block(&mut self) {
		self.chain.pass_block();
		self.hear();
	}

	/// All invariants hold.
	pub fn check(&mut self) {
		if let Err(broken) = self.ledger.check(&mut self.chain) {
			panic!("{broken}");
		}
	}

	/// All invariants hold; how many were slashed since the last time.
	pub fn check_counting_slashes(&mut self) -> usize {
		let before = self.ledger.tally().slashed;
		self.check();
		(self.ledger.tally().slashed - before) as usize
	}

	/// Takes the events since the last time, without checking anything.
	pub fn take_events(&mut self) -> Vec<RuntimeEvent> {
		self.chain.take_events()
	}

	/// Registers the kernels of some work that aren't yet.
	pub fn register_kernels(&mut self, work: &Work) {
		let author = self.author.clone();
		for bytecode in &work.kernels {
			let id = KernelId::of(bytecode);
			let known = || assay_kernels::KernelRecords::<Runtime>::contains_key(id);
			if !self.chain.with(known) {
				let call = people::kernel(bytecode, ROYALTY);
				assert_eq!(self.chain.call(&author, call), Ok(()));
			}
		}
	}

	/// The requester submits a job.
	pub fn submit(&mut self, work: &Work, offer: OfferOf<Runtime>) -> JobId {
		let requester = self.requester.clone();
		self.submit_as(&requester, work, offer)
	}

	/// Somebody submits a job.
	pub fn submit_as(&mut self, who: &Person, work: &Work, offer: OfferOf<Runtime>) -> JobId {
		self.register_kernels(work);
		let id = self.chain.with(NextJob::<Runtime>::get);
		let call = people::submit(&work.spec, offer);
		assert_eq!(self.chain.call(who, call), Ok(()));
		id
	}

	/// A job that isn't over.
	pub fn job(&mut self, id: JobId) -> Option<JobRecordOf<Runtime>> {
		self.chain.with(|| assay_jobs::Jobs::<Runtime>::get(id))
	}

	/// How a job ended, if it is over.
	pub fn ending(&mut self, id: JobId) -> Option<assay_jobs::Ending> {
		self.chain.with(|| Ended::<Runtime>::get(id).map(|ended| ended.ending))
	}

	/// Who runs a job.
	pub fn runner(&mut self, id: JobId) -> Option<Person> {
		let operator = self.job(id)?.stage.run()?.operator.clone();
		self.providers.iter().find(|provider| provider.account == operator).cloned()
	}

	/// Passes blocks until somebody has the job.
	pub fn assign(&mut self, id: JobId) -> Person {
		for _ in 0..50 {
			if let Some(runner) = self.runner(id) {
				return runner;
			}
			self.pass_block();
		}
		panic!("nobody took job {id}");
	}

	/// Whoever runs the job tells the hashes of some work.
	pub fn commit(&mut self, id: JobId, work: &Work) -> Result<(), Refusal> {
		let runner = self.runner(id).expect("somebody runs it");
		let attempt = self.job(id).expect("it is on").attempt;
		let call =
			self.chain.with(|| runner.commit(people::report(id, attempt), work.commitment()));
		self.chain.report(call)
	}

	/// Passes blocks until the samples are drawn.
	pub fn sample(&mut self, id: JobId) -> Vec<Place> {
		for _ in 0..50 {
			if let Some(Stage::Sampled(sampled)) = self.job(id).map(|job| job.stage) {
				return sampled.samples.into_inner();
			}
			self.pass_block();
		}
		panic!("job {id} isn't sampled");
	}

	/// Whoever runs the job opens a sample.
	pub fn open(
		&mut self,
		id: JobId,
		work: &Work,
		sample: usize,
		place: Place,
	) -> Result<(), Refusal> {
		let runner = self.runner(id).expect("somebody runs it");
		let attempt = self.job(id).expect("it is on").attempt;
		let (fuel, witness) = (work.fuel(place.pass), work.witness(place));
		let call = self
			.chain
			.with(|| runner.open(people::report(id, attempt), sample as u8, fuel, witness));
		self.chain.report(call)
	}

	/// The requester demands chunks of an output.
	pub fn demand(&mut self, id: JobId, output: u8, first: u32, count: u32) -> Result<(), Refusal> {
		let requester = self.requester.clone();
		let call = assay_jobs::Call::demand { job: id, output, first, count };
		self.chain.call(&requester, call)
	}

	/// Whoever runs the job delivers what is demanded.
	pub fn deliver(&mut self, id: JobId, work: &Work) -> Result<(), Refusal> {
		let runner = self.runner(id).expect("somebody runs it");
		let job = self.job(id).expect("it is on");
		let Stage::Opened(opened) = job.stage else {
			panic!("job {id} isn't opened");
		};
		let demand = opened.demand.expect("something is demanded");
		let proof = work.proof(demand.output, demand.first, demand.count);
		let call = self.chain.with(|| runner.deliver(people::report(id, job.attempt), proof));
		self.chain.report(call)
	}

	/// Somebody challenges a tile of what is committed to.
	pub fn challenge(
		&mut self,
		who: &Person,
		id: JobId,
		work: &Work,
		place: Place,
	) -> Result<(), Refusal> {
		let attempt = self.job(id).expect("it is on").attempt;
		let call = assay_jobs::Call::challenge {
			job: id,
			attempt,
			place,
			fuel: work.fuel(place.pass),
			witness: work.witness(place),
		};
		self.chain.call(who, call)
	}

	/// Passes blocks until a job is over.
	pub fn pass_to_end(&mut self, id: JobId) {
		for _ in 0..5_000 {
			if self.job(id).is_none() {
				return;
			}
			self.pass_block();
		}
		panic!("job {id} doesn't end");
	}

	/// Jobs that aren't over.
	pub fn jobs_on(&mut self) -> usize {
		self.chain.with(|| assay_jobs::Jobs::<Runtime>::iter_keys().count())
	}

	/// What a job would put on hold.
	pub fn quote(&mut self, work: &Work, offer: &OfferOf<Runtime>) -> assay_jobs::Quote {
		self.register_kernels(work);
		self.chain.with(|| Jobs::quote(&work.spec, offer)).expect("the job is well formed")
	}
}
