//! Checks that all money is where it belongs, and nothing happens twice.

use crate::chain::{Chain, Refusal};
use assay_jobs::{Event as JobsEvent, JobId, VerdictKind};
use assay_market::KernelId;
use assay_runtime::{
	AccountId, Balance, Balances, Jobs, Kernels, Providers, Runtime, RuntimeEvent,
	RuntimeHoldReason, Stake,
};
use codec::Encode;
use std::collections::{BTreeMap, BTreeSet};

/// What has happened to a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Past {
	attempts: u32,
	running: bool,
	slashed: bool,
	paid: bool,
	ended: bool,
	/// A verdict that nothing has followed from yet.
	verdict: Option<VerdictKind>,
}

/// What jobs came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
	pub submitted: u64,
	pub assigned: u64,
	pub committed: u64,
	pub sampled: u64,
	pub opened: u64,
	pub challenged: u64,
	pub delivered: u64,
	pub set_back: u64,
	pub slashed: u64,
	pub paid: u64,
	pub ended: u64,
}

/// What the chain said to calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
	pub good: u64,
	pub failed: u64,
	pub not_let_in: u64,
}

/// What has been seen of a chain so far.
pub struct Ledger {
	/// What there is, with what somebody is known to have minted.
	issuance: Balance,
	answers: Answers,
	/// Holds that the market has nothing to do with.
	strange: BTreeMap<(AccountId, Vec<u8>), Balance>,
	jobs: BTreeMap<JobId, Past>,
	tally: Tally,
}

impl Ledger {
	/// Begins with a chain on which nobody has traded yet.
	pub fn new(chain: &mut Chain) -> Self {
		chain.take_events();
		chain.take_market_changed();
		chain.with(|| Self {
			issuance: Balances::total_issuance(),
			answers: Answers::default(),
			strange: holds(),
			jobs: BTreeMap::new(),
			tally: Tally::default(),
		})
	}

	/// What jobs came to so far.
	pub fn tally(&self) -> Tally {
		self.tally
	}

	/// What the chain said to calls so far.
	pub fn answers(&self) -> Answers {
		self.answers
	}

	/// Counts an answer.
	pub fn count(&mut self, result: &Result<(), Refusal>) {
		let count = match result {
			Ok(()) => &mut self.answers.good,
			Err(Refusal::Failed(_)) => &mut self.answers.failed,
			Err(Refusal::NotLetIn(_)) => &mut self.answers.not_let_in,
		};
		*count += 1;
	}

	/// Something outside of the market has minted so much.
	pub fn expect_minted(&mut self, amount: Balance) {
		self.issuance += amount;
	}

	/// Checks all that happened since the last time, and all that is stored.
	pub fn check(&mut self, chain: &mut Chain) -> Result<(), String> {
		let mut burned: Balance = 0;
		for event in chain.take_events() {
			burned += burned_by(&event);
			if let RuntimeEvent::Jobs(event) = event {
				self.note(event)?;
			}
		}
		chain.with(|| {
			let issuance = Balances::total_issuance();
			if self.issuance.checked_sub(burned) != Some(issuance) {
				return Err(format!(
					"issuance went from {} to {issuance}, but {burned} were said to be burned",
					self.issuance
				));
			}
			self.issuance = issuance;
			Ok(())
		})?;
		// What follows is made of nothing else.
		if !chain.take_market_changed() {
			return Ok(());
		}
		chain.with(|| {
			self.check_holds()?;
			check_counts()?;
			Stake::do_try_state().map_err(|error| format!("stake: {error:?}"))?;
			Providers::do_try_state().map_err(|error| format!("providers: {error:?}"))?;
			Kernels::do_try_state().map_err(|error| format!("kernels: {error:?}"))?;
			Jobs::do_try_state().map_err(|error| format!("jobs: {error:?}"))
		})
	}

	/// What is on hold is what the four ledgers say, and nothing else is.
	fn check_holds(&self) -> Result<(), String> {
		let mut expected = self.strange.clone();
		for (reason, who, amount) in ledgers() {
			if amount > 0 {
				*expected.entry((who, reason.encode())).or_default() += amount;
			}
		}
		let found = holds();
		if expected == found {
			return Ok(());
		}
		let wrong = |(key, amount): (&(AccountId, Vec<u8>), &Balance)| {
			(expected.get(key) != Some(amount)).then(|| (key.clone(), *amount))
		};
		Err(format!(
			"on hold, but in no ledger: {:?}; of {} ledger entries",
			found.iter().filter_map(wrong).collect::<Vec<_>>(),
			expected.len()
		))
	}

