//! What people may do next, sensible or not: every action follows from one number and the chain.

use super::{dice::Dice, world::World};
use crate::{
	chain::Refusal,
	people::{self, Person},
	work::Work,
};
use assay_jobs::{
	stage::Stage as JobStage, Call as JobsCall, DeclineReason, JobId, JobRecordOf, NextJob, OfferOf,
};
use assay_kernels::Call as KernelsCall;
use assay_market::{KernelId, Place, Tag};
use assay_proof::{ChunkIndex, ChunkRange};
use assay_providers::{
	worker::{possession_message, WorkerPair},
	Call as ProvidersCall,
};
use assay_runtime::{
	configs::parameters::{jobs, stake, RuntimeParameters},
	currency::{ASY, EXISTENTIAL_DEPOSIT, MILLI_ASY},
	AccountId, Address, Balance, Balances, Runtime, RuntimeCall, Stake, System,
};
use assay_stake::{
	traits::{Penalties, Rewards},
	Call as StakeCall,
};
use assay_witness::Witness;
use frame_support::{
	traits::{fungible::Balanced, Authorize},
	BoundedVec,
};
use sp_core::crypto::Pair;
use sp_runtime::{transaction_validity::TransactionSource, Perbill, Permill};

/// What came of an action.
pub struct Done {
	/// What was tried.
	pub told: String,
	/// What the chain said to it.
	pub result: Result<(), Refusal>,
	/// Money that came from outside of the market.
	pub minted: Balance,
	/// Whether it was a call.
	pub called: bool,
}

#[derive(Clone, Copy)]
enum Kind {
	Wait,
	WaitLong,
	Join,
	Leap,
	Bond,
	BondMore,
	Delegate,
	Unbond,
	Withdraw,
	SetCommission,
	Dissolve,
	Register,
	SetOffer,
	SetDevices,
	SetWorker,
	Drain,
	Resume,
	Deregister,
	Heartbeat,
	Expire,
	AddKernel,
	SetAbout,
	LowerRoyalty,
	RemoveKernel,
	Submit,
	Cancel,
	Advance,
	Commit,
	Decline,
	Open,
	Challenge,
	Demand,
	Deliver,
	Poke,
	Govern,
	Send,
	Penalise,
	Reward,
}

const KINDS: &[(u32, Kind)] = &[
	(120, Kind::Wait),
	(5, Kind::WaitLong),
	(1, Kind::Leap),
	(80, Kind::Join),
	(15, Kind::Bond),
	(12, Kind::BondMore),
	(25, Kind::Delegate),
	(15, Kind::Unbond),
	(8, Kind::Withdraw),
	(5, Kind::SetCommission),
	(3, Kind::Dissolve),
	(25, Kind::Register),
	(8, Kind::SetOffer),
	(3, Kind::SetDevices),
	(5, Kind::SetWorker),
	(3, Kind::Drain),
	(10, Kind::Resume),
	(2, Kind::Deregister),
	(60, Kind::Heartbeat),
	(4, Kind::Expire),
	(25, Kind::AddKernel),
	(2, Kind::SetAbout),
	(2, Kind::LowerRoyalty),
	(4, Kind::RemoveKernel),
	(100, Kind::Submit),
	(6, Kind::Cancel),
	(300, Kind::Advance),
	(15, Kind::Commit),
	(10, Kind::Decline),
	(25, Kind::Open),
	(25, Kind::Challenge),
	(12, Kind::Demand),
	(12, Kind::Deliver),
	(8, Kind::Poke),
	(4, Kind::Govern),
	(5, Kind::Send),
	(2, Kind::Penalise),
	(3, Kind::Reward),
];

impl World {
	/// Does what a number says.
	pub fn act(&mut self, number: u64) -> Done {
		let mut dice = Dice::new(number);
		let kind = dice.weighed(KINDS);
		let dice = &mut dice;
		match kind {
			Kind::Wait => self.wait(1, false),
			Kind::WaitLong => self.wait(2 + dice.below(24) as u32, false),
			Kind::Leap => self.wait(2 + dice.below(600) as u32, true),
			Kind::Govern => self.govern(dice),
			Kind::Penalise => self.penalise(dice),
			Kind::Reward => self.reward(dice),
			Kind::Heartbeat => self.heartbeat(dice),
			Kind::Join => self.join(dice),
			Kind::Advance => self.advance(dice),
			Kind::Commit => self.commit(dice),
			Kind::Decline => self.decline(dice),
			Kind::Open => self.open(dice),
			Kind::Deliver => self.deliver(dice),
			_ => self.sign(kind, dice),
		}
	}

