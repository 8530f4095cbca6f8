//! Jobs on the interpreter, on all cores.

use crate::{
	control::{Control, Progress},
	delivery::Delivery,
	error::Error,
	job::{Job, Pass},
	report::Report,
	sink::{OutputPlace, Sink},
};
use assay_market::InputSource;
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

/// Fuel after which progress is told and a wish to end heard: a few seconds of one core.
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
	let mut delivery = Delivery::new(sink, job.pass_count());
	let mut counts = Counts { done: Fuel(0), total: job.work().plan().fuel(), took: Fuel(0) };
	let mut computing = Duration::ZERO;
	let mut kept: HashMap<InputSource, Vec<u8>> = HashMap::new();
	for pass in job.passes() {
		let inputs = pass.spec.inputs.iter().map(|source| match source {
			InputSource::Job(input) => job.inputs()[usize::from(*input)],
			InputSource::Pass { .. } => kept.get(source).map_or(&[][..], Vec::as_slice),
		});
		let inputs: Vec<&[u8]> = inputs.collect();
		let started = Instant::now();
		let outputs = run_pass(&pass, &inputs, control, &mut counts)?;
		computing += started.elapsed();
		for (output, bytes) in outputs.into_iter().enumerate() {
			let place = OutputPlace { pass: pass.number, output };
			delivery.part(place, &bytes)?;
			delivery.end(place)?;
			kept.insert(pass.output(output), bytes);
		}
		kept.retain(|&source, _| job.last_reader(source) > Some(pass.number));
	}
	Ok(Report {
		hashes: delivery.finish(),
		fuel: counts.total,
		took: Some(counts.took),
		dispatches: job.pass_count() as u64,
		computing,
	})
}

/// The bytes of each output.
fn run_pass(
	pass: &Pass<'_>,
	inputs: &[&[u8]],
	control: &Control<'_>,
	counts: &mut Counts,
) -> Result<Vec<Vec<u8>>, Error> {
	let (number, grid) = (pass.number, pass.spec.grid);
	let launch = Launch::new(&pass.spec.params, grid.0, &pass.outputs);
	let each = pass.workgroup_fuel.0;
	let mut outputs: Vec<Vec<u8>> =
		pass.outputs.iter().map(|output| vec![0; 4 * output.words as usize]).collect();
	let tile_words: u64 = pass.outputs.iter().map(|output| output.tiles.words()).sum();
	let at_once = (MAX_WORDS_AT_ONCE / tile_words.max(1))
		.min(MAX_FUEL_AT_ONCE / each.max(1))
		.clamp(1, MAX_AT_ONCE);
	let (total, mut first) = (pass.workgroups, 0);
	while first < total {
		control.check()?;
		let end = total.min(first + at_once);
		let made: Vec<([u32; 3], Execution)> = (first..end)
			.into_par_iter()
			.map_init(
				|| Interpreter::new(pass.program),
				|interpreter, index| {
					let group = grid.group(index).expect("it is below the count");
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