	/// The market holds nothing any more.
	pub fn check_nothing_held(&self, chain: &mut Chain) -> Result<(), String> {
		chain.with(|| {
			let found = holds();
			if found == self.strange {
				Ok(())
			} else {
				Err(format!("all have left, but on hold is still {found:?}"))
			}
		})
	}

	/// A call that was refused has changed nothing of the market.
	pub fn check_unchanged(&mut self, chain: &mut Chain) -> Result<(), String> {
		if chain.take_market_changed() {
			return Err("a refused call changed something".into());
		}
		self.check(chain)
	}

	/// Every job goes its way, is paid once at most, and ends once.
	fn note(&mut self, event: JobsEvent<Runtime>) -> Result<(), String> {
		let told = format!("{event:?}");
		let Some((id, step)) = step_of(event) else {
			return Err(told);
		};
		self.tally.add(step);
		let job = self.jobs.entry(id).or_default();
		let before = *job;
		job.verdict = match step {
			Step::Opened(verdict) | Step::Challenged(verdict) => Some(verdict),
			_ => None,
		};
		let follows = match before.verdict {
			Some(VerdictKind::Mismatch) => matches!(step, Step::Slashed),
			Some(VerdictKind::Inaccurate) => matches!(step, Step::SetBack(_, false)),
			Some(VerdictKind::Void) => matches!(step, Step::SetBack(_, false) | Step::Paid),
			Some(VerdictKind::Match) | None => true,
		};
		let allowed = match step {
			Step::Submitted => before == Past::default(),
			Step::Assigned(attempt) => {
				(job.attempts, job.running, job.slashed) = (attempt, true, false);
				!before.running && attempt == before.attempts + 1
			},
			Step::Slashed => {
				job.slashed = true;
				before.running && !before.slashed && !before.paid
			},
			Step::SetBack(attempt, slashed) => {
				job.running = false;
				before.running
					&& !before.paid && before.slashed == slashed
					&& attempt == before.attempts
			},
			Step::Paid => {
				(job.paid, job.running) = (true, false);
				before.running && !before.paid && !before.slashed
			},
			Step::Ended(paid) => {
				job.ended = true;
				!before.running && before.paid == paid
			},
			Step::Committed
			| Step::Sampled
			| Step::Opened(_)
			| Step::Delivered
			| Step::Challenged(_)
			| Step::Other => before.running,
		};
		if allowed && follows && !before.ended {
			Ok(())
		} else {
			Err(format!("{told} came after {before:?}"))
		}
	}

	/// Jobs that were submitted and haven't ended.
	pub fn unended(&self) -> usize {
		self.jobs.values().filter(|job| !job.ended).count()
	}
}

/// What an event means for a job.
#[derive(Clone, Copy)]
enum Step {
	Submitted,
	Assigned(u32),
	Committed,
	Sampled,
	Opened(VerdictKind),
	Challenged(VerdictKind),
	Delivered,
	Slashed,
	SetBack(u32, bool),
	Paid,
	Ended(bool),
	Other,
}

/// `None` for what must never happen.
fn step_of(event: JobsEvent<Runtime>) -> Option<(JobId, Step)> {
	use assay_jobs::{Ending, Setback};
	Some(match event {
		JobsEvent::Submitted { job, .. } => (job, Step::Submitted),
		JobsEvent::Assigned { job, attempt, .. } => (job, Step::Assigned(attempt)),
		JobsEvent::Committed { job, .. } => (job, Step::Committed),
		JobsEvent::Sampled { job, .. } => (job, Step::Sampled),
		JobsEvent::Opened { job, verdict, .. } => (job, Step::Opened(verdict)),
		JobsEvent::Challenged { job, verdict, .. } => (job, Step::Challenged(verdict)),
		JobsEvent::Delivered { job, .. } => (job, Step::Delivered),
		JobsEvent::WindowBegan { job, .. } | JobsEvent::Demanded { job, .. } => (job, Step::Other),
		JobsEvent::Slashed { job, .. } => (job, Step::Slashed),
		JobsEvent::SetBack { job, attempt, setback, .. } => {
			(job, Step::SetBack(attempt, matches!(setback, Setback::Slashed(_))))
		},
		JobsEvent::Paid { job, .. } => (job, Step::Paid),
		JobsEvent::Ended { job, ending } => {
			(job, Step::Ended(matches!(ending, Ending::Settled | Ending::Void)))
		},
		JobsEvent::Stuck { .. } | JobsEvent::__Ignore(..) => return None,
	})
}