	fn wait(&mut self, blocks: u32, at_once: bool) -> Done {
		if at_once {
			self.chain.leap(blocks);
		} else {
			self.chain.pass_blocks(blocks);
		}
		Done { called: false, ..done(format!("{blocks} blocks pass, at once: {at_once}"), Ok(())) }
	}

	/// Somebody signs a call.
	fn sign(&mut self, kind: Kind, dice: &mut Dice) -> Done {
		let mut who = dice.pick(&self.stage.people).clone();
		let call: RuntimeCall = match kind {
			Kind::Bond => StakeCall::bond {
				amount: self.amount(dice, &who),
				commission: Perbill::from_parts(dice.below(1_500_000_000) as u32),
			}
			.into(),
			Kind::BondMore => StakeCall::bond_more { amount: self.amount(dice, &who) }.into(),
			Kind::Delegate => StakeCall::delegate {
				operator: self.anybody(dice),
				amount: self.amount(dice, &who),
			}
			.into(),
			Kind::Unbond => StakeCall::unbond {
				operator: if dice.once_in(2) { who.account.clone() } else { self.anybody(dice) },
				amount: (!dice.once_in(4)).then(|| self.amount(dice, &who)),
			}
			.into(),
			Kind::Withdraw => {
				StakeCall::withdraw { operator: self.anybody(dice), member: self.anybody(dice) }
					.into()
			},
			Kind::SetCommission => StakeCall::set_commission {
				commission: Perbill::from_parts(dice.below(1_500_000_000) as u32),
			}
			.into(),
			Kind::Dissolve => StakeCall::dissolve {}.into(),
			Kind::Register => self.register(dice, &who),
			Kind::SetOffer => ProvidersCall::set_offer { offer: self.ask(dice) }.into(),
			Kind::SetDevices => {
				let mut device = people::device();
				device.capability.floats.relaxed = dice.once_in(2);
				let count = dice.below(3) as usize;
				ProvidersCall::set_devices {
					devices: BoundedVec::truncate_from(vec![device; count]),
				}
				.into()
			},
			Kind::SetWorker => {
				let worker = self.machine(dice, &who);
				ProvidersCall::set_worker {
					possession: self.possession(&worker, &who.account),
					worker: worker.public(),
				}
				.into()
			},
			Kind::Drain => ProvidersCall::drain {}.into(),
			Kind::Resume => ProvidersCall::resume {}.into(),
			Kind::Deregister => ProvidersCall::deregister {}.into(),
			Kind::Expire => ProvidersCall::expire { operator: self.anybody(dice) }.into(),
			Kind::AddKernel => {
				let mut bytecode = dice.pick(&self.stage.kernels).clone();
				if dice.once_in(10) {
					bytecode.pop();
				}
				let percent = if dice.once_in(10) { 90 } else { 6 };
				people::kernel(&bytecode, Permill::from_percent(dice.below(percent) as u32))
			},
			Kind::SetAbout => KernelsCall::set_about {
				id: self.kernel(dice),
				about: assay_market::KernelAbout {
					name: people::text(if dice.once_in(2) { "other" } else { "" }),
					source: None,
				},
			}
			.into(),
			Kind::LowerRoyalty => KernelsCall::lower_royalty {
				id: self.kernel(dice),
				royalty: Permill::from_percent(dice.below(6) as u32),
			}
			.into(),
			Kind::RemoveKernel => KernelsCall::remove { id: self.kernel(dice) }.into(),
			Kind::Submit => {
				let deal = dice.pick(&self.stage.deals);
				let mut spec = deal.results[0].spec.clone();
				if dice.once_in(20) {
					spec.passes[0].grid.0[0] = dice.below(9) as u32;
				}
				people::submit(&spec, self.offer(dice))
			},
			Kind::Cancel => {
				let job = self.some_job(dice);
				self.mostly_requester(dice, job, &mut who);
				JobsCall::cancel { job }.into()
			},
			Kind::Challenge => self.challenge(dice),
			Kind::Demand => {
				let job = self.some_job(dice);
				self.mostly_requester(dice, job, &mut who);
				let chunks: &[u32] = &[0, 1, 2, 3, 4, 1024, 1025, u32::MAX];
				JobsCall::demand {
					job,
					output: dice.below(4) as u8,
					first: *dice.pick(&[0, 0, 0, 1, 2, 4, u32::MAX]),
					count: *dice.pick(chunks),
				}
				.into()
			},
			Kind::Poke => JobsCall::poke { job: self.some_job(dice) }.into(),
			_ => pallet_balances::Call::transfer_allow_death {
				dest: Address::Id(self.anybody(dice)),
				value: self.amount(dice, &who),
			}
			.into(),
		};
		let told = format!("{} signs {call:?}", self.name(&who.account));
		done(told, self.chain.call_weighed(&who, call))
	}

