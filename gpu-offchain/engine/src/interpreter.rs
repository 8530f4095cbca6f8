//! Jobs on the interpreter, on all cores.

use crate::{
	control::{Control, Progress},
	delivery::Delivery,
	error::Error,
	job::{Job, Pass, Place, Source},
	report::Report,
	sink::Sink,
};
use assay_touchstone::{Execution, Fuel, Interpreter, Launch, WholeInputs};
use rayon::prelude::*;
use std::{
	collections::HashMap,
	time::{Duration, Instant},
};

/// Words of tiles that are kept before they are put in their places.
const MAX_WORDS_AT_ONCE: u64 = 8 << 20;

/// Workgroups that are run before progress is told.
const MAX_AT_ONCE: u64 = 1 << 14;

/// Lane-operations after which progress is told and a wish to end heard: a few seconds of one core.
const MAX_FUEL_AT_ONCE: u64 = 1 << 31;

/// How far the whole job is.
struct Counts {
	done: Fuel,
	total: Fuel,
	took: Fuel,
}

/// Runs every workgroup of every pass.
pub(crate) fn run(
	job: &Job<'_>,
	sink: &mut dyn Sink,
	control: &Control<'_>,
) -> Result<Report, Error> {
	let fuel = job.check()?;
	let mut delivery = Delivery::new(sink, job.passes.len());
	let mut counts = Counts { done: Fuel(0), total: total(&fuel), took: Fuel(0) };
	let mut computing = Duration::ZERO;
	let mut kept: HashMap<Source, Vec<u8>> = HashMap::new();
	for (number, pass) in job.passes.iter().enumerate() {
		let inputs: Vec<&[u8]> = pass
			.inputs
			.iter()
			.map(|source| match source {
				Source::Input(input) => job.inputs[*input],
				source => kept.get(source).map_or(&[][..], Vec::as_slice),
			})
			.collect();
		let started = Instant::now();
		let outputs = run_pass((number, pass), &inputs, control, &mut counts)?;
		computing += started.elapsed();
		for (output, bytes) in outputs.into_iter().enumerate() {
			let place = Place { pass: number, output };
			delivery.part(place, &bytes)?;
			delivery.end(place)?;
			let pass = number;
			kept.insert(Source::Output { pass, output }, bytes);
		}
		kept.retain(|&source, _| job.last_reader(source) > Some(number));
	}
	Ok(Report {
		hashes: delivery.finish(),
		fuel: counts.total,
		took: Some(counts.took),
		dispatches: job.passes.len() as u64,
		computing,
	})
}

/// The fuel of all passes.
pub(crate) fn total(fuel: &[Fuel]) -> Fuel {
	Fuel(fuel.iter().fold(0, |sum, fuel| sum.saturating_add(fuel.0)))
}

/// The bytes of each output.
fn run_pass(
	(number, pass): (usize, &Pass<'_>),
	inputs: &[&[u8]],
	control: &Control<'_>,
	counts: &mut Counts,
) -> Result<Vec<Vec<u8>>, Error> {
	let launch = Launch::new(&pass.params, pass.grid, &pass.outputs);
	let each = pass.program.workgroup_fuel(&pass.params).map_or(0, |fuel| fuel.0);
	let mut outputs: Vec<Vec<u8>> =
		pass.outputs.iter().map(|output| vec![0; 4 * output.words as usize]).collect();
	let tile_words: u64 = pass.outputs.iter().map(|output| output.tiles.words()).sum();
	let at_once = (MAX_WORDS_AT_ONCE / tile_words.max(1))
		.min(MAX_FUEL_AT_ONCE / each.max(1))
		.clamp(1, MAX_AT_ONCE);
	let (total, mut first) = (pass.workgroups(), 0);
	while first < total {
		control.check()?;
		let end = total.min(first + at_once);
		let made: Vec<([u32; 3], Execution)> = (first..end)
			.into_par_iter()
			.map_init(
				|| Interpreter::new(pass.program),
				|interpreter, index| {
					let group = group(pass.grid, index);
					let mut memory = WholeInputs { inputs };
					let execution = interpreter.run(&launch, group, &mut memory);
					let execution =
						execution.map_err(|error| Error::Kernel { pass: number, group, error })?;
					Ok((group, execution))
				},
			)
			.collect::<Result<_, Error>>()?;
		for (group, execution) in made {
			counts.took.0 = counts.took.0.saturating_add(execution.fuel.0);
			put(pass, group, &execution, &mut outputs);
		}
		counts.done.0 = counts.done.0.saturating_add((end - first).saturating_mul(each));
		control.tell(Progress { pass: number, done: counts.done, total: counts.total });
		first = end;
	}
	Ok(outputs)
}

/// The workgroup of this number, counted in x first.
fn group([x, y, _]: [u32; 3], number: u64) -> [u32; 3] {
	let (x, y) = (u64::from(x), u64::from(y));
	[number % x, number / x % y, number / x / y].map(|n| n as u32)
}

/// Puts a workgroup's tiles where they belong.
fn put(pass: &Pass<'_>, group: [u32; 3], execution: &Execution, outputs: &mut [Vec<u8>]) {
	let tiles = pass.outputs.iter().zip(&execution.tiles);
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
