//! Random calls by random people, wrong ones among them, with all invariants checked after each.
//!
//! A play has some thousand calls. Then nobody acts any more, and all jobs have to end by
//! themselves; then all leave, and nothing may be left on hold. A play that fails is made as short
//! as possible, and told step by step.
//!
//! `ASSAY_CALLS` says how many calls, `ASSAY_SEED` from which number on.

mod act;
pub mod dice;
mod leave;
mod shrink;
mod world;

use dice::Dice;
use shrink::shrink;
use std::{
	panic::{catch_unwind, AssertUnwindSafe},
	rc::Rc,
	time::Instant,
};
use world::{Stage, World};

/// Actions of one play. Some of them aren't calls but blocks that pass.
const ACTIONS: u64 = 2_000;

/// Letters that tell a step.
const LONGEST_STEP: usize = 300;

/// A number from the environment.
pub fn setting(name: &str, otherwise: u64) -> u64 {
	std::env::var(name).map_or(otherwise, |value| {
		value.parse().unwrap_or_else(|_| panic!("{name} is {value}, which isn't a number"))
	})
}

/// Plays a list of actions to the end. What failed is told, and after which steps.
fn play(stage: &Rc<Stage>, actions: &[u64], steps: &mut Vec<String>) -> Result<World, String> {
	let mut world = World::new(stage.clone());
	for action in actions {
		let before = world.chain.now();
		let done = world.act(*action);
		// A full block makes room for a call by ending.
		let blocks_passed = world.chain.now() > before;
		let told: String = done.told.chars().take(LONGEST_STEP).collect();
		steps.push(format!("{told} -> {:?}", done.result));
		world.ledger.expect_minted(done.minted);
		if done.called {
			world.ledger.count(&done.result);
		}
		match done.result {
			Ok(()) => world.ledger.check(&mut world.chain)?,
			Err(_) if blocks_passed => world.ledger.check(&mut world.chain)?,
			Err(_) => world.ledger.check_unchanged(&mut world.chain)?,
		}
	}
	world.leave()?;
	Ok(world)
}

/// What failed, without what differs from one failure of a kind to the next.
fn failure(stage: &Rc<Stage>, actions: &[u64], steps: &mut Vec<String>) -> Option<String> {
	match catch_unwind(AssertUnwindSafe(|| play(stage, actions, steps).err())) {
		Ok(failure) => failure,
		Err(panic) => {
			let text = panic
				.downcast_ref::<String>()
				.cloned()
				.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
			Some(text.unwrap_or_else(|| "a panic".into()))
		},
	}
}

fn kind_of(failure: &str) -> String {
	failure.chars().filter(|letter| !letter.is_ascii_digit()).take(40).collect()
}

#[test]
fn invariants_should_hold_whatever_people_do() {
	let calls = setting("ASSAY_CALLS", 3_000);
	let seed = setting("ASSAY_SEED", 1);
	let stage = Rc::new(Stage::new());
	let begin = Instant::now();
	let mut sum = Summary::default();
	for number in seed.. {
		if sum.calls() >= calls {
			break;
		}
		let mut dice = Dice::new(number);
		let actions: Vec<u64> = (0..ACTIONS).map(|_| dice.roll()).collect();
		match catch_unwind(AssertUnwindSafe(|| play(&stage, &actions, &mut Vec::new()))) {
			Ok(Ok(world)) => sum.add(&world),
			_ => tell(&stage, number, actions),
		}
		if (number - seed + 1).is_multiple_of(100) {
			println!("{} calls in {:.0?}: {sum:?}", sum.calls(), begin.elapsed());
		}
	}
	println!("{} calls from seed {seed} on, in {:.0?}: {sum:?}", sum.calls(), begin.elapsed());
	assert!(sum.good > 0 && sum.settled > 0, "nothing happened: {sum:?}");
}

/// Makes a failing play short, and tells it.
fn tell(stage: &Rc<Stage>, seed: u64, actions: Vec<u64>) -> ! {
	let what = failure(stage, &actions, &mut Vec::new()).expect("it failed before");
	let kind = kind_of(&what);
	let short = shrink(actions, |part| {
		failure(stage, part, &mut Vec::new()).is_some_and(|what| kind_of(&what) == kind)
	});
	let mut steps = Vec::new();
	let what = failure(stage, &short, &mut steps).unwrap_or(what);
	panic!("play {seed} fails: {what}\n{}", steps.join("\n"));
}

/// What happened in all plays.
#[derive(Clone, Copy, Debug, Default)]
struct Summary {
	good: u64,
	failed: u64,
	not_let_in: u64,
	submitted: u64,
	assigned: u64,
	committed: u64,
	sampled: u64,
	opened: u64,
	challenged: u64,
	delivered: u64,
	set_back: u64,
	slashed: u64,
	settled: u64,
}

impl Summary {
	fn calls(&self) -> u64 {
		self.good + self.failed + self.not_let_in
	}

	fn add(&mut self, world: &World) {
		let (tally, answers) = (world.ledger.tally(), world.ledger.answers());
		self.good += answers.good;
		self.failed += answers.failed;
		self.not_let_in += answers.not_let_in;
		self.submitted += tally.submitted;
		self.assigned += tally.assigned;
		self.committed += tally.committed;
		self.sampled += tally.sampled;
		self.opened += tally.opened;
		self.challenged += tally.challenged;
		self.delivered += tally.delivered;
		self.set_back += tally.set_back;
		self.slashed += tally.slashed;
		self.settled += tally.paid;
	}
}
