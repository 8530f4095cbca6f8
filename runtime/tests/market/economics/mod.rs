//! What it brings to cheat: profit and loss of everybody over many jobs.
//!
//! `ASSAY_JOBS` is how many of the jobs of the whole simulation are played, in percent, and
//! `ASSAY_SEED` where randomness begins.

mod limits;
mod scenario;

use crate::{
	kernels::{racy, LANES},
	life::one_pass,
	play::setting,
	work::{Step, Work},
};
use assay_market::CompareRule;
use scenario::{Outcome, Provider, Requester, Scenario, Watcher, COST_PERCENT};

/// Tiles of a job.
const TILES: u32 = 1_000;
/// With fewer jobs than this part of all, chance decides about those who fake little.
const ENOUGH_PERCENT: u64 = 100;
/// Differences below this are grains that were rounded.
const NOTHING: f64 = 1e-6;
/// The price of a transaction moves this much with how full blocks are.
const FEES_MOVE: f64 = 1e-3;

/// Whose profit a line of the table is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
	Provider,
	Requester,
	Watcher,
	/// Requester, provider and watcher are one.
	All,
}

/// A line of the table.
struct Line {
	name: String,
	owner: Owner,
	/// Whether it depends on chance so much that few jobs say nothing.
	rare: bool,
	provider: Provider,
	requester: Requester,
	watcher: Watcher,
	work: Work,
	jobs: u64,
}

impl Line {
	fn new(name: &str, jobs: u64) -> Self {
		Self {
			name: name.into(),
			owner: Owner::Provider,
			rare: false,
			provider: Provider::Honest,
			requester: Requester::Honest,
			watcher: Watcher::Absent,
			work: one_pass(TILES),
			jobs,
		}
	}

	fn play(&self, percent: u64, seed: u64) -> Outcome {
		let scenario = Scenario {
			provider: self.provider,
			requester: self.requester,
			watcher: self.watcher,
			work: self.work.clone(),
			jobs: (self.jobs * percent / 100).max(4) as usize,
			seed,
		};
		scenario.play()
	}

	/// What the owner of the strategy has of it.
	fn owned(&self, outcome: &Outcome) -> f64 {
		match self.owner {
			Owner::Provider => outcome.provider,
			Owner::Requester => outcome.requester,
			Owner::Watcher => outcome.watcher,
			Owner::All => outcome.provider + outcome.requester + outcome.watcher,
		}
	}
}

fn provider(name: &str, way: Provider, jobs: u64) -> Line {
	Line { provider: way, ..Line::new(name, jobs) }
}

/// A kernel all of whose workgroups race.
fn race() -> Work {
	let step = Step {
		kernel: racy(),
		groups: 1,
		params: vec![0],
		inputs: vec![],
		tile: LANES,
		rule: CompareRule::Exact,
	};
	Work::new(vec![], &[step])
}

fn lines() -> Vec<Line> {
	let faker = |permille: u32, jobs| Line {
		rare: permille < 100,
		..provider(
			&format!("fakes {}% of the tiles", f64::from(permille) / 10.0),
			Provider::Fakes(permille),
			jobs,
		)
	};
	let owned_by = |owner, line: Line| Line { owner, ..line };
	let watched = |watcher, line: Line| Line { watcher, ..line };
	let asked = |requester, line: Line| Line { requester, ..line };
	vec![
		faker(1, 8_000),
		faker(10, 2_000),
		faker(100, 400),
		faker(500, 200),
		faker(1_000, 200),
		provider("fakes everything, never opens", Provider::NeverOpens, 200),
		provider("works, opens late", Provider::OpensLate, 200),
		provider("fakes 10%, tries to get out of bad samples", Provider::PicksSamples, 400),
		provider("copies another's commitment", Provider::Copies, 200),
		provider("declines everything", Provider::Declines, 200),
		provider("works, withholds the output", Provider::Withholds, 200),
		owned_by(
			Owner::Watcher,
			watched(Watcher::False, Line::new("watcher challenges falsely", 200)),
		),
		owned_by(
			Owner::Requester,
			asked(Requester::WithholdsInput, Line::new("requester withholds the input", 200)),
		),
		owned_by(
			Owner::Requester,
			Line { work: race(), ..Line::new("requester submits a racy kernel", 200) },
		),
		owned_by(
			Owner::Requester,
			asked(Requester::Cancels, Line::new("requester takes every job back", 200)),
		),
		owned_by(
			Owner::Requester,
			asked(Requester::Demands, Line::new("requester demands what it has", 200)),
		),
		owned_by(
			Owner::All,
			watched(
				Watcher::Honest,
				provider(
					"all three are one: fakes, challenges itself",
					Provider::Fakes(1_000),
					200,
				),
			),
		),
		owned_by(Owner::All, provider("all three are one: never opens", Provider::NeverOpens, 200)),
		owned_by(Owner::All, provider("all three are one: pays itself", Provider::Honest, 200)),
	]
}

