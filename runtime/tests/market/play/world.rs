//! Who plays, and with what.

use crate::{
	chain::{Chain, Snapshot},
	kernels::{add, racy, triple, triple_floats, LANES},
	ledger::Ledger,
	people::Person,
	work::{noise, Step, Work},
};
use assay_jobs::{JobId, JobRecordOf};
use assay_market::{CompareRule, InputSource};
use assay_providers::worker::WorkerPair;
use assay_runtime::{
	configs::parameters::{jobs, providers, RuntimeParameters},
	Runtime,
};
use std::rc::Rc;

/// Everybody may do everything, and some can afford more than others.
const PEOPLE: [(&str, u32); 9] = [
	("ann", 40_000),
	("bert", 20_000),
	("cleo", 20_000),
	("dora", 5_000),
	("emil", 5_000),
	("fay", 1_000),
	("gus", 1_000),
	("hal", 120),
	("ida", 1),
];

/// One specification, and what may be told as its results: the first is right.
pub struct Deal {
	pub results: Vec<Work>,
}

/// All that doesn't change from one play to the next.
pub struct Stage {
	pub people: Vec<Person>,
	/// Machines' keys: everybody's own, and some spare ones.
	pub workers: Vec<WorkerPair>,
	pub deals: Vec<Deal>,
	pub kernels: Vec<Vec<u8>>,
	start: Snapshot,
}

/// One play.
pub struct World {
	pub stage: Rc<Stage>,
	pub chain: Chain,
	pub ledger: Ledger,
}

impl Stage {
	pub fn new() -> Self {
		let mut chain = Chain::new();
		let people: Vec<Person> = PEOPLE.iter().map(|(name, _)| Person::new(name)).collect();
		for (person, (_, tokens)) in people.iter().zip(PEOPLE) {
			chain.endow(&person.account, tokens);
		}
		for key_value in short_windows() {
			chain.sudo(pallet_parameters::Call::set_parameter { key_value });
		}
		let spare = (0..3).map(|number| Person::new(&format!("spare {number}")).worker);
		let workers = people.iter().map(|person| person.worker.clone()).chain(spare).collect();
		Self {
			workers,
			people,
			deals: deals(),
			kernels: vec![triple(), add(), racy(), triple_floats()],
			start: chain.into_snapshot(),
		}
	}
}

impl World {
	pub fn new(stage: Rc<Stage>) -> Self {
		let mut chain = Chain::from_snapshot(&stage.start);
		Self { ledger: Ledger::new(&mut chain), stage, chain }
	}

	/// The jobs that aren't over.
	pub fn jobs(&mut self) -> Vec<(JobId, JobRecordOf<Runtime>)> {
		self.chain.with(|| {
			let mut jobs: Vec<_> = assay_jobs::Jobs::<Runtime>::iter().collect();
			jobs.sort_by_key(|(id, _)| *id);
			jobs
		})
	}

	/// The deal that a job is about.
	pub fn deal_of(&mut self, id: JobId) -> Option<usize> {
		let spec = self.chain.with(|| assay_jobs::Specs::<Runtime>::get(id))?;
		self.stage.deals.iter().position(|deal| deal.results[0].spec == spec)
	}

	/// The results that were told for a job.
	pub fn told(&mut self, id: JobId) -> Option<usize> {
		let deal = self.deal_of(id)?;
		let told = self.chain.with(|| assay_jobs::Commitments::<Runtime>::get(id))?;
		self.stage.deals[deal].results.iter().position(|work| work.commitment() == told)
	}
}

/// Windows as short as governance may make them.
fn short_windows() -> Vec<RuntimeParameters> {
	let of_jobs = RuntimeParameters::Jobs;
	let of_providers = RuntimeParameters::Providers;
	vec![
		of_jobs(jobs::Parameters::OpenWithin(jobs::OpenWithin, Some(20))),
		of_jobs(jobs::Parameters::ChallengeWindow(jobs::ChallengeWindow, Some(12))),
		of_jobs(jobs::Parameters::DeliverWithin(jobs::DeliverWithin, Some(20))),
		of_jobs(jobs::Parameters::Retention(jobs::Retention, Some(1_200))),
		of_providers(providers::Parameters::HeartbeatPeriod(providers::HeartbeatPeriod, Some(60))),
		of_providers(providers::Parameters::ConductHalfLife(
			providers::ConductHalfLife,
			Some(1_200),
		)),
	]
}

fn step(kernel: Vec<u8>, groups: u32, inputs: &[InputSource]) -> Step {
	Step {
		kernel,
		groups,
		params: vec![],
		inputs: inputs.to_vec(),
		tile: LANES,
		rule: CompareRule::Exact,
	}
}

/// Results that are right, and some that aren't.
fn deal(right: Work, wrong: impl IntoIterator<Item = Work>) -> Deal {
	Deal { results: std::iter::once(right).chain(wrong).collect() }
}

fn faked(work: &Work, pass: u8, groups: std::ops::Range<u32>) -> Work {
	let mut work = work.clone();
	work.fake(pass, groups);
	work
}

fn deals() -> Vec<Deal> {
	let (job, first) = (InputSource::Job(0), InputSource::Pass { pass: 0, output: 0 });
	let words = |groups: u32| vec![noise(groups * LANES)];
	let lone = Work::new(words(1), &[step(triple(), 1, &[job])]);
	let flat = Work::new(words(6), &[step(triple(), 6, &[job])]);
	// More than a chunk, so that there are chunks to choose from.
	let long = Work::new(words(200), &[step(triple(), 200, &[job])]);
	let steps =
		[step(triple(), 5, &[job]), step(add(), 5, &[job, first]), step(triple(), 2, &[first])];
	let deep = Work::new(words(5), &steps);
	let race = |group: u32| Step { params: vec![group], ..step(racy(), 3, &[]) };
	let void = Work::new(vec![], &[race(1)]);
	let fine = Work::new(vec![], &[race(9)]);
	let floats: Vec<u8> = (0..4 * LANES).flat_map(|number| (number as f32).to_le_bytes()).collect();
	let within = Step {
		rule: CompareRule::Within { atol: 0.5f32.to_bits(), rtol: 0 },
		..step(triple_floats(), 4, &[job])
	};
	let inexact = Work::new(vec![floats], &[within]);
	let off = |by: f32| {
		let mut work = inexact.clone();
		work.change(0, 0..4, |word| (f32::from_bits(word) + by).to_bits());
		work
	};
	vec![
		deal(lone.clone(), [faked(&lone, 0, 0..1)]),
		deal(flat.clone(), [faked(&flat, 0, 0..6), faked(&flat, 0, 2..3)]),
		deal(long.clone(), [faked(&long, 0, 0..50)]),
		deal(deep.clone(), [faked(&deep, 0, 0..2), faked(&deep, 1, 0..5), faked(&deep, 2, 0..2)]),
		deal(void.clone(), [faked(&void, 0, 0..3)]),
		deal(fine.clone(), [faked(&fine, 0, 1..2)]),
		deal(inexact.clone(), [off(0.25), off(1.0), off(100.0)]),
	]
}