	/// Root changes a number, within its range or not.
	fn govern(&mut self, dice: &mut Dice) -> Done {
		use jobs::Parameters as Job;
		use stake::Parameters as OfStake;
		let percent = dice.below(120) as u32;
		let permill = Permill::from_percent(percent.min(100));
		let blocks = dice.below(60) as u32;
		let parameters = [
			RuntimeParameters::Jobs(Job::OpenWithin(jobs::OpenWithin, Some(blocks))),
			RuntimeParameters::Jobs(Job::ChallengeWindow(jobs::ChallengeWindow, Some(blocks))),
			RuntimeParameters::Jobs(Job::DeliverWithin(jobs::DeliverWithin, Some(blocks))),
			RuntimeParameters::Jobs(Job::CollateralPercent(
				jobs::CollateralPercent,
				Some(percent * 3),
			)),
			RuntimeParameters::Jobs(Job::Burned(jobs::Burned, Some(permill))),
			RuntimeParameters::Jobs(Job::TreasuryPart(jobs::TreasuryPart, Some(permill))),
			RuntimeParameters::Jobs(Job::Compensation(jobs::Compensation, Some(permill))),
			RuntimeParameters::Jobs(Job::Bounty(jobs::Bounty, Some(permill))),
			RuntimeParameters::Jobs(Job::FutileFee(jobs::FutileFee, Some(permill))),
			RuntimeParameters::Jobs(Job::ChunkPrice(
				jobs::ChunkPrice,
				Some(Balance::from(percent) * MILLI_ASY),
			)),
			RuntimeParameters::Jobs(Job::AssignmentsPerBlock(
				jobs::AssignmentsPerBlock,
				Some(blocks),
			)),
			RuntimeParameters::Jobs(Job::HookMillis(jobs::HookMillis, Some(blocks))),
			RuntimeParameters::Stake(OfStake::MinOwnBond(
				stake::MinOwnBond,
				Some(Balance::from(percent) * ASY),
			)),
		];
		let key_value = dice.pick(&parameters).clone();
		let told = format!("root sets {key_value:?}");
		self.chain.sudo(pallet_parameters::Call::set_parameter { key_value });
		Done { called: false, ..done(told, Ok(())) }
	}

	/// A pool is slashed for an offence that has nothing to do with jobs.
	fn penalise(&mut self, dice: &mut Dice) -> Done {
		let operator = self.anybody(dice);
		let told = format!("{} is penalised", self.name(&operator));
		let amount = Balance::from(dice.below(3_000)) * ASY;
		let result = self.chain.with(|| Stake::penalise(&operator, amount).map(drop));
		Done { called: false, ..done(told, result.map_err(Refusal::Failed)) }
	}

	/// A pool gets income that has nothing to do with jobs.
	fn reward(&mut self, dice: &mut Dice) -> Done {
		let operator = self.anybody(dice);
		let told = format!("{} gets a reward", self.name(&operator));
		let amount = Balance::from(dice.below(100_000_000_000_000));
		let minted = self.chain.with(|| {
			let credit = Balances::issue(amount);
			if Stake::reward(&operator, credit).is_ok() {
				amount
			} else {
				0
			}
		});
		Done { minted, called: false, ..done(told, Ok(())) }
	}

	fn heartbeat(&mut self, dice: &mut Dice) -> Done {
		let who = dice.pick(&self.stage.people).clone();
		self.heartbeat_of(dice, who)
	}