impl Tally {
	fn add(&mut self, step: Step) {
		let count = match step {
			Step::Submitted => &mut self.submitted,
			Step::Assigned(_) => &mut self.assigned,
			Step::Committed => &mut self.committed,
			Step::Sampled => &mut self.sampled,
			Step::Opened(_) => &mut self.opened,
			Step::Challenged(_) => &mut self.challenged,
			Step::Delivered => &mut self.delivered,
			Step::Slashed => &mut self.slashed,
			Step::SetBack(..) => &mut self.set_back,
			Step::Paid => &mut self.paid,
			Step::Ended(_) => &mut self.ended,
			Step::Other => return,
		};
		*count += 1;
	}
}

/// What an event says was burned. Nothing of this runtime mints.
fn burned_by(event: &RuntimeEvent) -> Balance {
	match event {
		RuntimeEvent::Jobs(JobsEvent::Paid { burned, .. } | JobsEvent::Slashed { burned, .. }) => {
			*burned
		},
		RuntimeEvent::Treasury(pallet_treasury::Event::Burnt { burnt_funds }) => *burnt_funds,
		RuntimeEvent::Balances(pallet_balances::Event::DustLost { amount, .. }) => *amount,
		// For an offence outside of the market.
		RuntimeEvent::Stake(assay_stake::Event::Slashed {
			id: None, bonded, unbonding, ..
		}) => bonded + unbonding,
		_ => 0,
	}
}

/// What one pallet counts of another's is what there is.
fn check_counts() -> Result<(), String> {
	let mut running = BTreeMap::<AccountId, u32>::new();
	let mut uses = BTreeMap::<KernelId, u32>::new();
	let mut reserved = 0;
	for (id, job) in assay_jobs::Jobs::<Runtime>::iter() {
		if let Some(run) = job.stage.run() {
			*running.entry(run.operator.clone()).or_default() += 1;
			reserved += 1;
			if !assay_stake::Reservations::<Runtime>::contains_key(&run.operator, id) {
				return Err(format!("job {id} runs without a reservation"));
			}
		}
		let spec = assay_jobs::Specs::<Runtime>::get(id).ok_or("a job has no specification")?;
		let kernels: BTreeSet<_> = spec.passes.iter().map(|pass| pass.kernel).collect();
		for kernel in kernels {
			*uses.entry(kernel).or_default() += 1;
		}
	}
	for (operator, activity) in assay_providers::Activity::<Runtime>::iter() {
		let expected = running.remove(&operator).unwrap_or_default();
		if activity.running != expected {
			return Err(format!("a provider runs {expected} jobs and counts {}", activity.running));
		}
	}
	for (id, kernel) in assay_kernels::KernelRecords::<Runtime>::iter() {
		let expected = uses.remove(&id).unwrap_or_default();
		if kernel.uses != expected {
			return Err(format!("{expected} jobs need a kernel that counts {}", kernel.uses));
		}
	}
	let reservations = assay_stake::Reservations::<Runtime>::iter_keys().count();
	if reservations != reserved {
		return Err(format!("{reserved} jobs run, but there are {reservations} reservations"));
	}
	if running.is_empty() && uses.is_empty() {
		Ok(())
	} else {
		Err(format!("who runs {running:?} is no provider, or {uses:?} are no kernels"))
	}
}

/// All that is on hold, by account and reason.
fn holds() -> BTreeMap<(AccountId, Vec<u8>), Balance> {
	pallet_balances::Holds::<Runtime>::iter()
		.flat_map(|(who, holds)| {
			holds.into_iter().map(move |hold| ((who.clone(), hold.id.encode()), hold.amount))
		})
		.collect()
}

/// Every entry of a ledger for which something has to be on hold.
fn ledgers() -> Vec<(RuntimeHoldReason, AccountId, Balance)> {
	let mut entries = Vec::new();
	for (operator, pool) in assay_stake::Pools::<Runtime>::iter() {
		use assay_stake::HoldReason::{Bonded, Unbonding};
		let account = Stake::account_of(&operator);
		entries.push((Bonded.into(), account.clone(), pool.bonded.balance()));
		entries.push((Unbonding.into(), account, pool.unbonding.balance()));
	}
	for (operator, provider) in assay_providers::Providers::<Runtime>::iter() {
		let reason = assay_providers::HoldReason::Registration;
		entries.push((reason.into(), operator, provider.deposit));
	}
	for kernel in assay_kernels::KernelRecords::<Runtime>::iter_values() {
		let reason = assay_kernels::HoldReason::Kernels;
		entries.push((reason.into(), kernel.author, kernel.deposit));
	}
	for job in assay_jobs::Jobs::<Runtime>::iter_values() {
		use assay_jobs::HoldReason::{Deposit, Escrow};
		let escrow = job.escrow.payment + job.escrow.verification + job.stage.demanded();
		entries.push((Escrow.into(), job.requester.clone(), escrow));
		entries.push((Deposit.into(), job.requester, job.escrow.deposit));
	}
	entries
}
