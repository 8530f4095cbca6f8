//! Running a whole pass on the interpreter, on all cores.

use crate::{failure::Failure, setup::Setup};
use assay_touchstone::{Execution, Interpreter, Launch, WholeInputs};
use rayon::prelude::*;
use std::{
	io::{IsTerminal, Write},
	time::{Duration, Instant},
};

/// Words of tiles that are kept before they are put in their places.
const MOST_WORDS_AT_ONCE: u64 = 16 << 20;

/// Workgroups that are run before progress is told.
const MOST_AT_ONCE: u64 = 1 << 14;

/// How long a run is quiet about its progress.
const QUIET: Duration = Duration::from_secs(2);

/// What a pass made.
#[derive(Debug)]
pub struct Made {
	/// The bytes of each output.
	pub outputs: Vec<Vec<u8>>,
	/// What it took, in lane-operations.
	pub fuel: u64,
}

/// Runs every workgroup.
pub fn run(setup: &Setup, inputs: &[Vec<u8>]) -> Result<Made, Failure> {
	let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
	let launch = Launch::new(&setup.params, setup.grid, &setup.outputs);
	let mut outputs: Vec<Vec<u8>> = setup
		.outputs
		.iter()
		.map(|output| vec![0; 4 * output.words as usize])
		.collect();
	let tile_words: u64 = setup
		.outputs
		.iter()
		.map(|output| output.tiles.words())
		.sum();
	let at_once = (MOST_WORDS_AT_ONCE / tile_words.max(1)).clamp(1, MOST_AT_ONCE);
	let total = setup.workgroups();
	let progress = Progress::new(total);
	let (mut fuel, mut first) = (0u64, 0);
	while first < total {
		let end = total.min(first + at_once);
		let made: Vec<(([u32; 3], Execution), u64)> = (first..end)
			.into_par_iter()
			.map_init(
				|| Interpreter::new(&setup.kernel.program),
				|interpreter, number| {
					let group = place(setup.grid, number);
					let mut memory = WholeInputs { inputs: &inputs };
					let execution =
						interpreter
							.run(&launch, group, &mut memory)
							.map_err(|error| {
								let [x, y, z] = group;
								Failure::input(format!("workgroup {x},{y},{z}: {error}"))
							})?;
					let fuel = execution.fuel.0;
					Ok(((group, execution), fuel))
				},
			)
			.collect::<Result<_, Failure>>()?;
		for ((group, execution), took) in made {
			fuel = fuel.saturating_add(took);
			put(setup, group, &execution, &mut outputs);
		}
		first = end;
		progress.at(first);
	}
	progress.done();
	Ok(Made { outputs, fuel })
}

/// The workgroup of this number, counted in x first.
fn place([x, y, _]: [u32; 3], number: u64) -> [u32; 3] {
	let (x, y) = (u64::from(x), u64::from(y));
	[number % x, number / x % y, number / x / y].map(|n| n as u32)
}

/// Puts a workgroup's tiles where they belong.
fn put(setup: &Setup, group: [u32; 3], execution: &Execution, outputs: &mut [Vec<u8>]) {
	let tiles = setup.outputs.iter().zip(&execution.tiles);
	for ((output, tile), bytes) in tiles.zip(outputs) {
		for run in output.tile(group).runs() {
			let words = &tile[run.in_tile as usize..][..run.words as usize];
			let to = &mut bytes[4 * run.in_output as usize..][..4 * words.len()];
			for (to, word) in to.chunks_exact_mut(4).zip(words) {
				to.copy_from_slice(&word.to_le_bytes());
			}
		}
	}
}

/// A line on a terminal that says how far a long run is.
struct Progress {
	total: u64,
	started: Instant,
	shown: bool,
}

impl Progress {
	fn new(total: u64) -> Self {
		Self {
			total,
			started: Instant::now(),
			shown: std::io::stderr().is_terminal(),
		}
	}

	fn at(&self, done: u64) {
		if self.shown && self.started.elapsed() > QUIET {
			let percent = 100 * u128::from(done) / u128::from(self.total.max(1));
			eprint!("\r{percent:3} % of {} workgroups", self.total);
			let _ = std::io::stderr().flush();
		}
	}

	fn done(&self) {
		if self.shown && self.started.elapsed() > QUIET {
			eprintln!();
		}
	}
}