	fn heartbeat_of(&mut self, dice: &mut Dice, who: Person) -> Done {
		let right = self.chain.now() / 60;
		let period = match dice.below(12) {
			0 => right + 1,
			1 => right.saturating_sub(1),
			_ => right,
		};
		let worker = if dice.once_in(8) {
			dice.pick(&self.stage.workers).clone()
		} else {
			self.registered_machine(&who.account).unwrap_or(who.worker.clone())
		};
		let told = format!("the machine of {} is heard", self.name(&who.account));
		let speaker = Person { worker, ..who };
		let call = self.chain.with(|| people::heartbeat(&speaker, period));
		done(told, self.send(call))
	}

	/// Somebody does what is missing to get jobs.
	fn join(&mut self, dice: &mut Dice) -> Done {
		let who = self.stage.people[dice.below(6) as usize].clone();
		let account = &who.account;
		let (pool, provider) = self.chain.with(|| {
			let provider = assay_providers::Providers::<Runtime>::get(account);
			(assay_stake::Pools::<Runtime>::get(account), provider)
		});
		let call = match (pool, provider) {
			(None, _) => StakeCall::bond {
				amount: Balance::from(200 + dice.below(2_000)) * ASY,
				commission: Perbill::from_percent(10),
			}
			.into(),
			(Some(_), None) => {
				let genesis = self.chain.with(|| System::block_hash(0));
				people::register(&who, genesis, 10_000 * ASY)
			},
			(Some(_), Some(provider)) if provider.draining => ProvidersCall::resume {}.into(),
			(Some(_), Some(_)) => return self.heartbeat_of(dice, who.clone()),
		};
		let told = format!("{} joins by {call:?}", self.name(account));
		done(told, self.chain.call_weighed(&who, call))
	}

	/// Whoever has to do something next for a job does it, honestly in most cases.
	fn advance(&mut self, dice: &mut Dice) -> Done {
		let jobs: Vec<_> =
			self.jobs().into_iter().filter(|(_, job)| job.stage.run().is_some()).collect();
		if jobs.is_empty() {
			return self.wait(1, false);
		}
		let (id, job) = dice.pick(&jobs).clone();
		match &job.stage {
			JobStage::Assigned(_) => self.commit_to(dice, id, &job, 4),
			JobStage::Sampled(_) => self.open_of(dice, id, &job, 10),
			JobStage::Opened(opened) if opened.demand.is_some() => self.deliver_of(dice, id, &job),
			JobStage::Opened(_) if dice.once_in(3) => self.demand_of(dice, id, &job),
			JobStage::Opened(_) | JobStage::Committed(_) if dice.once_in(6) => {
				let call = self.challenge_of(dice, id, &job);
				let who = dice.pick(&self.stage.people).clone();
				let told = format!("{} challenges job {id}", self.name(&who.account));
				done(told, self.chain.call_weighed(&who, call))
			},
			_ => self.wait(1, false),
		}
	}

	/// The requester demands a chunk.
	fn demand_of(&mut self, dice: &mut Dice, job: JobId, record: &JobRecordOf<Runtime>) -> Done {
		let people = &self.stage.people;
		let requester = people
			.iter()
			.find(|person| person.account == record.requester)
			.expect("nobody else plays")
			.clone();
		let call = JobsCall::demand { job, output: 0, first: 0, count: 1 + dice.below(2) as u32 };
		let told = format!("{} demands {call:?}", self.name(&requester.account));
		done(told, self.chain.call_weighed(&requester, call))
	}

	fn commit(&mut self, dice: &mut Dice) -> Done {
		match self.any_job(dice) {
			Some((id, job)) => self.commit_to(dice, id, &job, 2),
			None => self.wait(1, false),
		}
	}

	/// Results are told, wrong ones once in so many times.
	fn commit_to(
		&mut self,
		dice: &mut Dice,
		id: JobId,
		job: &JobRecordOf<Runtime>,
		wrong: u64,
	) -> Done {
		let Some(deal) = self.deal_of(id) else {
			return self.wait(1, false);
		};
		let speaker = self.speaker(dice, job);
		let results = &self.stage.deals[deal].results;
		let which = if dice.once_in(wrong) { dice.below(results.len() as u64) as usize } else { 0 };
		let mut commitment = results[which].commitment();
		if dice.once_in(40) {
			commitment.pop();
		}
		let attempt = attempt(dice, job);
		let told = format!("results {which} are told for job {id}, attempt {attempt}");
		let call = self.chain.with(|| speaker.commit(people::report(id, attempt), commitment));
		done(told, self.send(call))
	}