#[test]
fn cheats_should_lose_and_bystanders_should_lose_nothing() {
	let percent = setting("ASSAY_JOBS", 3);
	let seed = setting("ASSAY_SEED", 1);
	let honest = Line::new("honest", 200).play(percent, seed);
	let whole = percent >= ENOUGH_PERCENT;
	println!("seed {seed}; a job pays {:.2}; work costs {COST_PERCENT}%", honest.payment);
	print_head();
	print_line("honest", "", 0.0, &honest);
	for line in lines() {
		let outcome = line.play(percent, seed);
		let owned = line.owned(&outcome);
		// Whoever pays itself does no work, so that costs it nothing.
		let saved = if line.owner == Owner::All && line.provider == Provider::Honest {
			outcome.payment * COST_PERCENT as f64 / 100.0
		} else {
			0.0
		};
		let owned = owned + saved;
		let whose = match line.owner {
			Owner::Provider => "provider",
			Owner::Requester => "requester",
			Owner::Watcher => "watcher",
			Owner::All => "all three",
		};
		print_line(&line.name, whose, owned, &outcome);
		if whole || !line.rare {
			// What it would have had by being honest; a watcher and a conspiracy would have nothing.
			let instead = match line.owner {
				Owner::Provider => honest.provider,
				Owner::Requester | Owner::Watcher | Owner::All => 0.0,
			};
			assert!(owned < instead - NOTHING, "{}: {owned} is no loss", line.name);
		}
		bystanders_lose_nothing(&line, &outcome, &honest);
		assert_eq!(outcome.let_in, 0, "{}: something was let in", line.name);
	}
	let mut watched = provider("", Provider::Fakes(10), 200);
	watched.watcher = Watcher::Honest;
	let outcome = watched.play(percent, seed);
	print_line("fakes 1%, but is watched", "provider", outcome.provider, &outcome);
	assert!(outcome.watcher > 0.0, "watching doesn't pay");
	assert!(outcome.provider < honest.provider);
	assert_eq!(outcome.wrong, 0.0, "a wrong result was settled under a watcher's eyes");
	limits::kernels_at_every_limit_should_be_run_at_no_loss(seed);
}

fn bystanders_lose_nothing(line: &Line, outcome: &Outcome, honest: &Outcome) {
	let name = &line.name;
	assert!(outcome.others > -NOTHING, "{name}: another provider loses");
	assert!(outcome.delegator.abs() < NOTHING, "{name}: a delegator loses");
	match line.owner {
		Owner::Provider => assert!(
			outcome.requester > honest.requester - FEES_MOVE,
			"{name}: the requester pays {} instead of {}",
			-outcome.requester,
			-honest.requester
		),
		Owner::Requester => assert!(outcome.provider > -NOTHING, "{name}: the provider loses"),
		Owner::Watcher => {
			let [provider, requester] =
				[outcome.provider - honest.provider, outcome.requester - honest.requester];
			assert!(provider > -NOTHING, "{name}: the provider loses {provider}");
			assert!(requester > -FEES_MOVE, "{name}: the requester loses {requester}");
		},
		Owner::All => {},
	}
}

fn print_head() {
	println!(
		"| Strategy | Whose | Jobs | Owner | Provider | Requester | Watcher | Other providers, at least | Slashed | Settled wrong |"
	);
	println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
}

fn print_line(name: &str, whose: &str, owned: f64, outcome: &Outcome) {
	let owned = if whose.is_empty() { String::new() } else { format!("{owned:+.2}") };
	println!(
		"| {name} | {whose} | {} | {owned} | {:+.2} | {:+.2} | {:+.2} | {:+.2} | {:.2}% | {:.2}% |",
		outcome.jobs,
		outcome.provider,
		outcome.requester,
		outcome.watcher,
		outcome.others,
		100.0 * outcome.slashed,
		100.0 * outcome.wrong,
	);
}
