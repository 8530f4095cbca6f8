//! `touchstone run`: a whole pass, and the hashes of its outputs.

use crate::{
	args::{Backend, Run},
	execute,
	failure::of_engine,
	report::Report,
	setup::Setup,
};
use assay_engine::{Backend as Runner, Error, Writers};
use assay_terminal::{files::Pending, Failure, Kind, ProgressBar};
use serde_json::json;
use std::time::Instant;

pub fn run(args: &Run) -> Result<Report, Failure> {
	if args.device.is_some() && args.backend == Backend::Interpreter {
		return Err(Failure::input("--device goes with --backend gpu"));
	}
	let setup = Setup::new(&args.shape)?;
	if args.out.len() > setup.outputs.len() {
		return Err(Failure::input(format!(
			"--out is given {} times and the kernel has {} outputs",
			args.out.len(),
			setup.outputs.len()
		)));
	}
	let inputs = setup.read_inputs(&args.inputs)?;
	let watch = ProgressBar::start("running");
	let runner = match args.backend {
		Backend::Interpreter => Runner::Interpreter,
		Backend::Gpu => Runner::Device(open(args.device)?),
	};
	let files = args.out.iter().map(|path| Pending::new(path));
	let mut sink = Writers { passes: vec![files.collect::<Result<Vec<_>, _>>()?] };
	let started = Instant::now();
	let job = setup.job(&inputs)?;
	let report = execute::run(&runner, &job, &mut sink, &watch);
	let report = report.map_err(|error| match error {
		Error::Sink { place, error } => Failure::write(&args.out[place.output], &error),
		error => of_engine(error),
	})?;
	for file in sink.passes.into_iter().flatten() {
		file.keep()?;
	}
	let seconds = started.elapsed().as_secs_f64();
	drop(watch);

	let (mut text, mut outputs) = (String::new(), Vec::new());
	let hashes = report.hashes.iter().flatten();
	for (number, (hash, output)) in hashes.zip(&setup.outputs).enumerate() {
		let file = args.out.get(number).map(|file| file.display().to_string());
		let name = setup.kernel.output_name(number);
		text += &format!("{hash}  {}\n", file.as_ref().unwrap_or(&name));
		outputs.push(json!({
			"name": name,
			"hash": hash.to_string(),
			"bytes": 4 * u64::from(output.words),
			"file": file,
		}));
	}
	let device = match &runner {
		Runner::Interpreter => None,
		Runner::Device(device) => Some(device.info().to_string()),
	};
	let json = json!({
		"outputs": outputs,
		"workgroups": setup.workgroups().to_string(),
		"fuel": report.took.map(|fuel| fuel.0.to_string()),
		"fuel_at_most": setup.fuel.0.to_string(),
		"seconds": seconds,
		"device": device,
	});
	Ok(Report::fine(text, json))
}

/// Opens a device, for a job that could do without.
fn open(device: Option<usize>) -> Result<Box<assay_engine::Device>, Failure> {
	execute::open(device).map_err(|failure| match failure.kind() == Kind::Unavailable {
		true => failure.and("--backend interpreter needs no device"),
		false => failure,
	})
}