	fn decline(&mut self, dice: &mut Dice) -> Done {
		use DeclineReason::{InputUnavailable, NotReproducible, Unable};
		let Some((id, job)) = self.any_job(dice) else {
			return self.wait(1, false);
		};
		let reason = *dice.pick(&[InputUnavailable, NotReproducible, Unable]);
		let speaker = self.speaker(dice, &job);
		let attempt = attempt(dice, &job);
		let told = format!("job {id} is declined in attempt {attempt}: {reason:?}");
		let call = self.chain.with(|| speaker.decline(people::report(id, attempt), reason));
		done(told, self.send(call))
	}

	fn open(&mut self, dice: &mut Dice) -> Done {
		match self.any_job(dice) {
			Some((id, job)) => self.open_of(dice, id, &job, 2),
			None => self.wait(1, false),
		}
	}

	/// A sample is opened, a proof spoiled once in so many times.
	fn open_of(
		&mut self,
		dice: &mut Dice,
		id: JobId,
		job: &JobRecordOf<Runtime>,
		wrong: u64,
	) -> Done {
		let Some(deal) = self.deal_of(id) else {
			return self.wait(1, false);
		};
		let told = self.told(id).unwrap_or(0);
		let stage = self.stage.clone();
		let mut work = &stage.deals[deal].results[told];
		let sample = dice.below(3) as u8;
		let mut place = match &job.stage {
			JobStage::Sampled(sampled) => sampled.sample(sample).map(|(place, _)| place),
			_ => None,
		}
		.unwrap_or_else(|| any_place(dice, work));
		let mut fuel = work.fuel(place.pass);
		let spoil = if dice.once_in(wrong) { dice.below(6) } else { 9 };
		match spoil {
			0 => work = dice.pick(&stage.deals[deal].results),
			1 => place = any_place(dice, work),
			2 => fuel = *dice.pick(&[0, fuel - 1, fuel + 1, u64::MAX]),
			_ => {},
		}
		let mut witness = work.witness(place);
		spoil_witness(dice, spoil, &mut witness);
		let attempt = attempt(dice, job);
		let speaker = self.speaker(dice, job);
		let told = format!("sample {sample} of job {id} is opened, spoiled by {spoil}");
		let call =
			self.chain.with(|| speaker.open(people::report(id, attempt), sample, fuel, witness));
		done(told, self.send(call))
	}

	fn challenge(&mut self, dice: &mut Dice) -> RuntimeCall {
		match self.any_job(dice) {
			Some((id, job)) => self.challenge_of(dice, id, &job),
			None => JobsCall::poke { job: JobId::MAX }.into(),
		}
	}

	fn challenge_of(
		&mut self,
		dice: &mut Dice,
		id: JobId,
		job: &JobRecordOf<Runtime>,
	) -> RuntimeCall {
		let Some(deal) = self.deal_of(id) else {
			return JobsCall::poke { job: id }.into();
		};
		let told = self.told(id).unwrap_or(0);
		let stage = self.stage.clone();
		let work = &stage.deals[deal].results[told];
		let place = any_place(dice, work);
		let mut witness = work.witness(place);
		let spoil = dice.below(12);
		spoil_witness(dice, spoil, &mut witness);
		JobsCall::challenge {
			job: id,
			attempt: attempt(dice, job),
			place,
			fuel: work.fuel(place.pass),
			witness,
		}
		.into()
	}

	fn deliver(&mut self, dice: &mut Dice) -> Done {
		match self.any_job(dice) {
			Some((id, job)) => self.deliver_of(dice, id, &job),
			None => self.wait(1, false),
		}
	}

	fn deliver_of(&mut self, dice: &mut Dice, id: JobId, job: &JobRecordOf<Runtime>) -> Done {
		let Some(deal) = self.deal_of(id) else {
			return self.wait(1, false);
		};
		let told = self.told(id).unwrap_or(0);
		let stage = self.stage.clone();
		let work = &stage.deals[deal].results[told];
		let (output, first, count) = match &job.stage {
			JobStage::Opened(opened) => opened
				.demand
				.as_ref()
				.map_or((0, 0, 1), |demand| (demand.output, demand.first, demand.count)),
			_ => (0, 0, 1),
		};
		let mut proof = work.proof(output, first, count);
		match dice.below(8) {
			0 => proof = work.proof(0, 0, 1),
			1 => proof.data[0] ^= 1,
			_ => {},
		}
		let speaker = self.speaker(dice, job);
		let attempt = attempt(dice, job);
		let told = format!("chunks of job {id} are delivered");
		let call = self.chain.with(|| speaker.deliver(people::report(id, attempt), proof));
		done(told, self.send(call))
	}

	/// A machine reports something. What a transaction pool takes, a block doesn't refuse.
	fn send(&mut self, call: RuntimeCall) -> Result<(), Refusal> {
		let taken = self.chain.with(|| {
			let validity = call.authorize(TransactionSource::External);
			validity.is_some_and(|validity| validity.is_ok())
		});
		let now = self.chain.now();
		let result = self.chain.report(call);
		assert!(
			!taken || result.is_ok() || self.chain.now() > now,
			"a pool took what a block refuses: {result:?}"
		);
		result
	}

	/// Somebody's account, mostly of people who could be operators.
	fn anybody(&self, dice: &mut Dice) -> AccountId {
		let most = if dice.once_in(3) { 9 } else { 5 };
		self.stage.people[dice.below(most) as usize].account.clone()
	}

	fn name(&self, who: &AccountId) -> String {
		let at = self.stage.people.iter().position(|person| person.account == *who);
		at.map_or(String::from("?"), |at| format!("person {at}"))
	}

	/// An amount of money: round, odd, too small, too large, all there is.
	fn amount(&mut self, dice: &mut Dice, who: &Person) -> Balance {
		let all = self.chain.free(&who.account);
		match dice.below(16) {
			0 => 0,
			1 => 1,
			2 => EXISTENTIAL_DEPOSIT - 1,
			3 => ASY,
			4 => 10 * ASY,
			5 => 100 * ASY - 1,
			6 => 100 * ASY,
			7 => all,
			8 => all.saturating_sub(EXISTENTIAL_DEPOSIT),
			9 => Balance::MAX,
			10 => Balance::MAX / 2,
			_ => Balance::from(dice.below(3_000)) * ASY + Balance::from(dice.below(1_000_000)),
		}
	}

	fn kernel(&self, dice: &mut Dice) -> KernelId {
		let bytecode: &Vec<u8> = dice.pick(&self.stage.kernels);
		KernelId::of(bytecode)
	}

	fn possession(
		&mut self,
		worker: &WorkerPair,
		operator: &AccountId,
	) -> assay_providers::WorkerSignature {
		let genesis = self.chain.with(|| System::block_hash(0));
		worker.sign(&possession_message(&genesis, operator))
	}

	/// A machine, mostly somebody's own.
	fn machine(&self, dice: &mut Dice, who: &Person) -> WorkerPair {
		if dice.once_in(4) {
			dice.pick(&self.stage.workers).clone()
		} else {
			who.worker.clone()
		}
	}

	fn register(&mut self, dice: &mut Dice, who: &Person) -> RuntimeCall {
		let worker = self.machine(dice, who);
		let owner = if dice.once_in(10) { self.anybody(dice) } else { who.account.clone() };
		let possession = self.possession(&worker, &owner);
		ProvidersCall::register {
			profile: assay_market::Profile {
				name: people::text("provider"),
				endpoint: people::text("https://gpu.example"),
			},
			offer: self.ask(dice),
			devices: BoundedVec::truncate_from(vec![people::device()]),
			worker: worker.public(),
			possession,
		}
		.into()
	}

	fn ask(&self, dice: &mut Dice) -> assay_market::Ask {
		let mut offer = people::asking(price(dice));
		offer.capacity = *dice.pick(&[0, 1, 2, 4, 8, 32, 33]);
		if dice.once_in(8) {
			offer.region = Tag(people::text("us-east"));
		}
		offer
	}

	fn offer(&self, dice: &mut Dice) -> OfferOf<Runtime> {
		let mut offer = people::offering(20_000 * ASY);
		offer.samples = *dice.pick(&[1, 1, 2, 2, 2, 3, 8]);
		offer.deadline = *dice.pick(&[5, 20, 20, 60]);
		offer.patience = *dice.pick(&[20, 60, 100, 200]);
		match dice.below(16) {
			0 => offer.samples = *dice.pick(&[0, 9]),
			1 => offer.deadline = *dice.pick(&[0, 1, u32::MAX]),
			2 => offer.patience = *dice.pick(&[0, 1, u32::MAX]),
			3..8 => offer.price.0 = price(dice),
			_ => {},
		}
		if dice.once_in(6) {
			let named = (0..dice.below(4)).map(|_| self.anybody(dice)).collect();
			offer.allowed = BoundedVec::truncate_from(named);
		}
		if dice.once_in(10) {
			offer.region = Some(Tag(people::text("us-east")));
		}
		offer
	}

	/// A job's number, over or not, or none that was given.
	fn some_job(&mut self, dice: &mut Dice) -> JobId {
		match self.any_job(dice) {
			Some((id, _)) if !dice.once_in(6) => id,
			_ => {
				let next = self.chain.with(NextJob::<Runtime>::get);
				dice.below(next + 1)
			},
		}
	}

	fn any_job(&mut self, dice: &mut Dice) -> Option<(JobId, JobRecordOf<Runtime>)> {
		let jobs = self.jobs();
		(!jobs.is_empty()).then(|| dice.pick(&jobs).clone())
	}

	fn mostly_requester(&mut self, dice: &mut Dice, job: JobId, who: &mut Person) {
		let record = self.chain.with(|| assay_jobs::Jobs::<Runtime>::get(job));
		let requester = record.and_then(|job| {
			let people = &self.stage.people;
			people.iter().find(|person| person.account == job.requester)
		});
		if let Some(requester) = requester.filter(|_| !dice.once_in(5)) {
			*who = requester.clone();
		}
	}

	/// Who speaks for a job: mostly the machine of who runs it.
	fn speaker(&mut self, dice: &mut Dice, job: &JobRecordOf<Runtime>) -> Person {
		let anybody = dice.pick(&self.stage.people).clone();
		if dice.once_in(12) {
			return anybody;
		}
		let worker = job.stage.run().and_then(|run| self.registered_machine(&run.operator));
		match worker {
			Some(worker) => Person { worker, ..anybody },
			None => anybody,
		}
	}

	fn registered_machine(&mut self, operator: &AccountId) -> Option<WorkerPair> {
		let key = self.chain.with(|| assay_providers::Providers::<Runtime>::get(operator))?.worker;
		let workers = &self.stage.workers;
		workers.iter().find(|pair| pair.public() == key).cloned()
	}
}

fn done(told: String, result: Result<(), Refusal>) -> Done {
	Done { told, result, minted: 0, called: true }
}

fn price(dice: &mut Dice) -> Balance {
	*dice.pick(&[
		0,
		1,
		1_000 * ASY,
		10_000 * ASY,
		10_000 * ASY,
		20_000 * ASY,
		30_001 * ASY + 7,
		1_000_000 * ASY,
		Balance::MAX,
	])
}

/// The attempt that is on, or another one.
fn attempt(dice: &mut Dice, job: &JobRecordOf<Runtime>) -> u32 {
	match dice.below(24) {
		0 => job.attempt + 1,
		1 => job.attempt.saturating_sub(1),
		_ => job.attempt,
	}
}

fn any_place(dice: &mut Dice, work: &Work) -> Place {
	let pass = dice.below(work.spec.passes.len() as u64) as u8;
	let groups = work.spec.passes[usize::from(pass)].grid.0[0];
	Place { pass, group: [dice.below(groups.into()) as u32, 0, 0] }
}

/// Makes a witness say less, more, or something else.
fn spoil_witness(dice: &mut Dice, how: u64, witness: &mut Witness) {
	let Some(proof) = witness.outputs.iter_mut().flatten().next() else {
		return;
	};
	match how {
		3 => {
			let at = dice.below(proof.data.len() as u64) as usize;
			proof.data[at] ^= 1;
		},
		4 => witness.inputs.clear(),
		5 => {
			proof.ranges = ChunkRange::new(ChunkIndex(0), ChunkIndex(3)).into_iter().collect();
		},
		_ => {},
	}
}
